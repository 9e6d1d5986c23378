// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import MinioTesting
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A TCP connection that knows no HTTP, so that a test sees what really arrives.
final class RawConnection {
    /// How reading ended.
    enum End: Equatable {
        /// The server closed the connection in order.
        case closed
        /// The server reset the connection.
        case reset
        /// Nothing came for a while, and the connection is open.
        case silent
        /// As many bytes as were asked for are there.
        case enough
    }

    private let socket: Int32

    init(_ server: S3TestServer) throws {
        let port = try #require(server.endpoint.split(separator: ":").last.flatMap { UInt16($0) })
        #if canImport(Glibc)
        self.socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #elseif canImport(Musl)
        self.socket = Musl.socket(AF_INET, SOCK_STREAM, 0)
        #else
        self.socket = Darwin.socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(self.socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Refused() }
    }

    /// Nobody listens.
    struct Refused: Error {}

    deinit { _ = close(self.socket) }

    func write(_ text: String) throws {
        let bytes = Array(text.utf8)
        try #require(send(self.socket, bytes, bytes.count, 0) == bytes.count)
    }

    /// Reads until the text is complete, the connection ends, or nothing comes for so many milliseconds.
    func read(patience: Int = 5000, until isComplete: (String) -> Bool = { _ in false }) -> (text: String, end: End) {
        var time = timeval(tv_sec: patience / 1000, tv_usec: .init(patience % 1000 * 1000))
        _ = setsockopt(self.socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            if isComplete(String(decoding: bytes, as: UTF8.self)) {
                return (String(decoding: bytes, as: UTF8.self), .enough)
            }
            let count = recv(self.socket, &piece, piece.count, 0)
            if count > 0 {
                bytes += piece[..<count]
                continue
            }
            let end: End = count == 0 ? .closed : errno == ECONNRESET ? .reset : .silent
            return (String(decoding: bytes, as: UTF8.self), end)
        }
    }
}
