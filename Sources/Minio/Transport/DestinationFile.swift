// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A file that appears under its name whole or not at all: written beside it under another name, and moved when it is done.
///
/// What is no file, a pipe or a device, is written to as the bytes come.
final class DestinationFile: Sendable {
    /// What stands where the file is to be.
    enum Occupant: Sendable, Equatable {
        case nothing
        /// A file that is replaced, with its permissions; a symbolic link to one is replaced itself.
        case file(permissions: mode_t)
        /// A pipe, to which whoever reads it may be late.
        case pipe
        /// A terminal or another device.
        case device

        /// Whether it is written to as the bytes come.
        var isSpecial: Bool { self == .pipe || self == .device }
    }

    let folder: DestinationFolder
    let name: String
    /// The name that the file has while it is written; `nil` for what is no file.
    let temporaryName: String?
    private let overwrites: Bool
    private let descriptor: CInt

    /// Makes the file that is written, readable by its owner alone if it takes the place of another one.
    ///
    /// - Parameters:
    ///   - folder: Where.
    ///   - name: The name that it will have.
    ///   - occupant: What stands there now.
    ///   - overwrites: Whether it may take the place of a file that is there when it is done.
    ///   - size: How large it will be: the room is taken at once, so that a full disk is noticed before the transfer.
    ///   - resumedName: A file that was begun before and is to be gone on with; `nil` makes one.
    ///   - createdName: What one that is made is called meanwhile; `nil` lets it be chosen.
    /// - Returns: The file, open.
    /// - Throws: ``MinioError/Code/destinationFailed``.
    static func open(
        in folder: DestinationFolder, name: String, occupant: Occupant, overwrites: Bool, size: Int64?,
        resuming resumedName: String? = nil, creating createdName: String? = nil
    ) async throws(MinioError) -> DestinationFile {
        let temporaryName = resumedName ?? createdName ?? Self.makeTemporaryName()
        while true {
            let file = try await FileAccess.run { () throws(MinioError) in
                try DestinationFile(folder, name, occupant, overwrites, size, temporaryName, resumedName != nil)
            }
            if let file { return file }
            do { try await Task.sleep(for: .milliseconds(50)) } catch { throw MinioError.cancelledTask }
        }
    }

    /// - Returns: `nil` for a pipe that nobody reads yet: waiting in the system call would hold up other files.
    private init?(
        _ folder: DestinationFolder, _ name: String, _ occupant: Occupant, _ overwrites: Bool, _ size: Int64?,
        _ temporary: String, _ isResumed: Bool
    ) throws(MinioError) {
        self.folder = folder
        self.name = name
        self.overwrites = overwrites
        if occupant.isSpecial {
            self.temporaryName = nil
            self.descriptor = openat(folder.descriptor, name, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
            guard self.descriptor >= 0 else {
                if occupant == .pipe, errno == ENXIO { return nil }
                throw folder.failure(name, "cannot be opened")
            }
            _ = fcntl(self.descriptor, F_SETFL, fcntl(self.descriptor, F_GETFL) & ~O_NONBLOCK)
            return
        }
        let creation = isResumed ? 0 : O_CREAT | O_EXCL
        let mode: mode_t = occupant == .nothing ? 0o666 : 0o600
        self.temporaryName = temporary
        self.descriptor = openat(folder.descriptor, temporary, O_RDWR | O_CLOEXEC | O_NOFOLLOW | creation, mode)
        guard self.descriptor >= 0 else { throw folder.failure(name, "cannot be written") }
        do throws(MinioError) {
            if case .file(let permissions) = occupant, fchmod(self.descriptor, permissions) != 0 {
                throw folder.failure(name, "cannot be given its permissions")
            }
            if let size { try self.reserve(size) }
        } catch {
            if !isResumed { unlinkat(folder.descriptor, temporary, 0) }
            throw error
        }
    }

    /// A file that has its name already, to be read; `nil` if there is none of that size.
    static func finished(in folder: DestinationFolder, name: String, size: Int64) async -> DestinationFile? {
        try? await FileAccess.run { () throws(MinioError) in DestinationFile(finished: name, in: folder, size: size) }
    }

    private init?(finished name: String, in folder: DestinationFolder, size: Int64) {
        let descriptor = openat(folder.descriptor, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        self.folder = folder
        self.name = name
        self.temporaryName = nil
        self.overwrites = false
        self.descriptor = descriptor
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
            Int64(information.st_size) == size
        else { return nil }
    }

    /// A name that no other file has.
    static func makeTemporaryName() -> String {
        ".minio-\(String(UInt64.random(in: .min ... .max), radix: 36)).partial"
    }

    deinit { close(self.descriptor) }

    /// Writes buffers one after another from a position on.
    func write(_ buffers: [ByteBuffer], at position: Int64) async throws(MinioError) {
        try await FileAccess.run { () throws(MinioError) in
            var position = position
            for buffer in buffers {
                try self.write(buffer, at: position)
                position += Int64(buffer.readableBytes)
            }
        }
    }

    /// Gives the file its name, and waits until it is on the disk.
    func commit() async throws(MinioError) {
        guard let temporary = self.temporaryName else { return }
        try await FileAccess.run { () throws(MinioError) in
            guard fsync(self.descriptor) == 0 else { throw self.folder.failure(self.name, "cannot be written") }
            let folder = self.folder.descriptor
            if self.overwrites {
                guard renameat(folder, temporary, folder, self.name) == 0 else {
                    throw self.folder.failure(self.name, "cannot be put in its place")
                }
            } else {
                guard linkat(folder, temporary, folder, self.name, 0) == 0 else {
                    throw self.folder.failure(self.name, "cannot be put in its place")
                }
                unlinkat(folder, temporary, 0)
            }
            // Some file systems cannot do this for a folder; the file itself is safe.
            _ = fsync(folder)
        }
    }

    /// Removes what was written.
    func discard() {
        guard let temporary = self.temporaryName else { return }
        // Also in a task that was cancelled: a file is removed in no time.
        unlinkat(self.folder.descriptor, temporary, 0)
    }

    private func write(_ buffer: ByteBuffer, at position: Int64) throws(MinioError) {
        var done = 0
        while done < buffer.readableBytes {
            let count = buffer.withUnsafeReadableBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
                return self.temporaryName == nil
                    ? Self.writeBytes(self.descriptor, rest)
                    : pwrite(self.descriptor, rest.baseAddress, rest.count, off_t(position) + off_t(done))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw self.folder.failure(self.name, "cannot be written") }
            done += count
        }
    }

    /// Takes the room on the disk; where the file system cannot do that, the file is only as long as it will be.
    private func reserve(_ size: Int64) throws(MinioError) {
        guard size > 0 else { return }
        #if os(Linux)
        let reason = posix_fallocate(self.descriptor, 0, off_t(size))
        if reason == 0 { return }
        if reason == ENOSPC || reason == EFBIG || reason == EDQUOT {
            errno = reason
            throw self.folder.failure(self.name, "cannot be given its \(size) bytes")
        }
        #elseif canImport(Darwin)
        var store = fstore_t(
            fst_flags: UInt32(F_ALLOCATEALL), fst_posmode: F_PEOFPOSMODE, fst_offset: 0, fst_length: off_t(size),
            fst_bytesalloc: 0)
        if fcntl(self.descriptor, F_PREALLOCATE, &store) != 0, errno == ENOSPC {
            throw self.folder.failure(self.name, "cannot be given its \(size) bytes")
        }
        #endif
        guard ftruncate(self.descriptor, off_t(size)) == 0 else {
            throw self.folder.failure(self.name, "cannot be given its \(size) bytes")
        }
    }

    /// `write`. A pipe without a reader ends no process: SwiftNIO ignores SIGPIPE, where it cannot be switched off for a file.
    private static func writeBytes(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
        _ = fcntl(descriptor, F_SETNOSIGPIPE, 1)
        return Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Glibc)
        return Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
        return Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    /// The checksum of what the file holds in one place.
    func checksum(_ algorithm: ChecksumAlgorithm, of range: Range<Int64>) async throws(MinioError) -> Checksum {
        var hasher = ChecksumHasher(algorithm)
        try await self.read(range) { hasher.update($0) }
        return hasher.finalize()
    }

    /// Reads what the file holds in one place.
    func read(_ range: Range<Int64>, _ use: (ByteBuffer) -> Void) async throws(MinioError) {
        var position = range.lowerBound
        while position < range.upperBound {
            let (start, count) = (position, Int(min(range.upperBound - position, Int64(FileAccess.chunkSize))))
            let buffer = try await FileAccess.run { () throws(MinioError) in
                var buffer = ByteBufferAllocator().buffer(capacity: count)
                var result = 0
                repeat {
                    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
                        result = pread(self.descriptor, bytes.baseAddress, count, off_t(start))
                        return max(0, result)
                    }
                } while result < 0 && errno == EINTR
                guard result > 0 else { throw self.folder.failure(self.name, "cannot be read back") }
                return buffer
            }
            use(buffer)
            position += Int64(buffer.readableBytes)
        }
    }
}
