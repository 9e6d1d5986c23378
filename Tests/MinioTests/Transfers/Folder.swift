// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A folder of a test, gone with it.
final class Folder: Sendable {
    private let url: URL

    init() throws {
        self.url = FileManager.default.temporaryDirectory.appendingPathComponent("minio-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: self.url) }

    func path(_ name: String) -> String { self.url.appendingPathComponent(name).path }

    func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: self.url.appendingPathComponent(name))) }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: self.url.appendingPathComponent(name))
    }

    func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self.path(folder)).sorted()
    }
}
