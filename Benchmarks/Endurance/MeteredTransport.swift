// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import NIOCore
import Synchronization

/// Another transport, whose traffic is counted.
struct MeteredTransport: HTTPTransport {
    let base: any HTTPTransport
    let meter: Meter

    func send<Result>(
        _ request: HTTPRequest, body: RequestBody, options: HTTPTransportOptions,
        _ handle: (HTTPResponse, ResponseBody) async -> Result
    ) async throws(HTTPTransportError) -> Result {
        let step = Self.step(of: request)
        self.meter.began(step)
        do throws(HTTPTransportError) {
            return try await self.base.send(request, body: self.metered(body), options: options) { response, body in
                self.meter.answered(step, status: response.status.code)
                let metered = MeteredBuffers(base: body.untyped) { self.meter.received($0) }
                return await handle(
                    response,
                    ResponseBody(metered) { $0 as? HTTPTransportError ?? HTTPTransportError(.closed, "\($0)") })
            }
        } catch {
            self.meter.failed()
            throw error
        }
    }

    private func metered(_ body: RequestBody) -> RequestBody {
        if body.isReplayable, case .bytes(let buffer) = body.content() {
            self.meter.sent(buffer.readableBytes)
            return body
        }
        return .stream(length: body.length, isReplayable: body.isReplayable) {
            switch body.content() {
            case .bytes(let buffer):
                MeteredBuffers(base: ResponseBody(buffer).untyped) { self.meter.sent($0) }
            case .stream(let buffers):
                MeteredBuffers(base: buffers) { self.meter.sent($0) }
            }
        }
    }

    /// The steps of a transfer that are worth telling.
    private static func step(of request: HTTPRequest) -> Meter.Step? {
        let query = request.path.flatMap { path in path.firstIndex(of: "?").map { path[$0...] } } ?? ""
        return switch request.method {
        case .post where query.contains("uploadId="): .complete
        case .post where query.contains("uploads"): .create
        case .head: .look
        default: nil
        }
    }
}

/// What a transport has moved, and, where somebody listens, a line for each step of it as it happens.
final class Meter: Sendable {
    enum Step: String, Sendable { case create, complete, look }

    struct Counts: Sendable {
        var sent = 0
        var received = 0
        var requests = 0
        /// Requests without an answer, and answers with which a server asks to be tried again.
        var failures = 0
    }

    private static let stride = 1 << 20

    private let tell: (@Sendable (String) -> Void)?
    private let state = Mutex((counts: Counts(), sentTold: 0, receivedTold: 0))

    init(tell: (@Sendable (String) -> Void)? = nil) { self.tell = tell }

    var counts: Counts { self.state.withLock { $0.counts } }

    func began(_ step: Step?) {
        self.state.withLock { $0.counts.requests += 1 }
        if let step { self.tell?(step.rawValue) }
    }

    func answered(_ step: Step?, status: Int) {
        if status >= 500 || status == 429 { self.failed() }
        if let step { self.tell?("\(step.rawValue)-answered \(status)") }
    }

    func failed() { self.state.withLock { $0.counts.failures += 1 } }

    func sent(_ bytes: Int) {
        self.state.withLock { state in
            state.counts.sent += bytes
            guard let tell = self.tell, state.counts.sent - state.sentTold >= Self.stride else { return }
            state.sentTold = state.counts.sent
            tell("sent \(state.sentTold)")
        }
    }

    func received(_ bytes: Int) {
        self.state.withLock { state in
            state.counts.received += bytes
            guard let tell = self.tell, state.counts.received - state.receivedTold >= Self.stride else { return }
            state.receivedTold = state.counts.received
            tell("received \(state.receivedTold)")
        }
    }

    /// Tells the sums once more, to the byte.
    func finish() {
        let counts = self.counts
        self.tell?("sent \(counts.sent)")
        self.tell?("received \(counts.received)")
        self.tell?("done")
    }
}

/// Buffers, of which each is counted when it is taken.
private struct MeteredBuffers: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let base: any AsyncSequence<ByteBuffer, any Error> & Sendable
    let count: @Sendable (Int) -> Void

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: self.base.makeAsyncIterator(), count: self.count)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: any AsyncIteratorProtocol<ByteBuffer, any Error>
        let count: @Sendable (Int) -> Void

        mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
            let buffer = try await self.base.next(isolation: actor)
            if let buffer { self.count(buffer.readableBytes) }
            return buffer
        }
    }
}

/// A body whose failure may be anything.
private struct UntypedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let base: ResponseBody

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: self.base.makeAsyncIterator()) }

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: ResponseBody.AsyncIterator

        mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
            try await self.base.next(isolation: actor)
        }
    }
}

extension ResponseBody {
    fileprivate var untyped: UntypedBody { UntypedBody(base: self) }
}
