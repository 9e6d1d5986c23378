// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Minio
import NIOCore
import Testing

/// CreateMultipartUpload, UploadPart, UploadPartCopy, CompleteMultipartUpload, AbortMultipartUpload, ListParts,
/// ListMultipartUploads, and the calls that are made of them.
@Suite struct MultipartTests {
    private static let mebibyte = 1 << 20

    @Test(arguments: Backend.available)
    func tagsAreKept(_ backend: Backend) async throws {
        try await backend.run("objects: tags, in one request and in parts") { fixture in
            let minio = try fixture.client()
            let tags: Tags = ["team": "a b", "größe": "1/2+3=@", "empty": ""]
            for (key, size) in [("one", 3), ("parts", (5 << 20) + 1)] {
                try await minio.putObject(
                    bucket: fixture.bucket, key: key, .bytes(Pattern.bytes(size)),
                    options: .with {
                        $0.tags = tags
                        $0.partSize = 5 << 20
                    })
                // GetObjectTagging
                let kept = try await minio.getObjectTags(bucket: fixture.bucket, key: key)
                try #require(kept == tags, "\(key)")
            }
            try await minio.putObject(bucket: fixture.bucket, key: "none", .string(""))
            try #require(try await minio.getObjectTags(bucket: fixture.bucket, key: "none").isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func partsBecomeAnObject(_ backend: Backend) async throws {
        try await backend.run("multipart: parts become an object") { fixture in
            let minio = try fixture.client()
            let first = Pattern.bytes(5 * Self.mebibyte)
            let second = Pattern.bytes(70_001)
            let options = PutObjectOptions.with {
                $0.contentType = "image/x-parts"
                $0.metadata = ["color": "blue"]
            }
            let upload = try await minio.createMultipartUpload(bucket: fixture.bucket, key: "parts", options: options)
            // Out of order, and one of them twice.
            try await upload.uploadPart(7, .bytes(second))
            try await upload.uploadPart(2, .bytes(Pattern.bytes(1000)))
            let one = try await upload.uploadPart(2, .bytes(first))
            let two = try await upload.uploadPart(7, .bytes(second))
            try #require(!one.etag.isEmpty && one.size == Int64(first.count))
            let absent = try await failure { try await minio.statObject(bucket: fixture.bucket, key: "parts") }
            try #require(absent.code == .noSuchKey)
            let written = try await upload.complete([two, one])
            try #require(written.etag?.hasSuffix("-2") == true)
            let read = try await minio.getObject(bucket: fixture.bucket, key: "parts", upTo: 6 * Self.mebibyte)
            try #require(read == ByteBuffer(bytes: first + second))
            let info = try await minio.statObject(bucket: fixture.bucket, key: "parts")
            try #require(info.contentType == "image/x-parts")
            try #require(info.metadata["color"] == "blue")
            try #require(info.etag == written.etag)
        }
    }

    @Test(arguments: Backend.available)
    func partsMayBeLeftOut(_ backend: Backend) async throws {
        try await backend.run("multipart: a part is left out") { fixture in
            let minio = try fixture.client()
            let upload = try await minio.createMultipartUpload(bucket: fixture.bucket, key: "parts")
            let part = try await upload.uploadPart(1, .string("kept"))
            try await upload.uploadPart(2, .string("left out"))
            try await upload.complete([part])
            let read = try await minio.getObject(bucket: fixture.bucket, key: "parts", upTo: 100)
            try #require(String(buffer: read) == "kept")
        }
    }

    @Test(arguments: Backend.available)
    func uploadsAndPartsAreListed(_ backend: Backend) async throws {
        try await backend.run("multipart: uploads and parts are listed") { fixture in
            let minio = try fixture.client()
            let key = "folder/listed key+ü"
            let upload = try await minio.createMultipartUpload(bucket: fixture.bucket, key: key)
            let other = try await minio.createMultipartUpload(bucket: fixture.bucket, key: key)
            for number in 1...5 { try await upload.uploadPart(number, .bytes(Pattern.bytes(100 + number))) }
            let parts = try await upload.listParts(pageSize: 2).collect()
            try #require(parts.map(\.number) == [1, 2, 3, 4, 5])
            try #require(parts.map(\.size) == [101, 102, 103, 104, 105])
            try #require(parts.map(\.etag) == upload.parts.map(\.etag))
            let uploads = try await minio.listMultipartUploads(
                bucket: fixture.bucket, options: .with { $0.prefix = key }
            ).collect()
            try #require(Set(uploads.map(\.uploadID)) == [upload.uploadID, other.uploadID])
            try #require(uploads.allSatisfy { $0.key == key && $0.initiated != nil })
            try await other.abort()
            try await upload.abort()
            let left = try await minio.listMultipartUploads(
                bucket: fixture.bucket, options: .with { $0.prefix = key }
            ).collect()
            try #require(left.isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func uploadsAreListedPageByPage(_ backend: Backend) async throws {
        try await backend.run("multipart: uploads are listed page by page") { fixture in
            let minio = try fixture.client()
            var begun: Set<String> = []
            for key in ["a", "b", "b"] {
                begun.insert(try await minio.createMultipartUpload(bucket: fixture.bucket, key: key).uploadID)
            }
            let uploads = try await minio.listMultipartUploads(
                bucket: fixture.bucket, options: .with { $0.pageSize = 1 }
            ).collect()
            try #require(uploads.map(\.key) == ["a", "b", "b"])
            try #require(Set(uploads.map(\.uploadID)) == begun)
            for upload in uploads {
                try await minio.multipartUpload(bucket: fixture.bucket, key: upload.key, uploadID: upload.uploadID)
                    .abort()
            }
        }
    }

    @Test(arguments: Backend.available)
    func smallPartsAreRefused(_ backend: Backend) async throws {
        try await backend.run("multipart: a part that is too small") { fixture in
            let minio = try fixture.client()
            let upload = try await minio.createMultipartUpload(bucket: fixture.bucket, key: "refused")
            try await upload.uploadPart(1, .string("short"))
            try await upload.uploadPart(2, .string("last"))
            let small = try await failure { try await upload.complete() }
            try #require(small.code.rawValue == "EntityTooSmall")
            try await upload.abort()
        }
    }

    @Test(arguments: Backend.available)
    func refusalsAreNamed(_ backend: Backend) async throws {
        try await backend.run("multipart: refusals") { fixture in
            let minio = try fixture.client()
            let upload = try await minio.createMultipartUpload(bucket: fixture.bucket, key: "refused")
            try await upload.abort()
            let gone = try await failure { try await upload.uploadPart(1, .string("late")) }
            try #require(gone.code == .noSuchUpload)
            let never = minio.multipartUpload(bucket: fixture.bucket, key: "refused", uploadID: upload.uploadID)
            let unknown = try await failure { try await never.abort() }
            try #require(unknown.code == .noSuchUpload)
        }
    }

    @Test(arguments: Backend.available)
    func aWrongPartIsRefused(_ backend: Backend) async throws {
        try await backend.run("multipart: a part with another ETag") { fixture in
            let minio = try fixture.client()
            let upload = try await minio.createMultipartUpload(bucket: fixture.bucket, key: "wrong")
            let part = try await upload.uploadPart(1, .string("one"))
            try await upload.uploadPart(1, .string("another"))
            let wrong = try await failure { try await upload.complete([part]) }
            try #require(wrong.code.rawValue == "InvalidPart")
            try await upload.abort()
        }
    }

    @Test(arguments: Backend.available)
    func largeSourcesGoInParts(_ backend: Backend) async throws {
        try await backend.run("multipart: buffer, file and streams in parts") { fixture in
            let minio = try fixture.client()
            let bytes = Pattern.bytes(17 * Self.mebibyte + 123)
            let whole = ByteBuffer(bytes: bytes)
            let options = PutObjectOptions.with {
                $0.partSize = 5 << 20
                $0.parallelism = 3
            }
            let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(bytes).write(to: file)
            let sources: [(String, ObjectSource)] = [
                ("buffer", .buffer(whole)), ("file", .file(file.path)),
                ("sized stream", .stream(Pattern.stream(bytes.count, inChunksOf: 70_001), size: Int64(bytes.count))),
                ("stream", .stream(Pattern.stream(bytes.count, inChunksOf: 1_000_003))),
            ]
            for (name, source) in sources {
                let written = try await minio.putObject(
                    bucket: fixture.bucket, key: name, source, options: options)
                try #require(written.etag?.hasSuffix("-4") == true, "\(name)")
                let read = try await minio.getObject(bucket: fixture.bucket, key: name, upTo: bytes.count)
                try #require(read == whole, "\(name)")
            }
            let left = try await minio.listMultipartUploads(bucket: fixture.bucket).collect()
            try #require(left.isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func streamsOfUnknownLength(_ backend: Backend) async throws {
        try await backend.run("multipart: streams of unknown length around a part's size") { fixture in
            let minio = try fixture.client()
            let part = 5 << 20
            for size in [0, 1, part - 1, part, part + 1, 2 * part] {
                let written = try await minio.putObject(
                    bucket: fixture.bucket, key: "stream", .stream(Pattern.stream(size, inChunksOf: 333_333)),
                    options: .with { $0.partSize = Int64(part) })
                try #require(written.etag?.contains("-") == (size > part), "\(size) bytes")
                let read = try await minio.getObject(bucket: fixture.bucket, key: "stream", upTo: size)
                try #require(read == ByteBuffer(bytes: Pattern.bytes(size)), "\(size) bytes")
            }
        }
    }

    @Test(arguments: Backend.available)
    func objectsAreComposed(_ backend: Backend) async throws {
        try await backend.run("multipart: objects are composed") { fixture in
            let minio = try fixture.client()
            let part = Pattern.bytes(5 << 20)
            try await minio.putObject(bucket: fixture.bucket, key: "one", .bytes(part))
            try await minio.putObject(bucket: fixture.bucket, key: "two+ü", .bytes(Pattern.bytes(100_000)))
            try await minio.putObject(bucket: fixture.bucket, key: "none", .bytes([]))
            let written = try await minio.composeObject(
                bucket: fixture.bucket, key: "all",
                from: [
                    ComposeSource(bucket: fixture.bucket, key: "one"),
                    ComposeSource(bucket: fixture.bucket, key: "none"),
                    ComposeSource(bucket: fixture.bucket, key: "one"),
                    ComposeSource(bucket: fixture.bucket, key: "two+ü", range: 10..<20),
                ], options: .with { $0.contentType = "text/x-composed" })
            try #require(written.etag?.hasSuffix("-3") == true)
            let read = try await minio.getObject(bucket: fixture.bucket, key: "all", upTo: 11 << 20)
            try #require(read == ByteBuffer(bytes: part + part + Pattern.bytes(100_000)[10..<20]))
            try #require(
                try await minio.statObject(bucket: fixture.bucket, key: "all").contentType == "text/x-composed")
            // An empty one, of nothing but empty ones.
            try await minio.composeObject(
                bucket: fixture.bucket, key: "empty", from: [ComposeSource(bucket: fixture.bucket, key: "none")])
            try #require(try await minio.statObject(bucket: fixture.bucket, key: "empty").size == 0)
            let absent = try await failure {
                try await minio.composeObject(
                    bucket: fixture.bucket, key: "all", from: [ComposeSource(bucket: fixture.bucket, key: "absent")])
            }
            try #require(absent.code == .noSuchKey)
        }
    }

    @Test(arguments: Backend.available)
    func customerKeysGoWithParts(_ backend: Backend) async throws {
        try await backend.run("multipart: SSE-C") { fixture in
            let minio = try fixture.client()
            let key = try CustomerKey((0..<32).map { UInt8($0) })
            let other = try CustomerKey((0..<32).map { UInt8(200 - $0) })
            let bytes = Pattern.bytes(11 << 20)
            try await minio.putObject(
                bucket: fixture.bucket, key: "secret", .bytes(bytes),
                options: .with {
                    $0.partSize = 5 << 20
                    $0.encryption = .customerKey(key)
                })
            let read = try await minio.getObject(
                bucket: fixture.bucket, key: "secret", upTo: bytes.count, options: .with { $0.customerKey = key })
            try #require(read == ByteBuffer(bytes: bytes))
            // Re-keyed while it is composed.
            var source = CopySource(bucket: fixture.bucket, key: "secret")
            source.customerKey = key
            try await minio.composeObject(
                bucket: fixture.bucket, key: "re-keyed", from: [ComposeSource(source, range: 0..<(6 << 20))],
                options: .with { $0.encryption = .customerKey(other) })
            let composed = try await minio.getObject(
                bucket: fixture.bucket, key: "re-keyed", upTo: 6 << 20, options: .with { $0.customerKey = other })
            try #require(composed == ByteBuffer(bytes: bytes[..<(6 << 20)]))
        }
    }

    @Test(arguments: Backend.available)
    func conditionsHoldAtTheEnd(_ backend: Backend) async throws {
        try await backend.run("multipart: conditions") { fixture in
            let minio = try fixture.client()
            let options = PutObjectOptions.with {
                $0.partSize = 5 << 20
                $0.condition = .doesNotExist
            }
            let bytes = Pattern.bytes(6 << 20)
            try await minio.putObject(bucket: fixture.bucket, key: "once", .bytes(bytes), options: options)
            let second = try await failure {
                try await minio.putObject(bucket: fixture.bucket, key: "once", .bytes(bytes), options: options)
            }
            try #require(second.code == .preconditionFailed)
            try #require(second.uploadID == nil)
            let left = try await minio.listMultipartUploads(
                bucket: fixture.bucket, options: .with { $0.prefix = "once" }
            ).collect()
            try #require(left.isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func writersWrite(_ backend: Backend) async throws {
        try await backend.run("multipart: a writer") { fixture in
            let minio = try fixture.client()
            let line = "a line of a few bytes\n"
            let count = 400_000
            try await minio.withObjectWriter(
                bucket: fixture.bucket, key: "lines", options: .with { $0.partSize = 5 << 20 }
            ) { writer in
                var chunk = ByteBuffer()
                for number in 1...count {
                    chunk.writeString(line)
                    if number % 1000 == 0 {
                        try await writer.write(chunk)
                        chunk.clear()
                    }
                }
            }
            let info = try await minio.statObject(bucket: fixture.bucket, key: "lines")
            try #require(info.size == Int64(count * line.utf8.count))
            struct Stopped: Error {}
            await #expect(throws: Stopped.self) {
                try await minio.withObjectWriter(bucket: fixture.bucket, key: "stopped") { writer in
                    try await writer.write("x")
                    throw Stopped()
                }
            }
            let stopped = try await failure { try await minio.statObject(bucket: fixture.bucket, key: "stopped") }
            try #require(stopped.code == .noSuchKey)
        }
    }
}
