// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import NIOCore
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Bytes that cannot be guessed and can be had again: every object is a run of them, known by where it begins.
struct Content: Sendable {
    static let largest = 64 << 20
    /// The sizes of the files that uploads read.
    static let fileSizes = [0, 1, 1 << 10, 100_000, 1 << 20, 6_000_001, 16 << 20, 64 << 20]

    private let pool: ByteBuffer
    private let folder: String

    /// Makes the bytes, and the files.
    init(folder: String, seed: UInt64) throws {
        var generator = Generator(seed: seed)
        var pool = ByteBuffer()
        pool.reserveCapacity(Self.largest + (1 << 20))
        while pool.readableBytes < Self.largest + (1 << 20) { pool.writeInteger(generator.next()) }
        self.pool = pool
        self.folder = folder
        for size in Self.fileSizes { try Self.write(self.bytes(Piece(start: 0, size: size)), to: self.file(of: size)) }
    }

    /// Where an object's bytes are.
    struct Piece: Sendable {
        var start: Int
        var size: Int
    }

    func bytes(_ piece: Piece) -> ByteBuffer {
        self.pool.getSlice(at: piece.start, length: piece.size) ?? ByteBuffer()
    }

    /// A file that holds the first bytes.
    func file(of size: Int) -> String { "\(self.folder)/source-\(size)" }

    /// The bytes as a stream, in pieces of no round size.
    func stream(_ piece: Piece) -> AsyncStream<ByteBuffer> {
        let bytes = self.bytes(piece)
        let position = Mutex(0)
        return AsyncStream {
            position.withLock { position in
                let count = min(bytes.readableBytes - position, 99_991)
                defer { position += count }
                return count > 0 ? bytes.getSlice(at: bytes.readerIndex + position, length: count) : nil
            }
        }
    }

    private static func write(_ bytes: ByteBuffer, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Problem("\(path) cannot be written") }
        defer { close(descriptor) }
        var rest = bytes
        while rest.readableBytes > 0 {
            let count = rest.withUnsafeReadableBytes {
                pwrite(descriptor, $0.baseAddress, $0.count, off_t(rest.readerIndex))
            }
            guard count > 0 else { throw Problem("\(path) cannot be written") }
            rest.moveReaderIndex(forwardBy: count)
        }
    }

    /// Fails unless a file holds these bytes and no more.
    static func compare(file path: String, with bytes: ByteBuffer) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Problem("\(path) is not there") }
        defer { close(descriptor) }
        var comparison = Comparison(bytes)
        var piece = ByteBufferAllocator().buffer(capacity: 1 << 18)
        while true {
            piece.clear()
            let count = piece.writeWithUnsafeMutableBytes(minimumWritableBytes: 1 << 18) {
                max(0, read(descriptor, $0.baseAddress, 1 << 18))
            }
            guard count > 0 else { break }
            try comparison.take(piece)
        }
        try comparison.finish()
    }
}

/// Compares bytes that come a buffer at a time.
struct Comparison {
    private var rest: ByteBuffer

    init(_ expected: ByteBuffer) { self.rest = expected }

    mutating func take(_ buffer: ByteBuffer) throws {
        guard let expected = self.rest.readSlice(length: buffer.readableBytes) else {
            throw Problem("more bytes than stored")
        }
        guard expected == buffer else { throw Problem("other bytes than stored") }
    }

    func finish() throws {
        guard self.rest.readableBytes == 0 else { throw Problem("\(self.rest.readableBytes) bytes fewer than stored") }
    }
}

/// SplitMix64: the same numbers for the same seed.
struct Generator: RandomNumberGenerator {
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
