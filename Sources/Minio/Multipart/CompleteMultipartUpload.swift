// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension MultipartUpload {
    /// Joins parts to the object, which appears whole at this moment; the upload is then no more.
    ///
    /// If the answer is lost, what is stored tells whether the server had carried it out: ETag and size of the parts are
    /// compared with the object's.
    ///
    /// - Parameter parts: The parts to join, in any order; those that are not named are dropped. `nil` joins all parts that
    ///   were uploaded through this value or a copy of it.
    /// - Returns: The object's ETag, and its version if there is one.
    /// - Throws: ``MinioError/Code/noSuchUpload``, ``MinioError/Code/preconditionFailed``; S3's `InvalidPart` for a part that
    ///   the server has otherwise or not at all, `EntityTooSmall` for one under 5 MiB that is not the last. Retried.
    ///
    /// [CompleteMultipartUpload](https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html)
    @discardableResult
    public func complete(_ parts: [UploadedPart]? = nil) async throws(MinioError) -> ObjectWriteResult {
        let operation = CompleteMultipartUpload(
            upload: self, parts: (parts ?? self.parts).sorted { $0.number < $1.number })
        do throws(MinioError) {
            return try await self.client.execute(operation)
        } catch {
            guard Self.isOutcomeOpen(error) else { throw error }
            // Also after a cancellation: what is stored is stored, and that is what the caller has to know.
            let upload = self
            let found = await shielded(within: .seconds(60)) {
                () async throws(MinioError) in try await upload.stored(operation)
            }
            if case .success(let result?) = found, await self.isGone(error) { return result }
            var error = error
            error.mayHaveTakenEffect = true
            throw error
        }
    }

    /// Whether the server may have joined the parts although the call failed.
    private static func isOutcomeOpen(_ error: MinioError) -> Bool {
        if error.mayHaveTakenEffect { return true }
        return switch error.code {
        // The upload is gone: perhaps because an earlier attempt had completed it.
        case .noSuchUpload: error.attempts > 1
        case .malformedResponse, .incompleteBody, .internalError: true
        default: false
        }
    }

    /// Whether the upload is no more. If it still is, the object is an older one of the same bytes.
    private func isGone(_ error: MinioError) async -> Bool {
        if error.code == .noSuchUpload { return true }
        let parts = await shielded(within: .seconds(60)) {
            () async throws(MinioError) in try await self.listParts(pageSize: 1).collect(limit: 1)
        }
        // A listing that fails says that there is none, or that looking is not allowed.
        return (try? parts.get())?.isEmpty ?? true
    }

    /// The object, if it is the one that these parts make; `nil` if that cannot be shown.
    private func stored(_ operation: CompleteMultipartUpload) async throws(MinioError) -> ObjectWriteResult? {
        var options = StatObjectOptions()
        options.customerKey = self.customerKey
        let info = try await self.client.statObject(bucket: self.bucket, key: self.key, options: options)
        guard let etag = info.etag, let size = operation.size.map({ $0 == info.size }) ?? Optional(true), size,
            etag == operation.expectedETag
                || Checksum.read(from: info.headers).contains(where: { operation.expectedChecksums.contains($0) })
        else { return nil }
        return ObjectWriteResult(bucket: self.bucket, key: self.key, etag: etag, headers: info.headers)
    }
}

struct CompleteMultipartUpload: S3Operation {
    static let name = "CompleteMultipartUpload"
    var upload: MultipartUpload
    /// By number.
    var parts: [UploadedPart]

    func makeRequest() throws(MinioError) -> S3Request {
        guard !self.parts.isEmpty else {
            throw MinioError(.invalidArgument, "an upload without parts cannot be completed; abort it")
        }
        for (part, next) in zip(self.parts, self.parts.dropFirst()) where part.number == next.number {
            throw MinioError(.invalidArgument, "part \(part.number) is named twice")
        }
        var request = S3Request(.post, bucket: self.upload.bucket, key: self.upload.key)
        // Servers join first and answer then; some send white space meanwhile.
        request.responseTimeout = .seconds(600)
        request.query.append("uploadId", self.upload.uploadID)
        let document = XMLTree("CompleteMultipartUpload", namespace: XMLTree.s3Namespace) {
            self.parts.map { part in
                XMLTree("Part") {
                    XMLTree("PartNumber", part.number)
                    XMLTree("ETag", ETag.quoted(part.etag))
                    part.checksum.map { XMLTree($0.algorithm.documentName, text: $0.headerValue) }
                }
            }
        }
        request.body = .bytes(document.document)
        request.headers[.contentType] = "application/xml"
        if let checksum = self.fullChecksum {
            request.headers[checksum.algorithm.headerName] = checksum.headerValue
            request.headers[.amzChecksumType] = Checksum.Kind.fullObject.rawValue
        }
        request.set(self.upload.customerKey)
        try request.set(self.upload.condition)
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> ObjectWriteResult {
        let result = try response.xml()
        if let checksum = Checksum(in: result),
            let expected = self.expectedChecksums.first(where: {
                $0.algorithm == checksum.algorithm && $0.partCount == checksum.partCount
            }), expected != checksum
        {
            throw MinioError(
                .checksumMismatch, "the object was stored with the \(checksum), and its parts make \(expected)")
        }
        return ObjectWriteResult(
            bucket: self.upload.bucket, key: self.upload.key,
            etag: result["ETag"].flatMap { $0.isEmpty ? nil : $0 }, headers: response.headers,
            checksum: Checksum(in: result))
    }

    // MARK: - What the object will be

    /// The bytes of all parts; `nil` if a part's are not known.
    var size: Int64? {
        var sum: Int64 = 0
        for part in self.parts {
            guard let size = part.size else { return nil }
            let (total, overflow) = sum.addingReportingOverflow(size)
            if overflow { return nil }
            sum = total
        }
        return sum
    }

    /// The ETag that S3 makes of the parts' MD5s; `nil` if their ETags are none.
    var expectedETag: String? {
        var digests: [UInt8] = []
        for part in self.parts {
            guard let digest = Hexadecimal.decode(part.etag), digest.count == 16 else { return nil }
            digests += digest
        }
        return "\(Digest.md5Hex(digests))-\(self.parts.count)"
    }

    /// The checksum of the whole object, where the parts' make one.
    private var fullChecksum: Checksum? {
        guard self.upload.checksumAlgorithm?.isCRC == true else { return nil }
        var parts: [(checksum: Checksum, length: Int64)] = []
        for part in self.parts {
            guard let checksum = part.checksum, let size = part.size else { return nil }
            parts.append((checksum, size))
        }
        return Checksum.combined(parts)
    }

    /// Every checksum that the object may rightly have.
    var expectedChecksums: [Checksum] {
        let parts = self.parts.compactMap(\.checksum)
        let composite = parts.count == self.parts.count ? Checksum.composite(parts) : nil
        return [self.fullChecksum, composite].compactMap { $0 }
    }
}
