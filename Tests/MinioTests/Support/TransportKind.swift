// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio

/// The transports that are to behave alike.
enum TransportKind: CaseIterable, CustomStringConvertible {
    case http1
    case asyncHTTPClient

    var description: String { self == .http1 ? "HTTP1Transport" : "AsyncHTTPClientTransport" }

    /// A transport with connections of its own.
    func make(_ settings: HTTPSettings = HTTPSettings()) throws(MinioError) -> any HTTPTransport {
        switch self {
        case .http1: try HTTP1Transport(settings)
        case .asyncHTTPClient: try AsyncHTTPClientTransport(settings)
        }
    }
}
