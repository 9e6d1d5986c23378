// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// Where credentials come from.
///
/// A client asks before every attempt of every request, so a provider that fetches credentials must keep them until
/// they end. Its errors reach the caller with the code ``MinioError/Code/credentials``.
public protocol CredentialsProvider: Sendable {
    /// The credentials to sign the next request with; `nil` to send it unsigned.
    func credentials() async throws -> Credentials?
}

/// Credentials that never change.
public struct StaticCredentials: CredentialsProvider {
    private let fixed: Credentials?

    fileprivate init(_ credentials: Credentials?) { self.fixed = credentials }

    /// The credentials that this provider was made with.
    public func credentials() async -> Credentials? { self.fixed }
}

extension CredentialsProvider where Self == StaticCredentials {
    /// An access key and its secret, with the session token if they are temporary.
    public static func `static`(
        accessKey: String, secretKey: String, sessionToken: String? = nil
    ) -> StaticCredentials {
        StaticCredentials(Credentials(accessKey: accessKey, secretKey: secretKey, sessionToken: sessionToken))
    }

    /// No credentials: requests are not signed, and only what is public can be reached.
    public static var anonymous: StaticCredentials { StaticCredentials(nil) }
}
