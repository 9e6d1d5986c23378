// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import NIOCore
import Testing

/// PutObject, GetObject, HeadObject and CopyObject with server-side encryption.
@Suite struct EncryptionTests {
    @Test(arguments: Backend.available)
    func aCustomerKeyIsNeededForEveryRead(_ backend: Backend) async throws {
        try await backend.run("encryption: SSE-C") { fixture in
            let minio = try fixture.client()
            let key = CustomerKey.random()
            let bytes = Pattern.bytes(70_000)
            try await minio.putObject(
                bucket: fixture.bucket, key: "object", .bytes(bytes),
                options: .with { $0.encryption = .customerKey(key) })
            let info = try await minio.statObject(
                bucket: fixture.bucket, key: "object", options: .with { $0.customerKey = key })
            try #require(info.isEncryptedWithCustomerKey && info.size == 70_000)
            let read = try await minio.getObject(
                bucket: fixture.bucket, key: "object", upTo: bytes.count, options: .with { $0.customerKey = key })
            try #require(read == ByteBuffer(bytes: bytes))
            let part = try await minio.getObject(
                bucket: fixture.bucket, key: "object", upTo: 100,
                options: .with {
                    $0.customerKey = key
                    $0.range = .bytes(65_530..<65_540)
                })
            try #require(part == ByteBuffer(bytes: bytes[65_530..<65_540]))
            let without = await fixture.code {
                _ = try await minio.getObject(bucket: fixture.bucket, key: "object", upTo: bytes.count)
            }
            try #require(without != nil)
            let wrong = await fixture.code {
                _ = try await minio.getObject(
                    bucket: fixture.bucket, key: "object", upTo: bytes.count,
                    options: .with { $0.customerKey = CustomerKey.random() })
            }
            try #require(wrong != nil)
        }
    }

    @Test(arguments: Backend.available)
    func aCopyIsEncryptedAnew(_ backend: Backend) async throws {
        try await backend.run("encryption: SSE-C copies") { fixture in
            let minio = try fixture.client()
            let (old, new) = (CustomerKey.random(), CustomerKey.random())
            try await minio.putObject(
                bucket: fixture.bucket, key: "source", .string("secret"),
                options: .with { $0.encryption = .customerKey(old) })
            var source = CopySource(bucket: fixture.bucket, key: "source")
            source.customerKey = old
            try await minio.copyObject(
                from: source, bucket: fixture.bucket, key: "rekeyed",
                options: .with { $0.encryption = .customerKey(new) })
            let rekeyed = try await minio.getObject(
                bucket: fixture.bucket, key: "rekeyed", upTo: 100, options: .with { $0.customerKey = new })
            try #require(String(buffer: rekeyed) == "secret")
            try await minio.copyObject(from: source, bucket: fixture.bucket, key: "plain")
            let plain = try await minio.getObject(bucket: fixture.bucket, key: "plain", upTo: 100)
            try #require(String(buffer: plain) == "secret")
        }
    }

    @Test(arguments: Backend.available)
    func theServerEncryptsWithItsOwnKeys(_ backend: Backend) async throws {
        try await backend.run("encryption: SSE-S3") { fixture in
            let minio = try fixture.client()
            let written = try await minio.putObject(
                bucket: fixture.bucket, key: "object", .string("x"), options: .with { $0.encryption = .s3 })
            try #require(written.headers[.init("x-amz-server-side-encryption") ?? .server] == "AES256")
            let info = try await minio.statObject(bucket: fixture.bucket, key: "object")
            try #require(info.serverSideEncryption == "AES256")
            let read = try await minio.getObject(bucket: fixture.bucket, key: "object", upTo: 10)
            try #require(String(buffer: read) == "x")
        }
    }

    @Test(arguments: Backend.available)
    func theServerEncryptsWithANamedKey(_ backend: Backend) async throws {
        try await backend.run("encryption: SSE-KMS") { fixture in
            let minio = try fixture.client()
            try await minio.putObject(
                bucket: fixture.bucket, key: "object", .string("x"),
                options: .with { $0.encryption = .kms(keyID: "testkey-1", context: ["purpose": "a \"test\" / ü"]) })
            let info = try await minio.statObject(bucket: fixture.bucket, key: "object")
            try #require(info.serverSideEncryption == "aws:kms")
            try #require(info.encryptionKeyID?.hasSuffix("testkey-1") == true)
            let read = try await minio.getObject(bucket: fixture.bucket, key: "object", upTo: 10)
            try #require(String(buffer: read) == "x")
        }
    }
}
