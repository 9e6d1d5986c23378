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

/// A folder that is open, so that what is done in it is done there whatever becomes of its path.
final class DestinationFolder: Sendable {
    let path: String
    let descriptor: CInt

    private init(path: String, descriptor: CInt) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(self.descriptor) }

    /// Opens the folder of a path, which it makes where it is missing, and gives the name in it.
    ///
    /// - Throws: ``MinioError/Code/destinationFailed``.
    static func containing(_ path: String) async throws(MinioError) -> (folder: DestinationFolder, name: String) {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
        guard !name.isEmpty, name != ".", name != "..", !path.utf8.contains(0) else {
            throw MinioError(.destinationFailed, "\(path) names no file")
        }
        let parent = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        return (try await Self.open(parent), name)
    }

    /// Opens a folder, which it makes where it is missing, with those above it.
    static func open(_ path: String) async throws(MinioError) -> DestinationFolder {
        try await FileAccess.run { () throws(MinioError) in
            let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
            var descriptor = openat(AT_FDCWD, path, flags)
            if descriptor < 0, errno == ENOENT {
                try Self.makeFolders(of: path)
                descriptor = openat(AT_FDCWD, path, flags)
            }
            guard descriptor >= 0 else { throw Self.failure("the folder \(path)", "cannot be opened") }
            return DestinationFolder(path: path, descriptor: descriptor)
        }
    }

    /// Opens a folder in this one, which it makes where it is missing. A symbolic link is refused.
    func folder(_ name: String) throws(MinioError) -> DestinationFolder {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW
        var descriptor = openat(self.descriptor, name, flags)
        if descriptor < 0, errno == ENOENT {
            guard mkdirat(self.descriptor, name, 0o777) == 0 || errno == EEXIST else {
                throw self.failure(name, "cannot be made")
            }
            descriptor = openat(self.descriptor, name, flags)
        }
        guard descriptor >= 0 else {
            if errno == ELOOP || errno == ENOTDIR {
                throw MinioError(
                    .destinationFailed, "\(self.path)/\(name) is a file or a symbolic link, where a folder is needed")
            }
            throw self.failure(name, "cannot be opened")
        }
        return DestinationFolder(path: "\(self.path)/\(name)", descriptor: descriptor)
    }

    /// Opens a folder in folders of this one. No symbolic link is followed, nor anything that is put in the way meanwhile.
    func folder(_ names: some Collection<String> & Sendable) async throws(MinioError) -> DestinationFolder {
        try await FileAccess.run { () throws(MinioError) in
            var folder = self
            for name in names { folder = try folder.folder(name) }
            return folder
        }
    }

    /// What stands under a name.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - overwrites: Whether a file may be overwritten.
    ///   - onlyFiles: Whether pipes and devices are refused. A symbolic link is then not looked behind: it is replaced.
    /// - Returns: What stands there.
    /// - Throws: ``MinioError/Code/destinationFailed`` for a folder, and for a file if that may not be overwritten.
    func occupant(
        _ name: String, overwrites: Bool, onlyFiles: Bool = false
    ) async throws(MinioError) -> DestinationFile.Occupant {
        try await FileAccess.run { () throws(MinioError) in
            guard faccessat(self.descriptor, ".", W_OK | X_OK, 0) == 0 else {
                throw self.failure(name, "cannot be written")
            }
            var information = stat()
            guard fstatat(self.descriptor, name, &information, onlyFiles ? AT_SYMLINK_NOFOLLOW : 0) == 0 else {
                // A link that leads nowhere is there all the same.
                let isLink = fstatat(self.descriptor, name, &information, AT_SYMLINK_NOFOLLOW) == 0
                guard isLink else {
                    if errno == ENOENT { return .nothing }
                    throw self.failure(name, "cannot be looked at")
                }
                if !overwrites { throw self.exists(name) }
                return .nothing
            }
            switch information.st_mode & S_IFMT {
            case S_IFDIR: throw MinioError(.destinationFailed, "\(self.path)/\(name) is a folder")
            case S_IFREG:
                if !overwrites { throw self.exists(name) }
                return .file(permissions: mode_t(information.st_mode & 0o777))
            case S_IFLNK:
                if !overwrites { throw self.exists(name) }
                return .nothing
            case _ where onlyFiles:
                throw MinioError(.destinationFailed, "\(self.path)/\(name) is a pipe, a socket or a device")
            case S_IFIFO: return .pipe
            default: return .device
            }
        }
    }

    /// Which names the file system takes for the same.
    struct Sameness: Sendable, Hashable {
        /// Whether `a` is `A`.
        var ignoresCase = false
        /// Whether a letter with its accent is the letter followed by the accent.
        var ignoresForm = false

        /// Whether names that differ may be the same.
        var isLoose: Bool { self.ignoresCase || self.ignoresForm }
    }

    /// Finds out which names are the same here, with a file that is removed again.
    func sameness() async throws(MinioError) -> Sameness {
        try await FileAccess.run { () throws(MinioError) in
            let token = String(UInt64.random(in: .min ... .max), radix: 36)
            let name = ".minio-\(token)-\u{E9}.partial"
            let file = openat(self.descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard file >= 0 else { throw self.failure(name, "cannot be written") }
            close(file)
            defer { self.remove(name) }
            return Sameness(
                ignoresCase: faccessat(self.descriptor, ".MINIO-\(token)-\u{E9}.partial", F_OK, 0) == 0,
                ignoresForm: faccessat(self.descriptor, ".minio-\(token)-e\u{301}.partial", F_OK, 0) == 0)
        }
    }

    /// Removes a file; it may be gone already.
    func remove(_ name: String) { unlinkat(self.descriptor, name, 0) }

    /// What the last system call failed with, in words.
    func failure(_ name: String, _ what: String) -> MinioError {
        errno == EEXIST ? self.exists(name) : Self.failure("the file \(self.path)/\(name)", what)
    }

    private func exists(_ name: String) -> MinioError {
        MinioError(.destinationFailed, "the file \(self.path)/\(name) exists, and is not to be overwritten")
    }

    private static func failure(_ subject: String, _ what: String) -> MinioError {
        let reason = IOError(errnoCode: errno, reason: what)
        return MinioError(.destinationFailed, "\(subject) \(reason.description)", cause: reason)
    }

    private static func makeFolders(of path: String) throws(MinioError) {
        let slash = UInt8(ascii: "/")
        for index in path.utf8.indices where path.utf8[index] == slash && index > path.startIndex {
            mkdir(String(path[..<index]), 0o777)
        }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw Self.failure("the folder \(path)", "cannot be made")
        }
    }
}
