// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// What ``MinioClient/listObjects(bucket:options:)`` lists.
public struct ListObjectsOptions: OperationOptions {
    /// Only keys that begin so.
    public var prefix: String?
    /// Keys that have this text after the prefix are rolled up into one common prefix, as `/` does for folders. `nil` lists
    /// every key.
    public var delimiter: String?
    /// Only keys after this one, in the order of their UTF-8 bytes. It need not exist.
    public var startAfter: String?
    /// How many entries to ask for at a time, 1 to 1,000; `nil` for the server's choice, most often 1,000.
    public var pageSize: Int?
    /// Whether to ask for each object's owner.
    public var includesOwner = false
    /// Whether to ask for metadata and content types, which MinIO can send along and others ignore.
    public var includesMetadata = false
    /// Which of S3's two listings to use: the first only for servers that do not know the second.
    public var version = Version.v2

    /// The defaults.
    public init() {}

    /// S3's two listings of objects.
    public enum Version: Sendable, Hashable {
        /// `ListObjects`, superseded.
        case v1
        /// `ListObjectsV2`.
        case v2
    }
}

extension MinioClient {
    /// Lists the objects of a bucket, in the order of their keys' UTF-8 bytes.
    ///
    /// ```swift
    /// for try await object in minio.listObjects(bucket: "photos", options: .with { $0.prefix = "2024/" }) {
    ///     print(object.key, object.size ?? 0)
    /// }
    /// ```
    ///
    /// With a delimiter, what is rolled up is not among the objects: it is in ``ObjectPage/commonPrefixes`` of each of the
    /// `pages`, and between the objects in ``ObjectPage/entries``.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - options: Prefix, delimiter, where to begin.
    /// - Returns: A lazy sequence; iterating it throws ``MinioError/Code/noSuchBucket``, ``MinioError/Code/accessDenied``.
    ///
    /// [ListObjectsV2](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html),
    /// [ListObjects](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html)
    public func listObjects(
        bucket: String, options: ListObjectsOptions = ListObjectsOptions()
    ) -> PagedSequence<ObjectPage> {
        switch options.version {
        case .v1: self.pages(ListObjectsV1(bucket: bucket, options: options))
        case .v2: self.pages(ListObjects(bucket: bucket, options: options))
        }
    }
}

struct ListObjects: PagedOperation {
    static let name = "ListObjectsV2"
    var bucket: String
    var options: ListObjectsOptions
    var continuationToken: String?

    func makeRequest() throws(MinioError) -> S3Request {
        var request = try S3Request.listing(
            bucket: self.bucket, prefix: self.options.prefix, delimiter: self.options.delimiter,
            pageSize: self.options.pageSize, includesMetadata: self.options.includesMetadata)
        request.query.append("list-type", "2")
        request.query.append("continuation-token", self.continuationToken)
        if self.continuationToken == nil { request.query.append("start-after", self.options.startAfter) }
        if self.options.includesOwner { request.query.append("fetch-owner", "true") }
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> ObjectPage {
        try ObjectPage(xml: response.xml(), bucket: self.bucket)
    }

    mutating func advance(past page: ObjectPage) throws(MinioError) -> Bool {
        guard page.isTruncated else { return false }
        guard let token = page.nextContinuationToken, token != self.continuationToken else {
            throw MinioError.endlessListing
        }
        self.continuationToken = token
        return true
    }
}

struct ListObjectsV1: PagedOperation {
    static let name = "ListObjects"
    var bucket: String
    var options: ListObjectsOptions
    var marker: String?

    func makeRequest() throws(MinioError) -> S3Request {
        var request = try S3Request.listing(
            bucket: self.bucket, prefix: self.options.prefix, delimiter: self.options.delimiter,
            pageSize: self.options.pageSize, includesMetadata: self.options.includesMetadata)
        request.query.append("marker", self.marker ?? self.options.startAfter)
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> ObjectPage {
        try ObjectPage(xml: response.xml(), bucket: self.bucket)
    }

    mutating func advance(past page: ObjectPage) throws(MinioError) -> Bool {
        guard page.isTruncated else { return false }
        if let next = page.nextMarker {
            // Most servers name a key here; some a token of their own.
            if let marker = self.marker, marker.utf8.elementsEqual(next.utf8) { throw MinioError.endlessListing }
            self.marker = next
            return true
        }
        // Without a delimiter servers name no marker: the page's last entry is it.
        let last = [page.objects.last?.key, page.commonPrefixes.last].compactMap { $0 }
            .max { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard let last, self.marker.map({ $0.utf8.lexicographicallyPrecedes(last.utf8) }) ?? true else {
            throw MinioError.endlessListing
        }
        self.marker = last
        return true
    }
}

extension S3Request {
    /// Refuses a page size that S3 does not know.
    static func check(pageSize: Int?) throws(MinioError) {
        if let pageSize, !(1...1000).contains(pageSize) {
            throw MinioError(.invalidArgument, "a page holds 1 to 1,000 entries, not \(pageSize)")
        }
    }

    /// What every listing of objects asks.
    static func listing(
        bucket: String, prefix: String?, delimiter: String?, pageSize: Int?, includesMetadata: Bool
    ) throws(MinioError) -> S3Request {
        try Self.check(pageSize: pageSize)
        var request = S3Request(.get, bucket: bucket)
        request.responseLimit = 16 << 20
        // Keys may hold characters that XML has no form for.
        request.query.append("encoding-type", "url")
        request.query.append("prefix", prefix ?? "")
        request.query.append("delimiter", delimiter ?? "")
        request.query.append("max-keys", pageSize ?? 1000)
        if includesMetadata { request.query.append("metadata", "true") }
        return request
    }
}

extension MinioError {
    static var endlessListing: MinioError {
        MinioError(.malformedResponse, "the server says that the listing goes on, and sends nothing new")
    }
}
