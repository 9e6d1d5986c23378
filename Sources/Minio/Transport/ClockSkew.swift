// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How far the server's clock is from ours, learned when it refuses a request for it.
final class ClockSkew: Sendable {
    /// A smaller difference than this is not why a request was refused: servers allow 15 minutes.
    private static let threshold: TimeInterval = 4 * 60

    private let offset = Mutex<TimeInterval>(0)

    /// Our time as the server would say it.
    func adjusted(_ date: Date) -> Date { date.addingTimeInterval(self.offset.withLock { $0 }) }

    /// Learns from the `Date` of an answer.
    ///
    /// - Parameters:
    ///   - serverDate: The header's text.
    ///   - now: Our time, not adjusted.
    ///   - used: The time that the refused request carried.
    /// - Returns: Whether another request, dated anew, can do better than the refused one.
    func learn(from serverDate: String?, now: Date, used: Date) -> Bool {
        guard let server = serverDate.flatMap({ S3Timestamp.parse($0) }) else { return false }
        guard abs(server.timeIntervalSince(used)) >= Self.threshold else { return false }
        self.offset.withLock { $0 = server.timeIntervalSince(now) }
        return true
    }
}
