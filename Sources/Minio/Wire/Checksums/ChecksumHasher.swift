// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import CMinioChecksums
import Crypto
package import NIOCore

/// Computes a checksum of bytes that come a buffer at a time.
package struct ChecksumHasher: Sendable {
    private enum State: Sendable {
        case crc(Int32, UInt64)
        case sha1(Insecure.SHA1)
        case sha256(SHA256)
    }

    private let algorithm: ChecksumAlgorithm
    private var state: State

    package init(_ algorithm: ChecksumAlgorithm) {
        self.algorithm = algorithm
        self.state =
            switch algorithm {
            case .sha1: .sha1(Insecure.SHA1())
            case .sha256: .sha256(SHA256())
            case .crc32, .crc32c, .crc64nvme: .crc(Self.kind(of: algorithm), 0)
            }
    }

    package mutating func update(_ buffer: ByteBuffer) {
        buffer.withUnsafeReadableBytes { self.update($0) }
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch self.state {
        case .crc(let kind, let value):
            self.state = .crc(kind, minio_crc_update(kind, minio_crc_best(), value, bytes.baseAddress, bytes.count))
        case .sha1(var hash):
            // Out of the way, so that the hash is changed in place.
            self.state = .crc(0, 0)
            hash.update(bufferPointer: bytes)
            self.state = .sha1(hash)
        case .sha256(var hash):
            self.state = .crc(0, 0)
            hash.update(bufferPointer: bytes)
            self.state = .sha256(hash)
        }
    }

    /// The checksum of what has come so far.
    package func finalize() -> Checksum {
        let bytes: [UInt8] =
            switch self.state {
            case .crc(_, let value): Self.bytes(of: value, count: self.algorithm.byteCount)
            case .sha1(let hash): Array(hash.finalize())
            case .sha256(let hash): Array(hash.finalize())
            }
        return Checksum(algorithm: self.algorithm, bytes: bytes)
    }

    /// The CRC of two runs of bytes together, from theirs and the length of the second.
    static func combine(_ first: Checksum, _ second: Checksum, length: UInt64) -> Checksum {
        func value(_ checksum: Checksum) -> UInt64 { checksum.bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        let combined = minio_crc_combine(Self.kind(of: first.algorithm), value(first), value(second), length)
        return Checksum(
            algorithm: first.algorithm, bytes: Self.bytes(of: combined, count: first.algorithm.byteCount))
    }

    private static func kind(of algorithm: ChecksumAlgorithm) -> Int32 {
        switch algorithm {
        case .crc32: Int32(minio_crc32.rawValue)
        case .crc32c: Int32(minio_crc32c.rawValue)
        case .crc64nvme, .sha1, .sha256: Int32(minio_crc64nvme.rawValue)
        }
    }

    private static func bytes(of value: UInt64, count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (UInt64($0) * 8)) }
    }
}
