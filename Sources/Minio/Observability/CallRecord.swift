// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Logging
import Metrics
import Synchronization
import Tracing

/// Spans, metrics and log lines of one call: everything that is observed of it, in one place.
///
/// Logs go to the task's logger (`Logger.current`): every attempt at `trace`, retries and the outcome at `debug`. Nothing of
/// a body, a signature or a secret is in them. With no back end bootstrapped, all of this costs next to nothing.
final class CallRecord: Sendable {
    /// S3's name of the operation.
    let name: String
    /// The call's id, the same in all attempts.
    let id = CallRecord.randomID()

    private struct State {
        var attempts = 0
        var status: Int?
        var requestID: String?
    }

    private let bucket: String?
    private let key: String?
    private let state = Mutex(State())
    private let logger = Logger.current

    /// A random UUID. The platform's own opens a device for each.
    private static func randomID() -> String {
        var generator = SystemRandomNumberGenerator()
        let high = generator.next() & ~0xF000 | 0x4000
        let low = generator.next() & ~(0b11 << 62) | 0b10 << 62
        return String(unsafeUninitializedCapacity: 36) { output in
            var position = 0
            for index in 0..<32 {
                if [8, 12, 16, 20].contains(index) {
                    output[position] = UInt8(ascii: "-")
                    position += 1
                }
                let half = index < 16 ? high : low
                let digit = half >> UInt64(60 - index % 16 * 4) & 0xF
                output[position] = Hexadecimal.lowerDigit(UInt8(truncatingIfNeeded: digit))
                position += 1
            }
            return position
        }
    }

    init(name: String, request: S3Request) {
        self.name = name
        self.bucket = request.bucket
        self.key = request.key
    }

    /// How many attempts have begun.
    var attempts: Int { self.state.withLock { $0.attempts } }

    func begin(attempt: Int) {
        self.state.withLock { $0.attempts = attempt }
        self.logger.trace("S3 request", metadata: self.metadata(["s3.attempt": "\(attempt)"]))
    }

    func answered(_ response: HTTPResponse) {
        self.state.withLock {
            $0.status = response.status.code
            $0.requestID = response.headerFields.value(of: .amzRequestID)
        }
    }

    func retry(after delay: Duration, _ error: MinioError) {
        Counter(label: "minio.client.retries", dimensions: [("operation", self.name)]).increment()
        self.logger.debug(
            "S3 request is tried again",
            metadata: self.metadata(["s3.error": "\(error.code)", "s3.retry_after": "\(delay)"]))
    }

    /// Runs the call inside its span, and counts and logs how it ended.
    func instrumented<Value>(
        _ call: () async -> Result<Value, MinioError>
    ) async -> Result<Value, MinioError> {
        let start = ContinuousClock.now
        let outcome = await withSpan("S3.\(self.name)", ofKind: .client) { span in
            let outcome = await call()
            self.describe(outcome, in: span)
            return outcome
        }
        let code: String = if case .failure(let error) = outcome { error.code.rawValue } else { "ok" }
        let dimensions = [("operation", self.name), ("outcome", code)]
        Counter(label: "minio.client.requests", dimensions: dimensions).increment()
        Metrics.Timer(label: "minio.client.duration", dimensions: [("operation", self.name)]).record(
            duration: ContinuousClock.now - start)
        self.logger.debug(
            "S3 call ended", metadata: self.metadata(["s3.outcome": "\(code)", "s3.attempts": "\(self.attempts)"]))
        return outcome
    }

    private func describe<Value>(_ outcome: Result<Value, MinioError>, in span: any Span) {
        guard span.isRecording else { return }
        let state = self.state.withLock { $0 }
        span.attributes["rpc.system"] = "aws-api"
        span.attributes["rpc.service"] = "S3"
        span.attributes["rpc.method"] = self.name
        if let bucket = self.bucket { span.attributes["aws.s3.bucket"] = bucket }
        if let requestID = state.requestID { span.attributes["aws.request_id"] = requestID }
        if let status = state.status { span.attributes["http.response.status_code"] = status }
        if state.attempts > 1 { span.attributes["http.request.resend_count"] = state.attempts - 1 }
        if case .failure(let error) = outcome {
            span.attributes["error.type"] = error.code.rawValue
            span.setStatus(SpanStatus(code: .error, message: error.code.rawValue))
        }
    }

    private func metadata(_ more: Logger.Metadata) -> Logger.Metadata {
        var metadata = more
        metadata["s3.operation"] = "\(self.name)"
        if let bucket = self.bucket { metadata["s3.bucket"] = "\(bucket)" }
        if let requestID = self.state.withLock({ $0.requestID }) { metadata["s3.request_id"] = "\(requestID)" }
        return metadata
    }
}
