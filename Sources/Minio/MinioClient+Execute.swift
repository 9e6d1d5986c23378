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
    /// Sends an operation and reads its whole answer.
    func execute<Operation: S3Operation>(_ operation: Operation) async throws(MinioError) -> Operation.Output {
        let request = try self.request(of: Operation.name, operation.makeRequest)
        return try await self.send(Operation.name, request, idempotency: operation.idempotency) { response, body in
            await Self.attemptResult { () throws(AttemptFailure) -> Operation.Output in
                let collected = try await Self.collect(body, of: response, limit: request.responseLimit)
                do throws(MinioError) {
                    return try operation.output(from: S3Response(head: response, body: collected))
                } catch {
                    var error = error
                    error.status = error.status ?? response.status
                    error.requestID = error.requestID ?? response.headerFields[.amzRequestID]
                    error.hostID = error.hostID ?? response.headerFields[.amzHostID]
                    throw Self.failure(unusable: error, request)
                }
            }
        }
    }

    /// Sends an operation and hands its answer's body to the caller while it arrives.
    ///
    /// The closure's own error crosses the loop as a value: it is not ours to retry, and comes out as it went in.
    func stream<Operation: StreamingS3Operation, Value>(
        _ operation: Operation, _ use: (Operation.Head, HTTPResponse, ResponseBody) async throws -> Value
    ) async throws -> Value {
        let request = try self.request(of: Operation.name, operation.makeRequest)
        let outcome = try await self.send(Operation.name, request, idempotency: .idempotent) { response, body in
            await Self.attemptResult { () throws(AttemptFailure) -> Result<Value, any Error> in
                let head: Operation.Head
                do throws(MinioError) {
                    head = try operation.head(from: response)
                } catch {
                    throw AttemptFailure(error: error, progress: .answered)
                }
                do {
                    return .success(try await use(head, response, body))
                } catch let error as MinioError {
                    return .failure(error.located(operation: Operation.name, bucket: request.bucket, key: request.key))
                } catch {
                    return .failure(error)
                }
            }
        }
        return try outcome.get()
    }

    /// The one loop: every request of this library goes through it.
    ///
    /// In every attempt anew:
    /// 1. ask the provider for credentials;
    /// 2. find the region: the bucket's, as learned, configured, in the host's name, or looked up;
    /// 3. make the address from endpoint, bucket, key and region;
    /// 4. date and sign;
    /// 5. send, and read the answer: a failure in it is the attempt's failure.
    ///
    /// After a failure:
    /// 6. the server names another region, or its time: take it, try again at once, once each;
    /// 7. an idle connection was closed under us, or the session token expired: try again at once, once each;
    /// 8. else the ``RetryPolicy`` decides, and the client's ``RetryBudget`` has to agree;
    /// 9. wait, and go on with 1.
    func send<Value>(
        _ name: String, _ request: S3Request, idempotency: Idempotency,
        receive: (HTTPResponse, ResponseBody) async -> Result<Value, AttemptFailure>
    ) async throws(MinioError) -> Value {
        let call = CallRecord(name: name, request: request)
        let outcome = await call.instrumented {
            await self.attempts(call, request, idempotency: idempotency, receive: receive)
        }
        do throws(MinioError) {
            return try outcome.get()
        } catch {
            if let bucket = request.bucket, error.code == .noSuchBucket { self.memory.regions.forget(bucket) }
            throw error
        }
    }

    private func attempts<Value>(
        _ call: CallRecord, _ request: S3Request, idempotency: Idempotency,
        receive: (HTTPResponse, ResponseBody) async -> Result<Value, AttemptFailure>
    ) async -> Result<Value, MinioError> {
        let clock = self.configuration.clock
        let start = clock.uptime()
        var corrections = Corrections()
        var counted = 0
        var wasAnswerLost = false
        var damages = 0
        while true {
            counted += 1
            call.begin(attempt: call.attempts + 1)
            let failure: AttemptFailure
            switch await self.attempt(call, request, corrections: &corrections, receive: receive) {
            case .success(let value):
                self.memory.retries.succeed()
                self.learnChecksums(from: corrections)
                return .success(value)
            case .failure(let reason): failure = reason
            }
            wasAnswerLost = wasAnswerLost || failure.progress == .answerLost
            if failure.isDamage { damages += 1 }
            if failure.error.code != .cancelled && request.body.isReplayable {
                if await self.correct(&corrections, after: failure, request, idempotency: idempotency) {
                    counted -= 1
                    call.retry(after: .zero, failure.error)
                    continue
                }
                let delay = self.configuration.retry.delay(
                    after: failure, attempt: counted, idempotency: idempotency, isReplayable: true,
                    elapsed: clock.uptime() - start, random: clock.random())
                if let delay, damages <= AttemptFailure.maximumDamageRetries,
                    self.memory.retries.take(isThrottling: failure.isThrottling)
                {
                    call.retry(after: delay, failure.error)
                    do {
                        try await clock.sleep(delay)
                        continue
                    } catch {
                        let error = MinioError(.cancelled, "the task was cancelled", cause: error)
                        return .failure(Self.final(error, of: call, request, wasAnswerLost: wasAnswerLost))
                    }
                }
            }
            return .failure(
                Self.final(Self.explained(failure, request), of: call, request, wasAnswerLost: wasAnswerLost))
        }
    }

    private func attempt<Value>(
        _ call: CallRecord, _ request: S3Request, corrections: inout Corrections,
        receive: (HTTPResponse, ResponseBody) async -> Result<Value, AttemptFailure>
    ) async -> Result<Value, AttemptFailure> {
        if Task.isCancelled {
            let error = MinioError(.cancelled, "the task was cancelled", cause: CancellationError())
            return .failure(AttemptFailure(error: error, progress: .notSent))
        }
        let prepared: PreparedRequest
        do throws(MinioError) {
            prepared = try await self.prepare(request, call: call, corrections: &corrections)
        } catch {
            return .failure(AttemptFailure(error: error, progress: .notSent))
        }
        var options = HTTPTransportOptions()
        options.responseTimeout = request.responseTimeout
        do throws(HTTPTransportError) {
            return try await self.transport.send(prepared.head, body: prepared.body, options: options) {
                response, body in
                call.answered(response)
                let isSuccess = (200..<300).contains(response.status.code)
                if isSuccess && !response.headerFields.contains(.minioErrorCode) {
                    return await receive(response, body)
                }
                return .failure(await Self.failure(response, body, request))
            }
        } catch {
            return .failure(Self.failure(error))
        }
    }

    private func request(
        of name: String, _ make: () throws(MinioError) -> S3Request
    ) throws(MinioError) -> S3Request {
        do throws(MinioError) {
            let request = try make()
            guard
                !request.carriesCustomerKey || self.endpoint.isSecure
                    || self.configuration.allowsCustomerKeysOverPlainHTTP
            else {
                throw MinioError(
                    .invalidArgument,
                    "a customer key would travel in the clear: SSE-C needs an https endpoint"
                ).located(
                    operation: name, bucket: request.bucket, key: request.key)
            }
            return request
        } catch {
            throw error.located(operation: name, bucket: nil, key: nil)
        }
    }
}
