// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import NIOCore
import Testing

/// Keys that encodings, normalisations and path handling get wrong.
@Suite struct KeyTests {
    static let keys: [(name: String, key: String)] = [
        ("space", "a b"), ("plus", "a+b"), ("literal %2F", "a%2Fb"), ("percent", "a%b"), ("ends in percent", "100%"),
        ("question mark", "a?b"), ("hash", "a#b"), ("semicolon", "a;b"), ("query", "a&b=c"), ("tilde", "~"),
        ("punctuation", "!*'();:@$,[]"), ("NFC", "\u{FC}"), ("NFD", "u\u{308}"), ("emoji ZWJ", "👩‍👩‍👧‍👦"),
        ("backslash", "a\\b"), ("trailing slash", "folder/"), ("double slash", "a//b"), ("leading slash", "/a"),
        ("dot", "a/./b"), ("dot dot", "a/../b"), ("begins with dot dot", "../a"), ("only dots", ".."),
        ("angle brackets", "<a>&amp;\"b\""), ("tab", "a\tb"), ("line feed", "a\nb"), ("carriage return", "a\rb"),
        ("control character", "a\u{1}b"), ("delete character", "a\u{7F}b"), ("noncharacter", "a\u{FFFE}b"),
        ("right to left", "\u{202E}abc"),
        (
            "1024 bytes",
            (0..<5).map { _ in String(repeating: "x", count: 200) }.joined(separator: "/") + "/"
                + String(repeating: "ü", count: 9) + "y"
        ),
    ]

    @Test(arguments: Backend.available, KeyTests.keys.indices)
    func aKeySurvives(_ backend: Backend, _ index: Int) async throws {
        let (name, key) = Self.keys[index]
        try await backend.run("key: \(name)") { fixture in
            let minio = try fixture.client()
            let text = "content of \(name)"
            try await minio.putObject(bucket: fixture.bucket, key: key, .string(text))
            let listed = try await minio.listObjects(bucket: fixture.bucket).collect()
            try #require(listed.map { Array($0.key.utf8) } == [Array(key.utf8)], "listed (V2): \(listed.map(\.key))")
            let listedV1 = try await minio.listObjects(
                bucket: fixture.bucket, options: .with { $0.version = .v1 }
            ).collect()
            try #require(listedV1.map { Array($0.key.utf8) } == [Array(key.utf8)], "listed (V1)")
            try #require(try await minio.statObject(bucket: fixture.bucket, key: key).size == Int64(text.utf8.count))
            let read = try await minio.getObject(bucket: fixture.bucket, key: key, upTo: 1000)
            try #require(String(buffer: read) == text)
            // Copied from, copied to, removed alone and in a batch.
            try await minio.copyObject(
                from: CopySource(bucket: fixture.bucket, key: key), bucket: fixture.bucket, key: "copy")
            try await minio.removeObject(bucket: fixture.bucket, key: key)
            try #require(
                await fixture.code { try await minio.statObject(bucket: fixture.bucket, key: key) } == .noSuchKey)
            try await minio.copyObject(
                from: CopySource(bucket: fixture.bucket, key: "copy"), bucket: fixture.bucket, key: key)
            let copied = try await minio.getObject(bucket: fixture.bucket, key: key, upTo: 1000)
            try #require(String(buffer: copied) == text)
            let failures = try await minio.removeObjects(
                bucket: fixture.bucket, [ObjectReference(key: key), "copy"]
            ).collect()
            try #require(failures.isEmpty)
            try #require(try await minio.listObjects(bucket: fixture.bucket).collect().isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func normalFormsAreDifferentKeys(_ backend: Backend) async throws {
        try await backend.run("keys: normal forms are different keys") { fixture in
            let minio = try fixture.client()
            try await minio.putObject(bucket: fixture.bucket, key: "\u{E9}", .string("composed"))
            try await minio.putObject(bucket: fixture.bucket, key: "e\u{301}", .string("decomposed"))
            let composed = try await minio.getObject(bucket: fixture.bucket, key: "\u{E9}", upTo: 100)
            try #require(String(buffer: composed) == "composed")
            let decomposed = try await minio.getObject(bucket: fixture.bucket, key: "e\u{301}", upTo: 100)
            try #require(String(buffer: decomposed) == "decomposed")
            try #require(try await minio.listObjects(bucket: fixture.bucket).collect().count == 2)
        }
    }

    @Test(arguments: Backend.available)
    func keysThatCannotBeAreRefusedBeforeSending(_ backend: Backend) async throws {
        try await backend.run("keys: impossible ones") { fixture in
            let minio = try fixture.client()
            for key in ["", String(repeating: "x", count: 1025), "a\u{0}b"] {
                let error = try await #require(throws: MinioError.self) {
                    try await minio.putObject(bucket: fixture.bucket, key: key, .string("x"))
                }
                try #require(error.code == .invalidArgument && error.attempts <= 1)
            }
        }
    }
}
