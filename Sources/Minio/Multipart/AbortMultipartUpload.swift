// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension MultipartUpload {
    /// Gives the upload up: the server forgets it, and removes its parts.
    ///
    /// A part that is on its way meanwhile may arrive after it and be kept; wait for them first.
    ///
    /// - Throws: ``MinioError/Code/noSuchUpload`` if it was completed or aborted before. Retried.
    ///
    /// [AbortMultipartUpload](https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html)
    public func abort() async throws(MinioError) {
        try await self.client.execute(AbortMultipartUpload(upload: self))
    }
}

struct AbortMultipartUpload: S3Operation {
    static let name = "AbortMultipartUpload"
    var upload: MultipartUpload

    func makeRequest() -> S3Request {
        var request = S3Request(.delete, bucket: self.upload.bucket, key: self.upload.key)
        request.query.append("uploadId", self.upload.uploadID)
        return request
    }
}
