// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// A key as S3 knows it: a sequence of bytes.
///
/// Two strings that differ in their Unicode normal form are equal to Swift and different keys to S3, and S3's order is
/// that of the bytes.
struct KeyBytes: Hashable, Comparable, Sendable {
    let bytes: [UInt8]

    init(_ text: String) { self.bytes = Array(text.utf8) }

    init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    var text: String { String(decoding: self.bytes, as: UTF8.self) }

    func hasPrefix(_ prefix: KeyBytes) -> Bool { self.bytes.starts(with: prefix.bytes) }

    static func < (left: KeyBytes, right: KeyBytes) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// What a delimiter makes of the key: everything up to the first delimiter after the prefix, with it.
    ///
    /// - Returns: `nil` if the delimiter is empty or does not follow.
    func commonPrefix(after prefix: KeyBytes, delimiter: KeyBytes) -> KeyBytes? {
        let length = delimiter.bytes.count
        guard length > 0, self.bytes.count >= prefix.bytes.count + length else { return nil }
        for start in prefix.bytes.count...(self.bytes.count - length)
        where self.bytes[start..<(start + length)].elementsEqual(delimiter.bytes) {
            return KeyBytes(self.bytes[..<(start + length)])
        }
        return nil
    }
}
