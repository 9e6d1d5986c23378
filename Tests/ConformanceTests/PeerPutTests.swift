// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Minio
import NIOCore
import Testing

/// PutObject and GetObject, whole and in parts, as the functional tests of minio-py, minio-go and minio-java have them.
@Suite struct PeerPutTests {
    private static let mebibyte = 1 << 20

    /// In parts of the smallest size.
    private static func smallParts(_ change: (inout PutObjectOptions) -> Void = { _ in }) -> PutObjectOptions {
        .with {
            $0.partSize = 5 << 20
            change(&$0)
        }
    }

    @Test(arguments: Backend.available)
    func filesGoUpAndComeDown(_ backend: Backend) async throws {
        // fput_object_small_file, fput_object_large_file, fput_object_with_content_type, fget_object
        try await backend.run("peers: files of 0 bytes, 1 MiB and 11 MiB") { fixture in
            let minio = try fixture.client()
            let folder = try Folder()
            for size in [0, Self.mebibyte, 11 * Self.mebibyte] {
                let bytes = Pattern.bytes(size)
                try Data(bytes).write(to: URL(fileURLWithPath: folder.path("größe")))
                let written = try await minio.uploadObject(
                    bucket: fixture.bucket, key: "file", from: folder.path("größe"),
                    options: .with {
                        $0.put.partSize = 5 << 20
                        $0.contentType = "application/octet-stream"
                    })
                try #require(written.etag?.hasSuffix("-3") == (size > 5 * Self.mebibyte))
                let info = try await minio.downloadObject(
                    bucket: fixture.bucket, key: "file", to: folder.path("zurück"),
                    options: .with { $0.partSize = 5 << 20 })
                try #require(info.size == Int64(size) && info.contentType == "application/octet-stream")
                try #require(try folder.read("zurück") == bytes)
            }
        }
    }

    @Test(arguments: Backend.available)
    func metadataThatIsATrapForSignatures(_ backend: Backend) async throws {
        // put_object
        try await backend.run("peers: metadata with spaces, in one request and in parts") { fixture in
            let minio = try fixture.client()
            for size in [Self.mebibyte, 6 * Self.mebibyte] {
                try await minio.putObject(
                    bucket: fixture.bucket, key: "object", .stream(Pattern.stream(size, inChunksOf: 70_001)),
                    options: Self.smallParts {
                        $0.metadata = [
                            "testing": "value", "test-key": "value2", "My-Project": "Project One",
                            "My-header1": "    a   b   c  ", "My-Header2": "\"a   b   c\"",
                        ]
                    })
                let info = try await minio.statObject(bucket: fixture.bucket, key: "object")
                try #require(info.size == Int64(size) && info.metadata.count == 5)
                try #require(info.metadata["testing"] == "value" && info.metadata["TEST-KEY"] == "value2")
                try #require(info.metadata["my-project"] == "Project One")
                for name in ["my-header1", "my-header2"] {
                    let words = info.metadata[name]?.split { $0 == " " || $0 == "\"" }
                    try #require(words == ["a", "b", "c"], "\(name)")
                }
            }
        }
    }

    @Test(arguments: Backend.available)
    func metadataBeyondASCII(_ backend: Backend) async throws {
        // testPutObjectMetadataNonUSASCII
        try await backend.run("peers: metadata beyond ASCII") { fixture in
            let minio = try fixture.client()
            for encoding in [MetadataEncoding.rfc2047, .utf8] {
                try await minio.putObject(
                    bucket: fixture.bucket, key: "object", .string(""),
                    options: .with {
                        $0.metadata = ["test-character": "世界"]
                        $0.metadataEncoding = encoding
                    })
                let info = try await minio.statObject(bucket: fixture.bucket, key: "object")
                try #require(info.metadata["test-character"] == "世界", "\(encoding)")
            }
        }
    }

    @Test(arguments: Backend.available)
    func onlyWhatIsLeftOfABufferIsSent(_ backend: Backend) async throws {
        // testPutObjectUploadSeekedObject
        try await backend.run("peers: a source that was read in part") { fixture in
            let minio = try fixture.client()
            let bytes = Pattern.bytes(6 * Self.mebibyte)
            for skipped in [100, 2 * Self.mebibyte] {
                var buffer = ByteBuffer(bytes: bytes)
                buffer.moveReaderIndex(forwardBy: skipped)
                try await minio.putObject(
                    bucket: fixture.bucket, key: "object", .buffer(buffer), options: Self.smallParts())
                let read = try await minio.getObject(bucket: fixture.bucket, key: "object", upTo: bytes.count)
                try #require(read == ByteBuffer(bytes: bytes[skipped...]), "\(skipped)")
            }
        }
    }

    @Test(arguments: Backend.available)
    func aConditionOnWhatIsNotThere(_ backend: Backend) async throws {
        // testPutObjectPreconditionOnNonExistent
        try await backend.run("peers: a condition on an object that is not there") { fixture in
            let minio = try fixture.client()
            for size in [10, 6 * Self.mebibyte] {
                let source = ObjectSource.bytes(Pattern.bytes(size))
                let error = try await failure {
                    try await minio.putObject(
                        bucket: fixture.bucket, key: "object", source,
                        options: Self.smallParts { $0.condition = .matches(etag: "0123456789abcdef0123456789abcdef") })
                }
                // AWS and MinIO say that there is no such key, others that the condition does not hold.
                try #require([.noSuchKey, .preconditionFailed].contains(error.code), "\(error)")
                try #require(error.uploadID == nil)
                try await minio.putObject(
                    bucket: fixture.bucket, key: "object", source,
                    options: Self.smallParts { $0.condition = .doesNotExist })
                try await minio.removeObject(bucket: fixture.bucket, key: "object")
            }
        }
    }

    @Test(arguments: Backend.available)
    func storageClassesAreReported(_ backend: Backend) async throws {
        // testStorageClassMetadataPutObject, testStorageClassMetadataCopyObject
        try await backend.run("peers: storage classes") { fixture in
            let minio = try fixture.client()
            for storageClass in [StorageClass.reducedRedundancy, .standard] {
                for (key, size) in [("whole", 10), ("parts", 6 * Self.mebibyte)] {
                    try await minio.putObject(
                        bucket: fixture.bucket, key: key, .bytes(Pattern.bytes(size)),
                        options: Self.smallParts { $0.storageClass = storageClass })
                    let info = try await minio.statObject(bucket: fixture.bucket, key: key)
                    try #require(info.storageClass == storageClass, "\(key)")
                    try await minio.copyObject(
                        from: CopySource(bucket: fixture.bucket, key: key), bucket: fixture.bucket, key: "copy",
                        options: .with { $0.storageClass = storageClass })
                    let copy = try await minio.statObject(bucket: fixture.bucket, key: "copy")
                    try #require(copy.storageClass == storageClass, "the copy of \(key)")
                }
            }
        }
    }

    @Test(arguments: Backend.available)
    func unknownStorageClassesAreRefused(_ backend: Backend) async throws {
        // testStorageClassInvalidMetadataPutObject
        try await backend.run("peers: a storage class that there is not") { fixture in
            let minio = try fixture.client()
            let error = try await failure {
                try await minio.putObject(
                    bucket: fixture.bucket, key: "object", .string("x"),
                    options: .with { $0.storageClass = "INVALID_STORAGE_CLASS" })
            }
            try #require(error.code.rawValue == "InvalidStorageClass")
        }
    }

    @Test(arguments: Backend.available)
    func rangesOfAnObjectInParts(_ backend: Backend) async throws {
        // get_object_with_default_length, get_partial_object, testGetObjectRanges, testGetObjectWithRange
        try await backend.run("peers: ranges of an object in parts") { fixture in
            try await self.readRanges(fixture, encryption: nil)
        }
    }

    @Test(arguments: Backend.available)
    func rangesOfAnEncryptedObjectInParts(_ backend: Backend) async throws {
        // testSSECEncryptedGetObjectReadSeekFunctional, testSSECEncryptedGetObjectReadAtFunctional
        try await backend.run("peers: ranges of an object in parts, SSE-C") { fixture in
            try await self.readRanges(fixture, encryption: .customerKey(.random()))
        }
    }

    private func readRanges(_ fixture: Fixture, encryption: ServerSideEncryption?) async throws {
        let minio = try fixture.client()
        let bytes = Pattern.bytes(11 * Self.mebibyte + 5)
        let size = Int64(bytes.count)
        try await minio.putObject(
            bucket: fixture.bucket, key: "object", .bytes(bytes),
            options: Self.smallParts { $0.encryption = encryption })
        let part = Int64(5 * Self.mebibyte)
        let ranges: [Range<Int64>] = [
            0..<1, 524_288..<1_047_576, part - 1..<part + 1, part..<2 * part, part - 7..<2 * part + 7,
            size - 1000..<size, size - 1..<size, 65_535..<65_537, 0..<size,
        ]
        for range in ranges {
            let read = try await minio.getObject(
                bucket: fixture.bucket, key: "object", upTo: bytes.count,
                options: .with {
                    $0.range = .bytes(range)
                    $0.customerKey = encryption?.ownKey
                })
            try #require(read == ByteBuffer(bytes: bytes[Int(range.lowerBound)..<Int(range.upperBound)]), "\(range)")
        }
        // Here and there, also across the end.
        let reader = try await minio.objectReader(
            bucket: fixture.bucket, key: "object", options: .with { $0.customerKey = encryption?.ownKey })
        try #require(reader.size == size)
        let parts = try await reader.read(ranges + [size - 100..<size + 100, size..<size + 1])
        for (range, part) in zip(ranges, parts) {
            try #require(part == ByteBuffer(bytes: bytes[Int(range.lowerBound)..<Int(range.upperBound)]), "\(range)")
        }
        try #require(parts.suffix(2).map(\.readableBytes) == [100, 0])
    }

    @Test(arguments: Backend.available)
    func checksumsDoNotDisturbRanges(_ backend: Backend) async throws {
        // testPutObjectWithChecksums, testPutMultipartObjectWithChecksums
        try await backend.run("peers: whole and ranged reads of objects with checksums") { fixture in
            let minio = try fixture.client()
            for algorithm in ChecksumAlgorithm.allCases {
                for size in [300_000, 6 * Self.mebibyte] {
                    let bytes = Pattern.bytes(size)
                    try await minio.putObject(
                        bucket: fixture.bucket, key: "object", .bytes(bytes),
                        options: Self.smallParts { $0.checksum = algorithm })
                    let whole = try await minio.getObject(bucket: fixture.bucket, key: "object", upTo: size)
                    try #require(whole == ByteBuffer(bytes: bytes), "\(algorithm), \(size) bytes")
                    let part = try await minio.getObject(
                        bucket: fixture.bucket, key: "object", upTo: size,
                        options: .with { $0.range = .bytes(100_000..<200_000) })
                    try #require(part == ByteBuffer(bytes: bytes[100_000..<200_000]), "\(algorithm), \(size) bytes")
                }
            }
        }
    }

    @Test(arguments: Backend.available)
    func manyDownloadsAtOnce(_ backend: Backend) async throws {
        // thread_safe
        try await backend.run("peers: five downloads of one object at once") { fixture in
            let minio = try fixture.client()
            let folder = try Folder()
            let bytes = Pattern.bytes(11 * Self.mebibyte)
            try await minio.putObject(
                bucket: fixture.bucket, key: "object", .bytes(bytes), options: Self.smallParts())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<5 {
                    group.addTask {
                        try await minio.downloadObject(
                            bucket: fixture.bucket, key: "object", to: folder.path("\(number)"),
                            options: .with { $0.partSize = 5 << 20 })
                    }
                }
                try await group.waitForAll()
            }
            for number in 0..<5 { try #require(try folder.read("\(number)") == bytes) }
        }
    }
}
