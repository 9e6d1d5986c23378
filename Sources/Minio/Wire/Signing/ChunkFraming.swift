// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
package import NIOCore

/// How a body is cut into chunks on the wire, and how long that makes it, which `Content-Length` must say before the first
/// byte is sent.
///
/// [Chunked upload](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html),
/// [with a trailer](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html).
package struct ChunkFraming: Sendable {
    /// The payload bytes of every chunk but the last. S3 asks for at least 8 KiB.
    package static let chunkSize = 64 * 1024

    /// Whether every chunk, and the trailer, carries a signature.
    package let isSigned: Bool
    /// The checksum that follows the last chunk; `nil` for none.
    package let trailer: ChecksumAlgorithm?

    package init(isSigned: Bool, trailer: ChecksumAlgorithm? = nil) {
        self.isSigned = isSigned
        self.trailer = trailer
    }

    /// The bytes that a body of a given size takes on the wire.
    package func encodedLength(of length: Int64) -> Int64 {
        let full = length / Int64(Self.chunkSize)
        let rest = length % Int64(Self.chunkSize)
        return full * self.frameLength(Int64(Self.chunkSize)) + (rest > 0 ? self.frameLength(rest) : 0) + self.endLength
    }

    /// Adds a chunk to what is to be sent.
    package static func write(_ chunk: ByteBuffer, signer: inout ChunkedPayloadSigner?, into frames: inout ByteBuffer) {
        frames.writeString(String(chunk.readableBytes, radix: 16))
        if let signature = signer?.signature(of: chunk) {
            frames.writeStaticString(Self.signatureMark)
            frames.writeString(signature)
        }
        frames.writeStaticString("\r\n")
        frames.writeImmutableBuffer(chunk)
        frames.writeStaticString("\r\n")
    }

    /// Adds what stands before a chunk's payload, and room for the signature.
    ///
    /// - Returns: Where the signature belongs.
    package static func begin(_ count: Int, isSigned: Bool, into frames: inout ByteBuffer) -> Int {
        frames.writeString(String(count, radix: 16))
        if isSigned { frames.writeStaticString(Self.signatureMark) }
        let start = frames.writerIndex
        if isSigned { frames.writeRepeatingByte(UInt8(ascii: "0"), count: Int(Self.signatureLength)) }
        frames.writeStaticString("\r\n")
        return start
    }

    /// Adds what stands behind a chunk's payload, and the signature before it.
    package static func end(_ start: Int, signature: String?, into frames: inout ByteBuffer) {
        if let signature { frames.setString(signature, at: start) }
        frames.writeStaticString("\r\n")
    }

    /// Adds what follows the last chunk: an empty one, and the trailer if there is one.
    package static func writeEnd(
        trailer: Checksum?, signer: inout ChunkedPayloadSigner?, into frames: inout ByteBuffer
    ) {
        guard let trailer else { return Self.write(ByteBuffer(), signer: &signer, into: &frames) }
        frames.writeStaticString("0")
        if let signature = signer?.signature(of: ByteBuffer()) {
            frames.writeStaticString(Self.signatureMark)
            frames.writeString(signature)
        }
        frames.writeStaticString("\r\n")
        let line = "\(trailer.algorithm.headerName.canonicalName):\(trailer.headerValue)"
        frames.writeString("\(line)\r\n")
        if let signature = signer?.signature(ofTrailer: "\(line)\n") {
            frames.writeString("\(Self.trailerSignature):\(signature)\r\n")
        }
        frames.writeStaticString("\r\n")
    }

    private static let signatureMark: StaticString = ";chunk-signature="
    private static let trailerSignature = "x-amz-trailer-signature"
    private static let signatureLength: Int64 = 64

    private var markLength: Int64 {
        self.isSigned ? Int64(Self.signatureMark.utf8CodeUnitCount) + Self.signatureLength : 0
    }

    private func frameLength(_ payload: Int64) -> Int64 {
        Int64(String(payload, radix: 16).utf8.count) + self.markLength + 2 + payload + 2
    }

    private var endLength: Int64 {
        guard let trailer = self.trailer else { return self.frameLength(0) }
        let value = Int64((trailer.byteCount + 2) / 3 * 4)
        let line = Int64(trailer.headerName.canonicalName.utf8.count) + 1 + value + 2
        let signature = self.isSigned ? Int64(Self.trailerSignature.utf8.count) + 1 + Self.signatureLength + 2 : 0
        return 1 + self.markLength + 2 + line + signature + 2
    }
}
