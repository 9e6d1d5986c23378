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
    /// The tags that the copy gets instead of the source's; `nil` keeps these, an empty set drops them.
    public var newTags: Tags?
    /// The storage class; `nil` for the bucket's.
    public var storageClass: StorageClass?
    /// How the server is to encrypt the copy; `nil` for the bucket's default. The source's encryption is not kept.
    public var encryption: ServerSideEncryption?
    /// Until when the copy cannot be removed; `nil` for the bucket's default. The source's retention is not kept.
    public var retention: ObjectRetention?
    /// Whether the copy cannot be removed until the hold is lifted; `nil` for no. The source's hold is not kept.
    public var legalHold: Bool?
    /// Under which condition to write; `nil` replaces what is there. Not every server knows conditions on copies.
    public var condition: WriteCondition?
    /// The checksum that the server is to compute for the copy; `nil` keeps the source's, if it has one.
    public var checksum: ChecksumAlgorithm?
    /// The bytes of the pieces that a source above 5 GiB is copied in, 5 MiB to 5 GiB; `nil` for 512 MiB, or more if it takes
    /// more to stay within 10,000 pieces.
    public var partSize: Int64?
    /// How many of those pieces are copied at once. 4.
    public var parallelism = 4
    /// Hears how many bytes have been copied, of a source above 5 GiB.
    public var progress: TransferProgressHandler?
    /// Above which size a source is copied in pieces.
    package var singleCopyLimit = PartPlan.maximumPartSize

    /// The defaults.
    public init() {}
}

extension MinioClient {
    /// Copies an object inside the server; nothing of it passes through here.
    ///
    /// A copy onto itself must change something: properties, storage class or encryption. What is larger than one request can
    /// copy is copied in pieces, several at a time, of the very object that was there at the beginning; properties and tags go
    /// along.
    ///
    /// - Parameters:
    ///   - source: What to copy.
    ///   - bucket: The bucket of the copy.
    ///   - key: The key of the copy.
    ///   - options: New properties, tags, storage class, encryption.
    /// - Returns: ETag, version and date of the copy.
    /// - Throws: ``MinioError/Code/noSuchKey`` if there is no source, ``MinioError/Code/preconditionFailed`` also if a large
    ///   source changes meanwhile, ``MinioError/Code/invalidRequest`` for a copy onto itself that changes nothing. Retried,
    ///   also when the server says that it failed after it had begun to answer.
    ///
    /// [CopyObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html)
    @discardableResult
    public func copyObject(
        from source: CopySource, bucket: String, key: String, options: CopyObjectOptions = CopyObjectOptions()
    ) async throws(MinioError) -> ObjectWriteResult {
        do throws(MinioError) {
            return try await self.execute(CopyObject(source: source, bucket: bucket, key: key, options: options))
        } catch {
            let error = error.asCopyFailure
            // What servers say of a source that is too large for one request; of other things too, so its size decides.
            guard [.entityTooLarge, .invalidRequest, .s3InvalidArgument].contains(error.code) else { throw error }
            do throws(MinioError) {
                if let copy = try await self.copyInPieces(source, bucket: bucket, key: key, options: options) {
                    return copy
                }
            } catch {
                throw error.located(operation: CopyObject.name, bucket: bucket, key: key)
            }
            throw error
        }
    }

    /// Copies a large object in pieces.
    ///
    /// - Returns: `nil` if the source is not large.
    private func copyInPieces(
        _ source: CopySource, bucket: String, key: String, options: CopyObjectOptions
    ) async throws(MinioError) -> ObjectWriteResult? {
        var statOptions = StatObjectOptions()
        statOptions.versionID = source.versionID
        statOptions.conditions = source.conditions
        statOptions.customerKey = source.customerKey
        let info = try await self.statObject(bucket: source.bucket, key: source.key, options: statOptions)
        guard let size = info.size, size > options.singleCopyLimit else { return nil }
        var putOptions = PutObjectOptions()
        putOptions.properties = options.newProperties ?? ObjectProperties(of: info)
        putOptions.tags = options.newTags
        if options.newTags == nil, (info.tagCount ?? 0) > 0 {
            putOptions.tags = try await self.getObjectTags(
                bucket: source.bucket, key: source.key, versionID: info.versionID)
        }
        putOptions.storageClass = options.storageClass
        putOptions.encryption = options.encryption
        putOptions.retention = options.retention
        putOptions.legalHold = options.legalHold
        putOptions.condition = options.condition
        putOptions.checksum = options.checksum
        putOptions.partSize = options.partSize
        putOptions.parallelism = options.parallelism
        putOptions.progress = options.progress
        let composition = ObjectComposition(client: self, bucket: bucket, key: key, options: putOptions)
        let pinned = try ObjectComposition.pinned(ComposeSource(source), as: info)
        return try await composition.run(composition.pieces(of: [pinned]))
    }
}

struct CopyObject: S3Operation {
    static let name = "CopyObject"
    var source: CopySource
    var bucket: String
    var key: String
    var options: CopyObjectOptions

    var idempotency: Idempotency { self.options.condition == nil ? .idempotent : .conditional }

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
        if let tags = self.options.newTags {
            request.headers[.amzTaggingDirective] = "REPLACE"
            request.headers[.amzTagging] = try tags.headerValue()
        }
        try request.set(.amzStorageClass, self.options.storageClass?.rawValue)
        try request.set(self.options.encryption)
        request.set(retention: self.options.retention, legalHold: self.options.legalHold)
        request.headers[.amzChecksumAlgorithm] = self.options.checksum?.rawValue
        try request.set(self.options.condition)
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> ObjectWriteResult {
        let result = try response.xml()
        return ObjectWriteResult(
            bucket: self.bucket, key: self.key, etag: result["ETag"],
            lastModified: result["LastModified"].flatMap { S3Timestamp.parse($0) }, headers: response.headers,
            checksum: Checksum(in: result))
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
