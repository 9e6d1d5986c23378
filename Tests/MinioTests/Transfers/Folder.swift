// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore

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
        try FileManager.default.createDirectory(
            at: self.url.appendingPathComponent(name).deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: self.url.appendingPathComponent(name))
    }

    func write(_ name: String, _ bytes: ByteBuffer) throws {
        try Data(bytes.readableBytesView).write(to: self.url.appendingPathComponent(name))
    }

    func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self.path(folder)).sorted()
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self.path(name)) }

    /// Copies a file, or a folder with all that is in it.
    func copy(from path: String, as name: String) throws {
        try FileManager.default.copyItem(atPath: path, toPath: self.path(name))
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: self.path(name), withIntermediateDirectories: true)
    }

    func makePipe(_ name: String) throws {
        guard mkfifo(self.path(name), 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// A file whose name need not be text.
    func makeFile(named name: [UInt8]) throws {
        let path = Array(self.url.path.utf8) + [UInt8(ascii: "/")] + name
        let file = (path.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { open($0, O_WRONLY | O_CREAT, 0o600) } ?? -1
        }
        guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
        close(file)
    }
}
