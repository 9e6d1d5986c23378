// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// One page of a listing of objects.
public struct ObjectPage: ListingPage {
    /// The objects, in the order of their keys' UTF-8 bytes.
    public let objects: [ObjectInfo]
    /// What the delimiter rolled up: each prefix that keys have in common, the delimiter at its end.
    public let commonPrefixes: [String]
    /// Whether there are more pages.
    public let isTruncated: Bool
    /// Where the next page begins, for a listing of the second kind.
    public let nextContinuationToken: String?
    /// Where the next page begins, for a listing of the first kind with a delimiter.
    public let nextMarker: String?

    /// What the listing is of, on this page.
    public var elements: [ObjectInfo] { self.objects }

    /// Objects and common prefixes together, in the order of their UTF-8 bytes: what a folder shows.
    public var entries: [Entry] {
        var entries: [Entry] = []
        entries.reserveCapacity(self.objects.count + self.commonPrefixes.count)
        var prefixes = self.commonPrefixes[...]
        for object in self.objects {
            while let prefix = prefixes.first, prefix.utf8.lexicographicallyPrecedes(object.key.utf8) {
                entries.append(.prefix(prefix))
                prefixes.removeFirst()
            }
            entries.append(.object(object))
        }
        return entries + prefixes.map { .prefix($0) }
    }

    /// An object, or a prefix that several have in common.
    public enum Entry: Sendable {
        /// An object.
        case object(ObjectInfo)
        /// A prefix that several objects have in common.
        case prefix(String)
    }

    init(xml: XMLTree, bucket: String) throws(MinioError) {
        let decoder = ListingDecoder(xml: xml)
        var objects: [ObjectInfo] = []
        objects.reserveCapacity(xml.children.count)
        for index in xml.children.indices where xml.children[index].name == "Contents" {
            objects.append(
                try ObjectInfo(bucket: bucket, entry: xml.children[index]) { (text) throws(MinioError) in
                    try decoder.decode(text)
                })
        }
        self.objects = objects
        self.commonPrefixes = try decoder.commonPrefixes(of: xml)
        self.isTruncated = xml.bool("IsTruncated") ?? false
        self.nextContinuationToken = xml["NextContinuationToken"].flatMap { $0.isEmpty ? nil : $0 }
        self.nextMarker = try xml["NextMarker"].flatMap { $0.isEmpty ? nil : $0 }.map {
            (text) throws(MinioError) in try decoder.decode(text)
        }
    }
}

/// Undoes the encoding of keys in a listing, where the server says that it encoded them.
struct ListingDecoder {
    private let isEncoded: Bool

    init(xml: XMLTree) { self.isEncoded = xml["EncodingType"]?.trimmingXMLSpace.lowercased() == "url" }

    /// Some servers write a space as `+` and a plus as `%2B`; none leaves a plus as it is.
    func decode(_ text: String) throws(MinioError) -> String {
        guard self.isEncoded else { return text }
        guard let decoded = PercentEncoding.decode(text, plusIsSpace: true) else {
            throw MinioError(.malformedResponse, "a key in the listing is not encoded as the server says")
        }
        return decoded
    }

    func commonPrefixes(of xml: XMLTree) throws(MinioError) -> [String] {
        var prefixes: [String] = []
        for entry in xml.children("CommonPrefixes") { prefixes.append(try self.decode(entry.require("Prefix"))) }
        return prefixes
    }
}
