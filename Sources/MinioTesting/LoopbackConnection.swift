// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#else
import Darwin
#endif

/// One connection: collects a request, asks the core, and writes the reply as whole or as broken as it is meant to be.
final class LoopbackConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let core: ServerCore
    private let number: Int
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()
    private var isTooLarge = false
    private var delayed: Scheduled<Void>?

    init(core: ServerCore, number: Int) {
        self.core = core
        self.number = number
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            self.body = ByteBuffer()
            self.isTooLarge = false
            if head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
                let go = HTTPResponseHead(version: .http1_1, status: .continue)
                context.writeAndFlush(self.wrapOutboundOut(.head(go)), promise: nil)
            }
        case .body(var part):
            self.isTooLarge = self.isTooLarge || self.body.readableBytes + part.readableBytes > ServerCore.maximumBody
            if !self.isTooLarge { self.body.writeBuffer(&part) }
        case .end:
            guard let head = self.head else { return }
            self.head = nil
            self.answer(head, context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.delayed?.cancel()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let reply: Reply
        if self.isTooLarge {
            reply = Reply(status: 413, headers: [.contentLength: "0"], body: ByteBuffer())
        } else {
            reply = self.core.reply(to: self.request(head))
        }
        let isKeptAlive = head.isKeepAlive && !self.isTooLarge
        guard let delay = reply.delay else { return self.write(reply, isKeptAlive: isKeptAlive, context) }
        self.delayed = context.eventLoop.assumeIsolated().scheduleTask(in: Self.amount(delay)) {
            self.write(reply, isKeptAlive: isKeptAlive, context)
        }
    }

    private static func amount(_ duration: Duration) -> TimeAmount {
        let (seconds, attoseconds) = duration.components
        return .seconds(seconds) + .nanoseconds(attoseconds / 1_000_000_000)
    }

    private func writeSpaces(
        _ count: Int, every interval: Duration, then body: ByteBuffer, isKeptAlive: Bool,
        _ context: ChannelHandlerContext
    ) {
        guard count > 0 else {
            context.write(self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
            let ended = context.eventLoop.makePromise(of: Void.self)
            context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: ended)
            if !isKeptAlive { self.close(context, after: ended.futureResult) }
            return
        }
        self.delayed = context.eventLoop.assumeIsolated().scheduleTask(in: Self.amount(interval)) {
            context.writeAndFlush(self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: " ")))), promise: nil)
            self.writeSpaces(count - 1, every: interval, then: body, isKeptAlive: isKeptAlive, context)
        }
    }

    private func request(_ head: HTTPRequestHead) -> IncomingRequest {
        var fields = HTTPFields()
        for (name, value) in head.headers {
            guard name.lowercased() != "host", let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        return IncomingRequest(
            method: HTTPRequest.Method(rawValue: head.method.rawValue) ?? .get, target: head.uri,
            authority: head.headers.first(name: "host") ?? "", headers: fields, body: self.body,
            connection: self.number)
    }

    private func write(_ reply: Reply, isKeptAlive: Bool, _ context: ChannelHandlerContext) {
        switch reply.delivery {
        case .close:
            context.close(promise: nil)
        case .reset:
            // A linger of no seconds makes the close a reset.
            let option = (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            option?.whenFailure { _ in }
            context.close(promise: nil)
        case .whole:
            self.write(reply, bodyBytes: nil, context)
            let ended = context.eventLoop.makePromise(of: Void.self)
            context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: ended)
            if !isKeptAlive { self.close(context, after: ended.futureResult) }
        case .stall(let count):
            self.write(reply, bodyBytes: count, context)
            context.flush()
        case .truncate(let count) where count >= reply.body.readableBytes:
            var whole = reply
            whole.delivery = .whole
            self.write(whole, isKeptAlive: isKeptAlive, context)
        case .spaces(let interval, let count):
            var head = reply
            head.body = ByteBuffer()
            self.write(head, bodyBytes: nil, context)
            context.flush()
            self.writeSpaces(count, every: interval, then: reply.body, isKeptAlive: isKeptAlive, context)
        case .truncate(let count):
            self.close(context, after: self.write(reply, bodyBytes: count, context))
            context.flush()
        }
    }

    /// Writes the head, and so many bytes of the body.
    @discardableResult
    private func write(
        _ reply: Reply, bodyBytes: Int?, _ context: ChannelHandlerContext
    ) -> EventLoopFuture<Void> {
        var headers = HTTPHeaders()
        for field in reply.headers { headers.add(name: field.name.rawName, value: field.value) }
        let status = HTTPResponseStatus(statusCode: min(max(reply.status, 100), 999))
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        let length = min(max(bodyBytes ?? reply.body.readableBytes, 0), reply.body.readableBytes)
        let body = reply.body.getSlice(at: reply.body.readerIndex, length: length) ?? ByteBuffer()
        let written = context.eventLoop.makePromise(of: Void.self)
        context.write(self.wrapOutboundOut(.body(.byteBuffer(body))), promise: written)
        return written.futureResult
    }

    private func close(_ context: ChannelHandlerContext, after future: EventLoopFuture<Void>) {
        future.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }
}
