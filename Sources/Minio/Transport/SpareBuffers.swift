// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// Buffers that were given away, whose memory is used again once nobody holds them any more: taking new memory for every
/// megabyte of a file costs more than reading it.
final class SpareBuffers: Sendable {
    private let age: Int
    private let given = Mutex<[ByteBuffer]>([])

    /// - Parameter age: How many must have been remembered before the first of them is used again. 3: when one is being sent
    ///   and one waits, the one before is free. 1 where only those are remembered that are free.
    init(age: Int = 3) { self.age = age }

    /// An empty buffer, in memory that was used before if that is free.
    func take(capacity: Int) -> ByteBuffer {
        var buffer = self.given.withLock { $0.count < self.age ? ByteBuffer() : $0.removeFirst() }
        buffer.clear(minimumCapacity: capacity)
        return buffer
    }

    /// Remembers a buffer that is given away.
    func remember(_ buffer: ByteBuffer) {
        self.given.withLock { $0.append(buffer) }
    }
}
