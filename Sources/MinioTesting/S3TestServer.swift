// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import Minio

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Starts an S3 server in this process, runs a closure with it, and stops it.
///
/// The server keeps everything in memory, answers as S3 does, and refuses what S3 refuses: a wrong signature, a body
/// that is shorter than announced, a bucket name that is not allowed. It stops when the closure returns or throws, and
/// by then every socket that it opened is closed.
///
/// - Parameters:
///   - configuration: Where the server listens and whom it knows.
///   - body: Runs once, with the running server.
/// - Returns: What the closure returned.
/// - Throws: What the closure threw, or the error of the socket that could not be opened.
public func withS3TestServer<Result>(
    _ configuration: S3TestServer.Configuration = .init(), _ body: (S3TestServer) async throws -> Result
) async throws -> Result {
    let server = try await S3TestServer.start(configuration)
    do {
        let result = try await body(server)
        await server.stop()
        return result
    } catch {
        await server.stop()
        throw error
    }
}

/// An S3 server for tests, made by ``withS3TestServer(_:_:)``.
public final class S3TestServer: Sendable {
    /// Where a server listens, whom it knows, and how strict it is.
    public struct Configuration: Sendable {
        /// Where a server can be reached.
        public enum Mount: Sendable, Hashable {
            /// At a free port of 127.0.0.1, over plain HTTP.
            case loopback
            /// Only through ``S3TestServer/transport``, without a socket.
            case inProcess
        }

        /// Where the server can be reached; on loopback unless set.
        public var mount: Mount = .loopback
        /// The one access key that the server knows.
        public var accessKey = "minioadmin"
        /// The secret of the access key.
        public var secretKey = "minioadmin"
        /// The session token that every signed request has to send; `nil` if none may be sent.
        public var sessionToken: String?
        /// The region that signatures must name, and that every bucket is in.
        public var region = "us-east-1"
        /// The domain under which buckets are also addressed as hosts: with `s3.test`, `photos.s3.test` is the bucket
        /// `photos`. `nil` allows buckets in the path only.
        public var domain: String?
        /// The server's clock, by which it judges signatures and dates objects.
        public var clock: @Sendable () -> Date = { Date() }
        /// The most entries that a page of a listing holds, whatever the request asks for.
        public var maximumKeysPerPage = 1000
        /// The fewest bytes of a part that is not the last; S3's 5 MiB.
        public var minimumPartSize = 5 << 20
        /// The most bytes that one request may store or copy; S3's 5 GiB.
        public var maximumPutSize = 5 << 30
        /// Whether requests without a signature are refused.
        public var requiresSignatures = true

        /// The access key `minioadmin` with the same secret, on loopback.
        public init() {}
    }

    /// What the server was started with.
    public let configuration: Configuration
    /// The URL to give to a client: `http://127.0.0.1:49153`, or `http://s3.test.invalid` in process.
    public let endpoint: String
    /// The transport that reaches a server in process; `nil` on loopback, where every transport does.
    public let transport: (any HTTPTransport)?

    private let core: ServerCore
    private let listener: LoopbackListener?

    private init(configuration: Configuration, core: ServerCore, listener: LoopbackListener?) {
        self.configuration = configuration
        self.core = core
        self.listener = listener
        if let listener {
            self.endpoint = "http://127.0.0.1:\(listener.port)"
            self.transport = nil
        } else {
            self.endpoint = "http://s3.test.invalid"
            self.transport = InProcessTransport(core: core)
        }
    }

    static func start(_ configuration: Configuration) async throws -> S3TestServer {
        let core = ServerCore(configuration: configuration)
        let listener: LoopbackListener? =
            switch configuration.mount {
            case .loopback: try await LoopbackListener.start(core)
            case .inProcess: nil
            }
        return S3TestServer(configuration: configuration, core: core, listener: listener)
    }

    func stop() async {
        await self.listener?.stop()
    }

    /// Every request that was received whole, in the order in which they were answered.
    public var requests: [RecordedRequest] { self.core.log.requests }

    /// Forgets the requests so far, and begins to count attempts again.
    public func clearRequests() { self.core.log.clear() }

    /// The uploads in parts that were begun and neither completed nor aborted: what a client has left behind.
    public var multipartUploads: [OpenUpload] { self.core.openUploads }

    /// An upload in parts that was begun and neither completed nor aborted.
    public struct OpenUpload: Sendable, Hashable {
        /// The bucket.
        public let bucket: String
        /// The key.
        public let key: String
        /// The server's id of the upload.
        public let uploadID: String
        /// The numbers of the parts that it has, in order.
        public let parts: [Int]
    }

    /// Makes the next matching requests fail.
    ///
    /// Rules are asked in the order in which they were injected; the first that matches is used up by one and decides
    /// alone.
    ///
    /// - Parameters:
    ///   - fault: What happens to the request.
    ///   - operation: The S3 operation, as in ``RecordedRequest/operation``; `nil` for any.
    ///   - bucket: The bucket; `nil` for any, and for none.
    ///   - key: The key, compared byte by byte; `nil` for any, and for none.
    ///   - partNumber: The number of the part that is uploaded or read; `nil` for any, and for none.
    ///   - times: How many requests the rule is good for.
    ///   - skipping: How many matching requests go by before that.
    public func inject(
        _ fault: Fault, on operation: String? = nil, bucket: String? = nil, key: String? = nil, partNumber: Int? = nil,
        times: Int = 1, skipping: Int = 0
    ) {
        self.core.faults.add(
            fault, operation: operation, bucket: bucket, key: key, partNumber: partNumber, times: times,
            skipping: skipping)
    }

    /// Drops the faults that were injected and not used up.
    public func removeFaults() { self.core.faults.removeAll() }
}
