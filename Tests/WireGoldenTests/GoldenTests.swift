// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import NIOCore
import Synchronization
import Testing

@testable import Minio

/// What every operation puts on the wire, byte for byte, and what it makes of an answer in S3's form.
///
/// `UPDATE_GOLDEN=1` writes the files anew; a difference is then for the eyes of whoever commits it.
@Suite struct GoldenTests {
    @Test(arguments: Exchange.all.indices)
    func anExchangeIsAsWrittenDown(_ index: Int) async throws {
        let exchange = Exchange.all[index]
        let transport = GoldenTransport(answer: exchange.answer)
        var configuration = MinioConfiguration()
        configuration.region = "us-east-1"
        configuration.retry = .never
        configuration.clock.date = { Date(timeIntervalSince1970: 1_369_353_600) }
        let minio = try MinioClient(
            "https://s3.example.com", credentials: .static(accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "secret"),
            configuration: configuration, transport: transport)
        let result: String
        do {
            result = try await exchange.call(minio)
        } catch {
            result = "thrown: \(error)"
        }
        let text = "\(transport.rendered)\n\n=== answer\n\(exchange.answer.rendered)\n\n=== result\n\(result)\n"
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/\(exchange.operation).http")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try Data(text.utf8).write(to: file)
        }
        let golden = try String(decoding: Data(contentsOf: file), as: UTF8.self)
        #expect(text == golden, "\(exchange.operation)")
    }

    @Test func everyExchangeHasItsOwnFile() {
        let names = Exchange.all.map(\.operation)
        #expect(Set(names).count == names.count)
    }
}

/// An answer in S3's form.
struct Answer: Sendable {
    var status: HTTPResponse.Status = .ok
    var headers: [(String, String)] = []
    var body = ""

    var rendered: String {
        let lines = ["HTTP/1.1 \(self.status.code)"] + self.headers.map { "\($0): \($1)" }
        return (lines + (self.body.isEmpty ? [] : ["", self.body])).joined(separator: "\n")
    }
}

/// Keeps the one request that it is given, and gives the one answer.
final class GoldenTransport: HTTPTransport {
    private let answer: Answer
    private let request = Holder()

    init(answer: Answer) { self.answer = answer }

    /// The request without what is random in it, its headers sorted.
    var rendered: String { self.request.text }

    func send<Result>(
        _ request: HTTPRequest, body: RequestBody, options: HTTPTransportOptions,
        _ handle: (HTTPResponse, ResponseBody) async -> Result
    ) async throws(HTTPTransportError) -> Result {
        var headers = request.headerFields.filter { $0.name.canonicalName != "amz-sdk-invocation-id" }
            .map { "\($0.name.canonicalName): \($0.value)" }
        headers.append("host: \(request.authority ?? "")")
        headers.removeAll { $0.hasPrefix("user-agent") }
        var lines = ["\(request.method.rawValue) \(request.path ?? "")"] + headers.sorted()
        if case .bytes(let buffer) = body.content(), buffer.readableBytes > 0 { lines += ["", String(buffer: buffer)] }
        self.request.text = lines.joined(separator: "\n")
        var response = HTTPResponse(status: self.answer.status)
        for (name, value) in self.answer.headers {
            if let name = HTTPField.Name(name) { response.headerFields[name] = value }
        }
        return await handle(response, ResponseBody(ByteBuffer(string: request.method == .head ? "" : self.answer.body)))
    }
}

/// Text that one task writes and another reads.
private final class Holder: Sendable {
    private let mutex = Mutex("")

    var text: String {
        get { self.mutex.withLock { $0 } }
        set { self.mutex.withLock { $0 = newValue } }
    }
}
