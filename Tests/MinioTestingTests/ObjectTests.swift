// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import MinioTesting
import NIOCore
import Testing

@Suite struct ObjectTests {
    @Test func objectComesBackAsItWasSent() async throws {
        try await withTestClient { client in
            let headers = [
                ("content-type", "text/plain"), ("cache-control", "no-cache"), ("content-disposition", "inline"),
                ("content-encoding", "gzip"), ("content-language", "de"), ("expires", "Tue, 14 Nov 2023 22:13:20 GMT"),
                ("X-Amz-Meta-Colour", "red"), ("x-amz-storage-class", "STANDARD_IA"), ("x-amz-tagging", "a=1&b=2"),
                ("x-amz-website-redirect-location", "/there"),
            ]
            let put = try await client.send(.put, "/box/k", headers: headers, body: "abc")
            #expect(put["etag"] == "\"900150983cd24fb0d6963f7d28e17f72\"")
            for method in [HTTPRequest.Method.get, .head] {
                let answer = try await client.send(method, "/box/k")
                #expect(answer.status == 200)
                #expect(answer.text == (method == .get ? "abc" : ""))
                for (name, value) in headers where name != "x-amz-tagging" { #expect(answer[name] == value) }
                #expect(answer["x-amz-tagging-count"] == "2")
                #expect(answer["etag"] == "\"900150983cd24fb0d6963f7d28e17f72\"")
                #expect(answer["content-length"] == "3")
                #expect(answer["last-modified"] == "Tue, 14 Nov 2023 22:13:20 GMT")
                #expect(answer["accept-ranges"] == "bytes")
                #expect(answer["server"] == "MinioTesting")
                #expect(answer["x-amz-request-id"]?.utf8.count == 16)
            }
        }
    }

    @Test func absentHeadersHaveS3sDefaults() async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/k")
            let answer = try await client.send(.get, "/box/k")
            #expect(answer["content-type"] == "binary/octet-stream")
            #expect(answer["content-length"] == "0")
            for name in ["x-amz-storage-class", "x-amz-tagging-count", "x-amz-version-id", "cache-control"] {
                #expect(answer[name] == nil)
            }
        }
    }

    @Test func responseHeadersAreOverridden() async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/k", headers: [("content-type", "a/b")])
            for name in ["type", "language", "disposition", "encoding"] {
                let answer = try await client.send(.get, "/box/k", [("response-content-\(name)", "x y")])
                #expect(answer["content-\(name)"] == "x y")
            }
            for name in ["cache-control", "expires"] {
                #expect(try await client.send(.head, "/box/k", [("response-\(name)", "x")])[name] == "x")
            }
        }
    }

    @Test(
        arguments: [
            (1024, nil), (1025, "KeyTooLongError"),
        ] as [(Int, String?)]) func keysHaveAtMost1024Bytes(length: Int, code: String?) async throws
    {
        try await withTestClient { client async throws in
            let key = String(repeating: "%C3%A9", count: length / 2) + String(repeating: "a", count: length % 2)
            #expect(try await client.send(.put, "/box/\(key)").code == code)
        }
    }

    @Test func metadataHasAtMost2KiB() async throws {
        try await withTestClient { client async throws in
            for (length, code) in [(2044, nil), (2045, "MetadataTooLarge")] as [(Int, String?)] {
                let value = String(repeating: "v", count: length)
                #expect(try await client.send(.put, "/box/k", headers: [("x-amz-meta-name", value)]).code == code)
            }
        }
    }

    @Test(arguments: [
        ("x-amz-storage-class", "WARM", "InvalidStorageClass"), ("x-amz-tagging", "a=1&a=2", "InvalidTag"),
        ("x-amz-tagging", "=1", "InvalidArgument"), ("x-amz-object-lock-mode", "GOVERNANCE", "NotImplemented"),
        ("x-amz-website-redirect-location", "there", "InvalidRedirectLocation"),
        ("x-amz-write-offset-bytes", "0", "NotImplemented"),
    ]) func wrongHeaderIsRefused(name: String, value: String, code: String) async throws {
        try await withTestClient { client async throws in
            #expect(try await client.send(.put, "/box/k", headers: [(name, value)]).code == code)
            #expect(try await client.send(.get, "/box/k").code == "NoSuchKey")
        }
    }

    @Test(arguments: ["acl", "retention", "legal-hold", "attributes", "torrent", "foo"])
    func subresourceIsNeverAnsweredWithTheObject(name: String) async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/k", body: "abc")
            for method in [HTTPRequest.Method.get, .put, .delete] {
                let answer = try await client.send(method, "/box/k", [(name, "")])
                #expect(answer.status == 501)
                #expect(answer.code == "NotImplemented")
            }
            #expect(try await client.send(.get, "/box/k").text == "abc")
            #expect(try await client.send(.get, "/box/k", [("x-id", "GetObject")]).text == "abc")
            #expect(client.server.requests.filter { $0.operation == "Unknown" }.count == 3)
        }
    }

    @Test func errorsAreS3Documents() async throws {
        try await withTestClient { client in
            let answer = try await client.send(.get, "/box/a%26%3C")
            let document = try answer.xml()
            #expect(answer.status == 404)
            #expect(answer["content-type"] == "application/xml")
            #expect(document["Code"] == "NoSuchKey")
            #expect(document["BucketName"] == "box")
            #expect(document["Key"] == "a&<")
            #expect(document["Resource"] == "/box/a%26%3C")
            #expect(document["RequestId"] == answer["x-amz-request-id"])
            #expect(document["HostId"] == answer["x-amz-id-2"])
            #expect(try await client.send(.get, "/none/k").code == "NoSuchBucket")
            #expect(try await client.send(.head, "/none/k").text.isEmpty)
            #expect(try await client.send(.get, "/box/%FF").code == "InvalidURI")
        }
    }

    @Test func bodyNeedsItsLength() async throws {
        try await withTestClient { client in
            let answer = try await client.send(.put, "/box/k", headers: [("content-length", "4")], body: "abc")
            #expect(answer.code == "IncompleteBody")
        }
    }

    @Test func bucketMayBeInTheHost() async throws {
        var configuration = S3TestServer.Configuration()
        configuration.domain = "s3.test.invalid"
        try await withTestClient(configuration) { client async throws in
            var request = client.request(.put, "/a/b")
            request.authority = "box.s3.test.invalid:9000"
            #expect(try await client.send(request, body: ByteBuffer(string: "abc")).status == 200)
            #expect(try await client.send(.get, "/box/a/b").text == "abc")
            var list = client.request(.get, "/", [("list-type", "2")])
            list.authority = "box.s3.test.invalid"
            #expect(try await client.send(list).xml().child("Contents")?["Key"] == "a/b")
            #expect(client.server.requests.last?.operation == "ListObjectsV2")
        }
    }
}
