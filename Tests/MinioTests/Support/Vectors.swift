// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The tables beside the tests.
enum Vectors {
    /// The lines of a file in `Vectors`, without comments.
    static func lines(_ name: String) throws -> [Substring] {
        let url = try #require(Bundle.module.url(forResource: "Vectors/\(name)", withExtension: nil))
        return try Self.lines(of: url)
    }

    /// The lines of any file, without comments.
    static func lines(of url: URL) throws -> [Substring] {
        try String(contentsOf: url, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("# ") }
    }

    /// The rows of a table with tabs between its columns; `-` stands for nothing.
    static func rows(_ name: String) throws -> [[String?]] {
        try Self.lines(name).map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map { $0 == "-" ? nil : String($0) }
        }
    }
}

/// Random numbers that are the same on every machine and in every run.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var value = self.state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

extension String {
    /// The text by its bytes: `==` on strings takes both Unicode normal forms for the same, and keys are not.
    var bytes: [UInt8] { Array(self.utf8) }
}
