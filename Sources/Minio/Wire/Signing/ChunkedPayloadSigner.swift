// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Signs a body chunk by chunk, each signature made over the one before.
///
/// [Chunked upload](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html). A body over plain HTTP is
/// proved to the server as it arrives, without having been read twice.
package struct ChunkedPayloadSigner: Sendable {
    private let seed: SigV4Signer.Seed
    private var previous: String

    package init(seed: SigV4Signer.Seed) {
        self.seed = seed
        self.previous = seed.signature
    }

    /// The signature of the next chunk, which becomes the one that the chunk after it builds on.
    package mutating func signature(of chunk: ByteBuffer) -> String {
        self.previous = self.seed.key.signature(of: self.stringToSign(Digest.sha256Hex(chunk)))
        return self.previous
    }

    /// Signs the next chunk; ``signature`` is then its signature.
    package mutating func sign(_ chunk: UnsafeRawBufferPointer) {
        self.previous = self.seed.key.signature(of: self.stringToSign(Digest.sha256Hex(chunk)))
    }

    /// The signature of the last chunk that was signed, of the head before the first one.
    package var signature: String { self.previous }

    /// The signature of the trailer, `name:value` and a line feed, which ends the body.
    package mutating func signature(ofTrailer trailer: String) -> String {
        self.previous = self.seed.key.signature(
            of: "AWS4-HMAC-SHA256-TRAILER\n\(self.seed.scope.timestamp)\n\(self.seed.scope.credentialScope)\n"
                + "\(self.previous)\n\(Digest.sha256Hex(trailer))")
        return self.previous
    }

    private func stringToSign(_ digest: String) -> String {
        "AWS4-HMAC-SHA256-PAYLOAD\n\(self.seed.scope.timestamp)\n\(self.seed.scope.credentialScope)\n\(self.previous)\n"
            + "\(Digest.sha256OfNothing)\n\(digest)"
    }
}
