// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Minio
import NIOCore
import Synchronization
import Testing

/// GetObject into files: whole, in ranges, resumed.
@Suite struct DownloadTests {
    private static let mebibyte = 1 << 20

    @Test(arguments: Backend.available)
    func filesAreWhatTheObjectsAre(_ backend: Backend) async throws {
        try await backend.run("downloads: of every size, with a total that grows") { fixture in
            let minio = try fixture.client()
            let folder = try Folder()
            let part = 5 * Self.mebibyte
            for size in [0, 1, part - 1, part, part + 1, 2 * part + 7] {
                let bytes = Pattern.bytes(size)
                try await minio.putObject(bucket: fixture.bucket, key: "object", .bytes(bytes))
                let totals = Mutex<[Int64]>([])
                let info = try await minio.downloadObject(
                    bucket: fixture.bucket, key: "object", to: folder.path("new/\(size)"),
                    options: .with {
                        $0.partSize = Int64(part)
                        $0.progress = { progress in totals.withLock { $0.append(progress.completedBytes) } }
                    })
                try #require(info.size == Int64(size))
                try #require(try folder.read("new/\(size)") == bytes, "\(size)")
                let seen = totals.withLock { $0 }
                try #require(seen == seen.sorted() && seen.last ?? 0 == Int64(size), "\(size)")
            }
            try #require(try folder.names("new").count == 6)
        }
    }

    @Test(arguments: Backend.available)
    func whatIsThereIsReplacedOrKept(_ backend: Backend) async throws {
        try await backend.run("downloads: files that are there") { fixture in
            let minio = try fixture.client()
            let folder = try Folder()
            try await minio.putObject(bucket: fixture.bucket, key: "object", .string("new"))
            try folder.write("file", "old")
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path("file"))
            let refused = try await failure {
                try await minio.downloadObject(
                    bucket: fixture.bucket, key: "object", to: folder.path("file"),
                    options: .with { $0.overwrites = false })
            }
            try #require(refused.code == .destinationFailed)
            let missing = try await failure {
                try await minio.downloadObject(bucket: fixture.bucket, key: "none", to: folder.path("file"))
            }
            try #require(missing.code == .noSuchKey)
            try #require(try folder.read("file") == Array("old".utf8))
            try await minio.downloadObject(bucket: fixture.bucket, key: "object", to: folder.path("file"))
            try #require(try folder.read("file") == Array("new".utf8))
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("file"))
            try #require(attributes[.posixPermissions] as? Int == 0o640)
            try #require(try folder.names("") == ["file"])
        }
    }

    @Test(arguments: Backend.available)
    func conditionsHold(_ backend: Backend) async throws {
        try await backend.run("downloads: under conditions") { fixture in
            let minio = try fixture.client()
            let folder = try Folder()
            let written = try await minio.putObject(bucket: fixture.bucket, key: "object", .string("text"))
            let refused = try await failure {
                try await minio.downloadObject(
                    bucket: fixture.bucket, key: "object", to: folder.path("file"),
                    options: .with { $0.conditions.ifMatch = "0123456789abcdef0123456789abcdef" })
            }
            try #require(refused.code == .preconditionFailed)
            try #require(try folder.names("") == [])
            try await minio.downloadObject(
                bucket: fixture.bucket, key: "object", to: folder.path("file"),
                options: .with {
                    $0.conditions.ifMatch = written.etag
                    $0.verifiesETag = true
                })
            try #require(try folder.read("file") == Array("text".utf8))
        }
    }

    @Test(arguments: Backend.available)
    func versionsAreRead(_ backend: Backend) async throws {
        try await backend.run("downloads: an older version, in ranges") { fixture in
            let minio = try fixture.client()
            let folder = try Folder()
            try await minio.setBucketVersioning(VersioningConfiguration(status: .enabled), bucket: fixture.bucket)
            let bytes = Pattern.bytes(6 * Self.mebibyte)
            let old = try await minio.putObject(bucket: fixture.bucket, key: "object", .bytes(bytes))
            try await minio.putObject(bucket: fixture.bucket, key: "object", .string("newer"))
            let info = try await minio.downloadObject(
                bucket: fixture.bucket, key: "object", to: folder.path("file"),
                options: .with {
                    $0.versionID = old.versionID
                    $0.partSize = Int64(5 * Self.mebibyte)
                })
            try #require(info.versionID == old.versionID)
            try #require(try folder.read("file") == bytes)
        }
    }

    @Test(arguments: Backend.available)
    func customerKeysAreUsed(_ backend: Backend) async throws {
        try await backend.run("downloads: SSE-C, in ranges and resumed") { fixture in
            let minio = try fixture.client()
            let folder = try Folder()
            let key = try CustomerKey(Array(repeating: 7, count: 32))
            let bytes = Pattern.bytes(11 * Self.mebibyte)
            try await minio.putObject(
                bucket: fixture.bucket, key: "object", .bytes(bytes),
                options: .with { $0.encryption = .customerKey(key) })
            for resumeFile in [nil, folder.path("resume")] {
                try await minio.downloadObject(
                    bucket: fixture.bucket, key: "object", to: folder.path("file"),
                    options: .with {
                        $0.customerKey = key
                        $0.partSize = Int64(5 * Self.mebibyte)
                        $0.resumeFile = resumeFile
                    })
                try #require(try folder.read("file") == bytes)
            }
        }
    }

    @Test(arguments: Backend.available)
    func downloadsAreResumed(_ backend: Backend) async throws {
        try await backend.run("downloads: resumed after a cancellation") { fixture in
            let minio = try fixture.client()
            let folder = try Folder()
            let bytes = Pattern.bytes(22 * Self.mebibyte)
            try await minio.putObject(bucket: fixture.bucket, key: "object", .bytes(bytes))
            let options = DownloadObjectOptions.with {
                $0.partSize = Int64(5 * Self.mebibyte)
                $0.parallelism = 1
                $0.resumeFile = folder.path("resume")
            }
            let error = try await failure {
                try await cancelled { cancel in
                    try await minio.downloadObject(
                        bucket: fixture.bucket, key: "object", to: folder.path("file"),
                        options: Self.telling(options, after: Int64(10 * Self.mebibyte) + 1, cancel))
                }
            }
            try #require(error.isCancellation)
            try #require(!FileManager.default.fileExists(atPath: folder.path("file")))
            let totals = Mutex<[Int64]>([])
            var resumed = options
            resumed.progress = { progress in totals.withLock { $0.append(progress.completedBytes) } }
            try await minio.downloadObject(
                bucket: fixture.bucket, key: "object", to: folder.path("file"), options: resumed)
            // Two ranges were there.
            try #require(totals.withLock { $0[1] } == Int64(10 * Self.mebibyte))
            try #require(try folder.read("file") == bytes)
            try #require(try folder.names("") == ["file"])
        }
    }

    @Test(arguments: Backend.available)
    func objectsAreReadHereAndThere(_ backend: Backend) async throws {
        try await backend.run("downloads: random access") { fixture in
            let minio = try fixture.client()
            let bytes = Pattern.bytes(300_000)
            try await minio.putObject(bucket: fixture.bucket, key: "object", .bytes(bytes))
            let reader = try await minio.objectReader(bucket: fixture.bucket, key: "object")
            let parts = try await reader.read([299_999..<400_000, 0..<1, 100_000..<200_000, 100_500..<100_501])
            try #require(parts.map(\.readableBytes) == [1, 1, 100_000, 1])
            try #require(parts[2] == ByteBuffer(bytes: bytes[100_000..<200_000]))
            let tail = try await reader.read(reader.size - 8..<reader.size)
            try #require(tail == ByteBuffer(bytes: bytes[299_992...]))
            try await minio.putObject(bucket: fixture.bucket, key: "object", .string("another"))
            let replaced = try await failure { try await reader.read(0..<5) }
            try #require(replaced.code == .objectModified)
        }
    }

    /// The same options, with a progress that calls a closure when so many bytes are there.
    private static func telling(
        _ options: DownloadObjectOptions, after bytes: Int64, _ tell: @escaping @Sendable () -> Void
    ) -> DownloadObjectOptions {
        var options = options
        options.progress = { progress in if progress.completedBytes >= bytes { tell() } }
        return options
    }
}

/// Runs a call in a task of its own, which it can cancel from within.
func cancelled<Value: Sendable>(_ call: @escaping @Sendable (@escaping @Sendable () -> Void) async throws -> Value)
    async throws -> Value
{
    try await withThrowingTaskGroup(of: Value?.self) { group in
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        group.addTask {
            try await call {
                continuation.yield()
                // The task that is told to stop does not outrun the one that tells it.
                while !Task.isCancelled { sched_yield() }
            }
        }
        for await _ in stream { break }
        group.cancelAll()
        guard let value = try await group.next() ?? nil else { throw CancellationError() }
        return value
    }
}

/// A folder of a test, gone with it.
final class Folder: Sendable {
    private let url: URL

    init() throws {
        self.url = FileManager.default.temporaryDirectory.appendingPathComponent("minio-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: self.url) }

    func path(_ name: String) -> String { self.url.appendingPathComponent(name).path }

    func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: self.url.appendingPathComponent(name))) }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: self.url.appendingPathComponent(name))
    }

    func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self.path(folder)).sorted()
    }
}
