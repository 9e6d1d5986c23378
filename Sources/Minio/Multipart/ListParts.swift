// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension MultipartUpload {
    /// Lists the parts that the server has, by their numbers.
    ///
    /// - Parameter pageSize: How many parts to ask for at a time, 1 to 1,000; `nil` for the server's choice.
    /// - Returns: A lazy sequence; iterating it throws ``MinioError/Code/noSuchUpload``.
    ///
    /// [ListParts](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html)
    public func listParts(pageSize: Int? = nil) -> PagedSequence<PartPage> {
        self.client.pages(ListParts(upload: self, pageSize: pageSize))
    }
}

struct ListParts: PagedOperation {
    static let name = "ListParts"
    var upload: MultipartUpload
    var pageSize: Int?
    var marker: Int?

    func makeRequest() throws(MinioError) -> S3Request {
        var request = S3Request(.get, bucket: self.upload.bucket, key: self.upload.key)
        try S3Request.check(pageSize: self.pageSize)
        request.query.append("uploadId", self.upload.uploadID)
        request.query.append("max-parts", self.pageSize)
        request.query.append("part-number-marker", self.marker)
        request.set(self.upload.customerKey)
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> PartPage { try PartPage(xml: response.xml()) }

    mutating func advance(past page: PartPage) throws(MinioError) -> Bool {
        guard page.isTruncated else { return false }
        guard let next = page.nextPartNumberMarker, next > self.marker ?? 0 else { throw MinioError.endlessListing }
        self.marker = next
        return true
    }
}

/// One page of a listing of parts.
public struct PartPage: ListingPage {
    /// The parts, by number.
    public let parts: [Part]
    /// Whether there are more pages.
    public let isTruncated: Bool
    /// After which number the next page begins.
    public let nextPartNumberMarker: Int?

    /// What the listing is of, on this page.
    public var elements: [Part] { self.parts }

    /// A part as the server lists it.
    public struct Part: Sendable, Hashable {
        /// From 1 to 10,000.
        public let number: Int
        /// The entity tag without its quotes. It is the MD5 of the part unless the upload is encrypted with SSE-KMS or SSE-C.
        public let etag: String
        /// The bytes of the part.
        public let size: Int64
        /// When it was uploaded.
        public let lastModified: Date?
        /// Its checksum; `nil` if the upload has none.
        public let checksum: Checksum?

        /// The part, for ``MultipartUpload/complete(_:)``.
        public var uploaded: UploadedPart {
            UploadedPart(number: self.number, etag: self.etag, size: self.size, checksum: self.checksum)
        }
    }

    init(xml: XMLTree) throws(MinioError) {
        var parts: [Part] = []
        for entry in xml.children("Part") {
            guard let number = try entry.integer("PartNumber"), (1...Int64(PartPlan.maximumCount)).contains(number)
            else {
                throw MinioError(.malformedResponse, "the server lists a part without a number")
            }
            parts.append(
                Part(
                    number: Int(number), etag: ETag.unquoted(try entry.require("ETag")),
                    size: try entry.integer("Size") ?? 0,
                    lastModified: entry["LastModified"].flatMap { S3Timestamp.parse($0) },
                    checksum: Checksum(in: entry)))
        }
        self.parts = parts
        self.isTruncated = xml.bool("IsTruncated") ?? false
        self.nextPartNumberMarker = try xml.integer("NextPartNumberMarker").flatMap { Int(exactly: $0) }
    }
}
