// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import Minio

/// Signatures, clocks, regions, addresses.
@Suite struct AccessTests {
    @Test(arguments: Backend.available)
    func aWrongSecretIsRefused(_ backend: Backend) async throws {
        try await backend.run("access: wrong secret") { fixture in
            let minio = try fixture.client(
                credentials: .static(accessKey: fixture.accessKey, secretKey: "wrong-secret"))
            let code = await fixture.code { _ = try await minio.listObjects(bucket: fixture.bucket).collect() }
            try #require(code == .signatureDoesNotMatch)
        }
    }

    @Test(arguments: Backend.available)
    func anUnknownAccessKeyIsRefused(_ backend: Backend) async throws {
        try await backend.run("access: unknown access key") { fixture in
            let minio = try fixture.client(
                credentials: .static(accessKey: "NOSUCHACCESSKEY0000", secretKey: "secret-secret"))
            let code = await fixture.code { _ = try await minio.listObjects(bucket: fixture.bucket).collect() }
            try #require(code == .invalidAccessKeyID)
        }
    }

    @Test(arguments: Backend.available)
    func anonymousRequestsAreRefused(_ backend: Backend) async throws {
        try await backend.run("access: anonymous") { fixture in
            let minio = try fixture.client(credentials: .anonymous)
            let code = await fixture.code { _ = try await minio.listObjects(bucket: fixture.bucket).collect() }
            try #require(code == .accessDenied)
        }
    }

    @Test(arguments: Backend.available)
    func aClockThatIsWrongIsCorrected(_ backend: Backend) async throws {
        try await backend.run("access: a clock 20 minutes behind") { fixture in
            let behind = try fixture.client {
                $0.clock.date = { Date(timeIntervalSinceNow: -20 * 60) }
                $0.correctsClockSkew = false
            }
            let code = await fixture.code { try await behind.putObject(bucket: fixture.bucket, key: "k", .string("x")) }
            try #require(code == .requestTimeTooSkewed)
            let corrected = behind.with { $0.correctsClockSkew = true }
            try await corrected.putObject(bucket: fixture.bucket, key: "k", .string("x"))
            // Learned once, the difference is known.
            try await behind.statObject(bucket: fixture.bucket, key: "k")
        }
    }

    @Test(arguments: Backend.available)
    func aWrongRegionIsCorrectedOrAccepted(_ backend: Backend) async throws {
        try await backend.run("access: wrong region configured") { fixture in
            let minio = try fixture.client { $0.region = "eu-west-1" }
            try await minio.putObject(bucket: fixture.bucket, key: "k", .string("x"))
            try #require(try await minio.listObjects(bucket: fixture.bucket).collect().count == 1)
        }
    }

    @Test(arguments: Backend.available)
    func bodiesAreSignedInEveryWay(_ backend: Backend) async throws {
        try await backend.run("signing: whole, in chunks, not at all") { fixture in
            for (number, signing) in [
                MinioConfiguration.PayloadSigning.automatic, .always, .never,
            ].enumerated() {
                let minio = try fixture.client { $0.payloadSigning = signing }
                for size in [0, 65_536, 200_001] {
                    let bytes = Pattern.bytes(size)
                    let key = "object \(number)"
                    try await minio.putObject(bucket: fixture.bucket, key: key, .bytes(bytes))
                    let whole = try await minio.getObject(bucket: fixture.bucket, key: key, upTo: size)
                    try #require(whole == ByteBuffer(bytes: bytes))
                    let stream = Pattern.stream(size, inChunksOf: 70_001)
                    try await minio.putObject(bucket: fixture.bucket, key: key, .stream(stream, size: Int64(size)))
                    let streamed = try await minio.getObject(bucket: fixture.bucket, key: key, upTo: size)
                    try #require(streamed == ByteBuffer(bytes: bytes), "\(signing), \(size) bytes streamed")
                }
            }
        }
    }

    @Test(arguments: Backend.available)
    func bucketsCanBeAddressedAsHosts(_ backend: Backend) async throws {
        try await backend.run("addressing: bucket.host") { fixture in
            // In process, the host is made up; there is nothing to resolve.
            guard let port = try Endpoint(fixture.endpoint).port else { return }
            var settings = fixture.settings
            settings.resolve = ["\(fixture.bucket).localhost": "127.0.0.1", "localhost": "127.0.0.1"]
            let scheme = try Endpoint(fixture.endpoint).isSecure ? "https" : "http"
            let minio = try MinioClient(
                "\(scheme)://localhost:\(port)",
                credentials: .static(accessKey: fixture.accessKey, secretKey: fixture.secretKey),
                configuration: .with { $0.addressing = .virtualHosted },
                transport: fixture.makeTransport(settings))
            try await minio.putObject(bucket: fixture.bucket, key: "a b+c/ü", .string("x"))
            let read = try await minio.getObject(bucket: fixture.bucket, key: "a b+c/ü", upTo: 10)
            try #require(String(buffer: read) == "x")
            try #require(try await minio.listObjects(bucket: fixture.bucket).collect().map(\.key) == ["a b+c/ü"])
        }
    }

    @Test(arguments: Backend.available)
    func queriesAndHeadersAreSignedAsSent(_ backend: Backend) async throws {
        try await backend.run("signing: odd queries and headers") { fixture in
            let minio = try fixture.client {
                $0.extraQuery = [.init("x-odd", "a b+c/ü=&?#%2F~"), .init("x-odd", "")]
                $0.extraHeaders[.init("x-amz-meta-odd") ?? .server] = "a   b  c"
            }
            try await minio.putObject(bucket: fixture.bucket, key: "object", .string("x"))
            try #require(try await minio.statObject(bucket: fixture.bucket, key: "object").metadata["odd"] != nil)
        }
    }
}
