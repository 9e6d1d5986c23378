// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Minio
import NIOCore
import Testing

/// Encrypted objects up, down and copied, as the functional tests of minio-go and minio-java have them.
@Suite struct PeerEncryptionTests {
    /// How an object is encrypted, and its copy.
    private static let pairs: [(name: String, source: ServerSideEncryption?, copy: ServerSideEncryption?)] = {
        let (one, other) = (CustomerKey.random(), CustomerKey.random())
        let kinds: [(String, ServerSideEncryption?, ServerSideEncryption?)] = [
            ("none", nil, nil), ("SSE-C", .customerKey(one), .customerKey(other)), ("SSE-S3", .s3, .s3),
        ]
        return kinds.flatMap { source in
            kinds.map { copy in ("\(source.0) to \(copy.0)", source.1, copy.2) }
        }
    }()

    /// Copies from an encryption to another one, and reads the copy.
    private func copy(
        _ fixture: Fixture, where isWanted: (String) -> Bool, bytes: [UInt8],
        _ copy: (MinioClient, CopySource, ServerSideEncryption?) async throws -> [UInt8]
    ) async throws {
        let minio = try fixture.client()
        for (name, source, target) in Self.pairs where isWanted(name) {
            try await minio.putObject(
                bucket: fixture.bucket, key: "source", .bytes(bytes), options: .with { $0.encryption = source })
            var from = CopySource(bucket: fixture.bucket, key: "source")
            from.customerKey = source?.ownKey
            let expected = try await copy(minio, from, target)
            let read = try await minio.getObject(
                bucket: fixture.bucket, key: "copy", upTo: expected.count,
                options: .with { $0.customerKey = target?.ownKey })
            try #require(read == ByteBuffer(bytes: expected), "\(name)")
            let info = try await minio.statObject(
                bucket: fixture.bucket, key: "copy", options: .with { $0.customerKey = target?.ownKey })
            try #require(info.isEncryptedWithCustomerKey == (target?.ownKey != nil), "\(name)")
        }
    }

    private func copyWhole(_ fixture: Fixture, where isWanted: (String) -> Bool) async throws {
        let bytes = Pattern.bytes(100_000)
        try await self.copy(fixture, where: isWanted, bytes: bytes) { minio, source, encryption in
            try await minio.copyObject(
                from: source, bucket: fixture.bucket, key: "copy", options: .with { $0.encryption = encryption })
            return bytes
        }
    }

    private func copyParts(_ fixture: Fixture, where isWanted: (String) -> Bool) async throws {
        let bytes = Pattern.bytes((5 << 20) + 1)
        try await self.copy(fixture, where: isWanted, bytes: bytes) { minio, source, encryption in
            // Twice the whole, and the first byte once more.
            try await minio.withMultipartUpload(
                bucket: fixture.bucket, key: "copy", options: .with { $0.encryption = encryption }
            ) { upload in
                try await upload.uploadPartCopy(1, from: source)
                try await upload.uploadPartCopy(2, from: source, range: 0..<Int64(bytes.count))
                try await upload.uploadPartCopy(3, from: source, range: 0..<1)
            }
            return bytes + bytes + [bytes[0]]
        }
    }

    private static func isPlainOrS3(_ name: String) -> Bool { !name.contains("SSE-C") }
    private static func isCustomers(_ name: String) -> Bool { name.contains("SSE-C") && !name.contains("SSE-S3") }
    private static func isMixed(_ name: String) -> Bool { name.contains("SSE-C") && name.contains("SSE-S3") }

    @Test(arguments: Backend.available)
    func copiesWithoutCustomerKeys(_ backend: Backend) async throws {
        // testUnencryptedToSSES3CopyObject, testEncryptedSSES3ToSSES3CopyObject, testEncryptedSSES3ToUnencryptedCopyObject
        try await backend.run("peers: copies, SSE-S3") { try await self.copyWhole($0, where: Self.isPlainOrS3) }
    }

    @Test(arguments: Backend.available)
    func copiesWithCustomerKeys(_ backend: Backend) async throws {
        // testUnencryptedToSSECCopyObject, testEncryptedSSECToSSECCopyObject, testEncryptedSSECToUnencryptedCopyObject
        try await backend.run("peers: copies, SSE-C") { try await self.copyWhole($0, where: Self.isCustomers) }
    }

    @Test(arguments: Backend.available)
    func copiesFromOneKindToTheOther(_ backend: Backend) async throws {
        // testEncryptedSSECToSSES3CopyObject, testEncryptedSSES3ToSSECCopyObject
        try await backend.run("peers: copies, SSE-C and SSE-S3") { try await self.copyWhole($0, where: Self.isMixed) }
    }

    @Test(arguments: Backend.available)
    func partsWithoutCustomerKeys(_ backend: Backend) async throws {
        // testUnencryptedToUnencryptedCopyPart, testUnencryptedToSSES3CopyObjectPart, testSSES3EncryptedTo…
        try await backend.run("peers: parts copied, SSE-S3") { try await self.copyParts($0, where: Self.isPlainOrS3) }
    }

    @Test(arguments: Backend.available)
    func partsWithCustomerKeys(_ backend: Backend) async throws {
        // testSSECEncryptedToSSECCopyObjectPart, testUnencryptedToSSECCopyObjectPart, …
        try await backend.run("peers: parts copied, SSE-C") { try await self.copyParts($0, where: Self.isCustomers) }
    }

    @Test(arguments: Backend.available)
    func partsFromOneKindToTheOther(_ backend: Backend) async throws {
        // testSSECEncryptedToSSES3CopyObjectPart, testSSES3EncryptedToSSECCopyObjectPart
        try await backend.run("peers: parts copied, SSE-C and SSE-S3") {
            try await self.copyParts($0, where: Self.isMixed)
        }
    }

    @Test(arguments: Backend.available)
    func anEncryptedObjectInPartsIsCopied(_ backend: Backend) async throws {
        // testSSECMultipartEncryptedToSSECCopyObjectPart
        try await backend.run("peers: an object in parts copied, SSE-C") { fixture in
            let minio = try fixture.client()
            let (old, new) = (CustomerKey.random(), CustomerKey.random())
            let bytes = Pattern.bytes((6 << 20) + 7)
            try await minio.putObject(
                bucket: fixture.bucket, key: "source", .bytes(bytes),
                options: .with {
                    $0.partSize = 5 << 20
                    $0.encryption = .customerKey(old)
                })
            var source = CopySource(bucket: fixture.bucket, key: "source")
            source.customerKey = old
            try await minio.copyObject(
                from: source, bucket: fixture.bucket, key: "copy",
                options: .with { $0.encryption = .customerKey(new) })
            let read = try await minio.getObject(
                bucket: fixture.bucket, key: "copy", upTo: bytes.count, options: .with { $0.customerKey = new })
            try #require(read == ByteBuffer(bytes: bytes))
        }
    }

    @Test(arguments: Backend.available)
    func keysAreChangedInPlace(_ backend: Backend) async throws {
        // testEncryptedCopyObject, testEncryptedEmptyObject
        try await backend.run("peers: another customer key in place") { try await self.changeKeys($0, nil) }
    }

    @Test(arguments: Backend.available)
    func keysAndPropertiesAreChangedInPlace(_ backend: Backend) async throws {
        try await backend.run("peers: another customer key and other properties in place") {
            var properties = ObjectProperties()
            properties.metadata = ["key": "new"]
            try await self.changeKeys($0, properties)
        }
    }

    private func changeKeys(_ fixture: Fixture, _ properties: ObjectProperties?) async throws {
        let minio = try fixture.client()
        for bytes in [[], Pattern.bytes(100_000)] {
            var (old, new) = (CustomerKey.random(), CustomerKey.random())
            try await minio.putObject(
                bucket: fixture.bucket, key: "object", .bytes(bytes),
                options: .with { $0.encryption = .customerKey(old) })
            for _ in 0..<2 {
                var source = CopySource(bucket: fixture.bucket, key: "object")
                source.customerKey = old
                try await minio.copyObject(
                    from: source, bucket: fixture.bucket, key: "object",
                    options: .with {
                        $0.encryption = .customerKey(new)
                        $0.newProperties = properties
                    })
                let read = try await minio.getObject(
                    bucket: fixture.bucket, key: "object", upTo: bytes.count, options: .with { $0.customerKey = new })
                try #require(read == ByteBuffer(bytes: bytes))
                swap(&old, &new)
            }
        }
    }

    @Test(arguments: Backend.available)
    func objectsOfEverySizeComeBack(_ backend: Backend) async throws {
        // testSSECEncryptionPutGet, testSSECEncryptionFPut
        try await backend.run("peers: SSE-C up and down, of every size") { fixture in
            try await self.putAndGet(fixture, .customerKey(.random()))
        }
    }

    @Test(arguments: Backend.available)
    func objectsOfEverySizeComeBackFromTheServersKeys(_ backend: Backend) async throws {
        // testSSES3EncryptionPutGet, testSSES3EncryptionFPut
        try await backend.run("peers: SSE-S3 up and down, of every size") { fixture in
            try await self.putAndGet(fixture, .s3)
        }
    }

    private func putAndGet(_ fixture: Fixture, _ encryption: ServerSideEncryption) async throws {
        let minio = try fixture.client()
        let folder = try Folder()
        for size in [0, 1, 1 << 20, (5 << 20) + 1, 11 << 20] {
            let bytes = Pattern.bytes(size)
            try Data(bytes).write(to: URL(fileURLWithPath: folder.path("up")))
            let sources: [ObjectSource] = [
                .stream(Pattern.stream(size, inChunksOf: 70_001)), .file(folder.path("up")), .bytes(bytes),
            ]
            // The largest once: it takes its time.
            for source in sources.prefix(size > 10 << 20 ? 1 : 3) {
                try await minio.putObject(
                    bucket: fixture.bucket, key: "object", source,
                    options: .with {
                        $0.partSize = 5 << 20
                        $0.encryption = encryption
                    })
                try await minio.downloadObject(
                    bucket: fixture.bucket, key: "object", to: folder.path("down"),
                    options: .with {
                        $0.partSize = 5 << 20
                        $0.customerKey = encryption.ownKey
                    })
                try #require(try folder.read("down") == bytes, "\(size) bytes")
            }
        }
    }
}

extension ServerSideEncryption {
    /// The caller's own key; `nil` if the server has it.
    var ownKey: CustomerKey? {
        if case .customerKey(let key) = self { key } else { nil }
    }
}
