// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// A part that the server has.
public struct UploadedPart: Sendable, Hashable, Codable {
    /// From 1 to 10,000; parts are joined in the order of their numbers.
    public let number: Int
    /// The part's entity tag without its quotes.
    public let etag: String
    /// The bytes of the part; `nil` for a copied part whose range nobody gave.
    public let size: Int64?
    /// The part's checksum; `nil` if the upload has none.
    public let checksum: Checksum?

    init(number: Int, etag: String, size: Int64?, checksum: Checksum?) {
        self.number = number
        self.etag = ETag.unquoted(etag)
        self.size = size
        self.checksum = checksum
    }
}

extension MultipartUpload {
    /// Uploads a part; one of the same number is replaced.
    ///
    /// Parts may be uploaded side by side, in any order.
    ///
    /// - Parameters:
    ///   - number: 1 to 10,000. Numbers need not be consecutive.
    ///   - source: The part's bytes: at least 5 MiB unless it is the last, at most 5 GiB. A stream has to say its size, and is
    ///     held in memory, so that the part can be sent again.
    /// - Returns: The part, for ``complete(_:)``.
    /// - Throws: ``MinioError/Code/noSuchUpload``, ``MinioError/Code/sourceFailed``, ``MinioError/Code/entityTooLarge``.
    ///   Retried.
    ///
    /// [UploadPart](https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html)
    @discardableResult
    public func uploadPart(_ number: Int, _ source: ObjectSource) async throws(MinioError) -> UploadedPart {
        do throws(MinioError) {
            return try await self.uploadPart(number, source.body())
        } catch {
            throw error.located(operation: UploadPart.name, bucket: self.bucket, key: self.key)
        }
    }

    func uploadPart(_ number: Int, _ body: RequestBody) async throws(MinioError) -> UploadedPart {
        let part = try await self.client.execute(
            UploadPart(
                upload: self, number: number, body: body,
                checksum: self.checksumAlgorithm.map { BodyChecksum($0) }))
        self.remember(part)
        return part
    }
}

struct UploadPart: S3Operation {
    static let name = "UploadPart"
    var upload: MultipartUpload
    var number: Int
    var body: RequestBody
    var checksum: BodyChecksum?

    func makeRequest() throws(MinioError) -> S3Request {
        try MultipartUpload.check(partNumber: self.number)
        guard self.body.length <= PartPlan.maximumPartSize else {
            throw MinioError(.entityTooLarge, "a part of \(self.body.length) bytes is larger than 5 GiB")
        }
        var request = S3Request(.put, bucket: self.upload.bucket, key: self.upload.key)
        request.query.append("partNumber", self.number)
        request.query.append("uploadId", self.upload.uploadID)
        request.body = self.body
        request.checksum = self.checksum
        request.set(self.upload.customerKey)
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> UploadedPart {
        let etag = response.headers[.eTag].map(ETag.unquoted) ?? ""
        guard !etag.isEmpty else {
            throw MinioError(.malformedResponse, "the server took part \(self.number) and gave it no ETag")
        }
        let checksum = self.checksum?.value
        try checksum?.requireEqual(in: response.headers)
        return UploadedPart(number: self.number, etag: etag, size: self.body.length, checksum: checksum)
    }
}

extension Checksum {
    /// Compares with what the server says that it received.
    ///
    /// - Throws: ``MinioError/Code/checksumMismatch`` if it received something else; a server that says nothing is believed.
    func requireEqual(in headers: HTTPFields) throws(MinioError) {
        guard let text = headers[self.algorithm.headerName],
            let received = Checksum(algorithm: self.algorithm, headerValue: text), received.partCount == nil,
            received.bytes != self.bytes
        else { return }
        throw MinioError(
            .checksumMismatch, "the server received bytes with the \(received), and \(self) was sent")
    }
}
