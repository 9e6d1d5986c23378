// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import MinioTesting
import NIOCore
import Synchronization
import Testing

@testable import Minio

/// Folders up and down, on a real file system.
@Suite struct FolderTransferTests {
    private func withServer(
        retry: Bool = true, _ body: @Sendable (S3TestServer, MinioClient) async throws -> Void
    ) async throws {
        var server = S3TestServer.Configuration()
        server.mount = .inProcess
        var configuration = MinioConfiguration()
        configuration.region = "us-east-1"
        configuration.retry.baseDelay = .zero
        if !retry { configuration.retry = .never }
        try await withS3TestServer(server) { [configuration] server in
            let minio = try server.client(configuration: configuration)
            try await minio.makeBucket("bucket")
            try await body(server, minio)
        }
    }

    private func keys(_ minio: MinioClient) async throws -> [String] {
        try await minio.listObjects(bucket: "bucket").collect().map(\.key)
    }

    private func put(_ minio: MinioClient, _ keys: [String]) async throws {
        for key in keys { try await minio.putObject(bucket: "bucket", key: key, .string(key)) }
    }

    @Test func foldersGoUpAndComeDown() async throws {
        try await self.withServer { _, minio in
            let folder = try Folder()
            let files = ["a", "b/c", "b/d e", "b/f/ü", "g/empty"]
            for file in files { try folder.write(file, file == "g/empty" ? "" : "content of \(file)") }
            try folder.makeFolder("nothing/in it")
            for prefix in ["up", "up/"] {
                let result = try await minio.uploadDirectory(bucket: "bucket", prefix: prefix, from: folder.path(""))
                #expect(result.completedFiles == 5)
                #expect(result.completedBytes == 59)
                #expect(result.failures.isEmpty && result.skippedLinks.isEmpty)
            }
            #expect(try await self.keys(minio) == files.map { "up/" + $0 })
            let other = try Folder()
            let down = try await minio.downloadPrefix(bucket: "bucket", prefix: "up/", to: other.path("new/here"))
            #expect(down.completedFiles == 5)
            #expect(down.completedBytes == 59)
            #expect(down.failures.isEmpty)
            for file in files { #expect(try other.read("new/here/" + file) == folder.read(file), "\(file)") }
            #expect(try other.names("new/here") == ["a", "b", "g"])
            // The prefix is text: what follows its last slash is kept.
            let beginning = try await minio.downloadPrefix(bucket: "bucket", prefix: "up/b/d", to: other.path("d"))
            #expect(beginning.completedFiles == 1)
            #expect(try other.names("d") == ["d e"])
            let none = try await minio.downloadPrefix(bucket: "bucket", prefix: "none/", to: other.path("none"))
            #expect(none.completedFiles == 0 && none.failures.isEmpty)
            #expect(try other.names("none") == [])
        }
    }

    @Test func filesCanBeChosenAndTheirOptionsChanged() async throws {
        try await self.withServer { _, minio in
            let folder = try Folder()
            for file in ["a.html", "b.txt", "c/d.html"] { try folder.write(file, file) }
            let result = try await minio.uploadDirectory(
                bucket: "bucket", prefix: "", from: folder.path(""),
                options: .with {
                    $0.includes = { $0.hasSuffix(".html") }
                    $0.contentType = "text/plain"
                    $0.adjust = { path, options in
                        if path == "c/d.html" { options.properties.contentType = "text/html" }
                    }
                })
            #expect(result.completedFiles == 2)
            #expect(try await self.keys(minio) == ["a.html", "c/d.html"])
            let types = [
                try await minio.statObject(bucket: "bucket", key: "a.html").contentType,
                try await minio.statObject(bucket: "bucket", key: "c/d.html").contentType,
            ]
            #expect(types == ["text/plain", "text/html"])
            let down = try Folder()
            let some = try await minio.downloadPrefix(
                bucket: "bucket", prefix: "", to: down.path(""), options: .with { $0.includes = { $0 != "a.html" } })
            #expect(some.completedFiles == 1)
            #expect(try down.names("") == ["c"])
        }
    }

    @Test func progressIsToldAndNeverRunsBack() async throws {
        try await self.withServer { _, minio in
            let folder = try Folder()
            for index in 0..<20 { try folder.write("f\(index)", String(repeating: "x", count: index * 1000)) }
            let seen = Mutex<[FolderProgress]>([])
            let perFile = Mutex(0)
            _ = try await minio.uploadDirectory(
                bucket: "bucket", prefix: "p", from: folder.path(""),
                options: .with {
                    $0.progress = { progress in seen.withLock { $0.append(progress) } }
                    $0.put.progress = { _ in perFile.withLock { $0 += 1 } }
                })
            let other = try Folder()
            let down = Mutex<[FolderProgress]>([])
            _ = try await minio.downloadPrefix(
                bucket: "bucket", prefix: "p/", to: other.path(""),
                options: .with { $0.progress = { progress in down.withLock { $0.append(progress) } } })
            for all in [seen.withLock({ $0 }), down.withLock({ $0 })] {
                #expect(all.map(\.completedBytes) == all.map(\.completedBytes).sorted())
                #expect(all.map(\.completedItems) == all.map(\.completedItems).sorted())
                #expect(all.last?.completedItems == 20)
                #expect(all.last?.totalItems == 20)
                #expect(all.last?.completedBytes == 190_000)
                #expect(all.last?.totalBytes == 190_000)
            }
            #expect(perFile.withLock { $0 } >= 20)
        }
    }

    @Test func G7_whatIsNoFileIsNamed() async throws {
        try await self.withServer { _, minio in
            let folder = try Folder()
            for file in ["in/real", "elsewhere/file", "plain"] { try folder.write(file, file) }
            for (link, target) in [
                ("in/file", "real"), ("in/folder", "../elsewhere"), ("in/nowhere", "none"), ("in/loop", ".."),
            ] {
                try FileManager.default.createSymbolicLink(atPath: folder.path(link), withDestinationPath: target)
            }
            try folder.makePipe("in/pipe")
            let skipping = try await minio.uploadDirectory(bucket: "bucket", prefix: "skip", from: folder.path("in"))
            #expect(skipping.completedFiles == 1)
            #expect(skipping.skippedLinks == ["file", "folder", "loop", "nowhere"])
            #expect(skipping.failures.map(\.path) == ["pipe"])
            #expect(skipping.failures.first?.error.code == .sourceFailed)
            let following = try await minio.uploadDirectory(
                bucket: "bucket", prefix: "follow", from: folder.path(""),
                options: .with { $0.symbolicLinks = .follow })
            #expect(following.skippedLinks.isEmpty)
            #expect(following.failures.compactMap(\.path).sorted() == ["in/loop", "in/nowhere", "in/pipe"])
            let keys = try await self.keys(minio)
            #expect(
                keys == [
                    "follow/elsewhere/file", "follow/in/file", "follow/in/folder/file", "follow/in/real",
                    "follow/plain",
                    "skip/real",
                ])
        }
    }

    @Test func namesThatAreNoTextAreNamed() async throws {
        #if os(Linux)
        try await self.withServer { _, minio in
            let folder = try Folder()
            try folder.write("a", "a")
            try folder.makeFile(named: [0x62, 0xFF, 0xFE])
            let result = try await minio.uploadDirectory(bucket: "bucket", prefix: "", from: folder.path(""))
            #expect(result.completedFiles == 1)
            #expect(result.failures.count == 1)
            #expect(result.failures.first?.key == nil)
            #expect(result.failures.first?.path == "b\u{FFFD}\u{FFFD}")
            #expect(try await self.keys(minio) == ["a"])
        }
        #endif
    }

    @Test func G8_unsafeKeysAreNamedAndOthersGoOn() async throws {
        try await self.withServer { server, minio in
            let outside = try Folder()
            var refused: [String] = []
            var accepted: [String] = []
            var clashes = PathClashes(DestinationFolder.Sameness())
            // What a server stores and a listing can hold; the table's clashes have a test of their own.
            let keys = SafeKeyPathTests.table.map { "p/" + $0.key }.filter { !$0.utf8.contains(0) }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            for key in keys {
                try await minio.putObject(bucket: "bucket", key: key, key.hasSuffix("/") ? .string("") : .string(key))
                let rest = String(key.dropFirst(2))
                do {
                    try clashes.check(rest, SafeKeyPath(rest))
                    accepted.append(key)
                } catch { if !rest.isEmpty { refused.append(key) } }
            }
            let result = try await minio.downloadPrefix(
                bucket: "bucket", prefix: "p/", to: outside.path("one/two/root"))
            #expect(
                Set(result.failures.compactMap(\.key).map { Array($0.utf8) }) == Set(refused.map { Array($0.utf8) }))
            #expect(result.failures.allSatisfy { $0.error.code == .unsafePath })
            #expect(refused.count > 30 && accepted.count > 25)
            for key in accepted where !key.hasSuffix("/") {
                #expect(try outside.read("one/two/root/" + key.dropFirst(2)) == Array(key.utf8), "\(key)")
            }
            #expect(try outside.names("") == ["one"])
            #expect(try outside.names("one") == ["two"])
            #expect(try outside.names("one/two") == ["root"])
            let gets = server.requests.filter { $0.operation == "GetObject" }
            #expect(gets.count == accepted.filter { !$0.hasSuffix("/") }.count)
        }
    }

    @Test func G9_linksInTheFolderAreNotFollowed() async throws {
        try await self.withServer { _, minio in
            try await self.put(minio, ["a/passwd", "b", "c/d/e", "fine", "pipe"])
            let folder = try Folder()
            for name in ["root", "outside"] { try folder.makeFolder(name) }
            try folder.write("outside/file", "untouched")
            try folder.makeFolder("root/c")
            for (link, target) in [
                ("root/a", folder.path("outside")), ("root/b", folder.path("outside/file")),
                ("root/c/d", "../../outside"),
            ] {
                try FileManager.default.createSymbolicLink(atPath: folder.path(link), withDestinationPath: target)
            }
            try folder.makePipe("root/pipe")
            let result = try await minio.downloadPrefix(bucket: "bucket", prefix: "", to: folder.path("root"))
            #expect(result.failures.compactMap(\.key).sorted() == ["a/passwd", "c/d/e", "pipe"])
            #expect(result.failures.allSatisfy { $0.error.code == .destinationFailed })
            #expect(result.completedFiles == 2)
            #expect(try folder.names("outside") == ["file"])
            #expect(try folder.read("outside/file") == Array("untouched".utf8))
            // The link in the file's place is replaced itself.
            #expect(try folder.read("root/b") == Array("b".utf8))
            #expect(try folder.read("root/fine") == Array("fine".utf8))
        }
    }

    @Test func G10_filesAndFoldersOfOneNameAreNamed() async throws {
        try await self.withServer { _, minio in
            try await self.put(minio, ["a", "a-", "a/b", "a/c/d", "e/"])
            try await self.put(minio, ["x/y", "x/y/z"])
            let folder = try Folder()
            for _ in 0..<3 {
                let result = try await minio.downloadPrefix(bucket: "bucket", prefix: "", to: folder.path(""))
                #expect(result.failures.compactMap(\.key).sorted() == ["a/b", "a/c/d", "e/", "x/y/z"])
                #expect(result.failures.allSatisfy { $0.error.code == .unsafePath })
                #expect(try folder.read("a") == Array("a".utf8))
                #expect(try folder.read("x/y") == Array("x/y".utf8))
            }
            // What is a folder on the disk is not replaced by a file.
            let other = try Folder()
            try other.makeFolder("a")
            let result = try await minio.downloadPrefix(
                bucket: "bucket", prefix: "a", to: other.path(""), options: .with { $0.includes = { $0 == "a" } })
            #expect(result.failures.map(\.error.code) == [.destinationFailed])
        }
    }

    @Test func G11_deepPathsAreMade() async throws {
        try await self.withServer { _, minio in
            // More than a path may have at once, which no call ever is given.
            let deep = Array(repeating: "d", count: 500).joined(separator: "/") + "/file"
            let long = "q/" + String(repeating: "n", count: 300)
            try await self.put(minio, [deep, long, "r"])
            let folder = try Folder()
            let result = try await minio.downloadPrefix(bucket: "bucket", prefix: "", to: folder.path(""))
            #expect(result.failures.compactMap(\.key) == [long])
            #expect(result.failures.first?.error.message.contains("300 bytes") == true)
            #expect(try folder.read(deep) == Array(deep.utf8))
            #expect(try folder.read("r") == Array("r".utf8))
        }
    }

    @Test func oneFailureDoesNotKeepOthersFromGoingOn() async throws {
        try await self.withServer(retry: false) { server, minio in
            let folder = try Folder()
            for index in 0..<30 { try folder.write("f\(index)", "\(index)") }
            try folder.write(String(repeating: "d", count: 200) + "/" + String(repeating: "e", count: 200), "")
            server.inject(.status(403, code: "AccessDenied"), on: "PutObject", key: "f7", times: 1)
            let up = try await minio.uploadDirectory(bucket: "bucket", prefix: "", from: folder.path(""))
            #expect(up.completedFiles == 30)
            #expect(up.failures.map(\.path) == ["f7"])
            #expect(up.failures.map(\.error.code) == [.accessDenied])
            #expect("\(up.failures[0])".hasPrefix("f7: AccessDenied"))
            server.inject(.status(500, code: "InternalError"), on: "GetObject", key: "f9", times: 1)
            let other = try Folder()
            let down = try await minio.downloadPrefix(bucket: "bucket", prefix: "f", to: other.path(""))
            #expect(down.failures.map(\.path) == ["f9"])
            #expect(down.completedFiles == 28)
            #expect(try other.names("").count == 28)
            server.inject(.status(500, code: "InternalError"), on: "GetObject", key: "f9", times: 1)
            let stopped = await failure {
                _ = try await minio.downloadPrefix(
                    bucket: "bucket", prefix: "f9", to: other.path("x"),
                    options: .with { $0.continuesAfterFailure = false })
            }
            #expect(stopped?.code == .internalError)
        }
    }

    @Test func whatEveryFileWouldFailOfIsThrown() async throws {
        try await self.withServer { server, minio in
            let folder = try Folder()
            for index in 0..<30 { try folder.write("f\(index)", "\(index)") }
            let missing = await failure {
                _ = try await minio.uploadDirectory(bucket: "missing", prefix: "", from: folder.path(""))
            }
            #expect(missing?.code == .noSuchBucket)
            #expect(server.requests.filter { $0.operation == "PutObject" }.count < 20)
            let none = await failure {
                _ = try await minio.uploadDirectory(bucket: "bucket", prefix: "", from: folder.path("none"))
            }
            #expect(none?.code == .sourceFailed)
            let file = await failure {
                _ = try await minio.uploadDirectory(bucket: "bucket", prefix: "", from: folder.path("f1"))
            }
            #expect(file?.code == .sourceFailed)
            let listing = await failure {
                _ = try await minio.downloadPrefix(bucket: "missing", prefix: "", to: folder.path("down"))
            }
            #expect(listing?.code == .noSuchBucket)
            let destination = await failure {
                _ = try await minio.downloadPrefix(bucket: "bucket", prefix: "", to: folder.path("f1"))
            }
            #expect(destination?.code == .destinationFailed)
        }
    }

    @Test func whatIsThereStaysUnlessItMayBeReplaced() async throws {
        try await self.withServer { _, minio in
            try await self.put(minio, ["a", "b"])
            let folder = try Folder()
            try folder.write("a", "old")
            let kept = try await minio.downloadPrefix(
                bucket: "bucket", prefix: "", to: folder.path(""), options: .with { $0.overwrites = false })
            #expect(kept.failures.map(\.key) == ["a"])
            #expect(try folder.read("a") == Array("old".utf8))
            #expect(try folder.read("b") == Array("b".utf8))
            _ = try await minio.downloadPrefix(bucket: "bucket", prefix: "", to: folder.path(""))
            #expect(try folder.read("a") == Array("a".utf8))
        }
    }

    @Test func prefixesAreRemoved() async throws {
        try await self.withServer { server, minio in
            try await self.put(minio, (0..<25).map { "p/\($0)" } + ["p", "q/1", "pp"])
            let seen = Mutex<[FolderProgress]>([])
            let result = try await minio.removePrefix(
                bucket: "bucket", prefix: "p/",
                options: .with {
                    $0.batchSize = 10
                    $0.includes = { $0 != "p/7" }
                    $0.progress = { progress in seen.withLock { $0.append(progress) } }
                })
            #expect(result.removedCount == 24)
            #expect(result.failures.isEmpty)
            #expect(seen.withLock { $0.last?.completedItems } == 24)
            #expect(try await self.keys(minio) == ["p", "p/7", "pp", "q/1"])
            #expect(server.requests.filter { $0.operation == "DeleteObjects" }.count == 3)
            let text = try await minio.removePrefix(bucket: "bucket", prefix: "p")
            #expect(text.removedCount == 3)
            #expect(try await self.keys(minio) == ["q/1"])
            let wrong = await failure {
                _ = try await minio.removePrefix(bucket: "bucket", prefix: "", options: .with { $0.batchSize = 1001 })
            }
            #expect(wrong?.code == .invalidArgument)
            let missing = await failure { _ = try await minio.removePrefix(bucket: "missing", prefix: "") }
            #expect(missing?.code == .noSuchBucket)
        }
    }

    @Test func everyVersionCanBeRemoved() async throws {
        try await self.withServer { _, minio in
            try await minio.setBucketVersioning(.init(status: .enabled), bucket: "bucket")
            for key in ["p/a", "p/b", "p/a", "q"] {
                try await minio.putObject(bucket: "bucket", key: key, .string(key))
            }
            let hidden = try await minio.removePrefix(bucket: "bucket", prefix: "p/")
            #expect(hidden.removedCount == 2)
            #expect(try await self.keys(minio) == ["q"])
            let gone = try await minio.removePrefix(
                bucket: "bucket", prefix: "p/", options: .with { $0.removesAllVersions = true })
            // Three versions and two delete markers.
            #expect(gone.removedCount == 5)
            let left = try await minio.listObjectVersions(bucket: "bucket").collect().map(\.key)
            #expect(left == ["q"])
        }
    }
}
