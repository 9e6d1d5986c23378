// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import MinioTesting
import NIOCore
import Testing

@testable import Minio

/// Random access to an object.
@Suite struct ObjectReaderTests {
    private static let bytes = ByteBuffer(bytes: (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 7) })

    private func withReader(
        _ options: ObjectReaderOptions = ObjectReaderOptions(),
        _ body: @Sendable (S3TestServer, MinioClient, ObjectReader) async throws -> Void
    ) async throws {
        var server = S3TestServer.Configuration()
        server.mount = .inProcess
        try await withS3TestServer(server) { server in
            let minio = try server.client(configuration: .with { $0.region = "us-east-1" })
            try await minio.makeBucket("bucket")
            try await minio.putObject(bucket: "bucket", key: "object", .buffer(Self.bytes))
            let reader = try await minio.objectReader(bucket: "bucket", key: "object", options: options)
            server.clearRequests()
            try await body(server, minio, reader)
        }
    }

    @Test func everyRangeIsWhatTheObjectHoldsThere() async throws {
        try await self.withReader(.with { $0.readAhead = 1000 }) { _, _, reader in
            #expect(reader.size == 100_000)
            var generator = SystemRandomNumberGenerator()
            var position: Int64 = 0
            for _ in 0..<300 {
                let isSequential = Bool.random(using: &generator)
                let start = isSequential ? position : Int64.random(in: 0...100_100, using: &generator)
                let range = start..<(start + Int64.random(in: 0...2500, using: &generator))
                let there = range.clamped(to: 0..<100_000)
                let bytes = try await reader.read(range)
                #expect(bytes == Self.bytes.getSlice(at: Int(there.lowerBound), length: there.count), "\(range)")
                position = there.upperBound
            }
        }
    }

    @Test func whatFollowsIsReadAhead() async throws {
        try await self.withReader(.with { $0.readAhead = 50_000 }) { server, _, reader in
            for start in stride(from: Int64(0), to: 100_000, by: 100) {
                let bytes = try await reader.read(start..<start + 100)
                #expect(bytes == Self.bytes.getSlice(at: Int(start), length: 100))
            }
            #expect(server.requests.compactMap { $0.headers[.range] } == ["bytes=0-49999", "bytes=50000-99999"])
        }
    }

    @Test func readsHereAndThereTakeNoMoreThanTheyNeed() async throws {
        try await self.withReader { server, _, reader in
            for start in [Int64(90_000), 10, 50_000] { _ = try await reader.read(start..<start + 5) }
            #expect(
                server.requests.compactMap { $0.headers[.range] }
                    == ["bytes=90000-90004", "bytes=10-14", "bytes=50000-50004"])
        }
    }

    @Test func rangesThatLieCloseTogetherAreOneRequest() async throws {
        try await self.withReader(.with { $0.mergeDistance = 10 }) { server, _, reader in
            let ranges: [Range<Int64>] = [
                500..<600, 0..<10, 20..<30, 41..<50, 5..<25, 7..<7, 99_990..<100_500, 200_000..<300_000, 0..<10,
            ]
            let parts = try await reader.read(ranges)
            for (range, part) in zip(ranges, parts) {
                let there = range.clamped(to: 0..<100_000)
                #expect(part == Self.bytes.getSlice(at: Int(there.lowerBound), length: there.count), "\(range)")
            }
            #expect(
                Set(server.requests.compactMap { $0.headers[.range] })
                    == ["bytes=0-29", "bytes=41-49", "bytes=500-599", "bytes=99990-99999"])
            #expect(server.requests.count == 4)
        }
    }

    @Test func anObjectThatWasReplacedIsNotRead() async throws {
        try await self.withReader { server, minio, reader in
            try await minio.putObject(
                bucket: "bucket", key: "object", .buffer(Self.bytes.getSlice(at: 1, length: 9) ?? .init()))
            let replaced = await failure { _ = try await reader.read(5..<6) }
            #expect(replaced?.code == .objectModified)
            try await minio.removeObject(bucket: "bucket", key: "object")
            let removed = await failure { _ = try await reader.read([5..<6]) }
            #expect(removed?.code == .objectModified)
            let refused = await failure { _ = try await reader.read(-1..<6) }
            #expect(refused?.code == .invalidArgument)
        }
    }
}
