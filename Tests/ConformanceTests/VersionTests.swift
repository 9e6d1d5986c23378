// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import NIOCore
import Testing

/// ListObjectVersions, and GetObject, HeadObject, CopyObject, DeleteObject, DeleteObjects by version.
@Suite struct VersionTests {
    @Test(arguments: Backend.available)
    func olderVersionsCanBeReadListedAndRemoved(_ backend: Backend) async throws {
        try await backend.run("versions: read, listed, removed") { fixture in
            let minio = try await fixture.versioned()
            let first = try await minio.putObject(bucket: fixture.bucket, key: "object", .string("first"))
            let second = try await minio.putObject(bucket: fixture.bucket, key: "object", .string("second"))
            let firstID = try #require(first.versionID)
            let secondID = try #require(second.versionID)
            try #require(firstID != secondID)
            let newest = try await minio.getObject(bucket: fixture.bucket, key: "object", upTo: 100)
            try #require(String(buffer: newest) == "second")
            let older = try await minio.getObject(
                bucket: fixture.bucket, key: "object", upTo: 100, options: .with { $0.versionID = firstID })
            try #require(String(buffer: older) == "first")
            let info = try await minio.statObject(
                bucket: fixture.bucket, key: "object", options: .with { $0.versionID = firstID })
            try #require(info.versionID == firstID && info.size == 5)
            let listed = try await minio.listObjectVersions(bucket: fixture.bucket).collect()
            try #require(listed.map(\.versionID) == [secondID, firstID])
            try #require(listed.map(\.isLatest) == [true, false])
            try #require(listed.map(\.info.size) == [6, 5])
            // The older version becomes the newest again by being copied.
            let copied = try await minio.copyObject(
                from: CopySource(bucket: fixture.bucket, key: "object", versionID: firstID), bucket: fixture.bucket,
                key: "object")
            // Not every server says which version a copy became.
            try #require(copied.versionID != firstID)
            try await minio.removeObject(
                bucket: fixture.bucket, key: "object", options: .with { $0.versionID = secondID })
            let rest = try await minio.listObjectVersions(bucket: fixture.bucket).collect()
            try #require(rest.map(\.versionID) == [copied.versionID ?? rest[0].versionID, firstID])
            try #require(rest[0].versionID != secondID && rest[0].info.size == 5)
            let gone = await fixture.code {
                try await minio.statObject(
                    bucket: fixture.bucket, key: "object", options: .with { $0.versionID = secondID })
            }
            try #require(gone == .noSuchVersion)
        }
    }

    @Test(arguments: Backend.available)
    func aDeleteMarkerHidesAnObject(_ backend: Backend) async throws {
        try await backend.run("versions: delete markers") { fixture in
            let minio = try await fixture.versioned()
            try await minio.putObject(bucket: fixture.bucket, key: "object", .string("x"))
            let removed = try await minio.removeObject(bucket: fixture.bucket, key: "object")
            try #require(removed.isDeleteMarker)
            let marker = try #require(removed.versionID)
            try #require(
                await fixture.code { try await minio.statObject(bucket: fixture.bucket, key: "object") } == .noSuchKey)
            try #require(try await minio.listObjects(bucket: fixture.bucket).collect().isEmpty)
            let listed = try await minio.listObjectVersions(bucket: fixture.bucket).collect()
            try #require(listed.map(\.isDeleteMarker) == [true, false])
            try #require(listed.first?.versionID == marker)
            // AWS and MinIO say 405, others 404: either way there is nothing to read.
            let code = await fixture.code {
                _ = try await minio.getObject(
                    bucket: fixture.bucket, key: "object", upTo: 10, options: .with { $0.versionID = marker })
            }
            try #require(code == .methodNotAllowed || code == .noSuchKey || code == .noSuchVersion, "\(code as Any)")
            // Removing the marker brings the object back.
            let undone = try await minio.removeObject(
                bucket: fixture.bucket, key: "object", options: .with { $0.versionID = marker })
            try #require(undone.isDeleteMarker)
            try #require(try await minio.statObject(bucket: fixture.bucket, key: "object").size == 1)
        }
    }

    @Test(arguments: Backend.available)
    func versionsArePagedAndRemovedInBatches(_ backend: Backend) async throws {
        try await backend.run("versions: pages, odd keys, batches") { fixture in
            let minio = try await fixture.versioned()
            let keys = ["a b", "a+b", "ü", "z"]
            for key in keys {
                for number in 0..<5 {
                    try await minio.putObject(bucket: fixture.bucket, key: key, .string("\(number)"))
                }
            }
            try await minio.removeObject(bucket: fixture.bucket, key: "z")
            let listing = minio.listObjectVersions(bucket: fixture.bucket, options: .with { $0.pageSize = 7 })
            let versions = try await listing.collect()
            try #require(versions.count == 21)
            try #require(Set(versions.map(\.reference)).count == 21)
            try #require(versions.filter(\.isLatest).count == 4)
            try #require(versions.map(\.key).contains("a+b") && versions.map(\.key).contains("a b"))
            let failures = try await minio.removeObjects(
                bucket: fixture.bucket, versions.map(\.reference), options: .with { $0.batchSize = 10 }
            ).collect()
            try #require(failures.isEmpty)
            try #require(try await listing.collect().isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func objectsFromBeforeVersioningHaveTheNullVersion(_ backend: Backend) async throws {
        try await backend.run("versions: the null version") { fixture in
            let minio = try fixture.client()
            try await minio.putObject(bucket: fixture.bucket, key: "object", .string("before"))
            try await minio.setBucketVersioning(.init(status: .enabled), bucket: fixture.bucket)
            try await minio.putObject(bucket: fixture.bucket, key: "object", .string("after"))
            let versions = try await minio.listObjectVersions(bucket: fixture.bucket).collect()
            try #require(versions.last?.versionID == "null")
            let before = try await minio.getObject(
                bucket: fixture.bucket, key: "object", upTo: 100, options: .with { $0.versionID = "null" })
            try #require(String(buffer: before) == "before")
        }
    }
}

extension Fixture {
    /// A client, and versions switched on.
    fileprivate func versioned() async throws -> MinioClient {
        let minio = try self.client()
        try await minio.setBucketVersioning(.init(status: .enabled), bucket: self.bucket)
        return minio
    }
}
