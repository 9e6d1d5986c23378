// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// A bucket's sub-resource that is read, written and removed as one XML document.
protocol BucketConfiguration: Sendable {
    /// The parameter that names it: `versioning`.
    static var subresource: String { get }
    /// What S3's operations on it are called, after `Get`, `Put` and `Delete`: `BucketVersioning`.
    static var name: String { get }

    init(xml: XMLTree) throws(MinioError)
    var xml: XMLTree { get }
}

struct GetBucketConfiguration<Model: BucketConfiguration>: S3Operation {
    static var name: String { "Get\(Model.name)" }
    var bucket: String

    func makeRequest() -> S3Request {
        var request = S3Request(.get, bucket: self.bucket)
        request.query.append(flag: Model.subresource)
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> Model { try Model(xml: response.xml()) }
}

struct PutBucketConfiguration<Model: BucketConfiguration>: S3Operation {
    static var name: String { "Put\(Model.name)" }
    var bucket: String
    var model: Model

    func makeRequest() -> S3Request {
        var request = S3Request(.put, bucket: self.bucket)
        request.query.append(flag: Model.subresource)
        request.setDocument(self.model.xml)
        return request
    }

    func output(from response: S3Response) {}
}
