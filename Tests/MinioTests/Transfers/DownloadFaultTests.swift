// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import MinioTesting
import NIOCore
import Synchronization
import Testing

@testable import Minio

/// Downloads whose connections break and whose bytes are damaged.
///
/// The names begin with the number of the case in the project's table of faults.
@Suite struct DownloadFaultTests {
    static let mounts: [S3TestServer.Configuration.Mount] = [.inProcess, .loopback]
    static let size = 1 << 20
    static let bytes: ByteBuffer = {
        var bytes = ByteBuffer()
        for index in 0..<UInt64(size / 8) { bytes.writeInteger(index &* 0x9E37_79B9_7F4A_7C15) }
        return bytes
    }()

    /// The bytes so many times.
    private static func repeated(_ count: Int) -> ByteBuffer {
        var bytes = ByteBuffer()
        for _ in 0..<count { bytes.writeImmutableBuffer(Self.bytes) }
        return bytes
    }

    private func withServer(
        _ mount: S3TestServer.Configuration.Mount, _ change: (inout MinioConfiguration) -> Void = { _ in },
        _ body: @Sendable (S3TestServer, MinioClient) async throws -> Void
    ) async throws {
        var server = S3TestServer.Configuration()
        server.mount = mount
        var configuration = MinioConfiguration()
        configuration.region = "us-east-1"
        configuration.allowsCustomerKeysOverPlainHTTP = true
        configuration.retry.baseDelay = .zero
        change(&configuration)
        try await withS3TestServer(server) { [configuration] server in
            let minio = try server.client(configuration: configuration)
            try await minio.makeBucket("bucket")
            try await minio.putObject(bucket: "bucket", key: "object", .buffer(Self.bytes))
            server.clearRequests()
            try await body(server, minio)
        }
    }

    @discardableResult
    private func read(_ minio: MinioClient, options: GetObjectOptions = GetObjectOptions()) async throws -> ByteBuffer {
        try await minio.getObject(bucket: "bucket", key: "object", options: options) { object in
            var bytes = ByteBuffer()
            for try await var buffer in object.body { bytes.writeBuffer(&buffer) }
            return bytes
        }
    }

    @Test(arguments: mounts)
    func C1_aBodyThatBreaksOffIsContinued(_ mount: S3TestServer.Configuration.Mount) async throws {
        try await self.withServer(mount) { server, minio in
            server.inject(.truncate(afterBytes: 262_144), on: "GetObject")
            let content = try await self.read(minio)
            #expect(content == Self.bytes)
            let requests = server.requests
            #expect(requests.count == 2)
            // Over sockets some of what arrived may be lost with the connection.
            let range = requests.last?.headers[.range]
            #expect(mount == .inProcess ? range == "bytes=262144-1048575" : range?.hasSuffix("-1048575") == true)
            #expect(requests.last?.headers[.ifMatch] == "\"\(Digest.md5Hex(Self.bytes))\"")
        }
    }

    @Test(arguments: mounts)
    func C2_everyBreakIsContinued(_ mount: S3TestServer.Configuration.Mount) async throws {
        try await self.withServer(mount) { server, minio in
            // More breaks than a request has attempts: each of them brought something.
            server.inject(.truncate(afterBytes: 100_000), on: "GetObject", times: 8)
            let content = try await self.read(minio)
            #expect(content == Self.bytes)
            #expect(server.requests.count == 9)
        }
    }

    @Test(arguments: mounts)
    func C2_breaksThatBringNothingEnd(_ mount: S3TestServer.Configuration.Mount) async throws {
        try await self.withServer(mount) { server, minio in
            server.inject(.truncate(afterBytes: 100_000), on: "GetObject")
            server.inject(.truncate(afterBytes: 0), on: "GetObject", times: 20)
            let error = await failure { try await self.read(minio) }
            #expect(error?.code == .transport || error?.code == .incompleteBody)
            #expect(server.requests.count == 5)
        }
    }

    @Test(arguments: mounts)
    func C3_anotherObjectIsNotContinuedWith(_ mount: S3TestServer.Configuration.Mount) async throws {
        try await self.withServer(mount) { server, minio in
            server.inject(.truncate(afterBytes: 1000), on: "GetObject")
            let error = await failure {
                try await minio.getObject(bucket: "bucket", key: "object") { object in
                    var isFirst = true
                    for try await _ in object.body where isFirst {
                        isFirst = false
                        try await minio.putObject(bucket: "bucket", key: "object", .string("another"))
                    }
                }
            }
            #expect(error?.code == .objectModified)
            #expect(error?.cause as? MinioError != nil)
        }
    }

    @Test func C3_nothingIsLeftOfAFileWhoseObjectWasReplaced() async throws {
        try await self.withServer(.loopback) { server, minio in
            let folder = try Folder()
            try folder.write("file", "old")
            let bytes = Self.repeated(6)
            try await minio.putObject(bucket: "bucket", key: "large", .buffer(bytes))
            let error = await failure {
                try await minio.downloadObject(
                    bucket: "bucket", key: "large", to: folder.path("file"),
                    options: .with {
                        $0.partSize = 5 << 20
                        $0.progress = { progress in
                            guard progress.completedBytes == 5 << 20 else { return }
                            server.inject(.status(412, code: "PreconditionFailed"), on: "GetObject")
                        }
                    })
            }
            #expect(error?.code == .objectModified)
            #expect(try folder.read("file") == Array("old".utf8))
            #expect(try folder.names("") == ["file"])
        }
    }

    @Test func C4_anObjectWithoutETagIsNotContinued() async throws {
        // Of what follows nothing would say that it belongs to the same object.
        let script = Script([.answer(200, headers: ["Content-Length": "10"], body: "12345")])
        let minio = try script.client()
        let error = await failure {
            try await minio.getObject(bucket: "bucket", key: "k") { object in for try await _ in object.body {} }
        }
        #expect(error?.code == .incompleteBody)
        #expect(script.requests.count == 1)
    }

    @Test(arguments: mounts)
    func C5_theCallerSeesOneSequence(_ mount: S3TestServer.Configuration.Mount) async throws {
        try await self.withServer(mount) { server, minio in
            server.inject(.stall(afterBytes: 300_000), on: "GetObject", times: mount == .inProcess ? 1 : 0)
            server.inject(.truncate(afterBytes: 300_000), on: "GetObject")
            server.inject(.status(503, code: "SlowDown"), on: "GetObject")
            server.inject(.reset, on: "GetObject")
            let range: Range<Int64> = 1000..<900_000
            let bytes = try await self.read(minio, options: .with { $0.range = .bytes(range) })
            #expect(bytes == Self.bytes.getSlice(at: 1000, length: 899_000))
        }
    }

    @Test(arguments: mounts)
    func C5_leavingAContinuedBodyEndsIt(_ mount: S3TestServer.Configuration.Mount) async throws {
        try await self.withServer(mount) { server, minio in
            server.inject(.truncate(afterBytes: 1000), on: "GetObject")
            let count = try await minio.getObject(bucket: "bucket", key: "object") { object in
                var count = 0
                for try await buffer in object.body {
                    count += buffer.readableBytes
                    if count > 1000 { break }
                }
                return count
            }
            #expect(count > 1000)
        }
    }

    @Test(arguments: mounts, ChecksumAlgorithm.allCases)
    func C6_damagedBytesAreNoticed(
        _ mount: S3TestServer.Configuration.Mount, _ algorithm: ChecksumAlgorithm
    ) async throws {
        try await self.withServer(mount) { server, minio in
            let folder = try Folder()
            try await minio.putObject(
                bucket: "bucket", key: "object", .buffer(Self.bytes), options: .with { $0.checksum = algorithm })
            for _ in 0..<2 { server.inject(.corrupt(byteAt: 500_000), on: "GetObject") }
            let error = await failure { try await self.read(minio) }
            #expect(error?.code == .checksumMismatch)
            let second = await failure {
                try await minio.downloadObject(bucket: "bucket", key: "object", to: folder.path("file"))
            }
            #expect(second?.code == .checksumMismatch)
            #expect(try folder.names("") == [])
        }
    }

    @Test func C6_whoWantsNoChecksumsGetsNone() async throws {
        try await self.withServer(.inProcess, { $0.checksums = .off }) { server, minio in
            try await minio.putObject(
                bucket: "bucket", key: "object", .buffer(Self.bytes), options: .with { $0.checksum = .crc32c })
            server.clearRequests()
            server.inject(.corrupt(byteAt: 500_000), on: "GetObject")
            let content = try await self.read(minio)
            #expect(content != Self.bytes)
            #expect(server.requests.first?.headers[.amzChecksumMode] == nil)
        }
    }

    @Test func C6_aServerThatRefusesTheQuestionIsNotAskedAgain() async throws {
        let refusal = Script.Step.answer(501, body: "<Error><Code>NotImplemented</Code></Error>")
        let answer = Script.Step.answer(200, headers: ["Content-Length": "2", "ETag": "\"e\""], body: "ok")
        let script = Script([refusal, answer])
        let minio = try script.client()
        for _ in 0..<2 {
            let bytes = try await minio.getObject(bucket: "bucket", key: "k", upTo: 2)
            #expect(bytes == ByteBuffer(string: "ok"))
        }
        #expect(script.requests.map { $0.headerFields[.amzChecksumMode] } == ["ENABLED", nil, nil])
    }

    @Test func C7_theETagIsComparedWhereItIsAnMD5() async throws {
        try await self.withServer(.inProcess) { server, minio in
            server.inject(.corrupt(byteAt: 500_000), on: "GetObject", times: 2)
            let options = GetObjectOptions.with { $0.verifiesETag = true }
            let error = await failure { try await self.read(minio, options: options) }
            #expect(error?.code == .checksumMismatch)
            let folder = try Folder()
            let second = await failure {
                try await minio.downloadObject(
                    bucket: "bucket", key: "object", to: folder.path("file"), options: .with { $0.verifiesETag = true })
            }
            #expect(second?.code == .checksumMismatch)
            let content = try await self.read(minio, options: options)
            #expect(content == Self.bytes)
        }
    }

    @Test func C8_bytesBehindTheLastAreNotTakenForTheObjects() async throws {
        try await self.withServer(.loopback) { server, minio in
            server.inject(.extraBytes(10), on: "GetObject")
            let content = try await self.read(minio)
            #expect(content == Self.bytes)
            let again = try await self.read(minio)
            #expect(again == Self.bytes)
            #expect(server.requests[0].connection != server.requests[1].connection)
        }
        try await self.withServer(.inProcess) { server, minio in
            server.inject(.extraBytes(10), on: "GetObject")
            let error = await failure { try await self.read(minio) }
            #expect(error?.code == .malformedResponse)
        }
    }

    @Test(arguments: [ChecksumAlgorithm.crc32, .crc32c, .crc64nvme, .sha256])
    func C9_rangesThatComeOutOfOrderAreInTheirPlaces(_ algorithm: ChecksumAlgorithm) async throws {
        try await self.withServer(.loopback) { server, minio in
            let folder = try Folder()
            let bytes = Self.repeated(22)
            try await minio.putObject(
                bucket: "bucket", key: "large", .buffer(bytes),
                options: .with {
                    $0.checksum = algorithm
                    $0.partSize = 64 << 20
                })
            server.clearRequests()
            server.inject(.delay(.milliseconds(50)), on: "GetObject", skipping: 1)
            server.inject(.truncate(afterBytes: 1_000_000), on: "GetObject")
            try await minio.downloadObject(
                bucket: "bucket", key: "large", to: folder.path("file"), options: .with { $0.partSize = 5 << 20 })
            #expect(try ByteBuffer(bytes: folder.read("file")) == bytes)
            // Five ranges, and the rest of the one that was cut off.
            #expect(server.requests.filter { $0.operation == "GetObject" }.count == 6)
            server.inject(.corrupt(byteAt: 7), on: "GetObject", skipping: 2)
            let error = await failure {
                try await minio.downloadObject(
                    bucket: "bucket", key: "large", to: folder.path("other"), options: .with { $0.partSize = 5 << 20 })
            }
            #expect(error?.code == .checksumMismatch)
            #expect(try folder.names("") == ["file"])
        }
    }

    @Test func C10_checksumsOfPartsAreNotComparedWithTheWhole() async throws {
        try await self.withServer(.inProcess) { server, minio in
            let bytes = Self.repeated(6)
            try await minio.putObject(
                bucket: "bucket", key: "object", .buffer(bytes),
                options: .with {
                    $0.checksum = .sha256
                    $0.partSize = 5 << 20
                })
            let info = try await minio.statObject(bucket: "bucket", key: "object")
            #expect(info.checksums.first?.kind == .composite)
            let content = try await self.read(minio)
            #expect(content == bytes)
            let range = try await self.read(minio, options: .with { $0.range = .bytes(0..<100) })
            #expect(range == bytes.getSlice(at: 0, length: 100))
        }
    }

    @Test(arguments: mounts)
    func C18_anObjectThatLooksLikeAnErrorIsData(_ mount: S3TestServer.Configuration.Mount) async throws {
        try await self.withServer(mount) { _, minio in
            let text = "<?xml version=\"1.0\"?><Error><Code>InternalError</Code></Error>"
            let folder = try Folder()
            try await minio.putObject(bucket: "bucket", key: "object", .string(text))
            let content = try await self.read(minio)
            #expect(content == ByteBuffer(string: text))
            try await minio.downloadObject(bucket: "bucket", key: "object", to: folder.path("file"))
            #expect(try folder.read("file") == Array(text.utf8))
        }
    }

    @Test func C20_nothingIsReadAhead() async throws {
        let pulled = Mutex(0)
        let transport = CountingTransport { pulled.withLock { $0 += 1 } }
        let minio = try MinioClient(
            "http://s3.test", credentials: .anonymous, configuration: .with { $0.region = "us-east-1" },
            transport: transport)
        try await minio.getObject(bucket: "bucket", key: "k") { object in
            var read = 0
            for try await _ in object.body {
                read += 1
                #expect(pulled.withLock { $0 } == read)
                if read == 10 { break }
            }
        }
    }

    @Test func X4_aBreakAtAnyPlaceIsContinued() async throws {
        try await self.withServer(.inProcess) { server, minio in
            let bytes = try #require(Self.bytes.getSlice(at: 0, length: 300))
            try await minio.putObject(
                bucket: "bucket", key: "object", .buffer(bytes), options: .with { $0.checksum = .crc64nvme })
            for count in stride(from: 0, to: 300, by: 13) {
                server.inject(.truncate(afterBytes: count), on: "GetObject")
                let content = try await self.read(minio)
                #expect(content == bytes, "\(count)")
            }
        }
    }

    @Test(arguments: mounts)
    func X5_aShortBodyIsAnError(_ mount: S3TestServer.Configuration.Mount) async throws {
        try await self.withServer(mount, { $0.retry = .never }) { server, minio in
            let folder = try Folder()
            server.inject(.truncate(afterBytes: 1000), on: "GetObject", times: 2)
            let error = await failure { try await self.read(minio) }
            #expect(error?.code == .transport || error?.code == .incompleteBody)
            let second = await failure {
                try await minio.downloadObject(bucket: "bucket", key: "object", to: folder.path("file"))
            }
            #expect(second?.code == error?.code)
            #expect(try folder.names("") == [])
        }
    }
}

/// Answers with a body of a hundred buffers, and tells when one is taken.
private struct CountingTransport: HTTPTransport {
    let tell: @Sendable () -> Void

    func send<Result>(
        _ request: HTTPRequest, body: RequestBody, options: HTTPTransportOptions,
        _ handle: (HTTPResponse, ResponseBody) async -> Result
    ) async throws(HTTPTransportError) -> Result {
        let left = Mutex(100)
        let buffers = AsyncStream<ByteBuffer> {
            self.tell()
            return left.withLock { left in
                left -= 1
                return left >= 0 ? ByteBuffer(string: "x") : nil
            }
        }
        var response = HTTPResponse(status: .ok)
        response.headerFields[.contentLength] = "100"
        return await handle(response, ResponseBody(buffers) { HTTPTransportError(.closed, "\($0)") })
    }
}
