// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import Minio

@Suite struct ErrorTests {
    private func error(_ step: Script.Step, method: HTTPRequest.Method = .get) async throws -> MinioError {
        let script = Script([step])
        let minio = try script.client {
            $0.region = "us-east-1"
            $0.retry = .never
        }
        let thrown = await failure {
            if method == .head {
                try await minio.statObject(bucket: "bucket", key: "k")
            } else {
                _ = try await minio.getObject(bucket: "bucket", key: "k", upTo: 100)
            }
        }
        return try #require(thrown)
    }

    @Test func aDocumentIsReadWhateverItsType() async throws {
        let body =
            "<Error xmlns=\"urn:x\"><Code>SomeNewCode</Code><Message>why</Message><RequestId>R</RequestId>"
            + "<HostId>H</HostId><Region>r-1</Region></Error>"
        let error = try await self.error(.answer(418, headers: ["Content-Type": "text/plain"], body: body))
        #expect(error.code == .s3("SomeNewCode"))
        #expect(error.message == "why" && error.requestID == "R" && error.hostID == "H" && error.region == "r-1")
        #expect(error.operation == "GetObject" && error.bucket == "bucket" && error.key == "k" && error.attempts == 1)
        #expect(error.description == "SomeNewCode: why (GetObject, bucket/k, HTTP 418, request R, region r-1)")
    }

    @Test(arguments: [
        (304, MinioError.Code.notModified), (403, .accessDenied), (404, .noSuchKey), (405, .methodNotAllowed),
        (412, .preconditionFailed), (416, .invalidRange), (501, .notImplemented), (503, .serviceUnavailable),
    ])
    func anAnswerWithoutABodyIsNamedByItsStatus(_ status: Int, _ code: MinioError.Code) async throws {
        #expect(try await self.error(.answer(status), method: .head).code == code)
    }

    @Test func headersOfMinIOTellWhatAHeadCannot() async throws {
        let error = try await self.error(
            .answer(403, headers: ["x-minio-error-code": "XMinioX", "x-minio-error-desc": "because"]), method: .head)
        #expect(error.code == .s3("XMinioX") && error.message == "because")
    }

    @Test func anErrorUnderASuccessIsOne() async throws {
        let error = try await self.error(
            .answer(206, headers: ["x-minio-error-code": "XMinioObjectTampered", "Content-Length": "1"], body: "x"))
        #expect(error.code == .s3("XMinioObjectTampered"))
    }

    @Test func aPageOfAProxyIsToldAsSuch() async throws {
        let error = try await self.error(
            .answer(
                502, headers: ["Content-Type": "text/html"],
                body: "<html><head><title>502 Bad Gateway</title></head><body><h1>nginx</h1></body></html>"))
        #expect(error.code == .malformedResponse && error.status?.code == 502)
        #expect(error.message.contains("not from an S3 server") && error.message.contains("502 Bad Gateway nginx"))
        #expect(!error.message.contains("<"))
    }

    @Test func aPageThatIsNotFoundSaysNothingOfABucket() async throws {
        let script = Script([.answer(404, body: "<html>Not Found</html>")])
        let minio = try script.client()
        let error = await failure { _ = try await minio.listObjects(bucket: "bucket").collect() }
        #expect(error?.code == .malformedResponse)
    }

    @Test func aCodeWithoutAMessageIsExplained() async throws {
        let body = "<Error><Code>NoSuchKey</Code><Message></Message></Error>"
        #expect(try await self.error(.answer(404, body: body)).message == "the object does not exist")
    }

    @Test func anObjectThatLooksLikeAnErrorIsData() async throws {
        let text = "<Error><Code>InternalError</Code></Error>"
        let script = Script([.answer(200, headers: ["Content-Length": "\(text.utf8.count)"], body: text)])
        let read = try await script.client().getObject(bucket: "bucket", key: "k", upTo: 1000)
        #expect(String(buffer: read) == text)
    }

    @Test(arguments: [
        (200, ["Content-Length": "6"], "hello", MinioError.Code.incompleteBody),
        (200, ["Content-Length": "4"], "hello", .malformedResponse), (200, [:], "hello", .malformedResponse),
        (200, ["Content-Length": "-4"], "hello", .malformedResponse),
        (200, ["Content-Length": "101"], "hello", .responseTooLarge),
    ])
    func aBodyOfAnotherLengthIsNoObject(
        _ status: Int, _ headers: [String: String], _ body: String, _ code: MinioError.Code
    ) async throws {
        #expect(try await self.error(.answer(status, headers: headers, body: body)).code == code)
    }

    @Test(arguments: [
        (200, ["Content-Length": "3"]), (206, ["Content-Length": "3"]),
        (206, ["Content-Length": "3", "Content-Range": "bytes 0-2/10"]),
        (206, ["Content-Length": "3", "Content-Range": "bytes 1-4/10"]),
        (206, ["Content-Length": "3", "Content-Range": "bytes 1-2/10"]),
        (206, ["Content-Length": "3", "Content-Range": "bytes one-two/10"]),
    ])
    func anotherPartThanAskedForIsRefused(_ status: Int, _ headers: [String: String]) async throws {
        let script = Script([.answer(status, headers: headers, body: "abc")])
        let minio = try script.client()
        let error = await failure {
            _ = try await minio.getObject(
                bucket: "bucket", key: "k", upTo: 10, options: .with { $0.range = .bytes(1..<4) })
        }
        #expect(error?.code == .malformedResponse)
    }

    @Test func aBodyIsReadOnce() async throws {
        let script = Script([.answer(200, headers: ["Content-Length": "1"], body: "x")])
        let minio = try script.client()
        let error = await failure {
            try await minio.getObject(bucket: "bucket", key: "k") { object in
                _ = try await object.body.collect(upTo: 10)
                _ = try await object.body.collect(upTo: 10)
            }
        }
        #expect(error?.code == .invalidArgument && error?.message.contains("once") == true)
    }

    @Test func theClosuresErrorComesOutAsItWentIn() async throws {
        struct Mine: Error, Equatable { var number: Int }
        let script = Script([.answer(200, headers: ["Content-Length": "1"], body: "x")])
        let minio = try script.client()
        var runs = 0
        await #expect(throws: Mine(number: 7)) {
            try await minio.getObject(bucket: "bucket", key: "k") { _ in
                runs += 1
                throw Mine(number: 7)
            }
        }
        #expect(runs == 1)
        #expect(script.requests.count == 1)
    }

    @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\u{0}b"])
    func aLineBreakIsNeverPutIntoAHeader(_ text: String) async throws {
        let script = Script([.ok])
        let minio = try script.client()
        let changes: [@Sendable (inout PutObjectOptions) -> Void] = [
            { $0.contentType = text }, { $0.metadata["name"] = text }, { $0.contentDisposition = text },
            { $0.storageClass = StorageClass(rawValue: text) }, { $0.metadata[text] = "x" },
            { $0.encryption = .kms(keyID: text) }, { $0.condition = .matches(etag: text) },
        ]
        for change in changes {
            let error = await failure {
                try await minio.putObject(bucket: "bucket", key: "k", .string("x"), options: .with(change))
            }
            #expect(error?.code == .invalidArgument)
        }
        #expect(script.requests.isEmpty)
    }

    @Test func metadataIsLimitedAndEncoded() async throws {
        let script = Script([.ok])
        let minio = try script.client()
        func put(_ metadata: Metadata, _ encoding: MetadataEncoding = .asciiOnly) async -> MinioError? {
            await failure {
                try await minio.putObject(
                    bucket: "bucket", key: "k", .string("x"),
                    options: .with {
                        $0.metadata = metadata
                        $0.metadataEncoding = encoding
                    })
            }
        }
        #expect(await put(["k": String(repeating: "x", count: 2047)]) == nil)
        #expect(await put(["k": String(repeating: "x", count: 2048)])?.code == .metadataTooLarge)
        #expect(await put(["k": "世界"])?.code == .invalidArgument)
        #expect(await put(["k": "世界"], .utf8) == nil)
        #expect(await put(["k": "世界"], .rfc2047) == nil)
        #expect(script.requests.last?.headerFields[.named("x-amz-meta-k")] == "=?UTF-8?B?5LiW55WM?=")
        let read = Metadata(headers: [.named("x-amz-meta-k"): "=?UTF-8?B?5LiW?= =?utf-8?q?=E7=95=8C_!?= and =?x?"])
        #expect(read["K"] == "世界 ! and =?x?")
    }

    @Test func aCustomerKeyNeedsTLS() async throws {
        let script = Script([.ok])
        let minio = try script.client()
        let key = CustomerKey.random()
        let error = await failure {
            try await minio.putObject(
                bucket: "bucket", key: "k", .string("x"), options: .with { $0.encryption = .customerKey(key) })
        }
        #expect(error?.code == .invalidArgument)
        #expect(script.requests.isEmpty)
        try await script.client("https://s3.test") { $0.region = "us-east-1" }.putObject(
            bucket: "bucket", key: "k", .string("x"), options: .with { $0.encryption = .customerKey(key) })
        #expect(script.requests.count == 1)
    }
}
