// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Synchronization

/// One request and its answer, between the task that wants it and the loop of the connection.
///
/// The loop puts in what arrives and never waits; the task takes it out and waits if there is nothing. When too much lies
/// here, the loop stops reading until some of it has been taken.
final class HTTP1Exchange: Sendable {
    /// What may lie here before the loop stops reading. A read in progress comes on top of it.
    static let highWater = 512 * 1024

    private struct State {
        var head: HTTPResponseHead?
        var buffers = CircularBuffer<ByteBuffer>()
        var byteCount = 0
        var end: Result<Void, any Error>?
        var isRequestSent = false
        var keepsAlive = false
        /// Whether the loop has stopped reading.
        var isPaused = false
        /// Who waits for the head or for bytes: one task, at one place.
        var waiter: UnsafeContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let connection: HTTP1Connection

    init(_ connection: HTTP1Connection) { self.connection = connection }

    // MARK: The task's side

    /// The head of the answer.
    func head() async throws -> HTTPResponseHead {
        while true {
            let outcome: Result<HTTPResponseHead, any Error>? = self.state.withLock { state in
                if let head = state.head { return .success(head) }
                if case .failure(let error) = state.end { return .failure(error) }
                return nil
            }
            if let outcome { return try outcome.get() }
            try await self.wait { $0.head == nil && $0.end == nil }
        }
    }

    /// The next bytes of the answer's body; `nil` at the end.
    func next() async throws -> ByteBuffer? {
        while true {
            var resumes = false
            let outcome: Result<ByteBuffer?, any Error>? = self.state.withLock { state in
                if let buffer = state.buffers.popFirst() {
                    state.byteCount -= buffer.readableBytes
                    if state.isPaused && state.byteCount < Self.highWater {
                        state.isPaused = false
                        resumes = true
                    }
                    return .success(buffer)
                }
                return state.end?.map { nil }
            }
            if resumes { self.connection.resumeReading() }
            if let outcome { return try outcome.get() }
            try await self.wait { $0.buffers.isEmpty && $0.end == nil }
        }
    }

    /// Whether the connection may be used again: everything was sent, everything has come, and the server agrees.
    var isReusable: Bool {
        self.state.withLock { state in
            guard case .success = state.end else { return false }
            return state.isRequestSent && state.keepsAlive
        }
    }

    /// Whether the answer makes it needless to send the rest of the body.
    var isRefused: Bool {
        self.state.withLock { state in state.end != nil || (state.head.map { $0.status.code >= 300 } ?? false) }
    }

    private func wait(while isPending: @Sendable (borrowing State) -> Bool) async throws {
        await withTaskCancellationHandler {
            // Not a checked one: there are two of them in every request, and all that is done with them is on this page.
            await withUnsafeContinuation { continuation in
                let isReady = self.state.withLock { state in
                    guard isPending(state), !Task.isCancelled else { return true }
                    state.waiter = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            self.wake()
        }
        try Task.checkCancellation()
    }

    // MARK: The loop's side

    func receive(_ head: HTTPResponseHead) {
        self.state.withLock { state in
            state.head = head
            state.keepsAlive = head.isKeepAlive
        }
    }

    func receive(_ buffer: ByteBuffer) {
        self.state.withLock { state in
            state.buffers.append(buffer)
            state.byteCount += buffer.readableBytes
        }
    }

    /// The last that is said; what is said after it is not heard.
    func finish(_ end: Result<Void, any Error>) {
        self.state.withLock { state in
            guard state.end == nil else { return }
            state.end = end
        }
        self.wake()
    }

    func noteRequestSent() { self.state.withLock { $0.isRequestSent = true } }

    /// Whether the loop shall read on; if not, ``HTTP1Connection/resumeReading()`` will be called.
    func wantsMore() -> Bool {
        self.state.withLock { state in
            state.isPaused = state.byteCount >= Self.highWater && state.end == nil
            return !state.isPaused
        }
    }

    /// Lets the task look at what there is.
    func wake() {
        let waiter = self.state.withLock { state in
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}

/// The body of an answer as it arrives.
struct HTTP1Body: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let exchange: HTTP1Exchange

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(exchange: self.exchange) }

    struct AsyncIterator: AsyncIteratorProtocol {
        let exchange: HTTP1Exchange

        mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
            try await self.exchange.next()
        }
    }
}
