// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import MinioTesting
import NIOCore
import Testing

/// What arrives at a socket.
@Suite struct LoopbackTests {
    /// Runs a test against a server at a port, with an object `k` of ten bytes in the bucket `box`.
    private func withServer(_ body: (S3TestServer) async throws -> Void) async throws {
        var configuration = S3TestServer.Configuration()
        configuration.requiresSignatures = false
        configuration.clock = { TestClient.now }
        try await withS3TestServer(configuration) { server in
            let connection = try RawConnection(server)
            try connection.write(self.request("PUT", "/box"))
            #expect(connection.read { $0.hasSuffix("\r\n\r\n") }.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            try connection.write(self.request("PUT", "/box/k", "0123456789"))
            #expect(connection.read { $0.hasSuffix("\r\n\r\n") }.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            server.clearRequests()
            try await body(server)
        }
    }

    private func request(_ method: String, _ path: String, _ body: String = "", headers: [String] = []) -> String {
        ([("\(method) \(path) HTTP/1.1"), "Host: 127.0.0.1"] + headers + ["Content-Length: \(body.utf8.count)"])
            .joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    /// The text behind the empty line.
    private func payload(_ text: String) -> String? {
        text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) }
    }

    @Test func connectionIsKeptForMoreRequests() async throws {
        try await self.withServer { server in
            let connection = try RawConnection(server)
            for _ in 0..<3 {
                try connection.write(self.request("GET", "/box/k"))
                let (text, end) = connection.read { $0.hasSuffix("0123456789") }
                #expect(end == .enough)
                #expect(text.contains("\r\nContent-Length: 10\r\n"))
            }
            try connection.write(self.request("HEAD", "/box/none"))
            #expect(connection.read { $0.hasSuffix("\r\n\r\n") }.text.hasPrefix("HTTP/1.1 404 "))
            try connection.write(self.request("HEAD", "/box/k", headers: ["Connection: close"]))
            let (text, end) = connection.read()
            #expect(text.contains("\r\nContent-Length: 10\r\n"))
            #expect(self.payload(text) == "")
            #expect(end == .closed)
            #expect(Set(server.requests.map(\.connection)).count == 1)
            #expect(server.requests.map(\.attempt) == [1, 2, 3, 1, 1])
            #expect(server.requests.first?.target == "/box/k")
            #expect(server.requests.first?.authority == "127.0.0.1")
        }
    }

    @Test func continueIsSentBeforeTheBody() async throws {
        try await self.withServer { server in
            let connection = try RawConnection(server)
            try connection.write(
                "PUT /box/e HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
            #expect(connection.read { $0.hasSuffix("\r\n\r\n") }.text == "HTTP/1.1 100 Continue\r\n\r\n")
            try connection.write("abc")
            #expect(connection.read { $0.hasSuffix("\r\n\r\n") }.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(server.requests.last.map { String(buffer: $0.body) } == "abc")
        }
    }

    @Test func chunkedTransferEncodingIsRefused() async throws {
        try await self.withServer { server in
            let connection = try RawConnection(server)
            try connection.write(
                "PUT /box/c HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n")
            let text = connection.read { $0.hasSuffix("</Error>") }.text
            #expect(text.hasPrefix("HTTP/1.1 411 "))
            #expect(text.contains("<Code>MissingContentLength</Code>"))
        }
    }

    @Test func requestThatIsCutOffIsNotCarriedOut() async throws {
        try await self.withServer { server in
            do {
                let connection = try RawConnection(server)
                try connection.write("PUT /box/cut HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nabc")
            }
            let connection = try RawConnection(server)
            try connection.write(self.request("GET", "/box/cut"))
            #expect(connection.read { $0.hasSuffix("</Error>") }.text.hasPrefix("HTTP/1.1 404 "))
            #expect(server.requests.count == 1)
        }
    }

    @Test func connectionFaultsEndTheConnection() async throws {
        try await self.withServer { server in
            for (fault, end, isExecuted) in [
                (Fault.close, RawConnection.End.closed, false), (.reset, .reset, false),
                (.executeThenDropReply, .closed, true),
            ] {
                server.inject(fault, on: "PutObject")
                let connection = try RawConnection(server)
                try connection.write(self.request("PUT", "/box/new", "abc"))
                let answer = connection.read()
                #expect(answer.text == "")
                #expect(answer.end == end)
                let second = try RawConnection(server)
                try second.write(self.request("HEAD", "/box/new"))
                let status = second.read { $0.hasSuffix("\r\n\r\n") }.text
                #expect(status.hasPrefix(isExecuted ? "HTTP/1.1 200 " : "HTTP/1.1 404 "))
            }
        }
    }

    @Test func truncatedBodyEndsBeforeItsLength() async throws {
        try await self.withServer { server in
            server.inject(.truncate(afterBytes: 4))
            let connection = try RawConnection(server)
            try connection.write(self.request("GET", "/box/k"))
            let (text, end) = connection.read()
            #expect(text.contains("\r\nContent-Length: 10\r\n"))
            #expect(self.payload(text) == "0123")
            #expect(end == .closed)
        }
    }

    @Test func stalledBodyStaysOpen() async throws {
        try await self.withServer { server in
            server.inject(.stall(afterBytes: 4))
            let connection = try RawConnection(server)
            try connection.write(self.request("GET", "/box/k"))
            let (text, _) = connection.read { $0.hasSuffix("0123") }
            #expect(self.payload(text) == "0123")
            #expect(connection.read(patience: 50).end == .silent)
        }
    }

    @Test func delayedAnswerArrivesWhole() async throws {
        try await self.withServer { server in
            server.inject(.delay(.milliseconds(100)))
            let connection = try RawConnection(server)
            try connection.write(self.request("GET", "/box/k"))
            #expect(connection.read(patience: 20).end == .silent)
            #expect(self.payload(connection.read { $0.hasSuffix("0123456789") }.text) == "0123456789")
        }
    }

    @Test func answerFaultsArriveAsTheyAre() async throws {
        try await self.withServer { server in
            server.inject(.corrupt(byteAt: 0))
            server.inject(.status(503, code: "SlowDown"))
            server.inject(.answer(status: 200, body: ByteBuffer(string: "<Error><Code>InternalError</Code></Error>")))
            let connection = try RawConnection(server)
            try connection.write(self.request("GET", "/box/k"))
            #expect(self.payload(connection.read { $0.hasSuffix("123456789") }.text) == "1123456789")
            try connection.write(self.request("GET", "/box/k"))
            #expect(connection.read { $0.hasSuffix("</Error>") }.text.contains("<Code>SlowDown</Code>"))
            try connection.write(self.request("GET", "/box/k"))
            #expect(connection.read { $0.hasSuffix("</Error>") }.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test func stoppedServerLeavesNoConnection() async throws {
        var left: RawConnection?
        var endpoint: S3TestServer?
        try await withS3TestServer { server in
            let connection = try RawConnection(server)
            try connection.write(self.request("GET", "/"))
            #expect(connection.read { $0.hasSuffix("</Error>") }.end == .enough)
            server.inject(.delay(.seconds(3600)))
            try connection.write(self.request("GET", "/"))
            while server.requests.count < 2 { await Task.yield() }
            left = connection
            endpoint = server
        }
        let connection = try #require(left)
        #expect(connection.read().end == .closed)
        let server = try #require(endpoint)
        #expect(throws: RawConnection.Refused.self) { try RawConnection(server) }
    }
}
