// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOExtras
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// Opens connections to one host: directly or through a proxy, with TLS or without.
struct HTTP1Connector: Sendable {
    private let settings: HTTPSettings
    private let authority: String
    private let host: String
    private let port: Int
    private let proxy: ProxySettings.Server?
    /// What TLS needs; `nil` for none.
    private let tls: NIOSSLContext?

    init(_ name: HTTP1Host.Name, settings: HTTPSettings, tls: NIOSSLContext) {
        self.settings = settings
        self.authority = name.authority
        (self.host, self.port) = Self.split(name.authority, defaultPort: name.isSecure ? 443 : 80)
        self.proxy = settings.proxy.server(isSecure: name.isSecure, authority: name.authority)
        self.tls = name.isSecure ? tls : nil
    }

    /// Opens a connection. The whole of it, name resolution apart, takes no longer than the connect time-out allows.
    ///
    /// - Parameters:
    ///   - lane: What the connection is for.
    ///   - eventLoop: Its loop.
    ///   - prepare: Runs on the loop before the connection is handed over.
    /// - Returns: The connection, ready for a request.
    /// - Throws: What went wrong; ``HTTPTransportError/Kind/cancelled`` at once if the task is cancelled.
    func connect(
        _ lane: HTTP1Host.Lane, on eventLoop: any EventLoop,
        _ prepare: @escaping @Sendable (HTTP1Connection) -> Void
    ) async throws(HTTPTransportError) -> HTTP1Connection {
        let attempt = ConnectionAttempt()
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    guard attempt.begin(continuation) else { return }
                    self.open(lane, on: eventLoop, prepare).whenComplete { attempt.finish($0) }
                }
            } onCancel: {
                attempt.cancel()
            }
        } catch {
            throw HTTPTransportError(error, authority: self.authority, isAnswered: false)
        }
    }

    // MARK: Channels

    private func open(
        _ lane: HTTP1Host.Lane, on eventLoop: any EventLoop, _ prepare: @escaping @Sendable (HTTP1Connection) -> Void
    ) -> EventLoopFuture<HTTP1Connection> {
        let limit = TimeAmount(self.settings.connectTimeout)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(limit)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            // One read at a time: what is read lies in memory until somebody takes it. Under TLS it is copied once more, and
            // what is larger than this then comes from the kernel anew each time.
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(
                    minimum: 4096, initial: 16 * 1024, maximum: self.tls == nil ? 512 * 1024 : 64 * 1024))
        let target = self.proxy.map { ($0.host, $0.port) } ?? (self.settings.resolve[self.host] ?? self.host, self.port)
        return bootstrap.connect(host: target.0, port: target.1).flatMap { channel in
            let tunnel = self.proxy.map { self.tunnel(through: $0, channel) }
            return (tunnel ?? channel.eventLoop.makeSucceededVoidFuture()).flatMap {
                do {
                    let handler = try self.addHandlers(to: channel)
                    let loopBound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
                    return handler.ready.futureResult.map {
                        let connection = HTTP1Connection(channel, loopBound.value, lane)
                        prepare(connection)
                        return connection
                    }
                } catch {
                    channel.close(promise: nil)
                    return channel.eventLoop.makeFailedFuture(error)
                }
            }
        }
    }

    /// Adds what a connection consists of, from the socket up: TLS, HTTP, the watch, our end.
    private func addHandlers(to channel: any Channel) throws -> HTTP1Handler {
        let pipeline = channel.pipeline.syncOperations
        let limit = TimeAmount(self.settings.connectTimeout)
        if let tls = self.tls {
            let name = NIOSSLServerName(self.host)
            try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name.value))
        }
        var framing = HTTPRequestEncoder.Configuration()
        framing.automaticallySetFramingHeaders = false
        try pipeline.addHandlers(
            HTTPRequestEncoder(configuration: framing),
            ByteToMessageHandler(
                HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .forward)),
            ConnectionWatchdog(limits: ConnectionWatchdog.Limits(self.settings)))
        let handler = HTTP1Handler(isSecure: self.tls != nil, handshakeTimeout: limit, eventLoop: channel.eventLoop)
        do {
            try pipeline.addHandler(handler)
        } catch {
            handler.ready.fail(error)
            throw error
        }
        return handler
    }

    /// Asks a proxy to connect to the host; what is sent afterwards goes there.
    private func tunnel(through proxy: ProxySettings.Server, _ channel: any Channel) -> EventLoopFuture<Void> {
        let ready = channel.eventLoop.makePromise(of: Void.self)
        do {
            var headers: HTTPHeaders = [
                "host": "\(self.host.contains(":") ? "[\(self.host)]" : self.host):\(self.port)"
            ]
            if let user = proxy.user {
                let pair = Base64.encode(Array("\(user):\(proxy.password ?? "")".utf8))
                headers.add(name: "proxy-authorization", value: "Basic \(pair)")
            }
            let encoder = HTTPRequestEncoder()
            let decoder = ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes))
            try channel.pipeline.syncOperations.addHandlers(
                encoder, decoder,
                NIOHTTP1ProxyConnectHandler(
                    targetHost: self.host.contains(":") ? "[\(self.host)]" : self.host, targetPort: self.port,
                    headers: headers, deadline: .now() + TimeAmount(self.settings.connectTimeout), promise: ready))
            let codec = NIOLoopBound((encoder, decoder), eventLoop: channel.eventLoop)
            return ready.futureResult.flatMap {
                let pipeline = channel.pipeline.syncOperations
                return pipeline.removeHandler(codec.value.0).and(pipeline.removeHandler(codec.value.1)).map { _ in }
            }
        } catch {
            ready.fail(error)
            return ready.futureResult
        }
    }

    private static func split(_ authority: String, defaultPort: Int) -> (host: String, port: Int) {
        let (host, port) = ProxySettings.split(authority)
        return (host, port ?? defaultPort)
    }
}

/// The name that TLS asks for: none for an address, which is compared with the certificate as it is.
private struct NIOSSLServerName {
    let value: String?

    init(_ host: String) { self.value = (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil }
}

/// A connection that is being opened, for a task that may be cancelled meanwhile.
private final class ConnectionAttempt: Sendable {
    private enum State {
        case new
        case waiting(CheckedContinuation<HTTP1Connection, any Error>)
        case done
    }

    private let state = Mutex(State.new)

    /// - Returns: Whether to go on: `false` if the task has been cancelled, which the continuation has been told.
    func begin(_ continuation: CheckedContinuation<HTTP1Connection, any Error>) -> Bool {
        let isNew = self.state.withLock { state in
            guard case .new = state else { return false }
            state = .waiting(continuation)
            return true
        }
        if !isNew { continuation.resume(throwing: CancellationError()) }
        return isNew
    }

    func finish(_ result: Result<HTTP1Connection, any Error>) {
        guard let continuation = self.end() else {
            // Nobody waits any more.
            if case .success(let connection) = result { connection.close() }
            return
        }
        continuation.resume(with: result)
    }

    func cancel() { self.end()?.resume(throwing: CancellationError()) }

    private func end() -> CheckedContinuation<HTTP1Connection, any Error>? {
        self.state.withLock { state in
            defer { state = .done }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
    }
}
