// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import Minio

@Suite struct RetryTests {
    @Test(arguments: [408, 429, 499, 500, 502, 503, 504, 509, 520, 524, 599])
    func aStatusThatMayPassIsTriedAgain(_ status: Int) async throws {
        let script = Script([.answer(status), .answer(status), .ok])
        try await script.client().putObject(bucket: "bucket", key: "k", .string("x"))
        #expect(script.requests.count == 3)
    }

    @Test(arguments: [400, 401, 403, 404, 405, 411, 412, 416, 501])
    func aStatusThatWillNotPassIsFinal(_ status: Int) async throws {
        let script = Script([.answer(status), .ok])
        let minio = try script.client()
        let error = await failure { try await minio.putObject(bucket: "bucket", key: "k", .string("x")) }
        #expect(error?.status?.code == status)
        #expect(error?.attempts == 1)
        #expect(script.requests.count == 1)
    }

    @Test(arguments: [
        (400, "RequestTimeout", true), (409, "OperationAborted", true), (503, "SlowDownRead", true),
        (503, "XMinioServerNotInitialized", true), (400, "BadDigest", true), (400, "InvalidArgument", false),
        (403, "AccessDenied", false), (403, "SignatureDoesNotMatch", false), (403, "InvalidAccessKeyId", false),
    ])
    func aCodeDecidesWhetherItIsTriedAgain(_ status: Int, _ code: String, _ isRetried: Bool) async throws {
        let script = Script([.error(status, code), .ok])
        let minio = try script.client()
        let error = await failure { try await minio.putObject(bucket: "bucket", key: "k", .string("x")) }
        #expect((error == nil) == isRetried)
        #expect(script.requests.count == (isRetried ? 2 : 1))
    }

    @Test func attemptsAreCountedAndTold() async throws {
        let script = Script([.error(500, "InternalError")])
        let minio = try script.client()
        let error = await failure { try await minio.statObject(bucket: "bucket", key: "k") }
        #expect(script.requests.count == 5)
        #expect(error?.attempts == 5)
        let never = try script.client {
            $0.region = "us-east-1"
            $0.retry = .never
        }
        #expect(await failure { try await never.statObject(bucket: "bucket", key: "k") }?.attempts == 1)
    }

    @Test func pausesGrowAndAreDrawnAtRandom() async throws {
        let transient = Script([.answer(500)])
        let quick = try transient.client()
        _ = await failure { try await quick.statObject(bucket: "bucket", key: "k") }
        #expect(transient.pauses == [.milliseconds(50), .milliseconds(100), .milliseconds(200), .milliseconds(400)])
        let throttled = Script([.error(503, "SlowDown")], random: 0.5)
        let slow = try throttled.client()
        _ = await failure { _ = try await slow.listObjects(bucket: "bucket").collect() }
        #expect(throttled.pauses == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4)])
    }

    @Test(arguments: [
        ("99999", 1000, 6000), ("2", 2000, 2000), ("-1", 1000, 1000), ("soon", 1000, 1000),
        ("Tue, 14 Nov 2023 22:13:23 GMT", 3000, 3000),
    ])
    func whatTheServerAsksForIsHeardWithinReason(_ value: String, _ least: Int64, _ most: Int64) async throws {
        let headers = ["Retry-After": value, "Date": "Tue, 14 Nov 2023 22:13:20 GMT"]
        let script = Script([.error(503, "SlowDown", headers: headers), .ok])
        try await script.client().putObject(bucket: "bucket", key: "k", .string("x"))
        let pause = try #require(script.pauses.first)
        #expect(pause >= .milliseconds(least) && pause <= .milliseconds(most), "\(pause)")
    }

    @Test func everyAttemptIsDatedAndSignedAnew() async throws {
        let script = Script([.answer(500), .answer(500), .ok])
        try await script.client().putObject(bucket: "bucket", key: "k", .string("x"))
        let dates = script.requests.map { $0.headerFields[.amzDate] }
        #expect(Set(dates).count == 3)
        #expect(Set(script.requests.map { $0.headerFields[.authorization] }).count == 3)
        #expect(Set(script.requests.map { $0.headerFields[.amzSDKInvocationID] }).count == 1)
        #expect(script.requests.map { $0.headerFields[.amzSDKRequest] ?? "" } == (1...3).map { "attempt=\($0); max=5" })
        #expect(script.bodies.allSatisfy { String(buffer: $0) == "x" })
    }

    @Test func aServerThatIsDownIsNotHammered() async throws {
        let script = Script([.answer(500)])
        let minio = try script.client()
        for _ in 0..<20 { _ = await failure { try await minio.statObject(bucket: "bucket", key: "k") } }
        // 500 tokens at 14 each: 35 retries, and one request for each call.
        #expect(script.requests.count == 20 + 35)
    }

    @Test func aStreamIsReadOnceAndSentAgain() async throws {
        let script = Script([.answer(500), .ok])
        let minio = try script.client()
        let stream = AsyncStream<ByteBuffer> { continuation in
            continuation.yield(ByteBuffer(string: "abc"))
            continuation.finish()
        }
        try await minio.putObject(bucket: "bucket", key: "k", .stream(stream, size: 3))
        #expect(script.requests.count == 2)
    }

    @Test(arguments: [
        (HTTPTransportError.Kind.connect, 5, MinioError.Code.transport), (.connectTimeout, 5, .timeout),
        (.tls, 1, .tls),
        (.responseTimeout, 5, .timeout), (.stalled, 5, .timeout), (.closed, 5, .transport),
        (.closedBeforeResponse, 6, .transport),
        (.malformedResponse, 1, .malformedResponse), (.invalidRequest, 1, .invalidArgument),
        (.cancelled, 1, .cancelled),
    ])
    func failuresOfTheConnection(_ kind: HTTPTransportError.Kind, _ requests: Int, _ code: MinioError.Code) async throws
    {
        let script = Script([.fail(kind)])
        let minio = try script.client()
        let error = await failure { try await minio.putObject(bucket: "bucket", key: "k", .string("x")) }
        #expect(script.requests.count == requests)
        #expect(error?.code == code)
        #expect(
            error?.mayHaveTakenEffect
                == [.responseTimeout, .stalled, .closed, .closedBeforeResponse, .malformedResponse, .cancelled]
                .contains(kind))
    }

    @Test func anIdleConnectionThatWasClosedCostsNothing() async throws {
        let script = Script([.fail(.closedBeforeResponse), .ok])
        try await script.client().putObject(bucket: "bucket", key: "k", .string("x"))
        #expect(script.requests.count == 2)
        #expect(script.pauses.isEmpty)
    }

    @Test func cancellationDuringAPauseIsHeard() async throws {
        let script = Script([.answer(503)])
        let minio = try script.client {
            $0.region = "us-east-1"
            $0.clock.sleep = { _ in throw CancellationError() }
        }
        let error = await failure { try await minio.statObject(bucket: "bucket", key: "k") }
        #expect(error?.isCancellation == true)
        #expect(script.requests.count == 1)
    }

    @Test func aConditionalWriteWhoseAnswerWasLostIsSettledByLooking() async throws {
        let etag = "\"9dd4e461268c8034f5c8564e155c67a6\""
        let stored = Script.Step.answer(200, headers: ["ETag": etag, "Content-Length": "1"])
        let script = Script([.fail(.responseTimeout), .error(412, "PreconditionFailed"), stored])
        let minio = try script.client()
        let written = try await minio.putObject(
            bucket: "bucket", key: "k", .string("x"), options: .with { $0.condition = .doesNotExist })
        #expect(written.etag == "9dd4e461268c8034f5c8564e155c67a6")
        #expect(script.requests.last?.method == .head)
        // Somebody else's object is somebody else's.
        let other = Script([.fail(.responseTimeout), .error(412, "PreconditionFailed"), .ok])
        let second = try other.client()
        let error = await failure {
            try await second.putObject(
                bucket: "bucket", key: "k", .string("x"), options: .with { $0.condition = .doesNotExist })
        }
        #expect(error?.code == .preconditionFailed)
        #expect(error?.mayHaveTakenEffect == true)
    }

    @Test func aBucketThatTheFirstAttemptMadeIsMade() async throws {
        let made = Script([.fail(.responseTimeout), .error(409, "BucketAlreadyOwnedByYou")])
        try await made.client().makeBucket("bucket")
        let there = Script([.error(409, "BucketAlreadyOwnedByYou")])
        let minio = try there.client()
        #expect(await failure { try await minio.makeBucket("bucket") }?.code == .bucketAlreadyOwnedByYou)
        let removed = Script([.fail(.responseTimeout), .error(404, "NoSuchBucket")])
        try await removed.client().removeBucket("bucket")
    }

    @Test(arguments: [("InternalError", true), ("SlowDown", true), ("AccessDenied", false)])
    func anErrorUnderTheStatus200IsOne(_ code: String, _ isRetried: Bool) async throws {
        let document = "\n  <?xml version=\"1.0\"?><Error><Code>\(code)</Code><Message>late</Message></Error>"
        let done = "<CopyObjectResult><ETag>\"e\"</ETag></CopyObjectResult>"
        let script = Script([.answer(200, body: document), .answer(200, body: done)])
        let minio = try script.client()
        let error = await failure {
            try await minio.copyObject(from: CopySource(bucket: "bucket", key: "a"), bucket: "bucket", key: "b")
        }
        #expect(error?.code == (isRetried ? nil : .s3(code)))
        #expect(script.requests.count == (isRetried ? 2 : 1))
    }
}
