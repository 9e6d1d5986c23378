// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import MinioTesting
import NIOCore
import Testing

@testable import Minio

/// What is uploaded is what was announced, or nothing.
@Suite struct SourceTests {
    private func withFile(_ bytes: Int, _ body: (URL) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("minio-\(UUID().uuidString)")
        try Data(repeating: 7, count: bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await body(file)
    }

    @Test func whatIsNoFileCannotBeSent() async throws {
        let script = Script([.ok])
        let minio = try script.client()
        for path in ["/no/such/file", "/", "/dev/null"] {
            let error = await failure { try await minio.putObject(bucket: "bucket", key: "k", .file(path)) }
            #expect(error?.code == .sourceFailed && error?.key == "k")
            #expect(error?.message.contains(path) == true)
        }
        #expect(script.requests.isEmpty)
    }

    @Test func aFileThatChangesIsNotStored() async throws {
        try await self.withFile(3 << 20) { file in
            let changes: [@Sendable (URL) throws -> Void] = [
                { try Data(repeating: 7, count: 10).write(to: $0) },
                { try Data(repeating: 8, count: 3 << 20).write(to: $0) },
                {
                    let handle = try FileHandle(forWritingTo: $0)
                    try handle.seekToEnd()
                    try handle.write(contentsOf: Data([1]))
                    try handle.close()
                },
            ]
            for change in changes {
                try Data(repeating: 7, count: 3 << 20).write(to: file)
                let body = try await ObjectSource.file(file.path).body()
                try change(file)
                guard case .stream(let sequence) = body.content() else { return }
                let error = await failure {
                    var iterator = sequence.makeAsyncIterator()
                    while try await iterator.next(isolation: #isolation) != nil {}
                }
                #expect(error?.code == .sourceFailed)
            }
        }
    }

    @Test(arguments: [0, 1, 2, 4, 100])
    func aStreamOfAnotherLengthIsNotStored(_ given: Int) async throws {
        try await withS3TestServer { server in
            let minio = try server.client()
            try await minio.makeBucket("bucket")
            let stream = AsyncStream<ByteBuffer> { continuation in
                for _ in 0..<given { continuation.yield(ByteBuffer(bytes: [1])) }
                continuation.finish()
            }
            let error = await failure {
                try await minio.putObject(bucket: "bucket", key: "k", .stream(stream, size: 3))
            }
            #expect(error?.code == .sourceFailed, "\(error as Any)")
            #expect(try await minio.listObjects(bucket: "bucket").collect().isEmpty)
        }
    }

    @Test(arguments: [0, 2, 4])
    func anotherLengthIsSeenBeforeTheLastBufferIsGiven(_ given: Int) async throws {
        let stream = AsyncThrowingStream<ByteBuffer, any Error> { continuation in
            for _ in 0..<given { continuation.yield(ByteBuffer(bytes: [1])) }
            continuation.finish()
        }
        var count = 0
        let error = await failure {
            for try await buffer in ExactLength(base: stream, length: 3) { count += buffer.readableBytes }
        }
        #expect(error?.code == .sourceFailed)
        #expect(count < 3)
    }

    @Test func aSourcesOwnErrorIsKept() async throws {
        struct Mine: Error {}
        try await withS3TestServer { server in
            let minio = try server.client()
            try await minio.makeBucket("bucket")
            let stream = AsyncThrowingStream<ByteBuffer, any Error> { continuation in
                continuation.yield(ByteBuffer(bytes: [1]))
                continuation.finish(throwing: Mine())
            }
            let error = await failure {
                try await minio.putObject(bucket: "bucket", key: "k", .stream(stream, size: 3))
            }
            #expect(error?.code == .sourceFailed && error?.cause is Mine, "\(error as Any)")
        }
    }

    @Test func anObjectCanBePipedIntoAnother() async throws {
        try await withS3TestServer { server in
            let minio = try server.client()
            try await minio.makeBucket("bucket")
            try await minio.putObject(bucket: "bucket", key: "a", .buffer(ByteBuffer(repeating: 3, count: 1 << 20)))
            try await minio.getObject(bucket: "bucket", key: "a") { object in
                try await minio.putObject(
                    bucket: "bucket", key: "b", .stream(object.body, size: object.info.size ?? 0))
            }
            let copied = try await minio.getObject(bucket: "bucket", key: "b", upTo: 1 << 20)
            #expect(copied == ByteBuffer(repeating: 3, count: 1 << 20))
        }
    }

    @Test func permitsAreNeverMoreThanThereAre() async {
        let permits = ConnectionPermits(3)
        #expect(await permits.acquire(within: .seconds(1)))
        #expect(await permits.acquire(within: .seconds(1)))
        #expect(await permits.acquire(within: .seconds(1)))
        #expect(await permits.acquire(within: .milliseconds(5)) == false)
        permits.release()
        #expect(await permits.acquire(within: .seconds(1)))
        let waiting = Task { await permits.acquire(within: .seconds(60)) }
        waiting.cancel()
        #expect(await waiting.value == false)
        permits.release()
        #expect(await permits.acquire(within: .milliseconds(5)))
    }

    @Test func proxiesComeFromTheEnvironment() throws {
        let settings = try ProxySettings(environment: [
            "https_proxy": "http://user:p%40ss@proxy:3128/", "HTTP_PROXY": "http://plain:8080",
            "no_proxy": "internal, .corp.example,host:9000,10.0.0.1",
        ])
        #expect(settings.server(isSecure: true, authority: "s3.example.com")?.host == "proxy")
        #expect(settings.server(isSecure: true, authority: "s3.example.com")?.password == "p@ss")
        #expect(settings.server(isSecure: false, authority: "s3.example.com:80")?.port == 8080)
        for direct in [
            "internal", "a.internal:9000", "x.corp.example", "host:9000", "10.0.0.1:1", "localhost", "[::1]:9",
            "127.0.0.1",
        ] {
            #expect(settings.server(isSecure: true, authority: direct) == nil, "\(direct)")
        }
        #expect(settings.server(isSecure: true, authority: "host:9001") != nil)
        #expect(!"\(settings)".contains("p@ss"))
        #expect(throws: MinioError.self) { try ProxySettings(environment: ["https_proxy": "socks5://x:1"]) }
        #expect(throws: MinioError.self) { try ProxySettings(environment: ["https_proxy": "http://x:99999"]) }
    }
}
