// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Crypto
import HTTPTypes
import Minio
import NIOCore

/// Compares a body with the digests that were sent with it.
enum Integrity {
    static func check(_ call: Call) throws(Refusal) {
        if let sent = call.headers[.contentMD5] {
            guard let bytes = Base64.decode(sent), bytes.count == 16 else {
                throw Refusal(400, "InvalidDigest", "The Content-MD5 you specified was invalid.")
            }
            guard sent == Digest.md5Base64(call.body) else { throw .badDigest("Content-MD5") }
        }
        for field in Self.checksums(of: call) {
            guard let algorithm = Self.algorithms[field.name.canonicalName] else { throw .notImplemented }
            guard let bytes = Base64.decode(field.value) else {
                throw .invalidRequest("Value for \(field.name.canonicalName) header is invalid.")
            }
            guard bytes == call.body.withUnsafeReadableBytes({ algorithm($0) }) else {
                throw .badDigest(String(field.name.canonicalName.dropFirst(Self.prefix.utf8.count)).uppercased())
            }
        }
    }

    /// The checksums that were sent, in headers or behind the body.
    static func checksums(of call: Call) -> HTTPFields {
        var fields: HTTPFields = [:]
        for field in Array(call.headers) + Array(call.trailers) where field.name.canonicalName.hasPrefix(Self.prefix) {
            if !Self.settings.contains(field.name.canonicalName) { fields.append(field) }
        }
        return fields
    }

    private static let prefix = "x-amz-checksum-"
    private static let settings: Set<String> = [
        "x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type",
    ]

    private static let algorithms: [String: @Sendable (UnsafeRawBufferPointer) -> [UInt8]] = [
        "x-amz-checksum-crc32": { Self.crc($0, polynomial: UInt32(0xEDB8_8320)) },
        "x-amz-checksum-crc32c": { Self.crc($0, polynomial: UInt32(0x82F6_3B78)) },
        "x-amz-checksum-crc64nvme": { Self.crc($0, polynomial: UInt64(0x9A6C_9329_AC4B_C9B5)) },
        "x-amz-checksum-sha1": { Array(Insecure.SHA1.hash(data: $0)) },
        "x-amz-checksum-sha256": { Array(SHA256.hash(data: $0)) },
    ]

    /// A reflected CRC whose first and last step is a complement, in network byte order.
    private static func crc<Word: FixedWidthInteger & UnsignedInteger & Sendable>(
        _ bytes: UnsafeRawBufferPointer, polynomial: Word
    ) -> [UInt8] {
        var table: [Word] = []
        for index in 0..<256 {
            var value = Word(index)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1 }
            table.append(value)
        }
        var value = Word.max
        for byte in bytes { value = value >> 8 ^ table[Int(truncatingIfNeeded: (value ^ Word(byte)) & 0xFF)] }
        value = ~value
        return (0..<(Word.bitWidth / 8)).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
