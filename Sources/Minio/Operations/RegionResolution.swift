// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore

extension MinioClient {
    /// The region to sign a request for: what the operation or the server says, what was learned of the bucket, what is
    /// configured, what the host's name says, else the answer to a lookup.
    func region(
        for request: S3Request, isSigned: Bool, corrected: String?
    ) async throws(MinioError) -> String {
        if let region = corrected ?? request.region { return region }
        if let bucket = request.bucket, !request.isBucketCreation, let region = self.memory.regions[bucket] {
            return region
        }
        if let region = self.configuration.region ?? self.endpoint.region { return region }
        guard let bucket = request.bucket, isSigned, !request.isBucketCreation else { return Self.defaultRegion }
        return try await self.memory.regions.region(of: bucket) { () throws(MinioError) in
            try await self.lookUpRegion(of: bucket)
        }
    }

    /// Asks the server for a bucket's region.
    ///
    /// Whoever may not ask is told the region with the refusal, or is taken to be in the default one; a bucket that is not
    /// there is for the call itself to report.
    private func lookUpRegion(of bucket: String) async throws(MinioError) -> (region: String, isCertain: Bool) {
        do throws(MinioError) {
            return (try await self.execute(GetBucketLocation(bucket: bucket)), true)
        } catch {
            switch error.code {
            case .cancelled, .transport, .timeout, .tls, .credentials, .invalidArgument:
                // It is the caller's own call that fails.
                var error = error
                error.operation = nil
                throw error
            default:
                if let region = error.region, Self.isPlausible(region) { return (region, true) }
                return (Self.defaultRegion, error.code == .accessDenied || error.code == .notImplemented)
            }
        }
    }

    /// Where S3 is when nobody says otherwise.
    static let defaultRegion = "us-east-1"

    /// Whether a region that a server named is one: it becomes part of a host's name on AWS.
    static func isPlausible(_ region: String) -> Bool {
        (1...64).contains(region.utf8.count)
            && region.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// Takes what a failed attempt says about region, time, connection and credentials.
    ///
    /// - Returns: Whether the next attempt, made with it at once, can do better. Each kind only once per call.
    func correct(
        _ corrections: inout Corrections, after failure: AttemptFailure, _ request: S3Request,
        idempotency: Idempotency
    ) async -> Bool {
        if failure.progress == .answered {
            if await self.correctRegion(&corrections, after: failure, request) { return true }
            if self.correctClock(&corrections, after: failure, request) { return true }
            if self.correctChecksums(&corrections, after: failure, request) { return true }
            if failure.error.code == .expiredToken, !corrections.hasRefreshedCredentials {
                corrections.hasRefreshedCredentials = true
                return true
            }
        }
        if failure.wasIdleConnection, !corrections.hasReconnected, idempotency.mayFollowLostAnswer,
            self.configuration.retry.maximumAttempts > 1
        {
            corrections.hasReconnected = true
            return true
        }
        return false
    }

    private func correctRegion(
        _ corrections: inout Corrections, after failure: AttemptFailure, _ request: S3Request
    ) async -> Bool {
        let status = failure.error.status?.code ?? 0
        let isAboutRegion =
            [301, 302, 307, 308].contains(status)
            || [
                "AuthorizationHeaderMalformed", "InvalidRegion", "IllegalLocationConstraintException",
                "PermanentRedirect", "TemporaryRedirect", "Redirect",
            ].contains(failure.error.code.rawValue)
            || (status == 400 && request.method == .head)
        guard isAboutRegion, !corrections.hasCorrectedRegion, request.region == nil else { return false }
        var region = failure.error.region
        if region == nil, request.method == .head, let bucket = request.bucket {
            region = try? await self.lookUpRegion(of: bucket).region
        }
        guard let region, Self.isPlausible(region), region != corrections.usedRegion else { return false }
        corrections.hasCorrectedRegion = true
        corrections.region = region
        if let bucket = request.bucket { self.memory.regions.learn(region, of: bucket) }
        return true
    }

    private func correctClock(
        _ corrections: inout Corrections, after failure: AttemptFailure, _ request: S3Request
    ) -> Bool {
        // A HEAD is refused without a word; there, only the clocks themselves tell.
        let isAboutTime =
            ["RequestTimeTooSkewed", "RequestExpired"].contains(failure.error.code.rawValue)
            || (request.method == .head && failure.error.status == .forbidden)
        guard isAboutTime, !corrections.hasCorrectedClock, self.configuration.correctsClockSkew else { return false }
        corrections.hasCorrectedClock = true
        return self.memory.clockSkew.learn(
            from: failure.serverDate, now: self.configuration.clock.date(), used: corrections.usedDate)
    }
}
