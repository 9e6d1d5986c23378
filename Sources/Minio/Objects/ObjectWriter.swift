// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// An object that is being written, a piece at a time: what ``MinioClient/withObjectWriter(bucket:key:options:_:)`` gives.
public struct ObjectWriter: Sendable {
    let buffers: BufferHandOff

    /// Adds bytes to the object.
    ///
    /// It returns when there is room for more, which bounds what is held in memory.
    ///
    /// - Parameter buffer: The bytes that come next.
    /// - Throws: ``MinioError/Code/cancelled``, also when the upload has failed: its own error is then thrown by the call that
    ///   gave the writer.
    public func write(_ buffer: ByteBuffer) async throws(MinioError) {
        guard buffer.readableBytes > 0 else { return }
        guard await self.buffers.send(buffer) else { throw MinioError.cancelledTask }
    }

    /// Adds bytes to the object.
    public func write(_ bytes: some Sequence<UInt8>) async throws(MinioError) {
        try await self.write(ByteBuffer(bytes: bytes))
    }

    /// Adds a text's UTF-8 to the object.
    public func write(_ text: String) async throws(MinioError) {
        try await self.write(ByteBuffer(string: text))
    }
}

extension MinioClient {
    /// Writes an object whose bytes come into being while it is written.
    ///
    /// ```swift
    /// try await minio.withObjectWriter(bucket: "logs", key: "today.csv") { writer in
    ///     for row in rows { try await writer.write("\(row.id),\(row.name)\n") }
    /// }
    /// ```
    ///
    /// Parts are sent while the closure goes on. The object appears when the closure has returned; if it throws, nothing is
    /// stored, and its error comes out as it went in.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - key: The key.
    ///   - options: As for ``putObject(bucket:key:_:options:)`` with a source of unknown length.
    ///   - body: Writes the object. It runs where the caller runs.
    /// - Returns: The ETag, and the version if there is one.
    /// - Throws: What the closure throws, or a ``MinioError`` of the upload.
    ///
    /// [Multipart upload](https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html)
    @discardableResult
    public func withObjectWriter(
        bucket: String, key: String, options: PutObjectOptions = PutObjectOptions(),
        _ body: (ObjectWriter) async throws -> Void
    ) async throws -> ObjectWriteResult {
        let buffers = BufferHandOff()
        return try await withThrowingTaskGroup(of: ObjectWriteResult.self) { group in
            group.addTask {
                defer { buffers.close() }
                return try await self.putObject(bucket: bucket, key: key, .stream(buffers), options: options)
            }
            do {
                try await body(ObjectWriter(buffers: buffers))
                if Task.isCancelled { throw MinioError.cancelledTask }
                buffers.finish()
            } catch {
                // The upload's own failure, if it is the reason why the closure could not go on.
                let isOurs = buffers.isClosed
                buffers.finish(throwing: CancellationError())
                group.cancelAll()
                let outcome = await group.nextResult()
                if isOurs, case .failure(let failure)? = outcome { throw failure }
                throw error
            }
            guard let result = try await group.next() else { throw MinioError.cancelledTask }
            return result
        }
    }
}
