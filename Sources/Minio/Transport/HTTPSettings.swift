// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How ``HTTP1Transport`` and ``AsyncHTTPClientTransport`` connect, and how long they wait.
///
/// There is no limit on the total time of a request, because an object may be of any size; every limit follows progress.
public struct HTTPSettings: OperationOptions {
    /// How long a connection may take to come about, TLS handshake included. 5 seconds.
    public var connectTimeout: Duration = .seconds(5)
    /// How long the server may take to begin its answer after the last byte of the request. 60 seconds; copies are given
    /// ten minutes by the client, since servers are silent while they copy.
    public var responseTimeout: Duration = .seconds(60)
    /// How long an answer's body may stand still while it is being read. 30 seconds.
    public var idleReadTimeout: Duration = .seconds(30)
    /// How long a request's body may stand still while it is being sent. 30 seconds.
    public var idleWriteTimeout: Duration = .seconds(30)
    /// The bytes per second that a transfer must reach, on average over ``stallWindow``, or be given up as stalled. 1,024;
    /// 0 turns the watch off. Time in which the caller does not read does not count.
    public var minimumThroughput = 1024
    /// The time over which ``minimumThroughput`` is measured. 30 seconds.
    public var stallWindow: Duration = .seconds(30)
    /// How many connections there may be to one host. 256.
    public var maximumConnections = 256
    /// How long a request may wait for one of them. 60 seconds.
    public var connectionWaitTimeout: Duration = .seconds(60)
    /// After what time a connection that nobody uses is closed. 20 seconds, well below what servers allow.
    public var idleConnectionTimeout: Duration = .seconds(20)
    /// Certificates and keys.
    public var tls = TLSSettings()
    /// Proxies; none unless set. ``fromEnvironment()`` takes them from the environment.
    public var proxy = ProxySettings.none
    /// Addresses for host names that the system's resolver shall not be asked for, as with `curl --resolve`.
    public var resolve: [String: String] = [:]

    /// The defaults, without proxies.
    public init() {}

    /// The defaults, with the proxies of `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, and with the
    /// certificates of the files that `SSL_CERT_FILE` and `AWS_CA_BUNDLE` name added to the system's.
    ///
    /// - Throws: ``MinioError`` with ``MinioError/Code/invalidArgument`` if a proxy is not a URL that can be used.
    public static func fromEnvironment() throws(MinioError) -> HTTPSettings {
        try Self.fromEnvironment(ProcessInfo.processInfo.environment)
    }

    /// As ``fromEnvironment()``, from variables that are given.
    package static func fromEnvironment(_ environment: [String: String]) throws(MinioError) -> HTTPSettings {
        var settings = HTTPSettings()
        settings.proxy = try ProxySettings(environment: environment)
        settings.tls.additionalCertificates = ["SSL_CERT_FILE", "AWS_CA_BUNDLE"]
            .compactMap { environment[$0] }.filter { !$0.isEmpty }.map { .file($0) }
        return settings
    }
}
