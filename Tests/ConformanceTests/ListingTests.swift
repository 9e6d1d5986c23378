// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Minio
import Testing

/// ListObjectsV2, ListObjects, DeleteObjects.
@Suite struct ListingTests {
    @Test(arguments: Backend.available)
    func pagesTogetherAreTheWholeListing(_ backend: Backend) async throws {
        try await backend.run("listing: pages, both versions") { fixture in
            let minio = try fixture.client()
            let keys = try await fixture.fill(minio, (0..<230).map { "key \($0)" })
            for version in [ListObjectsOptions.Version.v2, .v1] {
                let listing = minio.listObjects(
                    bucket: fixture.bucket,
                    options: .with {
                        $0.pageSize = 100
                        $0.version = version
                    })
                try #require(try await listing.collect().map(\.key) == keys)
                var sizes: [Int] = []
                for try await page in listing.pages { sizes.append(page.objects.count) }
                try #require(sizes == [100, 100, 30], "\(version): \(sizes)")
                // A listing can be left, and begun anew.
                try #require(try await listing.collect(limit: 3).map(\.key) == Array(keys.prefix(3)))
            }
        }
    }

    @Test(arguments: Backend.available)
    func objectsAreListedWithWhatIsKnownOfThem(_ backend: Backend) async throws {
        try await backend.run("listing: sizes, ETags, dates") { fixture in
            let minio = try fixture.client()
            let written = try await minio.putObject(bucket: fixture.bucket, key: "object", .bytes(Pattern.bytes(1234)))
            let listed = try await minio.listObjects(bucket: fixture.bucket).collect()
            try #require(listed.count == 1)
            try #require(listed[0].size == 1234)
            try #require(listed[0].etag == written.etag)
            try #require(abs(listed[0].lastModified?.timeIntervalSinceNow ?? .infinity) < 120)
            try #require(listed[0].storageClass == .standard)
            try #require(listed[0].bucket == fixture.bucket)
        }
    }

    @Test(arguments: Backend.available)
    func delimitersRollUpWhatTheyDivide(_ backend: Backend) async throws {
        try await backend.run("listing: prefixes and delimiters") { fixture in
            let minio = try fixture.client()
            try await fixture.fill(minio, ["0_x", "0/1_x", "0/1/2_x", "0/1/2/3_x"])
            func entries(_ prefix: String, _ delimiter: String?) async throws -> [String] {
                var names: [String] = []
                let listing = minio.listObjects(
                    bucket: fixture.bucket,
                    options: .with {
                        $0.prefix = prefix
                        $0.delimiter = delimiter
                    })
                for try await page in listing.pages {
                    for entry in page.entries {
                        switch entry {
                        case .object(let object): names.append(object.key)
                        case .prefix(let prefix): names.append("[\(prefix)]")
                        }
                    }
                }
                return names
            }
            try #require(try await entries("", nil).count == 4)
            try #require(try await entries("", "/") == ["[0/]", "0_x"])
            try #require(try await entries("0", "/") == ["[0/]", "0_x"])
            try #require(try await entries("0/", "/") == ["[0/1/]", "0/1_x"])
            try #require(try await entries("0/", nil) == ["0/1/2/3_x", "0/1/2_x", "0/1_x"])
            try #require(try await entries("0/1/2/", "/") == ["0/1/2/3_x"])
            try #require(try await entries("1", nil).isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func aListingBeginsAfterAnyKey(_ backend: Backend) async throws {
        try await backend.run("listing: start after") { fixture in
            let minio = try fixture.client()
            try await fixture.fill(minio, ["a", "b c", "b+c", "d"])
            for version in [ListObjectsOptions.Version.v2, .v1] {
                func after(_ key: String) async throws -> [String] {
                    try await minio.listObjects(
                        bucket: fixture.bucket,
                        options: .with {
                            $0.startAfter = key
                            $0.version = version
                        }
                    ).collect().map(\.key)
                }
                try #require(try await after("b c") == ["b+c", "d"])
                try #require(try await after("c") == ["d"])
                try #require(try await after("d").isEmpty)
            }
        }
    }

    @Test(arguments: Backend.available)
    func keysAreOrderedByTheirBytes(_ backend: Backend) async throws {
        try await backend.run("listing: order of UTF-8 bytes") { fixture in
            let minio = try fixture.client()
            let keys = try await fixture.fill(minio, ["Z", "a", "ä", "é", "z", "ü", "日本", "😀", "ﬀ", "A", "0"])
            try #require(try await minio.listObjects(bucket: fixture.bucket).collect().map(\.key) == keys)
        }
    }

    @Test(arguments: Backend.available)
    func manyObjectsAreRemovedAtOnce(_ backend: Backend) async throws {
        try await backend.run("removal: 1,100 objects") { fixture in
            let minio = try fixture.client()
            try await fixture.fill(minio, (0..<1100).map { "object \($0)" })
            let listing = minio.listObjects(bucket: fixture.bucket)
            try #require(try await listing.collect().count == 1100)
            var failures: [RemovalFailure] = []
            for try await failure in minio.removeObjects(bucket: fixture.bucket, listing.map(\.reference)) {
                failures.append(failure)
            }
            try #require(failures.isEmpty)
            try #require(try await listing.collect().isEmpty)
            // What is not there is no failure.
            let again = try await minio.removeObjects(bucket: fixture.bucket, ["object 1", "object 2"]).collect()
            try #require(again.isEmpty)
        }
    }
}

extension Fixture {
    /// Stores small objects, sixteen at a time, and gives their keys in the order of their UTF-8 bytes.
    @discardableResult
    func fill(_ minio: MinioClient, _ keys: [String]) async throws -> [String] {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, key) in keys.enumerated() {
                if number >= 16 { try await group.next() }
                group.addTask {
                    try await minio.putObject(bucket: self.bucket, key: key, .string(key))
                }
            }
            try await group.waitForAll()
        }
        return keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
