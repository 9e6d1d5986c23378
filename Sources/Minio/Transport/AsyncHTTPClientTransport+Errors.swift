// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

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
        let lost: HTTPTransportError.Kind = isAnswered ? .closed : .closedBeforeResponse
        func make(_ kind: HTTPTransportError.Kind, _ message: String) -> HTTPTransportError {
            HTTPTransportError(kind, message, cause: error)
        }
        switch error {
        case let error as HTTPTransportError: return error
        case let error as MinioError: return make(.requestBody, error.message)
        case is CancellationError: return make(.cancelled, "the task was cancelled")
        case let error as HTTPClientError: return Self.clientError(error, authority: authority, lost: lost)
        case let error as NIOConnectionError: return make(.connect, Self.reason(error, authority: authority))
        case is NIOSSLExtraError, is NIOSSLError, is BoringSSLError:
            return Self.tlsError(error, authority: authority, isAnswered: isAnswered)
        case let error as ChannelError:
            if case .connectTimeout = error {
                return make(.connectTimeout, "\(authority) did not accept the connection")
            }
            return make(lost, "the connection to \(authority) was closed")
        case let error as SocketAddressError:
            return make(.connect, "the name of \(authority) cannot be resolved: \(error)")
        case let error as IOError:
            // Some failures to connect come as they are, others in a list of attempts.
            if !isAnswered, Self.connectErrors.contains(error.errnoCode) {
                return make(.connect, "cannot connect to \(authority): \(Self.errnoText(error.errnoCode))")
            }
            return make(lost, "the connection to \(authority) broke: \(Self.errnoText(error.errnoCode))")
        case let error as HTTPParserError where error == .invalidEOFState:
            return make(lost, "\(authority) closed the connection in the middle of its answer")
        case is HTTPParserError, is NIOHTTPDecoderError:
            return make(.malformedResponse, "\(authority) does not answer in HTTP: \(error)")
        default:
            return make(lost, "the connection to \(authority) failed: \(MinioError.printable("\(error)", limit: 300))")
        }
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

    private static func tlsError(
        _ error: any Error, authority: String, isAnswered: Bool
    ) -> HTTPTransportError {
        let text = "\(error)"
        if case .uncleanShutdown? = error as? NIOSSLError {
            return HTTPTransportError(
                isAnswered ? .closed : .closedBeforeResponse,
                "\(authority) closed the connection without ending TLS", cause: error)
        }
        let reason =
            if text.contains("CERTIFICATE_VERIFY_FAILED") {
                "its certificate is not trusted; add its authority to the additional certificates of the TLS settings"
            } else if text.contains("HostnameValidation") || text.contains("failedToValidateHostname") {
                "its certificate is for another name"
            } else if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
                "it does not speak TLS; the endpoint probably begins with http://"
            } else if text.contains("CERTIFICATE_REQUIRED") || text.contains("certificate required") {
                "it asks for a client certificate"
            } else {
                MinioError.printable(text, limit: 300)
            }
        return HTTPTransportError(.tls, "TLS with \(authority) failed: \(reason)", cause: error)
    }

    private static func reason(_ error: NIOConnectionError, authority: String) -> String {
        if error.connectionErrors.isEmpty { return "the name of \(authority) cannot be resolved" }
        let reasons = error.connectionErrors.map { failure in
            (failure.error as? IOError).map { Self.errnoText($0.errnoCode) } ?? "\(failure.error)"
        }
        var seen: Set<String> = []
        return "cannot connect to \(authority): \(reasons.filter { seen.insert($0).inserted }.joined(separator: "; "))"
    }

    private static let connectErrors: Set<CInt> = [
        ECONNREFUSED, EHOSTUNREACH, EHOSTDOWN, ENETUNREACH, ENETDOWN, EADDRNOTAVAIL, EMFILE, ENFILE,
    ]

    private static func errnoText(_ code: CInt) -> String {
        if code == EMFILE || code == ENFILE { return "too many files are open; raise the limit (ulimit -n)" }
        return strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
