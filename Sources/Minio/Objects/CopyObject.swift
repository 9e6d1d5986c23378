// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// What a copy is made of, and what is asked of it.
public struct CopySource: Sendable, Hashable {
    /// The bucket of the source.
    public var bucket: String
    /// The key of the source.
    public var key: String
    /// The version of the source; `nil` for the newest.
    public var versionID: String?
    /// Under which conditions on the source to copy; if one does not hold, ``MinioError/Code/preconditionFailed``.
    public var conditions = ReadConditions()
    /// The key that the source was encrypted with (SSE-C).
    public var customerKey: CustomerKey?

    /// A source by its name.
    public init(bucket: String, key: String, versionID: String? = nil) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
    }
}

/// How ``MinioClient/copyObject(from:bucket:key:options:)`` makes a copy.
public struct CopyObjectOptions: OperationOptions {
    /// What the copy gets instead of the source's properties; `nil` keeps these. All of them are replaced, content type and
    /// metadata included.
    public var newProperties: ObjectProperties?
    /// The storage class; `nil` for the bucket's.
    public var storageClass: StorageClass?
    /// How the server is to encrypt the copy; `nil` for the bucket's default. The source's encryption is not kept.
    public var encryption: ServerSideEncryption?

    /// The defaults.
    public init() {}
}

extension MinioClient {
    /// Copies an object inside the server, in one request.
    ///
    /// A copy onto itself must change something: properties, storage class or encryption.
    ///
    /// - Parameters:
    ///   - source: What to copy, at most 5 GiB.
    ///   - bucket: The bucket of the copy.
    ///   - key: The key of the copy.
    ///   - options: New properties, storage class, encryption.
    /// - Returns: ETag, version and date of the copy.
    /// - Throws: ``MinioError/Code/noSuchKey`` if there is no source, ``MinioError/Code/preconditionFailed``,
    ///   ``MinioError/Code/invalidRequest`` for a copy onto itself that changes nothing, or for a source that is too large.
    ///   Retried, also when the server says that it failed after it had begun to answer.
    ///
    /// [CopyObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html)
    @discardableResult
    public func copyObject(
        from source: CopySource, bucket: String, key: String, options: CopyObjectOptions = CopyObjectOptions()
    ) async throws(MinioError) -> ObjectWriteResult {
        do throws(MinioError) {
            return try await self.execute(CopyObject(source: source, bucket: bucket, key: key, options: options))
        } catch  where error.code == .notModified {
            // S3 answers 412 whatever the condition was; some servers answer 304 where a read would be answered so.
            var error = error
            error.code = .preconditionFailed
            throw error
        }
    }
}

struct CopyObject: S3Operation {
    static let name = "CopyObject"
    var source: CopySource
    var bucket: String
    var key: String
    var options: CopyObjectOptions

    func makeRequest() throws(MinioError) -> S3Request {
        var request = S3Request(.put, bucket: self.bucket, key: self.key)
        // Servers copy first and answer then.
        request.responseTimeout = .seconds(600)
        request.headers[.amzCopySource] = try self.source.headerValue()
        try request.set(sourceConditions: self.source.conditions)
        request.set(self.source.customerKey, as: .copySource)
        if let properties = self.options.newProperties {
            request.headers[.amzMetadataDirective] = "REPLACE"
            try request.set(properties)
        }
        try request.set(.amzStorageClass, self.options.storageClass?.rawValue)
        try request.set(self.options.encryption)
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> ObjectWriteResult {
        let result = try response.xml()
        return ObjectWriteResult(
            bucket: self.bucket, key: self.key, etag: result["ETag"],
            lastModified: result["LastModified"].flatMap { S3Timestamp.parse($0) }, headers: response.headers)
    }
}

extension CopySource {
    /// `/bucket/key?versionId=…`, the path encoded once.
    func headerValue() throws(MinioError) -> String {
        try Endpoint.check(bucket: self.bucket)
        try Endpoint.check(key: self.key)
        let path = "/\(PercentEncoding.path(self.bucket))/\(PercentEncoding.path(self.key))"
        return self.versionID.map { "\(path)?versionId=\(PercentEncoding.query($0))" } ?? path
    }
}
