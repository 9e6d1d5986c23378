// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// The versions of one key, the newest first; never empty while it is stored.
struct VersionHistory: Sendable {
    private(set) var versions: [StoredVersion] = []

    /// The newest version, which a request without a version id means.
    var latest: StoredVersion? { self.versions.first }

    var isEmpty: Bool { self.versions.isEmpty }

    subscript(id: String) -> StoredVersion? { self.versions.first { $0.id == id } }

    /// Adds the newest version; the null version replaces the one before it, wherever that is.
    mutating func insert(_ version: StoredVersion) {
        if version.id == StoredVersion.null { _ = self.remove(StoredVersion.null) }
        self.versions.insert(version, at: 0)
    }

    /// Removes a version for good; `nil` if there is none of that id.
    mutating func remove(_ id: String) -> StoredVersion? {
        guard let index = self.versions.firstIndex(where: { $0.id == id }) else { return nil }
        return self.versions.remove(at: index)
    }

    /// The versions that a listing goes on with behind a version, which may have been removed meanwhile.
    func versions(after id: String) -> [StoredVersion] {
        if let index = self.versions.firstIndex(where: { $0.id == id }) { return Array(self.versions[(index + 1)...]) }
        guard let sequence = VersionID.sequence(of: id) else { return self.versions }
        return self.versions.filter { $0.sequence < sequence }
    }
}

/// Version ids: opaque to clients, in order for the server.
enum VersionID {
    private static let mask: UInt64 = 0x9E37_79B9_7F4A_7C15

    static func make(sequence: Int) -> String {
        let mixed = UInt64(sequence) ^ Self.mask
        return "\(Self.padded(mixed.byteSwapped)).\(Self.padded(mixed ^ mixed << 13))"
    }

    /// `nil` for what this server did not make.
    static func sequence(of id: String) -> Int? {
        let parts = id.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let value = UInt64(parts[0], radix: 36),
            let sequence = Int(exactly: value.byteSwapped ^ Self.mask), Self.make(sequence: sequence) == id
        else { return nil }
        return sequence
    }

    private static func padded(_ value: UInt64) -> String {
        let digits = String(value, radix: 36)
        return String(repeating: "0", count: max(0, 13 - digits.utf8.count)) + digits
    }
}
