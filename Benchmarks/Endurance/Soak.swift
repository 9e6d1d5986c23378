// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Many transfers at once for a while, and what the process holds meanwhile and afterwards.
struct Soak: Sendable {
    static let transfersAtOnce = 200
    /// How much more memory there may be at the end than near the beginning.
    static let memoryGrowth = 0.15
    /// What may be kept for good: caches, what is made once, and pages of which a little is still used.
    static let keptMemory = 64 << 20

    let client: MinioClient
    let meter: Meter
    let folder: String
    let duration: Duration
    let seed: UInt64

    /// What has come of the transfers so far.
    final class Outcome: Sendable {
        private let state = Mutex((transfers: 0, problems: [String]()))

        func count() { self.state.withLock { $0.transfers += 1 } }

        func record(_ problem: String) {
            Endurance.write("soak: FAILED: \(problem)")
            self.state.withLock { $0.problems.append(problem) }
        }

        var transfers: Int { self.state.withLock { $0.transfers } }
        var problems: [String] { self.state.withLock { $0.problems } }
    }

    func run() async throws {
        let content = try Content(folder: self.folder, seed: self.seed)
        let outcome = Outcome()
        try await self.warmUp(content)
        ProcessState.giveBackMemory()
        let before = try ProcessState.now()
        let names = try FileManager.default.contentsOfDirectory(atPath: self.folder).sorted()
        let samples = try await withThrowingTaskGroup(of: [Sample].self) { group in
            let begin = ContinuousClock.now
            group.addTask { try await self.watch(since: begin, outcome) }
            // The last round begins with time to run.
            let round = self.duration / 5
            for number in 0..<5 where outcome.problems.isEmpty {
                await self.round(number, until: begin + round * (number + 1), content, outcome)
            }
            if !outcome.problems.isEmpty { group.cancelAll() }
            return try await group.next() ?? []
        }
        let after = try await self.settled(before)
        self.judge(samples, before: before, after: after, outcome)
        if try FileManager.default.contentsOfDirectory(atPath: self.folder).sorted() != names {
            outcome.record("files are left in the folder")
        }
        guard outcome.problems.isEmpty else {
            throw Problem("\(outcome.problems.count) failures, the first: \(outcome.problems[0])")
        }
        let counts = self.meter.counts
        Endurance.write(
            "soak: ok: \(outcome.transfers) transfers, \(counts.requests) requests, \(counts.failures) of them tried again; "
                + "\(counts.sent >> 20) MiB sent, \(counts.received >> 20) MiB received")
    }

    /// A few transfers, so that what is made once is there.
    private func warmUp(_ content: Content) async throws {
        let bucket = "endurance-\(self.seed)-0"
        try await self.client.makeBucket(bucket)
        var transfer = SoakTransfer(
            client: self.client, content: content, folder: self.folder, bucket: bucket, worker: 0,
            generator: Generator(seed: self.seed))
        for _ in 0..<20 { try await transfer.run() }
        try await self.client.removeBucket(bucket)
    }

    /// Transfers into a bucket of their own, which is empty in the end.
    private func round(_ number: Int, until end: ContinuousClock.Instant, _ content: Content, _ outcome: Outcome) async
    {
        let bucket = "endurance-\(self.seed)-\(number)"
        do {
            try await self.client.makeBucket(bucket)
            await withTaskGroup(of: Void.self) { group in
                for worker in 0..<Self.transfersAtOnce {
                    group.addTask {
                        let seed = self.seed &+ UInt64(number * Self.transfersAtOnce + worker)
                        var transfer = SoakTransfer(
                            client: self.client, content: content, folder: self.folder, bucket: bucket, worker: worker,
                            generator: Generator(seed: seed &* 0x9E37_79B9))
                        while ContinuousClock.now < end, outcome.problems.count < 10 {
                            do {
                                try await transfer.run()
                                outcome.count()
                            } catch {
                                outcome.record("\(transfer.description): \(error)")
                            }
                        }
                    }
                }
            }
            if let left = try await self.client.listObjects(bucket: bucket).collect(limit: 1).first {
                throw Problem("the object \(left.key) is left")
            }
            if let left = try await self.client.listMultipartUploads(bucket: bucket).collect(limit: 1).first {
                throw Problem("an upload of \(left.key) is left")
            }
            try await self.client.removeBucket(bucket)
        } catch {
            outcome.record("round \(number + 1): \(error)")
        }
    }

    // MARK: - What the process holds

    struct Sample: Sendable {
        var time: Duration
        var state: ProcessState
    }

    /// Looks once a second, and prints a line every 15.
    private func watch(since begin: ContinuousClock.Instant, _ outcome: Outcome) async throws -> [Sample] {
        var samples: [Sample] = []
        var next = Duration.seconds(15)
        while true {
            let time = ContinuousClock.now - begin
            guard time < self.duration, !Task.isCancelled else { return samples }
            let state = try ProcessState.now()
            samples.append(Sample(time: time, state: state))
            if time >= next {
                self.tell(time, state, outcome)
                next += .seconds(15)
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func tell(_ time: Duration, _ state: ProcessState, _ outcome: Outcome) {
        let counts = self.meter.counts
        Endurance.write(
            "soak: \(time.components.seconds) s: \(outcome.transfers) transfers, \(counts.requests) requests, "
                + "\(counts.sent >> 20) MiB sent, \(counts.received >> 20) MiB received, \(counts.failures) tried again; "
                + "\(state.memory >> 20) MiB of memory, \(state.sockets) sockets, "
                + "\(state.files.count) files")
    }

    /// Waits until idle connections must be closed.
    private func settled(_ before: ProcessState) async throws -> ProcessState {
        let limit = ContinuousClock.now + HTTPSettings().idleConnectionTimeout + .seconds(10)
        while ContinuousClock.now < limit {
            let state = try ProcessState.now()
            if state.sockets == 0, state.files.count <= before.files.count { break }
            try await Task.sleep(for: .milliseconds(500))
        }
        ProcessState.giveBackMemory()
        return try ProcessState.now()
    }

    private func judge(_ samples: [Sample], before: ProcessState, after: ProcessState, _ outcome: Outcome) {
        let limit = HTTPSettings().maximumConnections
        let most = samples.map(\.state.sockets).max() ?? 0
        if most > limit { outcome.record("\(most) connections, and \(limit) are allowed") }
        if after.sockets > 0 { outcome.record("\(after.sockets) connections stay open") }
        if after.files.count > before.files.count {
            outcome.record("open files are \(after.files.sorted()), and were \(before.files.sorted())")
        }
        if after.memory > before.memory + Self.keptMemory {
            outcome.record(
                "\(after.memory >> 20) MiB are in use when all is done, and were \(before.memory >> 20) MiB before")
        }
        // The same quarter of the second round of five, and of the last: large transfers pile up in each. During the first,
        // what each connection receives into grows to its size, which it keeps until the connection is closed.
        let early = self.memory(of: samples, from: self.duration * 7 / 20, to: self.duration * 2 / 5)
        let late = self.memory(of: samples, from: self.duration * 19 / 20, to: self.duration)
        Endurance.write(
            "soak: memory: \(early >> 20) MiB after the second round, \(late >> 20) MiB after the last; idle: "
                + "\(before.memory >> 20) MiB before, \(after.memory >> 20) MiB afterwards; "
                + "connections: \(most) at most, \(after.sockets) in the end; "
                + "files: \(before.files.count) before, \(after.files.count) after")
        if Double(late) > Double(early) * (1 + Self.memoryGrowth) { outcome.record("the memory has grown") }
    }

    /// The middle one of the figures of a while.
    private func memory(of samples: [Sample], from begin: Duration, to end: Duration) -> Int {
        let figures = samples.filter { (begin..<end).contains($0.time) }.map(\.state.memory).sorted()
        return figures.isEmpty ? 0 : figures[figures.count / 2]
    }
}
