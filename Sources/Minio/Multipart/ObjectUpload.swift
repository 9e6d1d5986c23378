// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The upload of one object: whole if it is small, else in parts, several at a time.
struct ObjectUpload {
    let client: MinioClient
    let bucket: String
    let key: String
    let options: PutObjectOptions

    func run(_ source: ObjectSource) async throws(MinioError) -> ObjectWriteResult {
        switch source.storage {
        case .buffer(let buffer):
            return try await self.run(size: Int64(buffer.readableBytes), body: { .bytes(buffer) }) { range in
                // A slice shares the buffer's bytes.
                let start = buffer.readerIndex + Int(range.lowerBound)
                return .bytes(buffer.getSlice(at: start, length: range.count) ?? ByteBuffer())
            }
        case .file(let path):
            let file = UploadedFile(path: path, snapshot: try await FileAccess.snapshot(of: path))
            return try await self.run(file)
        case .stream(let buffers, let size):
            return try await self.run(buffers, size: size)
        }
    }

    /// Uploads a file, in parts that are read by position while they are sent.
    func run(
        _ file: UploadedFile
    ) async throws(MinioError) -> ObjectWriteResult {
        return try await self.run(
            size: file.snapshot.size, body: { file.body(file.range) }, verify: file.verifyUnchanged
        ) { range in file.body(range) }
    }

    /// Uploads what can be read in any order.
    private func run(
        size: Int64, body: () -> RequestBody, verify: @escaping @Sendable () async throws(MinioError) -> Void = {},
        part: @escaping @Sendable (Range<Int64>) -> RequestBody
    ) async throws(MinioError) -> ObjectWriteResult {
        let plan = try PartPlan(size: size, partSize: self.options.partSize)
        guard plan.count > 1 else {
            return try await self.client.putWhole(
                bucket: self.bucket, key: self.key, body(), options: self.options)
        }
        return try await self.inParts(totalBytes: size) { (upload, progress) throws(MinioError) in
            var numbers = (1...plan.count).makeIterator()
            try await forEachConcurrently(limit: self.options.parallelism) { () throws(MinioError) in
                numbers.next()
            } work: { (number) throws(MinioError) in
                guard let range = plan.range(of: number) else { throw MinioError(.invalidArgument, "no such part") }
                return try await upload.uploadPart(number, part(range))
            } deliver: { (part) throws(MinioError) in
                progress.add(part.size ?? 0)
            }
            try await verify()
        }
    }

    /// Uploads what can be read once, in order: each part is held in memory until the server has it.
    private func run(
        _ buffers: any AsyncSequence<ByteBuffer, any Error> & Sendable, size: Int64?
    ) async throws(MinioError) -> ObjectWriteResult {
        let partSize: Int64
        if let size {
            partSize = try PartPlan(size: size, partSize: self.options.partSize).partSize
        } else {
            partSize = self.options.partSize ?? PartPlan.defaultPartSize
            try PartPlan.check(partSize: partSize)
        }
        let source: any AsyncSequence<ByteBuffer, any Error> & Sendable =
            size.map { ExactLength(base: buffers, length: $0) } ?? buffers
        // Read by a task of its own, so that a source that has nothing to give does not hide that a part has failed.
        let handOff = BufferHandOff()
        let outcome = await withTaskGroup(of: Void.self) { group in
            group.addTask { await handOff.fill(from: source) }
            let outcome: Result<ObjectWriteResult, MinioError>
            do throws(MinioError) {
                outcome = .success(try await self.run(handOff, size: size, partSize: partSize))
            } catch {
                outcome = .failure(error)
            }
            handOff.close()
            group.cancelAll()
            return outcome
        }
        return try outcome.get()
    }

    private func run(
        _ buffers: BufferHandOff, size: Int64?, partSize: Int64
    ) async throws(MinioError) -> ObjectWriteResult {
        let spare = SpareBuffers(age: 1)
        var reader = PartReader(buffers, partSize: Int(partSize), spare: spare)
        let first = try await reader.next() ?? ByteBuffer()
        if try await reader.isAtEnd() {
            return try await self.client.putWhole(
                bucket: self.bucket, key: self.key, .bytes(first), options: self.options)
        }
        return try await self.inParts(totalBytes: size) { (upload, progress) throws(MinioError) in
            var number = 0
            var ready: ByteBuffer? = first
            try await forEachConcurrently(limit: self.options.parallelism) { () throws(MinioError) in
                let part: ByteBuffer
                if let first = ready {
                    part = first
                    ready = nil
                } else if let next = try await reader.next() {
                    part = next
                } else {
                    return Optional<NumberedPart>.none
                }
                number += 1
                guard number <= PartPlan.maximumCount else { throw PartPlan.overflow(partSize: partSize) }
                return NumberedPart(number: number, body: .bytes(part))
            } work: { (part) throws(MinioError) in
                do throws(MinioError) {
                    let uploaded = try await upload.uploadPart(part.number, part.body)
                    if case .bytes(let buffer) = part.body.content() { spare.remember(buffer) }
                    return uploaded
                } catch {
                    buffers.finish(throwing: error)
                    throw error
                }
            } deliver: { (part) throws(MinioError) in
                progress.add(part.size ?? 0)
            }
        }
    }

    private struct NumberedPart: Sendable {
        let number: Int
        let body: RequestBody
    }

    /// Begins an upload, lets its parts be sent, and joins them; aborts it if anything of that fails.
    private func inParts(
        totalBytes: Int64?, _ send: (MultipartUpload, UploadProgress) async throws(MinioError) -> Void
    ) async throws(MinioError) -> ObjectWriteResult {
        let upload = try await self.client.beginMultipartUpload(
            bucket: self.bucket, key: self.key, options: self.options)
        do throws(MinioError) {
            try MinioClient.checkCancellation()
            try await send(upload, UploadProgress(handler: self.options.progress, totalBytes: totalBytes))
            try MinioClient.checkCancellation()
            return try await upload.complete()
        } catch {
            throw await upload.abandoned(after: error)
        }
    }
}

/// Adds up what the server has acknowledged. Used by one task at a time.
final class UploadProgress {
    private let handler: TransferProgressHandler?
    private let totalBytes: Int64?
    private var completedBytes: Int64 = 0

    init(handler: TransferProgressHandler?, totalBytes: Int64?) {
        self.handler = handler
        self.totalBytes = totalBytes
    }

    func add(_ bytes: Int64) {
        self.completedBytes += bytes
        self.handler?(TransferProgress(completedBytes: self.completedBytes, totalBytes: self.totalBytes))
    }
}

/// A file as it was when its upload began.
struct UploadedFile: Sendable {
    let path: String
    let snapshot: FileAccess.Snapshot

    var range: Range<Int64> { 0..<self.snapshot.size }

    /// A part of it, read anew for every attempt.
    func body(_ range: Range<Int64>) -> RequestBody {
        .stream(length: Int64(range.count), isReplayable: true) {
            FileAccess.Contents(path: self.path, snapshot: self.snapshot, range: range)
        }
    }

    /// Fails if the file is no longer what it was.
    @Sendable func verifyUnchanged() async throws(MinioError) {
        guard try await FileAccess.snapshot(of: self.path) == self.snapshot else {
            throw MinioError(.sourceFailed, "the file \(self.path) changed while it was being uploaded")
        }
    }
}

/// Cuts a stream into parts of one size.
struct PartReader {
    private var base: any AsyncIteratorProtocol<ByteBuffer, any Error>
    private let partSize: Int
    private let spare: SpareBuffers
    private var pending = ByteBuffer()
    private var hasEnded = false

    init(
        _ buffers: any AsyncSequence<ByteBuffer, any Error> & Sendable, partSize: Int,
        spare: SpareBuffers = SpareBuffers(age: 1)
    ) {
        self.base = buffers.makeAsyncIterator()
        self.partSize = partSize
        self.spare = spare
    }

    /// The next part, full unless it is the last; `nil` at the end.
    mutating func next() async throws(MinioError) -> ByteBuffer? {
        try await self.fill()
        guard self.pending.readableBytes > 0 else { return nil }
        var part = self.spare.take(capacity: min(self.partSize, Int(PartPlan.defaultPartSize)))
        while part.readableBytes < self.partSize, self.pending.readableBytes > 0 {
            let count = min(self.partSize - part.readableBytes, self.pending.readableBytes)
            if var slice = self.pending.readSlice(length: count) { part.writeBuffer(&slice) }
            try await self.fill()
        }
        return part
    }

    /// Whether nothing follows.
    mutating func isAtEnd() async throws(MinioError) -> Bool {
        try await self.fill()
        return self.pending.readableBytes == 0
    }

    private mutating func fill() async throws(MinioError) {
        while self.pending.readableBytes == 0, !self.hasEnded {
            do {
                if let buffer = try await self.base.next(isolation: #isolation) {
                    self.pending = buffer
                } else {
                    self.hasEnded = true
                }
            } catch let error as MinioError {
                throw error
            } catch is CancellationError {
                throw MinioError.cancelledTask
            } catch {
                throw MinioError(.sourceFailed, "the source could not be read", cause: error)
            }
        }
    }
}
