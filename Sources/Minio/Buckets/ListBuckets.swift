// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Which buckets ``MinioClient/listBuckets(options:)`` lists.
public struct ListBucketsOptions: OperationOptions {
    /// Only buckets whose names begin so; AWS and some others.
    public var prefix: String?
    /// Only buckets in this region; AWS.
    public var region: String?
    /// How many buckets to ask for at a time, 1 to 10,000; `nil` for the server's choice. Only some servers page.
    public var pageSize: Int?

    /// The defaults.
    public init() {}
}

extension MinioClient {
    /// Lists the buckets of the account, in the server's order.
    ///
    /// - Parameter options: Which ones, and how many at a time.
    /// - Returns: A lazy sequence; iterating it throws ``MinioError/Code/accessDenied`` for an anonymous client.
    ///
    /// [ListBuckets](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html)
    public func listBuckets(options: ListBucketsOptions = ListBucketsOptions()) -> PagedSequence<BucketPage> {
        var options = options
        // AWS refuses an account with more than 10,000 buckets an answer without pages.
        if self.endpoint.aws != nil { options.pageSize = options.pageSize ?? 1000 }
        return self.pages(ListBuckets(options: options))
    }
}

struct ListBuckets: PagedOperation {
    static let name = "ListBuckets"
    var options: ListBucketsOptions
    var continuationToken: String?

    func makeRequest() throws(MinioError) -> S3Request {
        var request = S3Request(.get)
        if let size = self.options.pageSize, !(1...10_000).contains(size) {
            throw MinioError(.invalidArgument, "a page holds 1 to 10,000 buckets, not \(size)")
        }
        request.query.append("bucket-region", self.options.region)
        request.query.append("continuation-token", self.continuationToken)
        request.query.append("max-buckets", self.options.pageSize)
        request.query.append("prefix", self.options.prefix)
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> BucketPage {
        try BucketPage(xml: response.xml())
    }

    mutating func advance(past page: BucketPage) throws(MinioError) -> Bool {
        guard let token = page.continuationToken else { return false }
        guard token != self.continuationToken else {
            throw MinioError(.malformedResponse, "the server sends the same page again and again")
        }
        self.continuationToken = token
        return true
    }
}

/// One page of the list of buckets.
public struct BucketPage: ListingPage {
    /// The buckets.
    public let elements: [BucketInfo]
    /// Whose buckets these are; `nil` if the server does not say.
    public let owner: Owner?
    /// Where the next page begins; `nil` after the last.
    public let continuationToken: String?

    init(xml: XMLTree) throws(MinioError) {
        self.owner = Owner(xml: xml.child("Owner"))
        self.continuationToken = xml["ContinuationToken"].flatMap { $0.isEmpty ? nil : $0 }
        var buckets: [BucketInfo] = []
        for bucket in xml.child("Buckets")?.children ?? [] where bucket.name == "Bucket" {
            buckets.append(try BucketInfo(xml: bucket))
        }
        self.elements = buckets
    }
}

/// A bucket of the account.
public struct BucketInfo: Sendable, Hashable {
    /// The name.
    public let name: String
    /// When it was made; `nil` if the server does not say.
    public let creationDate: Date?
    /// The region that it is in; `nil` if the server does not say.
    public let region: String?

    init(xml: XMLTree) throws(MinioError) {
        self.name = try xml.require("Name")
        self.creationDate = xml["CreationDate"].flatMap { S3Timestamp.parse($0) }
        self.region = xml["BucketRegion"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
