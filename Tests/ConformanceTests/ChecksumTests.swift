// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Minio
import NIOCore
import Testing

/// Checksums on every way up and down, as headers and as trailers.
@Suite struct ChecksumConformanceTests {
    private static let bytes = Pattern.bytes(300_000)

    @Test(arguments: Backend.available)
    func headersAreKept(_ backend: Backend) async throws {
        try await backend.run("checksums: in a header, kept by the server") { fixture in
            let minio = try fixture.client()
            for algorithm in ChecksumAlgorithm.allCases {
                let written = try await minio.putObject(
                    bucket: fixture.bucket, key: algorithm.rawValue, .bytes(Self.bytes),
                    options: .with { $0.checksum = algorithm })
                try #require(written.checksum?.algorithm == algorithm, "\(algorithm)")
                let info = try await minio.statObject(bucket: fixture.bucket, key: algorithm.rawValue)
                try #require(info.checksums == [written.checksum].compactMap { $0 }, "\(algorithm)")
            }
        }
    }

    @Test(arguments: Backend.available)
    func trailersAreUnderstood(_ backend: Backend) async throws {
        try await backend.run("checksums: behind the body, signed") { fixture in
            try await self.sendTrailers(fixture, try fixture.client())
        }
    }

    @Test(arguments: Backend.available)
    func unsignedTrailersAreUnderstood(_ backend: Backend) async throws {
        try await backend.run("checksums: behind the body, not signed") { fixture in
            try await self.sendTrailers(fixture, try fixture.client { $0.payloadSigning = .never })
        }
    }

    private func sendTrailers(_ fixture: Fixture, _ minio: MinioClient) async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        for (algorithm, size) in zip(ChecksumAlgorithm.allCases, [0, 1, 65_536, 65_537, 300_000]) {
            try Data(Self.bytes[..<size]).write(to: file)
            try await minio.putObject(
                bucket: fixture.bucket, key: algorithm.rawValue, .file(file.path),
                options: .with { $0.checksum = algorithm })
            let read = try await minio.getObject(bucket: fixture.bucket, key: algorithm.rawValue, upTo: size)
            try #require(read == ByteBuffer(bytes: Self.bytes[..<size]), "\(algorithm)")
            let info = try await minio.statObject(bucket: fixture.bucket, key: algorithm.rawValue)
            try #require(info.contentEncoding == nil, "\(algorithm)")
        }
    }

    @Test(arguments: Backend.available)
    func partsHaveChecksums(_ backend: Backend) async throws {
        try await backend.run("checksums: of parts, as the policy says") { fixture in
            let bytes = Pattern.bytes((10 << 20) + 5)
            let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(bytes).write(to: file)
            for algorithm in ChecksumAlgorithm.allCases {
                let minio = try fixture.client { $0.checksums = .whenSupported(algorithm) }
                for (name, source) in [("buffer", ObjectSource.bytes(bytes)), ("file", .file(file.path))] {
                    try await minio.putObject(
                        bucket: fixture.bucket, key: name, source, options: .with { $0.partSize = 5 << 20 })
                    let read = try await minio.getObject(bucket: fixture.bucket, key: name, upTo: bytes.count)
                    try #require(read == ByteBuffer(bytes: bytes), "\(algorithm), \(name)")
                }
            }
        }
    }

    @Test(arguments: Backend.available)
    func theWholeObjectHasAChecksum(_ backend: Backend) async throws {
        try await backend.run("checksums: of the whole object, made of the parts'") { fixture in
            let bytes = Pattern.bytes((10 << 20) + 5)
            let minio = try fixture.client()
            for algorithm in [ChecksumAlgorithm.crc32, .crc32c, .crc64nvme] {
                try await minio.putObject(
                    bucket: fixture.bucket, key: "whole", .bytes(bytes),
                    options: .with { $0.checksum = algorithm })
                let whole = try await minio.statObject(bucket: fixture.bucket, key: "whole").checksums
                let written = try await minio.putObject(
                    bucket: fixture.bucket, key: "parts", .bytes(bytes),
                    options: .with {
                        $0.partSize = 5 << 20
                        $0.checksum = algorithm
                    })
                let parts = try await minio.statObject(bucket: fixture.bucket, key: "parts").checksums
                try #require(!whole.isEmpty && parts == whole, "\(algorithm)")
                try #require(written.checksum == whole.first, "\(algorithm)")
            }
        }
    }

    @Test(arguments: Backend.available)
    func damagedBodiesAreRefused(_ backend: Backend) async throws {
        try await backend.run("checksums: a body that does not match is refused") { fixture in
            // The header of other bytes, over those that are sent.
            let minio = try fixture.client {
                $0.retry = .never
                $0.extraHeaders = [
                    HTTPField.Name("x-amz-checksum-crc32c") ?? .connection: "4waSgw==",
                    // Ceph looks at the checksum only where this names it.
                    HTTPField.Name("x-amz-sdk-checksum-algorithm") ?? .connection: "CRC32C",
                ]
            }
            let refused = try await failure {
                try await minio.putObject(bucket: fixture.bucket, key: "damaged", .string("not what was hashed"))
            }
            try #require(
                ["BadDigest", "XAmzContentChecksumMismatch", "InvalidRequest"].contains(refused.code.rawValue))
        }
    }
}
