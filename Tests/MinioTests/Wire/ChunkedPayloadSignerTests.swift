// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import Testing

@testable import Minio

/// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
@Suite("Chunked signatures")
struct ChunkedPayloadSignerTests {
    private static let scope = SigningScope(timestamp: "20130524T000000Z", region: "us-east-1")
    private static let key = SigningKey(secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope: Self.scope)

    @Test("AWS's example: the seed and three chunks")
    func example() {
        let hash = PayloadHash.signedChunks.headerValue
        let canonical = CanonicalRequest(
            method: "PUT", path: "/examplebucket/chunkObject.txt", query: "",
            headers: [
                ("host", "s3.amazonaws.com"), ("x-amz-date", "20130524T000000Z"), ("content-encoding", "aws-chunked"),
                ("x-amz-storage-class", "REDUCED_REDUNDANCY"), ("x-amz-content-sha256", hash),
                ("x-amz-decoded-content-length", "66560"), ("content-length", "66824"),
            ], payloadHash: hash)
        let seed = Self.key.signature(of: SigV4Signer.stringToSign(canonical, scope: Self.scope))
        #expect(seed == "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")
        #expect(ChunkedPayloadSigner.encodedLength(of: 66560) == 66824)

        var signer = ChunkedPayloadSigner(
            seed: SigV4Signer.Seed(signature: seed, scope: Self.scope, key: Self.key))
        let expected = [
            (65536, "10000", "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"),
            (1024, "400", "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"),
            (0, "0", "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"),
        ]
        for (size, hexadecimal, signature) in expected {
            let frame = signer.frame(ByteBuffer(repeating: UInt8(ascii: "a"), count: size))
            let text = "\(hexadecimal);chunk-signature=\(signature)\r\n\(String(repeating: "a", count: size))\r\n"
            #expect(String(buffer: frame) == text)
        }
    }

    @Test(
        "the length that is announced is the length that is sent",
        arguments: [0, 1, 15, 16, 255, 4096, 65535, 65536, 65537, 65551, 131_071, 131_072, 131_073, 5_242_880])
    func announcesLength(size: Int) {
        var signer = ChunkedPayloadSigner(
            seed: SigV4Signer.Seed(signature: "seed", scope: Self.scope, key: Self.key))
        var payload = ByteBuffer(repeating: 7, count: size)
        var sent = 0
        while let chunk = payload.readSlice(length: min(payload.readableBytes, ChunkedPayloadSigner.chunkSize)),
            chunk.readableBytes > 0
        {
            sent += signer.frame(chunk).readableBytes
        }
        sent += signer.frame(ByteBuffer()).readableBytes
        #expect(ChunkedPayloadSigner.encodedLength(of: Int64(size)) == sent)
    }

    @Test("the largest objects have a length too")
    func largestLength() {
        let size: Int64 = 5 << 40
        let chunks = size / Int64(ChunkedPayloadSigner.chunkSize)
        #expect(ChunkedPayloadSigner.encodedLength(of: size) == size + chunks * 90 + 86)
    }
}
