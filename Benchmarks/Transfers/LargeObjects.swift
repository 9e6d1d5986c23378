// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import NIOCore
import NIOPosix

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One object, up or down.
enum LargeObjects {
    /// Reads an object and throws it away.
    static func get(_ arguments: Arguments) async throws {
        var count = 0
        try await arguments.client().getObject(bucket: arguments.text("bucket"), key: arguments.text("key")) { object in
            for try await buffer in object.body { count += buffer.readableBytes }
        }
        print(count)
    }

    static func download(_ arguments: Arguments) async throws {
        try await arguments.client().downloadObject(
            bucket: arguments.text("bucket"), key: arguments.text("key"), to: arguments.text("file"))
    }

    static func upload(_ arguments: Arguments) async throws {
        try await arguments.client().uploadObject(
            bucket: arguments.text("bucket"), key: arguments.text("key"), from: arguments.text("file"))
    }

    /// Stores what standard input gives, without knowing how much that is.
    static func pipe(_ arguments: Arguments) async throws {
        try await arguments.client().putObject(
            bucket: arguments.text("bucket"), key: arguments.text("key"), .stream(StandardInput()))
    }
}

/// Standard input, 256 KiB at a time.
struct StandardInput: AsyncSequence, AsyncIteratorProtocol, Sendable {
    func makeAsyncIterator() -> StandardInput { self }

    mutating func next() async throws -> ByteBuffer? {
        try await NIOThreadPool.singleton.runIfActive {
            var buffer = ByteBuffer()
            let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 256 << 10) { bytes in
                Swift.max(0, read(0, bytes.baseAddress, 256 << 10))
            }
            return count == 0 ? nil : buffer
        }
    }
}
