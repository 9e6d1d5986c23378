// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOCore
import Synchronization

/// The rest of an object's body after its connection broke: read by further requests, as if nothing had happened.
///
/// A body's requests live in closures, and the body's reader has left no closure to put another request into: so these run in
/// a task, begun only after a break and ended with the closure that the body belongs to.
final class BodyRest: Sendable {
    private let client: MinioClient
    private let operation: GetObject
    private let head: GetObject.Head
    private let running = Mutex<(task: Task<Void, Never>, buffers: BufferHandOff)?>(nil)

    var bucket: String { self.operation.bucket }
    var key: String { self.operation.key }

    init(client: MinioClient, operation: GetObject, head: GetObject.Head) {
        self.client = client
        self.head = head
        self.operation = operation
    }

    /// Goes on behind the bytes that have arrived.
    ///
    /// - Parameters:
    ///   - count: How many those are.
    ///   - failure: How the body broke.
    /// - Returns: The bytes that follow.
    /// - Throws: The failure, where nothing says that what would follow belongs to the same object.
    func resume(at count: Int64, after failure: AttemptFailure) throws(MinioError) -> BufferHandOff {
        let version = self.head.info.versionID
        guard failure.isRetryable, let length = self.head.length, version != nil || self.head.info.etag != nil else {
            throw failure.error
        }
        var operation = self.operation
        operation.asksForChecksums = false
        operation.options.versionID = version ?? operation.options.versionID
        operation.options.conditions = ReadConditions()
        operation.options.conditions.ifMatch = self.head.info.etag
        operation.options.responseOverrides = ResponseOverrides()
        let (start, buffers) = (self.head.range.lowerBound, BufferHandOff())
        let attempts = Attempts(
            operation: operation, expected: self.head.info, position: start + count, end: start + length)
        self.running.withLock { running in
            let task = Task { await self.run(attempts, failure, into: buffers) }
            running = (task, buffers)
        }
        return buffers
    }

    /// Ends what is still being read, and waits for it.
    func end() async {
        guard let (task, buffers) = self.running.withLock({ $0 }) else { return }
        buffers.close()
        task.cancel()
        await task.value
    }

    /// The next buffer of a rest; `nil` at its end.
    static func next(
        _ buffers: inout BufferHandOff.AsyncIterator, isolation actor: isolated (any Actor)?
    ) async throws(MinioError) -> ByteBuffer? {
        do {
            return try await buffers.next(isolation: actor)
        } catch let error as MinioError {
            throw error
        } catch {
            throw MinioError(.cancelled, "the task was cancelled", cause: error)
        }
    }

    private struct Attempts {
        var operation: GetObject
        let expected: ObjectInfo
        var position: Int64
        let end: Int64
        /// How many breaks there were since a byte arrived.
        var breaks = 1
    }

    private func run(_ attempts: Attempts, _ failure: AttemptFailure, into buffers: BufferHandOff) async {
        var (attempts, failure) = (attempts, failure)
        let clock = self.client.configuration.clock
        do throws(MinioError) {
            while attempts.position < attempts.end {
                let delay = self.client.configuration.retry.delay(
                    after: failure, attempt: attempts.breaks, idempotency: .idempotent, isReplayable: true,
                    elapsed: .zero, random: clock.random())
                guard let delay, self.client.memory.retries.take(isThrottling: false) else { throw failure.error }
                Logger.current.debug(
                    "An object's body broke off, and the rest is asked for",
                    metadata: [
                        "s3.bucket": "\(self.bucket)", "s3.position": "\(attempts.position)",
                        "s3.error": "\(failure.error.code)",
                    ])
                if (try? await clock.sleep(delay)) == nil { throw MinioError.cancelledTask }
                let start = attempts.position
                guard let next = try await self.read(&attempts, into: buffers) else { break }
                failure = next
                attempts.breaks = attempts.position > start ? 1 : attempts.breaks + 1
            }
            buffers.finish()
        } catch {
            buffers.finish(throwing: error)
        }
    }

    /// One request for what is missing.
    ///
    /// - Returns: How it broke; `nil` if it did not, or nobody reads any more.
    private func read(
        _ attempts: inout Attempts, into buffers: BufferHandOff
    ) async throws(MinioError) -> AttemptFailure? {
        attempts.operation.options.range = .bytes(attempts.position..<attempts.end)
        let (expected, end) = (attempts.expected, attempts.end)
        var position = attempts.position
        defer { attempts.position = position }
        do {
            return try await self.client.stream(attempts.operation) { head, _, body -> AttemptFailure? in
                guard head.info.etag == expected.etag, head.range == position..<end else { throw Self.modified() }
                do throws(HTTPTransportError) {
                    for try await buffer in body {
                        position += Int64(buffer.readableBytes)
                        guard await buffers.send(buffer) else { return nil }
                    }
                } catch {
                    return MinioClient.failure(error)
                }
                return position < end ? .incomplete(position, of: end) : nil
            }
        } catch let error as MinioError {
            throw error.code == .preconditionFailed || error.isNotFound ? Self.modified(error) : error
        } catch {
            throw MinioError(.transport, "the rest of the object could not be read", cause: error)
        }
    }

    private static func modified(_ cause: MinioError? = nil) -> MinioError {
        MinioError(.objectModified, "the object was replaced or removed while it was being read", cause: cause)
    }
}

extension AttemptFailure {
    /// A body that ended too early.
    static func incomplete(_ count: Int64, of length: Int64) -> AttemptFailure {
        AttemptFailure(
            error: MinioError(.incompleteBody, "only \(count) of \(length) bytes arrived"), progress: .answerLost,
            isTransient: true)
    }
}
