// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Synchronization

/// A connection that carries one request after another.
final class HTTP1Connection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<HTTP1Handler>
    private let isUsable = Atomic(true)

    /// What it was opened for.
    let lane: HTTP1Host.Lane
    /// When it was given back, in nanoseconds of the machine's uptime.
    let idleSince = Atomic<UInt64>(0)

    var eventLoop: any EventLoop { self.channel.eventLoop }

    /// Whether nothing has happened that makes it unfit for another request.
    var isOpen: Bool { self.isUsable.load(ordering: .relaxed) }

    /// A connection over a channel whose handler is ready. Made on the channel's loop.
    init(_ channel: any Channel, _ handler: HTTP1Handler, _ lane: HTTP1Host.Lane) {
        self.channel = channel
        self.lane = lane
        self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    }

    /// Says who is told when the connection has become unfit; told at once if it is. On the channel's loop.
    func watch(_ onUnusable: @escaping @Sendable () -> Void) {
        self.handler.value.onUnusable = { [weak self] in
            self?.isUsable.store(false, ordering: .relaxed)
            onUnusable()
        }
        if !self.channel.isActive { self.handler.value.becomeUnusable() }
    }

    /// Sends the head of a request, and the whole body if that is in memory.
    func begin(_ exchange: HTTP1Exchange, _ head: HTTPRequestHead, body: ByteBuffer?) {
        self.eventLoop.execute { self.handler.value.begin(exchange, head, body: body) }
    }

    /// Sends a body, a buffer ahead of the one that the socket takes.
    ///
    /// Ends without an error, and without having sent everything, where the answer makes the rest needless.
    ///
    /// - Throws: What the source of the body throws, what the channel does, or that there are more or fewer bytes.
    func send(
        _ buffers: any AsyncSequence<ByteBuffer, any Error> & Sendable, length: Int64, of exchange: HTTP1Exchange
    ) async throws {
        var iterator = buffers.makeAsyncIterator()
        var rest = length
        var pending: EventLoopFuture<Void>?
        // The buffer that completes the length waits until it is certain that nothing follows it.
        var last = ByteBuffer()
        while let buffer = try await iterator.next(isolation: #isolation) {
            if exchange.isRefused { return }
            rest -= Int64(buffer.readableBytes)
            guard rest >= 0, last.readableBytes == 0 || buffer.readableBytes == 0 else { throw Self.wrongLength }
            if buffer.readableBytes == 0 { continue }
            if rest == 0 {
                last = buffer
                continue
            }
            let promise = self.eventLoop.makePromise(of: Void.self)
            self.eventLoop.execute { self.handler.value.send(buffer, promise: promise) }
            try await pending?.get()
            pending = promise.futureResult
        }
        guard rest == 0 else { throw Self.wrongLength }
        let (promise, end) = (self.eventLoop.makePromise(of: Void.self), last)
        self.eventLoop.execute { self.handler.value.finish(exchange, end, promise: promise) }
        try await pending?.get()
        try await promise.futureResult.get()
    }

    private static var wrongLength: HTTPTransportError {
        HTTPTransportError(.requestBody, "the body is not as long as announced")
    }

    /// Reads on after a pause.
    func resumeReading() {
        self.eventLoop.execute { self.handler.value.resumeReading() }
    }

    /// Closes the connection, whatever it is doing.
    func close() {
        self.isUsable.store(false, ordering: .relaxed)
        self.eventLoop.execute {
            self.handler.value.abandon()
            self.channel.close(promise: nil)
        }
    }
}
