// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes
public import NIOCore
import Synchronization

/// Something that goes wrong with a request on purpose; see ``S3TestServer/inject(_:on:bucket:key:times:)``.
public struct Fault: Sendable {
    enum Action: Sendable {
        case status(Int, code: String?, message: String?, headers: HTTPFields)
        case answer(Int, headers: HTTPFields, body: ByteBuffer)
        case delay(Duration)
        case stall(afterBytes: Int)
        case truncate(afterBytes: Int)
        case corrupt(byteAt: Int)
        case extra(byteCount: Int)
        case spaces(interval: Duration, count: Int)
        case close
        case reset
        case dropReply
    }

    let action: Action

    private init(_ action: Action) { self.action = action }

    /// Answers an error in S3's form; the request is not carried out.
    ///
    /// - Parameters:
    ///   - status: The status, 100...999.
    ///   - code: S3's code; `nil` answers without a body.
    ///   - message: S3's message; `nil` makes one of the code.
    ///   - headers: Further headers, `Retry-After` for one.
    /// - Returns: The fault.
    public static func status(
        _ status: Int, code: String? = nil, message: String? = nil, headers: HTTPFields = [:]
    ) -> Fault {
        Fault(.status(status, code: code, message: message, headers: headers))
    }

    /// Answers exactly this, as a proxy in between might; the request is not carried out.
    ///
    /// - Parameters:
    ///   - status: The status, 100...999.
    ///   - headers: The headers; `Content-Length` is added.
    ///   - body: The body.
    /// - Returns: The fault.
    public static func answer(status: Int, headers: HTTPFields = [:], body: ByteBuffer = ByteBuffer()) -> Fault {
        Fault(.answer(status, headers: headers, body: body))
    }

    /// Carries the request out and waits before it answers.
    public static func delay(_ duration: Duration) -> Fault { Fault(.delay(duration)) }

    /// Sends the head and that many bytes of the body, and then nothing until the client closes the connection. In
    /// process the body ends with ``Minio/HTTPTransportError/Kind/stalled`` at once, without the wait.
    public static func stall(afterBytes count: Int) -> Fault { Fault(.stall(afterBytes: count)) }

    /// Announces the whole body, sends that many bytes of it and closes the connection; a body that is no longer than
    /// that arrives whole.
    public static func truncate(afterBytes count: Int) -> Fault { Fault(.truncate(afterBytes: count)) }

    /// Flips one bit of the byte at that offset of the answer's body, or of its last byte if it is shorter.
    public static func corrupt(byteAt offset: Int) -> Fault { Fault(.corrupt(byteAt: offset)) }

    /// Sends that many bytes more than `Content-Length` announces.
    public static func extraBytes(_ count: Int) -> Fault { Fault(.extra(byteCount: count)) }

    /// Carries the request out, and sends the head of the answer and then spaces, one after each interval, before its body, as
    /// S3 does while it joins parts. The body must be a document. In process the spaces come at once.
    ///
    /// - Parameters:
    ///   - count: How many spaces.
    ///   - interval: The time before each of them.
    /// - Returns: The fault.
    public static func spaces(_ count: Int, every interval: Duration) -> Fault {
        Fault(.spaces(interval: interval, count: count))
    }

    /// Reads the request, does not carry it out, and closes the connection without an answer.
    public static let close = Fault(.close)

    /// Reads the request, does not carry it out, and resets the connection (RST) without an answer.
    public static let reset = Fault(.reset)

    /// Carries the request out and closes the connection without an answer.
    public static let executeThenDropReply = Fault(.dropReply)
}

/// The faults that wait for a request.
final class FaultPlan: Sendable {
    private struct Rule {
        var fault: Fault
        var operation: String?
        var bucket: KeyBytes?
        var key: KeyBytes?
        var partNumber: Int?
        var remaining: Int
        var skipping: Int
    }

    private let rules = Mutex<[Rule]>([])

    func add(
        _ fault: Fault, operation: String?, bucket: String?, key: String?, partNumber: Int?, times: Int, skipping: Int
    ) {
        guard times > 0 else { return }
        let rule = Rule(
            fault: fault, operation: operation, bucket: bucket.map(KeyBytes.init), key: key.map(KeyBytes.init),
            partNumber: partNumber, remaining: times, skipping: skipping)
        self.rules.withLock { $0.append(rule) }
    }

    func removeAll() { self.rules.withLock { $0.removeAll() } }

    /// Uses up the first rule that matches; `nil` if none does.
    func take(operation: String, bucket: String?, key: KeyBytes?, partNumber: Int?) -> Fault? {
        let bucket = bucket.map(KeyBytes.init)
        return self.rules.withLock { rules in
            let index = rules.firstIndex { rule in
                (rule.operation == nil || rule.operation == operation)
                    && (rule.bucket == nil || rule.bucket == bucket)
                    && (rule.key == nil || rule.key == key)
                    && (rule.partNumber == nil || rule.partNumber == partNumber)
            }
            guard let index else { return nil }
            guard rules[index].skipping == 0 else {
                rules[index].skipping -= 1
                return nil
            }
            rules[index].remaining -= 1
            let fault = rules[index].fault
            if rules[index].remaining == 0 { rules.remove(at: index) }
            return fault
        }
    }
}
