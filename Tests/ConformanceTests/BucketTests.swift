// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import Testing

/// CreateBucket, HeadBucket, ListBuckets, DeleteBucket, GetBucketLocation, GetBucketVersioning, PutBucketVersioning.
@Suite struct BucketTests {
    @Test(arguments: Backend.available)
    func bucketsAreMadeListedAndRemoved(_ backend: Backend) async throws {
        try await backend.run("buckets: made, listed, removed") { fixture in
            let minio = try fixture.client()
            let name = "\(fixture.bucket)-2"
            try #require(try await minio.bucketExists(name) == false)
            try await minio.makeBucket(name)
            try #require(try await minio.bucketExists(name))
            let bucket = try await minio.listBuckets().collect().first { $0.name == name }
            try #require(bucket != nil)
            try #require(bucket?.creationDate != nil)
            try await minio.removeBucket(name)
            try #require(try await minio.bucketExists(name) == false)
        }
    }

    @Test(arguments: Backend.available)
    func aBucketWithObjectsIsNotRemoved(_ backend: Backend) async throws {
        try await backend.run("buckets: a full one is not removed") { fixture in
            let minio = try fixture.client()
            try await minio.putObject(bucket: fixture.bucket, key: "here", .string("x"))
            let error = try await #require(throws: MinioError.self) { try await minio.removeBucket(fixture.bucket) }
            try #require(error.code == .bucketNotEmpty)
            try #require(error.bucket == fixture.bucket && error.operation == "DeleteBucket")
        }
    }

    @Test(arguments: Backend.available)
    func anUnknownBucketIsNamedAsSuch(_ backend: Backend) async throws {
        try await backend.run("buckets: an unknown one") { fixture in
            let minio = try fixture.client()
            let name = "\(fixture.bucket)-none"
            for call in [
                { try await minio.removeBucket(name) },
                { _ = try await minio.listObjects(bucket: name).collect() },
                { try await minio.putObject(bucket: name, key: "k", .string("x")) },
                { _ = try await minio.getObject(bucket: name, key: "k", upTo: 10) },
            ] as [() async throws -> Void] {
                let error = try await #require(throws: MinioError.self) { try await call() }
                try #require(error.code == .noSuchBucket, "\(error)")
                try #require(error.isNotFound)
            }
        }
    }

    @Test(arguments: Backend.available)
    func theRegionOfABucketIsKnown(_ backend: Backend) async throws {
        try await backend.run("buckets: region") { fixture in
            let region = try await fixture.client().bucketRegion(fixture.bucket)
            try #require(!region.isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func versioningIsSwitchedOnAndSuspended(_ backend: Backend) async throws {
        try await backend.run("versions: switched on and suspended") { fixture in
            let minio = try fixture.client()
            try #require(try await minio.getBucketVersioning(bucket: fixture.bucket).status == .off)
            for status in [VersioningConfiguration.Status.enabled, .suspended, .enabled] {
                try await minio.setBucketVersioning(.init(status: status), bucket: fixture.bucket)
                try #require(try await minio.getBucketVersioning(bucket: fixture.bucket).status == status)
            }
        }
    }
}
