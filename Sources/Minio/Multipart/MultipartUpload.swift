// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// An object that is being uploaded in parts.
///
/// It is a value that may be copied and used from any number of tasks; copies know of the same parts.
///
/// [Multipart upload](https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html)
public struct MultipartUpload: Sendable {
    /// The bucket.
    public let bucket: String
    /// The key that the object will have.
    public let key: String
    /// The server's id of the upload.
    public let uploadID: String
    /// The algorithm of the checksums that go with its parts; `nil` for none.
    public let checksumAlgorithm: ChecksumAlgorithm?

    let client: MinioClient
    let customerKey: CustomerKey?
    let condition: WriteCondition?
    private let registry = Registry()

    init(
        client: MinioClient, bucket: String, key: String, uploadID: String, checksumAlgorithm: ChecksumAlgorithm? = nil,
        customerKey: CustomerKey? = nil, condition: WriteCondition? = nil
    ) {
        self.client = client
        self.bucket = bucket
        self.key = key
        self.uploadID = uploadID
        self.checksumAlgorithm = checksumAlgorithm
        self.customerKey = customerKey
        self.condition = condition
    }

    /// The parts that were uploaded or copied through this value or a copy of it, by number.
    public var parts: [UploadedPart] { self.registry.parts }

    /// Remembers a part for ``complete(_:)``.
    func remember(_ part: UploadedPart) { self.registry.add(part) }

    private final class Registry: Sendable {
        private let byNumber = Mutex<[Int: UploadedPart]>([:])

        var parts: [UploadedPart] { self.byNumber.withLock { $0.values.sorted { $0.number < $1.number } } }

        func add(_ part: UploadedPart) { self.byNumber.withLock { $0[part.number] = part } }
    }

    /// Refuses a number that no part can have.
    static func check(partNumber: Int) throws(MinioError) {
        guard (1...PartPlan.maximumCount).contains(partNumber) else {
            throw MinioError(.invalidArgument, "parts have numbers from 1 to 10,000, not \(partNumber)")
        }
    }
}

extension MinioClient {
    /// Uploads an object in parts that you cut, upload or copy yourself.
    ///
    /// ```swift
    /// try await minio.withMultipartUpload(bucket: "b", key: "k") { upload in
    ///     try await upload.uploadPartCopy(1, from: CopySource(bucket: "b", key: "old"))
    ///     try await upload.uploadPart(2, .file("new.bin"))
    /// }
    /// ```
    ///
    /// When the closure returns, all its parts are joined; when it throws or the task is cancelled, the upload is aborted,
    /// whatever the task's state, and its error comes out as it went in. If nothing can be reached to abort it, the upload is
    /// left, and a ``MinioError`` says so in ``MinioError/uploadID``.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - key: The key.
    ///   - options: What is stored with the object, and under which condition.
    ///   - body: Uploads the parts. When it returns, none may be on its way.
    /// - Returns: The object's ETag, and its version if there is one.
    /// - Throws: What the closure throws, or a ``MinioError`` of creating or completing the upload.
    ///
    /// [Multipart upload](https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html)
    @discardableResult
    public func withMultipartUpload(
        bucket: String, key: String, options: PutObjectOptions = PutObjectOptions(),
        _ body: (MultipartUpload) async throws -> Void
    ) async throws -> ObjectWriteResult {
        let upload = try await self.beginMultipartUpload(bucket: bucket, key: key, options: options)
        do {
            try Self.checkCancellation()
            try await body(upload)
            try Self.checkCancellation()
            return try await upload.complete()
        } catch let error as MinioError {
            throw await upload.abandoned(after: error)
        } catch {
            _ = await upload.abandoned(after: MinioError(.cancelled, "the closure threw"))
            throw error
        }
    }

    /// An upload that was begun before, here or elsewhere, by its id.
    ///
    /// Nothing is sent. It knows of no parts; give them to ``MultipartUpload/complete(_:)``.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - key: The key.
    ///   - uploadID: The server's id of the upload.
    ///   - options: As they were when it was begun: checksums and customer key count here.
    /// - Returns: The upload.
    public func multipartUpload(
        bucket: String, key: String, uploadID: String, options: PutObjectOptions = PutObjectOptions()
    ) -> MultipartUpload {
        MultipartUpload(
            client: self, bucket: bucket, key: key, uploadID: uploadID,
            checksumAlgorithm: self.uploadChecksum(options), customerKey: options.encryption?.customerKey,
            condition: options.condition)
    }

    /// Begins an upload so that it is never left behind: a cancellation waits for its id.
    func beginMultipartUpload(
        bucket: String, key: String, options: PutObjectOptions
    ) async throws(MinioError) -> MultipartUpload {
        try Self.checkCancellation()
        return try await shielded(within: .seconds(120)) {
            () async throws(MinioError) in
            try await self.createMultipartUpload(bucket: bucket, key: key, options: options)
        }.get()
    }

    static func checkCancellation() throws(MinioError) {
        if Task.isCancelled { throw MinioError.cancelledTask }
    }
}

extension MultipartUpload {
    /// Aborts the upload after a failure, also in a task that is cancelled.
    ///
    /// - Returns: The failure; with the upload's id and the reason if it is still there.
    func abandoned(after error: MinioError) async -> MinioError {
        var error = error.located(operation: CompleteMultipartUpload.name, bucket: self.bucket, key: self.key)
        let outcome = await shielded(within: .seconds(60)) {
            () async throws(MinioError) in try await self.abortUntilGone()
        }
        if case .failure(let second) = outcome {
            error.suppressed.append(second)
            error.uploadID = self.uploadID
            Logger.current.info(
                "A multipart upload is left on the server",
                metadata: ["s3.bucket": "\(self.bucket)", "s3.upload_id": "\(self.uploadID)"])
        }
        return error
    }

    /// A part that the server was still storing when the upload was aborted may have come after it; look, and abort again.
    private func abortUntilGone() async throws(MinioError) {
        for round in 1...5 {
            do throws(MinioError) {
                try await self.abort()
            } catch {
                guard error.isNotFound else { throw error }
                return
            }
            // A listing that fails says that there is no upload, or that looking is not allowed; it was aborted all the same.
            guard let parts = try? await self.listParts(pageSize: 1).collect(limit: 1), !parts.isEmpty else { return }
            try? await self.client.configuration.clock.sleep(.milliseconds(100 * round))
        }
        throw MinioError(.internalError, "the upload was aborted, and the server still lists its parts")
            .located(operation: AbortMultipartUpload.name, bucket: self.bucket, key: self.key)
    }
}

/// Runs something to its end although the task that waits for it is cancelled: what has to be tidied up, is.
///
/// - Parameters:
///   - limit: After what time it is cancelled after all.
///   - work: What to run.
/// - Returns: What came of it.
func shielded<Value: Sendable>(
    within limit: Duration, _ work: @escaping @Sendable () async throws(MinioError) -> Value
) async -> Result<Value, MinioError> {
    await Task {
        await withTaskGroup(of: Result<Value, MinioError>?.self) { group in
            group.addTask {
                do throws(MinioError) { return .success(try await work()) } catch { return .failure(error) }
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            return await group.next().flatMap { $0 } ?? .failure(MinioError.cancelledTask)
        }
    }.value
}
