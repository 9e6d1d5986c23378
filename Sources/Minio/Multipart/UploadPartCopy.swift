// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension MultipartUpload {
    /// Makes a part of bytes that the server has already; nothing of them passes through here.
    ///
    /// - Parameters:
    ///   - number: 1 to 10,000.
    ///   - source: The object to copy from, its version, conditions and customer key.
    ///   - range: Which of its bytes; `nil` for all, which may be at most 5 GiB.
    /// - Returns: The part, for ``complete(_:)``.
    /// - Throws: ``MinioError/Code/noSuchKey``, ``MinioError/Code/preconditionFailed``, ``MinioError/Code/noSuchUpload``,
    ///   ``MinioError/Code/invalidRange``. Retried, also when the server says that it failed after it had begun to answer.
    ///
    /// [UploadPartCopy](https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html)
    @discardableResult
    public func uploadPartCopy(
        _ number: Int, from source: CopySource, range: Range<Int64>? = nil
    ) async throws(MinioError) -> UploadedPart {
        do throws(MinioError) {
            let part = try await self.client.execute(
                UploadPartCopy(upload: self, number: number, source: source, range: range))
            self.remember(part)
            return part
        } catch {
            throw error.asCopyFailure
        }
    }
}

struct UploadPartCopy: S3Operation {
    static let name = "UploadPartCopy"
    var upload: MultipartUpload
    var number: Int
    var source: CopySource
    var range: Range<Int64>?

    func makeRequest() throws(MinioError) -> S3Request {
        try MultipartUpload.check(partNumber: self.number)
        var request = S3Request(.put, bucket: self.upload.bucket, key: self.upload.key)
        // Servers copy first and answer then.
        request.responseTimeout = .seconds(600)
        request.query.append("partNumber", self.number)
        request.query.append("uploadId", self.upload.uploadID)
        request.headers[.amzCopySource] = try self.source.headerValue()
        if let range = self.range {
            guard range.lowerBound >= 0, !range.isEmpty else {
                throw MinioError(.invalidArgument, "a range to copy has at least one byte, and begins at 0 or after")
            }
            request.headers[.amzCopySourceRange] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
        }
        try request.set(sourceConditions: self.source.conditions)
        request.set(self.source.customerKey, as: .copySource)
        request.set(self.upload.customerKey)
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> UploadedPart {
        let result = try response.xml()
        let etag = result["ETag"].map(ETag.unquoted) ?? ""
        guard !etag.isEmpty else {
            throw MinioError(.malformedResponse, "the server copied part \(self.number) and gave it no ETag")
        }
        return UploadedPart(
            number: self.number, etag: etag, size: self.range.map { Int64($0.count) },
            checksum: self.upload.checksumAlgorithm.flatMap { Checksum($0, in: result) })
    }
}

extension MinioError {
    /// S3 answers 412 whatever the condition of a copy was; some servers answer 304 where a read would be answered so.
    var asCopyFailure: MinioError {
        guard self.code == .notModified else { return self }
        var error = self
        error.code = .preconditionFailed
        return error
    }
}

extension Checksum {
    /// The checksum of an algorithm in a document of S3's; `nil` if it holds none.
    init?(_ algorithm: ChecksumAlgorithm, in document: XMLTree) {
        guard let text = document[algorithm.documentName]?.trimmingXMLSpace else { return nil }
        self.init(algorithm: algorithm, headerValue: text)
    }

    /// The first checksum in a document of S3's; `nil` if it holds none.
    init?(in document: XMLTree) {
        for algorithm in ChecksumAlgorithm.allCases {
            guard let checksum = Checksum(algorithm, in: document) else { continue }
            self = checksum
            return
        }
        return nil
    }
}
