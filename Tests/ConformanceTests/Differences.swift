// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// What a real server is known not to do, or to do otherwise than S3: each with its evidence.
///
/// A test listed here still runs; if it passes, the list is wrong, and the run fails.
enum Differences {
    static func note(test: String, server: String) -> String? {
        let family = server.split(separator: "-").first.map { String($0) } ?? server
        return Self.notes[server]?[test] ?? Self.notes[family]?[test]
    }

    private static let notes: [String: [String: String]] = [:]
}
