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
    /// Under which condition to write; `nil` replaces what is there.
    public var condition: WriteCondition?

    /// The defaults.
    public init() {}

    /// A property of ``properties``.
    public subscript<Value>(dynamicMember property: WritableKeyPath<ObjectProperties, Value>) -> Value {
        get { self.properties[keyPath: property] }
        set { self.properties[keyPath: property] = newValue }
    }
}

extension MinioClient {
    /// Stores an object, in one request.
    ///
    /// It appears whole or not at all. What was there is replaced, or becomes an older version. Over plain HTTP the signature
    /// covers the content; over TLS the connection protects it.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - key: The key: any text of 1 to 1,024 bytes of UTF-8.
    ///   - source: What to store, at most 5 GiB.
    ///   - options: Content type, metadata, encryption, condition.
    /// - Returns: The ETag, and the version if there is one.
    /// - Throws: ``MinioError/Code/noSuchBucket``, ``MinioError/Code/accessDenied``,
    ///   ``MinioError/Code/preconditionFailed``, ``MinioError/Code/entityTooLarge``, ``MinioError/Code/sourceFailed`` if the
    ///   source ends early, goes on too long or changes. Retried unless the source is a stream.
    ///
    /// [PutObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html)
    @discardableResult
    public func putObject(
        bucket: String, key: String, _ source: ObjectSource, options: PutObjectOptions = PutObjectOptions()
    ) async throws(MinioError) -> ObjectWriteResult {
        let body: RequestBody
        do throws(MinioError) {
            body = try await source.body()
        } catch {
            throw error.located(operation: PutObject.name, bucket: bucket, key: key)
        }
        let operation = PutObject(bucket: bucket, key: key, body: body, options: options)
        do throws(MinioError) {
            return try await self.execute(operation)
        } catch  where error.code == .preconditionFailed && error.mayHaveTakenEffect {
            return try await self.settle(operation, after: error)
        }
    }

    /// A conditional write was refused after the answer to an earlier attempt was lost: perhaps because that attempt had
    /// succeeded. What is stored now tells.
    private func settle(_ operation: PutObject, after error: MinioError) async throws(MinioError) -> ObjectWriteResult {
        var options = StatObjectOptions()
        if case .customerKey(let key)? = operation.options.encryption { options.customerKey = key }
        let stored = try? await self.statObject(bucket: operation.bucket, key: operation.key, options: options)
        guard let stored, stored.size == operation.body.length, let etag = stored.etag,
            let digest = await operation.body.md5Hex(), etag == digest
        else { throw error }
        return ObjectWriteResult(bucket: operation.bucket, key: operation.key, etag: etag, headers: stored.headers)
    }
}

struct PutObject: S3Operation {
    static let name = "PutObject"
    /// The most bytes that one request may store.
    static let sizeLimit: Int64 = 5 << 30

    var bucket: String
    var key: String
    var body: RequestBody
    var options: PutObjectOptions

    var idempotency: Idempotency { self.options.condition == nil ? .idempotent : .conditional }

    func makeRequest() throws(MinioError) -> S3Request {
        guard self.body.length <= Self.sizeLimit else {
            throw MinioError(
                .entityTooLarge, "\(self.body.length) bytes are more than the 5 GiB that S3 takes in one request")
        }
        var request = S3Request(.put, bucket: self.bucket, key: self.key)
        request.body = self.body
        try request.set(self.options.properties)
        try request.set(.amzStorageClass, self.options.storageClass?.rawValue)
        try request.set(self.options.encryption)
        try request.set(self.options.condition)
        return request
    }

    func output(from response: S3Response) -> ObjectWriteResult {
        ObjectWriteResult(
            bucket: self.bucket, key: self.key, etag: response.headers[.eTag], headers: response.headers)
    }
}

extension RequestBody {
    /// The MD5 of the content, read once more; `nil` if it cannot be.
    fileprivate func md5Hex() async -> String? {
        guard self.isReplayable else { return nil }
        switch self.content() {
        case .bytes(let buffer): return Digest.md5Hex(buffer)
        case .stream(let sequence): return try? await Digest.md5Hex(sequence)
        }
    }
}
