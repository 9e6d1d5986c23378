// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import NIOCore
import Synchronization

/// The body of an answer as a transport delivers it: buffers in order, once. A second iteration fails.
public struct ResponseBody: AsyncSequence, Sendable {
    /// What the sequence gives.
    public typealias Element = ByteBuffer
    /// What the sequence fails with.
    public typealias Failure = HTTPTransportError

    private let makeNext: @Sendable () -> AsyncIterator
    private let reader = Reader()

    /// A body from any sequence of buffers.
    ///
    /// - Parameters:
    ///   - base: The buffers.
    ///   - mapError: Makes a transport error of the sequence's own.
    public init<Base: AsyncSequence & Sendable>(
        _ base: Base, mapError: @escaping @Sendable (any Error) -> HTTPTransportError
    ) where Base.Element == ByteBuffer {
        self.makeNext = {
            var iterator = base.makeAsyncIterator()
            return AsyncIterator(
                nextBuffer: { isolation in try await iterator.next(isolation: isolation) }, mapError: mapError)
        }
    }

    /// A body in memory.
    public init(_ buffer: ByteBuffer) {
        self.makeNext = {
            var rest: ByteBuffer? = buffer.readableBytes == 0 ? nil : buffer
            return AsyncIterator(
                nextBuffer: { _ in
                    defer { rest = nil }
                    return rest
                }, mapError: { HTTPTransportError(.closed, "\($0)") })
        }
    }

    /// An iterator over the buffers. The second one fails: what has arrived is gone.
    public func makeAsyncIterator() -> AsyncIterator {
        if self.reader.isFirst() { return self.makeNext() }
        let error = HTTPTransportError(.invalidRequest, "a body can be read only once")
        return AsyncIterator(nextBuffer: { _ in throw error }, mapError: { _ in error })
    }

    /// Whether the body has been taken by somebody who reads it.
    private final class Reader: Sendable {
        private let isTaken = Mutex(false)

        func isFirst() -> Bool {
            self.isTaken.withLock { isTaken in
                defer { isTaken = true }
                return !isTaken
            }
        }
    }

    /// Delivers the buffers.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var nextBuffer: (isolated (any Actor)?) async throws -> ByteBuffer?
        fileprivate var mapError: @Sendable (any Error) -> HTTPTransportError

        /// The next one; `nil` at the end.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(HTTPTransportError) -> ByteBuffer? {
            do {
                return try await self.nextBuffer(actor)
            } catch {
                throw self.mapError(error)
            }
        }
    }
}
