// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes

/// How requests reach a server: the one seam between this library and an HTTP implementation.
///
/// A transport sends exactly what it is given and reports exactly what it gets. It never retries, never follows a
/// redirect (a signature holds for one host), never decompresses, never changes a byte of the path, and adds no header
/// that the framing does not need. ``HTTP1Transport`` and ``AsyncHTTPClientTransport`` are those that there are.
public protocol HTTPTransport: Sendable {
    /// Sends one request and hands the answer to a closure.
    ///
    /// The answer's body lives as long as the closure runs: when it returns, the connection is given back if the body
    /// was read to its end, and closed otherwise.
    ///
    /// - Parameters:
    ///   - request: Method, scheme, authority (the `Host`, and where to connect), path with query, headers.
    ///   - body: The body, of known length; never sent in chunks of unknown total.
    ///   - options: Limits for this request.
    ///   - handle: Runs once, where the caller runs, when the head of the answer is there.
    /// - Returns: What the closure returned.
    /// - Throws: ``HTTPTransportError`` if no head of an answer came. A failure after that is thrown by the body.
    func send<Result>(
        _ request: HTTPRequest, body: RequestBody, options: HTTPTransportOptions,
        _ handle: (HTTPResponse, ResponseBody) async -> Result
    ) async throws(HTTPTransportError) -> Result
}

/// The limits of one request.
public struct HTTPTransportOptions: Sendable {
    /// How long the server may take to begin its answer, counted from the last byte of the request; `nil` leaves it to
    /// the transport. Copies take long and say nothing meanwhile.
    public var responseTimeout: Duration?

    /// The transport's own limits.
    public init() {}
}

/// Why a transport could not send a request or read its answer.
public struct HTTPTransportError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is, which decides whether trying again can help.
    public enum Kind: Sendable, Hashable {
        /// No connection came about: refused, unreachable, no such host. Nothing was sent.
        case connect
        /// No connection came about in time. Nothing was sent.
        case connectTimeout
        /// The TLS handshake failed. Nothing was sent, and trying again will not help.
        case tls
        /// The answer did not begin in time.
        case responseTimeout
        /// The connection stood still, or crept, for too long.
        case stalled
        /// The connection was closed before the answer began, as a server does with one that was idle.
        case closedBeforeResponse
        /// The connection broke in the middle of the answer.
        case closed
        /// The answer is not HTTP.
        case malformedResponse
        /// The body to be sent failed; ``cause`` is its error.
        case requestBody
        /// The request itself cannot be sent as it is.
        case invalidRequest
        /// The task was cancelled.
        case cancelled
    }

    /// What kind of failure it is.
    public var kind: Kind
    /// What happened, in words that may be shown.
    public var message: String
    /// The error underneath.
    public var cause: (any Error)?

    /// An error of a kind.
    public init(_ kind: Kind, _ message: String, cause: (any Error)? = nil) {
        self.kind = kind
        self.message = message
        self.cause = cause
    }

    /// A line for people.
    public var description: String { "\(self.kind): \(self.message)" }
}
