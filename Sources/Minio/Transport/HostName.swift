// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// The host of an endpoint, checked: a name, an IPv4 address or an IPv6 address.
///
/// A name that ends with a dot is refused, not shortened: without the dot it may resolve to another machine, with it
/// neither a certificate nor a signed `Host` header matches.
package struct HostName: Sendable, Hashable {
    /// What kind of host it is.
    package enum Kind: Sendable, Hashable {
        case name
        case ipv4
        case ipv6
    }

    /// The host in lower case; an IPv6 address without its brackets.
    package let text: String
    package let kind: Kind

    /// The host as it stands in a URL and in the `Host` header: an IPv6 address in brackets.
    package var authority: String { self.kind == .ipv6 ? "[\(self.text)]" : self.text }

    /// Checks a host as it is written in a URL.
    ///
    /// - Returns: The reason for which it is refused, in words for the one who wrote it, if it is.
    package static func parse(_ written: Substring) -> Result<HostName, Refusal> {
        if written.utf8.first == UInt8(ascii: "[") {
            guard written.utf8.last == UInt8(ascii: "]") else {
                return .failure(Refusal(reason: "the IPv6 address has no closing bracket"))
            }
            return Self.parseIPv6(written.dropFirst().dropLast())
        }
        if let reason = Self.flaw(ofName: written) { return .failure(Refusal(reason: reason)) }
        let labels = written.split(separator: ".", omittingEmptySubsequences: false)
        // A last label of digits only can be no domain: such a text is an address, or a slip in one.
        guard labels.last?.utf8.allSatisfy(Self.isDigit) == true else {
            return .success(HostName(text: written.lowercased(), kind: .name))
        }
        guard Self.isIPv4(written) else { return .failure(Refusal(reason: "the IPv4 address is not four numbers")) }
        return .success(HostName(text: String(written), kind: .ipv4))
    }

    /// Why a host is refused.
    package struct Refusal: Error {
        package let reason: String
    }

    /// Whether a text can be one label of a host name: letters, digits, `-` and `_`, with no hyphen at the ends.
    package static func isLabel(_ label: some StringProtocol) -> Bool {
        (1...63).contains(label.utf8.count) && label.utf8.allSatisfy(Self.isLabelByte)
            && !label.hasPrefix("-") && !label.hasSuffix("-")
    }

    /// Four numbers from 0 to 255, written without leading zeros (which some systems read as octal).
    package static func isIPv4(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(Self.isDigit) && UInt8(part) != nil
                    && (part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0"))
            }
    }

    package static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func flaw(ofName name: Substring) -> String? {
        if name.isEmpty { return "there is no host" }
        if name.utf8.count > 253 { return "the host is longer than 253 characters" }
        if let scalar = name.unicodeScalars.first(where: { !$0.isASCII }) {
            let value = String(scalar.value, radix: 16, uppercase: true)
            return "the host holds U+\(value), which is not ASCII; write the name in its ASCII form (xn--…)"
        }
        if name.utf8.contains(UInt8(ascii: ":")) { return "an IPv6 address goes in brackets: [::1]:9000" }
        guard name.utf8.allSatisfy({ Self.isLabelByte($0) || $0 == UInt8(ascii: ".") }) else {
            return "the host may hold only letters, digits, '-', '_' and '.'"
        }
        if name.utf8.last == UInt8(ascii: ".") { return "the host ends with a dot; leave it out" }
        guard name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ Self.isLabel($0) }) else {
            return "each part of the host between dots has 1 to 63 characters and no '-' at its ends"
        }
        return nil
    }

    private static func parseIPv6(_ text: Substring) -> Result<HostName, Refusal> {
        if text.utf8.contains(UInt8(ascii: "%")) {
            return .failure(
                Refusal(reason: "an IPv6 zone ('%eth0') has no form in a Host header; use an address without one"))
        }
        guard Self.isIPv6(text) else { return .failure(Refusal(reason: "the IPv6 address is malformed")) }
        return .success(HostName(text: text.lowercased(), kind: .ipv6))
    }

    /// RFC 4291: eight groups, `::` at most once, the last two groups possibly an IPv4 address.
    private static func isIPv6(_ text: Substring) -> Bool {
        guard let gap = text.firstRange(of: "::") else { return Self.groups(text, mayEndInIPv4: true) == 8 }
        let (left, right) = (text[..<gap.lowerBound], text[gap.upperBound...])
        guard let before = left.isEmpty ? 0 : Self.groups(left, mayEndInIPv4: false),
            let after = right.isEmpty ? 0 : Self.groups(right, mayEndInIPv4: true)
        else { return false }
        return before + after <= 7
    }

    /// How many groups a text has; `nil` if one of them is none.
    private static func groups(_ text: Substring, mayEndInIPv4: Bool) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var count = 0
        for (index, part) in parts.enumerated() {
            if (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ Hexadecimal.value(of: $0) != nil }) {
                count += 1
            } else if mayEndInIPv4, index == parts.count - 1, Self.isIPv4(part) {
                count += 2
            } else {
                return nil
            }
        }
        return count
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: Self.isDigit(byte)
        }
    }
}
