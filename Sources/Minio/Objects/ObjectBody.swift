// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// An object that is being read.
public struct ObjectContent: Sendable {
    /// What the server says of the object.
    public let info: ObjectInfo
    /// Which bytes of the object the body holds: all, unless a part was asked for. Its end is 0 if the server does not say.
    public let range: Range<Int64>
    /// The bytes, as they arrive. To be read once, inside the closure.
    public let body: ObjectBody
}

/// The bytes of an object as they arrive: buffers of any size, in order, once.
///
/// It ends only when every announced byte was there; anything less, or more, is thrown. Whoever reads slowly slows the
/// server down; nothing piles up.
public struct ObjectBody: AsyncSequence, Sendable {
    /// What the sequence gives.
    public typealias Element = ByteBuffer
    /// What the sequence fails with.
    public typealias Failure = MinioError

    /// The number of bytes; `nil` if the server does not say.
    public let length: Int64?

    private let base: ResponseBody
    private let bucket: String
    private let key: String

    init(_ base: ResponseBody, length: Int64?, bucket: String, key: String) {
        self.base = base
        self.length = length
        self.bucket = bucket
        self.key = key
    }

    /// All bytes in memory.
    ///
    /// - Parameter limit: The most bytes to accept; if more are announced, none is read.
    /// - Returns: The bytes, complete.
    /// - Throws: ``MinioError/Code/responseTooLarge`` above the limit, and whatever reading throws.
    public func collect(upTo limit: Int) async throws(MinioError) -> ByteBuffer {
        func tooLarge() -> MinioError {
            MinioError(.responseTooLarge, "the object is larger than the limit of \(limit) bytes")
                .located(operation: GetObject.name, bucket: self.bucket, key: self.key)
        }
        if let length = self.length, length > Int64(limit) { throw tooLarge() }
        var collected = ByteBuffer()
        if let length = self.length { collected.reserveCapacity(Int(length)) }
        for try await var buffer in self {
            guard collected.readableBytes + buffer.readableBytes <= limit else { throw tooLarge() }
            collected.writeBuffer(&buffer)
        }
        return collected
    }

    /// An iterator over the sequence, from its beginning.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: self.base.makeAsyncIterator(), body: self)
    }

    /// Delivers the buffers.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var base: ResponseBody.AsyncIterator
        fileprivate let body: ObjectBody
        private var count: Int64 = 0

        fileprivate init(base: ResponseBody.AsyncIterator, body: ObjectBody) {
            self.base = base
            self.body = body
        }

        /// The next one; `nil` at the end.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(MinioError) -> ByteBuffer? {
            do throws(HTTPTransportError) {
                if let buffer = try await self.base.next(isolation: actor) {
                    self.count += Int64(buffer.readableBytes)
                    if let length = self.body.length, self.count > length {
                        throw HTTPTransportError(.malformedResponse, "more than the announced \(length) bytes arrive")
                    }
                    return buffer
                }
            } catch {
                let failure = MinioClient.failure(error).error
                throw failure.located(operation: GetObject.name, bucket: self.body.bucket, key: self.body.key)
            }
            if let length = self.body.length, self.count < length {
                throw MinioError(.incompleteBody, "only \(self.count) of \(length) bytes arrived")
                    .located(operation: GetObject.name, bucket: self.body.bucket, key: self.body.key)
            }
            return nil
        }
    }
}
