// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import NIOCore

@testable import Minio

/// One operation: how it is called, and an answer to it as AWS documents it.
struct Exchange: Sendable {
    var operation: String
    var answer: Answer
    var call: @Sendable (MinioClient) async throws -> String

    static let all: [Exchange] = Self.buckets + Self.objects + Self.listings + Self.multipart

    private static let namespace = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""

    private static let written: [(String, String)] = [
        ("ETag", "\"1b2cf535f27731c974343645a3985328\""), ("x-amz-version-id", "3HL4kqtJvjVBH40Nrjfkd"),
        ("x-amz-request-id", "0A49CE4060975EAC"), ("x-amz-id-2", "hostid"),
    ]

    private static let headers: [(String, String)] = [
        ("Content-Length", "13"), ("Content-Type", "text/plain"), ("ETag", "\"fba9dede5f27731c9771645a39863328\""),
        ("Last-Modified", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-meta-Camera", "Leica"),
        ("x-amz-version-id", "null"), ("x-amz-storage-class", "STANDARD_IA"),
    ]

    // MARK: Buckets

    private static let buckets: [Exchange] = [
        Exchange(operation: "CreateBucket", answer: Answer(headers: [("Location", "/photos")])) { minio in
            try await minio.with { $0.region = nil }.makeBucket(
                "photos",
                options: .with {
                    $0.region = "eu-west-1"
                    $0.enablesObjectLock = true
                })
            return "made"
        },
        Exchange(operation: "HeadBucket", answer: Answer(headers: [("x-amz-bucket-region", "us-east-1")])) { minio in
            "\(try await minio.bucketExists("photos"))"
        },
        Exchange(operation: "DeleteBucket", answer: Answer(status: .noContent)) { minio in
            try await minio.removeBucket("photos")
            return "removed"
        },
        Exchange(
            operation: "GetBucketLocation",
            answer: Answer(body: "<LocationConstraint \(Self.namespace)>eu-central-1</LocationConstraint>")
        ) { minio in try await minio.bucketRegion("photos") },
        Exchange(
            operation: "ListBuckets",
            answer: Answer(
                body: "<ListAllMyBucketsResult><Owner><ID>1</ID><DisplayName>me</DisplayName></Owner><Buckets><Bucket>"
                    + "<Name>photos</Name><CreationDate>2019-12-11T23:32:47+00:00</CreationDate></Bucket><Bucket>"
                    + "<Name>logs</Name><CreationDate>2019-11-10T23:32:13.000Z</CreationDate></Bucket></Buckets>"
                    + "</ListAllMyBucketsResult>")
        ) { minio in
            let buckets = try await minio.listBuckets(options: .with { $0.prefix = "p+l" }).collect()
            return buckets.map { "\($0.name) \($0.creationDate.map(S3Timestamp.iso8601) ?? "")" }.joined(
                separator: "\n")
        },
        Exchange(
            operation: "GetBucketVersioning",
            answer: Answer(
                body:
                    "<VersioningConfiguration \(Self.namespace)><Status>Enabled</Status><ExcludedPrefixes><Prefix>tmp/"
                    + "</Prefix></ExcludedPrefixes><ExcludeFolders>true</ExcludeFolders></VersioningConfiguration>")
        ) { minio in
            let versioning = try await minio.getBucketVersioning(bucket: "photos")
            return "\(versioning.status) \(versioning.excludedPrefixes) \(versioning.excludesFolders ?? false)"
        },
        Exchange(operation: "PutBucketVersioning", answer: Answer()) { minio in
            var versioning = VersioningConfiguration(status: .enabled)
            versioning.excludedPrefixes = ["tmp/", "a&b<c>"]
            try await minio.setBucketVersioning(versioning, bucket: "photos")
            return "set"
        },
    ]

    // MARK: Objects

    private static let objects: [Exchange] = [
        Exchange(operation: "PutObject", answer: Answer(headers: Self.written)) { minio in
            let result = try await minio.putObject(
                bucket: "photos", key: "2024/a cat + more?.jpg", .string("meow"),
                options: .with {
                    $0.contentType = "image/jpeg"
                    $0.cacheControl = "max-age=60"
                    $0.expires = Date(timeIntervalSince1970: 1_400_000_000)
                    $0.metadata = ["Camera": "Leica", "place": "a   b"]
                    $0.storageClass = .reducedRedundancy
                    $0.encryption = .kms(keyID: "key-1", context: ["b": "2", "a": "1/\""], usesBucketKey: true)
                    $0.condition = .doesNotExist
                })
            return "\(result.etag ?? "") \(result.versionID ?? "")"
        },
        Exchange(
            operation: "GetObject",
            answer: Answer(
                status: .partialContent,
                headers: Self.headers + [("Content-Range", "bytes 10-22/4096")], body: "Hello, world!")
        ) { minio in
            try await minio.getObject(
                bucket: "photos", key: "ü/../cat.jpg",
                options: .with {
                    $0.range = .bytes(10..<23)
                    $0.versionID = "null"
                    $0.conditions.ifMatch = "fba9dede5f27731c9771645a39863328"
                    $0.conditions.ifModifiedSince = Date(timeIntervalSince1970: 0)
                    $0.responseOverrides.contentDisposition = "attachment; filename=\"a+b.jpg\""
                }
            ) { object in
                let text = String(buffer: try await object.body.collect(upTo: 100))
                return "\(text) \(object.range) of \(object.info.size ?? -1), \(object.info.metadata)"
            }
        },
        Exchange(operation: "HeadObject", answer: Answer(headers: Self.headers)) { minio in
            let info = try await minio.statObject(
                bucket: "photos", key: "cat.jpg", options: .with { $0.customerKey = try CustomerKey(0..<32) })
            return "\(info.size ?? -1) \(info.etag ?? "") \(info.contentType ?? "") \(info.storageClass) "
                + "\(info.versionID ?? "") \(info.metadata) \(info.lastModified.map(S3Timestamp.iso8601) ?? "")"
        },
        Exchange(
            operation: "CopyObject",
            answer: Answer(
                headers: [("x-amz-version-id", "QUpfdndhfd8438MNFDN93jdnJFkdmqnh893")],
                body: "  <CopyObjectResult \(Self.namespace)><LastModified>2009-10-28T22:32:00.000Z</LastModified>"
                    + "<ETag>&quot;9b2cf535f27731c974343645a3985328&quot;</ETag></CopyObjectResult>")
        ) { minio in
            var source = CopySource(bucket: "photos", key: "a+b/ü.jpg", versionID: "v+1")
            source.conditions.ifNoneMatch = "abc"
            source.customerKey = try CustomerKey(0..<32)
            var properties = ObjectProperties()
            properties.metadata = ["new": "1"]
            let result = try await minio.copyObject(
                from: source, bucket: "archive", key: "copy.jpg",
                options: .with { [properties] in
                    $0.newProperties = properties
                    $0.encryption = .s3
                })
            return
                "\(result.etag ?? "") \(result.versionID ?? "") \(result.lastModified.map(S3Timestamp.iso8601) ?? "")"
        },
        Exchange(
            operation: "DeleteObject",
            answer: Answer(
                status: .noContent,
                headers: [("x-amz-version-id", "UIORUnfnd89493jJFJ"), ("x-amz-delete-marker", "true")])
        ) { minio in
            let removed = try await minio.removeObject(
                bucket: "photos", key: "cat.jpg",
                options: .with {
                    $0.versionID = "UIORUnfnd89493jJFJ"
                    $0.bypassesGovernanceRetention = true
                })
            return "\(removed.versionID ?? "") \(removed.isDeleteMarker)"
        },
        Exchange(
            operation: "DeleteObjects",
            answer: Answer(
                body:
                    "<DeleteResult \(Self.namespace)><Error><Key>locked</Key><VersionId>v2</VersionId><Code>AccessDenied"
                    + "</Code><Message>Access Denied</Message></Error><Error><Key>gone</Key><Code>NoSuchVersion</Code>"
                    + "</Error></DeleteResult>")
        ) { minio in
            let objects: [ObjectReference] = ["a&b", .init(key: "locked", versionID: "v2"), "c\rd", "gone"]
            let failures = try await minio.removeObjects(bucket: "photos", objects).collect()
            return failures.map(\.description).joined(separator: "\n")
        },
    ]

    // MARK: Listings

    private static let contents =
        "<Contents><Key>a+b%20c</Key><LastModified>2011-02-26T01:56:20.123456Z</LastModified><ETag>&quot;bf1d73&quot;</ETag>"
        + "<Size>142863</Size><StorageClass>GLACIER</StorageClass><Owner><ID>1</ID></Owner></Contents>"
        + "<CommonPrefixes><Prefix>photos%2F2006/</Prefix></CommonPrefixes>"

    @Sendable private static func text(_ page: ObjectPage) -> String {
        let objects = page.objects.map {
            "\($0.key) \($0.size ?? -1) \($0.etag ?? "") \($0.storageClass) \($0.owner?.id ?? "") "
                + ($0.lastModified.map(S3Timestamp.iso8601) ?? "")
        }
        return (objects + page.commonPrefixes).joined(separator: "\n")
    }

    private static let listings: [Exchange] = [
        Exchange(
            operation: "ListObjectsV2",
            answer: Answer(
                body:
                    "<ListBucketResult \(Self.namespace)><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
                    + "\(Self.contents)</ListBucketResult>")
        ) { minio in
            let listing = minio.listObjects(
                bucket: "photos",
                options: .with {
                    $0.prefix = "a b/"
                    $0.delimiter = "/"
                    $0.startAfter = "a b/+"
                    $0.pageSize = 10
                    $0.includesOwner = true
                    $0.includesMetadata = true
                })
            var pages: [String] = []
            for try await page in listing.pages { pages.append(Self.text(page)) }
            return pages.joined(separator: "\n--\n")
        },
        Exchange(
            operation: "ListObjects",
            answer: Answer(
                body: "<ListBucketResult \(Self.namespace)><IsTruncated>false</IsTruncated>\(Self.contents)"
                    + "</ListBucketResult>")
        ) { minio in
            let listing = minio.listObjects(
                bucket: "photos",
                options: .with {
                    $0.startAfter = "m"
                    $0.version = .v1
                })
            var pages: [String] = []
            for try await page in listing.pages { pages.append(Self.text(page)) }
            return pages.joined(separator: "\n--\n")
        },
        Exchange(
            operation: "ListObjectVersions",
            answer: Answer(
                body: "<ListVersionsResult \(Self.namespace)><IsTruncated>false</IsTruncated><DeleteMarker><Key>a</Key>"
                    + "<VersionId>m1</VersionId><IsLatest>true</IsLatest><LastModified>2009-11-12T17:50:30.000Z</LastModified>"
                    + "</DeleteMarker><Version><Key>a</Key><VersionId>null</VersionId><IsLatest>false</IsLatest>"
                    + "<Size>434234</Size><ETag>\"fba9\"</ETag></Version></ListVersionsResult>")
        ) { minio in
            let versions = try await minio.listObjectVersions(
                bucket: "photos",
                options: .with {
                    $0.startAfter = "a"
                    $0.startAfterVersionID = "x"
                }
            ).collect()
            return versions.map { "\($0.key) \($0.versionID) latest: \($0.isLatest) marker: \($0.isDeleteMarker)" }
                .joined(separator: "\n")
        },
    ]
}
