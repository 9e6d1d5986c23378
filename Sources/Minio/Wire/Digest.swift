// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Crypto
package import NIOCore

/// The digests that S3's headers carry, over the kinds of bytes we have.
package enum Digest {
    /// The SHA-256 of nothing, which every request without a body names.
    package static let sha256OfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    /// SHA-256 in lower-case hexadecimal.
    package static func sha256Hex(_ buffer: ByteBuffer) -> String {
        buffer.readableBytes == 0
            ? Self.sha256OfNothing : buffer.withUnsafeReadableBytes { Self.sha256Hex($0) }
    }

    /// SHA-256 of a text's UTF-8 in lower-case hexadecimal.
    package static func sha256Hex(_ text: String) -> String {
        var text = text
        return text.withUTF8 { Self.sha256Hex(UnsafeRawBufferPointer($0)) }
    }

    /// SHA-256 of bytes in lower-case hexadecimal.
    package static func sha256Hex(_ bytes: UnsafeRawBufferPointer) -> String {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        return hash.finalize().withUnsafeBytes { Hexadecimal.lower($0) }
    }

    /// MD5, in the base 64 of `Content-MD5`.
    package static func md5Base64(_ buffer: ByteBuffer) -> String {
        Base64.encode(Self.md5(buffer))
    }

    /// MD5, in the hexadecimal of an ETag.
    package static func md5Hex(_ buffer: ByteBuffer) -> String {
        Hexadecimal.lower(Self.md5(buffer))
    }

    /// MD5 of bytes, in the hexadecimal of an ETag.
    package static func md5Hex(_ bytes: [UInt8]) -> String {
        Hexadecimal.lower(Array(Insecure.MD5.hash(data: bytes)))
    }

    /// MD5 of a stream, in the hexadecimal of an ETag.
    package static func md5Hex(_ buffers: any AsyncSequence<ByteBuffer, any Error>) async throws -> String {
        var hash = Insecure.MD5()
        var iterator = buffers.makeAsyncIterator()
        while let buffer = try await iterator.next(isolation: #isolation) {
            buffer.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
        }
        return Hexadecimal.lower(Array(hash.finalize()))
    }

    /// MD5 of the raw bytes of a customer key, in base 64.
    package static func md5Base64(_ bytes: [UInt8]) -> String {
        Base64.encode(Array(Insecure.MD5.hash(data: bytes)))
    }

    /// MD5 of bytes that come a buffer at a time.
    package struct MD5Hasher: Sendable {
        private var hash = Insecure.MD5()

        package init() {}

        package mutating func update(_ buffer: ByteBuffer) {
            buffer.withUnsafeReadableBytes { self.hash.update(bufferPointer: $0) }
        }

        package func finalize() -> [UInt8] { Array(self.hash.finalize()) }
    }

    private static func md5(_ buffer: ByteBuffer) -> [UInt8] {
        buffer.withUnsafeReadableBytes { Array(Insecure.MD5.hash(data: $0)) }
    }
}
