// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio

/// The operations that the server carries out, by their S3 names.
enum Operation: String, Sendable {
    case listBuckets = "ListBuckets"
    case createBucket = "CreateBucket"
    case headBucket = "HeadBucket"
    case deleteBucket = "DeleteBucket"
    case getBucketLocation = "GetBucketLocation"
    case getBucketVersioning = "GetBucketVersioning"
    case putBucketVersioning = "PutBucketVersioning"
    case listObjects = "ListObjects"
    case listObjectsV2 = "ListObjectsV2"
    case listObjectVersions = "ListObjectVersions"
    case deleteObjects = "DeleteObjects"
    case putObject = "PutObject"
    case copyObject = "CopyObject"
    case getObject = "GetObject"
    case headObject = "HeadObject"
    case deleteObject = "DeleteObject"
    case getObjectTagging = "GetObjectTagging"
    case createMultipartUpload = "CreateMultipartUpload"
    case uploadPart = "UploadPart"
    case uploadPartCopy = "UploadPartCopy"
    case completeMultipartUpload = "CompleteMultipartUpload"
    case abortMultipartUpload = "AbortMultipartUpload"
    case listParts = "ListParts"
    case listMultipartUploads = "ListMultipartUploads"
}

/// Finds the operation that a request means: by its method, by what its path names, and by its query.
enum S3Router {
    private enum Subject: Sendable {
        case service
        case bucket
        case object
    }

    /// One operation: the sub-resource that selects it, and the parameters that it understands besides.
    private struct Row: Sendable {
        var subject: Subject
        var method: HTTPRequest.Method
        var selector: String?
        var parameters: Set<String>
        var operation: Operation
    }

    private static let listing: Set<String> = ["prefix", "delimiter", "max-keys", "encoding-type", "metadata"]
    private static let overrides: Set<String> = [
        "response-content-type", "response-content-language", "response-expires", "response-cache-control",
        "response-content-disposition", "response-content-encoding", "versionId", "partNumber",
    ]

    /// Left to the check of signatures, which refuses them with better words.
    private static let signatureV2: Set<String> = ["AWSAccessKeyId", "Signature", "Expires"]

    private static let rows: [Row] = [
        Row(
            subject: .service, method: .get,
            parameters: ["prefix", "max-buckets", "continuation-token", "bucket-region"], operation: .listBuckets),
        Row(subject: .bucket, method: .put, selector: "versioning", parameters: [], operation: .putBucketVersioning),
        Row(subject: .bucket, method: .get, selector: "versioning", parameters: [], operation: .getBucketVersioning),
        Row(subject: .bucket, method: .get, selector: "location", parameters: [], operation: .getBucketLocation),
        Row(
            subject: .bucket, method: .get, selector: "versions",
            parameters: Self.listing.union(["key-marker", "version-id-marker"]), operation: .listObjectVersions),
        Row(
            subject: .bucket, method: .get, selector: "list-type",
            parameters: Self.listing.union(["start-after", "continuation-token", "fetch-owner"]),
            operation: .listObjectsV2),
        Row(
            subject: .bucket, method: .get, selector: "uploads",
            parameters: [
                "prefix", "delimiter", "max-uploads", "encoding-type", "key-marker", "upload-id-marker",
            ], operation: .listMultipartUploads),
        Row(subject: .bucket, method: .post, selector: "delete", parameters: [], operation: .deleteObjects),
        Row(
            subject: .bucket, method: .get, parameters: Self.listing.union(["marker"]), operation: .listObjects),
        Row(subject: .bucket, method: .put, parameters: [], operation: .createBucket),
        Row(subject: .bucket, method: .head, parameters: [], operation: .headBucket),
        Row(subject: .bucket, method: .delete, parameters: [], operation: .deleteBucket),
        Row(
            subject: .object, method: .post, selector: "uploads", parameters: [], operation: .createMultipartUpload),
        Row(
            subject: .object, method: .put, selector: "uploadId", parameters: ["partNumber"], operation: .uploadPart),
        Row(
            subject: .object, method: .post, selector: "uploadId", parameters: [],
            operation: .completeMultipartUpload),
        Row(
            subject: .object, method: .delete, selector: "uploadId", parameters: [], operation: .abortMultipartUpload),
        Row(
            subject: .object, method: .get, selector: "uploadId",
            parameters: ["max-parts", "part-number-marker", "encoding-type"], operation: .listParts),
        Row(
            subject: .object, method: .get, selector: "tagging", parameters: ["versionId"],
            operation: .getObjectTagging),
        Row(subject: .object, method: .put, parameters: [], operation: .putObject),
        Row(subject: .object, method: .get, parameters: Self.overrides, operation: .getObject),
        Row(subject: .object, method: .head, parameters: Self.overrides, operation: .headObject),
        Row(subject: .object, method: .delete, parameters: ["versionId"], operation: .deleteObject),
    ]

    /// What a request names: its bucket, its key and its parameters, decoded.
    struct Address {
        var bucket: String?
        var key: KeyBytes?
        var query: [(name: String, value: String)]
    }

    /// Reads bucket and key from the path, or the bucket from the host if it is one of the server's domain.
    static func address(_ request: IncomingRequest, domain: String?) throws(Refusal) -> Address {
        var path = request.path
        guard path.utf8.first == UInt8(ascii: "/") else { throw .invalidURI }
        path = path.dropFirst()
        var address = Address(query: try Self.parameters(request.query))
        var key: Substring? = path
        if let bucket = Self.virtualHostBucket(request.authority, domain: domain) {
            address.bucket = bucket
        } else {
            let slash = path.utf8.firstIndex(of: UInt8(ascii: "/"))
            key = slash.map { path[path.utf8.index(after: $0)...] }
            guard let bucket = PercentEncoding.decode(slash.map { path[..<$0] } ?? path) else { throw .invalidURI }
            address.bucket = bucket.isEmpty ? nil : bucket
        }
        if let key, !key.isEmpty {
            guard let decoded = PercentEncoding.decode(key) else { throw .invalidURI }
            address.key = KeyBytes(decoded)
        }
        return address
    }

    /// The operation of a request.
    ///
    /// A parameter that the operation does not know makes it another operation, one that is not there: an object must
    /// never be the answer to a question about its tags.
    static func operation(_ request: IncomingRequest, _ address: Address) throws(Refusal) -> Operation {
        let subject: Subject = address.key != nil ? .object : address.bucket != nil ? .bucket : .service
        let names = address.query.map(\.name).filter {
            !$0.lowercased().hasPrefix("x-") && !Self.signatureV2.contains($0)
        }
        let rows = Self.rows.filter { $0.subject == subject && $0.method == request.method }
        let row =
            rows.first { row in row.selector.map(names.contains) == true } ?? rows.first { $0.selector == nil }
        guard let row else { throw names.isEmpty ? .methodNotAllowed : .notImplemented }
        guard names.allSatisfy({ $0 == row.selector || row.parameters.contains($0) }) else { throw .notImplemented }
        guard request.headers[.amzCopySource] != nil else { return row.operation }
        return switch row.operation {
        case .putObject: .copyObject
        case .uploadPart: .uploadPartCopy
        default: row.operation
        }
    }

    private static func parameters(_ query: Substring) throws(Refusal) -> [(name: String, value: String)] {
        var parameters: [(name: String, value: String)] = []
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true),
                let value = PercentEncoding.decode(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
            else { throw .invalidURI }
            parameters.append((name, value))
        }
        return parameters
    }

    private static func virtualHostBucket(_ authority: String, domain: String?) -> String? {
        guard let domain else { return nil }
        let host = authority.lastIndex(of: ":").map { authority[..<$0] } ?? authority[...]
        guard host.hasSuffix(".\(domain)") else { return nil }
        return String(host.dropLast(domain.utf8.count + 1))
    }
}
