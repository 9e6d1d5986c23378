// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Minio
import Testing

/// Folders up, down, and away.
@Suite struct FolderTests {
    @Test(arguments: Backend.available)
    func foldersGoUpComeDownAndGo(_ backend: Backend) async throws {
        try await backend.run("folders: up, down, removed") { fixture in
            let minio = try fixture.client()
            let source = try Folder()
            let files = ["a", "b c", "d+e", "f/g", "f/h/i", "ü"] + (0..<40).map { "many/\($0)" }
            for name in ["f/h", "many"] {
                try FileManager.default.createDirectory(
                    atPath: source.path(name), withIntermediateDirectories: true)
            }
            for file in files { try source.write(file, "the content of \(file)") }
            let up = try await minio.uploadDirectory(bucket: fixture.bucket, prefix: "p", from: source.path(""))
            try #require(up.completedFiles == files.count && up.failures.isEmpty)
            try await minio.putObject(bucket: fixture.bucket, key: "other", .string("stays"))
            let keys = try await minio.listObjects(bucket: fixture.bucket, options: .with { $0.prefix = "p/" })
                .collect().map(\.key)
            try #require(Set(keys) == Set(files.map { "p/" + $0 }))
            let target = try Folder()
            let down = try await minio.downloadPrefix(bucket: fixture.bucket, prefix: "p/", to: target.path("new"))
            try #require(down.completedFiles == files.count && down.failures.isEmpty)
            try #require(down.completedBytes == up.completedBytes)
            for file in files { try #require(try target.read("new/" + file) == source.read(file), "\(file)") }
            let removed = try await minio.removePrefix(
                bucket: fixture.bucket, prefix: "p/", options: .with { $0.batchSize = 10 })
            try #require(removed.removedCount == files.count && removed.failures.isEmpty)
            let left = try await minio.listObjects(bucket: fixture.bucket).collect().map(\.key)
            try #require(left == ["other"])
        }
    }

    @Test(arguments: Backend.available)
    func keysThatLeadOutMakeNoFile(_ backend: Backend) async throws {
        try await backend.run("folders: keys that lead out of them") { fixture in
            let minio = try fixture.client()
            let folder = try Folder()
            for key in ["p/../../out", "p/fine"] {
                try await minio.putObject(bucket: fixture.bucket, key: key, .string("x"))
            }
            let result = try await minio.downloadPrefix(
                bucket: fixture.bucket, prefix: "p/", to: folder.path("in/here"))
            try #require(result.failures.map(\.key) == ["p/../../out"])
            try #require(result.failures.first?.error.code == .unsafePath)
            try #require(result.completedFiles == 1)
            try #require(try folder.names("") == ["in"] && folder.names("in/here") == ["fine"])
        }
    }
}
