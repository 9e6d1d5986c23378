// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// S3's percent-encoding, in one place: paths, query strings, and what listings send back.
///
/// The unreserved set is RFC 3986's (`A–Z a–z 0–9 - . _ ~`); everything else is written as `%` and two upper-case
/// hexadecimal digits of each UTF-8 byte. Nothing is ever normalised: `.`, `..`, `//` and both Unicode normal forms
/// stay as they are, because each of them is a different key.
package enum PercentEncoding {
    /// Encodes a key or a bucket for the path of a request; `/` stays.
    package static func path(_ text: String) -> String {
        Self.encode(text, keepingSlash: true)
    }

    /// Encodes a name or a value of a query string; `/` does not stay.
    package static func query(_ text: String) -> String {
        Self.encode(text, keepingSlash: false)
    }

    /// Decodes percent-encoded text.
    ///
    /// - Parameters:
    ///   - text: The encoded text.
    ///   - plusIsSpace: Whether `+` stands for a space, as it does in form encoding and in some servers' listings.
    /// - Returns: The decoded text; `nil` for a broken escape or bytes that are not UTF-8.
    package static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        let isPlain = text.utf8.withContiguousStorageIfAvailable { bytes in
            !bytes.contains(UInt8(ascii: "%")) && !(plusIsSpace && bytes.contains(UInt8(ascii: "+")))
        }
        if isPlain == true { return String(text) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(Hexadecimal.value(of:)),
                    let low = iterator.next().flatMap(Hexadecimal.value(of:))
                else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace:
                bytes.append(UInt8(ascii: " "))
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func encode(_ text: String, keepingSlash: Bool) -> String {
        let escaped = text.utf8.count { !Self.isUnreserved($0, keepingSlash: keepingSlash) }
        if escaped == 0 { return text }
        var text = text
        return text.withUTF8 { bytes in
            return String(unsafeUninitializedCapacity: bytes.count + 2 * escaped) { output in
                var position = 0
                for byte in bytes {
                    if Self.isUnreserved(byte, keepingSlash: keepingSlash) {
                        output[position] = byte
                        position += 1
                    } else {
                        output[position] = UInt8(ascii: "%")
                        output[position + 1] = Hexadecimal.upperDigit(byte >> 4)
                        output[position + 2] = Hexadecimal.upperDigit(byte & 0xF)
                        position += 3
                    }
                }
                return position
            }
        }
    }

    private static func isUnreserved(_ byte: UInt8, keepingSlash: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        case UInt8(ascii: "/"):
            keepingSlash
        default:
            false
        }
    }
}
