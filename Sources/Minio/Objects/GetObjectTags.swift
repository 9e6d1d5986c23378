// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension MinioClient {
    /// Reads the tags of an object.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - key: The key.
    ///   - versionID: Which version; `nil` for the newest.
    /// - Returns: The tags; empty if there are none.
    /// - Throws: ``MinioError/Code/noSuchKey``, ``MinioError/Code/accessDenied``. May be retried.
    ///
    /// [GetObjectTagging](https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html)
    public func getObjectTags(
        bucket: String, key: String, versionID: String? = nil
    ) async throws(MinioError) -> Tags {
        do throws(MinioError) {
            return try await self.execute(GetObjectTags(bucket: bucket, key: key, versionID: versionID))
        } catch {
            // Some servers call it an error that there are none.
            guard error.code.rawValue == "NoSuchTagSet" else { throw error }
            return Tags()
        }
    }
}

struct GetObjectTags: S3Operation {
    static let name = "GetObjectTagging"
    var bucket: String
    var key: String
    var versionID: String?

    func makeRequest() -> S3Request {
        var request = S3Request(.get, bucket: self.bucket, key: self.key)
        request.query.append(flag: "tagging")
        request.query.append("versionId", self.versionID)
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> Tags {
        var tags = Tags()
        for tag in try response.xml().child("TagSet")?.children ?? [] where tag.name == "Tag" {
            tags[try tag.require("Key")] = tag["Value"] ?? ""
        }
        return tags
    }
}
