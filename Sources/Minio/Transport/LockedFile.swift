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

/// A small file that one process at a time may use: what a transfer leaves for the one that resumes it.
///
/// The lock goes with the process, however that ends.
final class LockedFile: Sendable {
    /// The most bytes that are read; a file with more was not written by us.
    static let sizeLimit = 1 << 20

    let path: String
    private let descriptor: CInt

    /// Opens or makes the file, readable by its owner alone, and locks it.
    ///
    /// - Throws: ``MinioError/Code/resumeFailed`` if it cannot be, or another process uses it.
    static func open(_ path: String) async throws(MinioError) -> LockedFile {
        try await FileAccess.run { () throws(MinioError) in try LockedFile(path) }
    }

    private init(_ path: String) throws(MinioError) {
        self.path = path
        let descriptor = Self.openFile(path)
        guard descriptor >= 0 else { throw Self.failure(path, "cannot be opened") }
        self.descriptor = descriptor
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno != EWOULDBLOCK else {
                throw MinioError(.resumeFailed, "another process is using \(path)")
            }
            throw Self.failure(path, "cannot be locked")
        }
    }

    deinit { close(self.descriptor) }

    /// What is in it; empty if it was just made, or holds more than we would write.
    func read() async throws(MinioError) -> [UInt8] {
        try await FileAccess.run { () throws(MinioError) in
            var bytes = [UInt8](repeating: 0, count: Self.sizeLimit + 1)
            let count = bytes.withUnsafeMutableBytes { pread(self.descriptor, $0.baseAddress, $0.count, 0) }
            guard count >= 0 else { throw Self.failure(self.path, "cannot be read") }
            return count > Self.sizeLimit ? [] : Array(bytes[..<count])
        }
    }

    /// Puts something else into it, and waits until it is on the disk.
    func write(_ bytes: [UInt8]) async throws(MinioError) {
        try await FileAccess.run { () throws(MinioError) in
            guard ftruncate(self.descriptor, 0) == 0,
                bytes.withUnsafeBytes({ pwrite(self.descriptor, $0.baseAddress, $0.count, 0) }) == bytes.count,
                fsync(self.descriptor) == 0
            else { throw Self.failure(self.path, "cannot be written") }
        }
    }

    /// Adds something at its end. It need not reach the disk: what it says is looked at before it counts.
    func append(_ bytes: [UInt8]) async throws(MinioError) {
        try await FileAccess.run { () throws(MinioError) in
            let end = lseek(self.descriptor, 0, SEEK_END)
            guard end >= 0,
                bytes.withUnsafeBytes({ pwrite(self.descriptor, $0.baseAddress, $0.count, end) }) == bytes.count
            else { throw Self.failure(self.path, "cannot be written") }
        }
    }

    /// Removes it.
    func remove() async throws(MinioError) {
        try await FileAccess.run { () throws(MinioError) in
            guard unlink(self.path) == 0 || errno == ENOENT else { throw Self.failure(self.path, "cannot be removed") }
        }
    }

    private static func openFile(_ path: String) -> CInt {
        #if canImport(Darwin)
        Darwin.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        #elseif canImport(Glibc)
        Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        #elseif canImport(Musl)
        Musl.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        #endif
    }

    private static func failure(_ path: String, _ what: String) -> MinioError {
        let reason = IOError(errnoCode: errno, reason: what)
        return MinioError(.resumeFailed, "the file \(path) \(reason.description)", cause: reason)
    }
}
