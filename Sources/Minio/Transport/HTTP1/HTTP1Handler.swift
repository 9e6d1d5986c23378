// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOTLS

/// The last handler of a connection: writes a request, and passes its answer to the ``HTTP1Exchange`` that waits for it.
///
/// Everything here happens on the connection's loop.
final class HTTP1Handler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPClientRequestPart

    /// Succeeds when requests can be sent: at once, or when TLS has been agreed on.
    let ready: EventLoopPromise<Void>
    /// Hears that the connection is of no use any more, for whatever reason.
    var onUnusable: (() -> Void)?

    private let isSecure: Bool
    private let handshakeTimeout: TimeAmount
    private var exchange: HTTP1Exchange?
    private var context: ChannelHandlerContext?
    private var isReadHeld = false

    init(isSecure: Bool, handshakeTimeout: TimeAmount, eventLoop: any EventLoop) {
        self.isSecure = isSecure
        self.handshakeTimeout = handshakeTimeout
        self.ready = eventLoop.makePromise()
    }

    // MARK: Requests

    /// Sends the head of a request, and its body if that is in memory.
    ///
    /// - Parameters:
    ///   - exchange: Who waits for the answer.
    ///   - head: The head.
    ///   - body: The whole body; `nil` if it follows with ``send(_:promise:)`` and ``finish(_:_:promise:)``.
    func begin(_ exchange: HTTP1Exchange, _ head: HTTPRequestHead, body: ByteBuffer?) {
        guard let context = self.context, context.channel.isActive else {
            return exchange.finish(.failure(ChannelError.ioOnClosedChannel))
        }
        self.exchange = exchange
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        if let body {
            self.finish(exchange, body, promise: nil)
        } else {
            // The source may take its time; a refusal need not wait for it.
            context.flush()
        }
    }

    /// Sends some of a body.
    func send(_ buffer: ByteBuffer, promise: EventLoopPromise<Void>) {
        guard let context = self.context, context.channel.isActive else {
            return promise.fail(ChannelError.ioOnClosedChannel)
        }
        context.writeAndFlush(self.wrapOutboundOut(.body(.byteBuffer(buffer))), promise: promise)
    }

    /// Sends the last of a body.
    func finish(_ exchange: HTTP1Exchange, _ buffer: ByteBuffer, promise: EventLoopPromise<Void>?) {
        guard let context = self.context, context.channel.isActive else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        if buffer.readableBytes == 0 && promise == nil {
            exchange.noteRequestSent()
            return context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
        }
        context.write(self.wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        let sent = promise ?? context.eventLoop.makePromise(of: Void.self)
        // On the loop, and so before the answer that these bytes bring is read.
        sent.futureResult.whenSuccess { exchange.noteRequestSent() }
        context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: sent)
    }

    /// Forgets an exchange whose task has gone.
    func abandon() { self.exchange = nil }

    /// Reads on after the task has made room.
    func resumeReading() {
        guard self.isReadHeld else { return }
        self.isReadHeld = false
        self.context?.read()
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        guard context.channel.isActive else { return self.ready.fail(ChannelError.ioOnClosedChannel) }
        guard self.isSecure else { return self.ready.succeed() }
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let timeout = context.eventLoop.scheduleTask(in: self.handshakeTimeout) {
            let (handler, context) = loopBound.value
            handler.fail(HTTPTransportError(.connectTimeout, "the TLS handshake was not finished in time"), context)
        }
        self.ready.futureResult.whenComplete { _ in timeout.cancel() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        self.ready.fail(ChannelError.ioOnClosedChannel)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { self.ready.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.fail(ChannelError.eof, context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { self.fail(error, context) }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        self.ready.fail(error)
        self.exchange?.finish(.failure(error))
        self.exchange = nil
        self.becomeUnusable()
        context.close(promise: nil)
    }

    /// Tells, once, that the connection cannot be used any more.
    func becomeUnusable() {
        self.onUnusable?()
        self.onUnusable = nil
    }

    // MARK: Answers

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let exchange = self.exchange else {
            // Nobody asked: what comes is not the answer to anything that will be asked.
            return self.fail(ChannelError.inappropriateOperationForState, context)
        }
        switch self.unwrapInboundIn(data) {
        case .head(let head) where (100..<200).contains(head.status.code):
            // 1xx is no answer, but for 101, after which HTTP is no longer spoken.
            if head.status == .switchingProtocols { self.fail(HTTPParserError.unknown, context) }
        case .head(let head): exchange.receive(head)
        case .body(let buffer): exchange.receive(buffer)
        case .end:
            self.exchange = nil
            exchange.finish(.success(()))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.exchange?.wake()
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if let exchange = self.exchange, !exchange.wantsMore() {
            self.isReadHeld = true
        } else {
            context.read()
        }
    }
}
