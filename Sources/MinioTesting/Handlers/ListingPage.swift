// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio

/// What a listing asks for: the parameters that its three forms share.
struct ListingQuery {
    var prefix: KeyBytes
    var delimiter: KeyBytes
    /// The most entries of this page.
    var limit: Int
    /// Whether keys are percent-encoded.
    var isEncoded: Bool
    /// MinIO: whether headers and tags are listed as well.
    var hasMetadata: Bool
    /// The parameters of the request that were not sent; S3 repeats those that were.
    var sentDelimiter: String?

    init(_ call: Call) throws(Refusal) {
        self.prefix = KeyBytes(call.parameter("prefix") ?? "")
        self.sentDelimiter = call.parameter("delimiter").flatMap { $0.isEmpty ? nil : $0 }
        self.delimiter = KeyBytes(self.sentDelimiter ?? "")
        let asked = try Handlers.number(call, "max-keys", default: 1000)
        self.limit = min(asked, max(call.configuration.maximumKeysPerPage, 1))
        self.hasMetadata = call.parameter("metadata") == "true"
        switch call.parameter("encoding-type") {
        case nil: self.isEncoded = false
        case "url": self.isEncoded = true
        case .some(let other):
            throw .invalidArgument("Invalid Encoding Method specified in Request", name: "encoding-type", value: other)
        }
    }

    /// A key, a prefix or a delimiter as it is written; `nil` stays `nil`.
    func written(_ text: String?) -> String? {
        text.map { self.isEncoded ? PercentEncoding.path($0) : $0 }
    }

    /// The elements that say what was asked for.
    @XMLTreeBuilder func echo(bucket: StoredBucket) -> [XMLTree] {
        XMLTree("Name", bucket.name)
        XMLTree("Prefix", self.written(self.prefix.text))
        XMLTree("Delimiter", self.written(self.sentDelimiter))
        XMLTree("MaxKeys", self.limit)
        XMLTree("EncodingType", self.isEncoded ? "url" : nil)
    }
}

/// One page of a listing: entries and what a delimiter rolled up, in the order of their bytes.
struct ListingPage {
    enum Entry {
        case version(KeyBytes, StoredVersion, isLatest: Bool)
        case commonPrefix(KeyBytes)

        /// The key or the prefix.
        var name: KeyBytes {
            switch self {
            case .version(let key, _, _): key
            case .commonPrefix(let prefix): prefix
            }
        }
    }

    private(set) var entries: [Entry] = []
    /// Whether there is more behind the last entry.
    private(set) var isTruncated = false

    /// Collects a page.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - query: What is asked for.
    ///   - marker: The page begins behind this key, or behind what this prefix stands for.
    ///   - versionMarker: The page begins behind this version of the marker's key.
    ///   - allVersions: Whether every version is an entry, or only the newest of each key that is not deleted.
    init(
        _ bucket: StoredBucket, _ query: ListingQuery, after marker: KeyBytes?, versionMarker: String? = nil,
        allVersions: Bool = false
    ) {
        guard query.limit > 0 else { return }
        var index = bucket.position(of: max(query.prefix, marker ?? query.prefix))
        var lastPrefix = marker
        while index < bucket.keys.count {
            let key = bucket.keys[index]
            index += 1
            guard key.hasPrefix(query.prefix) else { break }
            guard let history = bucket.history(of: key) else { continue }
            var versions = history.versions
            if !allVersions { versions = versions.prefix(1).filter { !$0.isDeleteMarker } }
            if key == marker { versions = versionMarker.map(history.versions(after:)) ?? [] }
            guard !versions.isEmpty else { continue }
            if let common = key.commonPrefix(after: query.prefix, delimiter: query.delimiter) {
                guard common != lastPrefix else { continue }
                lastPrefix = common
                guard self.append(.commonPrefix(common), limit: query.limit) else { return }
                continue
            }
            for version in versions {
                let isLatest = version.sequence == history.latest?.sequence
                guard self.append(.version(key, version, isLatest: isLatest), limit: query.limit) else { return }
            }
        }
    }

    /// - Returns: Whether the entry was taken; what is not taken makes the page truncated.
    private mutating func append(_ entry: Entry, limit: Int) -> Bool {
        guard self.entries.count < limit else {
            self.isTruncated = true
            return false
        }
        self.entries.append(entry)
        return true
    }
}

/// Where the next page begins, in a form that means nothing to a client.
enum ContinuationToken {
    static func encode(_ key: KeyBytes) -> String { Base64.encode([UInt8(ascii: "1")] + key.bytes) }

    /// `nil` for what this server did not make.
    static func decode(_ token: String) -> KeyBytes? {
        guard let bytes = Base64.decode(token), bytes.first == UInt8(ascii: "1") else { return nil }
        return KeyBytes(bytes.dropFirst())
    }

    static func refusal(_ token: String) -> Refusal {
        .invalidArgument(
            "The continuation token provided is incorrect", name: "continuation-token", value: token)
    }
}
