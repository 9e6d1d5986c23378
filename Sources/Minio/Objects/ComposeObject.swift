// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// An object, or a part of one, that ``MinioClient/composeObject(bucket:key:from:options:)`` puts into a new one.
public struct ComposeSource: Sendable, Hashable {
    /// The object, its version, conditions and customer key.
    public var object: CopySource
    /// Which of its bytes; `nil` for all.
    public var range: Range<Int64>?

    /// A source from an object.
    public init(_ object: CopySource, range: Range<Int64>? = nil) {
        self.object = object
        self.range = range
    }

    /// A source by its name.
    public init(bucket: String, key: String, versionID: String? = nil, range: Range<Int64>? = nil) {
        self.init(CopySource(bucket: bucket, key: key, versionID: versionID), range: range)
    }
}

extension MinioClient {
    /// Makes an object of others, one after another, inside the server; nothing of them passes through here.
    ///
    /// Every source is looked at first, and copied only if it is still the same then. Large ones are copied in pieces, several
    /// at a time. If that fails or is cancelled, nothing is stored, and the upload is aborted before the call returns.
    ///
    /// - Parameters:
    ///   - bucket: The bucket of the new object.
    ///   - key: The key of the new object.
    ///   - sources: 1 to 10,000 objects or parts of objects. S3 wants at least 5 MiB of each but the last; empty ones may stand
    ///     anywhere.
    ///   - options: What is stored with the new object, whose content type and metadata are not taken from any source.
    ///     ``PutObjectOptions/partSize`` is that of the pieces that larger sources are copied in: 512 MiB.
    /// - Returns: The ETag, and the version if there is one.
    /// - Throws: ``MinioError/Code/noSuchKey`` if a source is not there, ``MinioError/Code/preconditionFailed`` if one does not
    ///   meet its conditions or changes meanwhile, ``MinioError/Code/invalidArgument`` for one that is too small,
    ///   ``MinioError/Code/entityTooLarge`` above 5 TiB, ``MinioError/Code/invalidRange``. Every piece is retried.
    ///
    /// [UploadPartCopy](https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html)
    @discardableResult
    public func composeObject(
        bucket: String, key: String, from sources: [ComposeSource], options: PutObjectOptions = PutObjectOptions()
    ) async throws(MinioError) -> ObjectWriteResult {
        let composition = ObjectComposition(client: self, bucket: bucket, key: key, options: options)
        do throws(MinioError) {
            return try await composition.run(composition.pieces(of: composition.lookAt(sources)))
        } catch {
            throw error.located(operation: UploadPartCopy.name, bucket: bucket, key: key)
        }
    }
}

/// An object that is made of pieces of others.
struct ObjectComposition {
    /// The bytes of a piece, unless the caller says otherwise.
    static let pieceSize: Int64 = 512 << 20

    let client: MinioClient
    let bucket: String
    let key: String
    let options: PutObjectOptions

    /// A source as it was found, pinned to its content.
    struct Source: Sendable {
        var object: CopySource
        var range: Range<Int64>
    }

    /// What one part copies.
    struct Piece: Sendable {
        var number: Int
        var object: CopySource
        var range: Range<Int64>
    }

    /// Looks at every source: how large it is, and what tells whether it stays as it is.
    func lookAt(_ sources: [ComposeSource]) async throws(MinioError) -> [Source] {
        guard (1...PartPlan.maximumCount).contains(sources.count) else {
            throw MinioError(.invalidArgument, "an object is made of 1 to 10,000 sources, not \(sources.count)")
        }
        var found = [Source?](repeating: nil, count: sources.count)
        var indices = sources.indices.makeIterator()
        let client = self.client
        try await forEachConcurrently(limit: 16) { () throws(MinioError) in
            indices.next()
        } work: { (index) throws(MinioError) in
            (index, try await Self.lookAt(sources[index], client))
        } deliver: { (index, source) throws(MinioError) in
            found[index] = source
        }
        return found.compactMap { $0 }
    }

    static func lookAt(_ source: ComposeSource, _ client: MinioClient) async throws(MinioError) -> Source {
        var options = StatObjectOptions()
        options.versionID = source.object.versionID
        options.conditions = source.object.conditions
        options.customerKey = source.object.customerKey
        let info: ObjectInfo
        do throws(MinioError) {
            info = try await client.statObject(bucket: source.object.bucket, key: source.object.key, options: options)
        } catch {
            throw error.asCopyFailure
        }
        return try Self.pinned(source, as: info)
    }

    /// The source with the size and the ETag that it was found with.
    static func pinned(_ source: ComposeSource, as info: ObjectInfo) throws(MinioError) -> Source {
        guard let size = info.size, let etag = info.etag else {
            throw MinioError(
                .malformedResponse,
                "the server does not say size and ETag of \(source.object.bucket)/\(source.object.key)")
        }
        let range = source.range ?? 0..<size
        guard range.lowerBound >= 0, range.upperBound <= size else {
            throw MinioError(
                .invalidRange,
                "\(source.object.bucket)/\(source.object.key) has \(size) bytes; \(range.lowerBound)..<\(range.upperBound) is"
                    + " not within them")
        }
        var object = source.object
        object.versionID = object.versionID ?? info.versionID
        object.conditions.ifMatch = etag
        return Source(object: object, range: range)
    }

    /// Cuts the sources into parts.
    func pieces(of sources: [Source]) throws(MinioError) -> [Piece] {
        let sources = sources.filter { !$0.range.isEmpty }
        var total: Int64 = 0
        for source in sources {
            let (sum, overflow) = total.addingReportingOverflow(Int64(source.range.count))
            guard !overflow, sum <= PartPlan.maximumSize else {
                throw MinioError(.entityTooLarge, "the sources have more than the 5 TiB that an object may have")
            }
            total = sum
        }
        if let partSize = self.options.partSize { try PartPlan.check(partSize: partSize) }
        // As many pieces as leave room for the rest that each source may end with.
        let room = max(1, Int64(PartPlan.maximumCount - sources.count))
        let wanted = min(
            PartPlan.maximumPartSize, max(self.options.partSize ?? Self.pieceSize, (total + room - 1) / room))
        var pieces: [Piece] = []
        for (index, source) in sources.enumerated() {
            let size = Int64(source.range.count)
            let isLast = index == sources.count - 1
            guard isLast || size >= PartPlan.minimumPartSize else {
                throw MinioError(
                    .invalidArgument,
                    "only the last source may have less than 5 MiB; \(source.object.bucket)/\(source.object.key) gives \(size)"
                        + " bytes")
            }
            // Even pieces, and no more than leave each of them the least size of a part.
            let count = min((size + wanted - 1) / wanted, max(1, size / PartPlan.minimumPartSize))
            for position in 0..<count {
                let start = source.range.lowerBound + size / count * position + min(position, size % count)
                let end = start + size / count + (position < size % count ? 1 : 0)
                pieces.append(Piece(number: pieces.count + 1, object: source.object, range: start..<end))
            }
        }
        guard pieces.count <= PartPlan.maximumCount else {
            throw MinioError(
                .entityTooLarge, "the sources make \(pieces.count) parts, and an object has at most 10,000")
        }
        return pieces
    }

    /// Copies the pieces, several at a time, and joins them.
    func run(_ pieces: [Piece]) async throws(MinioError) -> ObjectWriteResult {
        guard !pieces.isEmpty else {
            return try await self.client.putWhole(
                bucket: self.bucket, key: self.key, .empty, options: self.options)
        }
        let upload = try await self.client.beginMultipartUpload(
            bucket: self.bucket, key: self.key, options: self.options)
        do throws(MinioError) {
            try MinioClient.checkCancellation()
            let total = pieces.reduce(0) { $0 + Int64($1.range.count) }
            let progress = UploadProgress(handler: self.options.progress, totalBytes: total)
            var remaining = pieces.makeIterator()
            try await forEachConcurrently(limit: self.options.parallelism) { () throws(MinioError) in
                remaining.next()
            } work: { (piece) throws(MinioError) in
                try await upload.uploadPartCopy(piece.number, from: piece.object, range: piece.range)
            } deliver: { (part) throws(MinioError) in
                progress.add(part.size ?? 0)
            }
            try MinioClient.checkCancellation()
            return try await upload.complete()
        } catch {
            throw await upload.abandoned(after: error)
        }
    }
}
