// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// An access key, its secret and, if they are temporary, a session token.
///
/// Only the access key is ever printed: descriptions, mirrors and dumps show nothing of the secret or the token.
public struct Credentials: Sendable, Equatable {
    /// The access key, which names the account; not secret.
    public var accessKey: String
    /// The secret key, which signatures are made with. It never leaves the process.
    public var secretKey: String
    /// The session token of temporary credentials; `nil` for lasting ones.
    public var sessionToken: String?
    /// When the credentials end; `nil` if never, or unknown.
    public var expiration: Date?

    /// Credentials from their parts.
    public init(accessKey: String, secretKey: String, sessionToken: String? = nil, expiration: Date? = nil) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A line for people; nothing secret is in it.
    public var description: String {
        let token = self.sessionToken == nil ? "" : ", sessionToken: redacted"
        return "Credentials(accessKey: \(self.accessKey), secretKey: redacted\(token))"
    }

    /// The same as the description.
    public var debugDescription: String { self.description }

    /// What a dump shows: nothing secret.
    public var customMirror: Mirror { Mirror(self, children: ["accessKey": self.accessKey]) }
}
