// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What an upload leaves behind so that another one, in another process, can go on with it: which upload it is, and of what.
///
/// It names no part: what the server lists is the truth, and the file's own bytes are compared with it. Nothing secret is in
/// it.
public struct UploadResumeToken: Sendable, Hashable, Codable {
    /// The server.
    public let endpoint: String
    /// The bucket.
    public let bucket: String
    /// The key.
    public let key: String
    /// The server's id of the upload.
    public let uploadID: String
    /// The bytes of a part.
    public let partSize: Int64
    /// The algorithm of the parts' checksums; `nil` for none.
    public let checksumAlgorithm: ChecksumAlgorithm?
    let file: FileAccess.Snapshot

    init(upload: MultipartUpload, plan: PartPlan, file: UploadedFile) {
        self.endpoint = upload.client.endpoint.description
        self.bucket = upload.bucket
        self.key = upload.key
        self.uploadID = upload.uploadID
        self.partSize = plan.partSize
        self.checksumAlgorithm = upload.checksumAlgorithm
        self.file = file.snapshot
    }

    /// A token from the file that ``UploadObjectOptions/resumeFile`` names.
    ///
    /// - Returns: `nil` if the bytes are no token.
    public init?(json: some Sequence<UInt8>) {
        guard let token = try? JSONDecoder().decode(Self.self, from: Data(json)) else { return nil }
        self = token
    }

    /// The token as ``UploadObjectOptions/resumeFile`` holds it.
    public var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { Array($0) } ?? []
    }
}

extension ObjectUpload {
    /// Uploads a file so that what has arrived is not lost if this fails.
    func run(_ file: UploadedFile, resumeFile path: String) async throws(MinioError) -> ObjectWriteResult {
        let plan = try PartPlan(size: file.snapshot.size, partSize: self.options.partSize)
        guard plan.count > 1 else {
            return try await self.client.putWhole(
                bucket: self.bucket, key: self.key, file.body(file.range), options: self.options)
        }
        let record = try await LockedFile.open(path)
        if let token = UploadResumeToken(json: try await record.read()) {
            if let (upload, plan) = self.upload(of: token, file) {
                if let result = try await self.resume(upload, plan, file, record) { return result }
            } else {
                await self.discard(token)
            }
        }
        let upload = try await self.client.beginMultipartUpload(
            bucket: self.bucket, key: self.key, options: self.options)
        do throws(MinioError) {
            try await record.write(UploadResumeToken(upload: upload, plan: plan, file: file).json)
        } catch {
            throw await upload.abandoned(after: error)
        }
        return try await self.send(upload, plan, file, reusing: [:], record)
    }

    /// The upload that a token names; `nil` if it is of something else.
    private func upload(of token: UploadResumeToken, _ file: UploadedFile) -> (MultipartUpload, PartPlan)? {
        guard token.endpoint == self.client.endpoint.description, token.bucket == self.bucket,
            token.key.utf8.elementsEqual(self.key.utf8), token.file == file.snapshot,
            self.options.partSize == nil || self.options.partSize == token.partSize,
            token.checksumAlgorithm == self.client.uploadChecksum(self.options),
            let plan = try? PartPlan(size: file.snapshot.size, partSize: token.partSize)
        else { return nil }
        return (
            self.client.multipartUpload(
                bucket: self.bucket, key: self.key, uploadID: token.uploadID, options: self.options), plan
        )
    }

    /// Goes on with an upload.
    ///
    /// - Returns: `nil` if it is no more, and has to be begun anew.
    private func resume(
        _ upload: MultipartUpload, _ plan: PartPlan, _ file: UploadedFile, _ record: LockedFile
    ) async throws(MinioError) -> ObjectWriteResult? {
        var listed: [Int: PartPage.Part] = [:]
        do throws(MinioError) {
            for part in try await upload.listParts().collect() { listed[part.number] = part }
        } catch {
            // Servers differ in what they say is missing: the upload, or the key.
            guard error.isNotFound, error.code != .noSuchBucket else { throw error }
            guard let result = try await self.completed(plan, file) else { return nil }
            try await record.remove()
            return result
        }
        return try await self.send(upload, plan, file, reusing: listed, record)
    }

    /// Sends what the server does not have yet, and joins the parts.
    private func send(
        _ upload: MultipartUpload, _ plan: PartPlan, _ file: UploadedFile, reusing listed: [Int: PartPage.Part],
        _ record: LockedFile
    ) async throws(MinioError) -> ObjectWriteResult {
        do throws(MinioError) {
            let progress = UploadProgress(handler: self.options.progress, totalBytes: plan.size)
            var numbers = (1...plan.count).makeIterator()
            try await forEachConcurrently(limit: self.options.parallelism) { () throws(MinioError) in
                numbers.next()
            } work: { (number) throws(MinioError) in
                guard let range = plan.range(of: number) else { throw MinioError(.invalidArgument, "no such part") }
                let body = file.body(range)
                if let part = listed[number], await part.holds(body, checksummed: upload.checksumAlgorithm) {
                    upload.remember(part.uploaded)
                    return part.uploaded
                }
                return try await upload.uploadPart(number, body)
            } deliver: { (part) throws(MinioError) in
                progress.add(part.size ?? 0)
            }
            try await file.verifyUnchanged()
            try MinioClient.checkCancellation()
            let result = try await upload.complete(upload.parts.filter { $0.number <= plan.count })
            try await record.remove()
            return result
        } catch {
            var error = error
            switch error.code {
            case .sourceFailed, .preconditionFailed, .noSuchUpload:
                // There is nothing to go on with.
                error = await upload.abandoned(after: error)
                try? await record.remove()
            default: error.uploadID = upload.uploadID
            }
            throw error
        }
    }

    /// The object, if the upload is gone because it was completed: then it is what the file's parts make.
    private func completed(_ plan: PartPlan, _ file: UploadedFile) async throws(MinioError) -> ObjectWriteResult? {
        var options = StatObjectOptions()
        options.customerKey = self.options.encryption?.customerKey
        guard let info = try? await self.client.statObject(bucket: self.bucket, key: self.key, options: options),
            info.size == plan.size, let etag = info.etag, etag.hasSuffix("-\(plan.count)")
        else { return nil }
        var digests: [UInt8] = []
        for number in 1...plan.count {
            guard let range = plan.range(of: number),
                let digest = await file.body(range).md5Hex().flatMap({ Hexadecimal.decode($0) })
            else { return nil }
            digests += digest
        }
        guard etag == "\(Digest.md5Hex(digests))-\(plan.count)" else { return nil }
        return ObjectWriteResult(bucket: self.bucket, key: self.key, etag: etag, headers: info.headers)
    }

    /// Gives up an upload of something else, so that its parts do not stay.
    private func discard(_ token: UploadResumeToken) async {
        guard token.endpoint == self.client.endpoint.description else { return }
        try? await self.client.multipartUpload(bucket: token.bucket, key: token.key, uploadID: token.uploadID).abort()
    }
}

extension PartPage.Part {
    /// Whether the part is made of these bytes, which are read for it.
    fileprivate func holds(_ body: RequestBody, checksummed algorithm: ChecksumAlgorithm?) async -> Bool {
        guard self.size == body.length else { return false }
        if let algorithm {
            guard let checksum = self.checksum, checksum.algorithm == algorithm else { return false }
            return (try? await body.checksum(algorithm)) == checksum
        }
        return await body.md5Hex() == self.etag
    }
}
