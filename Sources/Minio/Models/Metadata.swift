// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// User metadata: names and values that an object carries.
///
/// Names compare without regard to case and are kept in lower case, because servers give them back in any. The order is
/// that in which they were added.
///
/// ```swift
/// options.metadata = ["taken-at": "Paris", "camera": "Leica"]
/// info.metadata["Camera"]   // "Leica"
/// ```
///
/// [User-defined metadata](https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html)
public struct Metadata: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    private var entries: [Entry] = []

    /// One name with its value.
    public struct Entry: Sendable, Hashable {
        /// The name, in lower case and without `x-amz-meta-`.
        public let name: String
        /// The value.
        public let value: String
    }

    /// No metadata.
    public init() {}

    /// Metadata from a literal; of equal names the last one counts.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { self[name] = value }
    }

    /// Metadata from names and values; of equal names the last one counts.
    public init(_ values: some Sequence<(key: String, value: String)>) {
        for (name, value) in values { self[name] = value }
    }

    /// The value of a name in any case; `nil` if there is none. Setting `nil` removes it.
    public subscript(name: String) -> String? {
        get {
            let name = Self.canonical(name)
            return self.entries.first { $0.name == name }?.value
        }
        set {
            let name = Self.canonical(name)
            let index = self.entries.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): self.entries[index] = Entry(name: name, value: value)
            case (let index?, nil): self.entries.remove(at: index)
            case (nil, let value?): self.entries.append(Entry(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    private static func canonical(_ name: String) -> String {
        let lower = name.lowercased()
        return lower.hasPrefix(Self.headerPrefix) ? String(lower.dropFirst(Self.headerPrefix.count)) : lower
    }

    static let headerPrefix = "x-amz-meta-"
}

extension Metadata: RandomAccessCollection {
    /// The position of the first entry.
    public var startIndex: Int { self.entries.startIndex }
    /// The position after the last entry.
    public var endIndex: Int { self.entries.endIndex }
    /// The entry at a position.
    public subscript(position: Int) -> Entry { self.entries[position] }
}

extension Metadata: CustomStringConvertible {
    /// A line for people.
    public var description: String {
        "[\(self.entries.map { "\($0.name): \($0.value)" }.joined(separator: ", "))]"
    }
}

/// What to do with metadata values that are not ASCII, which HTTP headers cannot carry for certain.
public enum MetadataEncoding: Sendable, Hashable {
    /// They are refused before anything is sent.
    case asciiOnly
    /// They are sent as `=?UTF-8?B?…?=` (RFC 2047) and read back as what they were by clients that know this.
    case rfc2047
    /// Their UTF-8 bytes are sent as they are. AWS and MinIO take them; not every server and proxy does.
    case utf8
}

extension Metadata {
    /// The most bytes of names and values together that S3 accepts.
    static let sizeLimit = 2048

    /// The metadata as headers.
    ///
    /// - Throws: ``MinioError/Code/invalidArgument`` for a name that is not a header's, a line break in a value, a value that
    ///   the encoding refuses; ``MinioError/Code/metadataTooLarge`` above 2 KiB.
    func headers(encoding: MetadataEncoding) throws(MinioError) -> HTTPFields {
        var fields = HTTPFields()
        var size = 0
        for entry in self.entries {
            guard !entry.name.isEmpty, let name = HTTPField.Name(Self.headerPrefix + entry.name) else {
                throw MinioError(.invalidArgument, "“\(entry.name)” cannot be the name of metadata")
            }
            let value: String
            switch encoding {
            case _ where entry.value.utf8.allSatisfy({ $0 < 0x80 }): value = entry.value
            case .utf8: value = entry.value
            case .rfc2047: value = MIMEWord.encode(entry.value)
            case .asciiOnly:
                throw MinioError(
                    .invalidArgument,
                    "the value of the metadata “\(entry.name)” is not ASCII; set metadataEncoding to .rfc2047 or .utf8")
            }
            let validated = try S3Request.validated(value, for: name.rawName)
            size += entry.name.utf8.count + validated.utf8.count
            fields.append(HTTPField(name: name, value: validated))
        }
        guard size <= Self.sizeLimit else {
            throw MinioError(.metadataTooLarge, "user metadata takes \(size) bytes; S3 accepts \(Self.sizeLimit)")
        }
        return fields
    }

    /// The metadata in an answer's headers, with encoded words decoded.
    init(headers: HTTPFields) {
        for field in headers where field.name.canonicalName.hasPrefix(Self.headerPrefix) {
            let value = MIMEWord.decode(field.value)
            self[field.name.canonicalName] = self[field.name.canonicalName].map { "\($0),\(value)" } ?? value
        }
    }
}
