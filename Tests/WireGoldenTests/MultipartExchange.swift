// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import NIOCore

@testable import Minio

extension Exchange {
    static let multipart: [Exchange] = [
        Exchange(
            operation: "CreateMultipartUpload",
            answer: Answer(
                headers: [("x-amz-abort-date", "Fri, 24 May 2013 00:00:00 GMT")],
                body: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<InitiateMultipartUploadResult \(Self.xmlns)>"
                    + "<Bucket>photos</Bucket><Key>a+b/ü.jpg</Key>"
                    + "<UploadId>VXBsb2FkIElEIGZvciA2aWWpbmcncyBteS1tb3ZpZS5tMnRzIHVwbG9hZA</UploadId>"
                    + "</InitiateMultipartUploadResult>")
        ) { minio in
            let upload = try await minio.createMultipartUpload(
                bucket: "photos", key: "a+b/ü.jpg",
                options: .with {
                    $0.contentType = "image/jpeg"
                    $0.metadata = ["camera": "Leica"]
                    $0.storageClass = .standardInfrequentAccess
                    $0.encryption = .s3
                    $0.tags = ["a b": "c&d", "e": ""]
                    $0.checksum = .crc64nvme
                    $0.retention = ObjectRetention(mode: .compliance, retainUntil: Date(timeIntervalSince1970: 2e9))
                    $0.legalHold = true
                    $0.condition = .doesNotExist
                })
            return upload.uploadID
        },
        Exchange(
            operation: "UploadPart",
            answer: Answer(headers: [
                ("ETag", "\"b54357faf0632cce46e942fa68356b38\""), ("x-amz-checksum-crc32c", "4waSgw=="),
            ])
        ) { minio in
            let upload = minio.multipartUpload(
                bucket: "photos", key: "a+b/ü.jpg", uploadID: "id/+=",
                options: try .with {
                    $0.checksum = .crc32c
                    $0.encryption = .customerKey(try CustomerKey(0..<32))
                })
            let part = try await upload.uploadPart(7, .string("123456789"))
            return "\(part.number) \(part.etag) \(part.size ?? -1) \(part.checksum?.description ?? "")"
        },
        Exchange(
            operation: "UploadPartCopy",
            answer: Answer(
                body: " \n <CopyPartResult \(Self.xmlns)><LastModified>2011-04-11T20:34:56.000Z</LastModified>"
                    + "<ETag>&quot;9b2cf535f27731c974343645a3985328&quot;</ETag></CopyPartResult>")
        ) { minio in
            var source = CopySource(bucket: "photos", key: "a b?.jpg", versionID: "v+1")
            source.conditions.ifMatch = "abc"
            source.customerKey = try CustomerKey(0..<32)
            let upload = minio.multipartUpload(bucket: "archive", key: "copy.jpg", uploadID: "id")
            let part = try await upload.uploadPartCopy(2, from: source, range: 500..<6_291_456)
            return "\(part.number) \(part.etag) \(part.size ?? -1)"
        },
        Exchange(
            operation: "CompleteMultipartUpload",
            answer: Answer(
                headers: [("x-amz-version-id", "43jfkodU8493jnFJD9fjj3HHNVfdsQUIFDNsidf038jfdsjGFDSIRp")],
                body: "\n\n<CompleteMultipartUploadResult \(Self.xmlns)>"
                    + "<Location>http://photos.s3.example.com/cat.jpg</Location><Bucket>photos</Bucket>"
                    + "<Key>cat.jpg</Key><ETag>\"3858f62230ac3c915f300c664312c11f-2\"</ETag>"
                    + "<ChecksumCRC32C>4waSgw==</ChecksumCRC32C><ChecksumType>FULL_OBJECT</ChecksumType>"
                    + "</CompleteMultipartUploadResult>")
        ) { minio in
            let upload = minio.multipartUpload(
                bucket: "photos", key: "cat.jpg", uploadID: "id",
                options: .with {
                    $0.checksum = .crc32c
                    $0.condition = .matches(etag: "0123")
                })
            func part(_ number: Int, _ text: String) -> UploadedPart {
                UploadedPart(
                    number: number, etag: "\"etag-\(number)\"", size: Int64(text.utf8.count),
                    checksum: .of(.crc32c, ByteBuffer(string: text)))
            }
            let written = try await upload.complete([part(3, "6789"), part(1, "12345")])
            return "\(written.etag ?? "") \(written.versionID ?? "") \(written.checksum?.description ?? "")"
        },
        Exchange(operation: "AbortMultipartUpload", answer: Answer(status: .noContent)) { minio in
            try await minio.multipartUpload(bucket: "photos", key: "cat.jpg", uploadID: "id/+=").abort()
            return "aborted"
        },
        Exchange(
            operation: "ListParts",
            answer: Answer(
                body: "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListPartsResult \(Self.xmlns)><Bucket>photos</Bucket>"
                    + "<Key>cat.jpg</Key><UploadId>id</UploadId><PartNumberMarker>0</PartNumberMarker>"
                    + "<NextPartNumberMarker>3</NextPartNumberMarker><MaxParts>2</MaxParts><IsTruncated>false</IsTruncated>"
                    + "<Part><PartNumber>2</PartNumber><LastModified>2010-11-10T20:48:34.000Z</LastModified>"
                    + "<ETag>\"7778aef83f66abc1fa1e8477f296d394\"</ETag><Size>10485760</Size>"
                    + "<ChecksumCRC32C>4waSgw==</ChecksumCRC32C></Part><Part><PartNumber>3</PartNumber>"
                    + "<LastModified>2010-11-10T20:48:33.000Z</LastModified>"
                    + "<ETag>\"aaaa18db4cc2f85cedef654fccc4a4x8\"</ETag><Size>10485760</Size></Part></ListPartsResult>")
        ) { minio in
            let parts = try await minio.multipartUpload(bucket: "photos", key: "cat.jpg", uploadID: "id")
                .listParts(pageSize: 2).collect()
            return parts.map {
                "\($0.number) \($0.etag) \($0.size) \($0.lastModified.map(S3Timestamp.iso8601) ?? "") "
                    + "\($0.checksum?.description ?? "")"
            }.joined(separator: "\n")
        },
        Exchange(
            operation: "ListMultipartUploads",
            answer: Answer(
                body: "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListMultipartUploadsResult \(Self.xmlns)>"
                    + "<Bucket>photos</Bucket><KeyMarker></KeyMarker><UploadIdMarker></UploadIdMarker>"
                    + "<NextKeyMarker>my movie.m2ts</NextKeyMarker><NextUploadIdMarker>YW55IGlkZWE</NextUploadIdMarker>"
                    + "<Delimiter>/</Delimiter><Prefix>m</Prefix><MaxUploads>3</MaxUploads><IsTruncated>false</IsTruncated>"
                    + "<Upload><Key>my movie+1.m2ts</Key><UploadId>XMgbGlrZSBlbHZpbmcncyBub3QgaGF2aW5nIG11Y2ggbHVjaw</UploadId>"
                    + "<Owner><ID>75aa57f09aa0c8</ID><DisplayName>Owner</DisplayName></Owner>"
                    + "<StorageClass>STANDARD_IA</StorageClass><Initiated>2010-11-10T20:48:33.000Z</Initiated>"
                    + "<ChecksumAlgorithm>CRC32C</ChecksumAlgorithm></Upload>"
                    + "<CommonPrefixes><Prefix>movies/</Prefix></CommonPrefixes></ListMultipartUploadsResult>")
        ) { minio in
            let listing = minio.listMultipartUploads(
                bucket: "photos",
                options: .with {
                    $0.prefix = "m"
                    $0.delimiter = "/"
                    $0.pageSize = 3
                })
            var lines: [String] = []
            for try await page in listing.pages {
                lines += page.uploads.map {
                    "\($0.key) \($0.uploadID) \($0.initiated.map(S3Timestamp.iso8601) ?? "") \($0.storageClass) "
                        + "\($0.owner?.id ?? "") \($0.checksumAlgorithm?.rawValue ?? "")"
                }
                lines += page.commonPrefixes
            }
            return lines.joined(separator: "\n")
        },
        Exchange(
            operation: "GetObjectTagging",
            answer: Answer(
                body: "<Tagging \(Self.xmlns)><TagSet><Tag><Key>a b</Key><Value>&lt;1&gt;</Value></Tag>"
                    + "<Tag><Key>c</Key><Value></Value></Tag></TagSet></Tagging>")
        ) { minio in
            let tags = try await minio.getObjectTags(bucket: "photos", key: "cat.jpg", versionID: "v1")
            return tags.map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
        },
    ]

    private static let xmlns = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""
}
