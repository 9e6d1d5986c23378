// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// A host name of AWS S3, taken apart so that it can be put together again for another region.
///
/// [S3 endpoints](https://docs.aws.amazon.com/general/latest/gr/s3.html): a service (`s3`, `s3-fips`, …, with an
/// account or a VPC endpoint before it), perhaps `dualstack`, perhaps a region, and the domain.
package struct AWSHost: Sendable, Hashable {
    /// What stands before `dualstack` and the region, with its dot: `s3.`, `012345678901.s3-control.`.
    package let prefix: String
    /// What stands after the region: `amazonaws.com`, `vpce.amazonaws.com`, `amazonaws.com.cn`.
    package let domain: String
    /// The region that the host names; `nil` if it names none.
    package let region: String?
    /// Whether the host names `dualstack`, which resolves to IPv6 addresses as well.
    package let isDualStack: Bool
    /// `s3-external-1` and `s3-us-gov-west-1`, which say their region in the service's name, in the old way.
    private let isSingleRegion: Bool

    /// Takes a host in lower case apart.
    ///
    /// - Returns: `nil` if the host is not AWS's S3: somebody's server, also one on EC2 or behind a load balancer.
    /// - Throws: `invalidArgument` if it is a host of AWS at which S3 does not answer, or a bucket's own host.
    package init?(_ host: String, isSecure: Bool) throws(MinioError) {
        guard let domain = ["amazonaws.com.cn", "amazonaws.com"].first(where: { host.hasSuffix(".\($0)") }) else {
            return nil
        }
        let labels = host.dropLast(domain.utf8.count + 1).split(separator: ".")
        if Self.isCustomers(labels) { return nil }
        guard let index = labels.firstIndex(where: { $0 == "s3" || $0.hasPrefix("s3-") }) else {
            throw Self.refusal(host)
        }
        let service = String(labels[index])
        var rest = labels[(index + 1)...]
        self.isDualStack = rest.first == "dualstack"
        if self.isDualStack { rest = rest.dropFirst() }
        var region = rest.first.flatMap { $0 == "vpce" || $0.hasPrefix("s3") ? nil : String($0) }
        if region != nil { rest = rest.dropFirst() }
        let isVPC = rest.elementsEqual(["vpce"])
        guard rest.isEmpty || (isVPC && region != nil && !self.isDualStack),
            Self.isOwner(labels[..<index], of: service, isVPC: isVPC)
        else { throw Self.refusal(host) }
        self.isSingleRegion = Self.singleRegion(of: service) != nil
        if let implied = Self.singleRegion(of: service) {
            guard region == nil, !self.isDualStack else { throw Self.refusal(host) }
            region = implied
        }
        if service.hasPrefix("s3-accesspoint") && !isSecure {
            throw MinioError(.invalidArgument, "the endpoint \(host) cannot be used over http: it needs https")
        }
        self.prefix = labels[...index].map { "\($0)." }.joined()
        self.domain = isVPC ? "vpce.\(domain)" : domain
        self.region = region
    }

    /// Whether the host is one of AWS in China, which has no region that can be assumed.
    package var isChina: Bool { self.domain.hasSuffix(".cn") }

    /// Whether the host is that of transfer acceleration.
    package var isAccelerated: Bool { self.prefix == "s3-accelerate." }

    /// The host for requests to a bucket, without the bucket.
    ///
    /// - Throws: `invalidArgument` if the region cannot be part of a host name, or if the host has no dual stack.
    package func host(region: String, isDualStack: Bool) throws(MinioError) -> String {
        try Self.check(region)
        if self.isSingleRegion {
            if region == self.region && !isDualStack { return self.prefix + self.domain }
            let service = self.prefix.hasPrefix("s3-fips-") ? "s3-fips" : "s3"
            return "\(service).\(isDualStack ? "dualstack." : "")\(region).\(self.domain)"
        }
        if isDualStack && self.domain.hasPrefix("vpce.") {
            throw MinioError(.invalidArgument, "a VPC endpoint has no dual-stack host; turn dual-stack off")
        }
        let prefix = self.isAccelerated ? "s3." : self.prefix
        return "\(prefix)\(isDualStack ? "dualstack." : "")\(region).\(self.domain)"
    }

    /// The host for accelerated requests to a bucket, without the bucket: it names no region.
    ///
    /// - Throws: `invalidArgument` if this kind of host cannot be accelerated.
    package func acceleratedHost(isDualStack: Bool) throws(MinioError) -> String {
        guard self.isAccelerated || self.prefix == "s3." else {
            throw MinioError(
                .invalidArgument, "\(self.prefix)\(self.domain) cannot be accelerated: only s3.\(self.domain) can")
        }
        return "s3-accelerate.\(isDualStack ? "dualstack." : "")\(self.domain)"
    }

    /// The host that lists the buckets: the plain one of the region, never accelerated, never dual-stack.
    ///
    /// - Throws: `invalidArgument` if the region cannot be part of a host name.
    package func listingHost(region: String) throws(MinioError) -> String {
        try Self.check(region)
        if self.isSingleRegion { return try self.host(region: region, isDualStack: false) }
        return "\(self.prefix.hasPrefix("s3") ? "s3." : self.prefix)\(region).\(self.domain)"
    }

    /// A region comes from a configuration or from a server's answer; neither may lead a signed request elsewhere.
    private static func check(_ region: String) throws(MinioError) {
        guard HostName.isLabel(region) else {
            let shown = MinioError.printable(region, limit: 64)
            throw MinioError(.invalidArgument, "\"\(shown)\" is not a region of AWS: letters, digits, '-' are allowed")
        }
    }

    /// Hosts under AWS's domain that run what a customer put there: load balancers and EC2 machines.
    private static func isCustomers(_ labels: [Substring]) -> Bool {
        guard let last = labels.last, labels.count >= 2, !last.hasPrefix("s3") else { return false }
        return labels.first?.hasPrefix("ec2-") == true || ["compute", "compute-1", "elb"].contains(last)
            || labels.dropLast().last == "elb"
    }

    /// Whether the labels before a service are what it takes: an account, an access point, a VPC endpoint, or nothing.
    private static func isOwner(_ labels: ArraySlice<Substring>, of service: String, isVPC: Bool) -> Bool {
        switch service {
        case "s3" where isVPC:
            labels.count == 2 && (labels.first == "bucket" || labels.first == "accesspoint")
                && labels.last?.hasPrefix("vpce-") == true
        case "s3-control", "s3-control-fips": !isVPC && labels.count == 1
        case "s3-accesspoint", "s3-accesspoint-fips": !isVPC && labels.count <= 1
        case "s3", "s3-fips", "s3-accelerate": !isVPC && labels.isEmpty
        default: !isVPC && labels.isEmpty && Self.singleRegion(of: service) != nil
        }
    }

    /// The region in the name of a service: `us-west-2` of `s3-us-west-2`.
    private static func singleRegion(of service: String) -> String? {
        if service == "s3-external-1" { return "us-east-1" }
        let parts = service.split(separator: "-").dropFirst(service.hasPrefix("s3-fips-") ? 2 : 1)
        guard parts.count >= 3, parts.first?.utf8.count == 2, parts.last?.utf8.allSatisfy(HostName.isDigit) == true
        else { return nil }
        return parts.joined(separator: "-")
    }

    private static func refusal(_ host: String) -> MinioError {
        MinioError(
            .invalidArgument,
            "the endpoint \(MinioError.printable(host, limit: 253)) is not one of AWS S3; "
                + "use s3.<region>.amazonaws.com, and name the bucket in each call")
    }
}
