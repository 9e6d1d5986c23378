// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import MinioTesting
import NIOCore
import Synchronization
import Testing

@testable import Minio

/// Uploads that go on where another one, perhaps of another process, had to stop.
///
/// The names begin with the number of the case in the project's tables.
@Suite(.timeLimit(.minutes(10))) struct UploadResumeTests {
    private static let bytes = TransferBytes.fiveParts

    private static func options(
        _ folder: Folder, _ change: (inout UploadObjectOptions) -> Void = { _ in }
    ) -> UploadObjectOptions {
        .with {
            $0.put.partSize = TransferBytes.partSize
            $0.put.parallelism = 1
            $0.resumeFile = folder.path("resume")
            change(&$0)
        }
    }

    private func upload(_ minio: MinioClient, _ folder: Folder, _ options: UploadObjectOptions? = nil) async throws {
        try await minio.uploadObject(
            bucket: "bucket", key: "object", from: folder.path("file"), options: options ?? Self.options(folder))
    }

    /// Begins an upload that has no parts yet, and its token.
    private func begin(
        _ server: S3TestServer, _ minio: MinioClient, _ folder: Folder, _ options: UploadObjectOptions? = nil
    ) async throws -> MultipartUpload {
        try folder.write("file", Self.bytes)
        server.inject(.status(403, code: "AccessDenied"), on: "UploadPart")
        let error = await failure { try await self.upload(minio, folder, options) }
        #expect(error?.code == .accessDenied)
        let id = try #require(error?.uploadID)
        #expect(server.multipartUploads.map(\.uploadID) == [id])
        server.clearRequests()
        return minio.multipartUpload(
            bucket: "bucket", key: "object", uploadID: id, options: options?.put ?? PutObjectOptions())
    }

    private func content(_ minio: MinioClient) async throws -> ByteBuffer {
        try await minio.getObject(bucket: "bucket", key: "object", upTo: 32 << 20)
    }

    @Test(arguments: [nil, ChecksumAlgorithm.crc32c, .sha256])
    func D17_onlyPartsThatAreRightAreUsed(_ algorithm: ChecksumAlgorithm?) async throws {
        try await withTransferServer(server: { $0.maximumKeysPerPage = 1 }) { server, minio in
            let folder = try Folder()
            let options = Self.options(folder) { $0.put.checksum = algorithm }
            let begun = try await self.begin(server, minio, folder, options)
            // Part 2 is missing, 3 too short, 5 of other bytes.
            for number in [1, 4] {
                let start = (number - 1) * (5 << 20)
                try await begun.uploadPart(number, .buffer(Self.bytes.getSlice(at: start, length: 5 << 20) ?? .init()))
            }
            try await begun.uploadPart(3, .buffer(Self.bytes.getSlice(at: 10 << 20, length: 100) ?? .init()))
            try await begun.uploadPart(5, .string("abc"))
            // And a byte of part 1 is another one now, in a file of the same date.
            let new = try folder.change("file", at: 17)
            server.clearRequests()
            try await self.upload(minio, folder, options)
            #expect(server.sentParts.sorted() == [1, 2, 3, 5])
            #expect(server.count("ListParts") == 4)
            #expect(server.count("CreateMultipartUpload") == 0)
            #expect(try await self.content(minio) == new)
            #expect(try folder.names("") == ["file"])
            #expect(server.multipartUploads == [])
        }
    }

    @Test func D17_aPartBehindTheLastIsNotJoined() async throws {
        try await withTransferServer { server, minio in
            let folder = try Folder()
            let begun = try await self.begin(server, minio, folder)
            try await begun.uploadPart(6, .string("of whatever this was before"))
            try await self.upload(minio, folder)
            #expect(try await self.content(minio) == Self.bytes)
        }
    }

    @Test func D18_anUploadThatWasCompletedIsDone() async throws {
        try await withTransferServer(client: { $0.retry = .never }) { server, minio in
            let folder = try Folder()
            try folder.write("file", Self.bytes)
            server.inject(.executeThenDropReply, on: "CompleteMultipartUpload")
            server.inject(.status(403), on: "HeadObject")
            let error = await failure { try await self.upload(minio, folder) }
            #expect(error?.mayHaveTakenEffect == true)
            #expect(try folder.names("") == ["file", "resume"])
            server.clearRequests()
            try await self.upload(minio, folder)
            #expect(server.requests.map(\.operation) == ["ListParts", "HeadObject"])
            #expect(try folder.names("") == ["file"])
            #expect(try await self.content(minio) == Self.bytes)
        }
    }

    @Test func D18_anUploadThatWasAbortedIsBegunAnew() async throws {
        try await withTransferServer { server, minio in
            let folder = try Folder()
            let begun = try await self.begin(server, minio, folder)
            // Something else is stored there, of the same size.
            try await minio.putObject(bucket: "bucket", key: "object", .buffer(TransferBytes.make(20 << 20)))
            try await begun.abort()
            server.clearRequests()
            try await self.upload(minio, folder)
            #expect(server.sentParts == [1, 2, 3, 4, 5])
            #expect(try await self.content(minio) == Self.bytes)
            #expect(server.multipartUploads == [])
        }
    }

    @Test func D18_aBucketThatIsGoneIsNamed() async throws {
        try await withTransferServer { server, minio in
            let folder = try Folder()
            try await self.begin(server, minio, folder).abort()
            try await minio.removeBucket("bucket")
            let error = await failure { try await self.upload(minio, folder) }
            #expect(error?.code == .noSuchBucket)
        }
    }

    @Test func D19_aTokenIsForOneAtATime() async throws {
        let folder = try Folder()
        let client = Mutex<MinioClient?>(nil)
        let second = Mutex<MinioError?>(nil)
        try await withTransferServer(watch: {
            WatchedTransport(
                base: $0,
                before: { request throws(HTTPTransportError) in
                    guard request.path?.contains("partNumber=2&") == true, second.withLock({ $0 }) == nil,
                        let minio = client.withLock({ $0 })
                    else { return }
                    // Another process, while this one is at its second part.
                    let error = await failure { try await self.upload(minio, folder) }
                    second.withLock { $0 = error }
                })
        }) { server, minio in
            client.withLock { $0 = minio }
            try folder.write("file", Self.bytes)
            try await self.upload(minio, folder)
            #expect(second.withLock { $0?.code } == .resumeFailed)
            #expect(server.sentParts == [1, 2, 3, 4, 5])
            #expect(try await self.content(minio) == Self.bytes)
            #expect(server.multipartUploads == [])
        }
    }

    @Test func X15_onlyWhatIsMissingIsSentWheneverAProcessEnds() async throws {
        // Create, five parts, Complete: from each of them on nothing goes out any more, as if the process were gone.
        for death in 1...8 {
            let count = Mutex(0)
            try await withTransferServer(
                client: { $0.retry = .never },
                watch: {
                    WatchedTransport(
                        base: $0,
                        before: { _ throws(HTTPTransportError) in
                            let number = count.withLock {
                                $0 += 1
                                return $0
                            }
                            if number >= death { throw HTTPTransportError(.connect, "gone") }
                        })
                }
            ) { server, dead in
                let folder = try Folder()
                try folder.write("file", Self.bytes)
                let error = await failure { try await self.upload(dead, folder) }
                #expect((error == nil) == (death == 8), "\(death)")
                let there = server.multipartUploads.first?.parts ?? []
                #expect(there.count == (death < 8 ? max(0, death - 2) : 0))
                server.clearRequests()
                count.withLock { $0 = -1000 }
                if death < 8 { try await self.upload(dead, folder) }
                if (2..<8).contains(death) { #expect(server.sentParts == Array(1...5).filter { !there.contains($0) }) }
                #expect(try await self.content(dead) == Self.bytes, "\(death)")
                #expect(server.multipartUploads == [])
                #expect(try folder.names("") == ["file"])
            }
        }
    }

    @Test func X15_aFileThatChangedIsAnotherUpload() async throws {
        try await withTransferServer { server, minio in
            let folder = try Folder()
            let begun = try await self.begin(server, minio, folder)
            try await begun.uploadPart(1, .buffer(Self.bytes.getSlice(at: 0, length: 5 << 20) ?? .init()))
            let new = TransferBytes.make(Self.bytes.readableBytes + 5)
            try folder.write("file", new)
            server.clearRequests()
            try await self.upload(minio, folder)
            #expect(server.sentParts == [1, 2, 3, 4, 5])
            #expect(try await self.content(minio) == new)
            // What was begun before is not left behind.
            #expect(server.count("AbortMultipartUpload") == 1)
            #expect(server.multipartUploads == [])
        }
    }

    @Test(arguments: [2, 5], [false, true])
    func X15_aFileThatChangesMeanwhileStoresNothing(_ part: Int, _ resumes: Bool) async throws {
        try await withTransferServer { server, minio in
            let folder = try Folder()
            try folder.write("file", Self.bytes)
            let acknowledged = Mutex(0)
            let options = Self.options(folder) {
                if !resumes { $0.resumeFile = nil }
                $0.put.progress = { _ in
                    // In a part that is sent already; behind the last nothing is read any more.
                    let number = acknowledged.withLock {
                        $0 += 1
                        return $0
                    }
                    if number == part { try? folder.write("file", TransferBytes.make(Self.bytes.readableBytes)) }
                }
            }
            let error = await failure { try await self.upload(minio, folder, options) }
            #expect(error?.code == .sourceFailed)
            #expect(await failure { _ = try await self.content(minio) }?.code == .noSuchKey)
            #expect(server.multipartUploads == [])
            #expect(try folder.names("") == ["file"])
        }
    }
}

extension Folder {
    /// Changes one byte of a file, and leaves its date as it was.
    ///
    /// - Returns: The file's new content.
    fileprivate func change(_ name: String, at offset: Int) throws -> ByteBuffer {
        var information = stat()
        try #require(stat(self.path(name), &information) == 0)
        var bytes = try ByteBuffer(bytes: self.read(name))
        let byte = try #require(bytes.getInteger(at: offset, as: UInt8.self))
        bytes.setInteger(byte ^ 1, at: offset)
        let handle = try #require(FileHandle(forUpdatingAtPath: self.path(name)))
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: Data([byte ^ 1]))
        try handle.close()
        #if canImport(Darwin)
        let times = [information.st_atimespec, information.st_mtimespec]
        #else
        let times = [information.st_atim, information.st_mtim]
        #endif
        try #require(utimensat(AT_FDCWD, self.path(name), times, 0) == 0)
        return bytes
    }
}
