// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes
public import Logging

/// How a client behaves: region, addressing, retries, what goes with every request.
///
/// It is a value; ``MinioClient/with(_:)`` gives a client with another one that shares connections and caches.
public struct MinioConfiguration: OperationOptions {
    /// The region to sign for. `nil` takes it from the host's name (AWS), or finds it out per bucket and remembers it.
    public var region: String?
    /// Where the bucket's name goes: into the host (`bucket.host`) or into the path (`host/bucket`).
    public var addressing = Addressing.automatic
    /// AWS: whether to use hosts that are reached by IPv4 and IPv6. `nil` follows the endpoint.
    public var usesDualStack: Bool?
    /// AWS: whether to use transfer acceleration, which the bucket must have enabled. `nil` follows the endpoint.
    public var usesAcceleration: Bool?
    /// Which failures are tried again.
    public var retry = RetryPolicy()
    /// What the signature says of bodies.
    public var payloadSigning = PayloadSigning.automatic
    /// Which checksums go with uploads, and whether downloads are compared with theirs.
    public var checksums = ChecksumPolicy.whenRequired
    /// Headers that are sent with every request, over those that a call sets itself. They are signed where S3 asks for it.
    public var extraHeaders = HTTPFields()
    /// Parameters that are added to the query of every request.
    public var extraQuery: [QueryParameter] = []
    /// The program's name and version, added to the `User-Agent`, so that a server's operator can tell who calls.
    public var application: Application?
    /// Whether the difference to the server's clock is learned when it refuses a request for it. `true`.
    public var correctsClockSkew = true
    /// **Dangerous**: lets customer keys (SSE-C) travel over plain HTTP, where everyone on the way can read them.
    public var allowsCustomerKeysOverPlainHTTP = false
    /// Logs what belongs to no call, such as a switched-off certificate check. Calls log to the logger of their task.
    public var backgroundLogger = Logger(label: "minio")
    /// Time and chance; replaced in tests.
    package var clock = ClientClock.system

    /// The defaults.
    public init() {}

    /// One parameter of a query.
    public struct QueryParameter: Sendable, Hashable {
        /// The name, not encoded.
        public var name: String
        /// The value, not encoded.
        public var value: String

        /// A parameter by its parts.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A program that uses this library.
    public struct Application: Sendable, Hashable {
        /// The program's name.
        public var name: String
        /// The program's version.
        public var version: String

        /// A program by name and version.
        public init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    /// What a signature says of a request's body.
    public enum PayloadSigning: Sendable, Hashable {
        /// Over TLS, which protects the body, it is not signed. Over plain HTTP, a body in memory is signed whole and one
        /// that is streamed is signed chunk by chunk.
        case automatic
        /// Signed over TLS too.
        case always
        /// Never signed: anybody on the way can change the body of a request over plain HTTP.
        case never
    }
}
