// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// Time and chance, as the call path sees them: replaced in tests, so that these take no time.
package struct ClientClock: Sendable {
    /// The date by the wall clock, which signatures carry.
    package var date: @Sendable () -> Date
    /// A time that only ever grows.
    package var uptime: @Sendable () -> Duration
    /// Waits; throws when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// A number from 0 up to, not including, 1.
    package var random: @Sendable () -> Double

    package init(
        date: @escaping @Sendable () -> Date, uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void, random: @escaping @Sendable () -> Double
    ) {
        self.date = date
        self.uptime = uptime
        self.sleep = sleep
        self.random = random
    }

    /// The machine's.
    package static let system: ClientClock = {
        let start = ContinuousClock.now
        return ClientClock(
            date: { Date() }, uptime: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) },
            random: { Double.random(in: 0..<1) })
    }()
}
