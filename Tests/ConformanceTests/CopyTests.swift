// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Minio
import NIOCore
import Testing

/// CopyObject.
@Suite struct CopyTests {
    @Test(arguments: Backend.available)
    func aCopyKeepsWhatItIsNotToldToChange(_ backend: Backend) async throws {
        try await backend.run("copy: keeps content, type and metadata") { fixture in
            let minio = try fixture.client()
            let bytes = Pattern.bytes(100_000)
            let source = try await minio.putObject(
                bucket: fixture.bucket, key: "source", .bytes(bytes),
                options: .with {
                    $0.contentType = "image/png"
                    $0.metadata = ["name": "value"]
                })
            let copy = try await minio.copyObject(
                from: CopySource(bucket: fixture.bucket, key: "source"), bucket: fixture.bucket, key: "a copy")
            try #require(copy.etag == source.etag)
            try #require(abs(copy.lastModified?.timeIntervalSinceNow ?? .infinity) < 120)
            let info = try await minio.statObject(bucket: fixture.bucket, key: "a copy")
            try #require(info.contentType == "image/png")
            try #require(info.metadata["name"] == "value")
            let read = try await minio.getObject(bucket: fixture.bucket, key: "a copy", upTo: bytes.count)
            try #require(read == ByteBuffer(bytes: bytes))
        }
    }

    @Test(arguments: Backend.available)
    func aCopyGetsNewPropertiesAsAWhole(_ backend: Backend) async throws {
        try await backend.run("copy: replaces type and metadata") { fixture in
            let minio = try fixture.client()
            try await minio.putObject(
                bucket: fixture.bucket, key: "object", .string("x"),
                options: .with {
                    $0.contentType = "image/png"
                    $0.metadata = ["old": "1"]
                })
            var properties = ObjectProperties()
            properties.contentType = "text/plain"
            properties.metadata = ["new": "2"]
            // Onto itself: the way to change metadata.
            try await minio.copyObject(
                from: CopySource(bucket: fixture.bucket, key: "object"), bucket: fixture.bucket, key: "object",
                options: .with { $0.newProperties = properties })
            let info = try await minio.statObject(bucket: fixture.bucket, key: "object")
            try #require(info.contentType == "text/plain")
            try #require(info.metadata["new"] == "2" && info.metadata["old"] == nil)
        }
    }

    @Test(arguments: Backend.available)
    func conditionsDecideAboutCopies(_ backend: Backend) async throws {
        try await backend.run("copy: conditions on the source") { fixture in
            let minio = try fixture.client()
            let etag = try await minio.putObject(bucket: fixture.bucket, key: "source", .string("x")).etag
            let past = Date(timeIntervalSince1970: 1_400_000_000)
            let cases: [(ReadConditions, MinioError.Code?)] = [
                (.with { $0.ifMatch = etag }, nil), (.with { $0.ifMatch = "0123" }, .preconditionFailed),
                (.with { $0.ifNoneMatch = etag }, .preconditionFailed), (.with { $0.ifNoneMatch = "0123" }, nil),
                (.with { $0.ifModifiedSince = past }, nil),
                (.with { $0.ifUnmodifiedSince = past }, .preconditionFailed),
            ]
            for (conditions, expected) in cases {
                var source = CopySource(bucket: fixture.bucket, key: "source")
                source.conditions = conditions
                let code = await fixture.code {
                    try await minio.copyObject(from: source, bucket: fixture.bucket, key: "copy")
                }
                try #require(code == expected, "\(conditions)")
            }
        }
    }

    @Test(arguments: Backend.available)
    func aMissingSourceIsNamedAsSuch(_ backend: Backend) async throws {
        try await backend.run("copy: a missing source") { fixture in
            let minio = try fixture.client()
            let code = await fixture.code {
                try await minio.copyObject(
                    from: CopySource(bucket: fixture.bucket, key: "none"), bucket: fixture.bucket, key: "copy")
            }
            try #require(code == .noSuchKey)
        }
    }
}
