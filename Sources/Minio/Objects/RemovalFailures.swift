// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// What could not be removed; removes while it is iterated.
public struct RemovalFailures<Objects: AsyncSequence & Sendable>: AsyncSequence, Sendable
where Objects.Element == ObjectReference {
    /// What the sequence gives.
    public typealias Element = RemovalFailure
    /// What the sequence fails with.
    public typealias Failure = any Error

    fileprivate let client: MinioClient
    fileprivate let bucket: String
    fileprivate let objects: Objects
    fileprivate let options: RemoveObjectsOptions

    init(client: MinioClient, bucket: String, objects: Objects, options: RemoveObjectsOptions) {
        self.client = client
        self.bucket = bucket
        self.objects = objects
        self.options = options
    }

    /// Removes everything.
    ///
    /// - Returns: What could not be removed; empty if all is gone.
    public func collect() async throws -> [RemovalFailure] {
        var failures: [RemovalFailure] = []
        for try await failure in self { failures.append(failure) }
        return failures
    }

    /// An iterator over the sequence, from its beginning.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(sequence: self, objects: self.objects.makeAsyncIterator())
    }

    /// Removes a batch at a time and delivers its failures.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let sequence: RemovalFailures
        private var objects: Objects.AsyncIterator
        private var failures: ArraySlice<RemovalFailure> = []
        private var isAtEnd = false

        fileprivate init(sequence: RemovalFailures, objects: Objects.AsyncIterator) {
            self.sequence = sequence
            self.objects = objects
        }

        /// The next one; `nil` at the end.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws -> RemovalFailure? {
            while self.failures.isEmpty {
                if self.isAtEnd { return nil }
                var batch: [ObjectReference] = []
                let size = self.sequence.options.batchSize
                guard (1...1000).contains(size) else {
                    throw MinioError(.invalidArgument, "a request removes 1 to 1,000 objects, not \(size)")
                }
                while batch.count < size {
                    guard let object = try await self.objects.next(isolation: actor) else {
                        self.isAtEnd = true
                        break
                    }
                    batch.append(object)
                }
                if !batch.isEmpty {
                    self.failures = try await self.sequence.client.remove(
                        batch, bucket: self.sequence.bucket, options: self.sequence.options)[...]
                }
            }
            return self.failures.removeFirst()
        }
    }
}

/// Objects that are at hand, as an asynchronous sequence.
public struct ObjectReferences: AsyncSequence, Sendable {
    /// What the sequence gives.
    public typealias Element = ObjectReference
    /// What the sequence fails with.
    public typealias Failure = Never

    private let makeNext: @Sendable () -> () -> ObjectReference?

    init(_ objects: some Sequence<ObjectReference> & Sendable) {
        self.makeNext = {
            var iterator = objects.makeIterator()
            return { iterator.next() }
        }
    }

    /// An iterator over the sequence, from its beginning.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(nextObject: self.makeNext()) }

    /// Delivers the objects.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let nextObject: () -> ObjectReference?

        /// The next one; `nil` at the end.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async -> ObjectReference? {
            self.nextObject()
        }
    }
}

extension MinioClient {
    /// Removes one batch; objects that the server was too busy for are named again, a few times.
    func remove(
        _ objects: [ObjectReference], bucket: String, options: RemoveObjectsOptions
    ) async throws(MinioError) -> [RemovalFailure] {
        for object in objects { try Endpoint.check(key: object.key) }
        var failures: [RemovalFailure] = []
        // A document cannot hold every character that a key can; those keys are removed one by one.
        for object in objects where !object.key.isWritableInXML {
            if let failure = try await self.removeAlone(object, bucket: bucket, options: options) {
                failures.append(failure)
            }
        }
        var batch = objects.filter(\.key.isWritableInXML)
        var attempt = 0
        while !batch.isEmpty {
            attempt += 1
            let answers = try await self.execute(RemoveObjects(bucket: bucket, objects: batch, options: options))
            let pausing = attempt < self.configuration.retry.maximumAttempts ? answers.filter(\.isTransient) : []
            failures += pausing.isEmpty ? answers : answers.filter { !$0.isTransient }
            batch = pausing.map { ObjectReference(key: $0.key, versionID: $0.versionID) }
            guard !batch.isEmpty else { break }
            do {
                let longest = self.configuration.retry.throttlingBaseDelay * (1 << min(attempt - 1, 6))
                try await self.configuration.clock.sleep(longest * self.configuration.clock.random())
            } catch {
                throw MinioError(.cancelled, "the task was cancelled", cause: error)
                    .located(operation: RemoveObjects.name, bucket: bucket, key: nil)
            }
        }
        return failures
    }

    private func removeAlone(
        _ object: ObjectReference, bucket: String, options: RemoveObjectsOptions
    ) async throws(MinioError) -> RemovalFailure? {
        var single = RemoveObjectOptions()
        single.versionID = object.versionID
        single.bypassesGovernanceRetention = options.bypassesGovernanceRetention
        do throws(MinioError) {
            try await self.removeObject(bucket: bucket, key: object.key, options: single)
            return nil
        } catch  where error.code == .noSuchKey || error.code == .noSuchVersion {
            return nil
        } catch  where error.status.map({ $0.code == 400 || $0.code == 403 }) ?? false && error.code != .noSuchBucket {
            return RemovalFailure(
                key: object.key, versionID: object.versionID, code: error.code, message: error.message)
        }
    }
}

extension RemovalFailure {
    fileprivate var isTransient: Bool {
        ["SlowDown", "SlowDownWrite", "SlowDownRead", "InternalError", "ServiceUnavailable", "ServerBusy"].contains(
            self.code.rawValue)
    }
}

extension String {
    /// Whether XML 1.0 has a form for every character.
    fileprivate var isWritableInXML: Bool {
        self.unicodeScalars.allSatisfy {
            switch $0.value {
            case 0x9, 0xA, 0xD, 0x20...0xFFFD, 0x1_0000...0x10_FFFF: true
            default: false
            }
        }
    }
}
