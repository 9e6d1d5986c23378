// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How many requests may be under way at once: the rest wait in order, until one ends, their time is up, or they are
/// cancelled.
///
/// The pool below would let a request wait only as long as a connection may take to open.
final class ConnectionPermits: Sendable {
    private struct State {
        var free: Int
        var next = 0
        var waiting: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        /// Waits that have been announced and are not in line yet.
        var announced: Set<Int> = []
        /// Those of them that were given up before they got in line.
        var abandoned: Set<Int> = []
    }

    private let count: Int
    private let state: Mutex<State>

    init(_ count: Int) {
        self.count = max(1, count)
        self.state = Mutex(State(free: self.count))
    }

    /// Takes a permit for a connection, waiting for one if there is none.
    ///
    /// - Throws: That all are busy for too long, or that the task is cancelled.
    func take(within limit: Duration) async throws(HTTPTransportError) {
        if await self.acquire(within: limit) { return }
        throw Task.isCancelled
            ? HTTPTransportError(.cancelled, "the task was cancelled while waiting for a connection")
            : HTTPTransportError(.connectTimeout, "all \(self.count) connections were busy for \(limit)")
    }

    /// Takes a permit, waiting for one if there is none.
    ///
    /// - Returns: Whether it was taken: `false` after the time, or if the task is cancelled.
    func acquire(within limit: Duration) async -> Bool {
        let id: Int? = self.state.withLock { state in
            if state.free > 0 {
                state.free -= 1
                return nil
            }
            state.next += 1
            state.announced.insert(state.next)
            return state.next
        }
        guard let id else { return true }
        // The clock is a child that ends with the wait, in either order.
        return await withTaskGroup(of: Bool?.self) { group in
            group.addTask { await self.wait(id) }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            // Time is up; the wait ends now with `false`, or had just been given its permit.
            return await group.next().flatMap { $0 } ?? false
        }
    }

    /// Gives a permit back, to the one who has waited longest.
    func release() {
        let next = self.state.withLock { state -> CheckedContinuation<Bool, Never>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }

    private func wait(_ id: Int) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = self.state.withLock { state in
                    state.announced.remove(id)
                    if state.abandoned.remove(id) != nil { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let continuation = self.state.withLock { state -> CheckedContinuation<Bool, Never>? in
                guard let index = state.waiting.firstIndex(where: { $0.id == id }) else {
                    if state.announced.contains(id) { state.abandoned.insert(id) }
                    return nil
                }
                return state.waiting.remove(at: index).continuation
            }
            continuation?.resume(returning: false)
        }
    }
}
