// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import MinioTesting
import NIOCore
import Testing

@Suite struct PayloadTests {
    /// A request whose body is signed chunk by chunk.
    private func chunked(
        _ client: TestClient, _ chunks: [String], announced: Int, _ headers: [(String, String)] = []
    ) -> (HTTPRequest, ByteBuffer) {
        var request = client.request(
            .put, "/box/k", [], headers + [("x-amz-decoded-content-length", String(announced))])
        var signer: ChunkedPayloadSigner? = ChunkedPayloadSigner(
            seed: client.sign(&request, payload: .signedChunks))
        var body = ByteBuffer()
        for chunk in chunks + [""] {
            ChunkFraming.write(ByteBuffer(string: chunk), signer: &signer, into: &body)
        }
        return (request, body)
    }

    @Test func signedChunksAreUnwrapped() async throws {
        try await withTestClient { client in
            let (request, body) = self.chunked(
                client, ["hello ", "world"], announced: 11, [("content-encoding", "aws-chunked,gzip")])
            #expect(try await client.exchange(request, body: body).status == 200)
            #expect(client.server.requests.last.map { String(buffer: $0.body) } == "hello world")
            let answer = try await client.send(.get, "/box/k")
            #expect(answer.text == "hello world")
            #expect(answer["content-encoding"] == "gzip")
        }
    }

    @Test func framingIsNoEncodingOfTheObject() async throws {
        try await withTestClient { client async throws in
            let (request, body) = self.chunked(client, ["x"], announced: 1, [("content-encoding", "aws-chunked")])
            #expect(try await client.exchange(request, body: body).status == 200)
            #expect(try await client.send(.get, "/box/k")["content-encoding"] == nil)
        }
    }

    @Test func changedChunkIsRefused() async throws {
        try await withTestClient { client in
            let (request, body) = self.chunked(client, ["hello ", "world"], announced: 11)
            for (old, new) in [("world", "World"), ("hello", "hellO")] {
                let changed = ByteBuffer(string: String(buffer: body).replacing(old, with: new))
                let answer = try await client.exchange(request, body: changed)
                #expect(answer.status == 403)
                #expect(answer.code == "SignatureDoesNotMatch")
            }
            #expect(try await client.send(.get, "/box/k").code == "NoSuchKey")
        }
    }

    @Test func chunksInAnotherOrderAreRefused() async throws {
        try await withTestClient { client in
            let (request, body) = self.chunked(client, ["aaaa", "bbbb"], announced: 8)
            let frame = 4 + ";chunk-signature=".utf8.count + 64 + 2 + 2 + 1
            let first = try #require(body.getSlice(at: 0, length: frame))
            let second = try #require(body.getSlice(at: frame, length: frame))
            let end = try #require(body.getSlice(at: 2 * frame, length: body.readableBytes - 2 * frame))
            var swapped = second
            swapped.writeImmutableBuffer(first)
            swapped.writeImmutableBuffer(end)
            #expect(try await client.exchange(request, body: swapped).code == "SignatureDoesNotMatch")
        }
    }

    @Test func shortOrLongChunksAreRefused() async throws {
        try await withTestClient { client in
            for announced in [10, 12] {
                let (request, body) = self.chunked(client, ["hello ", "world"], announced: announced)
                #expect(try await client.exchange(request, body: body).code == "IncompleteBody")
            }
            let (request, body) = self.chunked(client, ["hello ", "world"], announced: 11)
            let cut = try #require(body.getSlice(at: 0, length: body.readableBytes - 20))
            #expect(try await client.exchange(request, body: cut).code == "IncompleteBody")
        }
    }

    // The example of AWS's documentation, with its published signatures.
    @Test(arguments: [false, true]) func publishedChunkSignaturesAreAccepted(hasTrailer: Bool) async throws {
        var configuration = S3TestServer.Configuration()
        configuration.mount = .inProcess
        configuration.accessKey = "AKIAIOSFODNN7EXAMPLE"
        configuration.secretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
        let date = try #require(S3Timestamp.parse("20130524T000000Z"))
        configuration.clock = { date }
        try await withS3TestServer(configuration) { server in
            var client = TestClient(server: server)
            client.credentials = Credentials(
                accessKey: configuration.accessKey, secretKey: configuration.secretKey)
            client.date = date
            #expect(try await client.send(.put, "/examplebucket").status == 200)
            let (request, body) = self.published(client, hasTrailer: hasTrailer)
            #expect(try await client.exchange(request, body: body).status == 200)
            #expect(server.requests.last?.body.readableBytes == 66_560)
            let answer = try await client.send(
                .get, "/examplebucket/chunkObject.txt", headers: [("x-amz-checksum-mode", "ENABLED")])
            #expect(answer["x-amz-checksum-crc32c"] == (hasTrailer ? "sOO8/Q==" : nil))
            let text = String(buffer: body)
            let changed = ByteBuffer(string: text.replacing("\r\n0;chunk-signature=", with: "\r\n0;chunk-signature=0"))
            #expect(try await client.exchange(request, body: changed).code == "SignatureDoesNotMatch")
        }
    }

    private func published(_ client: TestClient, hasTrailer: Bool) -> (HTTPRequest, ByteBuffer) {
        let names =
            hasTrailer
            ? "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class"
                + ";x-amz-trailer"
            : "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length"
                + ";x-amz-storage-class"
        let signatures =
            hasTrailer
            ? [
                "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
                "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
                "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
                "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
            ]
            : [
                "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
                "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
                "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
                "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
            ]
        var request = client.request(
            .put, "/examplebucket/chunkObject.txt", [],
            [
                ("content-encoding", "aws-chunked"), ("x-amz-date", "20130524T000000Z"),
                ("x-amz-storage-class", "REDUCED_REDUNDANCY"), ("x-amz-decoded-content-length", "66560"),
                ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD\(hasTrailer ? "-TRAILER" : "")"),
                (
                    "authorization",
                    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        + "SignedHeaders=\(names),Signature=\(signatures[0])"
                ),
            ])
        request.authority = "s3.amazonaws.com"
        var text = ""
        for (size, signature) in zip([65_536, 1024, 0], signatures.dropFirst()) {
            text += "\(String(size, radix: 16));chunk-signature=\(signature)\r\n\(String(repeating: "a", count: size))"
            if size > 0 { text += "\r\n" }
        }
        if hasTrailer {
            request.headerFields[HTTPField.Name.constant("x-amz-trailer")] = "x-amz-checksum-crc32c"
            text += "x-amz-checksum-crc32c:sOO8/Q==\r\n"
            text += "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n"
        }
        text += "\r\n"
        return (request, ByteBuffer(string: text))
    }

    @Test func unsignedChunksWithTrailerAreChecked() async throws {
        try await withTestClient { client async throws in
            for (checksum, code) in [("y/Q5Jg==", nil), ("y/Q5Jw==", "BadDigest")] as [(String, String?)] {
                let request = client.signed(
                    client.request(
                        .put, "/box/k", [],
                        [("x-amz-decoded-content-length", "9"), ("x-amz-trailer", "x-amz-checksum-crc32")]),
                    payload: .digest("STREAMING-UNSIGNED-PAYLOAD-TRAILER"))
                let body = "4\r\n1234\r\n5\r\n56789\r\n0\r\nx-amz-checksum-crc32:\(checksum)\r\n\r\n"
                #expect(try await client.exchange(request, body: ByteBuffer(string: body)).code == code)
            }
            #expect(try await client.send(.get, "/box/k").text == "123456789")
        }
    }

    @Test func bodyThatIsNotTheSignedOneIsRefused() async throws {
        try await withTestClient { client async throws in
            var other = client
            other.payload = .digest(Digest.sha256Hex("other"))
            #expect(try await other.send(.put, "/box/k", body: "body").code == "XAmzContentSHA256Mismatch")
            other.payload = .unsigned
            #expect(try await other.send(.put, "/box/k", body: "body").status == 200)
            other.payload = .digest("short")
            #expect(try await other.send(.put, "/box/k", body: "body").code == "InvalidArgument")
        }
    }

    @Test(
        arguments: [
            ("content-md5", "XUFAKrxLKna5cZ2REBfFkg==", nil), ("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==", "BadDigest"),
            ("content-md5", "short", "InvalidDigest"), ("content-length", "6", "IncompleteBody"),
            ("x-amz-checksum-sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=", nil),
            ("x-amz-checksum-sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCA=", "BadDigest"),
            ("x-amz-checksum-sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00=", nil), ("x-amz-checksum-crc32", "NhCmhg==", nil),
            ("x-amz-checksum-crc32c", "mnG7TA==", nil), ("x-amz-checksum-crc32c", "AAAAAA==", "BadDigest"),
        ] as [(String, String, String?)])
    func digestOfTheBodyIsChecked(name: String, value: String, code: String?) async throws {
        try await withTestClient { client in
            let answer = try await client.send(.put, "/box/k", headers: [(name, value)], body: "hello")
            #expect(answer.code == code)
            #expect(answer.status == (code == nil ? 200 : 400))
        }
    }

    @Test func checksumsAreGivenBackOnDemand() async throws {
        try await withTestClient { client in
            let checksum = [("x-amz-checksum-crc32", "NhCmhg==")]
            let put = try await client.send(.put, "/box/k", headers: checksum, body: "hello")
            #expect(put["x-amz-checksum-crc32"] == "NhCmhg==")
            #expect(try await client.send(.get, "/box/k")["x-amz-checksum-crc32"] == nil)
            let mode = [("x-amz-checksum-mode", "ENABLED")]
            let answer = try await client.send(.get, "/box/k", headers: mode)
            #expect(answer["x-amz-checksum-crc32"] == "NhCmhg==")
            #expect(answer["x-amz-checksum-type"] == "FULL_OBJECT")
            let part = try await client.send(.get, "/box/k", headers: mode + [("range", "bytes=0-1")])
            #expect(part["x-amz-checksum-crc32"] == nil)
        }
    }
}
