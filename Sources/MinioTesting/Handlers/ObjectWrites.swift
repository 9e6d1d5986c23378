// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import NIOCore

extension Handlers {
    static func putObject(_ call: Call, _ store: inout MemoryStore) throws(Refusal) -> Answer {
        let (bucket, key) = try Self.writable(call, store)
        try ObjectHeaders.refuseUnknown(call)
        let encryption = try StoredEncryption(writing: call)
        var headers = try ObjectHeaders.stored(call)
        headers[.amzWebsiteRedirectLocation] = try ObjectHeaders.redirect(call)
        let object = StoredObject(
            body: call.body, etag: "", headers: headers, storageClass: try ObjectHeaders.storageClass(call),
            tags: try ObjectHeaders.tags(call), encryption: encryption, checksums: Integrity.checksums(of: call))
        try Conditions(call).checkWrite(existing: bucket.history(of: key)?.latest?.object?.etag)
        guard object.size <= call.configuration.maximumPutSize else { throw .entityTooLarge }
        let version = Self.insert(object, at: key, in: bucket, call, &store)
        var answer = Answer()
        Self.describe(version, in: bucket, &answer.headers)
        for field in object.checksums { answer.headers.append(field) }
        if !object.checksums.isEmpty { answer.headers[.amzChecksumType] = "FULL_OBJECT" }
        return answer
    }

    static func copyObject(_ call: Call, _ store: inout MemoryStore) throws(Refusal) -> Answer {
        let (bucket, key) = try Self.writable(call, store)
        try ObjectHeaders.refuseUnknown(call)
        let source = try CopySource(call)
        let sourceBucket = try store.bucket(source.bucket)
        let sourceVersion = try Self.sourceVersion(source, in: sourceBucket)
        guard let original = sourceVersion.object else { throw .noSuchKey }
        try original.encryption.checkRead(call, prefix: "copy-source-")
        try Conditions(copySource: call).checkCopy(etag: original.etag, modified: sourceVersion.modified)
        guard !original.isArchived else { throw Self.archived }
        guard original.size <= call.configuration.maximumPutSize else { throw .invalidRequest(Self.copyIsTooLarge) }
        let replacesMetadata = try Self.isReplaced(call.headers[.amzMetadataDirective], "x-amz-metadata-directive")
        let replacesTags = try Self.isReplaced(call.headers[.amzTaggingDirective], "x-amz-tagging-directive")
        let encryption = try StoredEncryption(writing: call)
        let redirect = try ObjectHeaders.redirect(call)
        var copy = original
        // A copy is made in one piece, whatever its source was.
        copy.etag = ""
        copy.partSizes = []
        copy.storageClass = try ObjectHeaders.storageClass(call)
        copy.encryption = encryption
        if replacesMetadata { copy.headers = try ObjectHeaders.stored(call) }
        copy.headers[.amzWebsiteRedirectLocation] = redirect
        if replacesTags { copy.tags = try ObjectHeaders.tags(call) }
        try Self.computeChecksum(of: &copy, call)
        let isSame = KeyBytes(source.bucket) == KeyBytes(bucket.name) && source.key == key && source.versionID == nil
        if isSame && !replacesMetadata && redirect == nil && copy.storageClass == original.storageClass
            && encryption == .none && original.encryption == .none
        {
            throw .invalidRequest(
                "This copy request is illegal because it is trying to copy an object to itself without changing the "
                    + "object's metadata, storage class, website redirect location or encryption attributes.")
        }
        try Conditions(call).checkWrite(existing: bucket.history(of: key)?.latest?.object?.etag)
        let version = Self.insert(copy, at: key, in: bucket, call, &store)
        var answer = Answer.xml(
            XMLTree("CopyObjectResult", namespace: XMLTree.s3Namespace) {
                XMLTree("LastModified", S3Timestamp.iso8601(version.modified))
                XMLTree("ETag", version.object?.quotedETag)
                ChecksumAlgorithm.allCases.compactMap { XMLTree($0.documentName, copy.checksums[$0.headerName]) }
            })
        Self.describe(version, in: bucket, &answer.headers)
        answer.headers[.eTag] = nil
        if sourceBucket.versioning != .off { answer.headers[.amzCopySourceVersionID] = sourceVersion.id }
        return answer
    }

    /// Gives a copy the checksum that is asked for, or that of its bytes where the source had one of its parts' checksums.
    private static func computeChecksum(of copy: inout StoredObject, _ call: Call) throws(Refusal) {
        var algorithm = ChecksumAlgorithm.allCases.first { copy.checksums[$0.headerName] != nil }
        if let asked = call.headers[.amzChecksumAlgorithm] {
            guard let known = ChecksumAlgorithm(rawValue: asked) else {
                throw .invalidRequest("Checksum algorithm provided is unsupported.")
            }
            algorithm = known
        }
        guard let algorithm else { return }
        copy.checksums = [algorithm.headerName: Checksum.of(algorithm, copy.body).base64]
        copy.checksumType = "FULL_OBJECT"
    }

    static func sourceVersion(
        _ source: CopySource, in bucket: StoredBucket
    ) throws(Refusal) -> StoredVersion {
        let history = bucket.history(of: source.key)
        guard let id = source.versionID else {
            guard let latest = history?.latest else { throw .noSuchKey }
            guard !latest.isDeleteMarker else { throw .deleted(latest) }
            return latest
        }
        guard let version = history?[id] else { throw .noSuchVersion }
        guard !version.isDeleteMarker else {
            throw .invalidRequest(
                "The source of a copy request may not specifically refer to a delete marker by version id.")
        }
        return version
    }

    private static func isReplaced(_ directive: String?, _ name: String) throws(Refusal) -> Bool {
        switch directive {
        case nil, "COPY": return false
        case "REPLACE": return true
        case .some(let other): throw .invalidArgument("Unknown directive.", name: name, value: other)
        }
    }

    static let archived = Refusal(
        403, "InvalidObjectState", "The operation is not valid for the object's storage class")

    // MARK: - What writes share

    /// The bucket and the key of a write.
    static func writable(
        _ call: Call, _ store: MemoryStore
    ) throws(Refusal) -> (bucket: StoredBucket, key: KeyBytes) {
        let bucket = try store.bucket(call.bucket)
        guard let key = call.key else { throw .methodNotAllowed }
        try Self.checkKey(key)
        return (bucket, key)
    }

    static func checkKey(_ key: KeyBytes) throws(Refusal) {
        guard key.bytes.count <= 1024 else {
            throw Refusal(400, "KeyTooLongError", "Your key is too long")
                .detail("Size", String(key.bytes.count)).detail("MaxSizeAllowed", "1024")
        }
    }

    /// Stores an object as the newest version, with the ETag that its encryption makes of it unless it has one.
    static func insert(
        _ object: StoredObject, at key: KeyBytes, in bucket: StoredBucket, _ call: Call, _ store: inout MemoryStore
    ) -> StoredVersion {
        let sequence = store.nextSequence()
        var object = object
        if object.etag.isEmpty { object.etag = Digest.md5Hex(object.body) }
        if object.partSizes.isEmpty, !object.encryption.keepsMD5 {
            object.etag = Digest.md5Hex(ByteBuffer(string: "\(object.etag)/\(sequence)"))
        }
        let version = StoredVersion(
            id: bucket.newVersionID(sequence: sequence), sequence: sequence, modified: call.now, object: object)
        store.buckets[KeyBytes(bucket.name)]?.insert(version, at: key)
        return version
    }

    /// What the answer to a write says of the new version.
    static func describe(_ version: StoredVersion, in bucket: StoredBucket, _ headers: inout HTTPFields) {
        headers[.eTag] = version.object?.quotedETag
        if bucket.versioning != .off { headers[.amzVersionID] = version.id }
        version.object?.encryption.echo(into: &headers, isWrite: true)
    }
}

/// What `x-amz-copy-source` names.
struct CopySource {
    var bucket: String
    var key: KeyBytes
    var versionID: String?

    init(_ call: Call) throws(Refusal) {
        let refusal = Refusal.invalidArgument(
            "Copy Source must mention the source bucket and key: sourcebucket/sourcekey", name: "x-amz-copy-source")
        var text = (call.headers[.amzCopySource] ?? "")[...]
        if let mark = text.utf8.firstRange(of: "?versionId=".utf8) {
            guard let id = PercentEncoding.decode(text[mark.upperBound...]), !id.isEmpty else { throw refusal }
            self.versionID = id
            text = text[..<mark.lowerBound]
        }
        guard let decoded = PercentEncoding.decode(text) else { throw refusal }
        var bytes = Array(decoded.utf8)[...]
        if bytes.first == UInt8(ascii: "/") { bytes = bytes.dropFirst() }
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")), slash > bytes.startIndex,
            bytes.index(after: slash) < bytes.endIndex
        else { throw refusal }
        self.bucket = String(decoding: bytes[..<slash], as: UTF8.self)
        self.key = KeyBytes(bytes[bytes.index(after: slash)...])
    }
}
