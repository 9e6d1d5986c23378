// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Minio
import NIOCore
import Testing

/// CopyObject, UploadPartCopy and composing, as the functional tests of minio-py, minio-go and minio-java have them.
@Suite struct PeerCopyTests {
    private static let part = 5 << 20

    @Test(arguments: Backend.available)
    func metadataIsKeptOrReplaced(_ backend: Backend) async throws {
        // copy_object_with_metadata, testUserMetadataCopying
        try await backend.run("peers: metadata of copies and compositions") { fixture in
            let minio = try fixture.client()
            try await minio.putObject(
                bucket: fixture.bucket, key: "source", .string("x"),
                options: .with { $0.metadata = ["first": "1", "Second-Name": "two words"] })
            let source = CopySource(bucket: fixture.bucket, key: "source")
            try await minio.copyObject(from: source, bucket: fixture.bucket, key: "copy")
            let kept = try await minio.statObject(bucket: fixture.bucket, key: "copy").metadata
            try #require(kept["first"] == "1" && kept["second-name"] == "two words" && kept.count == 2)
            var properties = ObjectProperties()
            properties.metadata = ["testing-string": "string", "testing-int": "1", "10": "value"]
            try await minio.copyObject(
                from: source, bucket: fixture.bucket, key: "copy", options: .with { $0.newProperties = properties })
            let replaced = try await minio.statObject(bucket: fixture.bucket, key: "copy").metadata
            try #require(replaced["TESTING-STRING"] == "string" && replaced["testing-int"] == "1")
            try #require(replaced["10"] == "value" && replaced.count == 3)
            // Replaced by nothing.
            try await minio.copyObject(
                from: source, bucket: fixture.bucket, key: "copy",
                options: .with { $0.newProperties = ObjectProperties() })
            try #require(try await minio.statObject(bucket: fixture.bucket, key: "copy").metadata.isEmpty)
            // A composition has what it is given, and nothing of its sources.
            try await minio.composeObject(
                bucket: fixture.bucket, key: "composed", from: [ComposeSource(source)],
                options: .with { $0.metadata = ["mine": "2"] })
            let composed = try await minio.statObject(bucket: fixture.bucket, key: "composed").metadata
            try #require(composed["mine"] == "2" && composed.count == 1)
        }
    }

    @Test(arguments: Backend.available)
    func tagsAreKeptOrReplaced(_ backend: Backend) async throws {
        // minio-java: copyObject [tags]
        try await backend.run("peers: tags of copies") { fixture in
            let minio = try fixture.client()
            let tags: Tags = ["team": "a b", "size": "1+1=2"]
            try await minio.putObject(
                bucket: fixture.bucket, key: "source", .string("x"), options: .with { $0.tags = tags })
            let source = CopySource(bucket: fixture.bucket, key: "source")
            for (new, expected) in [(nil, tags), (["other": "ü"], ["other": "ü"]), ([:], [:])] as [(Tags?, Tags)] {
                try await minio.copyObject(
                    from: source, bucket: fixture.bucket, key: "copy", options: .with { $0.newTags = new })
                let found = try await minio.getObjectTags(bucket: fixture.bucket, key: "copy")
                try #require(found == expected, "\(expected)")
            }
        }
    }

    @Test(arguments: Backend.available)
    func copiesHaveChecksums(_ backend: Backend) async throws {
        // testCopyObjectWithChecksums
        try await backend.run("peers: checksums of copies") { fixture in
            let minio = try fixture.client()
            try await minio.putObject(
                bucket: fixture.bucket, key: "source", .bytes(Pattern.bytes(100_000)),
                options: .with { $0.checksum = .crc32c })
            let own = try await minio.statObject(bucket: fixture.bucket, key: "source").checksums
            let source = CopySource(bucket: fixture.bucket, key: "source")
            try await minio.copyObject(from: source, bucket: fixture.bucket, key: "copy")
            let kept = try await minio.statObject(bucket: fixture.bucket, key: "copy").checksums
            try #require(kept == own && !kept.isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func copiesGetTheChecksumThatIsAskedFor(_ backend: Backend) async throws {
        // testReplaceObjectWithChecksums
        try await backend.run("peers: another checksum for a copy") { fixture in
            let minio = try fixture.client()
            try await minio.putObject(
                bucket: fixture.bucket, key: "source", .bytes(Pattern.bytes(100_000)),
                options: .with { $0.checksum = .crc32c })
            try await minio.putObject(
                bucket: fixture.bucket, key: "sha256", .bytes(Pattern.bytes(100_000)),
                options: .with { $0.checksum = .sha256 })
            let own = try await minio.statObject(bucket: fixture.bucket, key: "sha256").checksums
            try await minio.copyObject(
                from: CopySource(bucket: fixture.bucket, key: "source"), bucket: fixture.bucket, key: "copy",
                options: .with { $0.checksum = .sha256 })
            let copied = try await minio.statObject(bucket: fixture.bucket, key: "copy").checksums
            try #require(copied == own && !copied.isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func manyCopiesAreManyVersions(_ backend: Backend) async throws {
        // testConcurrentCopyObjectWithVersioning, testCopyObjectWithVersioning, testComposeObjectWithVersioning
        try await backend.run("peers: copies and compositions of versions") { fixture in
            let minio = try fixture.client()
            try await minio.setBucketVersioning(.init(status: .enabled), bucket: fixture.bucket)
            let bytes = Pattern.bytes(Self.part)
            let old = try await minio.putObject(bucket: fixture.bucket, key: "source", .bytes(bytes))
            try await minio.putObject(bucket: fixture.bucket, key: "source", .string("newer"))
            let source = CopySource(bucket: fixture.bucket, key: "source", versionID: old.versionID)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 {
                    group.addTask { try await minio.copyObject(from: source, bucket: fixture.bucket, key: "copy") }
                }
                try await group.waitForAll()
            }
            let copies = try await minio.listObjectVersions(
                bucket: fixture.bucket, options: .with { $0.prefix = "copy" }
            ).collect()
            try #require(copies.count == 10 && Set(copies.map(\.versionID)).count == 10)
            try #require(copies.allSatisfy { $0.info.size == Int64(bytes.count) })
            let composed = try await minio.composeObject(
                bucket: fixture.bucket, key: "composed",
                from: [ComposeSource(source), ComposeSource(bucket: fixture.bucket, key: "source")])
            let read = try await minio.getObject(bucket: fixture.bucket, key: "composed", upTo: 6 << 20)
            try #require(read == ByteBuffer(bytes: bytes + Array("newer".utf8)))
            try #require(composed.versionID != nil)
        }
    }

    @Test(arguments: Backend.available)
    func tenSourcesAreOne(_ backend: Backend) async throws {
        // testComposeMultipleSources
        try await backend.run("peers: ten sources, of the last one byte") { fixture in
            let minio = try fixture.client()
            let bytes = Pattern.bytes(Self.part)
            try await minio.putObject(bucket: fixture.bucket, key: "source", .bytes(bytes))
            let whole = ComposeSource(bucket: fixture.bucket, key: "source")
            let byte = ComposeSource(bucket: fixture.bucket, key: "source", range: 0..<1)
            try await minio.composeObject(
                bucket: fixture.bucket, key: "composed", from: Array(repeating: whole, count: 9) + [byte])
            let info = try await minio.statObject(bucket: fixture.bucket, key: "composed")
            try #require(info.size == Int64(9 * Self.part + 1))
            let end = try await minio.getObject(
                bucket: fixture.bucket, key: "composed", upTo: 10, options: .with { $0.range = .last(2) })
            try #require(Array(end.readableBytesView) == [bytes[Self.part - 1], bytes[0]])
        }
    }

    @Test(arguments: Backend.available)
    func sourcesInPartsAndPartsOfSources(_ backend: Backend) async throws {
        // minio-java: composeObject [single source], [offset], [offset+length], [two multipart sources, offset and length]
        try await backend.run("peers: sources in parts, and parts of sources") { fixture in
            let minio = try fixture.client()
            let bytes = Pattern.bytes(11 << 20)
            try await minio.putObject(
                bucket: fixture.bucket, key: "source", .bytes(bytes), options: .with { $0.partSize = 5 << 20 })
            let cases: [[Range<Int>]] = [
                [0..<11 << 20], [2048..<11 << 20], [2048..<4096], [0..<11 << 20, 0..<11 << 20],
                [2048..<(6 << 20) + 1, 100..<200], [1..<(5 << 20) + 2, 7..<8],
            ]
            for ranges in cases {
                for partSize in [nil, Int64(5 << 20)] {
                    try await minio.composeObject(
                        bucket: fixture.bucket, key: "composed",
                        from: ranges.map { range in
                            let range = Int64(range.lowerBound)..<Int64(range.upperBound)
                            return ComposeSource(bucket: fixture.bucket, key: "source", range: range)
                        }, options: .with { $0.partSize = partSize })
                    let read = try await minio.getObject(bucket: fixture.bucket, key: "composed", upTo: 30 << 20)
                    try #require(read == ByteBuffer(bytes: ranges.flatMap { bytes[$0] }), "\(ranges)")
                }
            }
        }
    }

    @Test(arguments: Backend.available)
    func compositionsThatCannotBe(_ backend: Backend) async throws {
        // testComposeObjectErrorCases
        try await backend.run("peers: compositions that cannot be") { fixture in
            let minio = try fixture.client()
            try await minio.putObject(bucket: fixture.bucket, key: "source", .bytes(Pattern.bytes(100)))
            let source = ComposeSource(bucket: fixture.bucket, key: "source")
            func range(_ range: Range<Int64>) -> ComposeSource {
                ComposeSource(bucket: fixture.bucket, key: "source", range: range)
            }
            let cases: [([ComposeSource], MinioError.Code)] = [
                ([], .invalidArgument), (Array(repeating: source, count: 10_001), .invalidArgument),
                ([range(0..<101)], .invalidRange), ([range(200..<300)], .invalidRange),
                ([range(-1..<3)], .invalidRange), ([source, source], .invalidArgument),
                ([source, ComposeSource(bucket: fixture.bucket, key: "none")], .noSuchKey),
            ]
            for (sources, code) in cases {
                let error = try await failure {
                    try await minio.composeObject(bucket: fixture.bucket, key: "composed", from: sources)
                }
                try #require(error.code == code, "\(sources.count) sources")
            }
            try #require(try await minio.listMultipartUploads(bucket: fixture.bucket).collect().isEmpty)
        }
    }
}
