// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// A storage class, by S3's name.
///
/// The set is open: servers have classes of their own.
public struct StorageClass: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name as it is on the wire.
    public let rawValue: String

    /// A value by its name on the wire.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// A value from a literal.
    public init(stringLiteral value: String) { self.rawValue = value }

    /// A line for people.
    public var description: String { self.rawValue }

    /// The usual class, and the one of an object whose answer names none.
    public static let standard: StorageClass = "STANDARD"
    /// Less redundancy, where a server offers it.
    public static let reducedRedundancy: StorageClass = "REDUCED_REDUNDANCY"
    /// Cheaper to keep, dearer to read.
    public static let standardInfrequentAccess: StorageClass = "STANDARD_IA"
    /// As ``standardInfrequentAccess``, in one zone.
    public static let oneZoneInfrequentAccess: StorageClass = "ONEZONE_IA"
    /// AWS moves the object between classes by itself.
    public static let intelligentTiering: StorageClass = "INTELLIGENT_TIERING"
    /// Archived; to be restored before it can be read.
    public static let glacier: StorageClass = "GLACIER"
    /// Archived, and readable at once.
    public static let glacierInstantRetrieval: StorageClass = "GLACIER_IR"
    /// Archived deeply; to be restored before it can be read.
    public static let deepArchive: StorageClass = "DEEP_ARCHIVE"
}

/// Who owns a bucket or an object.
public struct Owner: Sendable, Hashable {
    /// The account's canonical id.
    public let id: String
    /// The account's display name; `nil` where servers no longer give it.
    public let displayName: String?

    init?(xml: XMLTree?) {
        guard let xml, let id = xml["ID"] else { return nil }
        self.id = id
        self.displayName = xml["DisplayName"].flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// A part of an object's bytes.
///
/// ```swift
/// options.range = .bytes(0..<1024)     // the first KiB
/// options.range = .from(1024)          // all but that
/// options.range = .last(1024)          // the last KiB
/// ```
public enum ByteRange: Sendable, Hashable {
    /// The bytes from one position up to, not including, another. What lies behind the end of the object is not there.
    case bytes(Range<Int64>)
    /// Everything from a position on.
    case from(Int64)
    /// As many bytes from the end; of a smaller object, all.
    case last(Int64)

    /// `bytes=0-1023`, as HTTP writes it.
    ///
    /// - Throws: ``MinioError/Code/invalidArgument`` for what HTTP cannot say: no bytes, or a negative position.
    func headerValue() throws(MinioError) -> String {
        switch self {
        case .bytes(let range):
            guard range.lowerBound >= 0, !range.isEmpty else {
                throw MinioError(.invalidArgument, "a range must begin at 0 or later and hold at least one byte")
            }
            return "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
        case .from(let position):
            guard position >= 0 else { throw MinioError(.invalidArgument, "a range cannot begin before 0") }
            return "bytes=\(position)-"
        case .last(let count):
            guard count > 0 else { throw MinioError(.invalidArgument, "the last bytes must be at least one") }
            return "bytes=-\(count)"
        }
    }
}

/// The name of an object, and of one of its versions if need be: what a copy or a removal refers to.
///
/// Keys are compared by their UTF-8 bytes, as S3 does: `é` written as one code point and as two are different keys,
/// although Swift says that the strings are equal.
public struct ObjectReference: Sendable, Hashable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The key.
    public var key: String
    /// The version; `nil` for the newest.
    public var versionID: String?

    /// A reference by key and version.
    public init(key: String, versionID: String? = nil) {
        self.key = key
        self.versionID = versionID
    }

    /// A value from a literal.
    public init(stringLiteral value: String) { self.init(key: value) }

    /// A line for people.
    public var description: String { self.versionID.map { "\(self.key) (version \($0))" } ?? self.key }

    /// Whether both are the same.
    public static func == (left: ObjectReference, right: ObjectReference) -> Bool {
        left.key.utf8.elementsEqual(right.key.utf8) && left.versionID == right.versionID
    }

    /// Whether the first comes before the second.
    public static func < (left: ObjectReference, right: ObjectReference) -> Bool {
        if left.key.utf8.elementsEqual(right.key.utf8) { return (left.versionID ?? "") < (right.versionID ?? "") }
        return left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
    }

    /// Feeds what equality compares.
    public func hash(into hasher: inout Hasher) {
        for byte in self.key.utf8 { hasher.combine(byte) }
        hasher.combine(self.versionID)
    }
}
