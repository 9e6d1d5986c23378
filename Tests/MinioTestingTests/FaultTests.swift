// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import MinioTesting
import NIOCore
import Testing

/// Every fault in process.
@Suite struct FaultTests {
    private func failure(_ body: () async throws -> TestAnswer) async -> HTTPTransportError.Kind? {
        do {
            _ = try await body()
            return nil
        } catch {
            return (error as? HTTPTransportError)?.kind
        }
    }

    @Test func statusIsAnsweredInPlaceOfTheRequest() async throws {
        try await withTestClient { client in
            let retryAfter = try #require(HTTPField.Name("retry-after"))
            let fault = Fault.status(503, code: "SlowDown", message: "Please reduce", headers: [retryAfter: "1"])
            client.server.inject(fault, on: "PutObject", times: 2)
            for attempt in 1...3 {
                let answer = try await client.send(.put, "/box/k")
                #expect(answer.status == (attempt < 3 ? 503 : 200))
                #expect(answer.code == (attempt < 3 ? "SlowDown" : nil))
                #expect(answer["retry-after"] == (attempt < 3 ? "1" : nil))
                #expect(client.server.requests.last?.attempt == attempt)
                #expect(client.server.requests.last?.status == answer.status)
                if attempt < 3 { #expect(try await client.send(.get, "/box/k").status == 404) }
            }
            client.server.inject(.status(500, code: "InternalError"))
            let head = try await client.send(.head, "/box/k")
            #expect(head.status == 500)
            #expect(head.text.isEmpty)
        }
    }

    @Test func answerIsSentAsItIs() async throws {
        try await withTestClient { client in
            let page = ByteBuffer(string: "<html>")
            client.server.inject(.answer(status: 502, headers: [.contentType: "text/html"], body: page))
            let answer = try await client.send(.get, "/box")
            #expect(answer.status == 502)
            #expect(answer.text == "<html>")
            #expect(answer["content-type"] == "text/html")
        }
    }

    @Test func firstMatchingRuleDecides() async throws {
        try await withTestClient { client async throws in
            client.server.inject(.status(500, code: "A"), on: "GetObject", bucket: "box", key: "k")
            client.server.inject(.status(500, code: "B"), on: "GetObject")
            client.server.inject(.status(500, code: "C"), bucket: "other")
            client.server.inject(.status(500, code: "D"), key: "l")
            #expect(try await client.send(.get, "/box/x").code == "B")
            #expect(try await client.send(.get, "/box/l").code == "D")
            #expect(try await client.send(.get, "/box/k").code == "A")
            #expect(try await client.send(.get, "/box/k").code == "NoSuchKey")
            #expect(try await client.send(.get, "/other/k").code == "C")
            client.server.inject(.status(500, code: "E"), times: 9)
            client.server.removeFaults()
            #expect(try await client.send(.get, "/box/k").code == "NoSuchKey")
        }
    }

    @Test func connectionFaultsThrow() async throws {
        try await withTestClient { client async throws in
            for fault in [Fault.close, .reset] {
                client.server.inject(fault)
                let kind = await self.failure { try await client.send(.put, "/box/k") }
                #expect(kind == .closedBeforeResponse)
                #expect(client.server.requests.last?.status == nil)
                #expect(try await client.send(.get, "/box/k").status == 404)
            }
            client.server.inject(.executeThenDropReply)
            let kind = await self.failure { try await client.send(.put, "/box/k") }
            #expect(kind == .closedBeforeResponse)
            #expect(try await client.send(.get, "/box/k").status == 200)
        }
    }

    @Test func bodyFaultsBreakTheBody() async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/k", body: "0123456789")
            let faults: [(Fault, HTTPTransportError.Kind)] = [
                (.truncate(afterBytes: 4), .closed), (.stall(afterBytes: 4), .stalled),
            ]
            for (fault, kind) in faults {
                client.server.inject(fault)
                let request = client.signed(client.request(.get, "/box/k"))
                let transport = try #require(client.server.transport)
                let options = HTTPTransportOptions()
                let (received, end) = try await transport.send(request, body: .empty, options: options) { head, body in
                    #expect(head.headerFields[.contentLength] == "10")
                    var text = ""
                    var kind: HTTPTransportError.Kind?
                    do {
                        for try await buffer in body { text += String(buffer: buffer) }
                    } catch {
                        kind = (error as? HTTPTransportError)?.kind
                    }
                    return (text, kind)
                }
                #expect(received == "0123")
                #expect(end == kind)
            }
            client.server.inject(.truncate(afterBytes: 10))
            #expect(try await client.send(.get, "/box/k").text == "0123456789")
        }
    }

    @Test func oneBitOfTheBodyIsFlipped() async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/k", body: "0123456789")
            client.server.inject(.corrupt(byteAt: 3))
            client.server.inject(.corrupt(byteAt: 99))
            #expect(try await client.send(.get, "/box/k").text == "0122456789")
            #expect(try await client.send(.get, "/box/k").text == "0123456788")
            #expect(try await client.send(.get, "/box/k").text == "0123456789")
        }
    }

    @Test func delayRunsIntoTheTimeout() async throws {
        try await withTestClient { client in
            let request = client.signed(client.request(.put, "/box/k"))
            client.server.inject(.delay(.seconds(3600)))
            var options = HTTPTransportOptions()
            options.responseTimeout = .milliseconds(1)
            let transport = try #require(client.server.transport)
            await #expect(throws: HTTPTransportError.self) {
                try await transport.send(request, body: .empty, options: options) { _, _ in }
            }
            client.server.inject(.delay(.milliseconds(20)))
            let duration = try await ContinuousClock().measure { _ = try await client.exchange(request) }
            #expect(duration >= .milliseconds(20))
            #expect(client.server.requests.filter { $0.status == 200 }.count == 2)
        }
    }

    @Test func waitingEndsWithTheTask() async throws {
        try await withTestClient { client in
            client.server.inject(.delay(.seconds(3600)))
            let kind = try await withThrowingTaskGroup(of: HTTPTransportError.Kind?.self) { group in
                group.addTask { await self.failure { try await client.send(.get, "/box") } }
                while client.server.requests.isEmpty { await Task.yield() }
                group.cancelAll()
                return try await group.next()
            }
            #expect(kind == .cancelled)
        }
    }
}

@Suite struct InProcessTransportTests {
    private struct Broken: Error {}

    @Test func closureGetsTheWholeRequest() async throws {
        let transport = InProcessTransport { request, body in
            (HTTPResponse(status: .ok, headerFields: [.eTag: request.path ?? ""]), body)
        }
        let stream = AsyncThrowingStream<ByteBuffer, any Error> { continuation in
            for piece in ["ab", "", "c"] { continuation.yield(ByteBuffer(string: piece)) }
            continuation.finish()
        }
        let body = RequestBody.stream(length: 3, isReplayable: false) { stream }
        let request = HTTPRequest(method: .put, scheme: "http", authority: "a", path: "/x")
        let answer = try await transport.exchange(request, body: body)
        #expect(answer.text == "abc")
        #expect(answer["etag"] == "/x")
        let head = HTTPRequest(method: .head, scheme: "http", authority: "a", path: "/x")
        #expect(try await transport.exchange(head, body: .bytes(ByteBuffer(string: "abc"))).text.isEmpty)
    }

    @Test(arguments: [4, 3]) func brokenBodyIsTheSendersFault(length: Int64) async throws {
        let transport = InProcessTransport { _, body in (HTTPResponse(status: .ok), body) }
        let stream = AsyncThrowingStream<ByteBuffer, any Error> { continuation in
            continuation.yield(ByteBuffer(string: "abc"))
            continuation.finish(throwing: length == 3 ? Broken() : nil)
        }
        let body = RequestBody.stream(length: length, isReplayable: false) { stream }
        let request = HTTPRequest(method: .put, scheme: "http", authority: "a", path: "/x")
        let error = await #expect(throws: HTTPTransportError.self) { try await transport.exchange(request, body: body) }
        #expect(error?.kind == .requestBody)
        #expect((error?.cause is Broken) == (length == 3))
    }

    @Test func errorOfTheClosureIsTheTransports() async throws {
        let request = HTTPRequest(method: .get, scheme: "http", authority: "a", path: "/x")
        let transport = InProcessTransport { _, _ in throw HTTPTransportError(.tls, "no") }
        let first = await #expect(throws: HTTPTransportError.self) { try await transport.exchange(request) }
        #expect(first?.kind == .tls)
        let other = InProcessTransport { _, _ in throw Broken() }
        let second = await #expect(throws: HTTPTransportError.self) { try await other.exchange(request) }
        #expect(second?.kind == .closedBeforeResponse)
    }
}
