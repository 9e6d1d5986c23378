// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// A streamed body cut into chunks of one size, each signed, as it is sent.
struct SignedChunks: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let base: any AsyncSequence<ByteBuffer, any Error> & Sendable
    let signer: ChunkedPayloadSigner

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: self.base.makeAsyncIterator(), signer: self.signer)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var base: any AsyncIteratorProtocol<ByteBuffer, any Error>
        fileprivate var signer: ChunkedPayloadSigner
        private var pending = ByteBuffer()
        private var isBaseAtEnd = false
        private var isAtEnd = false

        fileprivate init(base: any AsyncIteratorProtocol<ByteBuffer, any Error>, signer: ChunkedPayloadSigner) {
            self.base = base
            self.signer = signer
        }

        /// The chunks that what has arrived suffices for, in one buffer; at the end the rest and the empty last chunk.
        mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
            if self.isAtEnd { return nil }
            while self.pending.readableBytes < ChunkedPayloadSigner.chunkSize, !self.isBaseAtEnd {
                if var buffer = try await self.base.next(isolation: actor) {
                    if self.pending.readableBytes == 0 {
                        self.pending = buffer
                    } else {
                        self.pending.writeBuffer(&buffer)
                    }
                } else {
                    self.isBaseAtEnd = true
                }
            }
            var frames = ByteBuffer()
            while let chunk = self.pending.readSlice(length: ChunkedPayloadSigner.chunkSize) {
                frames.writeImmutableBuffer(self.signer.frame(chunk))
            }
            if self.isBaseAtEnd {
                if self.pending.readableBytes > 0 { frames.writeImmutableBuffer(self.signer.frame(self.pending)) }
                frames.writeImmutableBuffer(self.signer.frame(ByteBuffer()))
                self.isAtEnd = true
            }
            return frames
        }
    }
}
