// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Minio

/// How far the transports read ahead of whoever wants the bytes, and how files are read for them.
@Suite struct BackPressureTests {
    @Test(arguments: TransportKind.allCases) func C20_whatNobodyReadsIsNotFetched(_ kind: TransportKind) async throws {
        let sent = Mutex(0)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Fountain { sent.withLock { $0 += 1 } })
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        let minio = try MinioClient(
            "http://127.0.0.1:\(server.localAddress?.port ?? 0)", credentials: .anonymous,
            configuration: .with { $0.retry = .never }, transport: kind.make())
        let total = try await minio.getObject(bucket: "bucket", key: "k") { object in
            var iterator = object.body.makeAsyncIterator()
            var total = try await iterator.next()?.readableBytes ?? 0
            // Until nothing more goes out for a while: what fits into the buffers of both sockets and of the transport.
            var (last, calm) = (-1, 0)
            while calm < 10 {
                try await Task.sleep(for: .milliseconds(20))
                let now = sent.withLock { $0 }
                (last, calm) = (now, now == last ? calm + 1 : 0)
            }
            #expect(last < Fountain.count / 2)
            while let buffer = try await iterator.next() { total += buffer.readableBytes }
            return total
        }
        #expect(total == Fountain.count << 20)
        try await server.close()
    }

    @Test func aFileThatChangesWhileItIsCutIntoChunksIsNoticed() async throws {
        let folder = try Folder()
        try folder.write("f", String(repeating: "a", count: 3 << 19))
        let contents = FileAccess.Contents(
            path: folder.path("f"), snapshot: try await FileAccess.snapshot(of: folder.path("f")))
        var iterator = ChunkedFile(contents: contents, signer: nil, checksum: nil).makeAsyncIterator()
        #expect(try await iterator.next() != nil)
        try folder.write("f", String(repeating: "b", count: 3 << 19))
        do {
            _ = try await iterator.next()
            Issue.record("the change was not noticed")
        } catch let error as MinioError {
            #expect(error.code == .sourceFailed)
        }
    }
}

/// Answers with an object of 64 MiB, a mebibyte after the other as the socket takes them.
private final class Fountain: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    static let count = 64

    private let note: @Sendable () -> Void

    init(_ note: @escaping @Sendable () -> Void) { self.note = note }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let head = "HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: \(Self.count << 20)\r\n\r\n"
        context.write(self.wrapOutboundOut(ByteBuffer(string: head)), promise: nil)
        self.send(Self.count, context)
    }

    private func send(_ rest: Int, _ context: ChannelHandlerContext) {
        guard rest > 0 else { return }
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(repeating: 7, count: 1 << 20))).whenSuccess {
            let (fountain, context) = loopBound.value
            fountain.note()
            fountain.send(rest - 1, context)
        }
    }
}
