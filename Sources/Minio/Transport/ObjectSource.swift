// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// What an upload reads: bytes, text, a file, or a stream.
public struct ObjectSource: Sendable {
    enum Storage {
        case buffer(ByteBuffer)
        case file(String)
        case stream(any AsyncSequence<ByteBuffer, any Error> & Sendable, size: Int64?)
    }

    let storage: Storage

    /// Bytes in memory.
    public static func bytes(_ bytes: some Sequence<UInt8>) -> ObjectSource {
        ObjectSource(storage: .buffer(ByteBuffer(bytes: bytes)))
    }

    /// A text's UTF-8.
    public static func string(_ text: String) -> ObjectSource {
        ObjectSource(storage: .buffer(ByteBuffer(string: text)))
    }

    /// The readable bytes of a buffer.
    public static func buffer(_ buffer: ByteBuffer) -> ObjectSource {
        ObjectSource(storage: .buffer(buffer))
    }

    /// A regular file, read from its beginning as it is sent; symbolic links are followed.
    ///
    /// Its size and date are taken when the upload begins. If they are others at the end, the upload fails and nothing is
    /// stored.
    public static func file(_ path: String) -> ObjectSource {
        ObjectSource(storage: .file(path))
    }

    /// A stream of buffers, of known or unknown length.
    ///
    /// It is read once, a part at a time; parts are held in memory while they are sent, so that each can be sent again.
    ///
    /// - Parameters:
    ///   - buffers: The bytes.
    ///   - size: How many there are; if it gives fewer or more, the upload fails and nothing is stored. `nil` if nobody knows
    ///     yet: then the parts have 16 MiB unless ``PutObjectOptions/partSize`` says otherwise, and there may be 10,000.
    /// - Returns: The source.
    public static func stream<Buffers: AsyncSequence & Sendable>(
        _ buffers: Buffers, size: Int64? = nil
    ) -> ObjectSource where Buffers.Element == ByteBuffer {
        ObjectSource(storage: .stream(UntypedFailure(base: buffers), size: size))
    }

    /// The source as the body of one request; a stream is read into memory.
    ///
    /// - Throws: ``MinioError/Code/sourceFailed`` if a file cannot be opened, or a stream fails or has another length.
    func body() async throws(MinioError) -> RequestBody {
        switch self.storage {
        case .buffer(let buffer): return .bytes(buffer)
        case .file(let path):
            let file = UploadedFile(path: path, snapshot: try await FileAccess.snapshot(of: path))
            return file.body(file.range)
        case .stream(let buffers, let size):
            guard let size, size >= 0, size <= PartPlan.maximumPartSize else {
                throw MinioError(.invalidArgument, "a stream that is one part has to say its size, 0 to 5 GiB")
            }
            var reader = PartReader(ExactLength(base: buffers, length: size), partSize: Int(max(1, size)))
            return .bytes(try await reader.next() ?? ByteBuffer())
        }
    }
}

/// A sequence whose failure may be anything.
private struct UntypedFailure<Base: AsyncSequence & Sendable>: AsyncSequence, Sendable
where Base.Element == ByteBuffer {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let base: Base

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: self.base.makeAsyncIterator()) }

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: Base.AsyncIterator

        mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
            try await self.base.next(isolation: actor)
        }
    }
}

/// A sequence that gives exactly as many bytes as were announced, or fails: no other amount is ever stored.
struct ExactLength: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    let base: any AsyncSequence<ByteBuffer, any Error> & Sendable
    let length: Int64

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: self.base.makeAsyncIterator(), length: self.length)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var base: any AsyncIteratorProtocol<ByteBuffer, any Error>
        fileprivate let length: Int64
        private var count: Int64 = 0
        /// The buffer that completes the length is held back until it is certain that nothing follows it.
        private var last: ByteBuffer?

        fileprivate init(base: any AsyncIteratorProtocol<ByteBuffer, any Error>, length: Int64) {
            self.base = base
            self.length = length
        }

        mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> ByteBuffer? {
            while true {
                guard let buffer = try await self.read(isolation: actor) else {
                    guard self.count == self.length else {
                        throw MinioError(
                            .sourceFailed,
                            "the source ended after \(self.count) of the \(self.length) bytes that were announced")
                    }
                    defer { self.last = nil }
                    return self.last
                }
                guard buffer.readableBytes > 0 else { continue }
                self.count += Int64(buffer.readableBytes)
                guard self.count <= self.length else {
                    throw MinioError(
                        .sourceFailed, "the source gives more than the \(self.length) bytes that were announced")
                }
                if self.count < self.length { return buffer }
                self.last = buffer
            }
        }

        private mutating func read(isolation actor: isolated (any Actor)?) async throws -> ByteBuffer? {
            do {
                return try await self.base.next(isolation: actor)
            } catch let error as MinioError {
                throw error
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                throw MinioError(.sourceFailed, "the source could not be read", cause: error)
            }
        }
    }
}
