// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// Through which proxy a host is reached, if through any.
///
/// The connection to the server is tunnelled through the proxy (`CONNECT`), for `http` and `https` endpoints alike, so the
/// proxy never sees credentials of an `https` endpoint.
public struct ProxySettings: Sendable, Hashable {
    /// A proxy and, if it asks for them, a user and a password.
    public struct Server: Sendable, Hashable {
        /// The proxy's host name or address.
        public var host: String
        /// The proxy's port.
        public var port: Int
        /// The user for basic authentication; `nil` for none.
        public var user: String?
        /// The password for basic authentication.
        public var password: String?

        /// A proxy by its parts.
        public init(host: String, port: Int, user: String? = nil, password: String? = nil) {
            self.host = host
            self.port = port
            self.user = user
            self.password = password
        }
    }

    /// The proxy for `http` endpoints; `nil` for none.
    public var http: Server?
    /// The proxy for `https` endpoints; `nil` for none.
    public var https: Server?
    /// Hosts that are reached directly: `host`, `.domain` or `domain` (with everything under it), `host:port`, or `*`.
    /// The loopback is always reached directly.
    public var exceptions: [String] = []

    /// No proxy.
    public static let none = ProxySettings()

    private init() {}

    /// One proxy for everything but the exceptions.
    public init(_ server: Server, exceptions: [String] = []) {
        self.http = server
        self.https = server
        self.exceptions = exceptions
    }

    /// The proxies that the environment names, as other programs read them: `https_proxy`, `http_proxy`, `all_proxy` and
    /// `no_proxy`, in lower or upper case.
    ///
    /// - Throws: ``MinioError`` with ``MinioError/Code/invalidArgument`` if one of them is not a URL of an HTTP proxy.
    public init(environment: [String: String]) throws(MinioError) {
        func value(_ name: String) -> String? {
            [name, name.uppercased()].compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        // HTTP_PROXY is what a web server makes of a request's `Proxy` header for a CGI program; there it is not trusted.
        let isCGI = environment["REQUEST_METHOD"] != nil
        let all = try value("all_proxy").map { text throws(MinioError) in try Self.parse(text) }
        let http = isCGI ? environment["http_proxy"] : value("http_proxy")
        self.http = try http.map { text throws(MinioError) in try Self.parse(text) } ?? all
        self.https = try value("https_proxy").map { text throws(MinioError) in try Self.parse(text) } ?? all
        self.exceptions = (value("no_proxy") ?? "").split(whereSeparator: { $0 == "," || $0 == " " }).map { String($0) }
    }

    /// The proxy for a host; `nil` to go directly.
    package func server(isSecure: Bool, authority: String) -> Server? {
        guard let server = isSecure ? self.https : self.http else { return nil }
        let (host, port) = Self.split(authority)
        let isLoopback = host == "localhost" || host.hasPrefix("127.") || host == "::1"
        if isLoopback || self.exceptions.contains(where: { Self.matches($0, host: host, port: port) }) { return nil }
        return server
    }

    private static func matches(_ exception: String, host: String, port: Int?) -> Bool {
        if exception == "*" { return true }
        let (name, exceptedPort) = Self.split(exception.lowercased())
        if let exceptedPort, exceptedPort != port { return false }
        let domain =
            name.hasPrefix("*.") ? String(name.dropFirst(2)) : name.hasPrefix(".") ? String(name.dropFirst()) : name
        return host == domain || host.hasSuffix(".\(domain)")
    }

    /// Host without brackets, and port.
    static func split(_ authority: String) -> (host: String, port: Int?) {
        let lower = authority.lowercased()
        if lower.hasPrefix("["), let end = lower.firstIndex(of: "]") {
            let rest = lower[lower.index(after: end)...]
            return (String(lower[lower.index(after: lower.startIndex)..<end]), Int(rest.dropFirst()))
        }
        let parts = lower.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), Int(parts[1])) : (lower, nil)
    }

    private static func parse(_ text: String) throws(MinioError) -> Server {
        var rest = Substring(text)
        if let scheme = rest.firstRange(of: "://") {
            guard rest[..<scheme.lowerBound].lowercased() == "http" else {
                throw MinioError(.invalidArgument, "only proxies that are spoken to in plain HTTP are supported")
            }
            rest = rest[scheme.upperBound...]
        }
        rest = rest.prefix { $0 != "/" }
        var user: String?
        var password: String?
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = PercentEncoding.decode(parts[0])
            password = parts.count > 1 ? PercentEncoding.decode(parts[1]) : nil
            rest = rest[rest.index(after: at)...]
        }
        let (host, port) = Self.split(String(rest))
        guard !host.isEmpty, port.map({ (1...65_535).contains($0) }) ?? !host.contains(":") else {
            throw MinioError(.invalidArgument, "a proxy in the environment is not of the form http://host:port")
        }
        return Server(host: host, port: port ?? 80, user: user, password: password)
    }
}

extension ProxySettings.Server: CustomStringConvertible, CustomReflectable {
    /// Host and port; never the password.
    public var description: String { "\(self.host):\(self.port)" }

    /// What a dump shows: nothing secret.
    public var customMirror: Mirror { Mirror(self, children: ["host": self.host, "port": self.port]) }
}
