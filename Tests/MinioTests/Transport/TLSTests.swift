// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import Minio

/// Whom the transport trusts, against servers with certificates of a test authority.
@Suite struct TLSTests {
    private static func file(_ name: String) -> String {
        Bundle.module.resourceURL?.appendingPathComponent("Vectors/tls/\(name)").path ?? name
    }

    /// Runs against a server that answers every request with 200 and no body.
    private func withServer(
        certificate: String?, asksForClient: Bool = false, _ body: (Int) async throws -> Void
    ) async throws {
        var context: NIOSSLContext?
        if let certificate {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(Self.file("\(certificate).pem")).map {
                    .certificate($0)
                },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: Self.file("\(certificate).key"), format: .pem)))
            if asksForClient {
                configuration.trustRoots = .file(Self.file("ca.pem"))
                configuration.certificateVerification = .noHostnameVerification
            }
            context = try NIOSSLContext(configuration: configuration)
        }
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [context] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.addHandler(Answerer())
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(server.localAddress?.port ?? 0)
        } catch {
            try await server.close()
            throw error
        }
        try await server.close()
    }

    private func stat(_ port: Int, _ kind: TransportKind, _ settings: HTTPSettings) async throws -> MinioError? {
        let minio = try MinioClient(
            "https://127.0.0.1:\(port)", credentials: .anonymous, transport: kind.make(settings))
        return await failure { try await minio.statObject(bucket: "bucket", key: "k") }
    }

    private static let trusting = HTTPSettings.with { $0.tls.additionalCertificates = [.file(Self.file("ca.pem"))] }

    @Test(arguments: TransportKind.allCases) func anAuthorityCanBeAdded(_ kind: TransportKind) async throws {
        try await self.withServer(certificate: "server") { port in
            #expect(try await self.stat(port, kind, Self.trusting) == nil)
            let text = try String(contentsOfFile: Self.file("ca.pem"), encoding: .utf8)
            #expect(try await self.stat(port, kind, .with { $0.tls.additionalCertificates = [.text(text)] }) == nil)
            let environment = try HTTPSettings.fromEnvironment(["AWS_CA_BUNDLE": Self.file("ca.pem")])
            #expect(try await self.stat(port, kind, environment) == nil)
        }
    }

    @Test(arguments: TransportKind.allCases) func A22_aStrangerIsNotTrustedAndTheRemedyIsNamed(_ kind: TransportKind)
        async throws
    {
        try await self.withServer(certificate: "server") { port in
            let error = try #require(try await self.stat(port, kind, HTTPSettings()))
            #expect(error.code == .tls && error.attempts == 1)
            #expect(error.message.contains("additional certificates"))
        }
    }

    @Test(arguments: TransportKind.allCases) func A22_aCertificateForAnotherNameIsNotTrusted(_ kind: TransportKind)
        async throws
    {
        try await self.withServer(certificate: "other") { port in
            let error = try #require(try await self.stat(port, kind, Self.trusting))
            #expect(error.code == .tls && error.attempts == 1, "\(error)")
        }
    }

    @Test(arguments: TransportKind.allCases) func A23_aServerWithoutTLSIsNamedAsSuch(_ kind: TransportKind) async throws
    {
        try await self.withServer(certificate: nil) { port in
            let error = try #require(try await self.stat(port, kind, HTTPSettings()))
            #expect(error.code == .tls && error.attempts == 1)
            #expect(error.message.contains("http://"), "\(error)")
        }
    }

    @Test(arguments: TransportKind.allCases) func A24_aBodyThatIsCutOffUnderTLSIsNotWhole(_ kind: TransportKind)
        async throws
    {
        let context = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(Self.file("server.pem")).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: Self.file("server.key"), format: .pem))))
        let head = "HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 100\r\n\r\nhalf"
        try await ScriptedServer.run(tls: context, { _ in [.bytes(head), .cut] }) { _, endpoint in
            let minio = try MinioClient(
                endpoint, credentials: .anonymous, configuration: .with { $0.retry = .never },
                transport: kind.make(Self.trusting))
            let error = await failure { _ = try await minio.getObject(bucket: "bucket", key: "k", upTo: 1000) }
            #expect(error?.code == .transport, "\(error as Any)")
        }
    }

    @Test(arguments: TransportKind.allCases) func A25_theClientCanIdentifyItself(_ kind: TransportKind) async throws {
        try await self.withServer(certificate: "server", asksForClient: true) { port in
            var settings = Self.trusting
            let stranger = try await self.stat(port, kind, settings)
            #expect(stranger != nil)
            settings.tls.clientCertificate = .file(Self.file("client.pem"))
            #expect(throws: MinioError.self) { try kind.make(settings) }
            settings.tls.privateKey = .file(Self.file("client.key"))
            let known = try await self.stat(port, kind, settings)
            #expect(known == nil, "\(known as Any)")
            #expect(!"\(settings.tls)".contains("client.key"))
        }
    }

    @Test(arguments: TransportKind.allCases) func verificationIsSwitchedOffLoudly(_ kind: TransportKind) async throws {
        try await self.withServer(certificate: "other") { port in
            let settings = HTTPSettings.with { $0.tls.isVerificationDisabledInsecurely = true }
            let lines = Lines()
            let minio = try MinioClient(
                "https://127.0.0.1:\(port)", credentials: .anonymous,
                configuration: .with { $0.backgroundLogger = Logger(label: "test", factory: { _ in lines }) },
                transport: kind.make(settings))
            try await minio.statObject(bucket: "bucket", key: "k")
            #expect(lines.levels == [.warning])
        }
    }

    @Test(arguments: TransportKind.allCases) func aFileThatIsNoCertificateIsRefused(_ kind: TransportKind) {
        #expect(throws: MinioError.self) {
            try kind.make(.with { $0.tls.additionalCertificates = [.file("/no/such/file.pem")] })
        }
        #expect(throws: MinioError.self) {
            try kind.make(.with { $0.tls.additionalCertificates = [.text("nonsense")] })
        }
    }
}

/// Answers as soon as a request's head has come.
private final class Answerer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let answer = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        context.writeAndFlush(self.wrapOutboundOut(answer), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Keeps the levels of what is logged.
private final class Lines: LogHandler {
    private let kept = Mutex<[Logger.Level]>([])

    var levels: [Logger.Level] { self.kept.withLock { $0 } }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) { self.kept.withLock { $0.append(event.level) } }
}
