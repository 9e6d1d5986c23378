// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Checks the signature of a request, in its header or its query, as S3 does.
///
/// [Header](https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html),
/// [query](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).
struct SignatureCheck {
    /// A signature that was right, and what it says of the body.
    struct Verified {
        var signature: String
        var scope: SigningScope
        var key: SigningKey
        /// The value of `x-amz-content-sha256`, or `UNSIGNED-PAYLOAD` for a presigned request.
        var payloadHash: String
    }

    /// What a request claims.
    private struct Claim {
        var accessKey: String
        var scope: SigningScope
        var signedHeaders: String
        var signature: String
        var token: String?
        var payloadHash: String
        var isPresigned: Bool
    }

    let call: Call
    let operation: Operation

    private static let algorithm = "AWS4-HMAC-SHA256"
    private static let tolerance: Double = 15 * 60

    /// - Returns: `nil` for a request without a signature, where that is allowed.
    func verify() throws(Refusal) -> Verified? {
        let header = self.call.headers[.authorization]
        let isPresigned = self.call.parameter("X-Amz-Algorithm") != nil || self.call.parameter("X-Amz-Signature") != nil
        if header != nil && isPresigned {
            throw .invalidArgument("Only one auth mechanism allowed", name: "Authorization", value: header)
        }
        if let header { return try self.verify(self.headerClaim(header)) }
        if isPresigned { return try self.verify(self.queryClaim()) }
        if self.call.parameter("AWSAccessKeyId") != nil { throw Self.unsupportedMechanism }
        guard !self.call.configuration.requiresSignatures else { throw .accessDenied() }
        return nil
    }

    // MARK: - Reading the claim

    private func headerClaim(_ header: String) throws(Refusal) -> Claim {
        guard header.hasPrefix("\(Self.algorithm) ") else {
            throw Self.unsupportedMechanism
        }
        var parts: [String: String] = [:]
        for part in header.dropFirst(Self.algorithm.utf8.count + 1).split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { parts[pair[0].trimmingXMLSpace] = pair[1].trimmingXMLSpace }
        }
        guard let credential = parts["Credential"], let signedHeaders = parts["SignedHeaders"],
            let signature = parts["Signature"]
        else { throw Self.malformedHeader("the header needs Credential, SignedHeaders and Signature.") }
        guard let payloadHash = self.call.headers[.amzContentSHA256] else {
            throw .invalidRequest("Missing required header for this request: x-amz-content-sha256")
        }
        guard let timestamp = self.timestamp() else {
            throw .accessDenied("AWS authentication requires a valid Date or x-amz-date header")
        }
        let (accessKey, scope) = try self.credential(credential, timestamp: timestamp, isPresigned: false)
        return Claim(
            accessKey: accessKey, scope: scope, signedHeaders: signedHeaders, signature: signature,
            token: self.call.headers[.amzSecurityToken], payloadHash: payloadHash, isPresigned: false)
    }

    private func queryClaim() throws(Refusal) -> Claim {
        guard self.call.parameter("X-Amz-Algorithm") == Self.algorithm else {
            throw Self.malformedQuery("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"")
        }
        guard let credential = self.call.parameter("X-Amz-Credential"),
            let timestamp = self.call.parameter("X-Amz-Date"), let expires = self.call.parameter("X-Amz-Expires"),
            let signedHeaders = self.call.parameter("X-Amz-SignedHeaders"),
            let signature = self.call.parameter("X-Amz-Signature")
        else {
            throw Self.malformedQuery(
                "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
                    + "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.")
        }
        guard let seconds = Int(expires), seconds >= 1 else {
            throw Self.malformedQuery("X-Amz-Expires should be a number, and at least 1")
        }
        guard seconds <= 604_800 else {
            throw Self.malformedQuery(
                "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less "
                    + "than 604800 seconds")
        }
        guard Self.isTimestamp(timestamp), let date = S3Timestamp.parse(timestamp) else {
            throw Self.malformedQuery("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
        }
        let (accessKey, scope) = try self.credential(credential, timestamp: timestamp, isPresigned: true)
        let age = self.call.now.timeIntervalSince(date)
        if age < -Self.tolerance { throw .accessDenied("Request is not yet valid") }
        if age > Double(seconds) {
            throw Refusal.accessDenied("Request has expired")
                .detail("X-Amz-Expires", expires)
                .detail("Expires", S3Timestamp.iso8601(date.addingTimeInterval(Double(seconds))))
                .detail("ServerTime", S3Timestamp.iso8601(self.call.now))
        }
        return Claim(
            accessKey: accessKey, scope: scope, signedHeaders: signedHeaders, signature: signature,
            token: self.call.parameter("X-Amz-Security-Token"),
            payloadHash: self.call.headers[.amzContentSHA256] ?? "UNSIGNED-PAYLOAD", isPresigned: true)
    }

    /// `x-amz-date`, or `Date` in the same form.
    private func timestamp() -> String? {
        if let text = self.call.headers[.amzDate] { return Self.isTimestamp(text) ? text : nil }
        return self.call.headers[.date].flatMap(S3Timestamp.parse).map(S3Timestamp.amz)
    }

    private static func isTimestamp(_ text: String) -> Bool {
        S3Timestamp.parse(text).map(S3Timestamp.amz) == text
    }

    /// Takes `AKIA…/20130524/us-east-1/s3/aws4_request` apart; an access key may hold slashes of its own.
    private func credential(
        _ text: String, timestamp: String, isPresigned: Bool
    ) throws(Refusal) -> (accessKey: String, scope: SigningScope) {
        let malformed = isPresigned ? Self.malformedQuery : Self.malformedHeader
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 5 else { throw malformed("the Credential is mal-formed.") }
        let scope = SigningScope(timestamp: timestamp, region: String(parts[parts.count - 3]))
        guard parts[parts.count - 4] == scope.day else {
            throw malformed("Invalid credential date \"\(parts[parts.count - 4])\".")
        }
        guard parts[parts.count - 2] == "s3", parts[parts.count - 1] == "aws4_request" else {
            throw malformed("the Credential is for another service or has no aws4_request at its end.")
        }
        // Where a bucket is, and which there are, is asked by clients that do not know the region yet.
        let expected = self.call.configuration.region
        guard scope.region == expected || self.operation == .getBucketLocation || self.operation == .listBuckets else {
            throw malformed("the region '\(scope.region)' is wrong; expecting '\(expected)'")
                .detail("Region", expected)
        }
        return (parts[..<(parts.count - 4)].joined(separator: "/"), scope)
    }

    // MARK: - Judging it

    private func verify(_ claim: Claim) throws(Refusal) -> Verified {
        let configuration = self.call.configuration
        guard claim.accessKey.utf8.elementsEqual(configuration.accessKey.utf8) else {
            throw Refusal(
                403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."
            ).detail("AWSAccessKeyId", claim.accessKey)
        }
        guard claim.token == configuration.sessionToken else {
            throw Refusal(400, "InvalidToken", "The provided token is malformed or otherwise invalid.")
        }
        if !claim.isPresigned { try self.checkClock(claim.scope) }
        let signed = claim.signedHeaders.split(separator: ";").map(String.init)
        try self.checkCoverage(signed)
        let canonical = CanonicalRequest(
            method: self.call.request.method.rawValue, path: try self.canonicalPath(),
            query: try self.canonicalQuery(isPresigned: claim.isPresigned), headers: self.fields(signed),
            payloadHash: claim.payloadHash)
        let key = SigningKey(secretKey: configuration.secretKey, scope: claim.scope)
        let stringToSign = SigV4Signer.stringToSign(canonical, scope: claim.scope)
        guard canonical.signedHeaders == claim.signedHeaders, key.isValid(claim.signature, of: stringToSign) else {
            throw Refusal(
                403, "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. "
                    + "Check your key and signing method."
            )
            .detail("AWSAccessKeyId", claim.accessKey)
            .detail("StringToSign", stringToSign)
            .detail("SignatureProvided", claim.signature)
        }
        return Verified(signature: claim.signature, scope: claim.scope, key: key, payloadHash: claim.payloadHash)
    }

    private func checkClock(_ scope: SigningScope) throws(Refusal) {
        guard let date = S3Timestamp.parse(scope.timestamp),
            abs(self.call.now.timeIntervalSince(date)) <= Self.tolerance
        else {
            throw Refusal(
                403, "RequestTimeTooSkewed",
                "The difference between the request time and the current time is too large."
            )
            .detail("RequestTime", scope.timestamp)
            .detail("ServerTime", S3Timestamp.iso8601(self.call.now))
            .detail("MaxAllowedSkewMilliseconds", "900000")
        }
    }

    /// The host, the digest of the body and everything that S3 acts upon must be signed.
    private func checkCoverage(_ signed: [String]) throws(Refusal) {
        let names = Set(signed)
        var missing = names.contains("host") ? [] : ["host"]
        for name in self.call.headers.map(\.name.canonicalName) where !names.contains(name) {
            if name.hasPrefix("x-amz-") || name == "content-md5" { missing.append(name) }
        }
        guard missing.isEmpty else {
            throw Refusal.accessDenied("There were headers present in the request which were not signed")
                .detail("HeadersNotSigned", missing.joined(separator: ", "))
        }
    }

    private func fields(_ signed: [String]) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        for name in signed {
            if name == "host" {
                fields.append((name, self.call.request.authority))
            } else {
                for field in self.call.headers where field.name.canonicalName == name {
                    fields.append((name, field.value))
                }
            }
        }
        return fields
    }

    /// The path as it has to be encoded, whatever the client made of it.
    private func canonicalPath() throws(Refusal) -> String {
        guard let path = PercentEncoding.decode(self.call.request.path) else { throw .invalidURI }
        return PercentEncoding.path(path)
    }

    private func canonicalQuery(isPresigned: Bool) throws(Refusal) -> String {
        let omitted = isPresigned ? "X-Amz-Signature" : nil
        guard let query = CanonicalRequest.canonicalQuery(self.call.request.query, omitting: omitted) else {
            throw .invalidURI
        }
        return query
    }

    private static let unsupportedMechanism = Refusal.invalidRequest(
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.")

    private static func malformedHeader(_ reason: String) -> Refusal {
        Refusal(400, "AuthorizationHeaderMalformed", "The authorization header is malformed; \(reason)")
    }

    private static func malformedQuery(_ reason: String) -> Refusal {
        Refusal(400, "AuthorizationQueryParametersError", reason)
    }
}
