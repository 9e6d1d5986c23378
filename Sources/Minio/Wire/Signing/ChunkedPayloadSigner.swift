// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Signs a body chunk by chunk, each signature made over the one before.
///
/// [Chunked upload](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html). A body over plain HTTP is
/// proved to the server as it arrives, without having been read twice.
package struct ChunkedPayloadSigner: Sendable {
    /// The payload bytes of every chunk but the last. S3 asks for at least 8 KiB.
    package static let chunkSize = 64 * 1024

    private let seed: SigV4Signer.Seed
    private var previous: String

    package init(seed: SigV4Signer.Seed) {
        self.seed = seed
        self.previous = seed.signature
    }

    /// One chunk with its signature; an empty one ends the body.
    package mutating func frame(_ chunk: ByteBuffer) -> ByteBuffer {
        let signature = self.signature(of: chunk)
        var frame = ByteBuffer()
        frame.reserveCapacity(chunk.readableBytes + 96)
        frame.writeString("\(String(chunk.readableBytes, radix: 16));chunk-signature=\(signature)\r\n")
        frame.writeImmutableBuffer(chunk)
        frame.writeString("\r\n")
        return frame
    }

    /// The signature of the next chunk, which becomes the one that the chunk after it builds on.
    package mutating func signature(of chunk: ByteBuffer) -> String {
        self.previous = self.seed.key.signature(of: self.stringToSign(Digest.sha256Hex(chunk)))
        return self.previous
    }

    private func stringToSign(_ digest: String) -> String {
        "AWS4-HMAC-SHA256-PAYLOAD\n\(self.seed.scope.timestamp)\n\(self.seed.scope.credentialScope)\n\(self.previous)\n"
            + "\(Digest.sha256OfNothing)\n\(digest)"
    }

    /// The bytes that a body of a given size takes on the wire, which `Content-Length` must say before the first is
    /// sent.
    package static func encodedLength(of length: Int64) -> Int64 {
        let full = length / Int64(Self.chunkSize)
        let rest = length % Int64(Self.chunkSize)
        return full * Self.frameLength(Int64(Self.chunkSize)) + (rest > 0 ? Self.frameLength(rest) : 0)
            + Self.frameLength(0)
    }

    private static func frameLength(_ payload: Int64) -> Int64 {
        let signature = Int64(";chunk-signature=".utf8.count) + 64
        return Int64(String(payload, radix: 16).utf8.count) + signature + 2 + payload + 2
    }
}
