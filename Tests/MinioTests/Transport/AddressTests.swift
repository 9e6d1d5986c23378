// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import Testing

@Suite("Address")
struct AddressTests {
    private static func style(_ change: (inout AddressingStyle) -> Void) -> AddressingStyle {
        var style = AddressingStyle()
        change(&style)
        return style
    }

    private static func address(
        _ endpoint: String, _ bucket: String? = "my-bucket", _ key: String? = "key", region: String = "eu-west-1",
        _ change: (inout AddressingStyle) -> Void = { _ in }
    ) throws -> String {
        try Endpoint(endpoint).address(
            bucket: bucket, key: key, query: QueryItems(), region: region, style: Self.style(change)
        ).url
    }

    @Test(
        "where the bucket goes",
        arguments: [
            ("http://localhost:9000", "b-1", Addressing.automatic, "http://localhost:9000/b-1/key"),
            ("http://localhost:9000", "b-1", .path, "http://localhost:9000/b-1/key"),
            ("http://localhost:9000", "b-1", .virtualHosted, "http://b-1.localhost:9000/key"),
            ("https://h", "a.b", .virtualHosted, "https://h/a.b/key"),
            ("http://h", "a.b", .virtualHosted, "http://a.b.h/key"),
            ("http://h", "Upper", .virtualHosted, "http://h/Upper/key"),
            ("http://h", "a_b", .virtualHosted, "http://h/a_b/key"),
            ("http://h", "a:b", .virtualHosted, "http://h/a%3Ab/key"),
            ("http://[::1]:9000", "b-1", .automatic, "http://[::1]:9000/b-1/key"),
            ("https://[::1]:443", "b-1", .path, "https://[::1]/b-1/key"),
            ("http://h:80", "b-1", .automatic, "http://h/b-1/key"),
            ("s3.amazonaws.com", "b-1", .automatic, "https://b-1.s3.eu-west-1.amazonaws.com/key"),
            ("s3.amazonaws.com", "b-1", .path, "https://s3.eu-west-1.amazonaws.com/b-1/key"),
            ("s3.amazonaws.com", "b-1", .virtualHosted, "https://b-1.s3.eu-west-1.amazonaws.com/key"),
            ("s3.amazonaws.com", "a.b", .automatic, "https://s3.eu-west-1.amazonaws.com/a.b/key"),
            ("http://s3.amazonaws.com", "a.b", .automatic, "http://a.b.s3.eu-west-1.amazonaws.com/key"),
            ("s3.amazonaws.com", "Upper", .automatic, "https://s3.eu-west-1.amazonaws.com/Upper/key"),
            ("s3.amazonaws.com:8443", "b-1", .automatic, "https://b-1.s3.eu-west-1.amazonaws.com:8443/key"),
            ("oss-cn-hangzhou.aliyuncs.com", "b-1", .automatic, "https://b-1.oss-cn-hangzhou.aliyuncs.com/key"),
            ("oss-cn-hangzhou.aliyuncs.com", "b-1", .path, "https://oss-cn-hangzhou.aliyuncs.com/b-1/key"),
            ("aliyuncs.com.example.org", "b-1", .automatic, "https://aliyuncs.com.example.org/b-1/key"),
        ])
    func placesBucket(endpoint: String, bucket: String, addressing: Addressing, url: String) throws {
        #expect(try Self.address(endpoint, bucket) { $0.addressing = addressing } == url)
    }

    @Test("an address has no room for a bucket before it", arguments: ["127.0.0.1", "http://[::1]:9000"])
    func addressesHaveNoBuckets(endpoint: String) {
        let error = #expect(throws: MinioError.self) {
            try Self.address(endpoint) { $0.addressing = .virtualHosted }
        }
        #expect(error?.code == .invalidArgument)
    }

    @Test("some requests are always addressed by path")
    func forcedPathStyle() throws {
        let url = "https://s3.eu-west-1.amazonaws.com/my-bucket"
        for endpoint in ["s3.amazonaws.com", "s3-accelerate.amazonaws.com"] {
            #expect(try Self.address(endpoint, "my-bucket", nil) { $0.isBucketCreation = true } == url)
            #expect(try Self.address(endpoint, "my-bucket", nil) { $0.forcesPathStyle = true } == url)
        }
        let local = try Self.address("h", "my-bucket", nil) {
            $0.addressing = .virtualHosted
            $0.isBucketCreation = true
        }
        #expect(local == "https://h/my-bucket")
    }

    @Test("dual stack and acceleration can be turned on and off")
    func switches() throws {
        let plain = "s3.amazonaws.com"
        #expect(
            try Self.address(plain) { $0.useDualStack = true }
                == "https://my-bucket.s3.dualstack.eu-west-1.amazonaws.com/key")
        #expect(
            try Self.address("s3.dualstack.amazonaws.com") { $0.useDualStack = false }
                == "https://my-bucket.s3.eu-west-1.amazonaws.com/key")
        #expect(
            try Self.address(plain) { $0.useAccelerate = true }
                == "https://my-bucket.s3-accelerate.amazonaws.com/key")
        #expect(
            try Self.address("s3-accelerate.amazonaws.com") { $0.useAccelerate = false }
                == "https://my-bucket.s3.eu-west-1.amazonaws.com/key")
        #expect(
            try Self.address(plain) {
                $0.useAccelerate = true
                $0.useDualStack = true
            } == "https://my-bucket.s3-accelerate.dualstack.amazonaws.com/key")
        #expect(
            try Self.address(plain) {
                $0.useAccelerate = true
                $0.addressing = .path
            } == "https://s3.eu-west-1.amazonaws.com/my-bucket/key")
        // Listing the buckets knows neither.
        #expect(
            try Self.address(plain, nil, nil) {
                $0.useAccelerate = true
                $0.useDualStack = true
            } == "https://s3.eu-west-1.amazonaws.com/")
        #expect(
            try Self.address("s3-us-gov-west-1.amazonaws.com", region: "us-gov-west-1") { $0.useDualStack = true }
                == "https://my-bucket.s3.dualstack.us-gov-west-1.amazonaws.com/key")
    }

    @Test("what an endpoint does not have is refused")
    func refusesSwitches() {
        let vpc = "bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com"
        #expect(throws: MinioError.self) { try Self.address("h") { $0.useAccelerate = true } }
        #expect(throws: MinioError.self) { try Self.address("h") { $0.useDualStack = true } }
        #expect(throws: MinioError.self) { try Self.address(vpc) { $0.useDualStack = true } }
        #expect(throws: MinioError.self) { try Self.address(vpc) { $0.useAccelerate = true } }
        #expect(throws: MinioError.self) { try Self.address("s3-fips.amazonaws.com") { $0.useAccelerate = true } }
        let dotted = #expect(throws: MinioError.self) { try Self.address("s3-accelerate.amazonaws.com", "a.b") }
        #expect(dotted?.message.contains("dot") == true)
    }

    @Test(
        "no region leads a request to another host",
        arguments: ["", "evil.example/", "a.b", "us-east-1.evil.example#", "us east", "-a", "é", "a@b", "a:1"])
    func hostileRegions(region: String) {
        #expect(throws: MinioError.self) { try Self.address("s3.amazonaws.com", region: region) }
        #expect(throws: MinioError.self) { try Self.address("s3.amazonaws.com", nil, nil, region: region) }
        #expect(throws: MinioError.self) { try Self.address("s3-us-west-2.amazonaws.com", region: region) }
    }

    // MARK: Keys and queries

    @Test(
        "keys are encoded once and never normalised",
        arguments: [
            ("/", "//"), ("/a", "//a"), ("a//b", "/a//b"), ("a/", "/a/"), ("./a", "/./a"), ("../a", "/../a"),
            ("..", "/.."),
            (" ", "/%20"), ("a+b", "/a%2Bb"), ("a%2Fb", "/a%252Fb"), ("a?b#c", "/a%3Fb%23c"), ("~", "/~"),
            ("é", "/%C3%A9"), ("e\u{301}", "/e%CC%81"), ("🪣", "/%F0%9F%AA%A3"), ("a\tb\nc", "/a%09b%0Ac"),
            ("\u{1}", "/%01"), ("\\", "/%5C"), ("\u{FFFE}", "/%EF%BF%BE"),
        ])
    func encodesKeys(key: String, path: String) throws {
        #expect(try Self.address("http://h", "b-1", key) == "http://h/b-1\(path)")
        #expect(try Self.address("http://h", "b-1", key) { $0.addressing = .virtualHosted } == "http://b-1.h\(path)")
    }

    @Test("path, query and authority are where they belong")
    func parts() throws {
        var query = QueryItems()
        query.append("prefix", "a/b c")
        query.append(flag: "versions")
        let address = try Endpoint("http://[::1]:9000").address(
            bucket: "my-bucket", key: "a b", query: query, region: "us-east-1", style: AddressingStyle())
        #expect(address.isSecure == false)
        #expect(address.authority == "[::1]:9000")
        #expect(address.path == "/my-bucket/a%20b")
        #expect(address.target == "/my-bucket/a%20b?prefix=a%2Fb%20c&versions=")
        #expect(address.url == "http://[::1]:9000/my-bucket/a%20b?prefix=a%2Fb%20c&versions=")
    }

    @Test("keys that cannot be")
    func refusesKeys() throws {
        #expect(try Self.address("http://h", "b-1", String(repeating: "a", count: 1024)).utf8.count == 1024 + 13)
        #expect(try Self.address("http://h", "b-1", String(repeating: "é", count: 512)).utf8.count == 3072 + 13)
        for (key, reason) in [
            ("", "empty"), (String(repeating: "a", count: 1025), "1025 bytes"), ("a\0b", "NUL"),
            (String(repeating: "é", count: 513), "1026 bytes"),
        ] {
            let error = #expect(throws: MinioError.self) { try Self.address("http://h", "b-1", key) }
            #expect(error?.code == .invalidArgument)
            #expect(error?.message.contains(reason) == true)
        }
        #expect(throws: MinioError.self) { try Self.address("http://h", nil, "key") }
    }

    // MARK: Names of buckets

    @Test(
        "names that buckets can have",
        arguments: [
            ("abc", true), (String(repeating: "a", count: 63), true), ("0-0", true), ("1.2.3", true), ("1.2.3.a", true),
            ("1.2.3.4.5", true), ("a--b", true), ("xn--a", true), ("a-s3alias", true),
            ("Abc", false), ("a_b", false), ("a:b", false), ("a__b", false),
        ])
    func acceptsNames(name: String, isForNew: Bool) throws {
        #expect(throws: Never.self) { try Self.address("http://h", name) }
        if isForNew {
            #expect(try Self.address("http://h", name, nil) { $0.isBucketCreation = true } == "http://h/\(name)")
        } else {
            let error = #expect(throws: MinioError.self) {
                try Self.address("http://h", name, nil) { $0.isBucketCreation = true }
            }
            #expect(error?.message.contains("lower-case") == true)
        }
    }

    @Test(
        "names that no bucket has, and the rule that is named",
        arguments: [
            ("", "3 to 63"), ("ab", "3 to 63"), (String(repeating: "a", count: 64), "3 to 63"), ("é", "3 to 63"),
            ("   ", "only letters"), ("a/b", "only letters"), ("a b", "only letters"), ("ab\n", "only letters"),
            ("bücket", "only letters"), ("a?b", "only letters"), ("a\0b", "only letters"), ("../..", "only letters"),
            ("-ab", "begin and end"), ("ab-", "begin and end"), (".ab", "begin and end"), ("ab.", "begin and end"),
            ("_ab", "begin and end"), ("a..b", "'..'"), ("a.-b", "'.-'"), ("a-.b", "'-.'"), ("1.2.3.4", "IP address"),
            ("192.168.5.4", "IP address"), ("999.999.999.9999", "IP address"),
        ])
    func refusesNames(name: String, rule: String) {
        for isNew in [false, true] {
            let error = #expect(throws: MinioError.self) {
                try Self.address("http://h", name) { $0.isBucketCreation = isNew }
            }
            #expect(error?.code == .invalidArgument)
            #expect(error?.message.contains(rule) == true, "\(error?.message ?? "")")
        }
    }

    @Test(
        "names that AWS reserves can be used and not made",
        arguments: ["xn--abc", "sthree-abc", "amzn-s3-demo-abc", "abc-s3alias", "abc--ol-s3", "abc.mrap", "abc--x-s3"])
    func reservedNames(name: String) {
        #expect(throws: Never.self) { try Self.address("http://s3.amazonaws.com", name) }
        #expect(throws: Never.self) { try Self.address("http://h", name, nil) { $0.isBucketCreation = true } }
        let error = #expect(throws: MinioError.self) {
            try Self.address("http://s3.amazonaws.com", name, nil) { $0.isBucketCreation = true }
        }
        #expect(error?.message.contains("AWS reserves") == true)
    }
}
