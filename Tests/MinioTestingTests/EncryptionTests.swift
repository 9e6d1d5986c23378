// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import MinioTesting
import Testing

@Suite struct EncryptionTests {
    /// The three headers of a customer key.
    static func customerKey(_ byte: UInt8, prefix: String = "x-amz-") -> [(String, String)] {
        let key = [UInt8](repeating: byte, count: 32)
        let start = "\(prefix)server-side-encryption-customer-"
        return [
            ("\(start)algorithm", "AES256"), ("\(start)key", Base64.encode(key)),
            ("\(start)key-md5", Digest.md5Base64(key)),
        ]
    }

    @Test func customerKeyIsNeededToRead() async throws {
        try await withTestClient { client in
            let key = Self.customerKey(1)
            let put = try await client.send(.put, "/box/k", headers: key, body: "abc")
            #expect(put["etag"] != "\"900150983cd24fb0d6963f7d28e17f72\"")
            #expect(put["x-amz-server-side-encryption-customer-algorithm"] == "AES256")
            #expect(put["x-amz-server-side-encryption-customer-key-md5"] == key[2].1)
            #expect(put["x-amz-server-side-encryption-customer-key"] == nil)
            let get = try await client.send(.get, "/box/k", headers: key)
            #expect(get.text == "abc")
            #expect(get["x-amz-server-side-encryption-customer-key-md5"] == key[2].1)
            for method in [HTTPRequest.Method.get, .head] {
                #expect(try await client.send(method, "/box/k").status == 400)
                #expect(try await client.send(method, "/box/k", headers: Self.customerKey(2)).status == 403)
            }
            #expect(try await client.send(.get, "/box/k").code == "InvalidRequest")
            #expect(try await client.send(.get, "/box/k", headers: Self.customerKey(2)).code == "AccessDenied")
            _ = try await client.send(.put, "/box/plain")
            #expect(try await client.send(.get, "/box/plain", headers: key).code == "InvalidRequest")
        }
    }

    @Test(
        arguments: [
            ("algorithm", "AES128", "InvalidEncryptionAlgorithmError"), ("key", "c2hvcnQ=", "InvalidArgument"),
            ("key", "%%%", "InvalidArgument"), ("key-md5", "1B2M2Y8AsgTpgAmY7PhCfg==", "InvalidArgument"),
            ("algorithm", nil, "InvalidArgument"), ("key", nil, "InvalidArgument"), ("key-md5", nil, "InvalidArgument"),
        ] as [(String, String?, String)])
    func wrongCustomerKeyIsRefused(name: String, value: String?, code: String) async throws {
        try await withTestClient { client async throws in
            let headers = Self.customerKey(1).compactMap { header -> (String, String)? in
                guard header.0.hasSuffix("customer-\(name)") else { return header }
                return value.map { (header.0, $0) }
            }
            #expect(try await client.send(.put, "/box/k", headers: headers).code == code)
        }
    }

    @Test func customerKeysChangeInACopy() async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/s", headers: Self.customerKey(1), body: "abc")
            let source = [("x-amz-copy-source", "/box/s")]
            let sourceKey = Self.customerKey(1, prefix: "x-amz-copy-source-")
            #expect(try await client.send(.put, "/box/k", headers: source).code == "InvalidRequest")
            let wrong = source + Self.customerKey(2, prefix: "x-amz-copy-source-")
            #expect(try await client.send(.put, "/box/k", headers: wrong).code == "AccessDenied")
            let rekeyed = source + sourceKey + Self.customerKey(2)
            #expect(try await client.send(.put, "/box/k", headers: rekeyed).status == 200)
            #expect(try await client.send(.get, "/box/k", headers: Self.customerKey(2)).text == "abc")
            #expect(try await client.send(.put, "/box/k", headers: source + sourceKey).status == 200)
            #expect(try await client.send(.get, "/box/k").text == "abc")
        }
    }

    @Test func managedKeysAreEchoed() async throws {
        try await withTestClient { client in
            let name = "x-amz-server-side-encryption"
            let put = try await client.send(.put, "/box/s3", headers: [(name, "AES256")], body: "abc")
            #expect(put[name] == "AES256")
            #expect(put["etag"] == "\"900150983cd24fb0d6963f7d28e17f72\"")
            #expect(try await client.send(.get, "/box/s3")[name] == "AES256")
            let kms = [(name, "aws:kms"), ("\(name)-aws-kms-key-id", "key-1"), ("\(name)-context", "eyJhIjoiYiJ9")]
            let sealed = try await client.send(.put, "/box/kms", headers: kms, body: "abc")
            for (name, value) in kms { #expect(sealed[name] == value) }
            #expect(sealed["etag"] != put["etag"])
            let head = try await client.send(.head, "/box/kms")
            #expect(head[name] == "aws:kms")
            #expect(head["\(name)-aws-kms-key-id"] == "key-1")
            #expect(head["\(name)-context"] == nil)
            let unknown = try await client.send(.put, "/box/x", headers: [(name, "ROT13")])
            #expect(unknown.code == "InvalidEncryptionAlgorithmError")
            let context = [(name, "aws:kms"), ("\(name)-context", "bm90IGpzb24=")]
            #expect(try await client.send(.put, "/box/x", headers: context).code == "InvalidArgument")
            let both = [(name, "AES256")] + Self.customerKey(1)
            #expect(try await client.send(.put, "/box/x", headers: both).code == "InvalidArgument")
        }
    }

    @Test func readerMayNotAskForEncryption() async throws {
        try await withTestClient { client in
            _ = try await client.send(.put, "/box/k")
            let header = [("x-amz-server-side-encryption", "AES256")]
            #expect(try await client.send(.get, "/box/k", headers: header).code == "InvalidArgument")
            #expect(try await client.send(.head, "/box/k", headers: header).status == 400)
        }
    }
}
