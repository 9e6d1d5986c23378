// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes
public import NIOCore
import Synchronization

/// One request as the server received and answered it.
public struct RecordedRequest: Sendable {
    /// The operation, as S3 names it (`PutObject`, `ListObjectsV2`); `Unknown` if the server knows none for it.
    public let operation: String
    /// The method.
    public let method: HTTPRequest.Method
    /// The path and query, byte for byte as received.
    public let target: String
    /// The host, with its port if one was sent.
    public let authority: String
    /// The bucket that the request names, in its path or its host; `nil` if none.
    public let bucket: String?
    /// The key that the request names, decoded; `nil` if none.
    public let key: String?
    /// The headers without `Host`, in the order in which they were received.
    public let headers: HTTPFields
    /// The body, without the framing of signed chunks.
    public let body: ByteBuffer
    /// Which connection it came over, counted from 1; 0 in process.
    public let connection: Int
    /// The how-manieth request this is for the same operation, bucket and key, counted from 1.
    public let attempt: Int
    /// Whether the request was signed, and rightly.
    public let isSignatureVerified: Bool
    /// The status that the server answered; `nil` if it was told to give no answer.
    public let status: Int?
}

/// The requests that a server received.
final class RequestLog: Sendable {
    private struct State {
        var requests: [RecordedRequest] = []
        var attempts: [KeyBytes: Int] = [:]
    }

    private let state = Mutex(State())

    var requests: [RecordedRequest] { self.state.withLock { $0.requests } }

    func clear() { self.state.withLock { $0 = State() } }

    func append(_ request: RecordedRequest) { self.state.withLock { $0.requests.append(request) } }

    /// Counts a request and returns its number among those for the same thing.
    func attempt(operation: String, bucket: String?, key: KeyBytes?) -> Int {
        let subject = KeyBytes("\(operation)\u{0}\(bucket ?? "")\u{0}\(key?.text ?? "")")
        return self.state.withLock { state in
            state.attempts[subject, default: 0] += 1
            return state.attempts[subject, default: 1]
        }
    }
}
