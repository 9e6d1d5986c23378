// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// Which failures are tried again, how often, and after what pause.
///
/// A request is only ever sent again if its body can be had again and the failure says that it makes sense; each attempt
/// gets a new date and signature. Pauses grow and are drawn at random, so that many clients do not come back at once.
public struct RetryPolicy: Sendable, Hashable {
    /// How many times a request is sent at most. 5; 1 never retries.
    public var maximumAttempts = 5
    /// After what time since the first attempt no further one begins. 180 seconds.
    public var timeLimit: Duration = .seconds(180)
    /// The longest first pause after a failure that may pass quickly. 50 milliseconds; it doubles each time.
    public var baseDelay: Duration = .milliseconds(50)
    /// The longest first pause after the server asked for fewer requests. 1 second; it doubles each time.
    public var throttlingBaseDelay: Duration = .seconds(1)
    /// The longest pause. 20 seconds.
    public var maximumDelay: Duration = .seconds(20)

    /// The defaults.
    public init() {}

    /// Every request is sent once.
    public static let never: RetryPolicy = {
        var policy = RetryPolicy()
        policy.maximumAttempts = 1
        return policy
    }()
}

/// What happens if a request arrives twice, which decides what a lost answer may lead to.
enum Idempotency: Sendable {
    /// Nothing: a read, or a write whose second time changes nothing.
    case idempotent
    /// The second time is refused because the first took effect: a write under a condition.
    case conditional
    /// Something happens twice.
    case repeatable(harm: StaticString)

    var mayFollowLostAnswer: Bool {
        switch self {
        case .idempotent, .conditional: true
        case .repeatable: false
        }
    }
}

/// What one attempt came to when it failed.
struct AttemptFailure: Error {
    /// How much the server can have done.
    enum Progress: Sendable {
        /// Nothing was sent.
        case notSent
        /// The request may have arrived; no answer came.
        case answerLost
        /// An answer came, and says what failed.
        case answered
    }

    var error: MinioError
    var progress: Progress
    /// The pause that the server asked for.
    var retryAfter: Duration?
    /// The server's clock.
    var serverDate: String?
    /// Whether the connection had been idle and was closed under us.
    var wasIdleConnection = false
    /// Whether this kind of failure can pass by itself.
    var isTransient = false

    /// Whether the server asked for fewer requests.
    var isThrottling: Bool {
        if let status = self.error.status, status.code == 429 { return true }
        return Self.throttlingCodes.contains(self.error.code.rawValue)
    }

    /// Whether the bytes that arrived are not those that were sent, which is the connection's fault once, and perhaps twice.
    var isDamage: Bool {
        self.error.code == .checksumMismatch || Self.damageCodes.contains(self.error.code.rawValue)
    }

    /// How often what was damaged is sent again.
    static let maximumDamageRetries = 2

    /// Whether trying again can help.
    var isRetryable: Bool {
        switch self.progress {
        case .notSent, .answerLost: self.isTransient
        case .answered:
            self.isTransient || self.isThrottling || self.isDamage
                || Self.transientCodes.contains(self.error.code.rawValue)
                || self.error.status.map { Self.transientStatuses.contains($0.code) } ?? false
        }
    }

    private static let transientStatuses: Set<Int> = [
        408, 429, 499, 500, 502, 503, 504, 509, 520, 521, 522, 523, 524, 598, 599,
    ]

    private static let throttlingCodes: Set<String> = [
        "SlowDown", "SlowDownRead", "SlowDownWrite", "Throttling", "ThrottlingException", "ThrottledException",
        "RequestThrottled", "RequestThrottledException", "RequestLimitExceeded", "TooManyRequests",
        "TooManyRequestsException", "BandwidthLimitExceeded", "ProvisionedThroughputExceededException",
        "LimitExceededException", "TransactionInProgressException", "EC2ThrottledException",
    ]

    private static let transientCodes: Set<String> = [
        "InternalError", "RequestTimeout", "RequestTimeoutException", "ServiceUnavailable", "ServerBusy",
        "PriorRequestNotComplete", "OperationAborted", "ConditionalRequestConflict", "XMinioServerNotInitialized",
        "XMinioIAMNotInitialized", "XMinioBucketMetadataNotInitialized",
    ]

    private static let damageCodes: Set<String> = [
        "BadDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch",
    ]
}

extension RetryPolicy {
    /// The pause before the next attempt; `nil` if there shall be none.
    ///
    /// - Parameters:
    ///   - failure: What the last attempt came to.
    ///   - attempt: How many attempts there have been.
    ///   - idempotency: What a second arrival would do.
    ///   - isReplayable: Whether the body can be sent again.
    ///   - elapsed: The time since the first attempt.
    ///   - random: A number from 0 up to, not including, 1.
    /// - Returns: The pause; `nil` if the failure is final.
    func delay(
        after failure: AttemptFailure, attempt: Int, idempotency: Idempotency, isReplayable: Bool, elapsed: Duration,
        random: Double
    ) -> Duration? {
        guard attempt < self.maximumAttempts, isReplayable, failure.isRetryable else { return nil }
        switch failure.progress {
        case .notSent: break
        case .answerLost: guard idempotency.mayFollowLostAnswer else { return nil }
        case .answered: guard idempotency.mayFollowLostAnswer || failure.isThrottling else { return nil }
        }
        let longest = min(self.maximumDelay, .seconds(86_400))
        let base = min(longest, failure.isThrottling ? self.throttlingBaseDelay : self.baseDelay)
        let ceiling = min(longest, base * (1 << min(max(0, attempt - 1), 20)))
        var delay = ceiling * min(max(random, 0), 1)
        // What the server asks for is heard, but only within reason: some always ask for a minute.
        if let asked = failure.retryAfter { delay = min(max(asked, delay), delay + .seconds(5)) }
        return elapsed + delay < self.timeLimit ? delay : nil
    }
}
