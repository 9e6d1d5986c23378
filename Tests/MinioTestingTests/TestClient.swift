// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import MinioTesting
import NIOCore
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a request was answered.
struct TestAnswer {
    var status: Int
    var headers: HTTPFields
    var body: ByteBuffer

    var text: String { String(buffer: self.body) }

    subscript(name: String) -> String? { HTTPField.Name(name).flatMap { self.headers[$0] } }

    func xml() throws -> XMLTree { try XMLReader.read(self.body) }

    /// S3's error code; `nil` if the body is no error document.
    var code: String? { (try? self.xml()).flatMap { $0.name == "Error" ? $0["Code"] : nil } }
}

/// Signs requests with the library's own signer and sends them to a server in process.
struct TestClient {
    /// The server's clock in these tests: 14 November 2023, 22:13:20 UTC.
    static let now = Date(timeIntervalSince1970: 1_700_000_000)

    let server: S3TestServer
    var credentials = Credentials(accessKey: "minioadmin", secretKey: "minioadmin")
    var date = TestClient.now
    var region = "us-east-1"
    var payload: PayloadHash?
    var isAnonymous = false

    /// A request, not yet signed.
    func request(
        _ method: HTTPRequest.Method, _ path: String, _ query: [(String, String)] = [],
        _ headers: [(String, String)] = []
    ) -> HTTPRequest {
        var items = QueryItems()
        for (name, value) in query { items.append(name, value) }
        let target = items.isEmpty ? path : "\(path)?\(items.encoded)"
        var request = HTTPRequest(method: method, scheme: "http", authority: "s3.test.invalid", path: target)
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { request.headerFields.append(HTTPField(name: name, value: value)) }
        }
        return request
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ query: [(String, String)] = [],
        headers: [(String, String)] = [], body: String = ""
    ) async throws -> TestAnswer {
        try await self.send(self.request(method, path, query, headers), body: ByteBuffer(string: body))
    }

    func send(_ request: HTTPRequest, body: ByteBuffer = ByteBuffer()) async throws -> TestAnswer {
        if self.isAnonymous { return try await self.exchange(request, body: body) }
        let payload = self.payload ?? .digest(Digest.sha256Hex(body))
        return try await self.exchange(self.signed(request, payload: payload), body: body)
    }

    /// The request with its signature.
    func signed(_ request: HTTPRequest, payload: PayloadHash = .unsigned) -> HTTPRequest {
        var request = request
        _ = self.sign(&request, payload: payload)
        return request
    }

    func sign(_ request: inout HTTPRequest, payload: PayloadHash) -> SigV4Signer.Seed {
        SigV4Signer().sign(
            &request, credentials: self.credentials, scope: SigningScope(date: self.date, region: self.region),
            payload: payload)
    }

    /// Sends a request as it is.
    func exchange(_ request: HTTPRequest, body: ByteBuffer = ByteBuffer()) async throws -> TestAnswer {
        let transport = try #require(self.server.transport)
        return try await transport.exchange(request, body: .bytes(body))
    }
}

extension HTTPTransport {
    /// One request with its whole answer.
    func exchange(_ request: HTTPRequest, body: RequestBody = .empty) async throws -> TestAnswer {
        try await self.send(request, body: body, options: HTTPTransportOptions()) { response, body in
            await Swift.Result { () async throws -> TestAnswer in
                var bytes = ByteBuffer()
                for try await var buffer in body { bytes.writeBuffer(&buffer) }
                return TestAnswer(status: response.status.code, headers: response.headerFields, body: bytes)
            }
        }.get()
    }
}

extension Swift.Result where Failure == any Error {
    /// The outcome of an asynchronous closure.
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

/// Runs a test against a server in process whose clock stands still, with a bucket named `box` in it.
func withTestClient(
    _ configuration: S3TestServer.Configuration = .init(), _ body: (TestClient) async throws -> Void
) async throws {
    var configuration = configuration
    configuration.mount = .inProcess
    configuration.clock = { TestClient.now }
    try await withS3TestServer(configuration) { server in
        var client = TestClient(server: server)
        client.credentials.sessionToken = configuration.sessionToken
        #expect(try await client.send(.put, "/box").status == 200)
        server.clearRequests()
        try await body(client)
    }
}
