// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Minio
import NIOCore
import Testing

/// PutObject, GetObject, HeadObject, DeleteObject.
@Suite struct ObjectTests {
    @Test(arguments: Backend.available)
    func bytesComeBackAsTheyWentIn(_ backend: Backend) async throws {
        try await backend.run("objects: bytes come back") { fixture in
            let minio = try fixture.client()
            for size in [0, 1, 8191, 65_536, 65_537, 1 << 20, 6 << 20] {
                let bytes = Pattern.bytes(size)
                let written = try await minio.putObject(bucket: fixture.bucket, key: "object", .bytes(bytes))
                let info = try await minio.statObject(bucket: fixture.bucket, key: "object")
                try #require(info.size == Int64(size))
                try #require(info.etag == written.etag && info.etag?.isEmpty == false)
                try #require(abs(info.lastModified?.timeIntervalSinceNow ?? .infinity) < 120)
                let read = try await minio.getObject(bucket: fixture.bucket, key: "object", upTo: size)
                try #require(read == ByteBuffer(bytes: bytes), "\(size) bytes")
            }
        }
    }

    @Test(arguments: Backend.available)
    func filesAndStreamsAreStored(_ backend: Backend) async throws {
        try await backend.run("objects: from a file and from a stream") { fixture in
            let minio = try fixture.client()
            let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: file) }
            for size in [0, 1, 100_000, 3 << 20] {
                let bytes = Pattern.bytes(size)
                try Data(bytes).write(to: file)
                try await minio.putObject(bucket: fixture.bucket, key: "file", .file(file.path))
                let fromFile = try await minio.getObject(bucket: fixture.bucket, key: "file", upTo: size)
                try #require(fromFile == ByteBuffer(bytes: bytes), "a file of \(size) bytes")
                let source = ObjectSource.stream(Pattern.stream(size, inChunksOf: 7001), size: Int64(size))
                try await minio.putObject(bucket: fixture.bucket, key: "stream", source)
                let fromStream = try await minio.getObject(bucket: fixture.bucket, key: "stream", upTo: size)
                try #require(fromStream == ByteBuffer(bytes: bytes), "a stream of \(size) bytes")
                let info = try await minio.statObject(bucket: fixture.bucket, key: "stream")
                try #require(info.contentEncoding == nil)
            }
        }
    }

    @Test(arguments: Backend.available)
    func propertiesComeBack(_ backend: Backend) async throws {
        try await backend.run("objects: content type, headers and metadata") { fixture in
            let minio = try fixture.client()
            let expires = Date(timeIntervalSince1970: 1_900_000_000)
            try await minio.putObject(
                bucket: fixture.bucket, key: "object", .string("x"),
                options: .with {
                    $0.contentType = "text/plain; charset=utf-8"
                    $0.cacheControl = "max-age=60"
                    $0.contentDisposition = "attachment; filename=\"a b.txt\""
                    $0.contentLanguage = "de"
                    $0.contentEncoding = "identity"
                    $0.expires = expires
                    $0.metadata = ["Plain": "value", "My-Header1": "    a   b   c  ", "quoted": "\"a   b\""]
                })
            let info = try await minio.statObject(bucket: fixture.bucket, key: "object")
            try #require(info.contentType == "text/plain; charset=utf-8")
            try #require(info.cacheControl == "max-age=60")
            try #require(info.contentDisposition == "attachment; filename=\"a b.txt\"")
            try #require(info.metadata["plain"] == "value")
            try #require(info.metadata["my-header1"]?.split(separator: " ").joined(separator: " ") == "a b c")
            try #require(info.metadata["QUOTED"]?.hasPrefix("\"a ") == true)
            try #require(info.metadata.count == 3)
            try #require(info.expires == expires)
        }
    }

    @Test(arguments: Backend.available)
    func languageAndEncodingComeBack(_ backend: Backend) async throws {
        try await backend.run("objects: content language and encoding") { fixture in
            let minio = try fixture.client()
            try await minio.putObject(
                bucket: fixture.bucket, key: "object", .bytes([0x1F, 0x8B, 8, 0]),
                options: .with {
                    $0.contentLanguage = "de"
                    $0.contentEncoding = "gzip"
                })
            let info = try await minio.statObject(bucket: fixture.bucket, key: "object")
            try #require(info.contentLanguage == "de")
            try #require(info.contentEncoding == "gzip")
            // Nothing on the way decodes it.
            let read = try await minio.getObject(bucket: fixture.bucket, key: "object", upTo: 100)
            try #require(Array(read.readableBytesView) == [0x1F, 0x8B, 8, 0])
        }
    }

    @Test(arguments: Backend.available)
    func rangesGiveTheirBytes(_ backend: Backend) async throws {
        try await backend.run("objects: ranges") { fixture in
            let minio = try fixture.client()
            let bytes = Pattern.bytes(100_000)
            try await minio.putObject(bucket: fixture.bucket, key: "object", .bytes(bytes))
            let cases: [(ByteRange, Range<Int>)] = [
                (.bytes(0..<1), 0..<1), (.bytes(10..<2010), 10..<2010), (.bytes(99_000..<200_000), 99_000..<100_000),
                (.from(99_999), 99_999..<100_000), (.from(0), 0..<100_000), (.last(10), 99_990..<100_000),
                (.last(1_000_000), 0..<100_000),
            ]
            for (range, expected) in cases {
                try await minio.getObject(
                    bucket: fixture.bucket, key: "object", options: .with { $0.range = range }
                ) { object in
                    try #require(object.range == Int64(expected.lowerBound)..<Int64(expected.upperBound))
                    try #require(object.info.size == 100_000)
                    let read = try await object.body.collect(upTo: 200_000)
                    try #require(read.readableBytesView.elementsEqual(bytes[expected]), "\(range)")
                }
            }
            let error = try await #require(throws: MinioError.self) {
                _ = try await minio.getObject(
                    bucket: fixture.bucket, key: "object", upTo: 10, options: .with { $0.range = .from(100_000) })
            }
            try #require(error.code == .invalidRange)
        }
    }

    @Test(arguments: Backend.available)
    func conditionsDecideAboutReads(_ backend: Backend) async throws {
        try await backend.run("objects: conditions on reads") { fixture in
            let minio = try fixture.client()
            let written = try await minio.putObject(bucket: fixture.bucket, key: "object", .string("x"))
            let past = Date(timeIntervalSinceNow: -86_400)
            // One day ahead is what some servers take for an invalid date, and then for no condition.
            let cases: [(ReadConditions, MinioError.Code?)] = [
                (.with { $0.ifMatch = written.etag }, nil), (.with { $0.ifMatch = "0123" }, .preconditionFailed),
                (.with { $0.ifNoneMatch = "0123" }, nil), (.with { $0.ifNoneMatch = written.etag }, .notModified),
                (.with { $0.ifModifiedSince = past }, nil),
                (.with { $0.ifUnmodifiedSince = past }, .preconditionFailed),
            ]
            for (conditions, expected) in cases {
                let read = await fixture.code {
                    _ = try await minio.getObject(
                        bucket: fixture.bucket, key: "object", upTo: 10, options: .with { $0.conditions = conditions })
                }
                try #require(read == expected, "GET \(conditions)")
                let looked = await fixture.code {
                    try await minio.statObject(
                        bucket: fixture.bucket, key: "object", options: .with { $0.conditions = conditions })
                }
                try #require(looked == expected, "HEAD \(conditions)")
            }
        }
    }

    @Test(arguments: Backend.available)
    func conditionsDecideAboutWrites(_ backend: Backend) async throws {
        try await backend.run("objects: conditions on writes") { fixture in
            let minio = try fixture.client()
            func put(_ text: String, _ condition: WriteCondition) async -> MinioError.Code? {
                await fixture.code {
                    try await minio.putObject(
                        bucket: fixture.bucket, key: "object", .string(text),
                        options: .with { $0.condition = condition })
                }
            }
            try #require(await put("1", .doesNotExist) == nil)
            try #require(await put("2", .doesNotExist) == .preconditionFailed)
            let etag = try await minio.statObject(bucket: fixture.bucket, key: "object").etag ?? ""
            try #require(await put("3", .matches(etag: "0123456789abcdef0123456789abcdef")) == .preconditionFailed)
            let matched = await put("4", .matches(etag: etag))
            try #require(matched == nil)
            let read = try await minio.getObject(bucket: fixture.bucket, key: "object", upTo: 10)
            try #require(String(buffer: read) == "4")
        }
    }

    @Test(arguments: Backend.available)
    func answersCanBeGivenOtherHeaders(_ backend: Backend) async throws {
        try await backend.run("objects: response overrides") { fixture in
            let minio = try fixture.client()
            try await minio.putObject(bucket: fixture.bucket, key: "object", .string("x"))
            let options = GetObjectOptions.with {
                $0.responseOverrides.contentType = "text/x+y; a=\"b c\""
                $0.responseOverrides.contentDisposition = "attachment; filename=\"ü & ?.txt\""
                $0.responseOverrides.cacheControl = "no-store"
            }
            try await minio.getObject(bucket: fixture.bucket, key: "object", options: options) { object in
                try #require(object.info.contentType == "text/x+y; a=\"b c\"")
                try #require(object.info.cacheControl == "no-store")
                try #require(object.info.contentDisposition?.contains("filename=") == true)
            }
        }
    }

    @Test(arguments: Backend.available)
    func whatIsNotThereIsNamedAsSuch(_ backend: Backend) async throws {
        try await backend.run("objects: a missing one") { fixture in
            let minio = try fixture.client()
            let read = await fixture.code {
                _ = try await minio.getObject(bucket: fixture.bucket, key: "none", upTo: 10)
            }
            try #require(read == .noSuchKey)
            let looked = await fixture.code { try await minio.statObject(bucket: fixture.bucket, key: "none") }
            try #require(looked == .noSuchKey)
            // Removing what is not there is no error.
            try await minio.removeObject(bucket: fixture.bucket, key: "none")
        }
    }

    @Test(arguments: Backend.available)
    func leavingABodyEarlyLeavesTheClientUsable(_ backend: Backend) async throws {
        try await backend.run("objects: a body left early") { fixture in
            let minio = try fixture.client()
            try await minio.putObject(bucket: fixture.bucket, key: "object", .bytes(Pattern.bytes(5 << 20)))
            for _ in 0..<5 {
                let first = try await minio.getObject(bucket: fixture.bucket, key: "object") { object in
                    for try await buffer in object.body { return buffer.readableBytes }
                    return 0
                }
                try #require(first > 0)
            }
            let tooLarge = await fixture.code {
                _ = try await minio.getObject(bucket: fixture.bucket, key: "object", upTo: 1000)
            }
            try #require(tooLarge == .responseTooLarge)
            try #require(try await minio.statObject(bucket: fixture.bucket, key: "object").size == 5 << 20)
        }
    }

    @Test(arguments: Backend.available)
    func manyTasksShareAClient(_ backend: Backend) async throws {
        try await backend.run("objects: 64 tasks at once") { fixture in
            let minio = try fixture.client()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        let key = "object \(number)"
                        let bytes = Pattern.bytes(number * 997, seed: UInt64(number))
                        try await minio.putObject(bucket: fixture.bucket, key: key, .bytes(bytes))
                        let read = try await minio.getObject(bucket: fixture.bucket, key: key, upTo: bytes.count)
                        try #require(read == ByteBuffer(bytes: bytes))
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}

extension Fixture {
    /// The code of the error that a call throws; `nil` if it throws none.
    func code(_ call: () async throws -> Void) async -> MinioError.Code? {
        do {
            try await call()
            return nil
        } catch {
            return (error as? MinioError)?.code ?? .s3("\(error)")
        }
    }
}

extension ReadConditions {
    static func with(_ change: (inout ReadConditions) -> Void) -> ReadConditions {
        var conditions = ReadConditions()
        change(&conditions)
        return conditions
    }
}

/// Bytes that are easy to make and hard to get right by accident.
enum Pattern {
    static func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        // 4,093 random bytes over and over: a prime, so that no chunk or page of anything begins where the last one did.
        let block = (0..<4093).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count { bytes.append(contentsOf: block.prefix(count - bytes.count)) }
        return bytes
    }

    static func stream(_ count: Int, inChunksOf size: Int) -> AsyncStream<ByteBuffer> {
        let bytes = Self.bytes(count)
        return AsyncStream { continuation in
            for start in stride(from: 0, to: count, by: size) {
                continuation.yield(ByteBuffer(bytes: bytes[start..<min(start + size, count)]))
            }
            continuation.finish()
        }
    }
}
