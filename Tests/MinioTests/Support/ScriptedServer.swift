// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

@testable import Minio

/// A server that sends what a test has written, byte for byte, whether that is HTTP or not.
final class ScriptedServer: Sendable {
    /// What it does next on a connection.
    enum Action: Sendable {
        /// Sends bytes.
        case bytes(String)
        /// Sends bytes one at a time, with a pause after each.
        case drip(String, every: TimeAmount)
        /// Closes in order.
        case close
        /// Closes the socket under TLS, which is not told.
        case cut
        /// Resets.
        case reset

        /// An answer with a body.
        static func answer(_ status: String, _ body: String = "", headers: [String] = []) -> Action {
            let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
            return .bytes(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
        }
    }

    /// What has arrived.
    struct Request: Sendable {
        /// The number of its connection, from 0.
        let connection: Int
        /// How many requests came before it, on any connection.
        let number: Int
        let head: String
        /// As much of the body as was read before the answer.
        let body: [UInt8]
    }

    private struct State {
        var connections = 0
        var open = 0
        var requests: [Request] = []
    }

    private let state = Mutex(State())
    private let script: @Sendable (Request) -> [Action]
    private let bodyLimit: Int
    private let greeting: @Sendable (_ connection: Int) -> [Action]

    var requests: [Request] { self.state.withLock { $0.requests } }
    /// How many connections there have been, and how many there are.
    var connections: (made: Int, open: Int) { self.state.withLock { ($0.connections, $0.open) } }

    private init(
        bodyLimit: Int, greeting: @escaping @Sendable (Int) -> [Action],
        script: @escaping @Sendable (Request) -> [Action]
    ) {
        self.bodyLimit = bodyLimit
        self.greeting = greeting
        self.script = script
    }

    /// Runs a body against a server.
    ///
    /// - Parameters:
    ///   - tls: Its certificate and key; `nil` for plain HTTP.
    ///   - bodyLimit: How much of a request's body is read before it is answered.
    ///   - greeting: What it does when a connection is made.
    ///   - script: What it does when a request has come.
    ///   - body: Is given the server and its endpoint.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    static func run<Value>(
        tls: NIOSSLContext? = nil, bodyLimit: Int = .max, greeting: @escaping @Sendable (Int) -> [Action] = { _ in [] },
        _ script: @escaping @Sendable (Request) -> [Action],
        _ body: (ScriptedServer, String) async throws -> Value
    ) async throws -> Value {
        let server = ScriptedServer(bodyLimit: bodyLimit, greeting: greeting, script: script)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Speaker(server))
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        let endpoint = "\(tls == nil ? "http" : "https")://127.0.0.1:\(listener.localAddress?.port ?? 0)"
        do {
            let value = try await body(server, endpoint)
            try await listener.close()
            return value
        } catch {
            try await listener.close()
            throw error
        }
    }

    /// Reads requests, one after another, and acts.
    private final class Speaker: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: ScriptedServer
        private var connection = 0
        private var received = ByteBuffer()
        private var isOver = false

        init(_ server: ScriptedServer) { self.server = server }

        func channelActive(context: ChannelHandlerContext) {
            self.connection = self.server.state.withLock { state in
                defer { state.connections += 1 }
                state.open += 1
                return state.connections
            }
            self.act(self.server.greeting(self.connection)[...], context)
        }

        func channelInactive(context: ChannelHandlerContext) { self.server.state.withLock { $0.open -= 1 } }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var buffer = self.unwrapInboundIn(data)
            self.received.writeBuffer(&buffer)
            while !self.isOver, let request = self.takeRequest() { self.act(self.server.script(request)[...], context) }
        }

        private func takeRequest() -> Request? {
            let bytes = Array(self.received.readableBytesView)
            guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: Array("\r\n\r\n".utf8)) }) else {
                return nil
            }
            let head = String(decoding: bytes[..<end], as: UTF8.self)
            let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.drop { $0 != ":" }.dropFirst().trimmingCharacters(in: .whitespaces)) }
            let wanted = min(length ?? 0, self.server.bodyLimit)
            guard bytes.count >= end + 4 + wanted else { return nil }
            self.received.moveReaderIndex(forwardBy: end + 4 + wanted)
            if wanted < length ?? 0 { self.isOver = true }
            return self.server.state.withLock { state in
                let request = Request(
                    connection: self.connection, number: state.requests.count, head: head,
                    body: Array(bytes[(end + 4)..<(end + 4 + wanted)]))
                state.requests.append(request)
                return request
            }
        }

        private func act(_ actions: ArraySlice<Action>, _ context: ChannelHandlerContext) {
            guard let action = actions.first else { return }
            let rest = actions.dropFirst()
            switch action {
            case .bytes(let text): context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            case .drip(let text, let pause): return self.drip(text.utf8[...], pause, rest, context)
            case .close: context.close(promise: nil)
            case .cut: context.channel.pipeline.syncOperations.cut()
            case .reset:
                (context.channel as? any SocketOptionProvider)?
                    .setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { [channel = context.channel] _ in
                        channel.close(promise: nil)
                    }
            }
            self.act(rest, context)
        }

        private func drip(
            _ text: Substring.UTF8View, _ pause: TimeAmount, _ rest: ArraySlice<Action>,
            _ context: ChannelHandlerContext
        ) {
            guard let byte = text.first else { return self.act(rest, context) }
            context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(bytes: [byte])), promise: nil)
            let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: pause) {
                let (speaker, context) = loopBound.value
                if context.channel.isActive { speaker.drip(text.dropFirst(), pause, rest, context) }
            }
        }
    }
}

extension ChannelPipeline.SynchronousOperations {
    /// Closes the socket from below TLS.
    fileprivate func cut() {
        guard let context = try? self.context(handlerType: NIOSSLServerHandler.self) else { return }
        context.close(promise: nil)
    }
}
