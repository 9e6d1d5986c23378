// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// The download of one object to a file: by one request if it is small, else by ranges, several at a time.
struct ObjectDownload {
    let client: MinioClient
    let bucket: String
    let key: String
    let options: DownloadObjectOptions
    /// Whether what stands in the file's place must be a file, or a link, which is not followed.
    var writesOnlyFiles = false

    /// What is known of the object, and how much of the file is there.
    struct Target {
        let info: ObjectInfo
        let file: DestinationFile
        /// The ranges; `nil` if the object cannot be read in ranges of the same object.
        let plan: PartPlan?
        let expected: ExpectedContent?
        /// The checksums of the ranges that are in the file, by number.
        var done: [Int: Checksum] = [:]

        /// How ranges are hashed, so that they make the checksum of the whole.
        var algorithm: ChecksumAlgorithm { Self.algorithm(for: self.expected) }

        static func algorithm(for expected: ExpectedContent?) -> ChecksumAlgorithm {
            expected?.checksum.map(\.algorithm).flatMap { $0.isCRC ? $0 : nil } ?? .crc64nvme
        }
    }

    func run(in folder: DestinationFolder, name: String) async throws(MinioError) -> ObjectInfo {
        let occupant = try await folder.occupant(
            name, overwrites: self.options.overwrites, onlyFiles: self.writesOnlyFiles)
        if let resumeFile = self.options.resumeFile, !occupant.isSpecial {
            return try await self.run(in: folder, name: name, occupant, resumeFile: resumeFile)
        }
        let progress = DownloadProgress(handler: self.options.progress)
        var target = try await self.begin(in: folder, name: name, occupant, progress)
        do throws(MinioError) {
            if let plan = target.plan, plan.count > 1 {
                try await self.read(plan, into: &target, progress) { (_, _) throws(MinioError) in }
                try await self.verify(target, plan)
            }
            try MinioClient.checkCancellation()
            try await target.file.commit()
        } catch {
            target.file.discard()
            throw error
        }
        return target.info
    }

    /// Asks for the whole object, and writes as much of what comes as one request shall bring.
    private func begin(
        in folder: DestinationFolder, name: String, _ occupant: DestinationFile.Occupant, _ progress: DownloadProgress
    ) async throws(MinioError) -> Target {
        try await self.client.readObject(bucket: self.bucket, key: self.key, options: self.options.get) {
            (object) throws(MinioError) -> Target in
            let (info, size) = (object.info, object.body.length)
            let file = try await DestinationFile.open(
                in: folder, name: name, occupant: occupant, overwrites: self.options.overwrites, size: size)
            do throws(MinioError) {
                progress.begin(total: size)
                let isPinned = info.etag != nil || info.versionID != nil
                let plan: PartPlan? =
                    if let size, isPinned, !occupant.isSpecial {
                        try PartPlan(size: size, partSize: self.options.partSize)
                    } else { nil }
                var target = Target(
                    info: info, file: file, plan: plan,
                    expected: ExpectedContent(info, verifiesETag: self.options.verifiesETag))
                let end = plan.flatMap { $0.count > 1 ? $0.range(of: 1)?.upperBound : nil } ?? .max
                var writer = DownloadWriter(file, at: 0, hashing: end == .max ? nil : target.algorithm, progress)
                for try await var buffer in object.body {
                    if Int64(buffer.readableBytes) > end - writer.position {
                        buffer = buffer.readSlice(length: Int(end - writer.position)) ?? ByteBuffer()
                    }
                    try await writer.write(buffer)
                    if writer.position == end { break }
                }
                target.done[1] = try await writer.finish()
                return target
            } catch {
                file.discard()
                throw error
            }
        }
    }

    /// Reads the ranges that are missing, each of the object that was begun with; tells `remember` of each that is in the file.
    func read(
        _ plan: PartPlan, into target: inout Target, _ progress: DownloadProgress,
        remember: (Int, Checksum) async throws(MinioError) -> Void
    ) async throws(MinioError) {
        let (info, file, algorithm, done) = (target.info, target.file, target.algorithm, target.done)
        var numbers = (1...plan.count).filter { done[$0] == nil }.makeIterator()
        try await forEachConcurrently(limit: self.options.parallelism) { () throws(MinioError) in
            numbers.next()
        } work: { (number) throws(MinioError) -> (Int, Checksum?) in
            guard let range = plan.range(of: number) else { throw MinioError(.invalidArgument, "no such part") }
            return try await self.client.readPinned(range, of: info, customerKey: self.options.customerKey) {
                (body) throws(MinioError) in
                var writer = DownloadWriter(file, at: range.lowerBound, hashing: algorithm, progress)
                for try await buffer in body { try await writer.write(buffer) }
                return (number, try await writer.finish())
            }
        } deliver: { (result) throws(MinioError) in
            let (number, checksum) = result
            target.done[number] = checksum
            if let checksum { try await remember(number, checksum) }
        }
    }

    /// Compares the file with what the server says of the object.
    func verify(_ target: Target, _ plan: PartPlan) async throws(MinioError) {
        guard let expected = target.expected else { return }
        let parts = (1...plan.count).compactMap { number in
            target.done[number].map { (checksum: $0, length: Int64(plan.range(of: number)?.count ?? 0)) }
        }
        if expected.md5 == nil, let checksum = expected.checksum, parts.count == plan.count,
            let combined = Checksum.combined(parts), combined.algorithm == checksum.algorithm
        {
            return try ExpectedContent.compare(combined, with: checksum)
        }
        // What parts do not make is computed of the whole.
        var verifier = expected.verifier()
        try await target.file.read(0..<plan.size) { verifier.update($0) }
        try verifier.finish()
    }
}

/// Gathers buffers until they are worth a write.
struct DownloadWriter {
    private let file: DestinationFile
    private let progress: DownloadProgress
    private var hasher: ChecksumHasher?
    private var pending: [ByteBuffer] = []
    private var pendingBytes = 0
    /// Where the next buffer belongs.
    private(set) var position: Int64

    init(
        _ file: DestinationFile, at position: Int64, hashing algorithm: ChecksumAlgorithm?, _ progress: DownloadProgress
    ) {
        self.file = file
        self.position = position
        self.hasher = algorithm.map { ChecksumHasher($0) }
        self.progress = progress
    }

    mutating func write(_ buffer: ByteBuffer) async throws(MinioError) {
        self.hasher?.update(buffer)
        self.pending.append(buffer)
        self.pendingBytes += buffer.readableBytes
        self.position += Int64(buffer.readableBytes)
        if self.pendingBytes >= FileAccess.chunkSize { try await self.flush() }
    }

    /// Writes what is left.
    ///
    /// - Returns: The checksum of everything that was written, if one was asked for.
    mutating func finish() async throws(MinioError) -> Checksum? {
        try await self.flush()
        return self.hasher?.finalize()
    }

    private mutating func flush() async throws(MinioError) {
        guard self.pendingBytes > 0 else { return }
        try await self.file.write(self.pending, at: self.position - Int64(self.pendingBytes))
        self.progress.add(Int64(self.pendingBytes))
        self.pending.removeAll(keepingCapacity: true)
        self.pendingBytes = 0
    }
}

/// Adds up what is in the file, from any number of tasks.
final class DownloadProgress: Sendable {
    private let handler: TransferProgressHandler?
    private let state = Mutex((completed: Int64(0), total: Int64?.none))

    init(handler: TransferProgressHandler?) { self.handler = handler }

    func begin(total: Int64?) { self.state.withLock { $0.total = total } }

    func add(_ bytes: Int64) {
        guard let handler = self.handler else { return }
        // Told under the lock, so that it is told in order.
        self.state.withLock { state in
            state.completed += bytes
            handler(TransferProgress(completedBytes: state.completed, totalBytes: state.total))
        }
    }
}
