// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// How requests travel unless a client is told otherwise.
enum DefaultTransport {
    /// The process-wide transport: on Apple's platforms the one that runs on Network.framework, which knows of the device's
    /// VPNs, proxies and changes of network; elsewhere the leaner one.
    static func shared() throws(MinioError) -> any HTTPTransport {
        #if canImport(Network)
        try AsyncHTTPClientTransport.shared()
        #else
        try HTTP1Transport.shared()
        #endif
    }

    /// The settings of a transport that is one of ours.
    static func settings(of transport: any HTTPTransport) -> HTTPSettings? {
        switch transport {
        case let transport as HTTP1Transport: transport.settings
        case let transport as AsyncHTTPClientTransport: transport.settings
        default: nil
        }
    }
}
