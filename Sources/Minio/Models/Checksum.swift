// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import NIOCore

/// How a checksum is computed.
///
/// [Checking object integrity](https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html)
public enum ChecksumAlgorithm: String, Sendable, Hashable, CaseIterable, Codable {
    /// CRC-32, as zlib computes it.
    case crc32 = "CRC32"
    /// CRC-32C (Castagnoli).
    case crc32c = "CRC32C"
    /// CRC-64/NVME, which AWS uses where nothing else is asked for.
    case crc64nvme = "CRC64NVME"
    /// SHA-1.
    case sha1 = "SHA1"
    /// SHA-256.
    case sha256 = "SHA256"

    /// The header that carries it: `x-amz-checksum-crc32c`.
    package var headerName: HTTPField.Name {
        switch self {
        case .crc32: .amzChecksumCRC32
        case .crc32c: .amzChecksumCRC32C
        case .crc64nvme: .amzChecksumCRC64NVME
        case .sha1: .amzChecksumSHA1
        case .sha256: .amzChecksumSHA256
        }
    }

    /// The element of documents that carries it: `ChecksumCRC32C`.
    package var documentName: String { "Checksum\(self.rawValue)" }

    /// The bytes of a checksum.
    package var byteCount: Int {
        switch self {
        case .crc32, .crc32c: 4
        case .crc64nvme: 8
        case .sha1: 20
        case .sha256: 32
        }
    }

    /// Whether those of parts make that of the whole.
    package var isCRC: Bool {
        switch self {
        case .crc32, .crc32c, .crc64nvme: true
        case .sha1, .sha256: false
        }
    }
}

/// A checksum of an object, or of a part of one.
public struct Checksum: Sendable, Hashable, Codable, CustomStringConvertible {
    /// What a checksum of an object in parts is computed of.
    public enum Kind: String, Sendable, Hashable {
        /// Of all its bytes.
        case fullObject = "FULL_OBJECT"
        /// Of the checksums of its parts, one after another.
        case composite = "COMPOSITE"
    }

    /// How it is computed.
    public let algorithm: ChecksumAlgorithm
    /// Its bytes, the most significant first.
    public let bytes: [UInt8]
    /// How many parts' checksums it is computed of; `nil` if it is computed of the bytes themselves.
    public let partCount: Int?

    /// What it is computed of.
    public var kind: Kind { self.partCount == nil ? .fullObject : .composite }
    /// Its bytes in base 64.
    public var base64: String { Base64.encode(self.bytes) }
    /// A line for people: `CRC32C 4waSgw==`.
    public var description: String { "\(self.algorithm.rawValue) \(self.headerValue)" }

    package init(algorithm: ChecksumAlgorithm, bytes: [UInt8], partCount: Int? = nil) {
        self.algorithm = algorithm
        self.bytes = bytes
        self.partCount = partCount
    }

    /// The checksum of bytes in memory.
    package static func of(_ algorithm: ChecksumAlgorithm, _ buffer: ByteBuffer) -> Checksum {
        var hasher = ChecksumHasher(algorithm)
        hasher.update(buffer)
        return hasher.finalize()
    }
}

// MARK: - On the wire

extension Checksum {
    /// `4waSgw==`, or `4waSgw==-3` if it is made of three parts'.
    package var headerValue: String { self.partCount.map { "\(self.base64)-\($0)" } ?? self.base64 }

    /// What a header or an element says; `nil` if that is no checksum of this algorithm.
    package init?(algorithm: ChecksumAlgorithm, headerValue: String) {
        let fields = headerValue.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        var partCount: Int?
        if fields.count == 2 {
            guard let count = Int(fields[1]), count > 0, fields[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else {
                return nil
            }
            partCount = count
        }
        guard let bytes = fields.first.flatMap({ Base64.decode(String($0)) }), bytes.count == algorithm.byteCount else {
            return nil
        }
        self.init(algorithm: algorithm, bytes: bytes, partCount: partCount)
    }

    /// The checksums that the headers of an answer name.
    package static func read(from headers: HTTPFields) -> [Checksum] {
        ChecksumAlgorithm.allCases.compactMap { algorithm in
            headers.value(of: algorithm.headerName).flatMap { Checksum(algorithm: algorithm, headerValue: $0) }
        }
    }
}

// MARK: - Of parts

extension Checksum {
    /// The checksum of the parts' checksums; `nil` if there are none, or not all of the same algorithm.
    package static func composite(_ parts: [Checksum]) -> Checksum? {
        guard let algorithm = parts.first?.algorithm,
            parts.allSatisfy({ $0.algorithm == algorithm && $0.partCount == nil })
        else { return nil }
        let whole = Checksum.of(algorithm, ByteBuffer(bytes: parts.flatMap(\.bytes)))
        return Checksum(algorithm: algorithm, bytes: whole.bytes, partCount: parts.count)
    }

    /// The checksum of the bytes of all parts together, without reading them; `nil` if there are none, or not all of the same
    /// algorithm, or it is no CRC.
    package static func combined(_ parts: [(checksum: Checksum, length: Int64)]) -> Checksum? {
        guard let first = parts.first?.checksum, first.algorithm.isCRC, first.partCount == nil else { return nil }
        var value = first
        for (checksum, length) in parts.dropFirst() {
            guard checksum.algorithm == first.algorithm, checksum.partCount == nil, length >= 0 else { return nil }
            value = ChecksumHasher.combine(value, checksum, length: UInt64(length))
        }
        return value
    }
}
