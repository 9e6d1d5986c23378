// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What a server says of an object: when it is listed, looked at, or read.
///
/// A listing says less than a look: what it leaves out is `nil` or empty here.
public struct ObjectInfo: Sendable {
    /// The bucket.
    public let bucket: String
    /// The key. Compare keys by their UTF-8 (`key.utf8.elementsEqual(…)`), or through ``reference``: for Swift, strings in
    /// different Unicode normal forms are equal, for S3 they are not.
    public let key: String
    /// The version; `nil` in a bucket without versions. `"null"` is the version from before versioning.
    public let versionID: String?
    /// The size of the whole object in bytes; `nil` if the server does not say.
    public let size: Int64?
    /// The entity tag without its quotes: changes with the content. It is the MD5 of the content only for objects written in
    /// one request and encrypted with nothing or SSE-S3.
    public let etag: String?
    /// When this version was written, to the second where it comes from a header.
    public let lastModified: Date?
    /// The storage class.
    public let storageClass: StorageClass
    /// The content type; `nil` in listings, except MinIO's with metadata.
    public let contentType: String?
    /// The user metadata; empty in listings, except MinIO's with metadata.
    public let metadata: Metadata
    /// The owner; `nil` unless a listing was asked for it.
    public let owner: Owner?
    /// All headers of the answer, for what has no property here; empty in listings.
    public let headers: HTTPFields

    /// The object's name and version, for a removal.
    public var reference: ObjectReference { ObjectReference(key: self.key, versionID: self.versionID) }

    /// `Content-Encoding`, without the `aws-chunked` that some servers keep from the upload.
    public var contentEncoding: String? {
        self.headers[.contentEncoding].flatMap { text in
            let codings = text.split(separator: ",").map(\.trimmingXMLSpace).filter {
                $0 != "aws-chunked" && !$0.isEmpty
            }
            return codings.isEmpty ? nil : codings.joined(separator: ",")
        }
    }

    /// `Content-Language`.
    public var contentLanguage: String? { self.headers[.contentLanguage] }
    /// `Content-Disposition`.
    public var contentDisposition: String? { self.headers[.contentDisposition] }
    /// `Cache-Control`.
    public var cacheControl: String? { self.headers[.cacheControl] }
    /// `Expires`: until when caches may keep it; `nil` if there is none, or it is not a date.
    public var expires: Date? { self.headers[.expires].flatMap { S3Timestamp.parse($0) } }
    /// How many tags the object has; `nil` if the server does not say, which it does not for none.
    public var tagCount: Int? { self.headers[.amzTaggingCount].flatMap { Int($0) } }
    /// How many parts the object was uploaded in; `nil` unless a part was asked for.
    public var partCount: Int? { self.headers[.amzMPPartsCount].flatMap { Int($0) } }
    /// With what the server encrypted it: `AES256`, `aws:kms`, `aws:kms:dsse`; `nil` for nothing, or SSE-C.
    public var serverSideEncryption: String? { self.headers[.amzServerSideEncryption] }
    /// The id of the key that it is encrypted with, for `aws:kms`.
    public var encryptionKeyID: String? { self.headers[.amzServerSideEncryptionKMSKeyID] }
    /// The checksums that the server knows of it; empty in listings, and where it was not asked for them.
    public var checksums: [Checksum] { Checksum.read(from: self.headers) }
    /// Whether it is encrypted with a customer key (SSE-C).
    public var isEncryptedWithCustomerKey: Bool { self.headers[.amzServerSideEncryptionCustomerAlgorithm] != nil }
}

extension ObjectInfo {
    /// What the headers of an answer to HEAD or GET say.
    init(bucket: String, key: String, headers: HTTPFields, size: Int64?) {
        self.bucket = bucket
        self.key = key
        self.versionID = headers.value(of: .amzVersionID).flatMap { $0.isEmpty ? nil : $0 }
        self.size = size
        self.etag = headers.value(of: .eTag).map(ETag.unquoted)
        self.lastModified = headers.value(of: .lastModified).flatMap { S3Timestamp.parse($0) }
        self.storageClass = headers.value(of: .amzStorageClass).map { StorageClass(rawValue: $0) } ?? .standard
        self.contentType = headers.value(of: .contentType)
        self.metadata = Metadata(headers: headers)
        self.owner = nil
        self.headers = headers
    }

    /// What an entry of a listing says; `decode` undoes the listing's encoding of the key.
    init(bucket: String, entry: XMLTree, decode: (String) throws(MinioError) -> String) throws(MinioError) {
        self.bucket = bucket
        self.key = try decode(entry.require("Key"))
        self.versionID = entry["VersionId"].flatMap { $0.isEmpty ? nil : $0 }
        self.size = try entry.integer("Size")
        self.etag = entry["ETag"].flatMap { $0.isEmpty ? nil : ETag.unquoted($0) }
        self.lastModified = entry["LastModified"].flatMap { S3Timestamp.parse($0) }
        self.storageClass = entry["StorageClass"].flatMap { $0.isEmpty ? nil : StorageClass(rawValue: $0) } ?? .standard
        self.owner = Owner(xml: entry.child("Owner"))
        var metadata = Metadata()
        var contentType: String?
        for item in entry.child("UserMetadata")?.children ?? [] {
            let name = item.name.lowercased()
            if name == "content-type" { contentType = item.text }
            if name.hasPrefix(Metadata.headerPrefix) { metadata[name] = MIMEWord.decode(item.text) }
        }
        self.metadata = metadata
        self.contentType = contentType
        self.headers = HTTPFields()
    }
}

/// One version of an object, or a marker that hides those before it.
public struct ObjectVersion: Sendable {
    /// Key, version, date, owner; for a delete marker no size and no ETag.
    public let info: ObjectInfo
    /// Whether it is the newest of its key.
    public let isLatest: Bool
    /// Whether it is a delete marker: there is nothing to read.
    public let isDeleteMarker: Bool

    /// The key.
    public var key: String { self.info.key }
    /// The version; `"null"` for one from before versioning.
    public var versionID: String { self.info.versionID ?? "null" }
    /// The name and version, for a removal of this very version.
    public var reference: ObjectReference { ObjectReference(key: self.key, versionID: self.versionID) }
}

/// What a server says of an object that it has just written.
public struct ObjectWriteResult: Sendable {
    /// The bucket.
    public let bucket: String
    /// The key.
    public let key: String
    /// The entity tag without its quotes; `nil` if the server does not say.
    public let etag: String?
    /// The version that was made; `nil` in a bucket without versions.
    public let versionID: String?
    /// When it was written; `nil` unless it is a copy.
    public let lastModified: Date?
    /// The checksum that the server stored with it; `nil` if it says none.
    public let checksum: Checksum?
    /// All headers of the answer.
    public let headers: HTTPFields

    init(
        bucket: String, key: String, etag: String?, lastModified: Date? = nil, headers: HTTPFields,
        checksum: Checksum? = nil
    ) {
        self.bucket = bucket
        self.key = key
        self.etag = etag.map(ETag.unquoted)
        self.versionID = headers.value(of: .amzVersionID).flatMap { $0.isEmpty ? nil : $0 }
        self.lastModified = lastModified
        self.checksum = checksum ?? Checksum.read(from: headers).first
        self.headers = headers
    }
}
