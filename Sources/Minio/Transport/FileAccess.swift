// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Positional reads of files, off the threads that tasks run on: the only file I/O.
enum FileAccess {
    /// How much is read at a time.
    static let chunkSize = 1 << 20

    /// What tells whether a file is still the one that was looked at, with the same content.
    struct Snapshot: Sendable, Hashable, Codable {
        fileprivate(set) var size: Int64
        fileprivate var inode: UInt64
        fileprivate var modifiedSeconds: Int
        fileprivate var modifiedNanoseconds: Int

        fileprivate init(_ information: stat) {
            self.size = Int64(information.st_size)
            self.inode = UInt64(information.st_ino)
            #if canImport(Darwin)
            self.modifiedSeconds = information.st_mtimespec.tv_sec
            self.modifiedNanoseconds = information.st_mtimespec.tv_nsec
            #else
            self.modifiedSeconds = information.st_mtim.tv_sec
            self.modifiedNanoseconds = information.st_mtim.tv_nsec
            #endif
        }
    }

    /// Looks at a regular file.
    ///
    /// - Throws: ``MinioError/Code/sourceFailed`` if it cannot be opened, or is a directory, a device or a pipe.
    static func snapshot(of path: String) async throws(MinioError) -> Snapshot {
        try await Self.run { () throws(MinioError) in try OpenFile(path).snapshot() }
    }

    /// The bytes of a file or of a part of it, a chunk at a time; fails if the file is not, or does not stay, as it was.
    struct Contents: AsyncSequence, Sendable {
        typealias Element = ByteBuffer
        typealias Failure = any Error

        let path: String
        let snapshot: Snapshot
        /// Which of them.
        let range: Range<Int64>

        init(path: String, snapshot: Snapshot, range: Range<Int64>? = nil) {
            self.path = path
            self.snapshot = snapshot
            self.range = range ?? 0..<snapshot.size
        }

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(contents: self) }

        struct AsyncIterator: AsyncIteratorProtocol {
            private var reader: Reader
            private let spare = SpareBuffers()
            private var isAtEnd = false

            fileprivate init(contents: Contents) { self.reader = Reader(contents) }

            mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
                if self.isAtEnd { return nil }
                let known = self.reader
                let spare = self.spare
                let (reader, buffer) = try await FileAccess.run { () throws(MinioError) -> (Reader, ByteBuffer?) in
                    var reader = known
                    let count = Int(Swift.min(reader.rest, Int64(FileAccess.chunkSize)))
                    guard count > 0 else {
                        try reader.finish()
                        return (reader, nil)
                    }
                    var buffer = spare.take(capacity: count)
                    try reader.read(count, into: &buffer)
                    spare.remember(buffer)
                    return (reader, buffer)
                }
                self.reader = reader
                self.isAtEnd = buffer == nil
                return buffer
            }
        }
    }

    /// Reads what ``Contents`` are, for code that may block.
    struct Reader: Sendable {
        private let contents: Contents
        private var position: Int64
        private var file: OpenFile?

        /// How many bytes have not been read.
        var rest: Int64 { self.contents.range.upperBound - self.position }

        init(_ contents: Contents) {
            self.contents = contents
            self.position = contents.range.lowerBound
        }

        /// Adds exactly so many bytes to a buffer.
        mutating func read(_ count: Int, into buffer: inout ByteBuffer) throws(MinioError) {
            let file = try self.open()
            var rest = count
            while rest > 0 {
                let read = try file.read(at: self.position, count: rest, into: &buffer)
                self.position += Int64(read)
                rest -= read
            }
        }

        /// Fails if the file is not what it was, and closes it.
        mutating func finish() throws(MinioError) {
            guard try self.open().snapshot() == self.contents.snapshot else {
                throw MinioError(.sourceFailed, "the file \(self.contents.path) changed while it was being read")
            }
            self.file = nil
        }

        private mutating func open() throws(MinioError) -> OpenFile {
            if let file = self.file { return file }
            let file = try OpenFile(self.contents.path)
            self.file = file
            return file
        }
    }

    /// Runs blocking work where it may block.
    static func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws(MinioError) -> Value
    ) async throws(MinioError) -> Value {
        do {
            return try await NIOThreadPool.singleton.runIfActive { Result { () throws(MinioError) in try work() } }
                .get()
        } catch let error as MinioError {
            throw error
        } catch {
            throw MinioError(.cancelled, "the task was cancelled while a file was being read", cause: error)
        }
    }
}

/// A file that is closed when nobody reads it any more.
private final class OpenFile: Sendable {
    private let path: String
    private let descriptor: CInt

    init(_ path: String) throws(MinioError) {
        self.path = path
        self.descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard self.descriptor >= 0 else { throw Self.failure(path, "cannot be opened") }
    }

    deinit { close(self.descriptor) }

    func snapshot() throws(MinioError) -> FileAccess.Snapshot {
        var information = stat()
        guard fstat(self.descriptor, &information) == 0 else { throw Self.failure(self.path, "cannot be read") }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw MinioError(.sourceFailed, "\(self.path) is not a regular file; send what it gives as a stream")
        }
        return FileAccess.Snapshot(information)
    }

    /// Adds up to so many bytes to a buffer, at least one.
    func read(at position: Int64, count: Int, into buffer: inout ByteBuffer) throws(MinioError) -> Int {
        var result = 0
        repeat {
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
                result = pread(self.descriptor, bytes.baseAddress, count, off_t(position))
                return max(0, result)
            }
        } while result < 0 && errno == EINTR
        guard result >= 0 else { throw Self.failure(self.path, "cannot be read") }
        guard result > 0 else {
            throw MinioError(.sourceFailed, "the file \(self.path) became shorter while it was being read")
        }
        return result
    }

    private static func failure(_ path: String, _ what: String) -> MinioError {
        let reason = IOError(errnoCode: errno, reason: what)
        return MinioError(.sourceFailed, "the file \(path) \(reason.description)", cause: reason)
    }
}
