// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
public import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOSSL
import Synchronization

/// HTTP over async-http-client: the transport that clients use on Apple's platforms unless told otherwise, because it runs on
/// Network.framework there.
///
/// It is tuned for object storage: large receive buffers, as many connections as there are requests, time limits that
/// follow progress instead of total time, no redirects, no decompression, no retries of its own.
///
/// Its connections are closed when the last copy of it is gone; there is nothing to shut down.
public final class AsyncHTTPClientTransport: HTTPTransport {
    /// The process-wide transport with the default settings, proxies and certificate files of the environment.
    ///
    /// - Throws: ``MinioError`` with ``MinioError/Code/invalidArgument`` if the environment names a proxy or a
    ///   certificate file that cannot be used.
    public static func shared() throws(MinioError) -> AsyncHTTPClientTransport {
        try Self.sharedOutcome.get()
    }

    private static let sharedOutcome = Result { () throws(MinioError) in
        try AsyncHTTPClientTransport(.fromEnvironment())
    }

    /// What this transport was made with.
    public let settings: HTTPSettings

    private let configuration: HTTPClient.Configuration
    private let clients = Mutex<[ProxySettings.Server?: HTTPClient]>([:])
    private let permits: ConnectionPermits

    /// A transport with settings of its own, and with connections of its own.
    ///
    /// - Parameters:
    ///   - settings: Time limits, certificates, proxies.
    ///   - usesHTTP2: Whether HTTP/2 is spoken with servers that offer it over TLS. Not unless asked for: all requests then
    ///     share one connection, which makes large transfers slower, and several servers and proxies handle it badly.
    /// - Throws: ``MinioError`` with ``MinioError/Code/invalidArgument`` if a certificate or key cannot be read.
    public init(
        _ settings: HTTPSettings = HTTPSettings(), usesHTTP2: Bool = false
    ) throws(MinioError) {
        self.settings = settings
        self.configuration = try Self.configuration(settings, usesHTTP2: usesHTTP2)
        self.permits = ConnectionPermits(settings.maximumConnections)
    }

    deinit {
        for client in self.clients.withLock({ $0 }).values { client.shutdown { _ in } }
    }

    /// Sends one request and hands the answer to a closure, as ``HTTPTransport`` says.
    public func send<Result>(
        _ request: HTTPRequest, body: RequestBody, options: HTTPTransportOptions,
        _ handle: (HTTPResponse, ResponseBody) async -> Result
    ) async throws(HTTPTransportError) -> Result {
        try await self.permits.take(within: self.settings.connectionWaitTimeout)
        defer { self.permits.release() }
        let outgoing = self.outgoing(request, body: body, options: options)
        let response: HTTPClientResponse
        do {
            response = try await self.client(for: request).execute(outgoing, deadline: .distantFuture)
        } catch {
            throw Self.transportError(error, request: request, isAnswered: false)
        }
        let incoming = HTTPResponse(
            status: .init(code: Int(response.status.code), reasonPhrase: response.status.reasonPhrase),
            headerFields: HTTPFields(response.headers))
        // The body is dropped with `response`; if it was not read to its end, that closes the connection.
        return await handle(
            incoming,
            ResponseBody(response.body) { Self.transportError($0, request: request, isAnswered: true) })
    }

    private func outgoing(
        _ request: HTTPRequest, body: RequestBody, options: HTTPTransportOptions
    ) -> HTTPClientRequest {
        var outgoing = HTTPClientRequest(
            url: "\(request.scheme ?? "https")://\(request.authority ?? "")\(request.path ?? "/")")
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        outgoing.headers.reserveCapacity(request.headerFields.count + 2)
        outgoing.headers.add(name: "host", value: request.authority ?? "")
        for field in request.headerFields { outgoing.headers.add(name: field.name.rawName, value: field.value) }
        if let timeout = options.responseTimeout {
            outgoing.headers.add(name: ConnectionWatchdog.responseTimeoutField, value: String(timeout.milliseconds))
        }
        switch body.content() {
        case .bytes(let buffer):
            outgoing.body = buffer.readableBytes == 0 ? nil : .bytes(buffer)
        case .stream(let sequence):
            outgoing.body = Self.stream(sequence, length: body.length)
        }
        return outgoing
    }

    private static func stream(
        _ sequence: some AsyncSequence<ByteBuffer, any Error> & Sendable, length: Int64
    ) -> HTTPClientRequest.Body {
        .stream(sequence, length: .known(length))
    }

    /// The client that reaches a host: through its proxy, or directly. Made on first use.
    private func client(for request: HTTPRequest) -> HTTPClient {
        let proxy = self.settings.proxy.server(
            isSecure: request.scheme != "http", authority: request.authority ?? "")
        return self.clients.withLock { clients in
            if let client = clients[proxy] { return client }
            var configuration = self.configuration
            if let proxy {
                let authorization = proxy.user.map {
                    HTTPClient.Authorization.basic(username: $0, password: proxy.password ?? "")
                }
                configuration.proxy = .server(host: proxy.host, port: proxy.port, authorization: authorization)
            }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            clients[proxy] = client
            return client
        }
    }

    private static func configuration(
        _ settings: HTTPSettings, usesHTTP2: Bool
    ) throws(MinioError) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        configuration.tlsConfiguration = try settings.tls.configuration()
        configuration.httpVersion = usesHTTP2 ? .automatic : .http1Only
        configuration.timeout.connect = TimeAmount(settings.connectTimeout)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.maximumConnections
        configuration.connectionPool.idleTimeout = TimeAmount(settings.idleConnectionTimeout)
        configuration.dnsOverride = settings.resolve
        let limits = ConnectionWatchdog.Limits(settings)
        configuration.http1_1ConnectionDebugInitializer = { channel in
            channel.setOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: 64 * 1024, maximum: 1 << 20)
            ).flatMapThrowing {
                // After the decoder: there, the parts of requests and answers can be told from each other.
                try Self.watch(channel, after: ByteToMessageHandler<HTTPResponseDecoder>.self, limits)
            }
        }
        configuration.http2StreamChannelDebugInitializer = { channel in
            channel.eventLoop.makeCompletedFuture {
                try Self.watch(channel, after: HTTP2FramePayloadToHTTP1ClientCodec.self, limits)
            }
        }
        return configuration
    }

    private static func watch<Handler: ChannelHandler>(
        _ channel: any Channel, after type: Handler.Type, _ limits: ConnectionWatchdog.Limits
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ConnectionWatchdog(limits: limits), position: .after(pipeline.handler(type: type)))
    }
}
