// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Minio
import Testing

/// AWS's own examples, and botocore's signatures of random requests.
@Suite("Signature Version 4")
struct SigV4SignerTests {
    private static let credentials = Credentials(
        accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    private static let scope = SigningScope(timestamp: "20130524T000000Z", region: "us-east-1")

    private static func request(_ method: HTTPRequest.Method, _ target: String) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "https", authority: "examplebucket.s3.amazonaws.com", path: target)
    }

    // MARK: AWS's examples

    /// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
    @Test("AWS's example: get an object with a range")
    func getObject() {
        var request = Self.request(.get, "/test.txt")
        request.headerFields[.range] = "bytes=0-9"
        SigV4Signer().sign(
            &request, credentials: Self.credentials, scope: Self.scope, payload: .digest(Digest.sha256OfNothing))
        #expect(
            request.headerFields[.authorization] == """
                AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
                SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, \
                Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41
                """)
        #expect(request.headerFields[.amzDate] == "20130524T000000Z")
        #expect(request.headerFields[.amzContentSHA256] == Digest.sha256OfNothing)
        #expect(request.headerFields[.amzSecurityToken] == nil)
    }

    @Test("AWS's example: put an object")
    func putObject() throws {
        var request = Self.request(.put, "/\(PercentEncoding.path("test$file.text"))")
        request.headerFields[.date] = "Fri, 24 May 2013 00:00:00 GMT"
        request.headerFields[.amzStorageClass] = "REDUCED_REDUNDANCY"
        let seed = SigV4Signer().sign(
            &request, credentials: Self.credentials, scope: Self.scope,
            payload: .digest(Digest.sha256Hex("Welcome to Amazon S3.")))
        #expect(seed.signature == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
        #expect(
            try #require(request.headerFields[.authorization])
                .contains("SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,"))
    }

    @Test(
        "AWS's examples: get a lifecycle, list objects",
        arguments: [
            ("/?lifecycle=", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
            ("/?max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
        ])
    func queries(target: String, signature: String) {
        var request = Self.request(.get, target)
        let seed = SigV4Signer().sign(
            &request, credentials: Self.credentials, scope: Self.scope, payload: .digest(Digest.sha256OfNothing))
        #expect(seed.signature == signature)
    }

    /// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
    @Test("AWS's example: a presigned GET")
    func presigned() {
        let query = SigV4Signer().presignedQuery(
            for: Self.request(.get, "/"), path: "/test.txt", query: QueryItems(), credentials: Self.credentials,
            scope: Self.scope, expires: 86400)
        #expect(
            query == """
                X-Amz-Algorithm=AWS4-HMAC-SHA256\
                &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
                &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
                &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404
                """)
    }

    // MARK: botocore

    private struct Row: Decodable {
        var kind, m, url, b, ak, sk, d, r, sig: String
        var vh: Bool?
        var k, tk, p: String?
        var q, h: [[String]]?
        var x: Int?
    }

    @Test("botocore signs random requests in the same way")
    func agreesWithBotocore() throws {
        var lines = try Vectors.lines("signatures.jsonl")
        #expect(lines.count == 600)
        if let path = ProcessInfo.processInfo.environment["MINIO_SIGNATURE_VECTORS"], !path.isEmpty {
            let more = try Vectors.lines(of: URL(fileURLWithPath: path))
            #expect(!more.isEmpty)
            lines += more
        }
        // One signer for all, so that its keys are found again, replaced and dropped.
        let signer = SigV4Signer()
        var counts = (header: 0, query: 0)
        for line in lines {
            let row = try JSONDecoder().decode(Row.self, from: Data(line.utf8))
            if row.kind == "query" { counts.query += 1 } else { counts.header += 1 }
            #expect(try Self.signature(of: row, by: signer) == row.sig, "\(line)")
        }
        #expect(counts.header >= 300)
        #expect(counts.query >= 200)
    }

    private static func signature(of row: Row, by signer: SigV4Signer) throws -> String {
        var query = QueryItems()
        for pair in row.q ?? [] { query.append(pair[0], pair[1]) }
        var style = AddressingStyle()
        style.addressing = row.vh == true ? .virtualHosted : .path
        let address = try Endpoint(row.url).address(
            bucket: row.b, key: row.k, query: query, region: row.r, style: style)
        var request = HTTPRequest(
            method: try #require(HTTPRequest.Method(rawValue: row.m)), scheme: address.isSecure ? "https" : "http",
            authority: address.authority, path: address.target)
        for pair in row.h ?? [] {
            request.headerFields.append(HTTPField(name: try #require(HTTPField.Name(pair[0])), value: pair[1]))
        }
        let credentials = Credentials(accessKey: row.ak, secretKey: row.sk, sessionToken: row.tk)
        let scope = SigningScope(timestamp: row.d, region: row.r)
        if let expires = row.x {
            let presigned = signer.presignedQuery(
                for: request, path: address.path, query: query, credentials: credentials, scope: scope,
                expires: expires)
            // The query that is sent is the canonical one, which whoever checks it makes of it again.
            let end = try #require(presigned.firstRange(of: "&X-Amz-Signature=")).lowerBound
            let canonical = CanonicalRequest.canonicalQuery(presigned, omitting: "X-Amz-Signature")
            #expect(canonical == String(presigned[..<end]))
            return String(presigned.suffix(64))
        }
        let payload: PayloadHash =
            switch row.p {
            case "UNSIGNED-PAYLOAD": .unsigned
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD": .signedChunks
            default: .digest(try #require(row.p))
            }
        return signer.sign(&request, credentials: credentials, scope: scope, payload: payload).signature
    }

    // MARK: What else matters

    @Test("a request that is signed again is signed anew")
    func signsAgain() {
        var request = Self.request(.get, "/test.txt")
        let signer = SigV4Signer()
        let token = Credentials(accessKey: "other", secretKey: "other", sessionToken: "token")
        signer.sign(
            &request, credentials: token, scope: SigningScope(timestamp: "20200101T000000Z", region: "x"),
            payload: .unsigned)
        #expect(request.headerFields[.amzSecurityToken] == "token")
        request.headerFields[.range] = "bytes=0-9"
        let seed = signer.sign(
            &request, credentials: Self.credentials, scope: Self.scope, payload: .digest(Digest.sha256OfNothing))
        #expect(seed.signature == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
        #expect(request.headerFields[values: .authorization].count == 1)
        #expect(request.headerFields[.amzSecurityToken] == nil)
    }

    @Test(
        "what a proxy may change is not signed; what S3 acts on is",
        arguments: [
            ("user-agent", false), ("accept-encoding", false), ("connection", false), ("expect", false), ("te", false),
            ("content-length", false), ("authorization", false), ("amz-sdk-request", false), ("x-forwarded-for", false),
            ("content-type", true), ("content-md5", true), ("range", true), ("if-match", true), ("X-Amz-Meta-A", true),
            ("x-minio-force-delete", true),
        ])
    func signedHeaders(name: String, isSigned: Bool) throws {
        var request = Self.request(.get, "/")
        request.headerFields[try #require(HTTPField.Name(name))] = "1"
        SigV4Signer().sign(&request, credentials: Self.credentials, scope: Self.scope, payload: .unsigned)
        let authorization = try #require(request.headerFields[.authorization])
        let list = try #require(authorization.split(separator: "SignedHeaders=").last?.split(separator: ",").first)
        #expect(list.split(separator: ";").contains { $0 == name.lowercased() } == isSigned)
    }

    @Test(
        "white space in a header's value",
        arguments: [
            ("", ""), (" ", ""), ("\t", ""), ("a", "a"), (" a", "a"), ("a ", "a"), ("a b", "a b"), ("a  b", "a b"),
            ("a\tb", "a b"), ("\ta \t b\t", "a b"), ("\"a  b\"", "\"a b\""), ("é  é", "é é"),
        ])
    func collapsesSpace(value: String, collapsed: String) {
        #expect(CanonicalRequest.collapsed(value).bytes == collapsed.bytes)
    }

    @Test("signatures are checked in any case, and refused if they differ")
    func checksSignatures() {
        let key = SigningKey(secretKey: "secret", scope: Self.scope)
        let signature = key.signature(of: "text")
        #expect(key.isValid(signature, of: "text"))
        #expect(key.isValid(signature.uppercased(), of: "text"))
        for wrong in ["", "zz", String(signature.dropLast()), String(signature.dropLast(2)), signature + "00"] {
            #expect(!key.isValid(wrong, of: "text"))
        }
        #expect(!key.isValid(signature, of: "text "))
    }

    @Test("keys are kept apart by secret, day, region and service")
    func keysAreKeptApart() {
        let cache = SigningKeyCache()
        let scopes = ["20130524T000000Z", "20130525T000000Z"].flatMap { timestamp in
            ["us-east-1", "us-east-2"].flatMap { region in
                ["s3", "sts"].map { SigningScope(timestamp: timestamp, region: region, service: $0) }
            }
        }
        var signatures: Set<String> = []
        for _ in 1...2 {
            for scope in scopes {
                // The last two secrets are one to Swift's `==`, and two to a server.
                for secret in ["a", "b", "\u{E9}", "e\u{301}"] {
                    let signature = cache.key(secretKey: secret, scope: scope).signature(of: "text")
                    #expect(signature == SigningKey(secretKey: secret, scope: scope).signature(of: "text"))
                    signatures.insert(signature)
                }
            }
        }
        #expect(signatures.count == scopes.count * 4)
    }
}
