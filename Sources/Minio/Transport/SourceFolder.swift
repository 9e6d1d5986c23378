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

/// The files below a folder, found one after another, in the order of their names. Of each folder on the way, the names
/// that are left are held.
struct SourceFolder: Sendable {
    /// Something that was found.
    struct Entry: Sendable {
        /// Its path in the folder.
        let path: String
        /// Its bytes, if it is a file.
        var size: Int64 = 0
        let kind: Kind
    }

    enum Kind: Sendable {
        case file
        /// A symbolic link that is not followed.
        case link
        /// What has a name that is no text; the path is what can be shown of it.
        case nameless
        /// What cannot be read, or is neither a file nor a folder.
        case failed(MinioError)
    }

    /// What tells one folder from another, so that a link into one that it is in is noticed.
    private struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    /// A folder that is being gone through.
    private struct Level {
        let path: String
        let identity: Identity
        /// The names that are left, the next one last; `nil` for one that is no text, with what can be shown of it.
        var names: [(name: String?, shown: String)]
    }

    private let root: String
    private let followsLinks: Bool
    private var levels: [Level]

    /// Opens a folder.
    ///
    /// - Throws: ``MinioError/Code/sourceFailed``.
    static func open(_ root: String, followsLinks: Bool) async throws(MinioError) -> SourceFolder {
        try await FileAccess.run { () throws(MinioError) in
            SourceFolder(root: root, followsLinks: followsLinks, levels: [try Self.level(root, path: "")])
        }
    }

    private init(root: String, followsLinks: Bool, levels: [Level]) {
        self.root = root
        self.followsLinks = followsLinks
        self.levels = levels
    }

    /// The next one; `nil` at the end.
    mutating func next() async throws(MinioError) -> Entry? {
        let folder = self
        let (advanced, entry) = try await FileAccess.run { () throws(MinioError) -> (SourceFolder, Entry?) in
            var folder = folder
            let entry = folder.advance()
            return (folder, entry)
        }
        self = advanced
        return entry
    }

    private mutating func advance() -> Entry? {
        while let level = self.levels.last {
            guard let (name, shown) = level.names.last else {
                self.levels.removeLast()
                continue
            }
            self.levels[self.levels.count - 1].names.removeLast()
            let parent = level.path.isEmpty ? "" : level.path + "/"
            guard let name else { return Entry(path: parent + shown, kind: .nameless) }
            if let entry = self.look(at: parent + name) { return entry }
        }
        return nil
    }

    /// - Returns: `nil` for a folder, which is gone into.
    private mutating func look(at path: String) -> Entry? {
        let full = "\(self.root)/\(path)"
        var information = stat()
        guard fstatat(AT_FDCWD, full, &information, AT_SYMLINK_NOFOLLOW) == 0 else {
            return Entry(path: path, kind: .failed(Self.failure(full, "cannot be looked at")))
        }
        if information.st_mode & S_IFMT == S_IFLNK {
            guard self.followsLinks else { return Entry(path: path, kind: .link) }
            guard fstatat(AT_FDCWD, full, &information, 0) == 0 else {
                return Entry(path: path, kind: .failed(Self.failure(full, "leads nowhere")))
            }
        }
        switch information.st_mode & S_IFMT {
        case S_IFREG:
            return Entry(path: path, size: Int64(information.st_size), kind: .file)
        case S_IFDIR:
            let identity = Identity(device: UInt64(information.st_dev), inode: UInt64(information.st_ino))
            if self.levels.contains(where: { $0.identity == identity }) {
                let reason = "the link \(full) leads back to a folder that it is in"
                return Entry(path: path, kind: .failed(MinioError(.sourceFailed, reason)))
            }
            do throws(MinioError) {
                self.levels.append(try Self.level(full, path: path))
                return nil
            } catch {
                return Entry(path: path, kind: .failed(error))
            }
        default:
            let reason = "\(full) is neither a file nor a folder, but a pipe, a socket or a device"
            return Entry(path: path, kind: .failed(MinioError(.sourceFailed, reason)))
        }
    }

    private static func level(_ full: String, path: String) throws(MinioError) -> Level {
        guard !full.utf8.contains(0), let folder = opendir(full) else {
            throw Self.failure(full, "cannot be opened")
        }
        defer { closedir(folder) }
        var information = stat()
        guard fstat(dirfd(folder), &information) == 0 else { throw Self.failure(full, "cannot be looked at") }
        var names: [(name: String?, shown: String)] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else { break }
            let (name, shown) = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    (String(validatingCString: $0), String(cString: $0))
                }
            }
            if shown != ".", shown != ".." { names.append((name, shown)) }
        }
        guard errno == 0 else { throw Self.failure(full, "cannot be read") }
        // From the last to the first, as they are taken from the end.
        names.sort { $1.shown.utf8.lexicographicallyPrecedes($0.shown.utf8) }
        let identity = Identity(device: UInt64(information.st_dev), inode: UInt64(information.st_ino))
        return Level(path: path, identity: identity, names: names)
    }

    private static func failure(_ path: String, _ what: String) -> MinioError {
        let reason = IOError(errnoCode: errno, reason: what)
        return MinioError(.sourceFailed, "\(path) \(reason.description)", cause: reason)
    }
}
