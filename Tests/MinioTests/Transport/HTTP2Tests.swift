// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL
import Testing

@testable import Minio

/// HTTP/2, for those who ask for it.
@Suite struct HTTP2Tests {
    private static func file(_ name: String) -> String {
        Bundle.module.resourceURL?.appendingPathComponent("Vectors/tls/\(name)").path ?? name
    }

    /// Runs against a server that speaks nothing but HTTP/2.
    private func withServer(_ body: (String) async throws -> Void) async throws {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(Self.file("server.pem")).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: Self.file("server.key"), format: .pem)))
        tls.applicationProtocols = ["h2"]
        let context = try NIOSSLContext(configuration: tls)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    _ = try pipeline.configureHTTP2Pipeline(
                        mode: .server, connectionConfiguration: .init(), streamConfiguration: .init()
                    ) {
                        stream in
                        stream.eventLoop.makeCompletedFuture {
                            try stream.pipeline.syncOperations.addHandlers(
                                HTTP2FramePayloadToHTTP1ServerCodec(), Responder())
                        }
                    }
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body("https://127.0.0.1:\(server.localAddress?.port ?? 0)")
        } catch {
            try await server.close()
            throw error
        }
        try await server.close()
    }

    private func client(_ endpoint: String, usesHTTP2: Bool, _ change: (inout HTTPSettings) -> Void = { _ in }) throws
        -> MinioClient
    {
        var settings = HTTPSettings()
        settings.tls.additionalCertificates = [.file(Self.file("ca.pem"))]
        change(&settings)
        return try MinioClient(
            endpoint, credentials: .anonymous, configuration: .with { $0.retry = .never },
            transport: AsyncHTTPClientTransport(settings, usesHTTP2: usesHTTP2))
    }

    @Test func itIsSpokenWhereAskedFor() async throws {
        try await self.withServer { endpoint in
            let minio = try self.client(endpoint, usesHTTP2: true)
            let read = try await minio.getObject(bucket: "bucket", key: "a+b", upTo: 100)
            #expect(String(buffer: read) == "/bucket/a%2Bb")
            let written = try await minio.putObject(bucket: "bucket", key: "k", .string("abc"))
            #expect(written.etag == "e")
            let other = try self.client(endpoint, usesHTTP2: false)
            #expect(await failure { try await other.statObject(bucket: "bucket", key: "k") } != nil)
        }
    }

    @Test func itsTimeLimitsAreTheSame() async throws {
        try await self.withServer { endpoint in
            let minio = try self.client(endpoint, usesHTTP2: true) { $0.responseTimeout = .milliseconds(100) }
            let error = await failure { try await minio.statObject(bucket: "bucket", key: "silence") }
            #expect(error?.code == .timeout, "\(error as Any)")
        }
    }
}

/// Answers with the path of the request, or not at all.
private final class Responder: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private var path = ""

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head): self.path = head.uri
        case .body: break
        case .end:
            if self.path.hasSuffix("silence") { return }
            let body = ByteBuffer(string: self.path)
            let head = HTTPResponseHead(
                version: .http2, status: .ok, headers: ["content-length": "\(body.readableBytes)", "etag": "\"e\""])
            context.write(self.wrapOutboundOut(.head(head)), promise: nil)
            context.write(self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
            context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
