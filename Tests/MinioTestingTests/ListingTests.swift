// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import MinioTesting
import Testing

@Suite struct ListingTests {
    /// A key or a common prefix; compared by bytes.
    struct Item: Hashable, Comparable, CustomStringConvertible {
        var bytes: [UInt8]
        var isPrefix: Bool

        init(_ text: String, isPrefix: Bool = false) {
            self.bytes = Array(text.utf8)
            self.isPrefix = isPrefix
        }

        var description: String { (self.isPrefix ? "prefix " : "") + String(decoding: self.bytes, as: UTF8.self) }

        static func < (left: Item, right: Item) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
    }

    /// What a listing has to hold, computed the long way round.
    static func model(_ keys: [String], prefix: String, delimiter: String, after: String = "") -> [Item] {
        var items: Set<Item> = []
        for key in keys {
            let bytes = Array(key.utf8)
            guard bytes.starts(with: prefix.utf8), Array(after.utf8).lexicographicallyPrecedes(bytes) else { continue }
            let rest = Array(bytes.dropFirst(prefix.utf8.count))
            let width = delimiter.utf8.count
            let cut = width == 0 ? nil : rest.indices.first { rest[$0...].starts(with: delimiter.utf8) }
            if let cut {
                let common = Item(prefix + String(decoding: rest[..<(cut + width)], as: UTF8.self), isPrefix: true)
                if common != Item(after, isPrefix: true) { items.insert(common) }
            } else {
                items.insert(Item(key))
            }
        }
        return items.sorted()
    }

    /// Names over a small alphabet, so that they share prefixes, hold delimiters and differ only in their normal form.
    static func randomKeys(_ generator: inout some RandomNumberGenerator, count: Int) -> [String] {
        let pieces = ["a", "b", "/", "//", "ab", "é", "e\u{301}", " ", "+", "%", "\u{1F600}", "-", "z/", "\r", "&<"]
        var keys: [Item: String] = [:]
        for _ in 0..<count {
            let key = (0..<Int.random(in: 1...5, using: &generator))
                .map { _ in pieces.randomElement(using: &generator) ?? "a" }.joined()
            keys[Item(key)] = key
        }
        return Array(keys.values)
    }

    /// Percent-encodes a key for a path, and keeps its slashes.
    private func put(_ client: TestClient, _ key: String, headers: [(String, String)] = []) async throws {
        let answer = try await client.send(.put, "/box/\(PercentEncoding.path(key))", headers: headers, body: "1")
        #expect(answer.status == 200)
    }

    private func items(_ page: XMLTree, entry: String = "Contents") throws -> [Item] {
        func decoded(_ text: String?) throws -> String { try #require(PercentEncoding.decode(text ?? "")) }
        return try page.children(entry).map { Item(try decoded($0["Key"])) }
            + page.children("CommonPrefixes").map { Item(try decoded($0["Prefix"]), isPrefix: true) }
    }

    /// Reads every page of a listing; no page may be too long, or out of order with the one before.
    private func list(
        _ client: TestClient, v2: Bool, prefix: String, delimiter: String, after: String, pageSize: Int
    ) async throws -> [Item] {
        var all: [Item] = []
        var cursor: (String, String)? = after.isEmpty ? nil : (v2 ? "start-after" : "marker", after)
        while true {
            var query = [("prefix", prefix), ("encoding-type", "url"), ("max-keys", String(pageSize))]
            if v2 { query.append(("list-type", "2")) }
            if !delimiter.isEmpty { query.append(("delimiter", delimiter)) }
            if let cursor { query.append(cursor) }
            let page = try await client.send(.get, "/box", query).xml()
            let items = try self.items(page)
            #expect(items.count <= pageSize)
            if v2 { #expect(page["KeyCount"] == String(items.count)) }
            #expect(items.sorted() == items || !delimiter.isEmpty)
            all += items.sorted()
            guard page["IsTruncated"] == "true" else { return all }
            #expect(items.count == pageSize)
            if v2 {
                cursor = ("continuation-token", try page.require("NextContinuationToken"))
            } else if delimiter.isEmpty {
                #expect(page["NextMarker"] == nil)
                cursor = ("marker", String(decoding: try #require(items.max()).bytes, as: UTF8.self))
            } else {
                cursor = ("marker", try #require(PercentEncoding.decode(page.require("NextMarker"))))
            }
        }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4]) func pagesHoldWhatTheModelSays(seed: UInt64) async throws {
        try await withTestClient { client in
            var generator = SplitMix(state: seed)
            let keys = Self.randomKeys(&generator, count: 60)
            for key in keys { try await self.put(client, key) }
            for _ in 0..<30 {
                let prefix = ["", "", "a", "/", "é", "e\u{301}", "ab", "z/"].randomElement(using: &generator) ?? ""
                let delimiter = ["", "/", "b", "é", "//"].randomElement(using: &generator) ?? ""
                let after = Bool.random(using: &generator) ? keys.randomElement(using: &generator) ?? "" : ""
                let size = Int.random(in: 1...7, using: &generator)
                let expected = Self.model(keys, prefix: prefix, delimiter: delimiter, after: after)
                for v2 in [true, false] {
                    let listed = try await self.list(
                        client, v2: v2, prefix: prefix, delimiter: delimiter, after: after, pageSize: size)
                    #expect(listed == expected, "prefix \(prefix), delimiter \(delimiter), after \(after), v2 \(v2)")
                }
            }
        }
    }

    @Test func normalFormsAreTwoKeys() async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/%C3%A9", body: "composed")
            _ = try await client.send(.put, "/box/e%CC%81", body: "decomposed")
            #expect(try await client.send(.get, "/box/%C3%A9").text == "composed")
            #expect(try await client.send(.get, "/box/e%CC%81").text == "decomposed")
            let page = try await client.send(.get, "/box", [("list-type", "2")]).xml()
            let keys = page.children("Contents").map { Array(($0["Key"] ?? "").utf8) }
            #expect(keys == [[0x65, 0xCC, 0x81], [0xC3, 0xA9]])
            _ = try await client.send(.delete, "/box/e%CC%81")
            #expect(try await client.send(.get, "/box/%C3%A9").status == 200)
            client.server.inject(.status(503, code: "SlowDown"), key: "e\u{301}")
            #expect(try await client.send(.get, "/box/%C3%A9").status == 200)
            #expect(try await client.send(.get, "/box/e%CC%81").status == 503)
            #expect(client.server.requests.last?.attempt == 2)
        }
    }

    @Test func keysAreEncodedOnDemand() async throws {
        try await withTestClient { client in
            try await self.put(client, "a b+/ü\r")
            let query = [("delimiter", "+/"), ("prefix", "a "), ("start-after", "a "), ("list-type", "2")]
            let plain = try await client.send(.get, "/box", query).xml()
            #expect(plain["EncodingType"] == nil)
            #expect(plain.child("CommonPrefixes")?["Prefix"] == "a b+/")
            let encoded = try await client.send(.get, "/box", query + [("encoding-type", "url")]).xml()
            #expect(encoded["EncodingType"] == "url")
            #expect(encoded["Prefix"] == "a%20")
            #expect(encoded["Delimiter"] == "%2B/")
            #expect(encoded["StartAfter"] == "a%20")
            #expect(encoded.child("CommonPrefixes")?["Prefix"] == "a%20b%2B/")
            let whole = try await client.send(.get, "/box", [("encoding-type", "url")]).xml()
            #expect(whole.child("Contents")?["Key"] == "a%20b%2B/%C3%BC%0D")
            #expect(try await client.send(.get, "/box", [("encoding-type", "base64")]).code == "InvalidArgument")
        }
    }

    @Test func entriesSayWhatIsAsked() async throws {
        try await withTestClient { client in
            try await self.put(client, "k", headers: [("x-amz-meta-colour", "red"), ("x-amz-tagging", "a=b%20c")])
            let plain = try #require(try await client.send(.get, "/box", [("list-type", "2")]).xml().child("Contents"))
            #expect(plain["ETag"] == "\"c4ca4238a0b923820dcc509a6f75849b\"")
            #expect(plain["Size"] == "1")
            #expect(plain["StorageClass"] == "STANDARD")
            #expect(plain["LastModified"] == "2023-11-14T22:13:20.000Z")
            #expect(plain.child("Owner") == nil)
            #expect(plain.child("UserMetadata") == nil)
            let query = [("list-type", "2"), ("fetch-owner", "true"), ("metadata", "true")]
            let full = try #require(try await client.send(.get, "/box", query).xml().child("Contents"))
            #expect(full.child("Owner")?["ID"]?.utf8.count == 64)
            #expect(full.child("UserMetadata")?["X-Amz-Meta-Colour"] == "red")
            #expect(full.child("UserMetadata")?["content-type"] == "binary/octet-stream")
            #expect(full["UserTags"] == "a=b%20c")
            #expect(try await client.send(.get, "/box").xml().child("Contents")?.child("Owner") != nil)
        }
    }

    @Test func pageSizeIsBounded() async throws {
        var configuration = S3TestServer.Configuration()
        configuration.maximumKeysPerPage = 2
        try await withTestClient(configuration) { client in
            for key in ["a", "b", "c"] { try await self.put(client, key) }
            let page = try await client.send(.get, "/box", [("list-type", "2"), ("max-keys", "1000")]).xml()
            #expect(page["KeyCount"] == "2")
            #expect(page["IsTruncated"] == "true")
            let none = try await client.send(.get, "/box", [("list-type", "2"), ("max-keys", "0")]).xml()
            #expect(none["KeyCount"] == "0")
            #expect(none["IsTruncated"] == "false")
            for value in ["-1", "x"] {
                #expect(try await client.send(.get, "/box", [("max-keys", value)]).code == "InvalidArgument")
            }
            let token = [("list-type", "2"), ("continuation-token", "nonsense")]
            #expect(try await client.send(.get, "/box", token).code == "InvalidArgument")
        }
    }
}

/// A small generator with a seed, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state = self.state.addingReportingOverflow(0x9E37_79B9_7F4A_7C15).partialValue
        var value = self.state
        value = (value ^ value >> 30).multipliedReportingOverflow(by: 0xBF58_476D_1CE4_E5B9).partialValue
        value = (value ^ value >> 27).multipliedReportingOverflow(by: 0x94D0_49BB_1331_11EB).partialValue
        return value ^ value >> 31
    }
}
