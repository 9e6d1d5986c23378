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
            private let contents: Contents
            private var position: Int64
            private var file: OpenFile?

            fileprivate init(contents: Contents) {
                self.contents = contents
                self.position = contents.range.lowerBound
            }

            mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
                let (contents, position, known) = (self.contents, self.position, self.file)
                let (path, snapshot) = (contents.path, contents.snapshot)
                let (file, buffer) = try await FileAccess.run { () throws(MinioError) -> (OpenFile, ByteBuffer?) in
                    let file = if let known { known } else { try OpenFile(path) }
                    let rest = contents.range.upperBound - position
                    if rest > 0 {
                        return (
                            file, try file.read(at: position, count: Int(Swift.min(rest, Int64(FileAccess.chunkSize))))
                        )
                    }
                    guard try file.snapshot() == snapshot else {
                        throw MinioError(.sourceFailed, "the file \(path) changed while it was being read")
                    }
                    return (file, nil)
                }
                self.file = buffer == nil ? nil : file
                self.position += Int64(buffer?.readableBytes ?? 0)
                return buffer
            }
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

    func read(at position: Int64, count: Int) throws(MinioError) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
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
        return buffer
    }

    private static func failure(_ path: String, _ what: String) -> MinioError {
        let reason = IOError(errnoCode: errno, reason: what)
        return MinioError(.sourceFailed, "the file \(path) \(reason.description)", cause: reason)
    }
}
