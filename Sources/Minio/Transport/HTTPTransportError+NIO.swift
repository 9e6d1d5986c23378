// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOExtras
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

extension HTTPTransportError {
    /// What an error of SwiftNIO means for a request.
    ///
    /// - Parameters:
    ///   - error: The error.
    ///   - authority: The host and port, which are named in the text.
    ///   - isAnswered: Whether the head of an answer had come.
    init(_ error: any Error, authority: String, isAnswered: Bool) {
        let lost: Kind = isAnswered ? .closed : .closedBeforeResponse
        switch error {
        case let error as HTTPTransportError: self = error
        case let error as MinioError: self.init(.requestBody, error.message, cause: error)
        case is CancellationError: self.init(.cancelled, "the task was cancelled", cause: error)
        case let error as NIOConnectionError:
            self.init(.connect, Self.reason(error, authority: authority), cause: error)
        case is NIOSSLExtraError, is NIOSSLError, is BoringSSLError:
            self = Self.tlsError(error, authority: authority, isAnswered: isAnswered)
        case let error as ChannelError:
            if case .connectTimeout = error {
                self.init(.connectTimeout, "\(authority) did not accept the connection in time", cause: error)
            } else {
                self.init(lost, "\(authority) closed the connection", cause: error)
            }
        case let error as SocketAddressError:
            self.init(.connect, "the name of \(authority) cannot be resolved: \(error)", cause: error)
        case let error as IOError:
            // Some failures to connect come as they are, others in a list of attempts.
            let text = Self.errnoText(error.errnoCode)
            let isRefused = !isAnswered && Self.connectErrors.contains(error.errnoCode)
            self.init(
                isRefused ? .connect : lost,
                isRefused ? "cannot connect to \(authority): \(text)" : "the connection to \(authority) broke: \(text)",
                cause: error)
        case let error as HTTPParserError where error == .invalidEOFState:
            self.init(lost, "\(authority) closed the connection in the middle of its answer", cause: error)
        case is HTTPParserError, is NIOHTTPDecoderError:
            self.init(.malformedResponse, "\(authority) does not answer in HTTP: \(error)", cause: error)
        case let error as NIOHTTP1ProxyConnectHandler.Error:
            self = Self.proxyError(error, authority: authority)
        default:
            self.init(
                lost, "the connection to \(authority) failed: \(MinioError.printable("\(error)", limit: 300))",
                cause: error)
        }
    }

    private static func proxyError(
        _ error: NIOHTTP1ProxyConnectHandler.Error, authority: String
    ) -> HTTPTransportError {
        if error == .proxyAuthenticationRequired() {
            return HTTPTransportError(.invalidRequest, "the proxy asks for a user and a password", cause: error)
        }
        if error == .httpProxyHandshakeTimeout() {
            return HTTPTransportError(
                .connectTimeout, "the proxy did not connect to \(authority) in time", cause: error)
        }
        return HTTPTransportError(.connect, "the proxy refused to connect to \(authority)", cause: error)
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
