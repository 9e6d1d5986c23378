// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension MinioClient {
    /// Whether a bucket exists and may be reached.
    ///
    /// - Parameter bucket: The bucket.
    /// - Returns: `false` only if the server says that there is no such bucket.
    /// - Throws: ``MinioError/Code/accessDenied`` if it exists and is somebody else's. May be retried.
    ///
    /// [HeadBucket](https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html)
    public func bucketExists(_ bucket: String) async throws(MinioError) -> Bool {
        do throws(MinioError) {
            try await self.execute(BucketExists(bucket: bucket))
            return true
        } catch  where error.code == .noSuchBucket || error.code == .notFound {
            return false
        }
    }
}

struct BucketExists: S3Operation {
    static let name = "HeadBucket"
    var bucket: String

    func makeRequest() -> S3Request { S3Request(.head, bucket: self.bucket) }

    func output(from response: S3Response) {}
}
