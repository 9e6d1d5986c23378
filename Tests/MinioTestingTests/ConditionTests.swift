// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import MinioTesting
import Testing

@Suite struct ConditionTests {
    static let right = "\"900150983cd24fb0d6963f7d28e17f72\""
    static let wrong = "\"00000000000000000000000000000000\""
    static let before = "Tue, 14 Nov 2023 22:13:19 GMT"
    static let same = "Tue, 14 Nov 2023 22:13:20 GMT"
    static let after = "Tue, 14 Nov 2023 22:13:21 GMT"

    struct Row: Sendable {
        var conditions: [String: String]
        var read: Int
        /// Of a copy whose source has the conditions.
        var copy: Int

        init(_ conditions: [String: String], _ read: Int, copy: Int? = nil) {
            self.conditions = conditions
            self.read = read
            self.copy = copy ?? (read == 304 ? 412 : read)
        }
    }

    @Test(arguments: [
        Row(["if-match": right], 200),
        Row(["if-match": "900150983cd24fb0d6963f7d28e17f72"], 200),
        Row(["if-match": "\(wrong), \(right)"], 200),
        Row(["if-match": "*"], 200),
        Row(["if-match": wrong], 412),
        Row(["if-match": "W/\(right)"], 412),
        Row(["if-none-match": wrong], 200),
        Row(["if-none-match": right], 304),
        Row(["if-none-match": "W/\(right)"], 304),
        Row(["if-none-match": "*"], 304),
        Row(["if-modified-since": before], 200),
        Row(["if-modified-since": same], 304),
        Row(["if-modified-since": after], 304),
        Row(["if-modified-since": "nonsense"], 200),
        Row(["if-unmodified-since": before], 412),
        Row(["if-unmodified-since": same], 200),
        Row(["if-unmodified-since": after], 200),
        Row(["if-match": right, "if-unmodified-since": before], 200),
        Row(["if-match": wrong, "if-unmodified-since": after], 412),
        Row(["if-none-match": right, "if-modified-since": before], 304),
        Row(["if-none-match": wrong, "if-modified-since": after], 200),
        Row(["if-match": right, "if-none-match": right], 304),
        Row(["if-match": wrong, "if-none-match": right], 412),
    ])
    func conditionsDecideReadsAndCopies(row: Row) async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/k", body: "abc")
            let headers = row.conditions.map { ($0.key, $0.value) }
            let get = try await client.send(.get, "/box/k", headers: headers)
            #expect(get.status == row.read)
            #expect(get["etag"] == (row.read == 412 ? nil : Self.right))
            if row.read == 304 { #expect(get.text.isEmpty) }
            if row.read == 412 { #expect(get.code == "PreconditionFailed") }
            let head = try await client.send(.head, "/box/k", headers: headers)
            #expect(head.status == row.read)
            #expect(head.text.isEmpty)
            let copy = try await client.send(
                .put, "/box/copy",
                headers: headers.map { ("x-amz-copy-source-\($0.0)", $0.1) } + [("x-amz-copy-source", "/box/k")])
            #expect(copy.status == row.copy)
        }
    }

    @Test func writeMayDependOnAbsence() async throws {
        try await withTestClient { client in
            let absent = [("if-none-match", "*")]
            #expect(try await client.send(.put, "/box/k", headers: absent, body: "abc").status == 200)
            let second = try await client.send(.put, "/box/k", headers: absent, body: "new")
            #expect(second.status == 412)
            #expect(second.code == "PreconditionFailed")
            #expect(try await client.send(.get, "/box/k").text == "abc")
            let other = [("if-none-match", Self.right)]
            #expect(try await client.send(.put, "/box/k", headers: other).code == "NotImplemented")
        }
    }

    @Test func writeMayDependOnTheETag() async throws {
        try await withTestClient { client in
            let match = [("if-match", Self.right)]
            let absent = try await client.send(.put, "/box/k", headers: match, body: "new")
            #expect(absent.status == 404)
            #expect(absent.code == "NoSuchKey")
            _ = try await client.send(.put, "/box/k", body: "abc")
            #expect(try await client.send(.put, "/box/k", headers: match, body: "new").status == 200)
            #expect(try await client.send(.put, "/box/k", headers: match, body: "newer").status == 412)
            #expect(try await client.send(.get, "/box/k").text == "new")
        }
    }

    @Test func deletionMayDependOnTheETag() async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/k", body: "abc")
            #expect(try await client.send(.delete, "/box/k", headers: [("if-match", Self.wrong)]).status == 412)
            #expect(try await client.send(.get, "/box/k").status == 200)
            #expect(try await client.send(.delete, "/box/k", headers: [("if-match", Self.right)]).status == 204)
            #expect(try await client.send(.delete, "/box/k", headers: [("if-match", Self.right)]).code == "NoSuchKey")
        }
    }
}
