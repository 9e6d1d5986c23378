// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What ``MinioClient/listMultipartUploads(bucket:options:)`` lists.
public struct ListMultipartUploadsOptions: OperationOptions {
    /// Only keys that begin so. MinIO lists only the uploads of the very key that is given here.
    public var prefix: String?
    /// Keys that have this text after the prefix are rolled up into one common prefix. `nil` lists every key.
    public var delimiter: String?
    /// How many uploads to ask for at a time, 1 to 1,000; `nil` for the server's choice.
    public var pageSize: Int?

    /// The defaults.
    public init() {}
}

extension MinioClient {
    /// Lists the multipart uploads of a bucket that were begun and neither completed nor aborted: by key, of each key the
    /// oldest first.
    ///
    /// ```swift
    /// for try await upload in minio.listMultipartUploads(bucket: "b") where upload.initiated < yesterday {
    ///     try await minio.multipartUpload(bucket: "b", key: upload.key, uploadID: upload.uploadID).abort()
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - options: Prefix, delimiter.
    /// - Returns: A lazy sequence; iterating it throws ``MinioError/Code/noSuchBucket``, ``MinioError/Code/accessDenied``.
    ///
    /// [ListMultipartUploads](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html)
    public func listMultipartUploads(
        bucket: String, options: ListMultipartUploadsOptions = ListMultipartUploadsOptions()
    ) -> PagedSequence<MultipartUploadPage> {
        self.pages(ListMultipartUploads(bucket: bucket, options: options))
    }
}

struct ListMultipartUploads: PagedOperation {
    static let name = "ListMultipartUploads"
    var bucket: String
    var options: ListMultipartUploadsOptions
    var keyMarker: String?
    var uploadIDMarker: String?

    func makeRequest() throws(MinioError) -> S3Request {
        var request = S3Request(.get, bucket: self.bucket)
        try S3Request.check(pageSize: self.options.pageSize)
        request.query.append(flag: "uploads")
        request.query.append("prefix", self.options.prefix)
        request.query.append("delimiter", self.options.delimiter)
        // Without encoding-type, unlike a listing of objects: Ceph encodes keys then and does not say so.
        request.query.append("max-uploads", self.options.pageSize)
        request.query.append("key-marker", self.keyMarker)
        request.query.append("upload-id-marker", self.uploadIDMarker)
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> MultipartUploadPage {
        try MultipartUploadPage(xml: response.xml())
    }

    mutating func advance(past page: MultipartUploadPage) throws(MinioError) -> Bool {
        guard page.isTruncated else { return false }
        let isSame =
            page.nextKeyMarker.map { $0.utf8.elementsEqual((self.keyMarker ?? "").utf8) } ?? true
            && page.nextUploadIDMarker == self.uploadIDMarker
        guard let next = page.nextKeyMarker, !isSame else { throw MinioError.endlessListing }
        self.keyMarker = next
        self.uploadIDMarker = page.nextUploadIDMarker
        return true
    }
}

/// One page of a listing of multipart uploads.
public struct MultipartUploadPage: ListingPage {
    /// The uploads, in the server's order.
    public let uploads: [Upload]
    /// What the delimiter rolled up.
    public let commonPrefixes: [String]
    /// Whether there are more pages.
    public let isTruncated: Bool
    /// After which key the next page begins.
    public let nextKeyMarker: String?
    /// After which upload of that key the next page begins.
    public let nextUploadIDMarker: String?

    /// What the listing is of, on this page.
    public var elements: [Upload] { self.uploads }

    /// A multipart upload as the server lists it.
    public struct Upload: Sendable {
        /// The key.
        public let key: String
        /// The upload's id.
        public let uploadID: String
        /// When it was begun; `nil` if the server does not say.
        public let initiated: Date?
        /// The storage class that the object will have.
        public let storageClass: StorageClass
        /// Who will own the object.
        public let owner: Owner?
        /// The algorithm of its checksums; `nil` if it has none.
        public let checksumAlgorithm: ChecksumAlgorithm?
    }

    init(xml: XMLTree) throws(MinioError) {
        let decoder = ListingDecoder(xml: xml)
        var uploads: [Upload] = []
        for entry in xml.children("Upload") {
            uploads.append(
                Upload(
                    key: try decoder.decode(entry.require("Key")), uploadID: try entry.require("UploadId"),
                    initiated: entry["Initiated"].flatMap { S3Timestamp.parse($0) },
                    storageClass: entry["StorageClass"].flatMap { $0.isEmpty ? nil : StorageClass(rawValue: $0) }
                        ?? .standard,
                    owner: Owner(xml: entry.child("Owner")),
                    checksumAlgorithm: entry["ChecksumAlgorithm"].flatMap { ChecksumAlgorithm(rawValue: $0) }))
        }
        self.uploads = uploads
        self.commonPrefixes = try decoder.commonPrefixes(of: xml)
        self.isTruncated = xml.bool("IsTruncated") ?? false
        self.nextKeyMarker = try xml["NextKeyMarker"].flatMap { $0.isEmpty ? nil : $0 }.map {
            (text) throws(MinioError) in try decoder.decode(text)
        }
        self.nextUploadIDMarker = xml["NextUploadIdMarker"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
