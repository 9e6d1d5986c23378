// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import MinioTesting
import Testing

@Suite struct VersioningTests {
    private func setVersioning(_ client: TestClient, _ status: String) async throws {
        let body = "<VersioningConfiguration><Status>\(status)</Status></VersioningConfiguration>"
        #expect(try await client.send(.put, "/box", [("versioning", "")], body: body).status == 200)
    }

    private func put(_ client: TestClient, _ body: String) async throws -> String? {
        try await client.send(.put, "/box/k", body: body)["x-amz-version-id"]
    }

    @Test func stateIsOffThenEnabledThenSuspended() async throws {
        try await withTestClient { client in
            func state() async throws -> String? {
                try await client.send(.get, "/box", [("versioning", "")]).xml()["Status"]
            }
            #expect(try await state() == nil)
            for status in ["Enabled", "Suspended", "Enabled"] {
                try await self.setVersioning(client, status)
                #expect(try await state() == status)
            }
            let off = "<VersioningConfiguration><Status>Off</Status></VersioningConfiguration>"
            let answer = try await client.send(.put, "/box", [("versioning", "")], body: off)
            #expect(answer.code == "IllegalVersioningConfigurationException")
        }
    }

    @Test func withoutVersioningThereIsOneVersion() async throws {
        try await withTestClient { client in
            #expect(try await self.put(client, "1") == nil)
            #expect(try await self.put(client, "2") == nil)
            #expect(try await client.send(.get, "/box/k", [("versionId", "null")]).text == "2")
            let deletion = try await client.send(.delete, "/box/k")
            #expect(deletion.status == 204)
            #expect(deletion["x-amz-delete-marker"] == nil)
            #expect(deletion["x-amz-version-id"] == nil)
            #expect(try await client.send(.get, "/box/k").status == 404)
            #expect(try await client.send(.delete, "/box/k").status == 204)
        }
    }

    @Test func everyVersionCanBeRead() async throws {
        try await withTestClient { client in
            _ = try await self.put(client, "null")
            try await self.setVersioning(client, "Enabled")
            let first = try #require(try await self.put(client, "1"))
            let second = try #require(try await self.put(client, "2"))
            #expect(first != second)
            for (id, text) in [("null", "null"), (first, "1"), (second, "2")] {
                let answer = try await client.send(.get, "/box/k", [("versionId", id)])
                #expect(answer.text == text)
                #expect(answer["x-amz-version-id"] == id)
            }
            #expect(try await client.send(.get, "/box/k").text == "2")
            let missing = try await client.send(.get, "/box/k", [("versionId", "nonsense")])
            #expect(missing.status == 404)
            #expect(missing.code == "NoSuchVersion")
            #expect(try await client.send(.get, "/box/k", [("versionId", "")]).code == "InvalidArgument")
        }
    }

    @Test func deleteMarkerHidesTheObject() async throws {
        try await withTestClient { client in
            try await self.setVersioning(client, "Enabled")
            let version = try #require(try await self.put(client, "1"))
            let deletion = try await client.send(.delete, "/box/k")
            #expect(deletion["x-amz-delete-marker"] == "true")
            let marker = try #require(deletion["x-amz-version-id"])
            for method in [.get, .head] as [HTTPRequest.Method] {
                let latest = try await client.send(method, "/box/k")
                #expect(latest.status == 404)
                #expect(latest["x-amz-delete-marker"] == "true")
                let byID = try await client.send(method, "/box/k", [("versionId", marker)])
                #expect(byID.status == 405)
                #expect(byID["x-amz-delete-marker"] == "true")
                #expect(byID["last-modified"] == "Tue, 14 Nov 2023 22:13:20 GMT")
            }
            #expect(try await client.send(.get, "/box/k").code == "NoSuchKey")
            #expect(try await client.send(.get, "/box/k", [("versionId", marker)]).code == "MethodNotAllowed")
            #expect(try await client.send(.get, "/box/k", [("versionId", version)]).text == "1")
            #expect(try await client.send(.put, "/box/k", headers: [("if-match", "*")]).code == "NoSuchKey")
            let undo = try await client.send(.delete, "/box/k", [("versionId", marker)])
            #expect(undo["x-amz-delete-marker"] == "true")
            #expect(undo["x-amz-version-id"] == marker)
            #expect(try await client.send(.get, "/box/k").text == "1")
        }
    }

    @Test func versionIsDeletedForGood() async throws {
        try await withTestClient { client in
            try await self.setVersioning(client, "Enabled")
            let first = try #require(try await self.put(client, "1"))
            let second = try #require(try await self.put(client, "2"))
            let deletion = try await client.send(.delete, "/box/k", [("versionId", second)])
            #expect(deletion.status == 204)
            #expect(deletion["x-amz-delete-marker"] == nil)
            #expect(deletion["x-amz-version-id"] == second)
            #expect(try await client.send(.get, "/box/k").text == "1")
            #expect(try await client.send(.delete, "/box").code == "BucketNotEmpty")
            _ = try await client.send(.delete, "/box/k", [("versionId", first)])
            #expect(try await client.send(.get, "/box/k").headers[.amzDeleteMarker] == nil)
            #expect(try await client.send(.delete, "/box").status == 204)
        }
    }

    @Test func suspendedBucketOverwritesTheNullVersion() async throws {
        try await withTestClient { client in
            try await self.setVersioning(client, "Enabled")
            let kept = try #require(try await self.put(client, "kept"))
            try await self.setVersioning(client, "Suspended")
            #expect(try await self.put(client, "a") == "null")
            #expect(try await self.put(client, "b") == "null")
            #expect(try await client.send(.get, "/box/k", [("versionId", "null")]).text == "b")
            #expect(try await client.send(.get, "/box/k", [("versionId", kept)]).text == "kept")
            let deletion = try await client.send(.delete, "/box/k")
            #expect(deletion["x-amz-version-id"] == "null")
            #expect(deletion["x-amz-delete-marker"] == "true")
            #expect(try await client.send(.get, "/box/k").status == 404)
            #expect(try await client.send(.get, "/box/k", [("versionId", "null")]).status == 405)
            let list = try await client.send(.get, "/box", [("versions", "")]).xml()
            #expect(list.children.filter { $0.name == "Version" || $0.name == "DeleteMarker" }.count == 2)
        }
    }

    @Test func objectLockBringsVersioning() async throws {
        try await withTestClient { client in
            let header = [("x-amz-bucket-object-lock-enabled", "true")]
            #expect(try await client.send(.put, "/locked", headers: header).status == 200)
            #expect(try await client.send(.get, "/locked", [("versioning", "")]).xml()["Status"] == "Enabled")
            let body = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>"
            let suspension = try await client.send(.put, "/locked", [("versioning", "")], body: body)
            #expect(suspension.code == "InvalidBucketState")
        }
    }
}
