// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// HTTP/1.1 over SwiftNIO's own codec and TLS: the transport that clients use on Linux unless told otherwise.
///
/// It does what object storage needs and no more: a small request takes about half of the processor time that it takes over
/// ``AsyncHTTPClientTransport``. Connections are kept per host, the one that was used last before others; there are
/// as many as there are requests, up to ``HTTPSettings/maximumConnections``. Time limits follow progress instead of total
/// time. It follows no redirect, decompresses nothing, and tries nothing twice.
///
/// Its connections are closed when the last copy of it is gone; there is nothing to shut down.
public final class HTTP1Transport: HTTPTransport {
    /// The process-wide transport with the default settings, proxies and certificate files of the environment.
    ///
    /// - Throws: ``MinioError`` with ``MinioError/Code/invalidArgument`` if the environment names a proxy or a
    ///   certificate file that cannot be used.
    public static func shared() throws(MinioError) -> HTTP1Transport {
        try Self.sharedOutcome.get()
    }

    private static let sharedOutcome = Result { () throws(MinioError) in
        try HTTP1Transport(.fromEnvironment())
    }

    /// From how many bytes on a body has a connection for large ones; so has a range of an object.
    private static let largeBody: Int64 = 1 << 20

    /// What this transport was made with.
    public let settings: HTTPSettings

    private let tls: NIOSSLContext
    private let hosts = Mutex<[HTTP1Host.Name: HTTP1Host]>([:])

    /// A transport with settings of its own, and with connections of its own.
    ///
    /// - Throws: ``MinioError`` with ``MinioError/Code/invalidArgument`` if a certificate or key cannot be read.
    public init(_ settings: HTTPSettings = HTTPSettings()) throws(MinioError) {
        self.settings = settings
        var configuration = try settings.tls.configuration()
        configuration.applicationProtocols = ["http/1.1"]
        do {
            self.tls = try NIOSSLContext(configuration: configuration)
        } catch {
            throw MinioError(
                .invalidArgument, "the certificates and keys of the TLS settings do not go together", cause: error)
        }
    }

    deinit {
        for host in self.hosts.withLock({ $0 }).values { host.close() }
    }

    /// Sends one request and hands the answer to a closure, as ``HTTPTransport`` says.
    public func send<Result>(
        _ request: HTTPRequest, body: RequestBody, options: HTTPTransportOptions,
        _ handle: (HTTPResponse, ResponseBody) async -> Result
    ) async throws(HTTPTransportError) -> Result {
        let head = self.head(of: request, body: body, options: options)
        let host = self.host(of: request)
        let isLarge = body.length >= Self.largeBody || request.headerFields[.range] != nil
        let connection = try await host.connection(isLarge ? .large : .small)
        let exchange = HTTP1Exchange(connection)
        // Closed on every way out but that of a complete exchange.
        var isReusable = false
        defer { host.giveBack(connection, isReusable: isReusable) }
        switch body.content() {
        case .bytes(let buffer):
            connection.begin(exchange, head, body: buffer)
            let value = try await self.answer(of: exchange, to: request, handle)
            isReusable = exchange.isReusable
            return value
        case .stream(let buffers):
            connection.begin(exchange, head, body: nil)
            return try await self.sending(buffers, length: body.length, on: connection, exchange) {
                () throws(HTTPTransportError) in
                let value = try await self.answer(of: exchange, to: request, handle)
                isReusable = exchange.isReusable
                return value
            }
        }
    }

    /// Sends a body while the answer is waited for, which may come before all of it is sent.
    private func sending<Result>(
        _ buffers: any AsyncSequence<ByteBuffer, any Error> & Sendable, length: Int64, on connection: HTTP1Connection,
        _ exchange: HTTP1Exchange, _ answer: () async throws(HTTPTransportError) -> Result
    ) async throws(HTTPTransportError) -> Result {
        async let sending: Void = Self.send(buffers, length: length, on: connection, exchange)
        do throws(HTTPTransportError) {
            let value = try await answer()
            // Else a write that the server does not take would be waited for, and the source be asked for more.
            if exchange.isReusable { await sending } else { connection.close() }
            return value
        } catch {
            connection.close()
            throw error
        }
    }

    private func answer<Result>(
        of exchange: HTTP1Exchange, to request: HTTPRequest,
        _ handle: (HTTPResponse, ResponseBody) async -> Result
    ) async throws(HTTPTransportError) -> Result {
        let authority = request.authority ?? ""
        let head: HTTPResponseHead
        do {
            head = try await exchange.head()
        } catch {
            throw HTTPTransportError(error, authority: authority, isAnswered: false)
        }
        let response = HTTPResponse(
            status: .init(code: Int(head.status.code), reasonPhrase: head.status.reasonPhrase),
            headerFields: HTTPFields(head.headers))
        return await handle(
            response,
            ResponseBody(HTTP1Body(exchange: exchange)) {
                HTTPTransportError($0, authority: authority, isAnswered: true)
            })
    }

    /// Sends a body; what goes wrong with it is the answer's failure.
    private static func send(
        _ buffers: any AsyncSequence<ByteBuffer, any Error> & Sendable, length: Int64, on connection: HTTP1Connection,
        _ exchange: HTTP1Exchange
    ) async {
        do {
            try await connection.send(buffers, length: length, of: exchange)
        } catch {
            // The source's own error, or that of a write; if the loop has told of the connection's end before, that stands.
            exchange.finish(.failure(error))
            connection.close()
        }
    }

    private func head(
        of request: HTTPRequest, body: RequestBody, options: HTTPTransportOptions
    ) -> HTTPRequestHead {
        var headers = HTTPHeaders()
        headers.reserveCapacity(request.headerFields.count + 3)
        headers.add(name: "host", value: request.authority ?? "")
        for field in request.headerFields { headers.add(name: field.name.rawName, value: field.value) }
        // A body is announced; that there is none goes without saying only where there never is one.
        let needsLength: Bool =
            switch request.method {
            case .get, .head, .delete, .options: body.length > 0
            default: true
            }
        if needsLength { headers.replaceOrAdd(name: "content-length", value: String(body.length)) }
        if let timeout = options.responseTimeout {
            headers.add(name: ConnectionWatchdog.responseTimeoutField, value: String(timeout.milliseconds))
        }
        return HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method.rawValue), uri: request.path ?? "/",
            headers: headers)
    }

    private func host(of request: HTTPRequest) -> HTTP1Host {
        let name = HTTP1Host.Name(isSecure: request.scheme != "http", authority: request.authority ?? "")
        return self.hosts.withLock { hosts in
            if let host = hosts[name] { return host }
            let host = HTTP1Host(HTTP1Connector(name, settings: self.settings, tls: self.tls), settings: self.settings)
            hosts[name] = host
            return host
        }
    }
}
