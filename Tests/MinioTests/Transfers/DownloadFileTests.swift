// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import MinioTesting
import NIOCore
import Testing

@testable import Minio

/// Downloads whose files cannot be written, or were begun before.
///
/// The names begin with the number of the case in the project's tables.
@Suite struct DownloadFileTests {
    private static let bytes: ByteBuffer = {
        var (bytes, block) = (ByteBuffer(), ByteBuffer())
        // Blocks of no round size, so that no two ranges are the same.
        for index in 0..<UInt64(1021 * 16) { block.writeInteger(index &* 0x9E37_79B9_7F4A_7C15) }
        while bytes.readableBytes < 22 << 20 { bytes.writeImmutableBuffer(block) }
        bytes.moveWriterIndex(to: 22 << 20)
        return bytes
    }()

    private func withServer(
        _ mount: S3TestServer.Configuration.Mount = .inProcess,
        _ body: @Sendable (S3TestServer, MinioClient) async throws -> Void
    ) async throws {
        var server = S3TestServer.Configuration()
        server.mount = mount
        var configuration = MinioConfiguration()
        configuration.region = "us-east-1"
        configuration.allowsCustomerKeysOverPlainHTTP = true
        configuration.retry.baseDelay = .zero
        try await withS3TestServer(server) { [configuration] server in
            let minio = try server.client(configuration: configuration)
            try await minio.makeBucket("bucket")
            try await minio.putObject(bucket: "bucket", key: "object", .buffer(Self.bytes))
            server.clearRequests()
            try await body(server, minio)
        }
    }

    private func read(_ folder: Folder, _ name: String = "file") throws -> ByteBuffer {
        try ByteBuffer(bytes: folder.read(name))
    }

    /// Reads a pipe on a thread of its own: it waits for somebody who writes.
    private static func read(
        pipe: String, _ read: @escaping @Sendable (FileHandle) throws -> Int?
    ) async throws -> Int? {
        try await withCheckedThrowingContinuation { continuation in
            Thread {
                continuation.resume(
                    with: Result { try read(FileHandle(forReadingFrom: URL(fileURLWithPath: pipe))) })
            }.start()
        }
    }

    @Test func G1_aFullDiskIsFinal() async throws {
        // More than any disk has: noticed before a byte is asked for.
        let script = Script([
            .answer(200, headers: ["Content-Length": "4611686018427387904", "ETag": "\"e\""], body: "begin")
        ])
        let folder = try Folder()
        let minio = try script.client()
        let error = await failure {
            try await minio.downloadObject(bucket: "bucket", key: "k", to: folder.path("file"))
        }
        #expect(error?.code == .destinationFailed)
        #expect(error?.message.contains("4611686018427387904 bytes") == true)
        #expect(script.requests.count == 1)
        #expect(try folder.names("") == [])
        #if os(Linux)
        try await self.withServer { server, minio in
            let error = await failure {
                try await minio.downloadObject(bucket: "bucket", key: "object", to: "/dev/full")
            }
            #expect(error?.code == .destinationFailed)
            #expect(error?.message.contains("/dev/full") == true)
            #expect(server.requests.count == 1)
        }
        #endif
    }

    @Test func G2_aPlaceThatCannotBeWrittenIsAnErrorBeforeAnyRequest() async throws {
        try await self.withServer { server, minio in
            let folder = try Folder()
            try folder.write("file", "text")
            for path in [
                folder.path(""), folder.path("file") + "/below", folder.path("folder") + "/", "", "..", "a\0b",
            ] {
                let error = await failure { try await minio.downloadObject(bucket: "bucket", key: "object", to: path) }
                #expect(error?.code == .destinationFailed, "\(path)")
                #expect(error?.key == "object")
            }
            if getuid() != 0 {
                try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path(""))
                let error = await failure {
                    try await minio.downloadObject(bucket: "bucket", key: "object", to: folder.path("new"))
                }
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path(""))
                #expect(error?.code == .destinationFailed)
            }
            #expect(server.requests.isEmpty)
            // What is missing is made.
            try await minio.downloadObject(bucket: "bucket", key: "object", to: folder.path("a/b/c"))
            #expect(try self.read(folder, "a/b/c") == Self.bytes)
        }
    }

    @Test func G3_aFileThatIsThereSurvivesAFailure() async throws {
        try await self.withServer { server, minio in
            let folder = try Folder()
            try folder.write("file", "old")
            server.inject(.truncate(afterBytes: 0), on: "GetObject", times: 20)
            let error = await failure {
                try await minio.downloadObject(bucket: "bucket", key: "object", to: folder.path("file"))
            }
            #expect(error != nil)
            #expect(try folder.read("file") == Array("old".utf8))
            #expect(try folder.names("") == ["file"])
        }
    }

    @Test func G4_whatWasBegunCountsOnlyForTheSameObject() async throws {
        try await self.withServer { server, minio in
            let folder = try Folder()
            let options = DownloadObjectOptions.with {
                $0.partSize = 5 << 20
                $0.parallelism = 1
                $0.resumeFile = folder.path("resume")
            }
            func interrupt() async throws {
                server.inject(.status(403, code: "AccessDenied"), on: "GetObject", skipping: 3)
                let error = await failure {
                    try await minio.downloadObject(
                        bucket: "bucket", key: "object", to: folder.path("file"), options: options)
                }
                #expect(error?.code == .accessDenied)
                #expect(try folder.names("").filter { $0.hasSuffix(".partial") }.count == 1)
                #expect(!FileManager.default.fileExists(atPath: folder.path("file")))
                server.clearRequests()
            }
            // The same object: two of five ranges are missing.
            try await interrupt()
            try await minio.downloadObject(bucket: "bucket", key: "object", to: folder.path("file"), options: options)
            #expect(server.requests.filter { $0.operation == "GetObject" }.count == 2)
            #expect(try self.read(folder) == Self.bytes)
            #expect(try folder.names("") == ["file"])
            // Another one, and what was begun is gone.
            try FileManager.default.removeItem(atPath: folder.path("file"))
            try await interrupt()
            try await minio.putObject(bucket: "bucket", key: "object", .string("another"))
            try await minio.downloadObject(bucket: "bucket", key: "object", to: folder.path("file"), options: options)
            #expect(try folder.read("file") == Array("another".utf8))
            #expect(try folder.names("") == ["file"])
        }
    }

    @Test func X14_aRangeThatWasDamagedOnTheDiskIsReadAgain() async throws {
        try await self.withServer { server, minio in
            let folder = try Folder()
            let options = DownloadObjectOptions.with {
                $0.partSize = 5 << 20
                $0.parallelism = 1
                $0.resumeFile = folder.path("resume")
            }
            server.inject(.status(403, code: "AccessDenied"), on: "GetObject", skipping: 3)
            _ = await failure {
                try await minio.downloadObject(
                    bucket: "bucket", key: "object", to: folder.path("file"), options: options)
            }
            let partial = try #require(try folder.names("").first { $0.hasSuffix(".partial") })
            let file = try #require(FileHandle(forUpdatingAtPath: folder.path(partial)))
            try file.seek(toOffset: 6 << 20)
            try file.write(contentsOf: Data("damage".utf8))
            try file.close()
            // A line that was being written when the power failed.
            let record = try #require(FileHandle(forUpdatingAtPath: folder.path("resume")))
            try record.seekToEnd()
            try record.write(contentsOf: Data("4 AAAA".utf8))
            try record.close()
            server.clearRequests()
            try await minio.downloadObject(bucket: "bucket", key: "object", to: folder.path("file"), options: options)
            let ranges = server.requests.compactMap { $0.headers[.range] }
            #expect(ranges.count == 3 && ranges.first == "bytes=5242880-10485759")
            #expect(try self.read(folder) == Self.bytes)
        }
    }

    @Test func aResumeFileIsForOneAtATime() async throws {
        try await self.withServer { _, minio in
            let folder = try Folder()
            let lock = try await LockedFile.open(folder.path("resume"))
            let error = await failure {
                try await minio.downloadObject(
                    bucket: "bucket", key: "object", to: folder.path("file"),
                    options: .with { $0.resumeFile = folder.path("resume") })
            }
            #expect(error?.code == .resumeFailed)
            withExtendedLifetime(lock) {}
        }
    }

    @Test func aResumeFileNamesNoFileElsewhere() async throws {
        try await self.withServer { _, minio in
            let folder = try Folder()
            try folder.write("victim", "precious")
            let options = DownloadObjectOptions.with { $0.resumeFile = folder.path("resume") }
            for name in ["victim", ".minio-/../victim.partial", ".minio-/.partial"] {
                let token = """
                    {"algorithm":"CRC32","bucket":"bucket","endpoint":"x","folder":"\(folder.path("."))","key":"object",\
                    "name":"file","partSize":1,"size":1,"temporaryName":"\(name)"}

                    """
                try folder.write("resume", token)
                try await minio.downloadObject(
                    bucket: "bucket", key: "object", to: folder.path("file"), options: options)
                #expect(try folder.read("victim") == Array("precious".utf8))
                #expect(try self.read(folder) == Self.bytes)
            }
        }
    }

    @Test func G7_pipesAreWrittenToAsTheBytesCome() async throws {
        try await self.withServer(.loopback) { _, minio in
            let folder = try Folder()
            try #require(mkfifo(folder.path("pipe"), 0o600) == 0)
            async let count = Self.read(pipe: folder.path("pipe")) { try $0.readToEnd()?.count }
            try await minio.downloadObject(bucket: "bucket", key: "object", to: folder.path("pipe"))
            #expect(try await count == Self.bytes.readableBytes)
            #expect(try folder.names("") == ["pipe"])
        }
    }

    @Test func G14_aPipeWhoseReaderLeavesIsAnError() async throws {
        try await self.withServer(.loopback) { _, minio in
            let folder = try Folder()
            try #require(mkfifo(folder.path("pipe"), 0o600) == 0)
            async let reader = Self.read(pipe: folder.path("pipe")) { try $0.read(upToCount: 1)?.count }
            let error = await failure {
                try await minio.downloadObject(bucket: "bucket", key: "object", to: folder.path("pipe"))
            }
            #expect(try await reader == 1)
            #expect(error?.code == .destinationFailed)
        }
    }

    @Test func G9_aLinkIsReplacedAndNotFollowed() async throws {
        try await self.withServer { _, minio in
            let folder = try Folder()
            try folder.write("victim", "precious")
            for target in ["victim", "nowhere"] {
                try FileManager.default.createSymbolicLink(
                    atPath: folder.path("link"), withDestinationPath: folder.path(target))
                try await minio.downloadObject(bucket: "bucket", key: "object", to: folder.path("link"))
                #expect(try folder.read("victim") == Array("precious".utf8))
                #expect(try self.read(folder, "link") == Self.bytes)
                #expect(try folder.names("") == ["link", "victim"])
                try FileManager.default.removeItem(atPath: folder.path("link"))
            }
        }
    }

    @Test func X16_anObjectWithoutBytes() async throws {
        try await self.withServer(.loopback) { server, minio in
            let folder = try Folder()
            let key = try CustomerKey(Array(repeating: 1, count: 32))
            for encryption in [nil, ServerSideEncryption.customerKey(key)] {
                let written = try await minio.putObject(
                    bucket: "bucket", key: "empty", .string(""),
                    options: .with {
                        $0.checksum = .crc64nvme
                        $0.encryption = encryption
                    })
                #expect(written.checksum?.base64 == "AAAAAAAAAAA=")
                #expect(!server.requests.contains { $0.operation == "CreateMultipartUpload" })
                let options = GetObjectOptions.with { $0.customerKey = encryption?.customerKey }
                let bytes = try await minio.getObject(bucket: "bucket", key: "empty", upTo: 0, options: options)
                #expect(bytes.readableBytes == 0)
                let refused = await failure {
                    var options = options
                    options.range = .bytes(0..<1)
                    try await minio.getObject(bucket: "bucket", key: "empty", options: options) { _ in }
                }
                #expect(refused?.code == .invalidRange)
                for resumeFile in [nil, folder.path("resume")] {
                    try await minio.downloadObject(
                        bucket: "bucket", key: "empty", to: folder.path("file"),
                        options: .with {
                            $0.customerKey = encryption?.customerKey
                            $0.resumeFile = resumeFile
                        })
                    #expect(try folder.read("file") == [])
                    #expect(try folder.names("") == ["file"])
                }
            }
            try await minio.putObject(bucket: "bucket", key: "empty", .string(""))
            try await minio.copyObject(from: CopySource(bucket: "bucket", key: "empty"), bucket: "bucket", key: "copy")
            try await minio.composeObject(
                bucket: "bucket", key: "composed", from: [ComposeSource(CopySource(bucket: "bucket", key: "empty"))])
            for key in ["copy", "composed"] {
                #expect(try await minio.statObject(bucket: "bucket", key: key).size == 0)
            }
        }
    }
}
