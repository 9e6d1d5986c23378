// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes
public import Minio
public import NIOCore

/// A transport without sockets: requests go to a closure, or to an ``S3TestServer`` in the same process.
public struct InProcessTransport: HTTPTransport {
    private let exchange:
        @Sendable (HTTPRequest, ByteBuffer, HTTPTransportOptions) async throws -> (HTTPResponse, ResponseBody)

    /// A transport that answers what a closure returns: for tests that script their answers.
    ///
    /// - Parameter handler: Gets the request with its whole body. A ``Minio/HTTPTransportError`` that it throws is
    ///   the transport's; any other error closes the connection before the answer.
    public init(_ handler: @escaping @Sendable (HTTPRequest, ByteBuffer) async throws -> (HTTPResponse, ByteBuffer)) {
        self.exchange = { request, body, _ in
            let (response, answer) = try await handler(request, body)
            return (response, ResponseBody(request.method == .head ? ByteBuffer() : answer))
        }
    }

    init(core: ServerCore) {
        self.exchange = { request, body, options in
            try await Self.exchange(request, body, options, core)
        }
    }

    /// Hands one request to the handler, and its answer to a closure.
    public func send<Result>(
        _ request: HTTPRequest, body: RequestBody, options: HTTPTransportOptions,
        _ handle: (HTTPResponse, ResponseBody) async -> Result
    ) async throws(HTTPTransportError) -> Result {
        let bytes = try await Self.collect(body)
        let response: HTTPResponse
        let answer: ResponseBody
        do {
            try Task.checkCancellation()
            (response, answer) = try await self.exchange(request, bytes, options)
            try Task.checkCancellation()
        } catch let error as HTTPTransportError {
            throw error
        } catch let error as CancellationError {
            throw HTTPTransportError(.cancelled, "the task was cancelled", cause: error)
        } catch {
            throw HTTPTransportError(.closedBeforeResponse, "\(error)", cause: error)
        }
        return await handle(response, answer)
    }

    /// The whole body, which has to be as long as it says.
    private static func collect(_ body: RequestBody) async throws(HTTPTransportError) -> ByteBuffer {
        var bytes = ByteBuffer()
        switch body.content() {
        case .bytes(let buffer): bytes = buffer
        case .stream(let stream):
            do {
                for try await var buffer in stream { bytes.writeBuffer(&buffer) }
            } catch is CancellationError where Task.isCancelled {
                throw HTTPTransportError(.cancelled, "the task was cancelled")
            } catch {
                throw HTTPTransportError(.requestBody, "the body could not be read", cause: error)
            }
        }
        guard Int64(bytes.readableBytes) == body.length else {
            throw HTTPTransportError(
                .requestBody, "the body has \(bytes.readableBytes) bytes instead of \(body.length)")
        }
        return bytes
    }

    private static func exchange(
        _ request: HTTPRequest, _ body: ByteBuffer, _ options: HTTPTransportOptions, _ core: ServerCore
    ) async throws -> (HTTPResponse, ResponseBody) {
        var headers = request.headerFields
        // What an HTTP implementation adds for the framing.
        if headers[.contentLength] == nil, body.readableBytes > 0 || request.method == .put || request.method == .post {
            headers[.contentLength] = String(body.readableBytes)
        }
        let reply = core.reply(
            to: IncomingRequest(
                method: request.method, target: request.path ?? "/", authority: request.authority ?? "",
                headers: headers, body: body, connection: 0))
        if let delay = reply.delay {
            if let timeout = options.responseTimeout, timeout < delay {
                try await Task.sleep(for: timeout)
                throw HTTPTransportError(.responseTimeout, "the answer did not begin within \(timeout)")
            }
            try await Task.sleep(for: delay)
        }
        let response = HTTPResponse(
            status: HTTPResponse.Status(code: min(max(reply.status, 100), 999)), headerFields: reply.headers)
        switch reply.delivery {
        case .close: throw HTTPTransportError(.closedBeforeResponse, "the server closed the connection")
        case .reset: throw HTTPTransportError(.closedBeforeResponse, "the server reset the connection")
        case .whole: return (response, ResponseBody(reply.body))
        case .spaces(_, let count):
            var body = ByteBuffer(repeating: UInt8(ascii: " "), count: count)
            body.writeImmutableBuffer(reply.body)
            return (response, ResponseBody(body))
        case .truncate(let count):
            if count >= reply.body.readableBytes { return (response, ResponseBody(reply.body)) }
            let error = HTTPTransportError(.closed, "the connection was closed within the body")
            return (response, Self.broken(reply.body, after: count, error))
        case .stall(let count):
            let error = HTTPTransportError(.stalled, "the connection stood still")
            return (response, Self.broken(reply.body, after: count, error))
        }
    }

    private static func broken(_ body: ByteBuffer, after count: Int, _ error: HTTPTransportError) -> ResponseBody {
        let prefix = body.getSlice(at: body.readerIndex, length: min(max(count, 0), body.readableBytes))
        return ResponseBody(BrokenBody(prefix: prefix ?? ByteBuffer(), error: error)) { _ in error }
    }
}

/// A body that fails after its first bytes.
private struct BrokenBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = HTTPTransportError

    let prefix: ByteBuffer
    let error: HTTPTransportError

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(prefix: self.prefix, error: self.error) }

    struct AsyncIterator: AsyncIteratorProtocol {
        var prefix: ByteBuffer
        let error: HTTPTransportError

        mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(HTTPTransportError) -> ByteBuffer? {
            guard self.prefix.readableBytes > 0 else { throw self.error }
            defer { self.prefix.clear() }
            return self.prefix
        }
    }
}
