// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import MinioTesting
import NIOCore
import Synchronization
import Testing

@testable import Minio

/// Copies in pieces, and removals of many objects, of which some fail.
///
/// The names begin with the number of the case in the project's table of faults.
@Suite(.timeLimit(.minutes(10))) struct CopyFaultTests {
    private static let bytes = TransferBytes.threeParts

    /// The calls that copy in pieces.
    enum Call: CaseIterable {
        case compose
        case copy

        func run(_ minio: MinioClient, condition: ReadConditions = ReadConditions()) async throws {
            var source = CopySource(bucket: "bucket", key: "source")
            source.conditions = condition
            switch self {
            case .compose:
                try await minio.composeObject(
                    bucket: "bucket", key: "object", from: [ComposeSource(source)],
                    options: smallParts { $0.parallelism = 1 })
            case .copy:
                try await minio.copyObject(
                    from: source, bucket: "bucket", key: "object",
                    options: .with {
                        $0.partSize = TransferBytes.partSize
                        $0.parallelism = 1
                        $0.singleCopyLimit = 6 << 20
                    })
            }
        }
    }

    private func withSource(
        watch: (@Sendable (any HTTPTransport) -> WatchedTransport)? = nil,
        _ body: (S3TestServer, MinioClient) async throws -> Void
    ) async throws {
        try await withTransferServer(server: { $0.maximumPutSize = 6 << 20 }, watch: watch) { server, minio in
            try await minio.putObject(bucket: "bucket", key: "source", .buffer(Self.bytes), options: smallParts())
            server.clearRequests()
            try await body(server, minio)
        }
    }

    private static func late(_ code: String) -> Fault {
        .answer(
            status: 200, body: ByteBuffer(string: "  <Error><Code>\(code)</Code><Message>late</Message></Error>"))
    }

    @Test(arguments: Call.allCases)
    func D20_anErrorUnderTheStatus200IsOne(_ call: Call) async throws {
        try await self.withSource { server, minio in
            server.inject(Self.late("InternalError"), on: "UploadPartCopy", partNumber: 2, times: 2)
            server.inject(.truncate(afterBytes: 80), on: "UploadPartCopy", partNumber: 1)
            try await call.run(minio)
            #expect(server.sentParts == [1, 1, 2, 2, 2])
            let read = try await minio.getObject(bucket: "bucket", key: "object", upTo: Self.bytes.readableBytes)
            #expect(read == Self.bytes)
            try await minio.removeObject(bucket: "bucket", key: "object")
            server.inject(Self.late("AccessDenied"), on: "UploadPartCopy", partNumber: 2)
            let error = await failure { try await call.run(minio) }
            #expect(error?.code == .accessDenied)
            #expect(await failure { try await minio.statObject(bucket: "bucket", key: "object") }?.code == .noSuchKey)
            #expect(server.multipartUploads == [])
        }
    }

    @Test(arguments: Call.allCases)
    func D20_aSourceThatChangesMidwayIsAnError(_ call: Call) async throws {
        let client = Mutex<MinioClient?>(nil)
        try await self.withSource(watch: {
            WatchedTransport(
                base: $0,
                before: { request throws(HTTPTransportError) in
                    guard request.multipartOperation == "UploadPartCopy",
                        request.path?.contains("partNumber=2&") == true
                    else { return }
                    // Between the first piece and the second: the same size, other bytes.
                    let minio = client.withLock { $0 }
                    _ = try? await minio?.putObject(
                        bucket: "bucket", key: "source",
                        .buffer(ByteBuffer(repeating: 1, count: Self.bytes.readableBytes)),
                        options: smallParts())
                })
        }) { server, minio in
            client.withLock { $0 = minio }
            let error = await failure { try await call.run(minio) }
            #expect(error?.code == .preconditionFailed)
            #expect(await failure { try await minio.statObject(bucket: "bucket", key: "object") }?.code == .noSuchKey)
            #expect(server.multipartUploads == [])
        }
    }

    @Test(arguments: Call.allCases)
    func D20_aConditionIsHeldAgainstTheSource(_ call: Call) async throws {
        try await self.withSource { server, minio in
            let etag = try await minio.statObject(bucket: "bucket", key: "source").etag
            var (other, same) = (ReadConditions(), ReadConditions())
            other.ifMatch = "0123"
            same.ifNoneMatch = etag
            for condition in [other, same] {
                let error = await failure { try await call.run(minio, condition: condition) }
                #expect(error?.code == .preconditionFailed)
            }
            #expect(server.count("CreateMultipartUpload") == 0)
        }
    }

    @Test func D21_theFailuresOfSingleObjectsAreTold() async throws {
        let errors = [("SlowDown", "k7"), ("AccessDenied", "k8"), ("NoSuchKey", "k9")].map { code, key in
            "<Error><Key>\(key)</Key><Code>\(code)</Code><Message>no</Message></Error>"
        }
        let script = Script([
            .answer(200, body: "<DeleteResult>\(errors.joined())</DeleteResult>"),
            .answer(200, body: "<DeleteResult/>"),
        ])
        let minio = try script.client()
        let objects = (0..<1000).map { ObjectReference(key: "k\($0)") }
        let failures = try await minio.removeObjects(bucket: "bucket", objects).collect()
        // What is not there is removed; what the server was too busy for is asked for again, and only that.
        #expect(failures.map(\.key) == ["k8"] && failures.map(\.code) == [.accessDenied])
        #expect(script.requests.count == 2)
        let again = try XMLReader.read(script.bodies[1])
        #expect(again.children("Object").map { $0["Key"] } == ["k7"])
    }

    @Test func D21_whatIsBusyForGoodIsToldInTheEnd() async throws {
        let busy = "<Error><Key>k</Key><VersionId>v</VersionId><Code>SlowDown</Code><Message>no</Message></Error>"
        let script = Script([.answer(200, body: "<DeleteResult>\(busy)</DeleteResult>")])
        let minio = try script.client()
        let failures = try await minio.removeObjects(bucket: "bucket", [ObjectReference(key: "k", versionID: "v")])
            .collect()
        #expect(failures.map(\.key) == ["k"] && failures.map(\.versionID) == ["v"])
        #expect(script.requests.count == 5)
        #expect(script.pauses.count == 4)
    }

    @Test func D21_aWholeRequestThatFailsUnderTheStatus200IsAnError() async throws {
        let script = Script([.answer(200, body: "<Error><Code>AccessDenied</Code></Error>")])
        let minio = try script.client()
        let error = await failure {
            _ = try await minio.removeObjects(bucket: "bucket", [ObjectReference(key: "k")]).collect()
        }
        #expect(error?.code == .accessDenied)
    }
}
