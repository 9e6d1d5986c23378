// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// A streamed body cut into chunks of one size as it is sent: each signed, or followed by a checksum, or both.
struct ChunkedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let body: RequestBody
    /// Signs the chunks; `nil` for none.
    let signer: ChunkedPayloadSigner?
    /// What the trailer carries; `nil` for none. Told what was computed.
    let checksum: BodyChecksum?

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }

    struct AsyncIterator: AsyncIteratorProtocol {
        private var base: (any AsyncIteratorProtocol<ByteBuffer, any Error>)?
        private var signer: ChunkedPayloadSigner?
        private let checksum: BodyChecksum?
        private var hasher: ChecksumHasher?
        private var pending = ByteBuffer()
        /// What was given out before, and before that: by then it has been sent, and its memory can be had again.
        private var previous = ByteBuffer()
        private var beforePrevious = ByteBuffer()
        private var isAtEnd = false

        fileprivate init(_ chunks: ChunkedBody) {
            self.signer = chunks.signer
            self.checksum = chunks.checksum
            self.hasher = chunks.checksum.map { ChecksumHasher($0.algorithm) }
            switch chunks.body.content() {
            case .bytes(let buffer):
                self.hasher?.update(buffer)
                self.pending = buffer
            case .stream(let sequence): self.base = sequence.makeAsyncIterator()
            }
        }

        /// The chunks that what has arrived suffices for, in one buffer; at the end the rest and the empty last chunk.
        mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
            if self.isAtEnd { return nil }
            while self.pending.readableBytes < ChunkFraming.chunkSize, self.base != nil {
                if var buffer = try await self.base?.next(isolation: actor) {
                    self.hasher?.update(buffer)
                    if self.pending.readableBytes == 0 {
                        self.pending = buffer
                    } else {
                        self.pending.writeBuffer(&buffer)
                    }
                } else {
                    self.base = nil
                }
            }
            var frames = self.beforePrevious
            self.beforePrevious = ByteBuffer()
            let count = self.pending.readableBytes / ChunkFraming.chunkSize + 2
            // Takes new memory only where somebody still holds the old.
            frames.clear(minimumCapacity: self.pending.readableBytes + count * 256)
            while let chunk = self.pending.readSlice(length: ChunkFraming.chunkSize) {
                ChunkFraming.write(chunk, signer: &self.signer, into: &frames)
            }
            if self.base == nil {
                if self.pending.readableBytes > 0 {
                    ChunkFraming.write(self.pending, signer: &self.signer, into: &frames)
                }
                let trailer = self.hasher?.finalize()
                self.checksum?.set(trailer)
                ChunkFraming.writeEnd(trailer: trailer, signer: &self.signer, into: &frames)
                self.isAtEnd = true
            }
            (self.beforePrevious, self.previous) = (self.previous, frames)
            return frames
        }
    }
}
