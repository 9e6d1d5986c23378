// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import MinioTesting
import Testing

@Suite struct CopyTests {
    private func copy(
        _ client: TestClient, _ source: String, to path: String, _ headers: [(String, String)] = []
    ) async throws -> TestAnswer {
        try await client.send(.put, path, headers: [("x-amz-copy-source", source)] + headers)
    }

    private static let original = [
        ("content-type", "text/plain"), ("x-amz-meta-a", "1"), ("x-amz-tagging", "t=1"),
        ("x-amz-storage-class", "STANDARD_IA"), ("x-amz-website-redirect-location", "/there"),
    ]

    @Test func copyKeepsMetadataAndTags() async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/a%20%2B", headers: Self.original, body: "abc")
            for source in ["/box/a%20%2B", "box/a%20%2B"] {
                let answer = try await self.copy(client, source, to: "/box/k", [("content-type", "ignored/type")])
                #expect(answer.status == 200)
                let document = try answer.xml()
                #expect(document.name == "CopyObjectResult")
                #expect(document["ETag"] == "\"900150983cd24fb0d6963f7d28e17f72\"")
                #expect(document["LastModified"] == "2023-11-14T22:13:20.000Z")
            }
            let copy = try await client.send(.get, "/box/k")
            #expect(copy.text == "abc")
            #expect(copy["content-type"] == "text/plain")
            #expect(copy["x-amz-meta-a"] == "1")
            #expect(copy["x-amz-tagging-count"] == "1")
            #expect(copy["x-amz-storage-class"] == nil)
            #expect(copy["x-amz-website-redirect-location"] == nil)
            #expect(client.server.requests.last { $0.method == .put }?.operation == "CopyObject")
        }
    }

    @Test func copyReplacesWhatItIsTold() async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/s", headers: Self.original, body: "abc")
            let metadata = [("x-amz-metadata-directive", "REPLACE"), ("x-amz-meta-b", "2")]
            _ = try await self.copy(client, "/box/s", to: "/box/k", metadata)
            let first = try await client.send(.get, "/box/k")
            #expect(first["x-amz-meta-a"] == nil)
            #expect(first["x-amz-meta-b"] == "2")
            #expect(first["content-type"] == "binary/octet-stream")
            #expect(first["x-amz-tagging-count"] == "1")
            let tags = [("x-amz-tagging-directive", "REPLACE"), ("x-amz-tagging", "")]
            _ = try await self.copy(client, "/box/s", to: "/box/k", tags)
            let second = try await client.send(.get, "/box/k")
            #expect(second["x-amz-meta-a"] == "1")
            #expect(second["x-amz-tagging-count"] == nil)
            let wrong = try await self.copy(client, "/box/s", to: "/box/k", [("x-amz-metadata-directive", "KEEP")])
            #expect(wrong.code == "InvalidArgument")
        }
    }

    @Test func copyOntoItselfMustChangeSomething() async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/k", body: "abc")
            #expect(try await self.copy(client, "/box/k", to: "/box/k").code == "InvalidRequest")
            for header in [
                ("x-amz-metadata-directive", "REPLACE"), ("x-amz-storage-class", "STANDARD_IA"),
                ("x-amz-server-side-encryption", "AES256"), ("x-amz-website-redirect-location", "/x"),
            ] {
                #expect(try await self.copy(client, "/box/k", to: "/box/k", [header]).status == 200)
            }
        }
    }

    @Test func copyHasTheChecksumThatIsAskedFor() async throws {
        try await withTestClient { client in
            _ = try await client.send(
                .put, "/box/a", headers: [("x-amz-checksum-crc32c", "4waSgw==")], body: "123456789")
            let kept = try await self.copy(client, "/box/a", to: "/box/b")
            #expect(kept.text.contains("<ChecksumCRC32C>4waSgw==</ChecksumCRC32C>"))
            let other = try await self.copy(client, "/box/a", to: "/box/b", [("x-amz-checksum-algorithm", "CRC32")])
            #expect(other.text.contains("<ChecksumCRC32>y/Q5Jg==</ChecksumCRC32>"))
            let unknown = try await self.copy(client, "/box/a", to: "/box/b", [("x-amz-checksum-algorithm", "MD4")])
            #expect(unknown.code == "InvalidRequest")
        }
    }

    @Test func copySourceMustBeThere() async throws {
        try await withTestClient { client async throws in
            #expect(try await self.copy(client, "/box/none", to: "/box/k").code == "NoSuchKey")
            #expect(try await self.copy(client, "/none/a", to: "/box/k").code == "NoSuchBucket")
            #expect(try await self.copy(client, "/box/none?versionId=1", to: "/box/k").code == "NoSuchVersion")
            for source in ["", "/", "box", "/box/", "/box/%zz", "/box/a?versionId="] {
                #expect(try await self.copy(client, source, to: "/box/k").code == "InvalidArgument")
            }
        }
    }

    @Test func oldVersionCanBeCopiedBack() async throws {
        try await withTestClient { client in
            let body = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
            _ = try await client.send(.put, "/box", [("versioning", "")], body: body)
            let id = try #require(try await client.send(.put, "/box/k%3F", body: "old")["x-amz-version-id"])
            _ = try await client.send(.put, "/box/k%3F", body: "new")
            let answer = try await self.copy(client, "/box/k%3F?versionId=\(id)", to: "/box/k%3F")
            #expect(answer["x-amz-copy-source-version-id"] == id)
            #expect(answer["x-amz-version-id"] != nil)
            #expect(try await client.send(.get, "/box/k%3F").text == "old")
            let marker = try #require(try await client.send(.delete, "/box/k%3F")["x-amz-version-id"])
            let deleted = try await self.copy(client, "/box/k%3F", to: "/box/l")
            #expect(deleted.code == "NoSuchKey")
            #expect(deleted["x-amz-delete-marker"] == "true")
            #expect(try await self.copy(client, "/box/k%3F?versionId=\(marker)", to: "/box/l").code == "InvalidRequest")
        }
    }
}
