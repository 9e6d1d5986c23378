// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension MinioClient {
    /// Reads an answer's body, up to a limit, and checks its length.
    static func collect(
        _ body: ResponseBody, of response: HTTPResponse, limit: Int
    ) async throws(AttemptFailure) -> ByteBuffer {
        var collected = ByteBuffer()
        do throws(HTTPTransportError) {
            for try await var buffer in body {
                guard collected.readableBytes + buffer.readableBytes <= limit else {
                    let error = MinioError(.responseTooLarge, "the answer is larger than \(limit) bytes")
                    throw HTTPTransportError(.malformedResponse, error.message, cause: error)
                }
                if collected.readableBytes == 0 { collected = buffer } else { collected.writeBuffer(&buffer) }
            }
        } catch {
            throw Self.failure(error)
        }
        return collected
    }

    /// What an answer that is not a success comes to.
    static func failure(
        _ response: HTTPResponse, _ body: ResponseBody, _ request: S3Request
    ) async -> AttemptFailure {
        var collected = ByteBuffer()
        // Read to its end, also where there is none, so that the connection can be used again. A body that breaks or is too
        // long tells less; the status stands.
        var iterator = body.makeAsyncIterator()
        while var buffer = try? await iterator.next() {
            let rest = MinioError.errorBodyLimit - collected.readableBytes
            guard buffer.readableBytes <= rest else {
                if let slice = buffer.readSlice(length: rest) { collected.writeImmutableBuffer(slice) }
                break
            }
            collected.writeBuffer(&buffer)
        }
        let fields = response.headerFields
        return AttemptFailure(
            error: MinioError(response: response, body: collected, request: request), progress: .answered,
            retryAfter: Self.retryAfter(fields), serverDate: fields[.date])
    }

    /// What a success comes to whose answer cannot be used: what the server has done is then not known.
    static func failure(unusable error: MinioError, _ request: S3Request) -> AttemptFailure {
        switch error.code {
        case .malformedResponse: AttemptFailure(error: error, progress: .answerLost, isTransient: true)
        // What it stored is not what was sent; sent again, it is replaced.
        case .checksumMismatch:
            AttemptFailure(error: error, progress: .answerLost, isTransient: request.checksum != nil)
        default: AttemptFailure(error: error, progress: .answered)
        }
    }

    /// What a transport's failure comes to.
    static func failure(_ error: HTTPTransportError) -> AttemptFailure {
        func make(
            _ code: MinioError.Code, _ progress: AttemptFailure.Progress, isTransient: Bool
        ) -> AttemptFailure {
            let known = error.cause as? MinioError
            return AttemptFailure(
                error: known ?? MinioError(code, error.message, cause: error), progress: progress,
                wasIdleConnection: error.kind == .closedBeforeResponse, isTransient: isTransient)
        }
        return switch error.kind {
        case .connect: make(.transport, .notSent, isTransient: true)
        case .connectTimeout: make(.timeout, .notSent, isTransient: true)
        case .tls: make(.tls, .notSent, isTransient: false)
        case .responseTimeout, .stalled: make(.timeout, .answerLost, isTransient: true)
        case .closedBeforeResponse, .closed: make(.transport, .answerLost, isTransient: true)
        case .malformedResponse: make(.malformedResponse, .answerLost, isTransient: false)
        case .requestBody: make(.sourceFailed, .notSent, isTransient: false)
        case .invalidRequest: make(.invalidArgument, .notSent, isTransient: false)
        case .cancelled: make(.cancelled, .answerLost, isTransient: false)
        }
    }

    /// The last failure with what the caller needs to know of it.
    static func explained(_ failure: AttemptFailure, _ request: S3Request) -> MinioError {
        var error = failure.error
        if failure.isRetryable && !request.body.isReplayable {
            error.message += "; not tried again, because the stream that was being sent cannot be read a second time"
        }
        if error.code == .signatureDoesNotMatch {
            error.message += " (most often the secret key is wrong, or a proxy changes the request)"
        }
        return error
    }

    /// The error of a call: the last attempt's, with what the whole call knows.
    static func final(
        _ error: MinioError, of call: CallRecord, _ request: S3Request, wasAnswerLost: Bool
    ) -> MinioError {
        var error = error.located(
            operation: call.name, bucket: request.bucket, key: request.key,
            attempts: max(call.attempts, error.attempts))
        error.mayHaveTakenEffect = wasAnswerLost && request.method != .get && request.method != .head
        return error
    }

    /// A value, or the failure that was thrown for it.
    static func attemptResult<Value>(
        _ body: () async throws(AttemptFailure) -> Value
    ) async -> Result<Value, AttemptFailure> {
        do throws(AttemptFailure) {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }

    /// `Retry-After` in seconds or as a date, or `x-amz-retry-after` in milliseconds; `nil` for anything else.
    static func retryAfter(_ fields: HTTPFields) -> Duration? {
        if let milliseconds = fields[.amzRetryAfter].flatMap({ Int64($0) }), milliseconds >= 0 {
            return .milliseconds(min(milliseconds, 86_400_000))
        }
        guard let text = fields[.retryAfter] else { return nil }
        if let seconds = Int64(text) { return seconds >= 0 ? .seconds(min(seconds, 86_400)) : nil }
        guard let date = S3Timestamp.parse(text), let now = fields[.date].flatMap({ S3Timestamp.parse($0) })
        else { return nil }
        return .seconds(min(max(0, date.timeIntervalSince(now)), 86_400))
    }
}
