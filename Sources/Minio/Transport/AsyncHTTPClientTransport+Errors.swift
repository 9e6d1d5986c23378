// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import HTTPTypes

extension AsyncHTTPClientTransport {
    /// What an error of the libraries below means for a request.
    ///
    /// - Parameters:
    ///   - error: The error.
    ///   - request: The request, whose authority is named in the text.
    ///   - isAnswered: Whether the head of an answer had come.
    /// - Returns: The error to throw.
    static func transportError(_ error: any Error, request: HTTPRequest, isAnswered: Bool) -> HTTPTransportError {
        let authority = request.authority ?? ""
        guard let error = error as? HTTPClientError else {
            return HTTPTransportError(error, authority: authority, isAnswered: isAnswered)
        }
        return Self.clientError(error, authority: authority, lost: isAnswered ? .closed : .closedBeforeResponse)
    }

    private static func clientError(
        _ error: HTTPClientError, authority: String, lost: HTTPTransportError.Kind
    ) -> HTTPTransportError {
        let (kind, message): (HTTPTransportError.Kind, String) =
            switch error {
            case .cancelled: (.cancelled, "the task was cancelled")
            case .connectTimeout, .getConnectionFromPoolTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
                (.connectTimeout, "\(authority) did not accept the connection in time")
            case .tlsHandshakeTimeout: (.connectTimeout, "\(authority) did not finish the TLS handshake in time")
            case .remoteConnectionClosed: (lost, "\(authority) closed the connection")
            case .uncleanShutdown: (lost, "\(authority) closed the connection without ending TLS")
            case .deadlineExceeded, .readTimeout: (.responseTimeout, "\(authority) did not answer in time")
            case .writeTimeout: (.stalled, "\(authority) stopped reading the request")
            case .proxyAuthenticationRequired: (.invalidRequest, "the proxy asks for a user and a password")
            case .invalidProxyResponse: (.connect, "the proxy refused to connect to \(authority)")
            case .bodyLengthMismatch, .requestStreamCancelled: (.requestBody, "the body is not as long as announced")
            default: (.invalidRequest, "the request cannot be sent: \(error)")
            }
        return HTTPTransportError(kind, message, cause: error)
    }
}
