// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Watches one connection while a request is under way and fails it when it stands still.
///
/// A single limit on total time would kill large transfers, and none at all would wait for ever; what is measured here
/// is progress. Only time in which the other side is to move counts: not while the caller does not read, nor while
/// its body has nothing to send.
final class ConnectionWatchdog: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    /// The limit for one request's answer, in milliseconds, travels to this handler as a header and goes no further.
    static let responseTimeoutField = "minio-swift-response-timeout"

    /// What counts as standing still.
    struct Limits: Sendable {
        var response: TimeAmount
        var idleRead: TimeAmount
        var idleWrite: TimeAmount
        var minimumThroughput: Int
        var window: TimeAmount

        init(_ settings: HTTPSettings) {
            self.response = TimeAmount(settings.responseTimeout)
            self.idleRead = TimeAmount(settings.idleReadTimeout)
            self.idleWrite = TimeAmount(settings.idleWriteTimeout)
            self.minimumThroughput = settings.minimumThroughput
            self.window = TimeAmount(settings.stallWindow)
        }

        /// How often to look: often enough to keep every limit within a quarter of itself.
        var tick: TimeAmount {
            let shortest = min(self.response, self.idleRead, self.idleWrite, self.window)
            return min(max(.nanoseconds(shortest.nanoseconds / 4), .milliseconds(5)), .seconds(5))
        }
    }

    private enum Phase {
        case idle
        case sending
        case waiting(since: NIODeadline)
        case receiving
    }

    private let limits: Limits
    private var phase = Phase.idle
    private var responseTimeout: TimeAmount
    private var hasTimeOfItsOwn = false
    private var pendingWrites = 0
    private var isReadWanted = false
    private var lastProgress = NIODeadline.uptimeNanoseconds(0)
    private var windowStart = NIODeadline.uptimeNanoseconds(0)
    private var windowBytes = 0
    private var tick: RepeatedTask?
    private var eventLoop: (any EventLoop)?
    /// Why we closed the connection.
    private var failure: HTTPTransportError?

    init(limits: Limits) {
        self.limits = limits
        self.responseTimeout = limits.response
    }

    /// The time of the connection's loop, which is not the machine's in tests.
    private var now: NIODeadline { self.eventLoop?.now ?? .now() }

    func handlerAdded(context: ChannelHandlerContext) {
        self.eventLoop = context.eventLoop
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        self.tick = context.eventLoop.scheduleRepeatedTask(initialDelay: self.limits.tick, delay: self.limits.tick) {
            _ in
            let (watchdog, context) = loopBound.value
            watchdog.look(context: context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.tick?.cancel()
        self.tick = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.tick?.cancel()
        self.phase = .idle
        context.fireChannelInactive()
    }

    // MARK: The request

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch self.unwrapOutboundIn(data) {
        case .head(var head):
            self.responseTimeout = self.limits.response
            self.hasTimeOfItsOwn = false
            if let milliseconds = head.headers.first(name: Self.responseTimeoutField).flatMap({ Int64($0) }) {
                self.responseTimeout = .milliseconds(milliseconds)
                self.hasTimeOfItsOwn = true
                head.headers.remove(name: Self.responseTimeoutField)
            }
            self.phase = .sending
            self.isReadWanted = false
            self.restartWindow()
            context.write(self.wrapOutboundOut(.head(head)), promise: promise)
        case .body(.byteBuffer(var buffer)):
            // In slices, so that progress shows within a buffer of any size, and what TLS makes of one is not large.
            var count = 0
            while buffer.readableBytes > Self.sliceSize, let slice = buffer.readSlice(length: Self.sliceSize) {
                self.writeWatched(context: context, .byteBuffer(slice), promise: nil)
                count += 1
                if count.isMultiple(of: Self.slicesPerFlush) { context.flush() }
            }
            self.writeWatched(context: context, .byteBuffer(buffer), promise: promise)
        case .body(let body):
            self.writeWatched(context: context, body, promise: promise)
        case .end:
            if case .sending = self.phase { self.phase = .waiting(since: self.now) }
            context.write(data, promise: self.explained(promise, context: context))
        }
    }

    private static let sliceSize = 64 * 1024
    private static let slicesPerFlush = 4

    private func writeWatched(context: ChannelHandlerContext, _ body: IOData, promise: EventLoopPromise<Void>?) {
        let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
        let count = body.readableBytes
        if self.pendingWrites == 0 { self.restartWindow() }
        self.pendingWrites += 1
        let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
        promise.futureResult.whenComplete { _ in
            loopBound.value.pendingWrites -= 1
            loopBound.value.noteProgress(count)
        }
        context.write(self.wrapOutboundOut(.body(body)), promise: self.explained(promise, context: context))
    }

    /// A promise that fails with our reason, if it was us who closed the connection: writes that are under way fail first, and
    /// what they say is what the caller hears.
    private func explained(_ promise: EventLoopPromise<Void>?, context: ChannelHandlerContext) -> EventLoopPromise<
        Void
    >? {
        guard let promise else { return nil }
        let own = context.eventLoop.makePromise(of: Void.self)
        let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
        own.futureResult.whenComplete { result in
            switch result {
            case .success: promise.succeed()
            case .failure(let error): promise.fail(loopBound.value.failure ?? error)
            }
        }
        return own
    }

    // MARK: The answer

    func read(context: ChannelHandlerContext) {
        if !self.isReadWanted {
            self.isReadWanted = true
            // Waiting begins now. The window goes on: a pause that counts is one that a look has seen.
            self.lastProgress = self.now
        }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(var head):
            // 1xx is a sign of life and no answer.
            if !(100..<200).contains(head.status.code) {
                self.phase = .receiving
            } else if case .waiting = self.phase {
                self.phase = .waiting(since: self.now)
            }
            self.restartWindow()
            Self.distrust(&head)
            return context.fireChannelRead(self.wrapInboundOut(.head(head)))
        case .body(let buffer): self.noteProgress(buffer.readableBytes)
        case .end: self.phase = .idle
        }
        context.fireChannelRead(data)
    }

    /// 204 and 304 have no body, and some servers send one all the same, which would then be read as the beginning of the
    /// next answer. A connection on which one has been announced is not used again.
    private static func distrust(_ head: inout HTTPResponseHead) {
        guard head.status == .noContent || head.status == .notModified, head.headers.contains(name: "transfer-encoding")
        else { return }
        head.headers.replaceOrAdd(name: "connection", value: "close")
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.isReadWanted = false
        context.fireChannelReadComplete()
    }

    // MARK: The watch

    private func noteProgress(_ bytes: Int) {
        self.lastProgress = self.now
        self.windowBytes += bytes
    }

    private func restartWindow() {
        let now = self.now
        self.lastProgress = now
        self.windowStart = now
        self.windowBytes = 0
    }

    private func look(context: ChannelHandlerContext) {
        let now = self.now
        switch self.phase {
        case .idle: break
        case .waiting(let since):
            // The last bytes of the body may still be on their way out; the server's time begins when they are gone.
            if self.pendingWrites > 0 {
                self.checkProgress(now: now, idle: self.limits.idleWrite, isMoving: true, context: context)
                if case .waiting = self.phase { self.phase = .waiting(since: now) }
            } else if now - since > self.responseTimeout {
                self.fail(
                    .responseTimeout, "the server did not answer within \(Self.seconds(self.responseTimeout))", context)
            }
        case .sending:
            self.checkProgress(
                now: now, idle: self.limits.idleWrite, isMoving: self.pendingWrites > 0, context: context)
        case .receiving:
            // A server that is given time of its own sends spaces until it has something to say: that is no slow transfer.
            self.checkProgress(
                now: now, idle: self.limits.idleRead, isMoving: self.isReadWanted,
                isSpeedChecked: !self.hasTimeOfItsOwn, context: context)
        }
    }

    private func checkProgress(
        now: NIODeadline, idle: TimeAmount, isMoving: Bool, isSpeedChecked: Bool = true, context: ChannelHandlerContext
    ) {
        guard isMoving else { return self.restartWindow() }
        if now - self.lastProgress > idle {
            self.fail(.stalled, "the transfer stood still for \(Self.seconds(idle))", context)
        } else if now - self.windowStart > self.limits.window {
            let expected = Int64(self.limits.minimumThroughput).multipliedReportingOverflow(
                by: self.limits.window.nanoseconds / 1_000_000)
            if isSpeedChecked, !expected.overflow, Int64(self.windowBytes) < expected.partialValue / 1000 {
                self.fail(
                    .stalled,
                    "the transfer moved \(self.windowBytes) bytes in \(Self.seconds(self.limits.window))", context)
            } else {
                self.windowStart = now
                self.windowBytes = 0
            }
        }
    }

    private func fail(_ kind: HTTPTransportError.Kind, _ message: String, _ context: ChannelHandlerContext) {
        let failure = HTTPTransportError(kind, message)
        self.failure = failure
        self.phase = .idle
        context.fireErrorCaught(failure)
        context.close(promise: nil)
    }

    private static func seconds(_ amount: TimeAmount) -> String {
        let milliseconds = amount.nanoseconds / 1_000_000
        return milliseconds.isMultiple(of: 1000) ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}
