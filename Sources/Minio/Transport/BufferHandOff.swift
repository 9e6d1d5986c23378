// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// Hands buffers from one task to another, one at a time: who sends waits until the buffer before was taken.
final class BufferHandOff: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    private enum End {
        case finished
        case failed(any Error)
    }

    private struct State {
        var buffer: ByteBuffer?
        var end: End?
        /// Whether nobody takes anything any more.
        var isClosed = false
        var senders: [CheckedContinuation<Void, Never>] = []
        var receivers: [CheckedContinuation<Void, Never>] = []

        mutating func wakeSenders() {
            for sender in self.senders { sender.resume() }
            self.senders.removeAll()
        }

        mutating func wakeReceivers() {
            for receiver in self.receivers { receiver.resume() }
            self.receivers.removeAll()
        }
    }

    private let state = Mutex(State())

    /// Whether the receiving side has ended.
    var isClosed: Bool { self.state.withLock { $0.isClosed } }

    /// Hands over a buffer; waits while the one before is still there.
    ///
    /// - Returns: Whether it was taken in: `false` if nobody takes any more, or the task is cancelled.
    func send(_ buffer: ByteBuffer) async -> Bool {
        while true {
            let isDone: Bool? = self.state.withLock { state in
                if state.isClosed || state.end != nil || Task.isCancelled { return false }
                guard state.buffer == nil else { return nil }
                state.buffer = buffer
                state.wakeReceivers()
                return true
            }
            if let isDone { return isDone }
            await self.wait { state in
                state.buffer == nil || state.isClosed ? nil : \.senders
            }
        }
    }

    /// Hands over everything that a sequence gives, each buffer asked for only when somebody waits for it.
    func fill(from buffers: any AsyncSequence<ByteBuffer, any Error> & Sendable) async {
        var iterator = buffers.makeAsyncIterator()
        do {
            while await self.isWanted(), let buffer = try await iterator.next(isolation: #isolation) {
                guard await self.send(buffer) else { return }
            }
            self.finish()
        } catch {
            self.finish(throwing: error)
        }
    }

    /// Waits until somebody waits for a buffer.
    ///
    /// - Returns: Whether that may still be.
    private func isWanted() async -> Bool {
        while true {
            let isWanted: Bool? = self.state.withLock { state in
                if state.isClosed || state.end != nil || Task.isCancelled { return false }
                return state.buffer == nil && !state.receivers.isEmpty ? true : nil
            }
            if let isWanted { return isWanted }
            await self.wait { state in
                state.isClosed || state.end != nil || (state.buffer == nil && !state.receivers.isEmpty)
                    ? nil : \.senders
            }
        }
    }

    /// Says that nothing follows, because of an error if there is one.
    func finish(throwing error: (any Error)? = nil) {
        self.state.withLock { state in
            if state.end == nil { state.end = error.map { .failed($0) } ?? .finished }
            if error != nil { state.buffer = nil }
            state.wakeSenders()
            state.wakeReceivers()
        }
    }

    /// Says that nothing is taken any more.
    func close() {
        self.state.withLock { state in
            state.isClosed = true
            state.buffer = nil
            state.wakeSenders()
        }
    }

    /// The next buffer; `nil` at the end.
    private func receive() async throws -> ByteBuffer? {
        while true {
            let next: Result<ByteBuffer?, any Error>? = self.state.withLock { state in
                if Task.isCancelled { return .failure(CancellationError()) }
                if let buffer = state.buffer {
                    state.buffer = nil
                    state.wakeSenders()
                    return .success(buffer)
                }
                switch state.end {
                case .finished: return .success(nil)
                case .failed(let error): return .failure(error)
                case nil: return nil
                }
            }
            if let next { return try next.get() }
            await self.wait { state in
                state.buffer != nil || state.end != nil ? nil : \.receivers
            }
        }
    }

    /// Waits in a line until somebody wakes it or the task is cancelled; not at all if there is no line.
    private func wait(
        in line: @Sendable (State) -> WritableKeyPath<State, [CheckedContinuation<Void, Never>]>?
    ) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.state.withLock { state in
                    if !Task.isCancelled, let line = line(state) {
                        state[keyPath: line].append(continuation)
                        // Who gives buffers only when they are waited for, has to hear of it.
                        if line == \.receivers { state.wakeSenders() }
                    } else {
                        continuation.resume()
                    }
                }
            }
        } onCancel: {
            self.state.withLock { state in
                state.wakeSenders()
                state.wakeReceivers()
            }
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(buffers: self) }

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let buffers: BufferHandOff

        mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
            try await self.buffers.receive()
        }
    }
}
