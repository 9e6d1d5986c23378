// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// Hexadecimal digits, for escapes, digests and signatures.
package enum Hexadecimal {
    /// Writes bytes as lower-case digits, as SigV4 wants its digests.
    package static func lower(_ bytes: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { output in
            var position = 0
            for byte in bytes {
                output[position] = Self.lowerDigit(byte >> 4)
                output[position + 1] = Self.lowerDigit(byte & 0xF)
                position += 2
            }
            return position
        }
    }

    /// Reads pairs of digits of either case; `nil` for anything else.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 2)
        var iterator = text.utf8.makeIterator()
        while let first = iterator.next() {
            guard let high = Self.value(of: first), let low = iterator.next().flatMap(Self.value(of:)) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    package static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    package static func upperDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + (value - 10)
    }

    package static func lowerDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + (value - 10)
    }
}
