// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Under which conditions an object is read or copied.
///
/// [Conditional requests](https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html)
public struct ReadConditions: Sendable, Hashable {
    /// Only if the object has this ETag (without quotes); else ``MinioError/Code/preconditionFailed``.
    public var ifMatch: String?
    /// Only if the object has another ETag; else ``MinioError/Code/notModified``, for a copy
    /// ``MinioError/Code/preconditionFailed``.
    public var ifNoneMatch: String?
    /// Only if the object has changed since, to the second; else as ``ifNoneMatch``.
    public var ifModifiedSince: Date?
    /// Only if the object has not changed since, to the second; else as ``ifMatch``.
    public var ifUnmodifiedSince: Date?

    /// No condition.
    public init() {}
}

/// Under which condition an object is written.
public enum WriteCondition: Sendable, Hashable {
    /// Only if there is no object of that key; else ``MinioError/Code/preconditionFailed``.
    case doesNotExist
    /// Only if the object there has this ETag (without quotes); else ``MinioError/Code/preconditionFailed``, or
    /// ``MinioError/Code/noSuchKey`` if there is none.
    case matches(etag: String)
}

/// ETags on the wire: quoted, and in the API without quotes.
enum ETag {
    /// The text between the quotes, without the mark of a weak one.
    static func unquoted(_ text: String) -> String {
        // By byte: to find the quotes by character takes longer than all else that is read of an entry of a listing.
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x9...0xD).contains(byte) }
        var text = text
        return text.withUTF8 { bytes in
            var (start, end) = (0, bytes.count)
            while start < end, isSpace(bytes[start]) { start += 1 }
            while start < end, isSpace(bytes[end - 1]) { end -= 1 }
            if end - start >= 2, bytes[start] | 0x20 == UInt8(ascii: "w"), bytes[start + 1] == UInt8(ascii: "/") {
                start += 2
            }
            if end - start >= 2, bytes[start] == UInt8(ascii: "\""), bytes[end - 1] == UInt8(ascii: "\"") {
                (start, end) = (start + 1, end - 1)
            }
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }
    }

    /// With quotes; `*` stays as it is.
    static func quoted(_ etag: String) -> String {
        let text = Self.unquoted(etag)
        return text == "*" ? text : "\"\(text)\""
    }
}

extension S3Request {
    /// Reads only under conditions.
    mutating func set(_ conditions: ReadConditions) throws(MinioError) {
        try self.set(.ifMatch, conditions.ifMatch.map(ETag.quoted))
        try self.set(.ifNoneMatch, conditions.ifNoneMatch.map(ETag.quoted))
        try self.set(.ifModifiedSince, conditions.ifModifiedSince.map(S3Timestamp.http))
        try self.set(.ifUnmodifiedSince, conditions.ifUnmodifiedSince.map(S3Timestamp.http))
    }

    /// Copies only under conditions that the source has to meet.
    mutating func set(sourceConditions conditions: ReadConditions) throws(MinioError) {
        try self.set(.amzCopySourceIfMatch, conditions.ifMatch.map(ETag.quoted))
        try self.set(.amzCopySourceIfNoneMatch, conditions.ifNoneMatch.map(ETag.quoted))
        try self.set(.amzCopySourceIfModifiedSince, conditions.ifModifiedSince.map(S3Timestamp.http))
        try self.set(.amzCopySourceIfUnmodifiedSince, conditions.ifUnmodifiedSince.map(S3Timestamp.http))
    }

    /// Writes only under a condition.
    mutating func set(_ condition: WriteCondition?) throws(MinioError) {
        switch condition {
        case nil: break
        case .doesNotExist: self.headers[.ifNoneMatch] = "*"
        case .matches(let etag): try self.set(.ifMatch, ETag.quoted(etag))
        }
    }
}
