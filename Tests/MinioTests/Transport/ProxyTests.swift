// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import MinioTesting
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Minio

/// Requests through a proxy, over real sockets.
@Suite struct ProxyTests {
    @Test(arguments: TransportKind.allCases) func aProxyIsAskedForATunnelAndToldNothingElse(_ kind: TransportKind)
        async throws
    {
        try await withS3TestServer { server in
            let target = Int(server.endpoint.split(separator: ":").last ?? "") ?? 0
            let heads = Heads()
            let proxy = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Tunnel(target: target, heads: heads))
                    }
                }.bind(host: "127.0.0.1", port: 0).get()
            let environment = ["http_proxy": "http://user:secret@127.0.0.1:\(proxy.localAddress?.port ?? 0)"]
            let minio = try MinioClient(
                "http://s3.behind-a-proxy.example:\(target)",
                credentials: .static(accessKey: "minioadmin", secretKey: "minioadmin"),
                transport: kind.make(.fromEnvironment(environment)))
            try await minio.makeBucket("bucket")
            try await minio.putObject(bucket: "bucket", key: "a+b", .string("x"))
            let read = try await minio.getObject(bucket: "bucket", key: "a+b", upTo: 10)
            #expect(read == ByteBuffer(string: "x"))
            let head = try #require(heads.all.first)
            #expect(head.hasPrefix("CONNECT s3.behind-a-proxy.example:\(target) HTTP/1.1\r\n"))
            #expect(head.lowercased().contains("proxy-authorization: basic dxnlcjpzzwnyzxq="))
            #expect(!head.contains("AWS4") && !head.lowercased().contains("x-amz"))
            try await proxy.close()
        }
    }
}

/// The heads of the requests that a proxy was sent.
private final class Heads: Sendable {
    private let kept = Mutex<[String]>([])

    var all: [String] { self.kept.withLock { $0 } }

    func append(_ head: String) { self.kept.withLock { $0.append(head) } }
}

/// Answers the first request with 200, and passes on everything after it to a port on loopback.
private final class Tunnel: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let target: Int
    private let heads: Heads
    private var partner: (any Channel)?

    init(target: Int, heads: Heads) {
        self.target = target
        self.heads = heads
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = self.unwrapInboundIn(data)
        if let partner = self.partner {
            partner.writeAndFlush(buffer, promise: nil)
            return
        }
        self.heads.append(String(buffer: buffer))
        let client = context.channel
        let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
        ClientBootstrap(group: context.eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Return(client: client))
                }
            }
            .connect(host: "127.0.0.1", port: self.target)
            .whenSuccess { channel in
                loopBound.value.partner = channel
                client.writeAndFlush(ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n"), promise: nil)
            }
    }

    func channelInactive(context: ChannelHandlerContext) { self.partner?.close(promise: nil) }
}

/// Passes back what the target sends.
private final class Return: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let client: any Channel

    init(client: any Channel) { self.client = client }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.client.writeAndFlush(self.unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { self.client.close(promise: nil) }
}
