// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio

/// Which headers of a write are remembered, and what becomes of them.
enum ObjectHeaders {
    private static let remembered: [HTTPField.Name] = [
        .contentType, .cacheControl, .contentDisposition, .contentEncoding, .contentLanguage, .expires,
    ]
    private static let metadataPrefix = "x-amz-meta-"
    private static let storageClasses: Set<String> = [
        "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER",
        "DEEP_ARCHIVE", "GLACIER_IR", "OUTPOSTS", "SNOW", "EXPRESS_ONEZONE",
    ]

    /// The headers that the object keeps.
    static func stored(_ call: Call) throws(Refusal) -> HTTPFields {
        var stored: HTTPFields = [:]
        for name in Self.remembered { stored[name] = call.headers[name] }
        stored[.contentType] = stored[.contentType] ?? "binary/octet-stream"
        // How the body travelled is no property of the object.
        let encodings = (stored[.contentEncoding] ?? "").split(separator: ",").map(\.trimmingXMLSpace)
            .filter { !$0.isEmpty && $0.lowercased() != "aws-chunked" }
        stored[.contentEncoding] = encodings.isEmpty ? nil : encodings.joined(separator: ",")
        var size = 0
        for field in call.headers where field.name.canonicalName.hasPrefix(Self.metadataPrefix) {
            size += field.name.canonicalName.utf8.count - Self.metadataPrefix.utf8.count + field.value.utf8.count
            guard let name = HTTPField.Name(field.name.canonicalName) else { continue }
            stored[name] = stored[name].map { "\($0),\(field.value)" } ?? field.value
        }
        guard size <= 2048 else {
            throw Refusal(
                400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size"
            ).detail("Size", String(size)).detail("MaxSizeAllowed", "2048")
        }
        return stored
    }

    /// Where a website sends those who ask for the object; `nil` if it has no such place. A copy does not inherit it.
    static func redirect(_ call: Call) throws(Refusal) -> String? {
        guard let place = call.headers[.amzWebsiteRedirectLocation] else { return nil }
        guard place.hasPrefix("/") || place.hasPrefix("http://") || place.hasPrefix("https://") else {
            throw Refusal(
                400, "InvalidRedirectLocation",
                "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.")
        }
        return place
    }

    static func storageClass(_ call: Call) throws(Refusal) -> String {
        let name = call.headers[.amzStorageClass] ?? "STANDARD"
        guard Self.storageClasses.contains(name) else {
            throw Refusal(400, "InvalidStorageClass", "The storage class you specified is not valid")
                .detail("StorageClassRequested", name)
        }
        return name
    }

    /// The tags of `x-amz-tagging`, which are written as a query.
    static func tags(_ call: Call) throws(Refusal) -> [StoredObject.Tag] {
        var tags: [StoredObject.Tag] = []
        for pair in (call.headers[.amzTagging] ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = PercentEncoding.decode(parts[0], plusIsSpace: true), !key.isEmpty,
                let value = PercentEncoding.decode(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
            else {
                throw .invalidArgument(
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without "
                        + "tag name duplicates.", name: "x-amz-tagging", value: call.headers[.amzTagging])
            }
            tags.append(StoredObject.Tag(key: key, value: value))
        }
        guard tags.count <= 10 else { throw Refusal(400, "BadRequest", "Object tags cannot be greater than 10") }
        guard Set(tags.map { KeyBytes($0.key) }).count == tags.count else {
            throw Refusal(400, "InvalidTag", "Cannot provide multiple Tags with the same key")
        }
        guard tags.allSatisfy({ $0.key.unicodeScalars.count <= 128 && $0.value.unicodeScalars.count <= 256 }) else {
            throw Refusal(400, "InvalidTag", "The TagKey or the TagValue you have provided is too long")
        }
        return tags
    }

    /// Refuses headers that ask for something that the server does not do, rather than leave it undone.
    static func refuseUnknown(_ call: Call) throws(Refusal) {
        for name in call.headers.map(\.name.canonicalName)
        where name.hasPrefix("x-amz-object-lock-") || name.hasPrefix("x-amz-grant-")
            || name == "x-amz-write-offset-bytes"
        {
            throw .notImplemented
        }
    }

    /// The headers of an answer about an object.
    static func answer(_ object: StoredObject, _ version: StoredVersion, in bucket: StoredBucket) -> HTTPFields {
        var headers = object.headers
        headers[.eTag] = object.quotedETag
        headers[.lastModified] = S3Timestamp.http(version.modified)
        headers[.acceptRanges] = "bytes"
        if bucket.versioning != .off { headers[.amzVersionID] = version.id }
        if object.storageClass != "STANDARD" { headers[.amzStorageClass] = object.storageClass }
        if !object.tags.isEmpty { headers[.amzTaggingCount] = String(object.tags.count) }
        object.encryption.echo(into: &headers, isWrite: false)
        return headers
    }
}
