// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Transfers that are killed, and transfers that go on for long: what Scripts/kill-resume and Scripts/soak run.
///
///     Endurance make-bucket BUCKET
///     Endurance remove-bucket BUCKET            with everything in it
///     Endurance uploads BUCKET                  each with its parts: `KEY ID PARTS BYTES`
///     Endurance abort BUCKET KEY ID
///     Endurance upload BUCKET KEY FILE PART-SIZE [RESUME-FILE]
///     Endurance download BUCKET KEY FILE PART-SIZE [RESUME-FILE]
///     Endurance soak FOLDER SECONDS SEED
///
/// The server is the one of `MINIO_TEST_ENDPOINT`, `MINIO_TEST_ACCESS_KEY`, `MINIO_TEST_SECRET_KEY` and
/// `MINIO_TEST_REGION`. `MINIO_TRANSPORT=ahc` asks for ``AsyncHTTPClientTransport``.
@main
struct Endurance {
    static func main() async {
        do {
            try await Self.run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            Self.write("Endurance: \(error)", to: STDERR_FILENO)
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) async throws {
        let rest = Array(arguments.dropFirst())
        switch (arguments.first, rest.count) {
        case ("make-bucket", 1): try await Self.client(Meter()).makeBucket(rest[0])
        case ("remove-bucket", 1): try await Self.removeBucket(rest[0])
        case ("uploads", 1): try await Self.listUploads(rest[0])
        case ("abort", 3):
            try await Self.client(Meter()).multipartUpload(bucket: rest[0], key: rest[1], uploadID: rest[2]).abort()
        case ("upload", 4...5): try await Self.upload(rest)
        case ("download", 4...5): try await Self.download(rest)
        case ("soak", 3):
            guard let seconds = Int(rest[1]), let seed = UInt64(rest[2]) else { throw Problem("no number") }
            let meter = Meter()
            try await Soak(
                client: Self.client(meter), meter: meter, folder: rest[0], duration: .seconds(seconds), seed: seed
            ).run()
        default: throw Problem("what is wanted? The top of Benchmarks/Endurance/Endurance.swift says what there is")
        }
    }

    static func client(_ meter: Meter) throws -> MinioClient {
        let environment = ProcessInfo.processInfo.environment
        guard let endpoint = environment["MINIO_TEST_ENDPOINT"] else { throw Problem("MINIO_TEST_ENDPOINT is not set") }
        let credentials = StaticCredentials.static(
            accessKey: environment["MINIO_TEST_ACCESS_KEY"] ?? "",
            secretKey: environment["MINIO_TEST_SECRET_KEY"] ?? "")
        let base: any HTTPTransport =
            environment["MINIO_TRANSPORT"] == "ahc"
            ? try AsyncHTTPClientTransport.shared() : try MinioClient(endpoint, credentials: credentials).transport
        return try MinioClient(
            endpoint, credentials: credentials,
            configuration: .with { $0.region = environment["MINIO_TEST_REGION"] ?? "us-east-1" },
            transport: MeteredTransport(base: base, meter: meter))
    }

    // MARK: - Transfers to be killed

    private static func upload(_ arguments: [String]) async throws {
        let meter = Meter { Self.write($0) }
        try await Self.client(meter).uploadObject(
            bucket: arguments[0], key: arguments[1], from: arguments[2],
            options: .with {
                $0.partSize = Int64(arguments[3])
                $0.resumeFile = arguments.count > 4 ? arguments[4] : nil
            })
        meter.finish()
    }

    private static func download(_ arguments: [String]) async throws {
        let meter = Meter { Self.write($0) }
        try await Self.client(meter).downloadObject(
            bucket: arguments[0], key: arguments[1], to: arguments[2],
            options: .with {
                $0.partSize = Int64(arguments[3])
                $0.resumeFile = arguments.count > 4 ? arguments[4] : nil
            })
        meter.finish()
    }

    private static func listUploads(_ bucket: String) async throws {
        let minio = try Self.client(Meter())
        for try await upload in minio.listMultipartUploads(bucket: bucket) {
            let parts = try await minio.multipartUpload(bucket: bucket, key: upload.key, uploadID: upload.uploadID)
                .listParts().collect()
            Self.write("\(upload.key) \(upload.uploadID) \(parts.count) \(parts.reduce(0) { $0 + $1.size })")
        }
    }

    private static func removeBucket(_ bucket: String) async throws {
        let minio = try Self.client(Meter())
        for try await failure in minio.removeObjects(bucket: bucket, minio.listObjects(bucket: bucket).map(\.reference))
        {
            throw Problem("\(failure)")
        }
        for try await upload in minio.listMultipartUploads(bucket: bucket) {
            try await minio.multipartUpload(bucket: bucket, key: upload.key, uploadID: upload.uploadID).abort()
        }
        try await minio.removeBucket(bucket)
    }

    /// Writes a line at once: whoever is killed has said what it had to say.
    static func write(_ line: String, to descriptor: CInt = STDOUT_FILENO) {
        let bytes = Array("\(line)\n".utf8)
        bytes.withUnsafeBytes { bytes in
            #if canImport(Glibc)
            _ = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            #elseif canImport(Musl)
            _ = Musl.write(descriptor, bytes.baseAddress, bytes.count)
            #elseif canImport(Darwin)
            _ = Darwin.write(descriptor, bytes.baseAddress, bytes.count)
            #endif
        }
    }
}

/// What is wrong, in words.
struct Problem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
