// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// What ``MinioClient/statObject(bucket:key:options:)`` looks at.
public struct StatObjectOptions: OperationOptions {
    /// Which version; `nil` for the newest.
    public var versionID: String?
    /// Under which conditions.
    public var conditions = ReadConditions()
    /// The key that the object was encrypted with (SSE-C).
    public var customerKey: CustomerKey?

    /// The defaults.
    public init() {}
}

extension MinioClient {
    /// Looks at an object without reading it.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - key: The key.
    ///   - options: Version, conditions, customer key.
    /// - Returns: Size, ETag, date, content type, metadata and all other headers.
    /// - Throws: ``MinioError/Code/noSuchKey`` if there is none or its newest version is a delete marker,
    ///   ``MinioError/Code/noSuchVersion``, ``MinioError/Code/methodNotAllowed`` for a delete marker asked for by its version,
    ///   ``MinioError/Code/notModified``, ``MinioError/Code/preconditionFailed``. The answer to a failure has no text; what is
    ///   known follows from its status. May be retried.
    ///
    /// [HeadObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html)
    @discardableResult
    public func statObject(
        bucket: String, key: String, options: StatObjectOptions = StatObjectOptions()
    ) async throws(MinioError) -> ObjectInfo {
        try await self.execute(
            StatObject(
                bucket: bucket, key: key, options: options, asksForChecksums: self.configuration.checksums != .off))
    }
}

struct StatObject: S3Operation {
    static let name = "HeadObject"
    var bucket: String
    var key: String
    var options: StatObjectOptions
    /// Whether the answer shall name the object's checksums.
    var asksForChecksums = false

    func makeRequest() throws(MinioError) -> S3Request {
        var request = S3Request(.head, bucket: self.bucket, key: self.key)
        request.query.append("versionId", self.options.versionID)
        request.asksForChecksums = self.asksForChecksums
        try request.set(self.options.conditions)
        request.set(self.options.customerKey)
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> ObjectInfo {
        ObjectInfo(
            bucket: self.bucket, key: self.key, headers: response.headers,
            size: try ContentLength.value(in: response.headers))
    }
}
