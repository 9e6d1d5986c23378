// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension MinioClient {
    /// Begins an object that is uploaded in parts.
    ///
    /// Nothing of it is to be seen before it is completed; until then, or until it is aborted, the server keeps its parts and
    /// they cost what stored bytes cost. ``withMultipartUpload(bucket:key:options:_:)`` sees to that by itself.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - key: The key.
    ///   - options: What is stored with the object. The condition counts when the upload is completed; sizes, parallelism and
    ///     progress are for calls that cut an object into parts themselves.
    /// - Returns: The upload.
    /// - Throws: ``MinioError/Code/noSuchBucket``, ``MinioError/Code/accessDenied``. Retried; an attempt whose answer was
    ///   lost may leave an upload without parts behind, which `error.mayHaveTakenEffect` tells if the call fails.
    ///
    /// [CreateMultipartUpload](https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html)
    public func createMultipartUpload(
        bucket: String, key: String, options: PutObjectOptions = PutObjectOptions()
    ) async throws(MinioError) -> MultipartUpload {
        let algorithm = self.uploadChecksum(options)
        let operation = CreateMultipartUpload(bucket: bucket, key: key, options: options, checksumAlgorithm: algorithm)
        let uploadID = try await self.execute(operation)
        return MultipartUpload(
            client: self, bucket: bucket, key: key, uploadID: uploadID,
            checksumAlgorithm: self.uploadChecksum(options), customerKey: options.encryption?.customerKey,
            condition: options.condition)
    }
}

struct CreateMultipartUpload: S3Operation {
    static let name = "CreateMultipartUpload"
    var bucket: String
    var key: String
    var options: PutObjectOptions
    var checksumAlgorithm: ChecksumAlgorithm?

    func makeRequest() throws(MinioError) -> S3Request {
        var request = S3Request(.post, bucket: self.bucket, key: self.key)
        request.query.append(flag: "uploads")
        try request.set(self.options)
        if let checksumAlgorithm {
            request.headers[.amzChecksumAlgorithm] = checksumAlgorithm.rawValue
            // The whole object's where the algorithm allows it: it can be checked however the object is read.
            request.headers[.amzChecksumType] =
                (checksumAlgorithm.isCRC ? Checksum.Kind.fullObject : .composite).rawValue
        }
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> String {
        let uploadID = try response.xml()["UploadId"]?.trimmingXMLSpace ?? ""
        guard !uploadID.isEmpty else {
            throw MinioError(.malformedResponse, "the server began an upload and gave it no id")
        }
        return uploadID
    }
}
