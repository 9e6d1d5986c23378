// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// Base 64 (RFC 4648, with padding), for digests and customer keys in headers.
package enum Base64 {
    /// Writes bytes with the standard alphabet and padding.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        var iterator = bytes.makeIterator()
        while let first = iterator.next() {
            let second = iterator.next()
            let third = second == nil ? nil : iterator.next()
            output.append(Self.digit(first >> 2))
            output.append(Self.digit((first & 0x3) << 4 | (second ?? 0) >> 4))
            output.append(second.map { Self.digit(($0 & 0xF) << 2 | (third ?? 0) >> 6) } ?? UInt8(ascii: "="))
            output.append(third.map { Self.digit($0 & 0x3F) } ?? UInt8(ascii: "="))
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Reads padded base 64; `nil` for any other character, a wrong length or stray bits at the end.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 4) else { return nil }
        let padding = digits.suffix(2).count { $0 == UInt8(ascii: "=") }
        let body = digits.dropLast(padding)
        var output: [UInt8] = []
        output.reserveCapacity(body.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for digit in body {
            guard let value = Self.value(of: digit) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                output.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bits & (1 << UInt32(count) - 1) == 0 && count < 6 ? output : nil
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + (value - 26)
        case 52..<62: UInt8(ascii: "0") + (value - 52)
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
