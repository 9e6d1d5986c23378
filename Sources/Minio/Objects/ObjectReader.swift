// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import NIOCore
import Synchronization

/// How an ``ObjectReader`` reads.
public struct ObjectReaderOptions: OperationOptions {
    /// Which version; `nil` for the newest.
    public var versionID: String?
    /// Under which conditions it is opened.
    public var conditions = ReadConditions()
    /// The key that the object was encrypted with (SSE-C).
    public var customerKey: CustomerKey?
    /// How many bytes a read asks for at least where it goes on behind the one before, or begins at 0; what is not wanted yet
    /// is kept. 1 MiB; 0 reads nothing ahead.
    public var readAhead: Int64 = 1 << 20
    /// How many bytes may lie between two ranges that are read by one request. 64 KiB.
    public var mergeDistance: Int64 = 64 << 10
    /// How many requests a read of many ranges makes at once. 4.
    public var parallelism = 4

    /// The defaults.
    public init() {}
}

extension MinioClient {
    /// Opens an object to be read here and there, as a file is.
    ///
    /// ```swift
    /// let reader = try await minio.objectReader(bucket: "data", key: "table.parquet")
    /// let footer = try await reader.read(reader.size - 8..<reader.size)
    /// ```
    ///
    /// One request looks at the object; nothing is held open, and there is nothing to close.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - key: The key.
    ///   - options: Version, conditions, customer key, and how much is read at a time.
    /// - Returns: The reader, of the object as it is now: replaced later, it can be read no more, unless the bucket keeps
    ///   versions.
    /// - Throws: What ``statObject(bucket:key:options:)`` throws. May be retried.
    ///
    /// [HeadObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html)
    public func objectReader(
        bucket: String, key: String, options: ObjectReaderOptions = ObjectReaderOptions()
    ) async throws(MinioError) -> ObjectReader {
        let info = try await self.statObject(
            bucket: bucket, key: key,
            options: .with {
                $0.versionID = options.versionID
                $0.conditions = options.conditions
                $0.customerKey = options.customerKey
            })
        guard let size = info.size else {
            throw MinioError(.malformedResponse, "the server does not say how long the object is")
                .located(operation: StatObject.name, bucket: bucket, key: key)
        }
        return ObjectReader(client: self, info: info, size: size, options: options)
    }
}

/// Reads parts of one object in any order; see ``MinioClient/objectReader(bucket:key:options:)``.
///
/// It may be used from any number of tasks.
public final class ObjectReader: Sendable {
    /// What the server said of the object when it was opened.
    public let info: ObjectInfo
    /// The bytes of the object.
    public let size: Int64

    private let client: MinioClient
    private let options: ObjectReaderOptions
    private let state = Mutex(State())

    /// What was read ahead, and where the last read ended.
    private struct State {
        var start: Int64 = 0
        var buffer = ByteBuffer()
        var end: Int64 = 0

        /// What is there from a position on; `nil` if nothing is.
        func available(at position: Int64, upTo end: Int64) -> ByteBuffer? {
            let offset = position - self.start
            guard offset >= 0, offset < Int64(self.buffer.readableBytes) else { return nil }
            let count = min(end - position, Int64(self.buffer.readableBytes) - offset)
            return self.buffer.getSlice(at: self.buffer.readerIndex + Int(offset), length: Int(count))
        }
    }

    init(client: MinioClient, info: ObjectInfo, size: Int64, options: ObjectReaderOptions) {
        self.client = client
        self.info = info
        self.size = size
        self.options = options
    }

    /// Reads a range.
    ///
    /// - Parameter range: Which bytes, from 0. What lies behind the object's end is not there.
    /// - Returns: The bytes, all that there are.
    /// - Throws: ``MinioError/Code/objectModified`` if the object was replaced or removed;
    ///   ``MinioError/Code/invalidArgument`` for a range that begins before 0; what
    ///   ``MinioClient/getObject(bucket:key:options:_:)`` throws. May be retried.
    public func read(_ range: Range<Int64>) async throws(MinioError) -> ByteBuffer {
        let range = try self.clamped(range)
        guard !range.isEmpty else { return ByteBuffer() }
        let (known, isSequential) = self.state.withLock { state in
            (
                state.available(at: range.lowerBound, upTo: range.upperBound),
                state.end == range.lowerBound
            )
        }
        let begun = known ?? ByteBuffer()
        let position = range.lowerBound + Int64(begun.readableBytes)
        guard position < range.upperBound else {
            self.state.withLock { $0.end = range.upperBound }
            return begun
        }
        let (ahead, overflow) = position.addingReportingOverflow(max(0, self.options.readAhead))
        let wanted = isSequential && !overflow ? max(range.upperBound, min(ahead, self.size)) : range.upperBound
        let fetched = try await self.fetch(position..<wanted)
        self.state.withLock { state in
            state.end = range.upperBound
            // What was asked for alone is not kept: most likely nobody reads it again.
            guard wanted > range.upperBound else { return }
            state.start = position
            state.buffer = fetched
        }
        let count = Int(range.upperBound - position)
        guard begun.readableBytes > 0 else {
            return fetched.getSlice(at: fetched.readerIndex, length: count) ?? fetched
        }
        var bytes = ByteBuffer()
        bytes.reserveCapacity(range.count)
        bytes.writeImmutableBuffer(begun)
        bytes.writeImmutableBuffer(fetched.getSlice(at: fetched.readerIndex, length: count) ?? fetched)
        return bytes
    }

    /// Reads many ranges, several at a time; those that lie close together by one request.
    ///
    /// - Parameter ranges: Which bytes, in any order; they may overlap.
    /// - Returns: The bytes of each range, in the order of the ranges.
    /// - Throws: As ``read(_:)-(Range<Int64>)``.
    public func read(_ ranges: [Range<Int64>]) async throws(MinioError) -> [ByteBuffer] {
        var clamped: [Range<Int64>] = []
        for range in ranges { clamped.append(try self.clamped(range)) }
        let spans = Self.merged(clamped, distance: max(0, self.options.mergeDistance))
        var fetched: [Int64: ByteBuffer] = [:]
        var rest = spans.makeIterator()
        try await forEachConcurrently(limit: self.options.parallelism) { () throws(MinioError) in
            rest.next()
        } work: { (span) throws(MinioError) in
            (span.lowerBound, try await self.fetch(span))
        } deliver: { (result) throws(MinioError) in
            fetched[result.0] = result.1
        }
        return clamped.map { range in
            // The spans are sorted, and the last that begins before a range holds it.
            let index = spans.partitioningIndex { $0.lowerBound > range.lowerBound } - 1
            guard !range.isEmpty, spans.indices.contains(index), let span = fetched[spans[index].lowerBound] else {
                return ByteBuffer()
            }
            let offset = Int(range.lowerBound - spans[index].lowerBound)
            return span.getSlice(at: span.readerIndex + offset, length: range.count) ?? ByteBuffer()
        }
    }

    /// The part of a range that the object has.
    private func clamped(_ range: Range<Int64>) throws(MinioError) -> Range<Int64> {
        guard range.lowerBound >= 0 else {
            throw MinioError(.invalidArgument, "a range cannot begin before 0")
                .located(operation: GetObject.name, bucket: self.info.bucket, key: self.info.key)
        }
        return range.clamped(to: 0..<self.size)
    }

    private func fetch(_ range: Range<Int64>) async throws(MinioError) -> ByteBuffer {
        try await self.client.readPinned(range, of: self.info, customerKey: self.options.customerKey) {
            (body) throws(MinioError) in
            try await body.collect(upTo: range.count)
        }
    }

    /// The ranges without those that are empty, sorted, and joined where no more than `distance` bytes lie between them.
    static func merged(_ ranges: [Range<Int64>], distance: Int64) -> [Range<Int64>] {
        var spans: [Range<Int64>] = []
        for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = spans.last,
                range.lowerBound <= last.upperBound
                    || range.lowerBound - last.upperBound <= distance
            {
                spans[spans.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                spans.append(range)
            }
        }
        return spans
    }
}

extension Array {
    /// The first index whose element meets a condition that all later ones meet as well.
    fileprivate func partitioningIndex(where condition: (Element) -> Bool) -> Int {
        var (low, high) = (0, self.count)
        while low < high {
            let middle = low + (high - low) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
