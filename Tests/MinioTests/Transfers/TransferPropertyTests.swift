// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import MinioTesting
import NIOCore
import Synchronization
import Testing

@testable import Minio

/// What holds of every transfer, whatever its size: how it is cut, how much of it is in memory, how it goes on.
///
/// The names begin with the number of the case in the project's tables.
@Suite(.timeLimit(.minutes(10))) struct TransferPropertyTests {
    // MARK: - How it is cut

    private static func source(_ size: Int64, from start: Int64 = 0) -> ObjectComposition.Source {
        .init(object: CopySource(bucket: "b", key: "k"), range: start..<start + size)
    }

    private func check(_ sizes: [Int64], partSize: Int64?) throws {
        let minio = try Script([.ok]).client()
        let composition = ObjectComposition(
            client: minio, bucket: "b", key: "k", options: .with { $0.partSize = partSize })
        let pieces = try composition.pieces(of: sizes.map { Self.source($0, from: 3) })
        #expect(pieces.count <= PartPlan.maximumCount)
        #expect(pieces.map(\.number) == Array(1...max(1, pieces.count)).prefix(pieces.count).map { $0 })
        #expect(pieces.reduce(0) { $0 + Int64($1.range.count) } == sizes.reduce(0, +), "\(sizes)")
        for piece in pieces {
            let count = Int64(piece.range.count)
            #expect(count <= PartPlan.maximumPartSize, "\(sizes), \(partSize ?? 0)")
            #expect(
                count >= PartPlan.minimumPartSize || piece.number == pieces.count,
                "piece \(piece.number) of \(pieces.count) has \(count) bytes: \(sizes), \(partSize ?? 0)")
        }
        // One after another, without gaps.
        var position: Int64 = 3
        var rest = sizes.filter { $0 > 0 }[...]
        for piece in pieces {
            #expect(piece.range.lowerBound == position)
            position = piece.range.upperBound
            if let size = rest.first, position == 3 + size {
                rest = rest.dropFirst()
                position = 3
            }
        }
        #expect(rest.isEmpty)
    }

    @Test func X17_piecesOfACompositionAreAsS3Allows() throws {
        let mebibyte: Int64 = 1 << 20
        let (least, most) = (PartPlan.minimumPartSize, PartPlan.maximumPartSize)
        for size in [1, least - 1, least, least + 1, 2 * least - 1, 2 * least, most - 1, most, most + 1, 5 << 40] {
            for partSize in [nil, most, 512 * mebibyte, size < 50_000 * mebibyte ? least : nil] {
                try self.check([size], partSize: partSize)
                if size >= least && size < most { try self.check([size, 0, size, 1], partSize: partSize) }
            }
        }
        try self.check(Array(repeating: least, count: 10_000), partSize: nil)
        try self.check(Array(repeating: least, count: 9_999) + [1], partSize: least)
        for _ in 0..<200 {
            let sizes = (0..<Int.random(in: 1...20)).map { _ in
                Int64.random(in: least...(1 << Int64.random(in: 24...38)))
            }
            let partSize = Bool.random() ? Int64.random(in: least...most) : nil
            try self.check(sizes, partSize: partSize)
        }
    }

    // MARK: - How much of it is in memory

    /// Bytes that are held, and the most there ever were.
    private final class Gauge: Sendable {
        private let state = Mutex((held: Int64(0), most: Int64(0)))

        var most: Int64 { self.state.withLock { $0.most } }

        func add(_ bytes: Int64) {
            self.state.withLock { state in
                state.held += bytes
                state.most = max(state.most, state.held)
            }
        }
    }

    @Test(arguments: [1, 3], [nil, Int64(20 * (5 << 20))])
    func X21_anUploadHoldsNoMoreThanItsParts(_ parallelism: Int, _ size: Int64?) async throws {
        let gauge = Gauge()
        let transport = InProcessTransport { request, body in
            let answer = Self.multipartAnswer(request)
            // Acknowledged: whoever has sent it needs it no longer.
            if request.multipartOperation == "UploadPart" { gauge.add(-Int64(body.readableBytes)) }
            return answer
        }
        let (chunk, parts) = (1 << 20, 20)
        let left = Mutex(parts * 5)
        let source = AsyncStream<ByteBuffer> {
            left.withLock { left in
                left -= 1
                guard left >= 0 else { return nil }
                gauge.add(Int64(chunk))
                return ByteBuffer(repeating: UInt8(truncatingIfNeeded: left), count: chunk)
            }
        }
        let minio = try MinioClient(
            "https://s3.test", credentials: .anonymous, configuration: .with { $0.region = "us-east-1" },
            transport: transport)
        try await minio.putObject(
            bucket: "bucket", key: "object", .stream(source, size: size),
            options: smallParts { $0.parallelism = parallelism })
        // So many parts, the buffer that begins the next, and the one that follows it.
        #expect(gauge.most <= Int64(parallelism) * TransferBytes.partSize + 2 * Int64(chunk))
        #expect(gauge.most >= TransferBytes.partSize)
    }

    @Test func X21_aDownloadHoldsNoMoreThanItsBuffers() async throws {
        let folder = try Folder()
        let (gauge, size, parallelism) = (Gauge(), Int64(80 << 20), 4)
        let minio = try MinioClient(
            "https://s3.test", credentials: .anonymous, configuration: .with { $0.region = "us-east-1" },
            transport: RangeTransport(size: size) { gauge.add($0) })
        let last = Mutex(Int64(0))
        try await minio.downloadObject(
            bucket: "bucket", key: "object", to: folder.path("file"),
            options: .with {
                $0.partSize = 16 << 20
                $0.parallelism = parallelism
                $0.progress = { progress in
                    // It is in the file.
                    gauge.add(
                        last.withLock { last in
                            defer { last = progress.completedBytes }
                            return last - progress.completedBytes
                        })
                }
            })
        #expect(last.withLock { $0 } == size)
        // A mebibyte that is gathered for each range, and the buffer that completes it.
        #expect(gauge.most <= Int64(parallelism) * ((1 << 20) + RangeTransport.chunk))
    }

    // MARK: - Under whose name

    @Test func X10_partsAreSignedWithTheCredentialsOfTheirTime() async throws {
        let rotation = Rotation()
        let seen = Mutex<[(operation: String, token: String, status: Int)]>([])
        let transport = InProcessTransport { request, _ in
            let operation = request.multipartOperation ?? ""
            let token = request.headerFields[.amzSecurityToken] ?? ""
            let isNamed = request.headerFields[.authorization]?.contains("Credential=key-\(token)/") == true
            // The first token is good for the beginning and two parts.
            let isExpired = token == "1" && seen.withLock { $0.count } >= 3
            if isExpired { rotation.expire() }
            seen.withLock { $0.append((operation, isNamed ? token : "of another key", isExpired ? 400 : 200)) }
            guard isExpired else { return Self.multipartAnswer(request) }
            return (HTTPResponse(status: .badRequest), ByteBuffer(string: "<Error><Code>ExpiredToken</Code></Error>"))
        }
        let minio = try MinioClient(
            "https://s3.test", credentials: rotation, configuration: .with { $0.region = "us-east-1" },
            transport: transport)
        try await minio.putObject(
            bucket: "bucket", key: "object", .buffer(TransferBytes.fiveParts),
            options: smallParts { $0.parallelism = 1 })
        let requests = seen.withLock { $0 }
        #expect(requests.map(\.token) == ["1", "1", "1", "1", "2", "2", "2", "2"])
        #expect(requests.map(\.status) == [200, 200, 200, 400, 200, 200, 200, 200])
        #expect(requests.last?.operation == "CompleteMultipartUpload")
        #expect(requests.count { $0.operation == "UploadPart" } == 6)
    }

    /// What a server answers to a request of an upload in parts that it keeps nothing of.
    private static func multipartAnswer(_ request: HTTPRequest) -> (HTTPResponse, ByteBuffer) {
        var response = HTTPResponse(status: .ok)
        response.headerFields[.eTag] = "\"e\""
        let document =
            switch request.multipartOperation {
            case "CreateMultipartUpload": "<R><UploadId>1</UploadId></R>"
            case "CompleteMultipartUpload": "<R><ETag>\"e-1\"</ETag></R>"
            default: ""
            }
        return (response, ByteBuffer(string: document))
    }

    // MARK: - How it goes on

    @Test func X14_aDownloadWhoseProcessWasKilledGoesOn() async throws {
        // Over sockets, where a range comes in many buffers.
        try await withTransferServer(.loopback) { server, minio in
            let (bytes, folder, moments) = (TransferBytes.fiveParts, try Folder(), try Folder())
            // Of the same size, and of other bytes everywhere.
            let other = ByteBuffer(repeating: 1, count: bytes.readableBytes)
            try folder.makeFolder("target")
            let options = DownloadObjectOptions.with {
                $0.partSize = TransferBytes.partSize
                $0.parallelism = 2
                $0.resumeFile = folder.path("target/resume")
            }
            try await minio.putObject(bucket: "bucket", key: "object", .buffer(bytes))
            let ticks = Mutex(0)
            var watched = options
            watched.progress = { _ in
                // What a process leaves that is killed now.
                let tick = ticks.withLock { ticks in
                    ticks += 1
                    return ticks
                }
                if tick % 4 == 1 { try? moments.copy(from: folder.path("target"), as: "\(tick)") }
            }
            try await minio.downloadObject(
                bucket: "bucket", key: "object", to: folder.path("target/file"), options: watched)
            let names = try moments.names("").sorted { Int($0) ?? 0 < Int($1) ?? 0 }
            #expect(names.count >= 5)
            for (name, isReplaced) in names.flatMap({ [($0, false), ($0, true)] }) {
                try folder.remove("target")
                try folder.copy(from: moments.path(name), as: "target")
                try await minio.putObject(bucket: "bucket", key: "object", .buffer(isReplaced ? other : bytes))
                server.clearRequests()
                try await minio.downloadObject(
                    bucket: "bucket", key: "object", to: folder.path("target/file"), options: options)
                #expect(try ByteBuffer(bytes: folder.read("target/file")) == (isReplaced ? other : bytes), "\(name)")
                #expect(try folder.names("target") == ["file"])
                if name == names.last && !isReplaced { #expect(server.count("GetObject") < 5) }
            }
        }
    }
}

/// Credentials that change when they have expired.
private final class Rotation: CredentialsProvider {
    private let number = Mutex(1)

    func expire() { self.number.withLock { $0 = 2 } }

    func credentials() async throws -> Credentials? {
        let number = self.number.withLock { $0 }
        return Credentials(accessKey: "key-\(number)", secretKey: "secret", sessionToken: "\(number)")
    }
}

/// A server with one object, whose ranges it gives buffer by buffer; tells of each.
private struct RangeTransport: HTTPTransport {
    static let chunk: Int64 = 64 << 10
    let size: Int64
    let tell: @Sendable (Int64) -> Void

    func send<Result>(
        _ request: HTTPRequest, body: RequestBody, options: HTTPTransportOptions,
        _ handle: (HTTPResponse, ResponseBody) async -> Result
    ) async throws(HTTPTransportError) -> Result {
        let asked = request.headerFields[.range]?.dropFirst("bytes=".count).split(separator: "-").compactMap {
            Int64($0)
        }
        let range = asked.map { $0[0]..<$0[1] + 1 } ?? 0..<self.size
        var response = HTTPResponse(status: asked == nil ? .ok : .partialContent)
        response.headerFields[.eTag] = "\"e\""
        response.headerFields[.contentLength] = "\(range.count)"
        if asked != nil {
            response.headerFields[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(self.size)"
        }
        let left = Mutex(Int64(range.count))
        let buffers = AsyncStream<ByteBuffer> {
            left.withLock { left in
                let count = min(left, Self.chunk)
                guard count > 0 else { return nil }
                left -= count
                self.tell(count)
                return ByteBuffer(repeating: 7, count: Int(count))
            }
        }
        return await handle(response, ResponseBody(buffers) { HTTPTransportError(.closed, "\($0)") })
    }
}
