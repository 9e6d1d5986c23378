// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import MinioTesting
import Testing

@Suite struct VersionListingTests {
    /// An entry as `key:body`, `key:marker`, or a common prefix, with whether it is the newest.
    private struct Entry: Equatable {
        var key: String
        var id: String
        var isLatest: Bool
        var isMarker: Bool
    }

    private func enable(_ client: TestClient) async throws {
        let body = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
        #expect(try await client.send(.put, "/box", [("versioning", "")], body: body).status == 200)
    }

    /// Writes and deletes at random, and returns what a listing must hold: by key, the newest first.
    private func fill(_ client: TestClient, seed: UInt64) async throws -> [Entry] {
        var generator = SplitMix(state: seed)
        var model: [String: [Entry]] = [:]
        for _ in 0..<40 {
            let key = ["a", "b/c", "b/d", "b/d/e", "f"].randomElement(using: &generator) ?? "a"
            let isMarker = Int.random(in: 0..<4, using: &generator) == 0
            let answer = try await client.send(isMarker ? .delete : .put, "/box/\(key)", body: "")
            let id = try #require(answer["x-amz-version-id"])
            var entries = model[key] ?? []
            for index in entries.indices { entries[index].isLatest = false }
            model[key] = [Entry(key: key, id: id, isLatest: true, isMarker: isMarker)] + entries
        }
        return model.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap(\.value)
    }

    private func entries(_ page: XMLTree) -> [Entry] {
        page.children.compactMap { child in
            guard child.name == "Version" || child.name == "DeleteMarker" else { return nil }
            return Entry(
                key: child["Key"] ?? "", id: child["VersionId"] ?? "", isLatest: child["IsLatest"] == "true",
                isMarker: child.name == "DeleteMarker")
        }
    }

    @Test(arguments: [1, 2, 3, 7, 100]) func versionsArePagedInOrder(pageSize: Int) async throws {
        try await withTestClient { client in
            try await self.enable(client)
            let expected = try await self.fill(client, seed: UInt64(pageSize))
            var all: [Entry] = []
            var cursor: [(String, String)] = []
            while true {
                let query = [("versions", ""), ("max-keys", String(pageSize))] + cursor
                let page = try await client.send(.get, "/box", query).xml()
                let entries = self.entries(page)
                #expect(entries.count <= pageSize)
                all += entries
                guard page["IsTruncated"] == "true" else { break }
                cursor = [
                    ("key-marker", try page.require("NextKeyMarker")),
                    ("version-id-marker", try page.require("NextVersionIdMarker")),
                ]
            }
            #expect(all == expected)
        }
    }

    @Test func versionsRemovedMeanwhileDoNotLoseOthers() async throws {
        try await withTestClient { client in
            try await self.enable(client)
            let expected = try await self.fill(client, seed: 99)
            var all: [Entry] = []
            var cursor: [(String, String)] = []
            while true {
                let page = try await client.send(.get, "/box", [("versions", ""), ("max-keys", "3")] + cursor).xml()
                for entry in self.entries(page) {
                    all.append(entry)
                    _ = try await client.send(.delete, "/box/\(entry.key)", [("versionId", entry.id)])
                }
                guard page["IsTruncated"] == "true" else { break }
                cursor = [
                    ("key-marker", try page.require("NextKeyMarker")),
                    ("version-id-marker", try page.require("NextVersionIdMarker")),
                ]
            }
            #expect(all.map(\.id) == expected.map(\.id))
            #expect(try await client.send(.delete, "/box").status == 204)
        }
    }

    @Test func delimiterRollsVersionsUp() async throws {
        try await withTestClient { client in
            try await self.enable(client)
            for key in ["a", "b/c", "b/c", "b/d", "e"] { _ = try await client.send(.put, "/box/\(key)") }
            let query = [("versions", ""), ("delimiter", "/"), ("max-keys", "2")]
            let page = try await client.send(.get, "/box", query).xml()
            #expect(self.entries(page).map(\.key) == ["a"])
            #expect(page.child("CommonPrefixes")?["Prefix"] == "b/")
            #expect(page["NextKeyMarker"] == "b/")
            #expect(page["NextVersionIdMarker"] == nil)
            let rest = try await client.send(
                .get, "/box", [("versions", ""), ("delimiter", "/"), ("key-marker", "b/")]
            ).xml()
            #expect(self.entries(rest).map(\.key) == ["e"])
            #expect(rest.child("CommonPrefixes") == nil)
        }
    }

    @Test func keyMarkerSkipsAllVersionsOfTheKey() async throws {
        try await withTestClient { client in
            try await self.enable(client)
            for key in ["a", "a", "b"] { _ = try await client.send(.put, "/box/\(key)") }
            let page = try await client.send(.get, "/box", [("versions", ""), ("key-marker", "a")]).xml()
            #expect(self.entries(page).map(\.key) == ["b"])
            let orphan = try await client.send(.get, "/box", [("versions", ""), ("version-id-marker", "x")])
            #expect(orphan.code == "InvalidArgument")
        }
    }

    @Test func deletedKeysAreNoObjects() async throws {
        try await withTestClient { client in
            try await self.enable(client)
            for key in ["a", "b"] { _ = try await client.send(.put, "/box/\(key)") }
            _ = try await client.send(.delete, "/box/a")
            let page = try await client.send(.get, "/box", [("list-type", "2")]).xml()
            #expect(page.children("Contents").map { $0["Key"] } == ["b"])
        }
    }
}
