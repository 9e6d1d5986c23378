// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension MinioClient {
    /// The region that a bucket is in: as learned before, or asked of the server.
    ///
    /// - Parameter bucket: The bucket.
    /// - Returns: The region's name; `us-east-1` where a server leaves it empty.
    /// - Throws: ``MinioError/Code/noSuchBucket``, ``MinioError/Code/accessDenied``. May be retried.
    ///
    /// [GetBucketLocation](https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html)
    public func bucketRegion(_ bucket: String) async throws(MinioError) -> String {
        if let region = self.memory.regions[bucket] { return region }
        let region = try await self.execute(GetBucketLocation(bucket: bucket))
        self.memory.regions.learn(region, of: bucket)
        return region
    }
}

struct GetBucketLocation: S3Operation {
    static let name = "GetBucketLocation"
    var bucket: String

    func makeRequest() -> S3Request {
        var request = S3Request(.get, bucket: self.bucket)
        request.query.append(flag: "location")
        // The one question that may be asked anywhere, and must be asked somewhere.
        request.region = MinioClient.defaultRegion
        request.forcesPathStyle = true
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> String {
        // Servers disagree about the root; some wrap the constraint in another element.
        let tree = try response.xml()
        let region = (tree["LocationConstraint"] ?? tree.text).trimmingXMLSpace
        return switch region {
        case "", "null": MinioClient.defaultRegion
        case "EU": "eu-west-1"
        default: region
        }
    }
}
