// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// When, where and for which service a signature holds.
package struct SigningScope: Sendable, Equatable {
    /// `20130524T000000Z`.
    package let timestamp: String
    /// `us-east-1`; empty where a service has none.
    package let region: String
    /// `s3`, or `sts`.
    package let service: String

    package init(date: Date, region: String, service: String = "s3") {
        self.init(timestamp: S3Timestamp.amz(date), region: region, service: service)
    }

    package init(timestamp: String, region: String, service: String = "s3") {
        self.timestamp = timestamp
        self.region = region
        self.service = service
        self.credentialScope = "\(timestamp.prefix(8))/\(region)/\(service)/aws4_request"
    }

    /// `20130524`.
    package var day: Substring { self.timestamp.prefix(8) }

    /// `20130524/us-east-1/s3/aws4_request`.
    package let credentialScope: String
}
