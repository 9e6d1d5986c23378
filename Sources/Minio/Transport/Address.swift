// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// How a bucket's name gets into a URL.
public enum Addressing: Sendable, Hashable {
    /// In the host where the server is AWS or Alibaba Cloud, in the path everywhere else.
    case automatic
    /// In the path: `https://host/bucket/key`.
    case path
    /// In the host: `https://bucket.host/key`. Buckets are still made by path, and those whose name cannot be in a
    /// host, or not in one that a certificate covers (a dot over https), are still addressed by path.
    case virtualHosted
}

/// What the address of a request depends on besides endpoint, bucket and key.
package struct AddressingStyle: Sendable, Hashable {
    package var addressing: Addressing = .automatic
    /// Whether AWS's dual-stack hosts are used; `nil`: as the endpoint says.
    package var useDualStack: Bool?
    /// Whether AWS's transfer acceleration is used; `nil`: as the endpoint says.
    package var useAccelerate: Bool?
    /// The request makes the bucket: its name must be one that everybody accepts, and goes in the path.
    package var isBucketCreation = false
    /// The bucket goes in the path whatever else is set, as GetBucketLocation needs it.
    package var forcesPathStyle = false

    package init() {}
}

/// Where one request goes.
package struct Address: Sendable, Equatable {
    package let isSecure: Bool
    /// `host[:port]`, as the `Host` header says it: no default port, IPv6 in brackets.
    package let authority: String
    /// The path, encoded once, never normalised.
    package let path: String
    /// The path and the query, as the request line says them.
    package let target: String

    package init(isSecure: Bool, authority: String, path: String, query: String) {
        self.isSecure = isSecure
        self.authority = authority
        self.path = path
        self.target = query.isEmpty ? path : "\(path)?\(query)"
    }

    package var url: String { "\(self.isSecure ? "https" : "http")://\(self.authority)\(self.target)" }
}

extension Endpoint {
    /// The address of a request.
    ///
    /// - Parameters:
    ///   - bucket: The bucket; `nil` for ListBuckets.
    ///   - key: The object's key, any text that S3 can store; `nil` for requests to the bucket itself.
    ///   - query: The parameters.
    ///   - region: The region of the bucket, which AWS's host names hold.
    ///   - style: How the bucket gets into the URL.
    /// - Returns: Host and path, encoded.
    /// - Throws: `invalidArgument` if bucket or key cannot be right, or if the style asks for what the endpoint has
    /// not.
    package func address(
        bucket: String?, key: String?, query: QueryItems, region: String, style: AddressingStyle
    ) throws(MinioError) -> Address {
        if self.aws == nil && (style.useAccelerate == true || style.useDualStack == true) {
            throw MinioError(.invalidArgument, "\(self.host) is not AWS: it has no acceleration and no dual-stack host")
        }
        guard let bucket else {
            if key != nil { throw MinioError(.invalidArgument, "a key needs a bucket") }
            let host = try self.aws?.listingHost(region: region) ?? self.hostName.authority
            return self.address(host: host, path: "/", query: query)
        }
        try self.check(bucket: bucket, isCreation: style.isBucketCreation)
        if let key { try Self.check(key: key) }
        let isPathStyle = try self.isPathStyle(bucket: bucket, style: style)
        let host = try self.bucketHost(bucket: bucket, region: region, style: style, isPathStyle: isPathStyle)
        let path = Self.path(bucket: isPathStyle ? bucket : nil, key: key)
        return self.address(host: isPathStyle ? host : "\(bucket).\(host)", path: path, query: query)
    }

    private static func path(bucket: String?, key: String?) -> String {
        var path = "/"
        if let bucket {
            path += PercentEncoding.path(bucket)
            if key != nil { path += "/" }
        }
        if let key { path += PercentEncoding.path(key) }
        return path
    }

    private func address(host: String, path: String, query: QueryItems) -> Address {
        Address(isSecure: self.isSecure, authority: self.authority(host), path: path, query: query.encoded)
    }

    private func isPathStyle(bucket: String, style: AddressingStyle) throws(MinioError) -> Bool {
        switch style.addressing {
        case .path: return true
        case .automatic where self.aws == nil && !self.host.hasSuffix(".aliyuncs.com"): return true
        case .virtualHosted where self.hostName.kind != .name:
            throw MinioError(.invalidArgument, "\(self.host) is an address: no bucket can be put before it; use .path")
        case .automatic, .virtualHosted: break
        }
        return style.isBucketCreation || style.forcesPathStyle || !BucketName.isDomain(bucket)
            // AWS's certificate is for *.s3…, and the star stands for one label.
            || (self.isSecure && bucket.utf8.contains(UInt8(ascii: ".")))
    }

    /// The host without the bucket.
    private func bucketHost(
        bucket: String, region: String, style: AddressingStyle, isPathStyle: Bool
    ) throws(MinioError) -> String {
        guard let aws = self.aws else { return self.hostName.authority }
        let isDualStack = style.useDualStack ?? aws.isDualStack
        if style.useAccelerate ?? aws.isAccelerated {
            guard !bucket.utf8.contains(UInt8(ascii: ".")) else {
                throw MinioError(.invalidArgument, "\(bucket) has a dot in its name, and cannot be accelerated")
            }
            let host = try aws.acceleratedHost(isDualStack: isDualStack)
            if !isPathStyle { return host }
        }
        return try aws.host(region: region, isDualStack: isDualStack)
    }

    private func check(bucket: String, isCreation: Bool) throws(MinioError) {
        try Self.check(bucket: bucket)
        guard isCreation, let flaw = BucketName.flawForCreation(bucket, isAWS: self.aws != nil) else { return }
        throw Self.flawed(bucket, flaw)
    }

    /// Refuses what cannot be the name of a bucket, wherever it is.
    static func check(bucket: String) throws(MinioError) {
        if let flaw = BucketName.flaw(bucket) { throw Self.flawed(bucket, flaw) }
    }

    private static func flawed(_ bucket: String, _ flaw: String) -> MinioError {
        MinioError(
            .invalidArgument, "\"\(MinioError.printable(bucket, limit: 80))\" cannot be the name of a bucket: \(flaw)")
    }

    /// Refuses what cannot be a key.
    static func check(key: String) throws(MinioError) {
        if key.isEmpty { throw MinioError(.invalidArgument, "the key is empty") }
        if key.utf8.count > 1024 {
            throw MinioError(.invalidArgument, "the key has \(key.utf8.count) bytes of UTF-8; 1024 are allowed")
        }
        if key.utf8.contains(0) { throw MinioError(.invalidArgument, "the key holds a NUL character") }
    }
}

/// The rules for a bucket's name: lax for buckets that may be there already, strict for new ones.
///
/// [Naming rules](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html)
private enum BucketName {
    /// What is wrong with a name, whoever made the bucket; `nil` if nothing is.
    static func flaw(_ name: String) -> String? {
        if !(3...63).contains(name.utf8.count) { return "it has to have 3 to 63 characters" }
        guard name.utf8.allSatisfy({ Self.isLetterOrDigit($0) || Self.isPunctuation($0) }) else {
            return "it may hold only letters, digits, '.', '-', '_' and ':'"
        }
        guard name.utf8.first.map(Self.isLetterOrDigit) == true, name.utf8.last.map(Self.isLetterOrDigit) == true else {
            return "it has to begin and end with a letter or a digit"
        }
        let dot = UInt8(ascii: ".")
        guard name.utf8.contains(dot) else { return nil }
        if let pair = ["..", ".-", "-."].first(where: { name.contains($0) }) { return "it may not hold '\(pair)'" }
        let parts = name.split(separator: ".")
        if parts.count == 4, parts.allSatisfy({ $0.utf8.allSatisfy(HostName.isDigit) }) {
            return "it may not look like an IP address"
        }
        return nil
    }

    /// What is wrong with a lax name for a new bucket.
    static func flawForCreation(_ name: String, isAWS: Bool) -> String? {
        guard name.utf8.allSatisfy({ Self.isNew($0) }) else {
            return "a new bucket's name may hold only lower-case letters, digits, '.' and '-'"
        }
        guard isAWS else { return nil }
        if let prefix = ["xn--", "sthree-", "amzn-s3-demo-"].first(where: { name.hasPrefix($0) }) {
            return "AWS reserves names that begin with '\(prefix)'"
        }
        let suffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"]
        return suffixes.first { name.hasSuffix($0) }.map { "AWS reserves names that end with '\($0)'" }
    }

    /// Whether a lax name can stand before a host: DNS has no upper case of its own, and a URL no further colon.
    static func isDomain(_ name: String) -> Bool { name.utf8.allSatisfy(Self.isNew) }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"): true
        default: false
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || Self.isNew(byte) && !Self.isPunctuation(byte)
    }

    /// What a new bucket's name is made of.
    private static func isNew(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "-"): true
        default: HostName.isDigit(byte)
        }
    }
}
