// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// A file's bytes cut into chunks, as ``ChunkedBody`` cuts any stream's.
///
/// Here a chunk is read to where it is sent from, and hashed as soon as it is read: its bytes are then still in the
/// processor's cache, and are copied nowhere else.
struct ChunkedFile: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let contents: FileAccess.Contents
    /// Signs the chunks; `nil` for none.
    let signer: ChunkedPayloadSigner?
    /// What the trailer carries; `nil` for none. Told what was computed.
    let checksum: BodyChecksum?

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }

    struct AsyncIterator: AsyncIteratorProtocol {
        private var reader: FileAccess.Reader
        private var framer: Framer
        private let checksum: BodyChecksum?
        private let spare = SpareBuffers()
        private var isAtEnd = false

        fileprivate init(_ chunks: ChunkedFile) {
            self.reader = FileAccess.Reader(chunks.contents)
            self.framer = Framer(signer: chunks.signer, hasher: chunks.checksum.map { ChecksumHasher($0.algorithm) })
            self.checksum = chunks.checksum
        }

        /// As many chunks as are read at a time; at the end also the empty last one.
        mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
            if self.isAtEnd { return nil }
            let (reader, framer, spare) = (self.reader, self.framer, self.spare)
            let frames: ByteBuffer
            (self.reader, self.framer, frames) = try await FileAccess.run { () throws(MinioError) in
                var (reader, framer) = (reader, framer)
                let frames = try framer.frames(of: &reader, in: spare)
                spare.remember(frames)
                return (reader, framer, frames)
            }
            if self.framer.isAtEnd {
                self.isAtEnd = true
                self.checksum?.set(self.framer.trailer)
            }
            return frames
        }
    }

    /// Turns what a file holds into chunks.
    private struct Framer: Sendable {
        var signer: ChunkedPayloadSigner?
        var hasher: ChecksumHasher?
        private(set) var trailer: Checksum?
        private(set) var isAtEnd = false

        init(signer: ChunkedPayloadSigner?, hasher: ChecksumHasher?) {
            self.signer = signer
            self.hasher = hasher
        }

        mutating func frames(
            of reader: inout FileAccess.Reader, in spare: SpareBuffers
        ) throws(MinioError) -> ByteBuffer {
            let count = Int(Swift.min(reader.rest, Int64(FileAccess.chunkSize)))
            var frames = spare.take(capacity: count + (count / ChunkFraming.chunkSize + 2) * 256)
            var rest = count
            while rest > 0 {
                let size = Swift.min(rest, ChunkFraming.chunkSize)
                let start = ChunkFraming.begin(size, isSigned: self.signer != nil, into: &frames)
                try reader.read(size, into: &frames)
                frames.withUnsafeReadableBytes { bytes in
                    let chunk = UnsafeRawBufferPointer(rebasing: bytes.suffix(size))
                    self.hasher?.update(chunk)
                    self.signer?.sign(chunk)
                }
                ChunkFraming.end(start, signature: self.signer?.signature, into: &frames)
                rest -= size
            }
            if reader.rest == 0 {
                try reader.finish()
                self.trailer = self.hasher?.finalize()
                ChunkFraming.writeEnd(trailer: self.trailer, signer: &self.signer, into: &frames)
                self.isAtEnd = true
            }
            return frames
        }
    }
}
