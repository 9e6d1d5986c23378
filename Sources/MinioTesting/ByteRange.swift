// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio

/// The part of an object that a request asks for.
struct ByteRange: Equatable {
    /// The offset of the first byte.
    var start: Int
    /// The offset of the last byte.
    var end: Int

    var length: Int { self.end - self.start + 1 }

    /// `bytes=0-9`.
    var header: String { "bytes=\(self.start)-\(self.end)" }

    /// `bytes 0-9/100`.
    func contentRange(size: Int) -> String { "bytes \(self.start)-\(self.end)/\(size)" }

    /// Reads `Range`.
    ///
    /// - Returns: `nil` for what S3 does not take for a range, several of them for one; the whole object is answered.
    /// - Throws: 416 if no byte of the object is in the range.
    static func parse(_ header: String, size: Int) throws(Refusal) -> ByteRange? {
        let parts = header.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, parts[0].trimmingXMLSpace.lowercased() == "bytes" else { return nil }
        let ends = parts[1].trimmingXMLSpace.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        if ends[0].isEmpty {
            guard let length = Self.number(ends[1]) else { return nil }
            guard length > 0, size > 0 else { throw Self.notSatisfiable(header, size: size) }
            return ByteRange(start: max(0, size - length), end: size - 1)
        }
        guard let start = Self.number(ends[0]) else { return nil }
        var end = Int.max
        if !ends[1].isEmpty {
            guard let last = Self.number(ends[1]), last >= start else { return nil }
            end = last
        }
        guard start < size else { throw Self.notSatisfiable(header, size: size) }
        return ByteRange(start: start, end: min(end, size - 1))
    }

    private static func number(_ digits: Substring) -> Int? {
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        // More digits than fit mean a place behind every object.
        return Int(digits) ?? Int.max
    }

    private static func notSatisfiable(_ header: String, size: Int) -> Refusal {
        var refusal = Refusal(416, "InvalidRange", "The requested range is not satisfiable")
            .detail("RangeRequested", header).detail("ActualObjectSize", String(size))
        refusal.headers[.contentRange] = "bytes */\(size)"
        return refusal
    }
}
