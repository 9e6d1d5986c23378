// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import Minio

/// Answers that are not what HTTP or S3 make them, over sockets, with both transports.
@Suite struct FramingFaultTests {
    private func client(_ endpoint: String, _ kind: TransportKind, retries: Bool = false) throws -> MinioClient {
        var configuration = MinioConfiguration()
        configuration.region = "us-east-1"
        configuration.clock.sleep = { _ in }
        if !retries { configuration.retry = .never }
        return try MinioClient(
            endpoint, credentials: .static(accessKey: "minioadmin", secretKey: "minioadmin"),
            configuration: configuration, transport: kind.make())
    }

    /// Reads an object from a server that answers with some text and closes the connection.
    private func read(_ text: String, _ kind: TransportKind) async throws -> (String?, MinioError?) {
        try await ScriptedServer.run({ _ in [.bytes(text), .close] }) { _, endpoint in
            let minio = try self.client(endpoint, kind)
            do {
                return (String(buffer: try await minio.getObject(bucket: "bucket", key: "k", upTo: 1000)), nil)
            } catch let error as MinioError {
                return (nil, error)
            }
        }
    }

    static let broken: [String] = [
        "Content-Length: abc\r\n\r\nabc", "Content-Length: -3\r\n\r\nabc",
        "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "Content-Length: 99999999999999999999999\r\n\r\nabc", "Content-Length: 9223372036854775808\r\n\r\nabc",
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc\r\n", "Content-Length: 10\r\n\r\nabc",
    ]

    @Test(arguments: TransportKind.allCases, Self.broken)
    func B19_B20_B21_framingThatCannotBeRightIsAnError(_ kind: TransportKind, _ rest: String) async throws {
        let (text, error) = try await self.read("HTTP/1.1 200 OK\r\nETag: \"e\"\r\n" + rest, kind)
        #expect(text == nil && error != nil)
        #expect(
            error.map { [.malformedResponse, .transport, .incompleteBody].contains($0.code) } == true, "\(error as Any)"
        )
    }

    @Test(arguments: TransportKind.allCases) func B22_aHeadHasItsLimit(_ kind: TransportKind) async throws {
        let long = "HTTP/1.1 200 OK\r\nX-Long: \(String(repeating: "x", count: 1 << 20))\r\nContent-Length: 0\r\n\r\n"
        let many =
            "HTTP/1.1 200 OK\r\n" + (0..<10_000).map { "X-\($0): y\r\n" }.joined() + "Content-Length: 0\r\n\r\n"
        for head in [long, many] {
            let (_, error) = try await self.read(head, kind)
            #expect(error?.code == .malformedResponse, "\(error as Any)")
        }
    }

    @Test(arguments: TransportKind.allCases) func whatIsNotHTTPIsToldAsSuch(_ kind: TransportKind) async throws {
        for text in ["SSH-2.0-OpenSSH_9.2\r\n", "\u{15}\u{3}\u{3}\0\u{2}\u{2}\u{28}", "HTTP/1.1 two hundred\r\n\r\n"] {
            let (_, error) = try await self.read(text, kind)
            #expect(error?.code == .malformedResponse && error?.attempts == 1, "\(error as Any)")
        }
    }

    @Test(arguments: TransportKind.allCases) func B25_interimAnswersAreNoAnswers(_ kind: TransportKind) async throws {
        let interim = (0..<50).map { _ in
            "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
        }
        let (text, error) = try await self.read(
            "HTTP/1.1 100 Continue\r\n\r\n" + interim.joined() + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", kind
        )
        #expect(text == "abc" && error == nil, "\(error as Any)")
    }

    @Test(arguments: TransportKind.allCases) func B3_aRefusalBeforeTheBodyIsHeard(_ kind: TransportKind) async throws {
        // The server reads the head, answers, and closes the connection only later.
        let bytes = ByteBuffer(repeating: 7, count: 32 << 20)
        try await ScriptedServer.run(
            bodyLimit: 0,
            { $0.number < 2 ? [.answer("503 Slow Down", headers: ["Connection: close"])] : [.answer("200 OK")] }
        ) { server, endpoint in
            let minio = try self.client(endpoint, kind, retries: true)
            let stream = RequestBody.stream(length: Int64(bytes.readableBytes), isReplayable: true) {
                ExactLength(base: Chunks(bytes), length: Int64(bytes.readableBytes))
            }
            let result = try await minio.putWhole(bucket: "bucket", key: "k", stream, options: PutObjectOptions())
            #expect(result.key == "k")
            #expect(server.requests.count == 3)
        }
    }

    @Test(arguments: TransportKind.allCases) func B27_aRefusalWithinTheBodyIsToldAndNotTheReset(_ kind: TransportKind)
        async throws
    {
        let page = "<html><body>413 Request Entity Too Large</body></html>"
        try await ScriptedServer.run(
            bodyLimit: 100_000,
            { _ in [.answer("413 Request Entity Too Large", page, headers: ["Content-Type: text/html"])] }
        ) { server, endpoint in
            let minio = try self.client(endpoint, kind, retries: true)
            let bytes = ByteBuffer(repeating: 7, count: 8 << 20)
            let stream = RequestBody.stream(length: Int64(bytes.readableBytes), isReplayable: true) {
                ExactLength(base: Chunks(bytes), length: Int64(bytes.readableBytes))
            }
            let error = await failure {
                _ = try await minio.putWhole(bucket: "bucket", key: "k", stream, options: PutObjectOptions())
            }
            #expect(error?.status?.code == 413 && error?.attempts == 1, "\(error as Any)")
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: TransportKind.allCases) func B23_aRefusalIsHeardWhileTheSourceIsSilent(_ kind: TransportKind)
        async throws
    {
        try await ScriptedServer.run(bodyLimit: 0, { _ in [.answer("403 Forbidden")] }) { server, endpoint in
            let minio = try self.client(endpoint, kind)
            let body = RequestBody.stream(length: 1000, isReplayable: false) {
                Untyped(base: AsyncStream<ByteBuffer> { $0.yield(ByteBuffer(string: "x")) })
            }
            let error = await failure {
                _ = try await minio.putWhole(bucket: "bucket", key: "k", body, options: PutObjectOptions())
            }
            #expect(error?.code == .accessDenied || error?.status == .forbidden, "\(error as Any)")
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: TransportKind.allCases) func B28_statusesThatNobodyKnows(_ kind: TransportKind) async throws {
        let (text, _) = try await self.read("HTTP/1.1 299 Fine\r\nContent-Length: 3\r\n\r\nabc", kind)
        #expect(text == "abc")
        for status in [600, 999] {
            let (_, error) = try await self.read("HTTP/1.1 \(status) What\r\nContent-Length: 3\r\n\r\nabc", kind)
            #expect(error?.status?.code == status)
        }
    }

    @Test(arguments: TransportKind.allCases) func B30_B31_headersInAnyCase(_ kind: TransportKind) async throws {
        let head = "HTTP/1.1 200 OK\r\ncOnTeNt-LeNgTh: 3\r\nETAG: abc\r\ncontent-ENCODING: aws-chunked,gzip\r\n\r\nabc"
        try await ScriptedServer.run({ _ in [.bytes(head)] }) { _, endpoint in
            let minio = try self.client(endpoint, kind)
            try await minio.getObject(bucket: "bucket", key: "k") { object in
                #expect(object.info.etag == "abc" && object.info.contentEncoding == "gzip")
                let body = try await object.body.collect(upTo: 10)
                #expect(body == ByteBuffer(string: "abc"))
            }
        }
    }

    @Test(arguments: TransportKind.allCases) func C8_bytesBehindAnAnswerEndTheConnection(_ kind: TransportKind)
        async throws
    {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nxyz"
        try await ScriptedServer.run({ _ in [.bytes(answer)] }) { server, endpoint in
            let minio = try self.client(endpoint, kind, retries: true)
            for _ in 0..<5 {
                let text = try await minio.getObject(bucket: "bucket", key: "k", upTo: 10)
                #expect(text == ByteBuffer(string: "abc"))
            }
            #expect(server.connections.made >= 5)
        }
    }
}

/// A buffer in pieces of 64 KiB.
private struct Chunks: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let buffer: ByteBuffer

    init(_ buffer: ByteBuffer) { self.buffer = buffer }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: self.buffer) }

    struct AsyncIterator: AsyncIteratorProtocol {
        var rest: ByteBuffer

        mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
            self.rest.readableBytes == 0
                ? nil : self.rest.readSlice(length: Swift.min(65_536, self.rest.readableBytes))
        }
    }
}

/// A sequence that does not fail, as one that might.
private struct Untyped: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let base: AsyncStream<ByteBuffer>

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: self.base.makeAsyncIterator()) }

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: AsyncStream<ByteBuffer>.AsyncIterator

        mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
            await self.base.next(isolation: actor)
        }
    }
}
