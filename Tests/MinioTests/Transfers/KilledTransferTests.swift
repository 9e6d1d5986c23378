// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import MinioTesting
import NIOCore
import Testing

@testable import Minio

/// Transfers whose process ended at the worst moment, and that are begun again. `Scripts/kill-resume` does it for real.
@Suite struct KilledTransferTests {
    private static let bytes: [UInt8] = (0..<UInt64(12 << 17)).flatMap { index in
        withUnsafeBytes(of: index &* 0x9E37_79B9_7F4A_7C15) { Array($0) }
    }

    private func withServer(_ body: @Sendable (S3TestServer, MinioClient, Folder) async throws -> Void) async throws {
        try await withS3TestServer { server in
            let minio = try server.client()
            try await minio.makeBucket("bucket")
            let folder = try Folder()
            try Data(Self.bytes).write(to: URL(fileURLWithPath: folder.path("source")))
            try await body(server, minio, folder)
        }
    }

    /// Uploads the file; then the record of the upload is there again, as if the process had ended before it was removed.
    private func uploadAndForget(_ server: S3TestServer, _ minio: MinioClient, _ folder: Folder) async throws {
        let options = self.options(folder)
        server.inject(.status(403, code: "AccessDenied"), on: "UploadPart", skipping: 1)
        let error = await failure {
            try await minio.uploadObject(
                bucket: "bucket", key: "object", from: folder.path("source"), options: options)
        }
        #expect(error?.uploadID != nil)
        let record = try folder.read("resume")
        try await minio.uploadObject(bucket: "bucket", key: "object", from: folder.path("source"), options: options)
        #expect(try folder.names("") == ["source"])
        try folder.write("resume", String(decoding: record, as: UTF8.self))
        server.clearRequests()
    }

    private func options(_ folder: Folder) -> UploadObjectOptions {
        .with {
            $0.partSize = 5 << 20
            $0.parallelism = 1
            $0.resumeFile = folder.path("resume")
        }
    }

    /// Ceph says that the key is missing where the upload is; only what S3 says was understood, and the upload could never
    /// be gone on with.
    @Test(arguments: ["NoSuchUpload", "NoSuchKey"])
    func anUploadThatWasCompletedIsDone(_ code: String) async throws {
        try await self.withServer { server, minio, folder in
            try await self.uploadAndForget(server, minio, folder)
            server.inject(.status(404, code: code), on: "ListParts")
            let result = try await minio.uploadObject(
                bucket: "bucket", key: "object", from: folder.path("source"), options: self.options(folder))
            #expect(result.etag?.hasSuffix("-3") == true)
            #expect(server.requests.map(\.operation) == ["ListParts", "HeadObject"])
            #expect(try folder.names("") == ["source"])
        }
    }

    /// A download that ended between the file's last move and the removal of its record was read once more from its start.
    @Test func aDownloadThatIsInItsPlaceIsDone() async throws {
        try await self.withServer { server, minio, folder in
            try await minio.putObject(bucket: "bucket", key: "object", .bytes(Self.bytes))
            let options = DownloadObjectOptions.with {
                $0.partSize = 5 << 20
                $0.parallelism = 1
                $0.resumeFile = folder.path("resume")
            }
            try folder.makeFolder("to")
            // The last range is refused; its line in the record is made by hand.
            server.inject(.status(403, code: "AccessDenied"), on: "GetObject", skipping: 2)
            _ = await failure {
                try await minio.downloadObject(
                    bucket: "bucket", key: "object", to: folder.path("to/file"), options: options)
            }
            let algorithm = try #require(DownloadRecord(folder.read("resume"))).token.algorithm
            let last = Checksum.of(algorithm, ByteBuffer(bytes: Self.bytes[(10 << 20)...]))
            let record = try folder.read("resume") + DownloadRecord.line(3, last)
            try await minio.downloadObject(
                bucket: "bucket", key: "object", to: folder.path("to/file"), options: options)
            try folder.write("resume", String(decoding: record, as: UTF8.self))
            server.clearRequests()
            try await minio.downloadObject(
                bucket: "bucket", key: "object", to: folder.path("to/file"), options: options)
            #expect(server.requests.map(\.operation) == ["HeadObject"])
            #expect(try folder.names("") == ["source", "to"])
            // What stands there and is something else is replaced.
            try folder.write("resume", String(decoding: record, as: UTF8.self))
            try Data(Self.bytes.reversed()).write(to: URL(fileURLWithPath: folder.path("to/file")))
            try await minio.downloadObject(
                bucket: "bucket", key: "object", to: folder.path("to/file"), options: options)
            #expect(try folder.read("to/file") == Self.bytes)
            #expect(try folder.names("to") == ["file"])
        }
    }

    /// A download that ended right after it had begun left a file of the object's size that no record named.
    @Test func theFileOfADownloadIsKnownBeforeItIsMade() async throws {
        let folder = try Folder()
        try folder.makeFolder("to")
        let transport = InProcessTransport { _, _ in
            // Now no file can be made there any more.
            try FileManager.default.removeItem(atPath: folder.path("to"))
            return (HTTPResponse(status: .ok, headerFields: [.contentLength: "3", .eTag: "\"e\""]), ByteBuffer())
        }
        let minio = try MinioClient(
            "http://s3.test", credentials: .static(accessKey: "access", secretKey: "secret"),
            configuration: .with { $0.region = "us-east-1" }, transport: transport)
        let error = await failure {
            try await minio.downloadObject(
                bucket: "bucket", key: "object", to: folder.path("to/file"),
                options: .with { $0.resumeFile = folder.path("resume") })
        }
        #expect(error?.code == .destinationFailed)
        #expect(DownloadRecord(try folder.read("resume"))?.token.name == "file")
    }
}
