// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// Tags of an object or a bucket: names with values, sorted by name: their order has no meaning.
///
/// ```swift
/// options.tags = ["project": "atlas", "stage": "draft"]
/// ```
///
/// [Tagging objects](https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html)
public struct Tags: Sendable, Hashable, ExpressibleByDictionaryLiteral, Sequence {
    private var entries: [Tag] = []

    /// One name with its value.
    public struct Tag: Sendable, Hashable {
        /// The name: 1 to 128 characters.
        public let key: String
        /// The value: at most 256 characters.
        public let value: String
    }

    /// No tags.
    public init() {}

    /// Tags from a literal; of equal names the last one counts.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (key, value) in elements { self[key] = value }
    }

    /// Tags from names and values; of equal names the last one counts.
    public init(_ values: some Sequence<(key: String, value: String)>) {
        for (key, value) in values { self[key] = value }
    }

    /// The value of a name; `nil` if there is none. Setting `nil` removes it.
    public subscript(key: String) -> String? {
        get { self.entries.first { $0.key.utf8.elementsEqual(key.utf8) }?.value }
        set {
            self.entries.removeAll { $0.key.utf8.elementsEqual(key.utf8) }
            guard let newValue else { return }
            let place = self.entries.firstIndex { key.utf8.lexicographicallyPrecedes($0.key.utf8) }
            self.entries.insert(Tag(key: key, value: newValue), at: place ?? self.entries.endIndex)
        }
    }

    /// How many there are.
    public var count: Int { self.entries.count }
    /// Whether there are none.
    public var isEmpty: Bool { self.entries.isEmpty }

    /// An iterator over the tags.
    public func makeIterator() -> IndexingIterator<[Tag]> { self.entries.makeIterator() }

    /// How many tags an object may have.
    static let objectLimit = 10

    /// `name=value&…`, as the header `x-amz-tagging` holds them.
    ///
    /// - Throws: ``MinioError/Code/invalidArgument`` for what S3 would refuse.
    func headerValue() throws(MinioError) -> String {
        try self.check(limit: Self.objectLimit)
        return self.entries.map { "\(PercentEncoding.query($0.key))=\(PercentEncoding.query($0.value))" }
            .joined(separator: "&")
    }

    /// Refuses more tags than `limit`, and names and values that are too long.
    func check(limit: Int) throws(MinioError) {
        guard self.count <= limit else {
            throw MinioError(.invalidArgument, "\(self.count) tags are more than the \(limit) that are allowed")
        }
        for tag in self.entries {
            guard (1...128).contains(tag.key.utf16.count) else {
                throw MinioError(
                    .invalidArgument, "the name of a tag has 1 to 128 characters, not \(tag.key.utf16.count)")
            }
            guard tag.value.utf16.count <= 256 else {
                throw MinioError(
                    .invalidArgument,
                    "the value of the tag \(tag.key) has \(tag.value.utf16.count) characters, and 256 are allowed")
            }
        }
    }
}
