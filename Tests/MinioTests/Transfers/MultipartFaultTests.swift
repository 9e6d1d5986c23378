// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import MinioTesting
import NIOCore
import Synchronization
import Testing

@testable import Minio

/// Uploads in parts in which something goes wrong on the server's side.
///
/// The names begin with the number of the case in the project's table of faults.
@Suite(.timeLimit(.minutes(10))) struct MultipartFaultTests {
    private static let bytes = TransferBytes.threeParts

    private func put(_ minio: MinioClient, _ options: PutObjectOptions = smallParts()) async throws {
        try await minio.putObject(bucket: "bucket", key: "object", .buffer(Self.bytes), options: options)
    }

    private func isStored(_ minio: MinioClient) async throws -> Bool {
        let read = try await minio.getObject(bucket: "bucket", key: "object", upTo: Self.bytes.readableBytes)
        return read == Self.bytes
    }

    private static func document(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }

    private static func error(_ code: String) -> Fault {
        .answer(status: 200, body: self.document("\n \n<Error><Code>\(code)</Code><Message>late</Message></Error>"))
    }

    @Test func D1_anUploadWithoutAnIDIsAnError() async throws {
        try await withTransferServer { server, minio in
            let answers = [
                "<InitiateMultipartUploadResult><Bucket>bucket</Bucket></InitiateMultipartUploadResult>",
                "<InitiateMultipartUploadResult><UploadId> </UploadId></InitiateMultipartUploadResult>", "",
                "<InitiateMultipartUploadResult><UploadId>1</Upl",
            ]
            for answer in answers {
                server.clearRequests()
                server.inject(
                    .answer(status: 200, body: Self.document(answer)), on: "CreateMultipartUpload", times: 5)
                let error = await failure { try await self.put(minio) }
                #expect(error?.code == .malformedResponse, "\(answer)")
                #expect(error?.operation == "CreateMultipartUpload")
                // The server may have begun one, of which nobody knows the id.
                #expect(error?.mayHaveTakenEffect == true)
                #expect(server.count("UploadPart") == 0)
            }
        }
    }

    @Test func D2_onlyThePartThatFailedIsSentAgain() async throws {
        try await withTransferServer { server, minio in
            server.inject(.status(503, code: "SlowDown"), on: "UploadPart", partNumber: 2, times: 2)
            server.inject(.reset, on: "UploadPart", partNumber: 2)
            server.inject(.executeThenDropReply, on: "UploadPart", partNumber: 3)
            try await self.put(minio)
            #expect(server.sentParts.sorted() == [1, 2, 2, 2, 2, 3, 3])
            #expect(try await self.isStored(minio))
        }
    }

    @Test func D3_aPartThatIsRefusedEndsTheUpload() async throws {
        let answered = Mutex<[Int]>([])
        try await withTransferServer(watch: {
            WatchedTransport(
                base: $0,
                after: { request, response in
                    if request.path?.contains("partNumber=1&") == true { answered.withLock { $0.append(1) } }
                    return response
                })
        }) { server, minio in
            // A sibling that would go on for ever, were it not cancelled.
            server.inject(.delay(.seconds(3600)), on: "UploadPart", partNumber: 1)
            server.inject(.status(403, code: "AccessDenied"), on: "UploadPart", partNumber: 2)
            let error = await failure {
                try await minio.putObject(
                    bucket: "bucket", key: "object", .buffer(TransferBytes.fiveParts),
                    options: smallParts { $0.parallelism = 2 })
            }
            #expect(error?.code == .accessDenied)
            #expect(error?.operation == "UploadPart" && error?.key == "object" && error?.uploadID == nil)
            #expect(answered.withLock { $0 } == [])
            #expect(server.sentParts.sorted() == [1, 2])
            #expect(server.count("AbortMultipartUpload") == 1)
            #expect(server.count("CompleteMultipartUpload") == 0)
            #expect(server.multipartUploads == [])
        }
    }

    @Test func D4_aPartWithoutAnETagIsAnError() async throws {
        try await withTransferServer { server, minio in
            server.inject(.answer(status: 200), on: "UploadPart", partNumber: 2, times: 5)
            let error = await failure { try await self.put(minio) }
            #expect(error?.code == .malformedResponse)
            #expect(error?.message.contains("part 2") == true)
            #expect(server.count("CompleteMultipartUpload") == 0)
            #expect(server.multipartUploads == [])
            // Once is no harm.
            server.inject(.answer(status: 200), on: "UploadPart", partNumber: 2)
            try await self.put(minio)
            #expect(try await self.isStored(minio))
        }
    }

    @Test func D5_anInternalErrorUnderTheStatus200IsTriedAgain() async throws {
        try await withTransferServer { server, minio in
            server.inject(Self.error("InternalError"), on: "CompleteMultipartUpload", times: 2)
            try await self.put(minio)
            #expect(server.count("CompleteMultipartUpload") == 3)
            #expect(try await self.isStored(minio))
            #expect(server.multipartUploads == [])
        }
    }

    @Test func D6_anotherErrorUnderTheStatus200IsFinal() async throws {
        try await withTransferServer { server, minio in
            server.inject(Self.error("AccessDenied"), on: "CompleteMultipartUpload")
            let error = await failure { try await self.put(minio) }
            #expect(error?.code == .accessDenied && error?.operation == "CompleteMultipartUpload")
            #expect(error?.mayHaveTakenEffect == false)
            #expect(server.count("CompleteMultipartUpload") == 1)
            #expect(server.multipartUploads == [])
        }
    }

    @Test func D7_spacesKeepTheAnswerAlive() async throws {
        try await withTransferServer { server, minio in
            server.inject(.spaces(1000, every: .seconds(1)), on: "CompleteMultipartUpload")
            try await self.put(minio)
            #expect(try await self.isStored(minio))
        }
        try await withTransferServer(.loopback) { server, _ in
            // Longer in all than the connection may stand still, and never still for so long.
            let minio = try MinioClient(
                server.endpoint, credentials: .static(accessKey: "minioadmin", secretKey: "minioadmin"),
                configuration: .with { $0.region = "us-east-1" },
                transport: AsyncHTTPClientTransport(.with { $0.idleReadTimeout = .seconds(4) }))
            server.inject(.spaces(45, every: .milliseconds(100)), on: "CompleteMultipartUpload")
            try await minio.withMultipartUpload(bucket: "bucket", key: "object") { upload in
                try await upload.uploadPart(1, .string("one"))
            }
            #expect(server.count("CompleteMultipartUpload") == 1)
            #expect(server.count("HeadObject") == 0)
        }
    }

    /// What loses the answer to a request that was carried out.
    static let lostAnswers: [(name: String, fault: Fault)] = [
        ("D8: spaces, and then nothing", .truncate(afterBytes: 0)), ("D9: no answer", .executeThenDropReply),
        ("D11: half a document", .truncate(afterBytes: 200)), ("D8: silence", .stall(afterBytes: 1)),
    ]

    @Test(arguments: lostAnswers.indices, [nil, ChecksumAlgorithm.crc64nvme, .sha256])
    func D8_D9_D11_whatIsStoredTellsWhetherItWasCompleted(
        _ index: Int, _ algorithm: ChecksumAlgorithm?
    ) async throws {
        let key = CustomerKey.random()
        for encryption in [nil, ServerSideEncryption.customerKey(key)] {
            // With a customer's key the ETag is no MD5, and without a checksum nothing tells.
            if encryption != nil && algorithm == nil { continue }
            try await withTransferServer { server, minio in
                server.inject(Self.lostAnswers[index].fault, on: "CompleteMultipartUpload")
                let written = try await minio.putObject(
                    bucket: "bucket", key: "object", .buffer(Self.bytes),
                    options: smallParts {
                        $0.checksum = algorithm
                        $0.encryption = encryption
                    })
                #expect(server.requests.filter { $0.operation == "CompleteMultipartUpload" }.map(\.status).last == 404)
                #expect(server.requests.last?.operation == "HeadObject")
                let info = try await minio.statObject(
                    bucket: "bucket", key: "object", options: .with { $0.customerKey = encryption?.customerKey })
                #expect(written.etag == info.etag)
            }
        }
    }

    @Test func D11_halfADocumentInAWholeAnswerIsAmbiguousToo() async throws {
        try await withTransferServer { server, minio in
            // Not carried out, as the second attempt finds.
            let half = "<?xml version=\"1.0\"?><CompleteMultipartUploadResult><ETag>"
            server.inject(.answer(status: 200, body: Self.document(half)), on: "CompleteMultipartUpload")
            try await self.put(minio)
            #expect(server.count("CompleteMultipartUpload") == 2)
            #expect(try await self.isStored(minio))
        }
    }

    @Test func D8_anotherObjectIsNotTakenForOurs() async throws {
        try await withTransferServer(client: { $0.retry = .never }) { server, minio in
            try await minio.putObject(bucket: "bucket", key: "object", .string("somebody's"))
            server.inject(.close, on: "CompleteMultipartUpload")
            let error = await failure { try await self.put(minio) }
            #expect(error?.code == .transport && error?.mayHaveTakenEffect == true)
            #expect(server.multipartUploads == [])
        }
    }

    @Test func D8_anOlderObjectOfTheSameBytesIsNotTakenForOurs() async throws {
        try await withTransferServer(client: { $0.retry = .never }) { server, minio in
            try await self.put(minio)
            server.inject(.close, on: "CompleteMultipartUpload")
            let error = await failure { try await self.put(minio, smallParts { $0.metadata = ["new": "1"] }) }
            #expect(error?.code == .transport && error?.mayHaveTakenEffect == true)
            // Nothing stays of an upload that was not completed.
            #expect(server.multipartUploads == [])
        }
    }

    @Test(arguments: ["InvalidPart", "InvalidPartOrder", "EntityTooSmall"])
    func D10_aRefusalNamesThePart(_ code: String) async throws {
        try await withTransferServer { server, minio in
            let document =
                "<Error><Code>\(code)</Code><Message>no</Message><PartNumber>2</PartNumber><ETag>e</ETag></Error>"
            server.inject(.answer(status: 400, body: Self.document(document)), on: "CompleteMultipartUpload")
            let error = await failure { try await self.put(minio) }
            #expect(error?.code.rawValue == code)
            #expect(error?.message.contains("part 2") == true)
            #expect(server.multipartUploads == [])
            #expect(server.count("CompleteMultipartUpload") == 1)
        }
    }

    @Test func D12_anAbortThatFailsIsTriedAgain() async throws {
        try await withTransferServer { server, minio in
            server.inject(.status(403, code: "AccessDenied"), on: "UploadPart")
            server.inject(.status(503, code: "SlowDown"), on: "AbortMultipartUpload", times: 2)
            let error = await failure { try await self.put(minio, smallParts { $0.parallelism = 1 }) }
            #expect(error?.code == .accessDenied && error?.operation == "UploadPart")
            #expect(error?.suppressed.isEmpty == true && error?.uploadID == nil)
            #expect(server.count("AbortMultipartUpload") == 3)
            #expect(server.multipartUploads == [])
        }
    }

    @Test func D13_X7_anAbortThatFailsForGoodIsTold() async throws {
        try await withTransferServer { server, minio in
            server.inject(.status(403, code: "AccessDenied"), on: "UploadPart")
            server.inject(.status(500, code: "InternalError"), on: "AbortMultipartUpload", times: 5)
            let error = await failure { try await self.put(minio, smallParts { $0.parallelism = 1 }) }
            #expect(error?.code == .accessDenied && error?.operation == "UploadPart")
            #expect(error?.suppressed.map(\.operation) == ["AbortMultipartUpload"])
            #expect(error?.suppressed.map(\.code) == [.internalError])
            let left = try #require(server.multipartUploads.first)
            #expect(error?.uploadID == left.uploadID)
            #expect(error?.description.contains(left.uploadID) == true)
            // With what the error says, it can be tidied up.
            let id = try #require(error?.uploadID)
            try await minio.multipartUpload(bucket: "bucket", key: "object", uploadID: id).abort()
            #expect(server.multipartUploads == [])
        }
    }

    @Test func D13_X7_theClosuresErrorComesFirstToo() async throws {
        struct Mine: Error {}
        try await withTransferServer { server, minio in
            server.inject(.status(500, code: "InternalError"), on: "AbortMultipartUpload", times: 5)
            await #expect(throws: Mine.self) {
                try await minio.withMultipartUpload(bucket: "bucket", key: "object") { _ in throw Mine() }
            }
        }
    }

    @Test func D15_aPartThatComesAfterTheAbortIsAbortedToo() async throws {
        try await withTransferServer { server, minio in
            // The server says that it has aborted, and a part is there all the same: twice.
            server.inject(.answer(status: 204), on: "AbortMultipartUpload", times: 2)
            let canceller = Canceller()
            let error = await cancellable(canceller) {
                try await minio.putObject(
                    bucket: "bucket", key: "object", .buffer(Self.bytes),
                    options: smallParts {
                        $0.parallelism = 1
                        $0.progress = { _ in canceller.cancel() }
                    })
            }
            #expect(error?.code == .cancelled && error?.uploadID == nil)
            #expect(server.count("AbortMultipartUpload") == 3)
            #expect(server.multipartUploads == [])
        }
    }

    @Test func D15_anUploadThatNeverGoesIsToldAndNotWaitedForForEver() async throws {
        try await withTransferServer { server, minio in
            server.inject(.answer(status: 204), on: "AbortMultipartUpload", times: 1000)
            server.inject(.status(403, code: "AccessDenied"), on: "UploadPart", partNumber: 2)
            let error = await failure { try await self.put(minio, smallParts { $0.parallelism = 1 }) }
            #expect(error?.code == .accessDenied)
            #expect(error?.uploadID == server.multipartUploads.first?.uploadID && error?.uploadID != nil)
            #expect(server.count("AbortMultipartUpload") == 5)
        }
    }
}
