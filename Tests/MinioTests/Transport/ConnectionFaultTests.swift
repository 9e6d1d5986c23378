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

/// What befalls connections, over sockets, with both transports. The names begin with the numbers of the fault matrix.
@Suite struct ConnectionFaultTests {
    private typealias Action = ScriptedServer.Action

    private func client(
        _ endpoint: String, _ kind: TransportKind, retries: Bool = true, pauses: Bool = true,
        _ settings: HTTPSettings = HTTPSettings()
    ) throws -> MinioClient {
        var configuration = MinioConfiguration()
        configuration.region = "us-east-1"
        configuration.clock.sleep = { _ in #expect(pauses, "there is a pause before the next attempt") }
        if !retries { configuration.retry = .never }
        return try MinioClient(
            endpoint, credentials: .static(accessKey: "minioadmin", secretKey: "minioadmin"),
            configuration: configuration, transport: kind.make(settings))
    }

    /// A kind of end of the first attempts, and how many there are.
    @Test(arguments: TransportKind.allCases) func A2_aServerThatAcceptsNobodyIsGivenUpInTime(_ kind: TransportKind)
        async throws
    {
        let deaf = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 0).serverChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = deaf.localAddress?.port ?? 0
        // Connections of others fill what room there is.
        var others: [any Channel] = []
        for _ in 0..<8 {
            let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.milliseconds(100))
            guard let other = try? await bootstrap.connect(host: "127.0.0.1", port: port).get() else { break }
            others.append(other)
        }
        try #require(others.count < 8)
        let minio = try self.client(
            "http://127.0.0.1:\(port)", kind, .with { $0.connectTimeout = .milliseconds(100) })
        let error = await failure { try await minio.statObject(bucket: "bucket", key: "k") }
        #expect(error?.code == .timeout && error?.attempts == 5, "\(error as Any)")
        for other in others { try await other.close() }
        try await deaf.close()
    }

    @Test(arguments: TransportKind.allCases) func A4_anAddressThatIsDeadIsNotTheLast(_ kind: TransportKind) async throws
    {
        // The name stands for two addresses, and only one of them has a server.
        try await ScriptedServer.run({ _ in [.answer("200 OK")] }) { _, endpoint in
            let minio = try self.client(
                endpoint.replacingOccurrences(of: "127.0.0.1", with: "localhost"), kind, retries: false)
            try await minio.statObject(bucket: "bucket", key: "k")
        }
    }

    @Test(arguments: TransportKind.allCases) func A5_aResetAfterTheConnectionIsMadeIsTriedAgain(_ kind: TransportKind)
        async throws
    {
        try await ScriptedServer.run(greeting: { $0 < 2 ? [.reset] : [] }, { _ in [.answer("200 OK")] }) {
            server, endpoint in
            try await self.client(endpoint, kind).putObject(bucket: "bucket", key: "k", .string("x"))
            #expect(server.connections.made == 3 && server.requests.count == 1)
        }
    }

    @Test(arguments: TransportKind.allCases, [0, 500_000])
    func A6_A7_aResetWithinTheBodyIsTriedAgainWithTheSameBytes(_ kind: TransportKind, _ read: Int) async throws {
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        for source in [ObjectSource.bytes(bytes), .file(file.path)] {
            let seen = Mutex<[[UInt8]]>([])
            try await ScriptedServer.run(
                bodyLimit: read, { $0.number < 2 ? [.reset] : [.answer("200 OK")] }
            ) { server, endpoint in
                try await self.client(endpoint, kind).putObject(
                    bucket: "bucket", key: "k", source, options: .with { $0.checksum = nil })
                seen.withLock { $0 = server.requests.map(\.body) }
            }
            let bodies = seen.withLock { $0 }
            #expect(bodies.count == 3 && bodies.allSatisfy { $0.count == read })
            if case .buffer = source.storage { #expect(bodies.allSatisfy { $0.elementsEqual(bytes[..<read]) }) }
        }
    }

    @Test(arguments: TransportKind.allCases) func A8_aStreamIsReadOnceAndSentAgain(_ kind: TransportKind) async throws {
        try await ScriptedServer.run({ $0.number < 2 ? [.reset] : [.answer("200 OK")] }) { server, endpoint in
            let made = Mutex(0)
            let stream = AsyncStream<ByteBuffer> {
                made.withLock { $0 += 1 }
                return made.withLock { $0 } > 3 ? nil : ByteBuffer(string: "abc")
            }
            try await self.client(endpoint, kind).putObject(bucket: "bucket", key: "k", .stream(stream, size: 9))
            #expect(
                server.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
                    "abcabcabc", "abcabcabc", "abcabcabc",
                ])
        }
    }

    @Test(arguments: TransportKind.allCases) func A9_anAnswerThatNeverCameIsAskedForAgain(_ kind: TransportKind)
        async throws
    {
        try await ScriptedServer.run({ $0.number < 2 ? [.close] : [.answer("200 OK")] }) { server, endpoint in
            try await self.client(endpoint, kind).putObject(bucket: "bucket", key: "k", .string("x"))
            #expect(server.requests.count == 3)
            #expect(Set(server.requests.map(\.body)).count == 1)
        }
    }

    @Test(arguments: TransportKind.allCases) func A13_aConnectionThatWasClosedWhileIdleCostsNothing(
        _ kind: TransportKind
    ) async throws {
        try await ScriptedServer.run({ _ in [.answer("200 OK"), .close] }) { server, endpoint in
            let minio = try self.client(endpoint, kind, pauses: false)
            for _ in 0..<20 { try await minio.statObject(bucket: "bucket", key: "k") }
            #expect(server.requests.count == 20)
        }
    }

    @Test(arguments: TransportKind.allCases) func A14_aConnectionThatIsClosedUnderARequestCostsNoAttempt(
        _ kind: TransportKind
    ) async throws {
        // Every second request on a connection is not answered.
        let counts = Mutex<[Int: Int]>([:])
        try await ScriptedServer.run({ request in
            let count = counts.withLock { counts in
                counts[request.connection, default: 0] += 1
                return counts[request.connection, default: 0]
            }
            return count == 1 ? [.answer("200 OK")] : [.close]
        }) { server, endpoint in
            let minio = try self.client(endpoint, kind, pauses: false)
            for _ in 0..<10 {
                try await minio.putObject(bucket: "bucket", key: "k", .string("x"))
            }
            #expect(server.requests.count == 19)
        }
    }

    @Test(arguments: TransportKind.allCases) func A15_aServerThatKeepsNoConnectionLeavesNoneOpen(_ kind: TransportKind)
        async throws
    {
        try await ScriptedServer.run({ _ in [.answer("200 OK", headers: ["Connection: close"])] }) { server, endpoint in
            let minio = try self.client(endpoint, kind, retries: false)
            for _ in 0..<200 { try await minio.statObject(bucket: "bucket", key: "k") }
            #expect(server.requests.count == 200 && server.connections.made == 200)
            while server.connections.open > 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    @Test(arguments: TransportKind.allCases) func A16_anAnswerOfUnknownLengthIsNotTakenForAnObject(
        _ kind: TransportKind
    )
        async throws
    {
        let old = "HTTP/1.0 200 OK\r\nETag: \"e\"\r\n\r\nhalf of an obj"
        try await ScriptedServer.run({ _ in [.bytes(old), .close] }) { _, endpoint in
            let minio = try self.client(endpoint, kind, retries: false)
            let error = await failure { _ = try await minio.getObject(bucket: "bucket", key: "k", upTo: 100) }
            #expect(error?.code == .malformedResponse, "\(error as Any)")
        }
    }

    @Test(arguments: TransportKind.allCases) func A18_aBodyThatStandsStillIsResumed(_ kind: TransportKind) async throws
    {
        try await withS3TestServer { server in
            let minio = try self.client(server.endpoint, kind, .with { $0.idleReadTimeout = .milliseconds(200) })
            let bytes = ByteBuffer(repeating: 7, count: 300_000)
            try await minio.makeBucket("bucket")
            try await minio.putObject(bucket: "bucket", key: "k", .buffer(bytes))
            server.inject(.stall(afterBytes: 100_000), on: "GetObject")
            let read = try await minio.getObject(bucket: "bucket", key: "k", upTo: 1 << 20)
            #expect(read == bytes)
            #expect(server.requests.last?.headers[.range] == "bytes=100000-299999")
        }
    }

    @Test(arguments: TransportKind.allCases) func A19_aServerThatDripsIsGivenUp(_ kind: TransportKind) async throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nETag: \"e\"\r\n\r\n"
        let drops = String(repeating: "x", count: 100_000)
        try await ScriptedServer.run({ _ in [.bytes(text), .drip(drops, every: .milliseconds(5))] }) { _, endpoint in
            let minio = try self.client(
                endpoint, kind, retries: false,
                .with {
                    $0.minimumThroughput = 1 << 20
                    $0.stallWindow = .milliseconds(200)
                })
            let error = await failure { _ = try await minio.getObject(bucket: "bucket", key: "k", upTo: 1 << 20) }
            #expect(error?.code == .timeout, "\(error as Any)")
        }
    }

    @Test(arguments: TransportKind.allCases) func A21_aHandshakeThatNeverEndsIsGivenUp(_ kind: TransportKind)
        async throws
    {
        try await ScriptedServer.run({ _ in [] }) { _, endpoint in
            let minio = try self.client(
                endpoint.replacingOccurrences(of: "http:", with: "https:"), kind,
                .with { $0.connectTimeout = .milliseconds(200) })
            let error = await failure { try await minio.statObject(bucket: "bucket", key: "k") }
            #expect(error?.code == .timeout && error?.attempts == 5, "\(error as Any)")
        }
    }

    @Test(arguments: TransportKind.allCases) func A26_whenAllConnectionsAreBusyOthersWaitTheirTurn(
        _ kind: TransportKind
    )
        async throws
    {
        try await withS3TestServer { server in
            let minio = try self.client(
                server.endpoint, kind,
                .with {
                    $0.maximumConnections = 4
                    // None is replaced because the machine was slow.
                    $0.idleConnectionTimeout = .seconds(3600)
                })
            try await minio.makeBucket("bucket")
            try await minio.putObject(bucket: "bucket", key: "k", .string("x"))
            server.inject(.delay(.seconds(60)), on: "HeadObject")
            let stuck = Task { await failure { try await minio.statObject(bucket: "bucket", key: "k") } }
            while !server.requests.contains(where: { $0.operation == "HeadObject" }) { await Task.yield() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask { _ = try await minio.getObject(bucket: "bucket", key: "k", upTo: 10) }
                }
                try await group.waitForAll()
            }
            #expect(Set(server.requests.map(\.connection)).count <= 4)
            // Who waits for a connection can be cancelled.
            let single = try self.client(server.endpoint, kind, .with { $0.maximumConnections = 1 })
            server.clearRequests()
            server.inject(.delay(.seconds(60)), on: "HeadObject")
            let first = Task { await failure { try await single.statObject(bucket: "bucket", key: "k") } }
            while !server.requests.contains(where: { $0.operation == "HeadObject" }) { await Task.yield() }
            let second = Task { await failure { try await single.statObject(bucket: "bucket", key: "other") } }
            second.cancel()
            #expect(await second.value?.isCancellation == true)
            stuck.cancel()
            first.cancel()
            #expect(await stuck.value?.isCancellation == true)
            #expect(await first.value?.isCancellation == true)
        }
    }

    @Test(arguments: TransportKind.allCases) func A27_errorsThatNobodyReadsLeaveNoConnectionOpen(_ kind: TransportKind)
        async throws
    {
        let page = String(repeating: "<p>no</p>", count: 500)
        try await ScriptedServer.run({ _ in [.answer("404 Not Found", page)] }) { server, endpoint in
            let minio = try self.client(
                endpoint, kind, retries: false, .with { $0.idleConnectionTimeout = .seconds(3600) })
            for _ in 0..<300 { _ = await failure { _ = try await minio.getObject(bucket: "b-1", key: "k", upTo: 1) } }
            #expect(server.requests.count == 300 && server.connections.made == 1)
        }
    }

    @Test(arguments: TransportKind.allCases) func A29_aProxyThatRefusesIsNamed(_ kind: TransportKind) async throws {
        let answers = [
            ("407 Proxy Authentication Required", "user and a password", 1), ("502 Bad Gateway", "proxy refused", 5),
        ]
        for (status, text, attempts) in answers {
            try await ScriptedServer.run({ _ in [.answer(status)] }) { server, endpoint in
                let environment = ["http_proxy": endpoint, "https_proxy": endpoint]
                let minio = try self.client("https://s3.behind.example", kind, .fromEnvironment(environment))
                let error = await failure { try await minio.statObject(bucket: "bucket", key: "k") }
                #expect(error?.message.contains(text) == true && error?.attempts == attempts, "\(error as Any)")
                #expect(server.requests.allSatisfy { $0.head.hasPrefix("CONNECT s3.behind.example:443 ") })
                #expect(server.requests.allSatisfy { !$0.head.contains("AWS4") })
            }
        }
    }

    @Test func A30_whatTheLimitOfOpenFilesIsCalled() {
        let error = HTTPTransportError(
            IOError(errnoCode: EMFILE, reason: "socket"), authority: "h:1", isAnswered: false)
        #expect(error.kind == .connect && error.message.contains("ulimit"))
    }

    @Test(arguments: TransportKind.allCases) func idleConnectionsAreClosed(_ kind: TransportKind) async throws {
        try await ScriptedServer.run({ _ in [.answer("200 OK")] }) { server, endpoint in
            let minio = try self.client(endpoint, kind, .with { $0.idleConnectionTimeout = .milliseconds(50) })
            for _ in 0..<3 { try await minio.statObject(bucket: "bucket", key: "k") }
            while server.connections.open > 0 { try await Task.sleep(for: .milliseconds(5)) }
            try await minio.statObject(bucket: "bucket", key: "k")
        }
    }

    @Test(arguments: TransportKind.allCases) func requestsOfAllKindsShareTheConnectionsThatMayBe(_ kind: TransportKind)
        async throws
    {
        let answers = [
            false: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
            true: "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-0/9\r\nContent-Length: 1\r\n\r\nx",
        ]
        try await ScriptedServer.run({ [.bytes(answers[$0.head.lowercased().contains("\r\nrange:")] ?? "")] }) {
            server, endpoint in
            let minio = try self.client(endpoint, kind, .with { $0.maximumConnections = 4 })
            for round in 0..<6 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<20 {
                        group.addTask {
                            let options = GetObjectOptions.with {
                                $0.range = round.isMultiple(of: 2) ? nil : .bytes(0..<1)
                            }
                            _ = try await minio.getObject(bucket: "bucket", key: "k", upTo: 1, options: options)
                        }
                    }
                    try await group.waitForAll()
                }
                // What made room is closed a moment later.
                for _ in 0..<1000 where server.connections.open > 4 { try await Task.sleep(for: .milliseconds(5)) }
                #expect(server.connections.open <= 4)
            }
        }
    }

    @Test(arguments: TransportKind.allCases) func connectionsEndWithTheirTransport(_ kind: TransportKind) async throws {
        try await ScriptedServer.run({ _ in [.answer("200 OK")] }) { server, endpoint in
            do {
                try await self.client(endpoint, kind).statObject(bucket: "bucket", key: "k")
            }
            while server.connections.open > 0 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }
}
