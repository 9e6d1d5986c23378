// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import MinioTesting
import NIOCore
import Synchronization
import Testing

@testable import Minio

/// A transport that lets a test look at every request before it goes, and at its answer's head.
struct WatchedTransport: HTTPTransport {
    let base: any HTTPTransport
    /// Runs before a request goes; what it throws is the transport's failure.
    var before: @Sendable (HTTPRequest) async throws(HTTPTransportError) -> Void = { _ in }
    /// Runs when the head of an answer is there, and may change it, or lose it.
    var after: @Sendable (HTTPRequest, HTTPResponse) async throws(HTTPTransportError) -> HTTPResponse = { $1 }

    func send<Result>(
        _ request: HTTPRequest, body: RequestBody, options: HTTPTransportOptions,
        _ handle: (HTTPResponse, ResponseBody) async -> Result
    ) async throws(HTTPTransportError) -> Result {
        try await self.before(request)
        let outcome = try await self.base.send(request, body: body, options: options) {
            response, body -> Swift.Result<Result, HTTPTransportError> in
            do throws(HTTPTransportError) {
                return .success(await handle(try await self.after(request, response), body))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}

/// Runs a test of transfers: a server, a bucket named `bucket`, and a client that pauses without taking time.
///
/// In process the endpoint is https, so that bodies are not hashed for signatures: what is tested here is not those.
func withTransferServer(
    _ mount: S3TestServer.Configuration.Mount = .inProcess,
    server changeServer: (inout S3TestServer.Configuration) -> Void = { _ in },
    client changeClient: (inout MinioConfiguration) -> Void = { _ in },
    watch: (@Sendable (any HTTPTransport) -> WatchedTransport)? = nil,
    _ body: (S3TestServer, MinioClient) async throws -> Void
) async throws {
    var configuration = S3TestServer.Configuration()
    configuration.mount = mount
    changeServer(&configuration)
    var client = MinioConfiguration()
    client.region = "us-east-1"
    client.clock.sleep = { _ in try Task.checkCancellation() }
    changeClient(&client)
    try await withS3TestServer(configuration) { server in
        let transport = try server.transport ?? AsyncHTTPClientTransport()
        let endpoint = mount == .inProcess ? "https://s3.test.invalid" : server.endpoint
        let credentials = StaticCredentials.static(
            accessKey: configuration.accessKey, secretKey: configuration.secretKey)
        // The bucket is made by a client that nobody watches.
        let plain = try MinioClient(
            endpoint, credentials: credentials, configuration: client, transport: transport)
        try await plain.makeBucket("bucket")
        server.clearRequests()
        let minio = try MinioClient(
            endpoint, credentials: credentials, configuration: client,
            transport: watch.map { $0(transport) as any HTTPTransport } ?? transport)
        try await body(server, minio)
    }
}

/// Bytes for tests of transfers.
enum TransferBytes {
    /// The bytes of the smallest part that S3 allows.
    static let partSize: Int64 = 5 << 20

    /// So many bytes, of which no two parts are the same.
    static func make(_ count: Int) -> ByteBuffer {
        var (bytes, block) = (ByteBuffer(), ByteBuffer())
        // A block of no round size.
        for index in 0..<UInt64(1021 * 16) { block.writeInteger(index &* 0x9E37_79B9_7F4A_7C15) }
        bytes.reserveCapacity(count + block.readableBytes)
        while bytes.readableBytes < count { bytes.writeImmutableBuffer(block) }
        bytes.moveWriterIndex(to: count)
        return bytes
    }

    /// Three parts, the last of them short.
    static let threeParts = make((10 << 20) + 70_001)
    /// Five parts, the last of them short.
    static let fiveParts = make((20 << 20) + 3)
}

extension HTTPRequest {
    /// What of an upload in parts the request does; `nil` if it is of nothing such.
    var multipartOperation: String? {
        let query = self.path.flatMap { $0.split(separator: "?", maxSplits: 1).dropFirst().first } ?? ""
        if self.method == .post && query.hasPrefix("uploads") { return "CreateMultipartUpload" }
        guard query.contains("uploadId=") else { return nil }
        if self.method == .put {
            return self.headerFields[.amzCopySource] == nil ? "UploadPart" : "UploadPartCopy"
        }
        return [.post: "CompleteMultipartUpload", .delete: "AbortMultipartUpload", .get: "ListParts"][self.method]
    }
}

extension S3TestServer {
    /// How many requests of an operation there were.
    func count(_ operation: String) -> Int { self.requests.count { $0.operation == operation } }

    /// The numbers of the parts that were sent, in the order in which they came.
    var sentParts: [Int] {
        self.requests.filter { $0.operation == "UploadPart" || $0.operation == "UploadPartCopy" }
            .compactMap(\.partNumber)
    }
}

extension RecordedRequest {
    /// The number of the part that is sent.
    var partNumber: Int? {
        URLComponents(string: "http://x" + self.target)?.queryItems?.first { $0.name == "partNumber" }?.value
            .flatMap { Int($0) }
    }
}

/// Options of uploads in the smallest parts.
func smallParts(_ change: (inout PutObjectOptions) -> Void = { _ in }) -> PutObjectOptions {
    .with {
        $0.partSize = TransferBytes.partSize
        change(&$0)
    }
}

/// Runs a call in a task of its own, which whoever is told of it can cancel.
///
/// - Returns: The call's error; `nil` if it threw none.
func cancellable(
    _ canceller: Canceller, _ call: @escaping @Sendable () async throws -> Void
) async -> MinioError? {
    let task = Task {
        await canceller.isReady()
        return await failure(call)
    }
    canceller.set { task.cancel() }
    return await task.value
}

/// What cancels a task that begins later.
final class Canceller: Sendable {
    private let action = Mutex<(@Sendable () -> Void)?>(nil)
    private let ready = AsyncStream.makeStream(of: Void.self)

    func cancel() { self.action.withLock { $0 }?() }

    fileprivate func set(_ action: @escaping @Sendable () -> Void) {
        self.action.withLock { $0 = action }
        self.ready.continuation.finish()
    }

    fileprivate func isReady() async { for await _ in self.ready.stream {} }
}
