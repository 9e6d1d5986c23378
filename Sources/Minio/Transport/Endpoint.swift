// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// Where an S3 server answers: scheme, host and port, and nothing else.
///
/// ```swift
/// let play = try Endpoint("https://play.min.io")
/// let local = try Endpoint("http://localhost:9000")
/// let aws = try Endpoint("s3.amazonaws.com", region: "eu-central-1")
/// ```
///
/// Of AWS it takes the hosts that [AWS lists](https://docs.aws.amazon.com/general/latest/gr/s3.html), and puts the
/// bucket's region into them. Buckets, paths, queries and passwords have no place in it and are refused.
public struct Endpoint: Sendable, Hashable, CustomStringConvertible {
    /// Whether requests go over TLS.
    public let isSecure: Bool
    /// The port; `nil` means the scheme's own: 443 with TLS, 80 without.
    public let port: Int?
    /// The region of the buckets: the one given, else the one that AWS's host name says; `nil` if neither does.
    public let region: String?
    package let hostName: HostName
    /// The parts of the host, if AWS's S3 answers there.
    package let aws: AWSHost?

    /// The host in lower case: a name or an address, an IPv6 address without its brackets.
    public var host: String { self.hostName.text }

    /// An endpoint from its text.
    ///
    /// - Parameters:
    ///   - text: `play.min.io`, `localhost:9000`, `http://[::1]:9000`, `https://s3.eu-west-1.amazonaws.com/`. Without a
    ///     scheme it is `https`, unless `isSecure` is `false`. One `/` at the end is tolerated; a dot at the host's
    /// end,     an IPv6 zone and letters outside ASCII are not.
    ///   - isSecure: Whether requests go over TLS; `nil` leaves it to the text.
    ///   - region: The region of the buckets, before what the host says; `nil` leaves it to the host. AWS's hosts in
    ///     China need one of the two.
    /// - Throws: ``MinioError`` with the code `invalidArgument` if the text is not an endpoint, or if its scheme
    ///   contradicts `isSecure`.
    public init(_ text: String, isSecure: Bool? = nil, region: String? = nil) throws(MinioError) {
        let (scheme, authority) = try Self.split(text)
        if let scheme, let isSecure, (scheme == "https") != isSecure {
            throw Self.refusal(text, "its scheme is \(scheme), but isSecure says \(isSecure)")
        }
        self.isSecure = scheme.map { $0 == "https" } ?? isSecure ?? true
        let (host, port) = try Self.hostAndPort(authority, of: text)
        switch HostName.parse(host) {
        case .success(let hostName): self.hostName = hostName
        case .failure(let refusal): throw Self.refusal(text, refusal.reason)
        }
        self.port = port == (self.isSecure ? 443 : 80) ? nil : port
        self.aws = try AWSHost(self.hostName.text, isSecure: self.isSecure)
        let given = region.flatMap { $0.isEmpty ? nil : $0 }
        self.region = given ?? self.aws?.region
        if let given, !given.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/") }) {
            throw Self.refusal(text, "\"\(MinioError.printable(given, limit: 64))\" cannot be a region")
        }
        if self.aws?.isChina == true && self.region == nil {
            throw Self.refusal(text, "AWS in China needs a region; give region: \"cn-north-1\" or \"cn-northwest-1\"")
        }
    }

    /// `https://host`, with the port if it is not the scheme's own.
    public var description: String {
        "\(self.isSecure ? "https" : "http")://\(self.authority(self.hostName.authority))"
    }

    /// A host with this endpoint's port.
    package func authority(_ host: String) -> String {
        self.port.map { "\(host):\($0)" } ?? host
    }

    /// The scheme, if there is one, and what stands between it and the path, of which there may be none.
    private static func split(_ text: String) throws(MinioError) -> (scheme: String?, authority: Substring) {
        if text.isEmpty { throw Self.refusal(text, "it is empty") }
        guard !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) else {
            throw Self.refusal(text, "there is a space or a control character in it")
        }
        var scheme: String?
        var rest = text[...]
        if let mark = text.firstRange(of: "://") {
            let name = text[..<mark.lowerBound].lowercased()
            guard name == "http" || name == "https" else { throw Self.refusal(text, "its scheme is not http or https") }
            scheme = name
            rest = text[mark.upperBound...]
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.utf8.contains(UInt8(ascii: "@")) else {
            throw Self.refusal(text, "credentials are given apart from it, not before an '@'")
        }
        guard authority.endIndex == rest.endIndex || rest[authority.endIndex...] == "/" else {
            throw Self.refusal(text, "it has a path or a query; give host and port alone, and the bucket in each call")
        }
        return (scheme, authority)
    }

    private static func hostAndPort(
        _ authority: Substring, of text: String
    ) throws(MinioError) -> (host: Substring, port: Int?) {
        // The last colon separates the port, unless it is one of an IPv6 address: then it is inside the brackets, or
        // there are no brackets and more than one colon.
        let colons = authority.utf8.count { $0 == UInt8(ascii: ":") }
        let bracket = authority.utf8.lastIndex(of: UInt8(ascii: "]"))
        guard let colon = authority.utf8.lastIndex(of: UInt8(ascii: ":")),
            authority.hasPrefix("[") ? bracket ?? colon < colon : colons == 1
        else { return (authority, nil) }
        let digits = authority[authority.utf8.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy(HostName.isDigit), let port = Int(digits),
            (1...65535).contains(port)
        else { throw Self.refusal(text, "its port is not a number from 1 to 65535") }
        return (authority[..<colon], port)
    }

    /// The text is shown only as far as it can hold no secret: not with user and password, not with a query.
    private static func refusal(_ text: String, _ reason: String) -> MinioError {
        let shown = String(text.unicodeScalars.prefix { $0 != "?" && $0 != "#" })
        let quoted = text.utf8.contains(UInt8(ascii: "@")) ? "" : " \"\(MinioError.printable(shown, limit: 100))\""
        return MinioError(.invalidArgument, "the endpoint\(quoted) cannot be used: \(reason)")
    }
}
