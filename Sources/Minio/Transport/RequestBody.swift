// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// The body of a request: its length, its bytes, and whether they can be had twice.
public struct RequestBody: Sendable {
    /// The bytes themselves.
    public enum Content: Sendable {
        /// All bytes, in memory.
        case bytes(ByteBuffer)
        /// Bytes as they are asked for; exactly ``RequestBody/length`` of them, or an error.
        case stream(any AsyncSequence<ByteBuffer, any Error> & Sendable)
    }

    /// The number of bytes.
    public let length: Int64
    /// Whether ``content()`` may be called again, which is what a retry needs.
    public let isReplayable: Bool
    private let makeContent: @Sendable () -> Content

    /// No body.
    public static let empty = RequestBody.bytes(ByteBuffer())

    /// A body in memory.
    public static func bytes(_ buffer: ByteBuffer) -> RequestBody {
        RequestBody(length: Int64(buffer.readableBytes), isReplayable: true) { .bytes(buffer) }
    }

    /// A body that is read as it is sent.
    ///
    /// - Parameters:
    ///   - length: The number of bytes that the sequence will give.
    ///   - isReplayable: Whether the sequence can be made again and will give the same bytes.
    ///   - make: Makes the sequence, once per attempt.
    /// - Returns: The body.
    public static func stream(
        length: Int64, isReplayable: Bool,
        _ make: @escaping @Sendable () -> any AsyncSequence<ByteBuffer, any Error> & Sendable
    ) -> RequestBody {
        RequestBody(length: length, isReplayable: isReplayable) { .stream(make()) }
    }

    /// The bytes, for one attempt.
    public func content() -> Content { self.makeContent() }

    private init(length: Int64, isReplayable: Bool, makeContent: @escaping @Sendable () -> Content) {
        self.length = length
        self.isReplayable = isReplayable
        self.makeContent = makeContent
    }
}
