// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// How ``MinioClient/removePrefix(bucket:prefix:options:)`` removes objects.
public struct RemovePrefixOptions: OperationOptions {
    /// Which objects to remove, by their keys; `nil` for all.
    public var includes: (@Sendable (_ key: String) -> Bool)?
    /// Whether every version and delete marker is removed for good. If not, objects become hidden where versions are kept.
    public var removesAllVersions = false
    /// Whether to remove versions that governance retention protects, which takes a permission of its own.
    public var bypassesGovernanceRetention = false
    /// How many objects to name in one request, 1 to 1,000.
    public var batchSize = 1000
    /// How many such requests are sent at once. 4.
    public var parallelism = 4
    /// Hears how many objects are gone.
    public var progress: FolderProgressHandler?

    /// The defaults.
    public init() {}
}

/// What became of the objects that were to be removed.
public struct RemovePrefixResult: Sendable {
    /// How many objects, or versions, are gone.
    public internal(set) var removedCount = 0
    /// What could not be removed, and why.
    public internal(set) var failures: [RemovalFailure] = []
}

extension MinioClient {
    /// Removes the objects whose keys begin with a prefix.
    ///
    /// ```swift
    /// let result = try await minio.removePrefix(bucket: "backups", prefix: "2019/")
    /// print(result.removedCount, "gone,", result.failures.count, "left")
    /// ```
    ///
    /// What is stored while it runs may be removed or not.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - prefix: What keys begin with, as text: `2019` is also the beginning of `20190/a`. Empty for everything that is in
    ///     the bucket.
    ///   - options: Which objects, versions, retention, concurrency.
    /// - Returns: How many are gone, and what is not.
    /// - Throws: What the listing throws, and ``MinioError/Code/accessDenied`` where nothing may be removed. What is gone
    ///   until then stays gone. May be called again.
    ///
    /// [ListObjectsV2](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html),
    /// [ListObjectVersions](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html),
    /// [DeleteObjects](https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html)
    public func removePrefix(
        bucket: String, prefix: String, options: RemovePrefixOptions = RemovePrefixOptions()
    ) async throws(MinioError) -> RemovePrefixResult {
        guard (1...1000).contains(options.batchSize) else {
            throw MinioError(.invalidArgument, "a request removes 1 to 1,000 objects, not \(options.batchSize)")
        }
        if options.removesAllVersions {
            var versions = self.listObjectVersions(bucket: bucket, options: .with { $0.prefix = prefix })
                .makeAsyncIterator()
            return try await self.remove(bucket: bucket, prefix: prefix, options) { () throws(MinioError) in
                try await versions.next().map { ObjectReference(key: $0.key, versionID: $0.versionID) }
            }
        }
        var objects = self.listObjects(bucket: bucket, options: .with { $0.prefix = prefix }).makeAsyncIterator()
        return try await self.remove(bucket: bucket, prefix: prefix, options) { () throws(MinioError) in
            try await objects.next().map { ObjectReference(key: $0.key) }
        }
    }

    /// Removes what a listing gives, a batch at a time.
    private func remove(
        bucket: String, prefix: String, _ options: RemovePrefixOptions,
        next: () async throws(MinioError) -> ObjectReference?
    ) async throws(MinioError) -> RemovePrefixResult {
        let meter = FolderProgressMeter(options.progress)
        let removal = RemoveObjectsOptions.with {
            $0.bypassesGovernanceRetention = options.bypassesGovernanceRetention
            $0.batchSize = options.batchSize
        }
        var result = RemovePrefixResult()
        var isAtEnd = false
        try await forEachConcurrently(limit: options.parallelism) { () throws(MinioError) -> [ObjectReference]? in
            var batch: [ObjectReference] = []
            while !isAtEnd, batch.count < options.batchSize {
                guard let object = try await next() else {
                    isAtEnd = true
                    meter.foundAll()
                    break
                }
                // A server that lists what it was not asked for must not have it removed.
                guard object.key.utf8.starts(with: prefix.utf8) else {
                    throw MinioError(.malformedResponse, "the listing has a key that does not begin with the prefix")
                }
                if let includes = options.includes, !includes(object.key) { continue }
                meter.find(bytes: 0)
                batch.append(object)
            }
            return batch.isEmpty ? nil : batch
        } work: { (batch) throws(MinioError) in
            (batch.count, try await self.remove(batch, bucket: bucket, options: removal))
        } deliver: { (count, failures) throws(MinioError) in
            result.removedCount += count - failures.count
            result.failures += failures
            meter.complete(count - failures.count)
            if !failures.isEmpty { meter.fail(failures.count) }
        }
        return result
    }
}
