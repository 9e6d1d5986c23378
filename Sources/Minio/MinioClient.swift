// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Logging

/// A client of one S3 endpoint: MinIO, or any other server that speaks S3.
///
/// ```swift
/// let minio = try MinioClient(
///     "https://play.min.io", credentials: .static(accessKey: "…", secretKey: "…"))
///
/// try await minio.makeBucket("photos")
/// try await minio.putObject(bucket: "photos", key: "cat.jpg", .file("cat.jpg"))
/// for try await object in minio.listObjects(bucket: "photos") {
///     print(object.key, object.size ?? 0)
/// }
/// ```
///
/// It is a value that may be copied and used from any number of tasks; copies share connections and what was learned
/// about the server. There is nothing to start and nothing to shut down. To stop a call, cancel its task.
public struct MinioClient: Sendable {
    /// The server.
    public let endpoint: Endpoint
    /// How the client behaves.
    public let configuration: MinioConfiguration

    let credentials: any CredentialsProvider
    package let transport: any HTTPTransport
    let memory: ServerMemory

    /// A client for an endpoint.
    ///
    /// Nothing is sent; a server that is not there shows with the first call.
    ///
    /// - Parameters:
    ///   - endpoint: `host`, `host:port`, or a URL without a path. Without a scheme it is `https`.
    ///   - credentials: Where credentials come from; `.anonymous` to send unsigned requests.
    ///   - configuration: Region, addressing, retries.
    ///   - transport: How requests travel; `nil` for the process-wide ``HTTP1Transport``, on Apple's platforms
    ///     ``AsyncHTTPClientTransport``.
    /// - Throws: ``MinioError/Code/invalidArgument`` if the endpoint or a setting cannot be right.
    public init(
        _ endpoint: String, credentials: any CredentialsProvider,
        configuration: MinioConfiguration = MinioConfiguration(), transport: (any HTTPTransport)? = nil
    ) throws(MinioError) {
        self.endpoint = try Endpoint(endpoint, region: configuration.region)
        self.configuration = configuration
        self.credentials = credentials
        if let transport {
            self.transport = transport
        } else {
            self.transport = try DefaultTransport.shared()
        }
        self.memory = ServerMemory()
        if DefaultTransport.settings(of: self.transport)?.tls.isVerificationDisabledInsecurely == true {
            configuration.backgroundLogger.warning("TLS certificates are not verified: anybody can read this traffic")
        }
    }

    private init(copying client: MinioClient, configuration: MinioConfiguration) {
        self.endpoint = client.endpoint
        self.configuration = configuration
        self.credentials = client.credentials
        self.transport = client.transport
        self.memory = client.memory
    }

    /// The same client with a changed configuration; it shares connections and caches with this one.
    ///
    /// ```swift
    /// let europe = minio.with { $0.region = "eu-west-1" }
    /// ```
    public func with(_ change: (inout MinioConfiguration) -> Void) -> MinioClient {
        var configuration = self.configuration
        change(&configuration)
        return MinioClient(copying: self, configuration: configuration)
    }

    /// The version of this library.
    public static let version = "0.1.0"
}

/// What the copies of a client have learned about their server.
final class ServerMemory: Sendable {
    let regions = BucketRegionCache()
    let signer = SigV4Signer()
    let retries = RetryBudget()
    let clockSkew = ClockSkew()
    let checksums = ChecksumSupport()
}
