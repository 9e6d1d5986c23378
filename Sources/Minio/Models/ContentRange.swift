// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// `Content-Range: bytes 0-1023/4096`: which part of an object an answer holds.
struct ContentRange: Sendable, Equatable {
    /// The bytes that the answer holds.
    var range: Range<Int64>
    /// The size of the whole object; `nil` if the server does not say.
    var size: Int64?

    init?(_ text: String) {
        let parts = text.trimmingXMLSpace.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bytes" else { return nil }
        let numbers = parts[1].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let ends = numbers[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard numbers.count == 2, ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]), first >= 0,
            last >= first, last < .max
        else { return nil }
        self.range = first..<(last + 1)
        if numbers[1] == "*" {
            self.size = nil
        } else {
            guard let size = Int64(numbers[1]), size > last else { return nil }
            self.size = size
        }
    }

    /// Whether this is the part that was asked for, cut off at the object's end.
    func answers(_ asked: ByteRange) -> Bool {
        switch asked {
        case .bytes(let range):
            self.range.lowerBound == range.lowerBound
                && (self.range.upperBound == range.upperBound
                    || (self.range.upperBound < range.upperBound
                        && self.size.map { $0 == self.range.upperBound } ?? true))
        case .from(let position):
            self.range.lowerBound == position && self.size.map { $0 == self.range.upperBound } ?? true
        case .last(let count):
            self.size.map { $0 == self.range.upperBound && Int64(self.range.count) == min(count, $0) }
                ?? (Int64(self.range.count) <= count)
        }
    }
}

/// `Content-Length`, from a server that may say anything.
enum ContentLength {
    /// The number; `nil` if there is none.
    ///
    /// - Throws: ``MinioError/Code/malformedResponse`` for what is not a size.
    static func value(in fields: HTTPFields) throws(MinioError) -> Int64? {
        guard let text = fields.value(of: .contentLength) else { return nil }
        guard let length = Int64(text) ?? Int64(text.trimmingXMLSpace), length >= 0 else {
            throw MinioError(.malformedResponse, "the server's Content-Length is not a number")
        }
        return length
    }
}
