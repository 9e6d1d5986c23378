// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import MinioTesting
import NIOCore
import Synchronization
import Testing

@testable import Minio

/// Uploads in parts that are cancelled, at every moment there is.
///
/// The names begin with the number of the case in the project's tables.
@Suite(.timeLimit(.minutes(10))) struct CancellationTests {
    /// When the task is cancelled: before a request goes, when it was carried out and the answer is lost, or when the answer
    /// is there.
    enum Moment: CaseIterable {
        case before
        case during
        case after
    }

    /// The calls that make uploads in parts.
    enum Call: CaseIterable {
        case buffer
        case stream
        case compose
        case closure
        case writer

        func run(_ minio: MinioClient) async throws {
            let (bucket, key, bytes) = ("bucket", "object", TransferBytes.threeParts)
            let options = smallParts { $0.parallelism = 2 }
            switch self {
            case .buffer: try await minio.putObject(bucket: bucket, key: key, .buffer(bytes), options: options)
            case .stream:
                let stream = AsyncStream { continuation in
                    continuation.yield(bytes)
                    continuation.finish()
                }
                try await minio.putObject(bucket: bucket, key: key, .stream(stream), options: options)
            case .compose:
                try await minio.composeObject(
                    bucket: bucket, key: key,
                    from: [.init(bucket: bucket, key: "source"), .init(bucket: bucket, key: "source", range: 0..<9)],
                    options: options)
            case .closure:
                try await minio.withMultipartUpload(bucket: bucket, key: key) { upload in
                    try await upload.uploadPart(1, .buffer(bytes))
                    try await upload.uploadPart(2, .string("two"))
                }
            case .writer:
                try await minio.withObjectWriter(bucket: bucket, key: key, options: options) { writer in
                    try await writer.write(bytes)
                }
            }
        }
    }

    /// Cancels the call at its n-th request.
    ///
    /// - Returns: Whether there was such a request.
    private func cancel(_ call: Call, at number: Int, _ moment: Moment) async throws -> Bool {
        let canceller = Canceller()
        let sent = Mutex<[String]>([])
        let cancelledAt = Mutex<Int?>(nil)
        @Sendable func cancelNow() {
            cancelledAt.withLock { $0 = $0 ?? sent.withLock { $0.count } }
            canceller.cancel()
        }
        try await withTransferServer(watch: {
            WatchedTransport(
                base: $0,
                before: { request throws(HTTPTransportError) in
                    let count = sent.withLock { sent in
                        sent.append(request.multipartOperation ?? request.method.rawValue)
                        return sent.count
                    }
                    if count == number && moment == .before { cancelNow() }
                },
                after: { _, response throws(HTTPTransportError) in
                    guard moment != .before, sent.withLock({ $0.count }) >= number else { return response }
                    cancelNow()
                    // The request was carried out, and nobody waits for the answer any more.
                    if moment == .during && Task.isCancelled {
                        throw HTTPTransportError(.cancelled, "the task was cancelled")
                    }
                    return response
                })
        }) { server, minio in
            try await server.client(configuration: .with { $0.region = "us-east-1" }).putObject(
                bucket: "bucket", key: "source", .buffer(TransferBytes.make(5 << 20)))
            let error = await cancellable(canceller) { try await call.run(minio) }
            let place = "\(call), \(moment) request \(number) of \(sent.withLock { $0 })"
            #expect(server.multipartUploads == [], "\(place)")
            let isThere = (try? await server.client().statObject(bucket: "bucket", key: "object")) != nil
            if let error {
                #expect(error.code == .cancelled, "\(place): \(error)")
                #expect(error.uploadID == nil && error.suppressed.isEmpty, "\(place)")
                // Nothing is stored unless the error says that it may be.
                #expect(!isThere || error.mayHaveTakenEffect, "\(place)")
            } else {
                #expect(isThere, "\(place)")
            }
            // Whoever is cancelled begins nothing more than to tidy up and to look.
            if let count = cancelledAt.withLock({ $0 }) {
                let later = sent.withLock { Array($0.dropFirst(count)) }
                #expect(!later.contains("CompleteMultipartUpload"), "\(place)")
                #expect(later.count { $0.hasPrefix("UploadPart") || $0 == "CreateMultipartUpload" } <= 1, "\(place)")
            }
        }
        return sent.withLock { $0.count } >= number
    }

    @Test(arguments: Call.allCases, Moment.allCases)
    func D14_X6_nothingIsLeftWheneverACallIsCancelled(_ call: Call, _ moment: Moment) async throws {
        var number = 1
        while try await self.cancel(call, at: number, moment), number < 20 { number += 1 }
        // Create, parts, Complete at least.
        #expect(number > 4 && number < 20)
    }

    @Test func D14_X6_aCallThatIsCancelledBeforeItBeginsSendsNothing() async throws {
        try await withTransferServer { server, minio in
            for call in Call.allCases {
                let task = Task {
                    // Begun only when it is cancelled already.
                    while !Task.isCancelled { await Task.yield() }
                    return await failure { try await call.run(minio) }
                }
                task.cancel()
                #expect(await task.value?.code == .cancelled, "\(call)")
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test func D14_whatWasCompletedIsToldAlthoughTheCallWasCancelled() async throws {
        let canceller = Canceller()
        try await withTransferServer(watch: {
            WatchedTransport(
                base: $0,
                after: { request, response in
                    // The server has done it, and the answer is lost on us.
                    if request.multipartOperation == "CompleteMultipartUpload" { canceller.cancel() }
                    return response
                })
        }) { server, minio in
            server.inject(.stall(afterBytes: 0), on: "CompleteMultipartUpload")
            let error = await cancellable(canceller) { try await Call.buffer.run(minio) }
            #expect(error == nil)
            #expect(server.count("HeadObject") == 1)
            #expect(server.multipartUploads == [])
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5])
    func D14_X6_nothingIsLeftOverSockets(_ number: Int) async throws {
        let canceller = Canceller()
        let sent = Mutex(0)
        try await withTransferServer(
            .loopback,
            watch: {
                WatchedTransport(
                    base: $0,
                    before: { _ throws(HTTPTransportError) in
                        if sent.withLock({
                            $0 += 1
                            return $0
                        }) == number {
                            canceller.cancel()
                        }
                    })
            }
        ) { server, minio in
            let error = await cancellable(canceller) { try await Call.buffer.run(minio) }
            #expect(error == nil || error?.code == .cancelled)
            #expect(server.multipartUploads == [])
        }
    }

    @Test func C17_aSourceThatNeverGivesAnythingCanBeCancelled() async throws {
        for givesAPart in [false, true] {
            try await withTransferServer { server, minio in
                let canceller = Canceller()
                let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
                if givesAPart { continuation.yield(TransferBytes.make((5 << 20) + 1)) }
                let isAskedAgain = AsyncStream.makeStream(of: Void.self)
                let source = AskedStream(base: stream) { count in
                    if count == (givesAPart ? 2 : 1) { isAskedAgain.continuation.finish() }
                }
                async let error = cancellable(canceller) {
                    try await minio.putObject(
                        bucket: "bucket", key: "object", .stream(source), options: smallParts())
                }
                for await _ in isAskedAgain.stream {}
                canceller.cancel()
                #expect(await error?.code == .cancelled)
                #expect(server.multipartUploads == [])
                #expect(server.count("CreateMultipartUpload") == (givesAPart ? 1 : 0))
                continuation.finish()
            }
        }
    }

    @Test func D3_C17_aSourceThatNeverGivesAnythingDoesNotHideAFailure() async throws {
        try await withTransferServer { server, minio in
            server.inject(.status(403, code: "AccessDenied"), on: "UploadPart")
            let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
            continuation.yield(TransferBytes.make((5 << 20) + 1))
            // The rest never comes: a feed that lives on.
            let error = await failure {
                try await minio.putObject(bucket: "bucket", key: "object", .stream(stream), options: smallParts())
            }
            #expect(error?.code == .accessDenied && error?.operation == "UploadPart")
            #expect(server.multipartUploads == [])
            continuation.finish()
        }
    }
}

/// A stream that tells how often it was asked.
struct AskedStream: AsyncSequence, Sendable {
    let base: AsyncStream<ByteBuffer>
    let tell: @Sendable (Int) -> Void

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: self.base.makeAsyncIterator(), tell: self.tell) }

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: AsyncStream<ByteBuffer>.AsyncIterator
        let tell: @Sendable (Int) -> Void
        var count = 0

        mutating func next(isolation actor: isolated (any Actor)? = #isolation) async -> ByteBuffer? {
            self.count += 1
            self.tell(self.count)
            return await self.base.next(isolation: actor)
        }
    }
}
