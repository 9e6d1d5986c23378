// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// The last buffers that were given away, whose memory is used again once nobody holds them any more: taking new memory for
/// every megabyte of a file costs more than reading it.
final class SpareBuffers: Sendable {
    /// How many are kept: one is being sent and one waits, so that the one before is free.
    private static let count = 3

    private let given = Mutex<[ByteBuffer]>([])

    /// An empty buffer, in memory that was used before if that is free.
    func take(capacity: Int) -> ByteBuffer {
        var buffer = self.given.withLock { $0.count < Self.count ? ByteBuffer() : $0.removeFirst() }
        buffer.clear(minimumCapacity: capacity)
        return buffer
    }

    /// Remembers a buffer that is given away.
    func remember(_ buffer: ByteBuffer) {
        self.given.withLock { $0.append(buffer) }
    }
}
