// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import MinioTesting
import NIOCore
import Synchronization

@testable import Minio

/// A server that answers what it is told to, and a clock that takes no time: for tests of the call path.
final class Script: Sendable {
    /// What is done with one request.
    enum Step: Sendable {
        case answer(Int, headers: [String: String] = [:], body: String = "")
        case fail(HTTPTransportError.Kind)
    }

    private struct State {
        var steps: [Step]
        var requests: [(head: HTTPRequest, body: ByteBuffer)] = []
        var pauses: [Duration] = []
        var now: Date
    }

    private let state: Mutex<State>
    private let random: Double

    /// A script; its last step is repeated for ever.
    init(_ steps: [Step], now: Date = Date(timeIntervalSince1970: 1_700_000_000), random: Double = 1) {
        self.state = Mutex(State(steps: steps, now: now))
        self.random = random
    }

    /// The requests as they were sent.
    var requests: [HTTPRequest] { self.state.withLock { $0.requests.map(\.head) } }
    /// Their bodies.
    var bodies: [ByteBuffer] { self.state.withLock { $0.requests.map(\.body) } }
    /// How long the client paused, each time.
    var pauses: [Duration] { self.state.withLock { $0.pauses } }

    func client(
        _ endpoint: String = "http://s3.test:9000", credentials: (any CredentialsProvider)? = nil,
        _ change: (inout MinioConfiguration) -> Void = { $0.region = "us-east-1" }
    ) throws -> MinioClient {
        var configuration = MinioConfiguration()
        configuration.clock = ClientClock(
            date: { self.state.withLock { $0.now } },
            uptime: { self.state.withLock { $0.pauses.reduce(.zero, +) } },
            sleep: { pause in
                try Task.checkCancellation()
                self.state.withLock {
                    $0.pauses.append(pause)
                    $0.now += Double(pause.components.seconds) + 1
                }
            },
            random: { [random] in random })
        change(&configuration)
        return try MinioClient(
            endpoint, credentials: credentials ?? .static(accessKey: "access", secretKey: "top-secret"),
            configuration: configuration, transport: self.transport)
    }

    private var transport: InProcessTransport {
        InProcessTransport { head, body in
            let step = self.state.withLock { state -> Step in
                state.requests.append((head, body))
                return state.steps.count > 1 ? state.steps.removeFirst() : state.steps[0]
            }
            switch step {
            case .fail(let kind): throw HTTPTransportError(kind, "as told")
            case .answer(let status, let headers, let body):
                var response = HTTPResponse(status: .init(code: status))
                for (name, value) in headers {
                    if let name = HTTPField.Name(name) { response.headerFields[name] = value }
                }
                return (response, ByteBuffer(string: body))
            }
        }
    }
}

extension Script.Step {
    /// An error in S3's form.
    static func error(_ status: Int, _ code: String, headers: [String: String] = [:], more: String = "") -> Script.Step
    {
        .answer(
            status, headers: headers,
            body: "<Error><Code>\(code)</Code><Message>as told</Message><RequestId>R1</RequestId>\(more)</Error>")
    }

    static let ok = Script.Step.answer(200, headers: ["ETag": "\"e\"", "Content-Length": "0"])
}

/// The error that a call throws; `nil` if it throws none.
func failure(_ call: () async throws -> Void) async -> MinioError? {
    do {
        try await call()
        return nil
    } catch {
        return error as? MinioError ?? MinioError(.s3("not a MinioError"), "\(error)")
    }
}

extension HTTPField.Name {
    static func named(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .connection }
}
