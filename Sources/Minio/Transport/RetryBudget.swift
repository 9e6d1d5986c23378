// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How many retries a client may still make, so that a server that is down is not hammered by everyone at once.
///
/// Retries take tokens, successes give back; when the bucket is empty, failures are final at once.
final class RetryBudget: Sendable {
    private static let capacity = 500
    private static let transientCost = 14
    private static let throttlingCost = 5

    private let tokens = Mutex(RetryBudget.capacity)

    /// Takes the tokens of one retry; `false` if there are not enough.
    func take(isThrottling: Bool) -> Bool {
        let cost = isThrottling ? Self.throttlingCost : Self.transientCost
        return self.tokens.withLock { tokens in
            guard tokens >= cost else { return false }
            tokens -= cost
            return true
        }
    }

    /// Gives back one token.
    func succeed() {
        self.tokens.withLock { $0 = min(Self.capacity, $0 + 1) }
    }
}
