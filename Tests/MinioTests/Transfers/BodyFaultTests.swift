// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import MinioTesting
import NIOCore
import Synchronization
import Testing

@testable import Minio

/// Uploads whose bytes are damaged, are too few or too many, or cannot be had.
///
/// The names begin with the number of the case in the project's table of faults.
@Suite(.timeLimit(.minutes(10))) struct BodyFaultTests {
    private static let bytes = TransferBytes.threeParts

    /// How an object gets there.
    enum Way: CaseIterable {
        case whole
        case parts
    }

    private func put(_ minio: MinioClient, _ way: Way, _ change: (inout PutObjectOptions) -> Void = { _ in })
        async throws
    {
        let bytes = way == .whole ? ByteBuffer(string: "a few bytes") : Self.bytes
        try await minio.putObject(bucket: "bucket", key: "object", .buffer(bytes), options: smallParts(change))
    }

    private func isAbsent(_ server: S3TestServer, _ minio: MinioClient) async -> Bool {
        let code = await failure { try await minio.statObject(bucket: "bucket", key: "object") }?.code
        return code == .noSuchKey && server.multipartUploads == []
    }

    /// Lies about the checksum of the first so many parts 2 or objects.
    private func lying(_ times: Int) -> @Sendable (any HTTPTransport) -> WatchedTransport {
        let left = Mutex(times)
        return {
            WatchedTransport(
                base: $0,
                after: { request, response in
                    let isPart = request.path?.contains("partNumber=2&") == true
                    guard request.method == .put, isPart || request.multipartOperation == nil,
                        left.withLock({
                            $0 -= 1
                            return $0 >= 0
                        })
                    else { return response }
                    var response = response
                    response.headerFields[.amzChecksumCRC32C] = "AAAAAA=="
                    return response
                })
        }
    }

    @Test(arguments: Way.allCases)
    func C11_whatTheServerReceivedOtherwiseIsSentAgain(_ way: Way) async throws {
        try await withTransferServer(watch: self.lying(2)) { server, minio in
            try await self.put(minio, way) { $0.checksum = .crc32c }
            let sent = server.requests.filter { ($0.operation == "UploadPart" && $0.partNumber == 2) || way == .whole }
            #expect(sent.count == 3)
        }
        try await withTransferServer(watch: self.lying(100)) { server, minio in
            let error = await failure { try await self.put(minio, way) { $0.checksum = .crc32c } }
            #expect(error?.code == .checksumMismatch)
            // Something is stored, and not what was sent: whoever hears of it must not think that nothing is.
            #expect(error?.mayHaveTakenEffect == true)
            #expect(error?.attempts == 3)
            #expect(server.multipartUploads == [])
            #expect(server.count("CompleteMultipartUpload") == 0)
        }
    }

    @Test func C11_aPartWithAnotherETagIsNotJoined() async throws {
        try await withTransferServer(watch: {
            WatchedTransport(
                base: $0,
                after: { request, response in
                    guard request.path?.contains("partNumber=2&") == true else { return response }
                    var response = response
                    response.headerFields[.eTag] = "\"0123456789abcdef0123456789abcdef\""
                    return response
                })
        }) { server, minio in
            let error = await failure { try await self.put(minio, .parts) }
            #expect(error?.code.rawValue == "InvalidPart")
            #expect(error?.message.contains("part 2") == true)
            #expect(await self.isAbsent(server, minio))
        }
    }

    @Test func C11_anObjectThatWasJoinedOtherwiseIsAnError() async throws {
        // Of a server that joins wrongly nobody would hear before the object is read.
        let answers: [Script.Step] = [
            .answer(200, body: "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"),
            .answer(200, headers: ["ETag": "\"e\""]),
            .answer(200, body: "<R><ETag>\"e-1\"</ETag><ChecksumCRC32C>AAAAAA==</ChecksumCRC32C></R>"),
        ]
        let script = Script(answers + [.error(404, "NoSuchUpload")])
        let minio = try script.client()
        let error = await failure {
            try await minio.withMultipartUpload(bucket: "bucket", key: "k", options: .with { $0.checksum = .crc32c }) {
                try await $0.uploadPart(1, .string("one"))
            }
        }
        #expect(error?.code == .checksumMismatch && error?.mayHaveTakenEffect == true)
    }

    @Test(arguments: ["BadDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch"], Way.allCases)
    func C12_whatArrivedDamagedIsSentTwiceMoreAtMost(_ code: String, _ way: Way) async throws {
        let operation = way == .whole ? "PutObject" : "UploadPart"
        try await withTransferServer { server, minio in
            server.inject(.status(400, code: code), on: operation, partNumber: way == .parts ? 3 : nil, times: 2)
            try await self.put(minio, way)
            #expect(server.count(operation) == (way == .whole ? 3 : 5))
            server.clearRequests()
            try await minio.removeObject(bucket: "bucket", key: "object")
            server.inject(.status(400, code: code), on: operation, partNumber: way == .parts ? 3 : nil, times: 10)
            let error = await failure { try await self.put(minio, way) }
            #expect(error?.code.rawValue == code && error?.attempts == 3)
            #expect(await self.isAbsent(server, minio))
            server.removeFaults()
        }
    }

    @Test func C13_anObjectWithoutBytesIsOneRequest() async throws {
        try await withTransferServer(client: { $0.checksums = .whenSupported(.crc64nvme) }) { server, minio in
            let folder = try Folder()
            try folder.write("empty", "")
            let none = AsyncStream<ByteBuffer> { $0.finish() }
            let hollow = AsyncStream { continuation in
                for _ in 0..<3 { continuation.yield(ByteBuffer()) }
                continuation.finish()
            }
            let sources: [ObjectSource] = [
                .bytes([]), .file(folder.path("empty")), .stream(none), .stream(none, size: 0), .stream(hollow),
                .stream(hollow, size: 0),
            ]
            for source in sources {
                server.clearRequests()
                let written = try await minio.putObject(
                    bucket: "bucket", key: "object", source, options: smallParts())
                #expect(server.requests.map(\.operation) == ["PutObject"])
                #expect(written.etag == Digest.md5Hex(ByteBuffer()))
                let read = try await minio.getObject(bucket: "bucket", key: "object", upTo: 0)
                #expect(read.readableBytes == 0)
                #expect(server.requests.last?.headers[.amzChecksumMode] == "ENABLED")
            }
        }
    }

    @Test func C13_anUploadOfOneEmptyPartIsAnObjectWithoutBytes() async throws {
        try await withTransferServer { server, minio in
            try await minio.withMultipartUpload(bucket: "bucket", key: "object") {
                try await $0.uploadPart(1, .bytes([]))
            }
            #expect(try await minio.statObject(bucket: "bucket", key: "object").size == 0)
            let error = await failure { try await minio.withMultipartUpload(bucket: "bucket", key: "none") { _ in } }
            #expect(error?.code == .invalidArgument)
            #expect(server.multipartUploads == [])
        }
    }

    /// A stream of so many bytes, in buffers of an odd size.
    private static func stream(_ count: Int, then error: (any Error)? = nil) -> AsyncThrowingStream<
        ByteBuffer, any Error
    > {
        AsyncThrowingStream { continuation in
            var bytes = TransferBytes.make(count)
            while bytes.readableBytes > 0 {
                continuation.yield(bytes.readSlice(length: min(700_001, bytes.readableBytes)) ?? ByteBuffer())
            }
            continuation.finish(throwing: error)
        }
    }

    @Test(arguments: [0, 1, 5 << 20, (5 << 20) + 1, 10 << 20, (12 << 20) - 1])
    func C14_aSourceThatEndsEarlyStoresNothing(_ given: Int) async throws {
        try await withTransferServer { server, minio in
            let error = await failure {
                try await minio.putObject(
                    bucket: "bucket", key: "object", .stream(Self.stream(given), size: 12 << 20), options: smallParts())
            }
            #expect(error?.code == .sourceFailed)
            #expect(error?.message.contains("\(given) of the \(12 << 20) bytes") == true)
            #expect(server.count("CompleteMultipartUpload") == 0 && server.count("PutObject") == 0)
            #expect(await self.isAbsent(server, minio))
        }
    }

    @Test(arguments: [0, 3, 5 << 20, 10 << 20, 12 << 20])
    func C15_aSourceThatGoesOnStoresNothing(_ announced: Int64) async throws {
        try await withTransferServer { server, minio in
            let error = await failure {
                try await minio.putObject(
                    bucket: "bucket", key: "object", .stream(Self.stream(Int(announced) + 1), size: announced),
                    options: smallParts())
            }
            #expect(error?.code == .sourceFailed)
            #expect(error?.message.contains("more than the \(announced) bytes") == true)
            #expect(server.count("CompleteMultipartUpload") == 0 && server.count("PutObject") == 0)
            #expect(await self.isAbsent(server, minio))
        }
    }

    @Test(arguments: [0, 1, 5 << 20, 7 << 20, 16 << 20], [nil, Int64(20 << 20)])
    func C16_theErrorOfASourceComesOut(_ given: Int, _ size: Int64?) async throws {
        struct Mine: Error, Equatable { var number: Int }
        try await withTransferServer { server, minio in
            let error = await failure {
                try await minio.putObject(
                    bucket: "bucket", key: "object", .stream(Self.stream(given, then: Mine(number: given)), size: size),
                    options: smallParts { $0.parallelism = 2 })
            }
            #expect(error?.code == .sourceFailed)
            #expect(error?.cause as? Mine == Mine(number: given))
            #expect(error?.uploadID == nil)
            #expect(await self.isAbsent(server, minio))
        }
    }

    @Test func C16_aFileThatGoesAwayStoresNothing() async throws {
        try await withTransferServer { server, minio in
            let folder = try Folder()
            try folder.write("file", Self.bytes)
            let path = folder.path("file")
            let error = await failure {
                try await minio.putObject(
                    bucket: "bucket", key: "object", .file(path),
                    options: smallParts {
                        $0.parallelism = 1
                        $0.progress = { _ in try? folder.remove("file") }
                    })
            }
            #expect(error?.code == .sourceFailed)
            #expect(await self.isAbsent(server, minio))
        }
    }

    @Test func D22_everyPartButTheLastHasTheSameSize() async throws {
        try await withTransferServer { server, minio in
            let folder = try Folder()
            let size = 17 << 20
            try folder.write("file", TransferBytes.make(size))
            let sources: [ObjectSource] = [
                .buffer(TransferBytes.make(size)), .file(folder.path("file")), .stream(Self.stream(size)),
                .stream(Self.stream(size), size: Int64(size)),
            ]
            for source in sources {
                server.clearRequests()
                try await minio.putObject(bucket: "bucket", key: "object", source, options: smallParts())
                let sizes = server.requests.filter { $0.operation == "UploadPart" }
                    .sorted { $0.partNumber ?? 0 < $1.partNumber ?? 0 }.map(\.body.readableBytes)
                #expect(sizes == [5 << 20, 5 << 20, 5 << 20, 2 << 20])
            }
        }
    }
}
