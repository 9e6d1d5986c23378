// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Until when a version of an object cannot be removed, and who may change that.
///
/// [Object lock](https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html)
public struct ObjectRetention: Sendable, Hashable {
    /// Who may shorten or lift a retention.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Those who have the permission to bypass it.
        case governance = "GOVERNANCE"
        /// Nobody.
        case compliance = "COMPLIANCE"
    }

    /// Who may lift it.
    public var mode: Mode
    /// Until when it holds.
    public var retainUntil: Date

    /// A retention by its parts.
    public init(mode: Mode, retainUntil: Date) {
        self.mode = mode
        self.retainUntil = retainUntil
    }
}

extension S3Request {
    /// Locks what is written.
    mutating func set(retention: ObjectRetention?, legalHold: Bool?) {
        if let retention {
            self.headers[.amzObjectLockMode] = retention.mode.rawValue
            self.headers[.amzObjectLockRetainUntilDate] = S3Timestamp.iso8601(retention.retainUntil)
        }
        if let legalHold { self.headers[.amzObjectLockLegalHold] = legalHold ? "ON" : "OFF" }
    }
}
