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
        #expect(ChunkFraming(isSigned: true).encodedLength(of: 66560) == 66824)

        var signer: ChunkedPayloadSigner? = ChunkedPayloadSigner(
            seed: SigV4Signer.Seed(signature: seed, scope: Self.scope, key: Self.key))
        let expected = [
            (65536, "10000", "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"),
            (1024, "400", "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"),
            (0, "0", "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"),
        ]
        for (size, hexadecimal, signature) in expected {
            var frame = ByteBuffer()
            ChunkFraming.write(
                ByteBuffer(repeating: UInt8(ascii: "a"), count: size), signer: &signer, into: &frame)
            let text = "\(hexadecimal);chunk-signature=\(signature)\r\n\(String(repeating: "a", count: size))\r\n"
            #expect(String(buffer: frame) == text)
        }
    }

    @Test(
        "the length that is announced is the length that is sent",
        arguments: [0, 1, 15, 16, 255, 4096, 65535, 65536, 65537, 65551, 131_071, 131_072, 131_073, 5_242_880])
    func announcesLength(size: Int) async throws {
        for (isSigned, algorithm) in [(true, nil), (true, .crc64nvme), (false, .crc32c), (false, .sha256)]
            as [(Bool, ChecksumAlgorithm?)]
        {
            let seed = SigV4Signer.Seed(signature: "seed", scope: Self.scope, key: Self.key)
            let chunks = ChunkedBody(
                body: .bytes(ByteBuffer(repeating: 7, count: size)),
                signer: isSigned ? ChunkedPayloadSigner(seed: seed) : nil, checksum: algorithm.map { BodyChecksum($0) })
            var sent: Int64 = 0
            for try await frames in chunks { sent += Int64(frames.readableBytes) }
            #expect(ChunkFraming(isSigned: isSigned, trailer: algorithm).encodedLength(of: Int64(size)) == sent)
        }
    }

    @Test("AWS's example with a trailer: the last chunk, the checksum and its signature")
    func trailerExample() {
        // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
        let seed = SigV4Signer.Seed(
            signature: "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e", scope: Self.scope,
            key: Self.key)
        var signer: ChunkedPayloadSigner? = ChunkedPayloadSigner(seed: seed)
        let expected = [
            (65536, "10000", "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2"),
            (1024, "400", "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7"),
        ]
        for (size, hexadecimal, signature) in expected {
            var frame = ByteBuffer()
            ChunkFraming.write(
                ByteBuffer(repeating: UInt8(ascii: "a"), count: size), signer: &signer, into: &frame)
            #expect(String(buffer: frame).hasPrefix("\(hexadecimal);chunk-signature=\(signature)\r\n"))
        }
        var end = ByteBuffer()
        ChunkFraming.writeEnd(
            trailer: Checksum(algorithm: .crc32c, headerValue: "sOO8/Q=="), signer: &signer, into: &end)
        #expect(
            String(buffer: end)
                == "0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
                + "x-amz-checksum-crc32c:sOO8/Q==\r\n"
                + "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n")
    }

    @Test("the largest objects have a length too")
    func largestLength() {
        let size: Int64 = 5 << 40
        let chunks = size / Int64(ChunkFraming.chunkSize)
        #expect(ChunkFraming(isSigned: true).encodedLength(of: size) == size + chunks * 90 + 86)
    }
}
