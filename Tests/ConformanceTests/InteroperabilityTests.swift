// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import NIOCore
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads objects that other clients wrote, and writes objects for them to read.
///
/// `Scripts/conformance` runs this: before, `Scripts/interop write` makes the objects and the manifest that
/// `MINIO_INTEROP_MANIFEST` names; afterwards, `Scripts/interop check` reads the manifest at `MINIO_INTEROP_OUTPUT`.
@Suite(.enabled(if: Interoperability.isAsked, "set by Scripts/conformance"))
struct InteroperabilityTests {
    @Test func exchangesObjectsWithOtherClients() async throws {
        let theirs = try Interoperability.manifest()
        let minio = try Interoperability.client()
        let read = try await self.read(theirs, with: minio)
        let written = await self.write(into: theirs.bucket, with: minio)
        try Interoperability.save(
            Manifest(server: theirs.server, bucket: theirs.bucket, objects: written, read: read)
        )
        #expect(!theirs.objects.isEmpty)
        for failure in read where failure.outcome != "ok" {
            Issue.record("reading \(failure.key) of \(failure.writer): \(failure.note)")
        }
    }

    private func read(_ manifest: Manifest, with minio: MinioClient) async throws -> [Manifest.Reading] {
        // Keys are compared as bytes: to Swift, two normal forms of one text are equal.
        var listed: [[UInt8]: Int64] = [:]
        for try await object in minio.listObjects(bucket: manifest.bucket) {
            listed[Array(object.key.utf8)] = object.size
        }
        var readings: [Manifest.Reading] = []
        for object in manifest.objects {
            var note: String?
            do {
                note = try await self.difference(object, in: manifest.bucket, listed: listed, with: minio)
            } catch {
                note = "\(error)"
            }
            readings.append(
                Manifest.Reading(
                    key: object.key, writer: object.writer, reader: Interoperability.name,
                    outcome: note == nil ? "ok" : "FAILED", note: note ?? ""
                )
            )
        }
        return readings
    }

    /// What of an object is not as its manifest says; `nil` if all is.
    private func difference(
        _ object: Manifest.Object, in bucket: String, listed: [[UInt8]: Int64], with minio: MinioClient
    ) async throws -> String? {
        let bytes = try await minio.getObject(bucket: bucket, key: object.key, upTo: 16 << 20)
        guard bytes.readableBytes == object.size else { return "\(bytes.readableBytes) bytes, not \(object.size)" }
        guard Digest.sha256Hex(bytes) == object.sha256 else { return "other bytes" }
        let info = try await minio.statObject(bucket: bucket, key: object.key)
        guard info.size == Int64(object.size) else { return "stat says \(String(describing: info.size)) bytes" }
        guard info.contentType == object.contentType else {
            return "content type \(info.contentType ?? "none"), not \(object.contentType)"
        }
        var metadata: [String: String] = [:]
        for entry in info.metadata { metadata[entry.name] = entry.value }
        guard metadata == object.metadata else { return "metadata \(metadata), not \(object.metadata)" }
        guard let size = listed[Array(object.key.utf8)] else { return "not in the listing" }
        guard size == Int64(object.size) else { return "the listing says \(size) bytes" }
        return nil
    }

    /// Writes what others shall read. What the server refuses stays in the manifest: the check finds out whether it
    /// would have taken it from another client.
    private func write(into bucket: String, with minio: MinioClient) async -> [Manifest.Object] {
        var objects: [Manifest.Object] = []
        for (name, size, contentType, metadata) in Interoperability.cases {
            let key = "\(Interoperability.name)/\(name)"
            let bytes = Interoperability.bytes(count: size, seed: UInt64(objects.count + 1))
            objects.append(
                Manifest.Object(
                    key: key, size: size, sha256: Digest.sha256Hex(ByteBuffer(bytes: bytes)), contentType: contentType,
                    metadata: metadata, writer: Interoperability.name
                )
            )
            do {
                _ = try await minio.putObject(
                    bucket: bucket, key: key, .bytes(bytes),
                    options: .with { options in
                        options.contentType = contentType
                        for (name, value) in metadata { options.metadata[name] = value }
                    }
                )
            } catch {
                print("interop: \(key) could not be written: \(error)")
            }
        }
        return objects
    }
}

/// Objects in a bucket: what `Scripts/interop` describes.
private struct Manifest: Codable {
    /// One object as it was written; the names of its metadata are lower-case.
    struct Object: Codable {
        var key: String
        var size: Int
        var sha256: String
        var contentType: String
        var metadata: [String: String]
        var writer: String
    }

    /// What became of one object when it was read.
    struct Reading: Codable {
        var key: String
        var writer: String
        var reader: String
        var outcome: String
        var note: String
    }

    var server: String
    var bucket: String
    var objects: [Object]
    var read: [Reading]
}

private enum Interoperability {
    static let name = "minio-swift"

    static var environment: [String: String] { ProcessInfo.processInfo.environment }

    static var isAsked: Bool { Self.environment["MINIO_INTEROP_MANIFEST"] != nil }

    /// Name, size, content type and metadata of each object that is written.
    static let cases: [(name: String, size: Int, contentType: String, metadata: [String: String])] = [
        ("plain.txt", 1000, "text/plain", ["purpose": "the plain case"]),
        ("empty", 0, "application/octet-stream", [:]),
        ("one byte", 1, "text/plain; charset=utf-8", ["one": "1"]),
        ("a hundred thousand.bin", 100_000, "application/x-custom", ["a-b-c": "x", "empty-ish": "."]),
        ("six mebibytes.bin", 6 << 20, "application/octet-stream", ["size": "6 MiB"]),
        ("space between words", 10, "text/plain", ["text": "two  spaces inside"]),
        ("plus+sign", 11, "text/plain", ["sum": "1+1=2"]),
        ("100%", 12, "text/plain", ["percent": "100%"]),
        ("literal%2Fescape%20and%2B", 13, "text/plain", ["escaped": "%2F"]),
        ("f\u{FC}r-nfc", 14, "text/html", ["form": "NFC"]),
        ("fu\u{308}r-nfd", 15, "text/html", ["form": "NFD"]),
        ("twin-\u{FC}", 16, "text/plain", [:]),
        ("twin-u\u{308}", 17, "text/plain", [:]),
        ("emoji-\u{1F600}-\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", 18, "application/json", ["mood": ":-)"]),
        ("number#sign", 19, "text/plain", [:]),
        ("question?mark", 20, "text/plain", [:]),
        ("ampersand&and=equals", 21, "text/plain", ["query": "a=b&c=d"]),
        ("semi;colon:comma,at@", 22, "text/plain", ["list": "a, b; c"]),
        ("quotes'\"!*()~", 23, "text/plain", ["quoted": "\"yes\""]),
        ("<angle>&amp;", 24, "text/xml", ["tag": "<b>"]),
        ("trailing/slash/", 0, "application/x-directory", [:]),
        ("deep/a/b/c/d/e/f/g/h/i/j/path", 25, "text/plain", ["depth": "11"]),
        ("dots/.hidden/..two/three...", 26, "text/plain", [:]),
        ("\u{6F22}\u{5B57}/\u{43A}\u{43B}\u{44E}\u{447}", 27, "text/plain; charset=utf-8", [:]),
    ]

    /// The client of the server that `MINIO_TEST_ENDPOINT` names.
    static func client() throws -> MinioClient {
        let environment = Self.environment
        var transport: (any HTTPTransport)?
        if let file = environment["MINIO_TEST_CA_FILE"], !file.isEmpty {
            transport = try HTTP1Transport(.with { $0.tls.additionalCertificates = [.file(file)] })
        }
        return try MinioClient(
            environment["MINIO_TEST_ENDPOINT"] ?? "",
            credentials: .static(
                accessKey: environment["MINIO_TEST_ACCESS_KEY"] ?? "",
                secretKey: environment["MINIO_TEST_SECRET_KEY"] ?? ""
            ),
            transport: transport
        )
    }

    static func manifest() throws -> Manifest {
        let path = try #require(Self.environment["MINIO_INTEROP_MANIFEST"])
        let contents = try #require(FileManager.default.contents(atPath: path))
        return try JSONDecoder().decode(Manifest.self, from: contents)
    }

    static func save(_ manifest: Manifest) throws {
        let path = try #require(Self.environment["MINIO_INTEROP_OUTPUT"])
        #expect(FileManager.default.createFile(atPath: path, contents: try JSONEncoder().encode(manifest)))
    }

    /// Bytes that look random and are the same in every run.
    static func bytes(count: Int, seed: UInt64) -> [UInt8] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        return (0..<count).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state >> 24)
        }
    }
}
