// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// How ``MinioClient/makeBucket(_:options:)`` makes a bucket.
public struct MakeBucketOptions: OperationOptions {
    /// The region to make it in; `nil` for the client's, else `us-east-1`.
    public var region: String?
    /// Whether its objects can be locked, which turns versioning on and cannot be undone.
    public var enablesObjectLock = false

    /// The defaults.
    public init() {}
}

extension MinioClient {
    /// Makes a bucket.
    ///
    /// - Parameters:
    ///   - bucket: The name: 3 to 63 lower-case letters, digits, dots and hyphens.
    ///   - options: Region and object lock.
    /// - Throws: ``MinioError/Code/bucketAlreadyOwnedByYou`` if it is there already (some servers accept that),
    ///   ``MinioError/Code/bucketAlreadyExists`` if somebody else has it, ``MinioError/Code/invalidArgument`` for a name that
    ///   cannot be, or a region other than the one that the client is bound to. Retried like any other call: a bucket that
    ///   the first attempt made, its answer lost, is a success.
    ///
    /// [CreateBucket](https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html)
    public func makeBucket(_ bucket: String, options: MakeBucketOptions = MakeBucketOptions()) async throws(MinioError)
    {
        if let region = options.region, let bound = self.configuration.region, region != bound {
            throw MinioError(
                .invalidArgument, "the client is bound to the region \(bound); it cannot make a bucket in \(region)"
            )
            .located(operation: MakeBucket.name, bucket: bucket, key: nil)
        }
        let region = options.region ?? self.configuration.region ?? self.endpoint.region ?? Self.defaultRegion
        do throws(MinioError) {
            try await self.execute(MakeBucket(bucket: bucket, region: region, options: options))
        } catch  where error.code == .bucketAlreadyOwnedByYou && error.mayHaveTakenEffect {
            return
        }
    }
}

struct MakeBucket: S3Operation {
    static let name = "CreateBucket"
    var bucket: String
    var region: String
    var options: MakeBucketOptions

    func makeRequest() throws(MinioError) -> S3Request {
        var request = S3Request(.put, bucket: self.bucket)
        request.isBucketCreation = true
        request.region = self.options.region
        if self.options.enablesObjectLock { request.headers[.amzBucketObjectLockEnabled] = "true" }
        if self.region != MinioClient.defaultRegion {
            request.setDocument(
                XMLTree("CreateBucketConfiguration", namespace: XMLTree.s3Namespace) {
                    XMLTree("LocationConstraint", self.region)
                })
        }
        return request
    }

    func output(from response: S3Response) {}
}
