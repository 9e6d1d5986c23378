// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import MinioTesting
import NIOCore
import Testing

@Suite struct BucketTests {
    @Test func bucketLivesUntilItIsDeleted() async throws {
        try await withTestClient { client in
            let made = try await client.send(.put, "/photos")
            #expect(made["location"] == "/photos")
            let again = try await client.send(.put, "/photos")
            #expect(again.status == 409)
            #expect(again.code == "BucketAlreadyOwnedByYou")
            #expect(try await client.send(.head, "/photos")["x-amz-bucket-region"] == "us-east-1")
            _ = try await client.send(.put, "/photos/k")
            let full = try await client.send(.delete, "/photos")
            #expect(full.status == 409)
            #expect(full.code == "BucketNotEmpty")
            _ = try await client.send(.delete, "/photos/k")
            #expect(try await client.send(.delete, "/photos").status == 204)
            #expect(try await client.send(.head, "/photos").status == 404)
            #expect(try await client.send(.delete, "/photos").code == "NoSuchBucket")
        }
    }

    @Test(arguments: [
        "ab", "Upper", "a_b", "-ab", "ab-", "a..b", "a.-b", "192.168.1.1", "xn--abc", "abc-s3alias", "b%C3%A9e",
        String(repeating: "a", count: 64),
    ]) func wrongNameIsRefused(name: String) async throws {
        try await withTestClient { client in
            let answer = try await client.send(.put, "/\(name)")
            #expect(answer.status == 400)
            #expect(answer.code == "InvalidBucketName")
        }
    }

    @Test(
        arguments: [
            ("us-east-1", nil, nil), ("us-east-1", "us-east-1", "InvalidLocationConstraint"),
            ("us-east-1", "eu-west-1", "IllegalLocationConstraintException"), ("eu-west-1", "eu-west-1", nil),
            ("eu-west-1", "EU", nil), ("eu-west-1", nil, "IllegalLocationConstraintException"),
        ] as [(String, String?, String?)])
    func locationMustBeTheServersRegion(region: String, location: String?, code: String?) async throws {
        var configuration = S3TestServer.Configuration()
        configuration.mount = .inProcess
        configuration.region = region
        configuration.clock = { TestClient.now }
        try await withS3TestServer(configuration) { server in
            var client = TestClient(server: server)
            client.region = region
            let body = location.map {
                "<CreateBucketConfiguration><LocationConstraint>\($0)</LocationConstraint></CreateBucketConfiguration>"
            }
            #expect(try await client.send(.put, "/photos", body: body ?? "").code == code)
            if code == nil {
                let answer = try await client.send(.get, "/photos", [("location", "")]).xml()
                #expect(answer.name == "LocationConstraint")
                #expect(answer.text == (region == "us-east-1" ? "" : region))
            }
        }
    }

    @Test func bucketsAreListedInPages() async throws {
        try await withTestClient { client in
            for name in ["aaa", "aab", "abc", "zzz"] { _ = try await client.send(.put, "/\(name)") }
            func names(_ page: XMLTree) -> [String?] {
                page.child("Buckets")?.children("Bucket").map { $0["Name"] } ?? []
            }
            #expect(names(try await client.send(.get, "/").xml()) == ["aaa", "aab", "abc", "box", "zzz"])
            let query = [("prefix", "a"), ("max-buckets", "2")]
            let first = try await client.send(.get, "/", query).xml()
            #expect(names(first) == ["aaa", "aab"])
            #expect(first["Prefix"] == "a")
            let token = try first.require("ContinuationToken")
            let second = try await client.send(.get, "/", query + [("continuation-token", token)]).xml()
            #expect(names(second) == ["abc"])
            #expect(second["ContinuationToken"] == nil)
            #expect(try await client.send(.get, "/", [("max-buckets", "0")]).code == "InvalidArgument")
            #expect(try await client.send(.get, "/", [("continuation-token", "nonsense")]).code == "InvalidArgument")
        }
    }

    @Test func brokenDocumentIsRefused() async throws {
        try await withTestClient { client async throws in
            for body in ["<CreateBucket", "<Other/>"] {
                #expect(try await client.send(.put, "/photos", body: body).code == "MalformedXML")
            }
        }
    }
}

@Suite struct DeleteObjectsTests {
    private func delete(
        _ client: TestClient, _ objects: String, isQuiet: Bool = false, hasMD5: Bool = true
    ) async throws -> TestAnswer {
        let body = "<Delete><Quiet>\(isQuiet)</Quiet>\(objects)</Delete>"
        let md5 = [("content-md5", Digest.md5Base64(ByteBuffer(string: body)))]
        return try await client.send(.post, "/box", [("delete", "")], headers: hasMD5 ? md5 : [], body: body)
    }

    @Test func manyObjectsAreDeletedAtOnce() async throws {
        try await withTestClient { client in
            for key in ["a", "b", "%0D%26"] { _ = try await client.send(.put, "/box/\(key)") }
            let objects = ["a", "none", "&#13;&amp;"].map { "<Object><Key>\($0)</Key></Object>" }.joined()
            let answer = try await self.delete(client, objects)
            #expect(answer.status == 200)
            #expect(try answer.xml().children("Deleted").map { $0["Key"] } == ["a", "none", "\r&"])
            #expect(try await client.send(.get, "/box").xml().children("Contents").map { $0["Key"] } == ["b"])
            let quiet = try await self.delete(client, "<Object><Key>b</Key></Object>", isQuiet: true)
            #expect(try quiet.xml().children.isEmpty)
            #expect(try await client.send(.get, "/box/b").status == 404)
            #expect(client.server.requests.first { $0.method == .post }?.operation == "DeleteObjects")
        }
    }

    @Test func failureOfOneKeyDoesNotStopTheOthers() async throws {
        try await withTestClient { client in
            for key in ["a", "b"] { _ = try await client.send(.put, "/box/\(key)", body: key) }
            let long = String(repeating: "x", count: 1025)
            let objects =
                "<Object><Key>a</Key><ETag>\"0\"</ETag></Object><Object><Key>\(long)</Key></Object>"
                + "<Object><Key>b</Key></Object>"
            for isQuiet in [true, false] {
                let errors = Array(try await self.delete(client, objects, isQuiet: isQuiet).xml().children("Error"))
                #expect(errors.map { $0["Code"] } == ["PreconditionFailed", "KeyTooLongError"])
                #expect(errors.first?["Key"] == "a")
            }
            #expect(try await client.send(.get, "/box/a").status == 200)
            #expect(try await client.send(.get, "/box/b").status == 404)
        }
    }

    @Test func digestOfTheListIsNeeded() async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/a")
            let answer = try await self.delete(client, "<Object><Key>a</Key></Object>", hasMD5: false)
            #expect(answer.status == 400)
            #expect(answer.code == "InvalidRequest")
            #expect(try await client.send(.get, "/box/a").status == 200)
        }
    }

    @Test(arguments: [(0, 400), (1, 200), (1000, 200), (1001, 400)]) func listHasAtMostAThousandKeys(
        count: Int, status: Int
    ) async throws {
        try await withTestClient { client in
            let objects = (0..<count).map { "<Object><Key>\($0)</Key></Object>" }.joined()
            let answer = try await self.delete(client, objects)
            #expect(answer.status == status)
            #expect(answer.code == (status == 200 ? nil : "MalformedXML"))
        }
    }

    @Test func versionsAndMarkersAreNamed() async throws {
        try await withTestClient { client in
            let body = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
            _ = try await client.send(.put, "/box", [("versioning", "")], body: body)
            let id = try #require(try await client.send(.put, "/box/k")["x-amz-version-id"])
            let marked = try #require(
                try await self.delete(client, "<Object><Key>k</Key></Object>").xml().child("Deleted"))
            #expect(marked["DeleteMarker"] == "true")
            #expect(marked["VersionId"] == nil)
            let marker = try #require(marked["DeleteMarkerVersionId"])
            let gone = try await self.delete(
                client,
                "<Object><Key>k</Key><VersionId>\(id)</VersionId></Object>"
                    + "<Object><Key>k</Key><VersionId>\(marker)</VersionId></Object>"
            ).xml().children("Deleted").map { [$0["VersionId"], $0["DeleteMarker"], $0["DeleteMarkerVersionId"]] }
            #expect(gone == [[id, nil, nil], [marker, "true", marker]])
            #expect(try await client.send(.delete, "/box").status == 204)
        }
    }
}
