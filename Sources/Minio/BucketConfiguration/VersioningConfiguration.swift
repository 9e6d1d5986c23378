// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// Whether a bucket keeps the older versions of its objects.
///
/// [Versioning](https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html)
public struct VersioningConfiguration: Sendable, Hashable {
    /// What happens to an object that is written again or removed.
    public enum Status: Sendable, Hashable {
        /// It was never switched on; it cannot be set back to this.
        case off
        /// Older versions are kept, and removed objects are hidden behind delete markers.
        case enabled
        /// Versions that are there are kept; new ones are not made.
        case suspended
    }

    /// What happens to an object that is written again or removed.
    public var status: Status
    /// MinIO: prefixes under which no versions are kept, although versioning is enabled.
    public var excludedPrefixes: [String] = []
    /// MinIO: whether no versions are kept of folders, although versioning is enabled; `nil` leaves it to the server.
    public var excludesFolders: Bool?

    /// A configuration.
    public init(status: Status) { self.status = status }
}

extension MinioClient {
    /// Whether a bucket keeps versions.
    ///
    /// - Parameter bucket: The bucket.
    /// - Returns: The configuration; its status is `.off` if there never was one.
    /// - Throws: ``MinioError/Code/noSuchBucket``, ``MinioError/Code/accessDenied``,
    ///   ``MinioError/Code/notImplemented`` from servers without versions. May be retried.
    ///
    /// [GetBucketVersioning](https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html)
    public func getBucketVersioning(bucket: String) async throws(MinioError) -> VersioningConfiguration {
        try await self.execute(GetBucketConfiguration<VersioningConfiguration>(bucket: bucket))
    }

    /// Switches versions on, or suspends them; replaces the whole configuration.
    ///
    /// - Parameters:
    ///   - configuration: What shall be. `.off` cannot be set.
    ///   - bucket: The bucket.
    /// - Throws: ``MinioError/Code/invalidArgument`` for `.off`; the server's codes for what it refuses, such as suspending a
    ///   bucket with object lock. May be retried.
    ///
    /// [PutBucketVersioning](https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html)
    public func setBucketVersioning(
        _ configuration: VersioningConfiguration, bucket: String
    ) async throws(MinioError) {
        guard configuration.status != .off else {
            throw MinioError(.invalidArgument, "versioning can be suspended, but not switched off again")
                .located(operation: "PutBucketVersioning", bucket: bucket, key: nil)
        }
        try await self.execute(PutBucketConfiguration(bucket: bucket, model: configuration))
    }
}

extension VersioningConfiguration: BucketConfiguration {
    static let subresource = "versioning"
    static let name = "BucketVersioning"

    init(xml: XMLTree) throws(MinioError) {
        self.status =
            switch xml["Status"] {
            case "Enabled": .enabled
            case "Suspended": .suspended
            default: .off
            }
        self.excludedPrefixes = xml.children("ExcludedPrefixes").compactMap { $0["Prefix"] }
        self.excludesFolders = xml.bool("ExcludeFolders")
    }

    var xml: XMLTree {
        XMLTree("VersioningConfiguration", namespace: XMLTree.s3Namespace) {
            switch self.status {
            case .enabled: XMLTree("Status", "Enabled")
            case .suspended: XMLTree("Status", "Suspended")
            case .off: [XMLTree]()
            }
            for prefix in self.excludedPrefixes { XMLTree("ExcludedPrefixes") { XMLTree("Prefix", prefix) } }
            XMLTree("ExcludeFolders", self.excludesFolders)
        }
    }
}
