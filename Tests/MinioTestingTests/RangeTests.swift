// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import MinioTesting
import Testing

@Suite struct RangeTests {
    @Test(
        arguments: [
            ("bytes=0-3", 206, "0123", "bytes 0-3/10"),
            ("bytes=3-3", 206, "3", "bytes 3-3/10"),
            ("bytes=7-", 206, "789", "bytes 7-9/10"),
            ("bytes=-2", 206, "89", "bytes 8-9/10"),
            ("bytes=-20", 206, "0123456789", "bytes 0-9/10"),
            ("bytes=8-99", 206, "89", "bytes 8-9/10"),
            ("bytes=8-99999999999999999999", 206, "89", "bytes 8-9/10"),
            ("bytes=10-", 416, nil, "bytes */10"),
            ("bytes=10-20", 416, nil, "bytes */10"),
            ("bytes=99999999999999999999-", 416, nil, "bytes */10"),
            ("bytes=-0", 416, nil, "bytes */10"),
            ("bytes=4-2", 200, "0123456789", nil),
            ("bytes=a-b", 200, "0123456789", nil),
            ("bytes=0-1,3-4", 200, "0123456789", nil),
            ("lines=0-1", 200, "0123456789", nil),
        ] as [(String, Int, String?, String?)])
    func rangesAreCutAsS3Does(header: String, status: Int, text: String?, contentRange: String?) async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/k", body: "0123456789")
            let answer = try await client.send(.get, "/box/k", headers: [("range", header)])
            #expect(answer.status == status)
            #expect(answer["content-range"] == contentRange)
            if let text {
                #expect(answer.text == text)
                #expect(answer["content-length"] == String(text.utf8.count))
            } else {
                #expect(answer.code == "InvalidRange")
            }
            let head = try await client.send(.head, "/box/k", headers: [("range", header)])
            #expect(head.status == status)
            #expect(head.text.isEmpty)
            if let text { #expect(head["content-length"] == String(text.utf8.count)) }
        }
    }

    @Test func emptyObjectHasNoRange() async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/k")
            for header in ["bytes=0-", "bytes=0-0", "bytes=-1"] {
                let answer = try await client.send(.get, "/box/k", headers: [("range", header)])
                #expect(answer.status == 416)
                #expect(answer["content-range"] == "bytes */0")
            }
            #expect(try await client.send(.get, "/box/k").status == 200)
        }
    }

    @Test func simpleObjectIsItsOnlyPart() async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/k", body: "abc")
            let first = try await client.send(.get, "/box/k", [("partNumber", "1")])
            #expect(first.status == 206)
            #expect(first.text == "abc")
            #expect(first["content-range"] == "bytes 0-2/3")
            #expect(try await client.send(.get, "/box/k", [("partNumber", "2")]).code == "InvalidPartNumber")
            #expect(try await client.send(.get, "/box/k", [("partNumber", "0")]).code == "InvalidArgument")
            let both = try await client.send(.get, "/box/k", [("partNumber", "1")], headers: [("range", "bytes=0-1")])
            #expect(both.code == "InvalidRequest")
        }
    }
}
