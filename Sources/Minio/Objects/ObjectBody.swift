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
/// It ends only when every announced byte was there and the checksum is right, where the server names one; anything else is
/// thrown. Whoever reads slowly slows the server down; nothing piles up.
public struct ObjectBody: AsyncSequence, Sendable {
    /// What the sequence gives.
    public typealias Element = ByteBuffer
    /// What the sequence fails with.
    public typealias Failure = MinioError

    /// The number of bytes; `nil` if the server does not say.
    public let length: Int64?

    private let base: ResponseBody
    /// What follows after a break.
    let rest: BodyRest
    /// What the bytes are compared with at their end.
    private let expected: ExpectedContent?

    init(_ base: ResponseBody, length: Int64?, rest: BodyRest, expected: ExpectedContent?) {
        self.base = base
        self.length = length
        self.rest = rest
        self.expected = expected
    }

    /// All bytes in memory.
    ///
    /// - Parameter limit: The most bytes to accept; if more are announced, none is read.
    /// - Returns: The bytes, complete.
    /// - Throws: ``MinioError/Code/responseTooLarge`` above the limit, and whatever reading throws.
    public func collect(upTo limit: Int) async throws(MinioError) -> ByteBuffer {
        func tooLarge() -> MinioError {
            MinioError(.responseTooLarge, "the object is larger than the limit of \(limit) bytes")
                .located(operation: GetObject.name, bucket: self.rest.bucket, key: self.rest.key)
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
        AsyncIterator(body: self, source: .answer(self.base.makeAsyncIterator()), verifier: self.expected?.verifier())
    }

    /// Delivers the buffers.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate enum Source {
            case answer(ResponseBody.AsyncIterator)
            case rest(BufferHandOff.AsyncIterator)
        }

        fileprivate let body: ObjectBody
        fileprivate var source: Source
        fileprivate var verifier: ExpectedContent.Verifier?
        private var count: Int64 = 0

        fileprivate init(body: ObjectBody, source: Source, verifier: ExpectedContent.Verifier?) {
            self.body = body
            self.source = source
            self.verifier = verifier
        }

        /// The next one; `nil` at the end.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(MinioError) -> ByteBuffer? {
            do throws(MinioError) {
                guard let buffer = try await self.nextBuffer(isolation: actor) else {
                    try self.verifier?.finish()
                    return nil
                }
                self.count += Int64(buffer.readableBytes)
                if let length = self.body.length, self.count > length {
                    throw MinioError(.malformedResponse, "more than the announced \(length) bytes arrive")
                }
                self.verifier?.update(buffer)
                return buffer
            } catch {
                throw error.located(
                    operation: GetObject.name, bucket: self.body.rest.bucket, key: self.body.rest.key)
            }
        }

        private mutating func nextBuffer(
            isolation actor: isolated (any Actor)?
        ) async throws(MinioError) -> ByteBuffer? {
            switch self.source {
            case .rest(var iterator):
                defer { self.source = .rest(iterator) }
                return try await BodyRest.next(&iterator, isolation: actor)
            case .answer(var iterator):
                let failure: AttemptFailure
                do throws(HTTPTransportError) {
                    let buffer = try await iterator.next(isolation: actor)
                    self.source = .answer(iterator)
                    guard buffer == nil, let length = self.body.length, self.count < length else { return buffer }
                    failure = .incomplete(self.count, of: length)
                } catch {
                    failure = MinioClient.failure(error)
                }
                var rest = try self.body.rest.resume(at: self.count, after: failure).makeAsyncIterator()
                defer { self.source = .rest(rest) }
                return try await BodyRest.next(&rest, isolation: actor)
            }
        }
    }
}
