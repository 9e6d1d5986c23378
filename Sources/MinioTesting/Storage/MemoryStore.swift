// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Everything that the server keeps.
struct MemoryStore: Sendable {
    var buckets: [KeyBytes: StoredBucket] = [:]
    private var sequence = 0

    /// A number that was not given before, and greater than those that were.
    mutating func nextSequence() -> Int {
        self.sequence += 1
        return self.sequence
    }

    func bucket(_ name: String?) throws(Refusal) -> StoredBucket {
        guard let name, let bucket = self.buckets[KeyBytes(name)] else { throw .noSuchBucket }
        return bucket
    }
}

/// A bucket with its objects.
struct StoredBucket: Sendable {
    enum Versioning: String, Sendable {
        case off = ""
        case enabled = "Enabled"
        case suspended = "Suspended"
    }

    let name: String
    let created: Date
    let hasObjectLock: Bool
    var versioning: Versioning
    /// In the order of their bytes.
    private(set) var keys: [KeyBytes] = []
    /// The uploads in parts that were neither completed nor aborted, by id.
    var uploads: [String: StoredUpload] = [:]
    private var histories: [KeyBytes: VersionHistory] = [:]

    init(name: String, created: Date, hasObjectLock: Bool) {
        self.name = name
        self.created = created
        self.hasObjectLock = hasObjectLock
        self.versioning = hasObjectLock ? .enabled : .off
    }

    var isEmpty: Bool { self.keys.isEmpty }

    func history(of key: KeyBytes) -> VersionHistory? { self.histories[key] }

    /// The id of what is written next.
    func newVersionID(sequence: Int) -> String {
        self.versioning == .enabled ? VersionID.make(sequence: sequence) : StoredVersion.null
    }

    mutating func insert(_ version: StoredVersion, at key: KeyBytes) {
        if self.histories[key] == nil { self.keys.insert(key, at: self.position(of: key)) }
        self.histories[key, default: VersionHistory()].insert(version)
    }

    /// Removes a version for good; `nil` if it was not there.
    mutating func remove(_ id: String, at key: KeyBytes) -> StoredVersion? {
        guard let removed = self.histories[key]?.remove(id) else { return nil }
        if self.histories[key]?.isEmpty == true {
            self.histories[key] = nil
            self.keys.remove(at: self.position(of: key))
        }
        return removed
    }

    /// The index of the first key that is not before the given one.
    func position(of key: KeyBytes) -> Int {
        var low = 0
        var high = self.keys.count
        while low < high {
            let middle = low + (high - low) / 2
            if self.keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
