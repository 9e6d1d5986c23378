// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import NIOCore

extension Handlers {
    static func createMultipartUpload(_ call: Call, _ store: inout MemoryStore) throws(Refusal) -> Answer {
        let (bucket, key) = try Self.writable(call, store)
        try ObjectHeaders.refuseUnknown(call)
        let encryption = try StoredEncryption(writing: call)
        var headers = try ObjectHeaders.stored(call)
        headers[.amzWebsiteRedirectLocation] = try ObjectHeaders.redirect(call)
        let object = StoredObject(
            body: ByteBuffer(), etag: "", headers: headers, storageClass: try ObjectHeaders.storageClass(call),
            tags: try ObjectHeaders.tags(call), encryption: encryption, checksums: [:])
        let (checksumName, checksumType) = try Self.uploadChecksum(call)
        let sequence = store.nextSequence()
        let upload = StoredUpload(
            id: "upload-\(String(sequence, radix: 16))-\(Digest.md5Hex(ByteBuffer(bytes: key.bytes)))", key: key,
            initiated: call.now, object: object, checksumName: checksumName, checksumType: checksumType)
        store.buckets[KeyBytes(bucket.name)]?.uploads[upload.id] = upload
        var answer = Answer.xml(
            XMLTree("InitiateMultipartUploadResult", namespace: XMLTree.s3Namespace) {
                XMLTree("Bucket", bucket.name)
                XMLTree("Key", key.text)
                XMLTree("UploadId", upload.id)
            })
        encryption.echo(into: &answer.headers, isWrite: true)
        answer.headers[.amzChecksumAlgorithm] = call.headers[.amzChecksumAlgorithm]
        answer.headers[.amzChecksumType] = checksumType
        return answer
    }

    static func uploadPart(_ call: Call, _ store: inout MemoryStore) throws(Refusal) -> Answer {
        let (bucket, upload, number) = try Self.part(call, store)
        guard call.body.readableBytes <= call.configuration.maximumPutSize else { throw .entityTooLarge }
        let checksum = try Self.partChecksum(call, upload)
        let part = Self.store(call.body, checksum: checksum, as: number, of: upload, in: bucket, call, &store)
        var answer = Answer()
        answer.headers[.eTag] = part.quotedETag
        for field in Integrity.checksums(of: call) { answer.headers.append(field) }
        upload.object.encryption.echo(into: &answer.headers, isWrite: false)
        return answer
    }

    static func uploadPartCopy(_ call: Call, _ store: inout MemoryStore) throws(Refusal) -> Answer {
        let (bucket, upload, number) = try Self.part(call, store)
        let source = try CopySource(call)
        let sourceBucket = try store.bucket(source.bucket)
        let version = try Self.sourceVersion(source, in: sourceBucket)
        guard let original = version.object else { throw .noSuchKey }
        try original.encryption.checkRead(call, prefix: "copy-source-")
        try Conditions(copySource: call).checkCopy(etag: original.etag, modified: version.modified)
        var body = original.body
        if let text = call.headers[.amzCopySourceRange] {
            guard let range = try? ByteRange.parse(text, size: original.size), text == range.header,
                range.end < original.size
            else {
                throw .invalidArgument(
                    "Range specified is not valid for source object of size: \(original.size)",
                    name: "x-amz-copy-source-range", value: text)
            }
            body = body.getSlice(at: body.readerIndex + range.start, length: range.length) ?? ByteBuffer()
        }
        guard body.readableBytes <= call.configuration.maximumPutSize else {
            throw .invalidRequest(Self.copyIsTooLarge)
        }
        let checksum = upload.checksumName.flatMap { name in
            Integrity.checksum(of: body, named: name).map { Base64.encode($0) }
        }
        let part = Self.store(body, checksum: checksum, as: number, of: upload, in: bucket, call, &store)
        var answer = Answer.xml(
            XMLTree("CopyPartResult", namespace: XMLTree.s3Namespace) {
                XMLTree("LastModified", S3Timestamp.iso8601(part.modified))
                XMLTree("ETag", part.quotedETag)
                Self.element(of: upload, checksum: checksum)
            })
        upload.object.encryption.echo(into: &answer.headers, isWrite: false)
        if sourceBucket.versioning != .off { answer.headers[.amzCopySourceVersionID] = version.id }
        return answer
    }

    static func abortMultipartUpload(_ call: Call, _ store: inout MemoryStore) throws(Refusal) -> Answer {
        let (bucket, upload) = try Self.upload(call, store)
        store.buckets[KeyBytes(bucket.name)]?.uploads[upload.id] = nil
        return .noContent
    }

    // MARK: - What they share

    static let copyIsTooLarge =
        "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120"

    /// The upload that a request names.
    static func upload(
        _ call: Call, _ store: MemoryStore
    ) throws(Refusal) -> (bucket: StoredBucket, upload: StoredUpload) {
        let bucket = try store.bucket(call.bucket)
        guard let id = call.parameter("uploadId"), let upload = bucket.uploads[id], upload.key == call.key else {
            throw .noSuchUpload
        }
        return (bucket, upload)
    }

    private static func part(
        _ call: Call, _ store: MemoryStore
    ) throws(Refusal) -> (bucket: StoredBucket, upload: StoredUpload, number: Int) {
        let (bucket, upload) = try Self.upload(call, store)
        let text = call.parameter("partNumber") ?? ""
        guard let number = Int(text), (1...10_000).contains(number) else {
            throw .invalidArgument(
                "Part number must be an integer between 1 and 10000, inclusive", name: "partNumber", value: text)
        }
        try upload.object.encryption.checkPart(call)
        return (bucket, upload, number)
    }

    private static func store(
        _ body: ByteBuffer, checksum: String?, as number: Int, of upload: StoredUpload, in bucket: StoredBucket,
        _ call: Call, _ store: inout MemoryStore
    ) -> StoredPart {
        var etag = Digest.md5Hex(body)
        if !upload.object.encryption.keepsMD5 {
            etag = Digest.md5Hex(ByteBuffer(string: "\(etag)/\(store.nextSequence())"))
        }
        let part = StoredPart(body: body, etag: etag, modified: call.now, checksum: checksum)
        store.buckets[KeyBytes(bucket.name)]?.uploads[upload.id]?.parts[number] = part
        return part
    }

    /// The algorithm and the type that an upload is begun with.
    private static func uploadChecksum(_ call: Call) throws(Refusal) -> (HTTPField.Name?, String?) {
        guard let algorithm = call.headers[.amzChecksumAlgorithm] else {
            guard call.headers[.amzChecksumType] == nil else {
                throw .invalidRequest(
                    "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.")
            }
            return (nil, nil)
        }
        guard let known = ChecksumAlgorithm(rawValue: algorithm) else {
            throw .invalidRequest("Checksum algorithm provided is unsupported.")
        }
        let type = call.headers[.amzChecksumType] ?? (known == .crc64nvme ? "FULL_OBJECT" : "COMPOSITE")
        let allowed: [String] =
            switch known {
            case .crc64nvme: ["FULL_OBJECT"]
            case .crc32, .crc32c: ["FULL_OBJECT", "COMPOSITE"]
            case .sha1, .sha256: ["COMPOSITE"]
            }
        guard allowed.contains(type) else {
            throw .invalidRequest("The \(type) checksum type cannot be used with the \(algorithm) checksum algorithm.")
        }
        return (known.headerName, type)
    }

    /// The checksum that a part was sent with; the upload's algorithm is the only one that it may have.
    private static func partChecksum(_ call: Call, _ upload: StoredUpload) throws(Refusal) -> String? {
        let sent = Integrity.checksums(of: call)
        guard let name = upload.checksumName else { return nil }
        guard sent.isEmpty || sent[name] != nil else {
            throw .invalidRequest("Checksum Type mismatch occurred, expected checksum Type: \(name.canonicalName)")
        }
        return sent[name] ?? Integrity.checksum(of: call.body, named: name).map { Base64.encode($0) }
    }

    /// The element that says a part's or an object's checksum.
    static func element(of upload: StoredUpload, checksum: String?) -> XMLTree? {
        let algorithm = ChecksumAlgorithm.allCases.first { $0.headerName == upload.checksumName }
        return algorithm.flatMap { XMLTree($0.documentName, checksum) }
    }
}

extension Refusal {
    static let noSuchUpload = Refusal(
        404, "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."
    )
}
