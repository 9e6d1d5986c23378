// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import NIOCore

/// Lists of many keys.
enum Listing {
    static func list(_ arguments: Arguments) async throws {
        try await print(self.count(arguments.client(), bucket: arguments.text("bucket")))
    }

    /// Lists `--count` keys, whose pages are in memory: prints keys per second of processor time.
    static func decode(_ arguments: Arguments) async throws {
        let count = try arguments.number("count")
        let (odd, even, last) = (Self.page(next: "1"), Self.page(next: "2"), Self.page(next: nil))
        let (more, end) = (Counter(), count / 1000)
        let transport = CannedTransport { _ in
            let number = more.next()
            let page = number >= end ? last : number.isMultiple(of: 2) ? even : odd
            return (HTTPResponse(status: .ok, headerFields: [.contentLength: "\(page.readableBytes)"]), page)
        }
        let client = try arguments.client(over: transport)
        let start = Processor.time()
        let listed = try await self.count(client, bucket: "list")
        print(Int(Double(listed) / (Processor.time() - start)))
    }

    private static func count(_ client: MinioClient, bucket: String) async throws -> Int {
        var count = 0
        for try await object in client.listObjects(bucket: bucket) where object.size != nil { count += 1 }
        return count
    }

    /// A page of 1,000 keys as S3 writes it.
    static func page(next token: String?) -> ByteBuffer {
        var page = ByteBuffer()
        page.writeString(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult "
                + "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>list</Name><Prefix></Prefix>"
                + "<KeyCount>1000</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>"
                + "<IsTruncated>\(token != nil)</IsTruncated>")
        if let token { page.writeString("<NextContinuationToken>\(token)</NextContinuationToken>") }
        for number in 10_000..<11_000 {
            page.writeString(
                "<Contents><Key>measurements/2026/07/station-00042/reading-of-the-day-\(number).csv</Key>"
                    + "<LastModified>2026-07-01T10:00:00.000Z</LastModified>"
                    + "<ETag>&quot;0123456789abcdef0123456789abcdef&quot;</ETag><Size>4096</Size>"
                    + "<StorageClass>STANDARD</StorageClass></Contents>")
        }
        page.writeString("</ListBucketResult>")
        return page
    }
}
