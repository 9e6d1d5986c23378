// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// How ``MinioClient/removeObject(bucket:key:options:)`` removes an object.
public struct RemoveObjectOptions: OperationOptions {
    /// The version to remove for good; `nil` removes the object or, in a bucket with versions, hides it behind a delete
    /// marker.
    public var versionID: String?
    /// Whether to remove a version that governance retention protects, which takes a permission of its own.
    public var bypassesGovernanceRetention = false
    /// Remove only if the object has this ETag (without quotes); else ``MinioError/Code/preconditionFailed``. Not every
    /// server knows this.
    public var ifMatch: String?

    /// The defaults.
    public init() {}
}

/// What a removal did.
public struct RemovedObject: Sendable, Hashable {
    /// The version that was removed, or of the delete marker that was made; `nil` in a bucket without versions.
    public let versionID: String?
    /// Whether a delete marker was made, or removed.
    public let isDeleteMarker: Bool
}

extension MinioClient {
    /// Removes an object. Removing what is not there is no error.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - key: The key.
    ///   - options: Version, retention, condition.
    /// - Returns: What was removed, in a bucket with versions.
    /// - Throws: ``MinioError/Code/accessDenied``, also for a version that is locked; ``MinioError/Code/noSuchBucket``.
    ///   Retried: if an answer is lost in a bucket with versions, there may be two delete markers instead of one.
    ///
    /// [DeleteObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html)
    @discardableResult
    public func removeObject(
        bucket: String, key: String, options: RemoveObjectOptions = RemoveObjectOptions()
    ) async throws(MinioError) -> RemovedObject {
        try await self.execute(RemoveObject(bucket: bucket, key: key, options: options))
    }
}

struct RemoveObject: S3Operation {
    static let name = "DeleteObject"
    var bucket: String
    var key: String
    var options: RemoveObjectOptions

    var idempotency: Idempotency { self.options.ifMatch == nil ? .idempotent : .conditional }

    func makeRequest() throws(MinioError) -> S3Request {
        var request = S3Request(.delete, bucket: self.bucket, key: self.key)
        request.query.append("versionId", self.options.versionID)
        if self.options.bypassesGovernanceRetention { request.headers[.amzBypassGovernanceRetention] = "true" }
        try request.set(.ifMatch, self.options.ifMatch.map(ETag.quoted))
        return request
    }

    func output(from response: S3Response) -> RemovedObject {
        RemovedObject(
            versionID: response.headers[.amzVersionID].flatMap { $0.isEmpty ? nil : $0 },
            isDeleteMarker: response.headers[.amzDeleteMarker] == "true")
    }
}
