// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension MinioClient {
    /// Removes an empty bucket.
    ///
    /// - Parameter bucket: The bucket; it must hold no objects, versions or delete markers.
    /// - Throws: ``MinioError/Code/bucketNotEmpty``, ``MinioError/Code/noSuchBucket``. A removal whose first answer was lost
    ///   is a success.
    ///
    /// [DeleteBucket](https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html)
    public func removeBucket(_ bucket: String) async throws(MinioError) {
        do throws(MinioError) {
            try await self.execute(RemoveBucket(bucket: bucket))
        } catch  where error.code == .noSuchBucket && error.mayHaveTakenEffect {
            return
        }
        self.memory.regions.forget(bucket)
    }
}

struct RemoveBucket: S3Operation {
    static let name = "DeleteBucket"
    var bucket: String

    func makeRequest() -> S3Request { S3Request(.delete, bucket: self.bucket) }

    func output(from response: S3Response) {}
}
