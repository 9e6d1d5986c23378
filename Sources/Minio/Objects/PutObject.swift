// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore

/// How ``MinioClient/putObject(bucket:key:_:options:)`` stores an object.
///
/// The properties of ``ObjectProperties`` are options as well: `.with { $0.contentType = "image/jpeg" }`.
@dynamicMemberLookup
public struct PutObjectOptions: OperationOptions {
    /// What is stored with the bytes: content type, metadata, how it is to be delivered.
    public var properties = ObjectProperties()
    /// The storage class; `nil` for the bucket's.
    public var storageClass: StorageClass?
    /// How the server is to encrypt it; `nil` for the bucket's default.
    public var encryption: ServerSideEncryption?
    /// Tags, at most 10; `nil` for none.
    public var tags: Tags?
    /// Until when the version cannot be removed; `nil` for the bucket's default. The bucket needs object lock.
    public var retention: ObjectRetention?
    /// Whether the version cannot be removed until the hold is lifted; `nil` for no. The bucket needs object lock.
    public var legalHold: Bool?
    /// Under which condition to write; `nil` replaces what is there.
    public var condition: WriteCondition?
    /// A checksum to send along, which the server compares and keeps; `nil` follows ``MinioConfiguration/checksums``.
    public var checksum: ChecksumAlgorithm?
    /// The bytes of a part, 5 MiB to 5 GiB; what is no larger goes in one request. `nil` for 16 MiB, or as many as keep an
    /// object of known size within 10,000 parts. A source of unknown length may have 10,000 times as many bytes: 156 GiB
    /// unless this says more.
    public var partSize: Int64?
    /// How many parts are sent at once. 4. A stream's parts are held in memory while they are sent: ``partSize`` times this;
    /// files and buffers take nothing more.
    public var parallelism = 4
    /// Hears how many bytes the server has acknowledged: after each part, or once.
    public var progress: TransferProgressHandler?

    /// The defaults.
    public init() {}

    /// A property of ``properties``.
    public subscript<Value>(dynamicMember property: WritableKeyPath<ObjectProperties, Value>) -> Value {
        get { self.properties[keyPath: property] }
        set { self.properties[keyPath: property] = newValue }
    }
}

extension MinioClient {
    /// Stores an object, of up to 5 TiB.
    ///
    /// It appears whole or not at all. What was there is replaced, or becomes an older version. What is larger than a part
    /// goes in parts, several at a time; each is tried again by itself. If that fails or is cancelled, the upload is aborted
    /// before the call returns. Over plain HTTP the signature covers the content; over TLS the connection protects it.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - key: The key: any text of 1 to 1,024 bytes of UTF-8.
    ///   - source: What to store.
    ///   - options: Content type, metadata, encryption, condition, parts, progress.
    /// - Returns: The ETag, and the version if there is one.
    /// - Throws: ``MinioError/Code/noSuchBucket``, ``MinioError/Code/accessDenied``,
    ///   ``MinioError/Code/preconditionFailed``, ``MinioError/Code/entityTooLarge``, ``MinioError/Code/sourceFailed`` if the
    ///   source ends early, goes on too long or changes. If parts are left on the server, because nothing could reach it,
    ///   ``MinioError/uploadID`` names the upload. Retried, streams too.
    ///
    /// [PutObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html),
    /// [multipart upload](https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html)
    @discardableResult
    public func putObject(
        bucket: String, key: String, _ source: ObjectSource, options: PutObjectOptions = PutObjectOptions()
    ) async throws(MinioError) -> ObjectWriteResult {
        do throws(MinioError) {
            return try await ObjectUpload(client: self, bucket: bucket, key: key, options: options).run(source)
        } catch {
            throw error.located(operation: PutObject.name, bucket: bucket, key: key)
        }
    }

    /// Stores an object in one request.
    func putWhole(
        bucket: String, key: String, _ body: RequestBody, options: PutObjectOptions
    ) async throws(MinioError) -> ObjectWriteResult {
        let operation = PutObject(
            bucket: bucket, key: key, body: body, options: options,
            checksum: self.uploadChecksum(options).map { BodyChecksum($0) })
        do throws(MinioError) {
            let result = try await self.execute(operation)
            options.progress?(TransferProgress(completedBytes: body.length, totalBytes: body.length))
            return result
        } catch {
            guard error.code == .preconditionFailed && error.mayHaveTakenEffect else { throw error }
            return try await self.settle(operation, after: error)
        }
    }

    /// A conditional write was refused after the answer to an earlier attempt was lost: perhaps because that attempt had
    /// succeeded. What is stored now tells.
    private func settle(_ operation: PutObject, after error: MinioError) async throws(MinioError) -> ObjectWriteResult {
        var options = StatObjectOptions()
        options.customerKey = operation.options.encryption?.customerKey
        let stored = try? await self.statObject(bucket: operation.bucket, key: operation.key, options: options)
        guard let stored, stored.size == operation.body.length, let etag = stored.etag,
            let digest = await operation.body.md5Hex(), etag == digest
        else { throw error }
        return ObjectWriteResult(bucket: operation.bucket, key: operation.key, etag: etag, headers: stored.headers)
    }

    /// The algorithm by which an upload is protected, beyond what its signature covers.
    func uploadChecksum(_ options: PutObjectOptions) -> ChecksumAlgorithm? {
        if let algorithm = options.checksum { return algorithm }
        if case .whenSupported(let algorithm) = self.configuration.checksums { return algorithm }
        return nil
    }
}

struct PutObject: S3Operation {
    static let name = "PutObject"

    var bucket: String
    var key: String
    var body: RequestBody
    var options: PutObjectOptions
    var checksum: BodyChecksum?

    var idempotency: Idempotency { self.options.condition == nil ? .idempotent : .conditional }

    func makeRequest() throws(MinioError) -> S3Request {
        guard self.body.length <= PartPlan.maximumPartSize else {
            throw MinioError(
                .entityTooLarge, "\(self.body.length) bytes are more than the 5 GiB that S3 takes in one request")
        }
        var request = S3Request(.put, bucket: self.bucket, key: self.key)
        request.body = self.body
        request.checksum = self.checksum
        // S3 wants proof of the content where it cannot be corrected any more.
        request.needsContentMD5 = self.options.isLocked && self.checksum == nil
        try request.set(self.options)
        try request.set(self.options.condition)
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> ObjectWriteResult {
        try self.checksum?.value?.requireEqual(in: response.headers)
        return ObjectWriteResult(
            bucket: self.bucket, key: self.key, etag: response.headers[.eTag], headers: response.headers)
    }
}

extension PutObjectOptions {
    /// Whether what is written is locked.
    var isLocked: Bool { self.retention != nil || self.legalHold != nil }
}

extension S3Request {
    /// Stores what goes with an object, in the request that begins to write it.
    mutating func set(_ options: PutObjectOptions) throws(MinioError) {
        try self.set(options.properties)
        try self.set(.amzStorageClass, options.storageClass?.rawValue)
        try self.set(options.encryption)
        if let tags = options.tags, !tags.isEmpty { self.headers[.amzTagging] = try tags.headerValue() }
        self.set(retention: options.retention, legalHold: options.legalHold)
    }
}

extension RequestBody {
    /// The MD5 of the content, read once more; `nil` if it cannot be.
    func md5Hex() async -> String? {
        guard self.isReplayable else { return nil }
        switch self.content() {
        case .bytes(let buffer): return Digest.md5Hex(buffer)
        case .stream(let sequence): return try? await Digest.md5Hex(sequence)
        }
    }
}
