// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import Testing

@Suite("Endpoint")
struct EndpointTests {
    // MARK: AWS

    @Test("the table of AWS hosts is complete")
    func tableIsComplete() throws {
        let kinds = try Vectors.rows("endpoints.tsv").map { $0[0] }
        #expect(kinds.count { $0 == "refused" } == 14)
        #expect(kinds.count { $0 == "accepted" } == 66)
    }

    @Test("hosts of AWS that are not S3's are refused", arguments: try Vectors.rows("endpoints.tsv"))
    func refusesHosts(row: [String?]) throws {
        guard row[0] == "refused" else { return }
        let text = try #require(row[1])
        let error = #expect(throws: MinioError.self) { try Endpoint(text) }
        #expect(error?.code == .invalidArgument)
    }

    @Test("hosts of AWS are taken apart and put together", arguments: try Vectors.rows("endpoints.tsv"))
    func takesHostsApart(row: [String?]) throws {
        guard row[0] == "accepted" else { return }
        for scheme in ["https", "http"] where scheme == "https" || row[1]?.contains("s3-accesspoint") == false {
            let endpoint = try Endpoint("\(scheme)://\(try #require(row[1]))", region: row[2])
            #expect(endpoint.aws?.prefix == row[3])
            #expect(endpoint.aws?.domain == row[4])
            #expect(endpoint.region == row[5] ?? (row[3] == nil ? row[2] : nil))
            #expect(endpoint.aws?.isDualStack == row[6].map { $0 == "yes" })
            let region = endpoint.region ?? "us-east-1"
            let targets: [(bucket: String?, key: String?)] = [
                (nil, nil), ("my-bucket", nil), ("my-bucket", "path/to/my/object"),
            ]
            for (target, expected) in zip(targets, row[7...]) {
                let address = try endpoint.address(
                    bucket: target.bucket, key: target.key, query: QueryItems(), region: region,
                    style: AddressingStyle())
                #expect(address.url == "\(scheme)://\(try #require(expected))")
            }
        }
    }

    @Test(
        "hosts under AWS's domain that customers run are anybody's server",
        arguments: [
            "ec2-203-0-113-25.us-west-2.compute.amazonaws.com", "ec2-203-0-113-25.compute-1.amazonaws.com",
            "lb-1234.us-west-2.elb.amazonaws.com", "nlb-1234.elb.eu-west-1.amazonaws.com", "amazonaws.com",
            "s3.amazonaws.com.example.org", "s3amazonaws.com",
        ])
    func customersHosts(host: String) throws {
        let endpoint = try Endpoint(host)
        #expect(endpoint.aws == nil)
        #expect(endpoint.region == nil)
    }

    @Test(
        "regions in the old form of a host",
        arguments: [("s3-us-west-2.amazonaws.com", "us-west-2"), ("s3-ap-southeast-1.amazonaws.com", "ap-southeast-1")])
    func dashedRegions(host: String, region: String) throws {
        let endpoint = try Endpoint(host)
        #expect(endpoint.region == region)
        func bucketHost(_ region: String) throws -> String {
            try endpoint.address(
                bucket: "my-bucket", key: nil, query: QueryItems(), region: region, style: AddressingStyle()
            ).authority
        }
        #expect(try bucketHost(region) == "my-bucket.\(host)")
        #expect(try bucketHost("eu-west-1") == "my-bucket.s3.eu-west-1.amazonaws.com")
    }

    @Test(
        "more hosts that are not S3's",
        arguments: [
            "s3-website-us-east-1.amazonaws.com", "bucket.s3-website.eu-central-1.amazonaws.com",
            "my-bucket.s3.eu-west-1.amazonaws.com", "s3.eu-west-1.extra.amazonaws.com", "s3.vpce.amazonaws.com",
            "s3.dualstack.us-east-1.vpce.amazonaws.com", "s3-external-1.us-east-1.amazonaws.com", "s3-.amazonaws.com",
            "s3-us-gov-west-1.dualstack.amazonaws.com", "sts.amazonaws.com", "s3-control.us-east-1.amazonaws.com",
            "other.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com", "S3.dualstack.s3.amazonaws.com",
            "elb.s3.amazonaws.com",
        ])
    func refusesMoreHosts(host: String) {
        let error = #expect(throws: MinioError.self) { try Endpoint(host) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains(host.lowercased()) == true)
    }

    @Test("China needs a region, from wherever it comes")
    func china() throws {
        #expect(throws: MinioError.self) { try Endpoint("s3.amazonaws.com.cn") }
        #expect(throws: MinioError.self) { try Endpoint("s3.amazonaws.com.cn", region: "") }
        #expect(try Endpoint("s3.amazonaws.com.cn", region: "cn-north-1").region == "cn-north-1")
        let endpoint = try Endpoint("https://s3.cn-northwest-1.amazonaws.com.cn")
        #expect(endpoint.region == "cn-northwest-1")
        let list = try endpoint.address(
            bucket: nil, key: nil, query: QueryItems(), region: "cn-northwest-1", style: AddressingStyle())
        #expect(list.url == "https://s3.cn-northwest-1.amazonaws.com.cn/")
        let bucket = try endpoint.address(
            bucket: "my-bucket", key: nil, query: QueryItems(), region: "cn-north-1", style: AddressingStyle())
        #expect(bucket.url == "https://my-bucket.s3.cn-north-1.amazonaws.com.cn/")
    }

    // MARK: The text

    @Test(
        "texts that are endpoints",
        arguments: [
            ("play.min.io", "https://play.min.io", "play.min.io"),
            ("https://play.min.io/", "https://play.min.io", "play.min.io"),
            ("HTTPS://Play.MIN.io", "https://play.min.io", "play.min.io"),
            ("localhost:9000", "https://localhost:9000", "localhost"),
            ("http://localhost:80", "http://localhost", "localhost"),
            ("http://localhost:443", "http://localhost:443", "localhost"),
            ("https://localhost:443/", "https://localhost", "localhost"),
            ("https://localhost:80", "https://localhost:80", "localhost"),
            ("http://localhost:00080", "http://localhost", "localhost"),
            ("http://h:1", "http://h:1", "h"),
            ("http://h:65535", "http://h:65535", "h"),
            ("http://my_minio.svc_1:9000", "http://my_minio.svc_1:9000", "my_minio.svc_1"),
            ("xn--bcher-kva.example", "https://xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("192.0.2.1:9000", "https://192.0.2.1:9000", "192.0.2.1"),
            ("http://[::1]", "http://[::1]", "::1"),
            ("http://[::1]:9000/", "http://[::1]:9000", "::1"),
            ("[::1]:443", "https://[::1]", "::1"),
            ("[::]", "https://[::]", "::"),
            ("[2001:DB8::A:0]:80", "https://[2001:db8::a:0]:80", "2001:db8::a:0"),
            ("[1:2:3:4:5:6:7:8]", "https://[1:2:3:4:5:6:7:8]", "1:2:3:4:5:6:7:8"),
            ("[1:2:3:4:5:6:192.0.2.1]", "https://[1:2:3:4:5:6:192.0.2.1]", "1:2:3:4:5:6:192.0.2.1"),
            ("[::ffff:192.0.2.1]:9000", "https://[::ffff:192.0.2.1]:9000", "::ffff:192.0.2.1"),
            ("[1::8]", "https://[1::8]", "1::8"),
            ("[1:2:3:4:5:6:7::]", "https://[1:2:3:4:5:6:7::]", "1:2:3:4:5:6:7::"),
        ])
    func accepts(text: String, description: String, host: String) throws {
        let endpoint = try Endpoint(text)
        #expect(endpoint.description == description)
        #expect(endpoint.host == host)
        #expect(endpoint.isSecure == description.hasPrefix("https:"))
        #expect(endpoint.region == nil)
        #expect(endpoint.aws == nil)
        // What it prints is an endpoint again, and the same one.
        #expect(try Endpoint(endpoint.description) == endpoint)
    }

    @Test(
        "texts that are no endpoints, and the reason that is given",
        arguments: [
            ("", "empty"), (" ", "space"), ("play.min.io ", "space"), ("play\n.min.io", "space"),
            ("http://", "no host"), ("https:///", "no host"), (":9000", "no host"), ("/", "no host"),
            ("ftp://h", "scheme"), ("://h", "scheme"), ("s3://bucket", "scheme"), ("http://https://h", "path"),
            ("http://h/bucket", "path"), ("http://h//", "path"), ("h?x=1", "path"), ("h#f", "path"), ("h/?", "path"),
            ("http://h:9000/minio/", "path"), ("h:", "port"), ("h:0", "port"), ("h:65536", "port"), ("h:+80", "port"),
            ("h:-1", "port"), ("h:8o", "port"), ("h:000080", "port"), ("h:99999999999999999999", "port"),
            ("[::1]:", "port"), ("[::1]:x", "port"), ("a:b@h", "credentials"), ("http://user@h", "credentials"),
            ("::1", "brackets"), ("fe80::1:9000", "brackets"), ("[::1", "bracket"), ("[::1]9000", "bracket"),
            ("[]", "IPv6"), ("[:]", "IPv6"), ("[:::]", "IPv6"), ("[1::2::3]", "IPv6"), ("[1:2:3:4:5:6:7]", "IPv6"),
            ("[1:2:3:4:5:6:7:8:9]", "IPv6"), ("[1:2:3:4:5:6:7::8]", "IPv6"), ("[g::1]", "IPv6"), ("[12345::]", "IPv6"),
            ("[::192.0.2.256]", "IPv6"), ("[192.0.2.1::]", "IPv6"), ("[::192.0.2.1:1]", "IPv6"), ("[1:]", "IPv6"),
            ("[localhost]", "IPv6"), ("[fe80::1%25eth0]", "zone"), ("[fe80::1%eth0]:9000", "zone"),
            ("h.", "ends with a dot"), ("http://minio.svc.:9000", "ends with a dot"), (".h", "part"), ("a..b", "part"),
            ("-h", "part"), ("h-", "part"), ("a.-b.c", "part"), ("h\\x", "only letters"), ("h%41", "only letters"),
            ("*.h", "only letters"), ("bücher.example", "xn--"), ("h\u{301}", "xn--"), ("例え.jp", "xn--"),
            ("1.2.3", "IPv4"), ("1.2.3.4.5", "IPv4"), ("256.1.1.1", "IPv4"), ("010.0.0.1", "IPv4"), ("9000", "IPv4"),
            (String(repeating: "a", count: 64), "part"), (String(repeating: "a.", count: 127), "253"),
        ])
    func refuses(text: String, reason: String) {
        let error = #expect(throws: MinioError.self) { try Endpoint(text) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(error?.attempts == 0)
    }

    @Test("no password and no query is in the error")
    func errorsHoldNoSecrets() {
        for text in ["https://me:hunter2@h", "hunter2@h:x", "h?hunter2", "h#hunter2", "h?\u{301}hunter2"] {
            let error = #expect(throws: MinioError.self) { try Endpoint(text) }
            #expect(error?.description.contains("hunter2") == false, "\(text)")
        }
    }

    @Test("a scheme and isSecure agree or are refused")
    func schemes() throws {
        #expect(try Endpoint("h", isSecure: false).description == "http://h")
        #expect(try Endpoint("h:80", isSecure: false).port == nil)
        #expect(try Endpoint("h", isSecure: true).description == "https://h")
        #expect(try Endpoint("http://h", isSecure: false).isSecure == false)
        #expect(try Endpoint("https://h", isSecure: true).isSecure)
        for (text, isSecure) in [("http://h", true), ("https://h", false)] {
            let error = #expect(throws: MinioError.self) { try Endpoint(text, isSecure: isSecure) }
            #expect(error?.message.contains("isSecure") == true)
        }
    }

    @Test("a region is one word")
    func regions() throws {
        #expect(try Endpoint("h", region: "minio_1").region == "minio_1")
        #expect(try Endpoint("h", region: "").region == nil)
        for region in ["us east", "us/east", "us\neast", "é"] {
            #expect(throws: MinioError.self) { try Endpoint("h", region: region) }
        }
    }
}
