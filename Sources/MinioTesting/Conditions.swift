// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The conditions of a request, in the order of precedence of
/// [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2).
struct Conditions {
    var ifMatch: String?
    var ifNoneMatch: String?
    var ifModifiedSince: Date?
    var ifUnmodifiedSince: Date?

    /// The conditions of a read or a write.
    init(_ call: Call) {
        self.ifMatch = call.headers[.ifMatch]
        self.ifNoneMatch = call.headers[.ifNoneMatch]
        self.ifModifiedSince = call.headers[.ifModifiedSince].flatMap(S3Timestamp.parse)
        self.ifUnmodifiedSince = call.headers[.ifUnmodifiedSince].flatMap(S3Timestamp.parse)
    }

    /// The conditions on the source of a copy.
    init(copySource call: Call) {
        self.ifMatch = call.headers[.amzCopySourceIfMatch]
        self.ifNoneMatch = call.headers[.amzCopySourceIfNoneMatch]
        self.ifModifiedSince = call.headers[.amzCopySourceIfModifiedSince].flatMap(S3Timestamp.parse)
        self.ifUnmodifiedSince = call.headers[.amzCopySourceIfUnmodifiedSince].flatMap(S3Timestamp.parse)
    }

    /// Checks a read: what does not hold is 304 where the reader has it already, and 412 otherwise.
    func checkRead(etag: String, modified: Date) throws(Refusal) {
        if let failed = self.failed(etag: etag, modified: modified) {
            guard failed.isNotModified else { throw .preconditionFailed(failed.name) }
            var refusal = Refusal.notModified
            refusal.headers[.eTag] = "\"\(etag)\""
            refusal.headers[.lastModified] = S3Timestamp.http(modified)
            throw refusal
        }
    }

    /// Checks the source of a copy: what does not hold is always 412.
    func checkCopy(etag: String, modified: Date) throws(Refusal) {
        if let failed = self.failed(etag: etag, modified: modified) {
            throw .preconditionFailed("x-amz-copy-source-\(failed.name)")
        }
    }

    /// Checks a write against what is there; `nil` if nothing is.
    func checkWrite(existing etag: String?) throws(Refusal) {
        if let ifNoneMatch = self.ifNoneMatch {
            guard ifNoneMatch == "*" else { throw .notImplemented }
            guard etag == nil else { throw .preconditionFailed("If-None-Match") }
        }
        if let ifMatch = self.ifMatch {
            guard let etag else { throw .noSuchKey }
            guard Self.matches(ifMatch, etag, isWeak: false) else { throw .preconditionFailed("If-Match") }
        }
    }

    private func failed(etag: String, modified: Date) -> (name: String, isNotModified: Bool)? {
        // The wire knows no parts of a second.
        let modified = modified.timeIntervalSince1970.rounded(.down)
        if let ifMatch = self.ifMatch {
            if !Self.matches(ifMatch, etag, isWeak: false) { return ("If-Match", false) }
        } else if let date = self.ifUnmodifiedSince, modified > date.timeIntervalSince1970 {
            return ("If-Unmodified-Since", false)
        }
        if let ifNoneMatch = self.ifNoneMatch {
            if Self.matches(ifNoneMatch, etag, isWeak: true) { return ("If-None-Match", true) }
        } else if let date = self.ifModifiedSince, modified <= date.timeIntervalSince1970 {
            return ("If-Modified-Since", true)
        }
        return nil
    }

    /// Whether a list of entity tags names one; S3 takes them without quotes as well.
    static func matches(_ list: String, _ etag: String, isWeak: Bool) -> Bool {
        list.split(separator: ",").contains { item in
            var tag = item.trimmingXMLSpace[...]
            if tag == "*" { return true }
            if tag.hasPrefix("W/") {
                guard isWeak else { return false }
                tag = tag.dropFirst(2)
            }
            if tag.utf8.count >= 2, tag.hasPrefix("\""), tag.hasSuffix("\"") { tag = tag.dropFirst().dropLast() }
            return tag == etag
        }
    }
}
