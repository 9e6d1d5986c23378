// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// What ``MinioClient/listObjectVersions(bucket:options:)`` lists.
public struct ListObjectVersionsOptions: OperationOptions {
    /// Only keys that begin so.
    public var prefix: String?
    /// Keys that have this text after the prefix are rolled up into one common prefix. `nil` lists every key.
    public var delimiter: String?
    /// Only keys after this one, in the order of their UTF-8 bytes; with ``startAfterVersionID`` also the rest of its versions.
    public var startAfter: String?
    /// Of the key ``startAfter``, only versions after (older than) this one.
    public var startAfterVersionID: String?
    /// How many entries to ask for at a time, 1 to 1,000; `nil` for the server's choice, most often 1,000.
    public var pageSize: Int?
    /// Whether to ask for metadata and content types, which MinIO can send along and others ignore.
    public var includesMetadata = false

    /// The defaults.
    public init() {}
}

extension MinioClient {
    /// Lists all versions and delete markers of a bucket: by key in the order of UTF-8 bytes, of each key the newest first.
    ///
    /// - Parameters:
    ///   - bucket: The bucket. In one without versions, each object is listed with the version `"null"`.
    ///   - options: Prefix, delimiter, where to begin.
    /// - Returns: A lazy sequence; iterating it throws ``MinioError/Code/noSuchBucket``, ``MinioError/Code/accessDenied``.
    ///
    /// [ListObjectVersions](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html)
    public func listObjectVersions(
        bucket: String, options: ListObjectVersionsOptions = ListObjectVersionsOptions()
    ) -> PagedSequence<ObjectVersionPage> {
        self.pages(
            ListObjectVersions(
                bucket: bucket, options: options, keyMarker: options.startAfter,
                versionIDMarker: options.startAfter == nil ? nil : options.startAfterVersionID))
    }
}

struct ListObjectVersions: PagedOperation {
    static let name = "ListObjectVersions"
    var bucket: String
    var options: ListObjectVersionsOptions
    var keyMarker: String?
    var versionIDMarker: String?

    func makeRequest() throws(MinioError) -> S3Request {
        var request = try S3Request.listing(
            bucket: self.bucket, prefix: self.options.prefix, delimiter: self.options.delimiter,
            pageSize: self.options.pageSize, includesMetadata: self.options.includesMetadata)
        request.query.append(flag: "versions")
        request.query.append("key-marker", self.keyMarker)
        request.query.append("version-id-marker", self.versionIDMarker)
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> ObjectVersionPage {
        try ObjectVersionPage(xml: response.xml(), bucket: self.bucket)
    }

    mutating func advance(past page: ObjectVersionPage) throws(MinioError) -> Bool {
        guard page.isTruncated else { return false }
        let isSame =
            page.nextKeyMarker.map { $0.utf8.elementsEqual((self.keyMarker ?? "").utf8) } ?? true
            && page.nextVersionIDMarker == self.versionIDMarker
        guard let next = page.nextKeyMarker, !isSame else { throw MinioError.endlessListing }
        self.keyMarker = next
        self.versionIDMarker = page.nextVersionIDMarker
        return true
    }
}

/// One page of a listing of versions.
public struct ObjectVersionPage: ListingPage {
    /// Versions and delete markers, in the server's order.
    public let versions: [ObjectVersion]
    /// What the delimiter rolled up: each prefix that keys have in common, the delimiter at its end.
    public let commonPrefixes: [String]
    /// Whether there are more pages.
    public let isTruncated: Bool
    /// After which key the next page begins.
    public let nextKeyMarker: String?
    /// After which version of that key the next page begins.
    public let nextVersionIDMarker: String?

    /// What the listing is of, on this page.
    public var elements: [ObjectVersion] { self.versions }

    init(xml: XMLTree, bucket: String) throws(MinioError) {
        let decoder = ListingDecoder(xml: xml)
        var versions: [ObjectVersion] = []
        versions.reserveCapacity(xml.children.count)
        for entry in xml.children where entry.name == "Version" || entry.name == "DeleteMarker" {
            let info = try ObjectInfo(bucket: bucket, entry: entry) { (text) throws(MinioError) in
                try decoder.decode(text)
            }
            versions.append(
                ObjectVersion(
                    info: info, isLatest: entry.bool("IsLatest") ?? false, isDeleteMarker: entry.name == "DeleteMarker")
            )
        }
        self.versions = versions
        self.commonPrefixes = try decoder.commonPrefixes(of: xml)
        self.isTruncated = xml.bool("IsTruncated") ?? false
        self.nextKeyMarker = try xml["NextKeyMarker"].flatMap { $0.isEmpty ? nil : $0 }.map {
            (text) throws(MinioError) in try decoder.decode(text)
        }
        self.nextVersionIDMarker = xml["NextVersionIdMarker"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
