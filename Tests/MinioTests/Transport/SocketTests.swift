// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import MinioTesting
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Minio

/// The transport over real sockets, against the test server on loopback.
@Suite struct SocketTests {
    private func client(
        _ server: S3TestServer, _ kind: TransportKind, retries: Bool = false,
        _ change: (inout HTTPSettings) -> Void = { _ in }
    ) throws -> MinioClient {
        var settings = HTTPSettings()
        change(&settings)
        var configuration = MinioConfiguration()
        configuration.region = "us-east-1"
        if !retries { configuration.retry = .never }
        return try MinioClient(
            server.endpoint, credentials: .static(accessKey: "minioadmin", secretKey: "minioadmin"),
            configuration: configuration, transport: kind.make(settings))
    }

    static let keys = [
        "a b", "a+b", "a%2Fb", "a%b", "100%", "a?b", "a#b", "a;b", "a&b=c", "~", "!*'();:@$,[]", "\u{FC}", "u\u{308}",
        "👩‍👩‍👧‍👦", "a\\b", "folder/", "a//b", "/a", "//", "a/./b", "a/../b", "../a", "..", ".", "a\tb", "a\nb", "a\rb",
        "a\u{1}b", "a\u{7F}b", "%", "%%", "%zz", "http://x/y", "a|b`c^d{e}", "\"quoted\"", "<a>",
        String(repeating: "ü/", count: 340),
    ]

    @Test(arguments: TransportKind.allCases) func pathsArriveByteForByte(_ kind: TransportKind) async throws {
        try await withS3TestServer { server in
            let minio = try self.client(server, kind)
            try await minio.makeBucket("bucket")
            for key in Self.keys {
                server.clearRequests()
                try await minio.putObject(bucket: "bucket", key: key, .string("x"))
                try await minio.getObject(
                    bucket: "bucket", key: key, options: .with { $0.responseOverrides.contentType = "a b+c/%2F&=?#~" }
                ) { _ in }
                let path = "/bucket/\(PercentEncoding.path(key))"
                let query = "?response-content-type=a%20b%2Bc%2F%252F%26%3D%3F%23~"
                #expect(server.requests.map(\.target) == [path, path + query])
                #expect(server.requests.allSatisfy { $0.isSignatureVerified })
                #expect(server.requests.allSatisfy { $0.key.map { $0.utf8.elementsEqual(key.utf8) } == true })
            }
        }
    }

    @Test(arguments: TransportKind.allCases) func headersAreWhatWasSignedAndNoMore(_ kind: TransportKind) async throws {
        try await withS3TestServer { server in
            let minio = try self.client(server, kind)
            try await minio.makeBucket("bucket")
            try await minio.putObject(bucket: "bucket", key: "empty", .bytes([]))
            let stream = AsyncStream<ByteBuffer> {
                $0.yield(ByteBuffer(string: "abc"))
                $0.finish()
            }
            try await minio.putObject(bucket: "bucket", key: "stream", .stream(stream, size: 3))
            try await minio.copyObject(
                from: CopySource(bucket: "bucket", key: "stream"), bucket: "bucket", key: "copy")
            for request in server.requests {
                let names = request.headers.map(\.name.canonicalName)
                #expect(Set(names).count == names.count, "\(request.operation) sends a header twice")
                #expect(
                    !names.contains("transfer-encoding") && !names.contains(ConnectionWatchdog.responseTimeoutField))
                #expect(request.headers[.contentLength] != nil)
                #expect("http://\(request.authority)" == server.endpoint)
            }
            let streamed = server.requests.first { $0.key == "stream" }
            #expect(streamed.map { String(buffer: $0.body) } == "abc")
        }
    }

    @Test(arguments: TransportKind.allCases) func connectionsAreUsedAgain(_ kind: TransportKind) async throws {
        try await withS3TestServer { server in
            let minio = try self.client(server, kind) { $0.idleConnectionTimeout = .seconds(3600) }
            try await minio.makeBucket("bucket")
            for number in 0..<20 {
                try await minio.putObject(bucket: "bucket", key: "\(number)", .string("x"))
                _ = await failure { try await minio.statObject(bucket: "bucket", key: "none") }
                _ = await failure { _ = try await minio.getObject(bucket: "bucket", key: "none", upTo: 10) }
            }
            #expect(Set(server.requests.map(\.connection)).count == 1)
        }
    }

    @Test(arguments: TransportKind.allCases) func A1_aRefusedPortFailsSoonAndSaysSo(_ kind: TransportKind) async throws
    {
        // A port that was free a moment ago.
        let endpoint = try await withS3TestServer { server in server.endpoint }
        let pauses = Mutex<[Duration]>([])
        var configuration = MinioConfiguration()
        configuration.clock.random = { 1 }
        configuration.clock.sleep = { pause in pauses.withLock { $0.append(pause) } }
        let minio = try MinioClient(
            endpoint, credentials: .static(accessKey: "a", secretKey: "b"), configuration: configuration,
            transport: kind.make())
        let error = await failure { try await minio.statObject(bucket: "bucket", key: "k") }
        #expect(error?.code == .transport && error?.attempts == 5)
        #expect(error?.operation == "HeadObject")
        #expect(error?.message.contains("refused") == true && error?.message.contains("127.0.0.1:") == true)
        // At the longest, all pauses together are well within two seconds; a refusal itself takes no time.
        #expect(pauses.withLock { $0.reduce(.zero, +) } == .milliseconds(750))
    }

    @Test(arguments: TransportKind.allCases) func A3_aNameThatNobodyKnowsIsToldAsSuch(_ kind: TransportKind)
        async throws
    {
        let minio = try MinioClient(
            "http://no-such-host.invalid", credentials: .anonymous, configuration: .with { $0.retry = .never },
            transport: kind.make())
        let error = await failure { try await minio.statObject(bucket: "bucket", key: "k") }
        #expect(error?.code == .transport)
        #expect(error?.message.contains("no-such-host.invalid") == true)
    }

    @Test(arguments: TransportKind.allCases) func B15_redirectsAreNotFollowed(_ kind: TransportKind) async throws {
        try await withS3TestServer { other in
            try await withS3TestServer { server in
                let minio = try self.client(server, kind, retries: true)
                for status in [301, 302, 303, 307, 308] {
                    let location = "\(other.endpoint)/bucket/k"
                    server.inject(.answer(status: status, headers: [.location: location]), times: 5)
                    let error = await failure { try await minio.putObject(bucket: "bucket", key: "k", .string("x")) }
                    #expect(error != nil)
                    server.removeFaults()
                }
            }
            #expect(other.requests.isEmpty)
        }
    }

    @Test(arguments: TransportKind.allCases) func whatTheServerDoesToAConnectionIsNamed(_ kind: TransportKind)
        async throws
    {
        try await withS3TestServer { server in
            let patient = try self.client(server, kind)
            let hasty = try self.client(server, kind) {
                $0.idleReadTimeout = .milliseconds(200)
                $0.responseTimeout = .milliseconds(200)
            }
            try await patient.makeBucket("bucket")
            let bytes = ByteBuffer(repeating: 7, count: 300_000)
            try await patient.putObject(bucket: "bucket", key: "k", .buffer(bytes))
            let cases: [(Fault, MinioClient, MinioError.Code)] = [
                (.close, patient, .transport), (.reset, patient, .transport),
                (.truncate(afterBytes: 1000), patient, .transport), (.stall(afterBytes: 1000), hasty, .timeout),
                (.delay(.seconds(60)), hasty, .timeout),
            ]
            for (fault, minio, code) in cases {
                server.inject(fault, on: "GetObject")
                let error = await failure { _ = try await minio.getObject(bucket: "bucket", key: "k", upTo: 1 << 20) }
                #expect(error?.code == code, "\(fault): \(error as Any)")
                // The connection is given up, the client is not.
                let read = try await patient.getObject(bucket: "bucket", key: "k", upTo: 1 << 20)
                #expect(read == bytes)
            }
            server.inject(.executeThenDropReply, on: "PutObject")
            let lost = await failure { try await patient.putObject(bucket: "bucket", key: "lost", .string("x")) }
            #expect(lost?.mayHaveTakenEffect == true)
            try await patient.statObject(bucket: "bucket", key: "lost")
        }
    }

    @Test(arguments: TransportKind.allCases) func connectionsThatBreakAreTriedAgain(_ kind: TransportKind) async throws
    {
        try await withS3TestServer { server in
            let minio = try self.client(server, kind, retries: true)
            try await minio.makeBucket("bucket")
            for fault in [Fault.close, .reset, .executeThenDropReply, .status(503, code: "SlowDownWrite")] {
                server.clearRequests()
                server.inject(fault, on: "PutObject")
                try await minio.putObject(bucket: "bucket", key: "k", .string("x"))
                #expect(server.requests.filter { $0.operation == "PutObject" }.count == 2)
            }
        }
    }

    /// Runs against a server that accepts connections and does not read a byte.
    private func withDeafServer(_ body: (String) async throws -> Void) async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false).bind(host: "127.0.0.1", port: 0).get()
        let port = server.localAddress?.port ?? 0
        do {
            try await body("http://127.0.0.1:\(port)")
        } catch {
            try await server.close()
            throw error
        }
        try await server.close()
    }

    @Test(arguments: TransportKind.allCases) func A20_aServerThatStopsReadingIsGivenUp(_ kind: TransportKind)
        async throws
    {
        try await self.withDeafServer { endpoint in
            let settings = HTTPSettings.with { $0.idleWriteTimeout = .milliseconds(100) }
            let minio = try MinioClient(
                endpoint, credentials: .anonymous, configuration: .with { $0.retry = .never },
                transport: kind.make(settings))
            let bytes = ByteBuffer(repeating: 7, count: 32 << 20)
            let error = await failure {
                try await minio.putObject(
                    bucket: "bucket", key: "k", .buffer(bytes),
                    options: .with { $0.partSize = Int64(bytes.readableBytes) })
            }
            #expect(
                error?.code == .timeout,
                "\(error as Any) \(String(reflecting: error?.cause)) \((error?.cause as? HTTPTransportError)?.cause as Any)"
            )
        }
    }

    @Test(arguments: TransportKind.allCases) func A17_aServerThatDoesNotAnswerIsGivenUp(_ kind: TransportKind)
        async throws
    {
        try await self.withDeafServer { endpoint in
            let settings = HTTPSettings.with { $0.responseTimeout = .milliseconds(100) }
            let minio = try MinioClient(
                endpoint, credentials: .anonymous, configuration: .with { $0.retry = .never },
                transport: kind.make(settings))
            let error = await failure { try await minio.statObject(bucket: "bucket", key: "k") }
            #expect(
                error?.code == .timeout,
                "\(error as Any) \(String(reflecting: error?.cause)) \((error?.cause as? HTTPTransportError)?.cause as Any)"
            )
        }
    }

    @Test(arguments: TransportKind.allCases) func cancellingATaskEndsItsCall(_ kind: TransportKind) async throws {
        try await withS3TestServer { server in
            let minio = try self.client(server, kind, retries: true)
            try await minio.makeBucket("bucket")
            server.inject(.delay(.seconds(30)), on: "HeadObject")
            let task = Task { await failure { try await minio.statObject(bucket: "bucket", key: "k") } }
            while !server.requests.contains(where: { $0.operation == "HeadObject" }) { await Task.yield() }
            task.cancel()
            #expect(await task.value?.isCancellation == true)
        }
    }
}
