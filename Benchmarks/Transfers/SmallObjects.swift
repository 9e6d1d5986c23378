// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import HTTPTypes
import Minio
import NIOCore
import NIOHTTP1

/// Many small requests, a fixed number of them at a time.
enum SmallObjects {
    static func get(_ arguments: Arguments) async throws {
        try await self.get(arguments, from: arguments.client())
    }

    static func put(_ arguments: Arguments) async throws {
        try await self.put(arguments, to: arguments.client())
    }

    /// The same without HTTP: what the client itself takes for a call.
    static func getWithoutHTTP(_ arguments: Arguments) async throws {
        let body = try ByteBuffer(repeating: 0x61, count: arguments.number("size", default: 4096))
        let fields: HTTPFields = [
            .contentLength: "\(body.readableBytes)", .eTag: "\"5f-1000\"", .contentType: "application/octet-stream",
            .lastModified: "Wed, 01 Jul 2026 10:00:00 GMT", .date: "Wed, 01 Jul 2026 10:00:00 GMT",
        ]
        let transport = CannedTransport { _ in (HTTPResponse(status: .ok, headerFields: fields), body) }
        try await self.get(arguments, from: arguments.client(over: transport))
    }

    static func putWithoutHTTP(_ arguments: Arguments) async throws {
        let fields: HTTPFields = [.eTag: "\"5f-1000\"", .date: "Wed, 01 Jul 2026 10:00:00 GMT"]
        let transport = CannedTransport { _ in (HTTPResponse(status: .ok, headerFields: fields), ByteBuffer()) }
        try await self.put(arguments, to: arguments.client(over: transport))
    }

    private static func get(_ arguments: Arguments, from client: MinioClient) async throws {
        let (bucket, key) = try (arguments.text("bucket"), arguments.text("key"))
        try await self.inTurns(arguments) { _ in
            _ = try await client.getObject(bucket: bucket, key: key, upTo: 1 << 20)
        }
    }

    private static func put(_ arguments: Arguments, to client: MinioClient) async throws {
        let (bucket, key) = try (arguments.text("bucket"), arguments.text("key"))
        let body = try ByteBuffer(repeating: 0x61, count: arguments.number("size", default: 4096))
        try await self.inTurns(arguments) { number in
            try await client.putObject(bucket: bucket, key: "\(key)-\(number % 1000)", .buffer(body))
        }
    }

    /// async-http-client by itself with the same requests, as well as it can be set up for them: the measure for ours.
    static func bare(_ arguments: Arguments, _ method: HTTPMethod) async throws {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit =
            max(256, try arguments.number("concurrency"))
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let url = try "\(arguments.text("endpoint"))/\(arguments.text("bucket"))/\(arguments.text("key"))"
        let body = try ByteBuffer(repeating: 0x61, count: arguments.number("size", default: 4096))
        try await self.inTurns(arguments) { number in
            var request = HTTPClientRequest(url: method == .PUT ? "\(url)-\(number % 1000)" : url)
            request.method = method
            // As many headers as ours has, and as long.
            request.headers.add(name: "user-agent", value: "MinIO (Linux; x86_64) minio-swift/0.1.0")
            request.headers.add(name: "amz-sdk-invocation-id", value: "01234567-89ab-cdef-0123-456789abcdef")
            request.headers.add(name: "amz-sdk-request", value: "attempt=1; max=5")
            if method == .GET { request.headers.add(name: "x-amz-checksum-mode", value: "ENABLED") }
            request.headers.add(name: "x-amz-date", value: "20260701T100000Z")
            request.headers.add(
                name: "x-amz-content-sha256", value: String(repeating: "e3b0c442", count: 8))
            request.headers.add(
                name: "authorization",
                value: "AWS4-HMAC-SHA256 Credential=benchmark/20260701/us-east-1/s3/aws4_request, SignedHeaders="
                    + "host;x-amz-checksum-mode;x-amz-content-sha256;x-amz-date, Signature="
                    + String(repeating: "e3b0c442", count: 8))
            if method == .PUT { request.body = .bytes(body) }
            let response = try await client.execute(request, timeout: .seconds(60))
            guard response.status == .ok else { throw Failure("the server answers \(response.status)") }
            _ = try await response.body.collect(upTo: 1 << 20)
        }
        try await client.shutdown()
    }

    /// Runs `--count` pieces of work, `--concurrency` of them at a time.
    private static func inTurns(
        _ arguments: Arguments, _ work: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let (count, concurrency) = try (arguments.number("count"), arguments.number("concurrency"))
        let begun = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<concurrency {
                group.addTask {
                    while true {
                        let number = begun.next()
                        guard number <= count else { return }
                        try await work(number)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
