// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import MinioTesting
import NIOCore
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct SignatureTests {
    @Test func rightSignatureIsVerified() async throws {
        try await withTestClient { client in
            let answer = try await client.send(.put, "/box/a%20b", headers: [("x-amz-meta-a", "1")], body: "x")
            #expect(answer.status == 200)
            let request = try #require(client.server.requests.last)
            #expect(request.isSignatureVerified)
            #expect(request.operation == "PutObject")
            #expect(request.key == "a b")
            #expect(request.target == "/box/a%20b")
        }
    }

    @Test func wrongSecretIsRefused() async throws {
        try await withTestClient { client in
            var other = client
            other.credentials.secretKey = "minioadmim"
            let answer = try await other.send(.get, "/box")
            #expect(answer.status == 403)
            #expect(answer.code == "SignatureDoesNotMatch")
            #expect(client.server.requests.last?.isSignatureVerified == false)
        }
    }

    @Test func unknownAccessKeyIsRefused() async throws {
        try await withTestClient { client in
            var other = client
            other.credentials.accessKey = "somebody"
            let answer = try await other.send(.get, "/box")
            #expect(answer.status == 403)
            #expect(answer.code == "InvalidAccessKeyId")
        }
    }

    @Test func unsignedRequestIsRefusedUnlessAllowed() async throws {
        try await withTestClient { client in
            var other = client
            other.isAnonymous = true
            let answer = try await other.send(.get, "/box")
            #expect(answer.status == 403)
            #expect(answer.code == "AccessDenied")
        }
        var configuration = S3TestServer.Configuration()
        configuration.requiresSignatures = false
        try await withTestClient(configuration) { client in
            var other = client
            other.isAnonymous = true
            #expect(try await other.send(.get, "/box").status == 200)
            #expect(client.server.requests.last?.isSignatureVerified == false)
            let answer = try await other.send(.get, "/box/k", [("response-content-type", "a/b")])
            #expect(answer.code == "NoSuchKey")
            #expect(try await other.send(.put, "/box/k").status == 200)
            #expect(try await other.send(.get, "/box/k", [("response-content-type", "a/b")]).code == "InvalidRequest")
        }
    }

    @Test func wrongRegionIsRefusedAndTheRightOneNamed() async throws {
        var configuration = S3TestServer.Configuration()
        configuration.mount = .inProcess
        configuration.region = "eu-west-1"
        configuration.clock = { TestClient.now }
        try await withS3TestServer(configuration) { server in
            let client = TestClient(server: server)
            let answer = try await client.send(.get, "/box/key")
            #expect(answer.status == 400)
            #expect(answer.code == "AuthorizationHeaderMalformed")
            #expect(try answer.xml()["Region"] == "eu-west-1")
            // The question where a bucket is comes from clients that do not know.
            #expect(try await client.send(.get, "/box", [("location", "")]).code == "NoSuchBucket")
        }
    }

    @Test(arguments: [(-901.0, false), (-899, true), (899, true), (901, false)])
    func clockMayDifferByFifteenMinutes(offset: Double, isAccepted: Bool) async throws {
        try await withTestClient { client in
            var other = client
            other.date = TestClient.now.addingTimeInterval(offset)
            let answer = try await other.send(.get, "/box")
            #expect(answer.status == (isAccepted ? 200 : 403))
            #expect(answer.code == (isAccepted ? nil : "RequestTimeTooSkewed"))
        }
    }

    @Test func sessionTokenMustBeTheExpectedOne() async throws {
        var configuration = S3TestServer.Configuration()
        configuration.sessionToken = "token/=="
        try await withTestClient(configuration) { client async throws in
            #expect(try await client.send(.get, "/box").status == 200)
            for token in ["other", nil] {
                var other = client
                other.credentials.sessionToken = token
                #expect(try await other.send(.get, "/box").code == "InvalidToken")
            }
        }
        try await withTestClient { client async throws in
            var other = client
            other.credentials.sessionToken = "unexpected"
            #expect(try await other.send(.get, "/box").code == "InvalidToken")
        }
    }

    @Test func amzHeaderThatIsNotSignedIsRefused() async throws {
        try await withTestClient { client in
            for name in ["x-amz-meta-late", "content-md5"] {
                var request = client.signed(client.request(.put, "/box/k"))
                request.headerFields[try #require(HTTPField.Name(name))] = "1B2M2Y8AsgTpgAmY7PhCfg=="
                let answer = try await client.exchange(request)
                #expect(answer.code == "AccessDenied")
                #expect(try answer.xml()["HeadersNotSigned"] == name)
            }
        }
    }

    @Test func changedRequestIsRefused() async throws {
        try await withTestClient { client async throws in
            let signed = client.signed(
                client.request(.get, "/box/k", [("versionId", "1")], [("range", "bytes=0-1")]))
            #expect(try await client.exchange(signed).code == "NoSuchVersion")
            let changes: [(inout HTTPRequest) -> Void] = [
                { $0.path = "/box/l?versionId=1" }, { $0.path = "/box/k?versionId=2" }, { $0.method = .head },
                { $0.authority = "other.invalid" }, { $0.headerFields[.range] = "bytes=0-2" },
            ]
            for change in changes {
                var request = signed
                change(&request)
                #expect(try await client.exchange(request).status == 403)
            }
        }
    }

    @Test func requestSignedByBotocoreIsAccepted() async throws {
        try await withTestClient { client in
            let request = client.request(
                .put, "/box/a%20b/%C3%A9%2B%25~.txt", [("x-id", "PutObject")],
                [
                    ("x-amz-meta-note", "two  spaces"), ("Content-Type", "text/plain"),
                    ("X-Amz-Date", "20231114T221320Z"),
                    (
                        "X-Amz-Content-SHA256",
                        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
                    ),
                    (
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=minioadmin/20231114/us-east-1/s3/aws4_request, "
                            + "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-meta-note, "
                            + "Signature=978c55690c3b5d92491569c87f6a2f86ae41d2fac0517916d54cfc22df3b0663"
                    ),
                ])
            #expect(try await client.exchange(request, body: ByteBuffer(string: "hello")).status == 200)
            #expect(client.server.requests.last?.key == "a b/é+%~.txt")
            var presigned = client.request(.get, "/")
            presigned.path =
                "/box/a%20b/%C3%A9%2B%25~.txt?response-content-type=text%2Fx%20y&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=minioadmin%2F20231114%2Fus-east-1%2Fs3%2Faws4_request"
                + "&X-Amz-Date=20231114T221320Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host"
                + "&X-Amz-Signature=3588263878455daac0c00b985f8c792ae79368f32d68ed91f367a0ced5d4f1e8"
            let answer = try await client.exchange(presigned)
            #expect(answer.text == "hello")
            #expect(answer["content-type"] == "text/x y")
        }
    }

    // MARK: - In the query

    private func presigned(
        _ client: TestClient, _ method: HTTPRequest.Method, _ path: String, expires: Int = 60, at date: Date? = nil,
        headers: [(String, String)] = []
    ) -> HTTPRequest {
        var request = client.request(method, path, [], headers)
        let query = SigV4Signer().presignedQuery(
            for: request, path: path, query: QueryItems(), credentials: client.credentials,
            scope: SigningScope(date: date ?? client.date, region: "us-east-1"), expires: expires)
        request.path = "\(path)?\(query)"
        return request
    }

    @Test func presignedRequestsAreAccepted() async throws {
        var configuration = S3TestServer.Configuration()
        configuration.sessionToken = "a token+/="
        try await withTestClient(configuration) { client async throws in
            let put = try await client.exchange(
                self.presigned(client, .put, "/box/%C3%A9%20x"), body: ByteBuffer(string: "abc"))
            #expect(put.status == 200)
            #expect(try await client.exchange(self.presigned(client, .get, "/box/%C3%A9%20x")).text == "abc")
            #expect(try await client.exchange(self.presigned(client, .head, "/box/%C3%A9%20x")).status == 200)
            #expect(try await client.exchange(self.presigned(client, .delete, "/box/%C3%A9%20x")).status == 204)
            #expect(!client.server.requests.contains { !$0.isSignatureVerified })
        }
    }

    @Test func presignedRequestEndsWithItsTime() async throws {
        try await withTestClient { client in
            let now = TestClient.now
            let fresh = self.presigned(client, .get, "/box/k", expires: 60, at: now.addingTimeInterval(-60))
            #expect(try await client.exchange(fresh).code == "NoSuchKey")
            let stale = self.presigned(client, .get, "/box/k", expires: 60, at: now.addingTimeInterval(-61))
            let answer = try await client.exchange(stale)
            #expect(answer.status == 403)
            #expect(answer.code == "AccessDenied")
            #expect(try answer.xml()["Message"] == "Request has expired")
            let early = self.presigned(client, .get, "/box/k", at: now.addingTimeInterval(1000))
            #expect(try await client.exchange(early).code == "AccessDenied")
        }
    }

    @Test(arguments: [(0, false), (1, true), (604_800, true), (604_801, false), (-5, false)])
    func presignedTimeIsAtMostAWeek(expires: Int, isAccepted: Bool) async throws {
        try await withTestClient { client in
            let answer = try await client.exchange(self.presigned(client, .get, "/box/k", expires: expires))
            #expect(answer.code == (isAccepted ? "NoSuchKey" : "AuthorizationQueryParametersError"))
        }
    }

    @Test func presignedHeadersMustBeSent() async throws {
        try await withTestClient { client async throws in
            var request = self.presigned(client, .put, "/box/k", headers: [("content-type", "text/plain")])
            #expect(try await client.exchange(request).status == 200)
            request.headerFields[.contentType] = "text/html"
            #expect(try await client.exchange(request).code == "SignatureDoesNotMatch")
            request.headerFields[.contentType] = nil
            #expect(try await client.exchange(request).code == "SignatureDoesNotMatch")
        }
    }
}
