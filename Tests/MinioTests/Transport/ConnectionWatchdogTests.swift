// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Minio

/// When a connection is given up, by a clock that takes no time.
@Suite struct ConnectionWatchdogTests {
    private static let settings = HTTPSettings.with {
        $0.responseTimeout = .seconds(60)
        $0.idleReadTimeout = .seconds(30)
        $0.idleWriteTimeout = .seconds(30)
        $0.minimumThroughput = 1024
        $0.stallWindow = .seconds(20)
    }

    private func channel(_ settings: HTTPSettings = Self.settings) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: ConnectionWatchdog(limits: .init(settings)))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func request(_ channel: EmbeddedChannel, responseTimeout: Int64? = nil) throws {
        var head = HTTPRequestHead(version: .http1_1, method: .PUT, uri: "/")
        if let responseTimeout {
            head.headers.add(name: ConnectionWatchdog.responseTimeoutField, value: "\(responseTimeout)")
        }
        try channel.writeOutbound(HTTPClientRequestPart.head(head))
    }

    private func answer(_ channel: EmbeddedChannel, _ status: HTTPResponseStatus = .ok) throws {
        try channel.writeInbound(HTTPClientResponsePart.head(.init(version: .http1_1, status: status)))
    }

    /// Lets time pass; the kind of the failure that comes of it, if any.
    private func pass(_ seconds: Int64, _ channel: EmbeddedChannel) -> HTTPTransportError.Kind? {
        channel.embeddedEventLoop.advanceTime(by: .seconds(seconds))
        do {
            try channel.throwIfErrorCaught()
            return nil
        } catch {
            return (error as? HTTPTransportError)?.kind
        }
    }

    @Test func anIdleConnectionIsLeftAlone() throws {
        let channel = try self.channel()
        #expect(self.pass(3600, channel) == nil)
        #expect(channel.isActive)
        try self.request(channel)
        try channel.writeOutbound(HTTPClientRequestPart.end(nil))
        try self.answer(channel)
        try channel.writeInbound(HTTPClientResponsePart.end(nil))
        #expect(self.pass(3600, channel) == nil)
    }

    @Test func anAnswerHasItsTime() throws {
        let channel = try self.channel()
        try self.request(channel)
        try channel.writeOutbound(HTTPClientRequestPart.end(nil))
        #expect(self.pass(55, channel) == nil)
        // An interim answer is a sign of life.
        try self.answer(channel, .processing)
        #expect(self.pass(55, channel) == nil)
        #expect(self.pass(15, channel) == .responseTimeout)
        #expect(!channel.isActive)
    }

    @Test func aRequestCanHaveMoreTimeAndKeepsThatToItself() throws {
        let channel = try self.channel()
        try self.request(channel, responseTimeout: 600_000)
        try channel.writeOutbound(HTTPClientRequestPart.end(nil))
        let sent = try channel.readOutbound(as: HTTPClientRequestPart.self)
        guard case .head(let head)? = sent else {
            Issue.record("no head was sent")
            return
        }
        #expect(head.headers.isEmpty)
        #expect(self.pass(590, channel) == nil)
        #expect(self.pass(20, channel) == .responseTimeout)
    }

    @Test func D7_spacesAreNoSlowTransferWhereTheServerMayTakeItsTime() throws {
        let channel = try self.channel()
        try self.request(channel, responseTimeout: 600_000)
        try channel.writeOutbound(HTTPClientRequestPart.end(nil))
        try self.answer(channel)
        channel.read()
        for _ in 0..<100 {
            try channel.writeInbound(HTTPClientResponsePart.body(ByteBuffer(string: " ")))
            channel.read()
            #expect(self.pass(5, channel) == nil)
        }
        // Silence is another matter.
        #expect(self.pass(40, channel) == .stalled)
    }

    @Test func aBodyThatStandsStillIsGivenUpOnlyWhileSomebodyReads() throws {
        let channel = try self.channel()
        try self.request(channel)
        try channel.writeOutbound(HTTPClientRequestPart.end(nil))
        try self.answer(channel)
        channel.pipeline.fireChannelReadComplete()
        // Nobody reads: nothing is expected to come.
        #expect(self.pass(3600, channel) == nil)
        channel.read()
        #expect(self.pass(15, channel) == nil)
        #expect(self.pass(30, channel) == .stalled)
    }

    @Test func aBodyThatCreepsIsGivenUp() throws {
        for (bytes, expected) in [(1000, HTTPTransportError.Kind?.some(.stalled)), (30_000, nil)] {
            let channel = try self.channel()
            try self.request(channel)
            try channel.writeOutbound(HTTPClientRequestPart.end(nil))
            try self.answer(channel)
            channel.read()
            var kind: HTTPTransportError.Kind?
            for _ in 0..<12 where kind == nil {
                try channel.writeInbound(HTTPClientResponsePart.body(ByteBuffer(repeating: 1, count: bytes)))
                channel.read()
                kind = self.pass(5, channel)
            }
            #expect(kind == expected)
        }
    }

    @Test func aSourceWithNothingToGiveIsWaitedFor() throws {
        let channel = try self.channel()
        try self.request(channel)
        try channel.writeOutbound(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(repeating: 1, count: 10))))
        #expect(self.pass(3600, channel) == nil)
    }

    @Test func aServerThatDoesNotTakeTheBodyIsGivenUp() throws {
        let channel = try self.channel()
        try self.request(channel)
        // Written and not flushed: the promise stays open, as that of a write that the socket does not take.
        let part = HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(repeating: 1, count: 200_000)))
        channel.write(part, promise: nil)
        #expect(self.pass(15, channel) == nil)
        #expect(self.pass(10, channel) == .stalled)
    }

    @Test func aConnectionWithAnUnannouncedBodyIsNotUsedAgain() throws {
        for (status, headers, isClosed) in [
            (HTTPResponseStatus.notModified, ["transfer-encoding": "chunked"], true), (.notModified, [:], false),
            (.noContent, ["transfer-encoding": "chunked"], true), (.ok, ["transfer-encoding": "chunked"], false),
        ] as [(HTTPResponseStatus, [String: String], Bool)] {
            let channel = try self.channel()
            try self.request(channel)
            try channel.writeOutbound(HTTPClientRequestPart.end(nil))
            let head = HTTPResponseHead(
                version: .http1_1, status: status, headers: HTTPHeaders(headers.map { ($0.key, $0.value) }))
            try channel.writeInbound(HTTPClientResponsePart.head(head))
            let received = try channel.readInbound(as: HTTPClientResponsePart.self)
            guard case .head(let head)? = received else { continue }
            #expect((head.headers.first(name: "connection") == "close") == isClosed)
        }
    }
}
