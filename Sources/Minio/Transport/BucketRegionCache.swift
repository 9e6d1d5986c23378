// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// In which region each bucket is, and who is finding out.
///
/// Any number of requests to one new bucket make one lookup: the first does it within its own task, the others wait. If
/// the first is cancelled, the next one takes over.
final class BucketRegionCache: Sendable {
    private enum Entry {
        case known(String)
        case wanted(waiting: [Int: CheckedContinuation<Step, Never>])
    }

    /// What a caller is to do next.
    private enum Step {
        case use(String)
        case lookUp
        case giveUp
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var next = 0
        /// Waits that have been announced and are not in line yet, and those of them that were cancelled.
        var announced: Set<Int> = []
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    /// The region of a bucket, if it is known.
    subscript(bucket: String) -> String? {
        self.state.withLock { if case .known(let region)? = $0.entries[bucket] { region } else { nil } }
    }

    /// Remembers what a server said.
    func learn(_ region: String, of bucket: String) {
        self.finish(bucket, with: .use(region), entry: .known(region))
    }

    /// Forgets a bucket that is gone or has moved.
    func forget(_ bucket: String) {
        self.state.withLock { state in
            if case .known? = state.entries[bucket] { state.entries[bucket] = nil }
        }
    }

    /// The region of a bucket, looked up once for all who ask at the same time.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - lookUp: Asks the server. A region that is not certain is handed to those who wait and not remembered.
    /// - Returns: The region.
    /// - Throws: What the lookup throws, or ``MinioError/Code/cancelled``.
    func region(
        of bucket: String,
        lookUp: () async throws(MinioError) -> (region: String, isCertain: Bool)
    ) async throws(MinioError) -> String {
        while true {
            switch await self.nextStep(for: bucket) {
            case .use(let region): return region
            case .giveUp: throw MinioError(.cancelled, "the task was cancelled", cause: CancellationError())
            case .lookUp:
                do throws(MinioError) {
                    let answer = try await lookUp()
                    self.finish(
                        bucket, with: .use(answer.region), entry: answer.isCertain ? .known(answer.region) : nil)
                    return answer.region
                } catch {
                    self.handOver(bucket)
                    throw error
                }
            }
        }
    }

    private func nextStep(for bucket: String) async -> Step {
        let (id, step) = self.state.withLock { state -> (Int, Step?) in
            state.next += 1
            switch state.entries[bucket] {
            case .known(let region): return (state.next, .use(region))
            case .wanted:
                state.announced.insert(state.next)
                return (state.next, nil)
            case nil:
                state.entries[bucket] = .wanted(waiting: [:])
                return (state.next, .lookUp)
            }
        }
        if let step { return step }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let step = self.state.withLock { state -> Step? in
                    state.announced.remove(id)
                    if state.cancelled.remove(id) != nil { return .giveUp }
                    switch state.entries[bucket] {
                    case .known(let region): return .use(region)
                    case .wanted(var waiting):
                        waiting[id] = continuation
                        state.entries[bucket] = .wanted(waiting: waiting)
                        return nil
                    case nil:
                        state.entries[bucket] = .wanted(waiting: [:])
                        return .lookUp
                    }
                }
                if let step { continuation.resume(returning: step) }
            }
        } onCancel: {
            let continuation = self.state.withLock { state -> CheckedContinuation<Step, Never>? in
                guard case .wanted(var waiting)? = state.entries[bucket], let found = waiting.removeValue(forKey: id)
                else {
                    if state.announced.contains(id) { state.cancelled.insert(id) }
                    return nil
                }
                state.entries[bucket] = .wanted(waiting: waiting)
                return found
            }
            continuation?.resume(returning: .giveUp)
        }
    }

    private func finish(_ bucket: String, with step: Step, entry: Entry?) {
        let waiting = self.state.withLock { state -> [Int: CheckedContinuation<Step, Never>] in
            defer { state.entries[bucket] = entry }
            return if case .wanted(let waiting)? = state.entries[bucket] { waiting } else { [:] }
        }
        for continuation in waiting.values { continuation.resume(returning: step) }
    }

    /// Lets one of those who wait look up instead.
    private func handOver(_ bucket: String) {
        let next = self.state.withLock { state -> CheckedContinuation<Step, Never>? in
            guard case .wanted(var waiting)? = state.entries[bucket], let id = waiting.keys.min() else {
                state.entries[bucket] = nil
                return nil
            }
            let next = waiting.removeValue(forKey: id)
            state.entries[bucket] = .wanted(waiting: waiting)
            return next
        }
        next?.resume(returning: .lookUp)
    }
}
