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
        let key = try object.customerKey.map { text in try CustomerKey(Array(Data(base64Encoded: text) ?? Data())) }
        let bytes = try await minio.getObject(
            bucket: bucket, key: object.key, upTo: 16 << 20, options: .with { $0.customerKey = key })
        guard bytes.readableBytes == object.size else { return "\(bytes.readableBytes) bytes, not \(object.size)" }
        guard Digest.sha256Hex(bytes) == object.sha256 else { return "other bytes" }
        let info = try await minio.statObject(
            bucket: bucket, key: object.key, options: .with { $0.customerKey = key })
        guard info.size == Int64(object.size) else { return "stat says \(String(describing: info.size)) bytes" }
        guard info.contentType == object.contentType else {
            return "content type \(info.contentType ?? "none"), not \(object.contentType)"
        }
        var metadata: [String: String] = [:]
        for entry in info.metadata { metadata[entry.name] = entry.value }
        guard metadata == object.metadata else { return "metadata \(metadata), not \(object.metadata)" }
        if let expected = object.tags {
            let tags = try await minio.getObjectTags(bucket: bucket, key: object.key)
            guard tags.count == expected.count, expected.allSatisfy({ tags[$0.key] == $0.value }) else {
                return "tags \(tags), not \(expected)"
            }
        }
        if let expected = object.checksums {
            let checksums = Interoperability.named(info.checksums)
            guard checksums == expected else { return "checksums \(checksums), not \(expected)" }
        }
        guard let size = listed[Array(object.key.utf8)] else { return "not in the listing" }
        guard size == Int64(object.size) else { return "the listing says \(size) bytes" }
        return nil
    }

    /// Writes what others shall read. What the server refuses stays in the manifest: the check finds out whether it
    /// would have taken it from another client.
    private func write(into bucket: String, with minio: MinioClient) async -> [Manifest.Object] {
        var objects: [Manifest.Object] = []
        for (number, item) in Interoperability.cases.enumerated() {
            let bytes = Interoperability.bytes(count: item.size, seed: UInt64(number + 1))
            var object = Manifest.Object(
                key: "\(Interoperability.name)/\(item.name)", size: item.size,
                sha256: Digest.sha256Hex(ByteBuffer(bytes: bytes)), contentType: item.contentType,
                metadata: item.metadata, writer: Interoperability.name)
            object.tags = item.tags
            object.customerKey = item.customerKey.map { Data($0).base64EncodedString() }
            object.algorithm = item.checksum?.rawValue
            do {
                let key = try item.customerKey.map { try CustomerKey($0) }
                try await minio.putObject(
                    bucket: bucket, key: object.key, .bytes(bytes),
                    options: .with { options in
                        options.contentType = item.contentType
                        for (name, value) in item.metadata { options.metadata[name] = value }
                        if let tags = item.tags {
                            options.tags = Tags(tags.map { ($0.key, $0.value) })
                        }
                        options.encryption = key.map { .customerKey($0) }
                        options.checksum = item.checksum
                        options.partSize = 5 << 20
                    })
                if let algorithm = item.checksum {
                    let info = try await minio.statObject(bucket: bucket, key: object.key)
                    let named = Interoperability.named(info.checksums)
                    // Whether the server names none for others either, the check finds out.
                    object.checksums = named.isEmpty ? [algorithm.rawValue: "none"] : named
                }
            } catch {
                print("interop: \(object.key) could not be written: \(error)")
            }
            objects.append(object)
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
        var tags: [String: String]?
        /// In base 64.
        var customerKey: String?
        /// The checksum that it was sent with.
        var algorithm: String?
        /// What the server names, by the name of the header.
        var checksums: [String: String]?
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

    /// An object that is written.
    struct Case {
        var name: String
        var size: Int
        var contentType = "application/x-extra"
        var metadata: [String: String] = [:]
        var tags: [String: String]?
        var customerKey: [UInt8]?
        var checksum: ChecksumAlgorithm?
    }

    /// Every object that is written.
    static let cases: [Case] =
        Self.keys.map { Case(name: $0.name, size: $0.size, contentType: $0.contentType, metadata: $0.metadata) }
        + [
            Case(name: "tags.txt", size: 100, tags: ["team": "a b", "sum": "1+1=2", "empty": ""]),
            Case(name: "tags in parts.bin", size: 6 << 20, tags: ["team": "a b"]),
            Case(name: "checksum.bin", size: 70_000, checksum: .crc32c),
            Case(name: "checksum in parts CRC32.bin", size: 6 << 20, checksum: .crc32),
            Case(name: "checksum in parts CRC64NVME.bin", size: 6 << 20, checksum: .crc64nvme),
            Case(name: "checksum in parts SHA256.bin", size: 6 << 20, checksum: .sha256),
            Case(name: "secret.txt", size: 1000, customerKey: Array(0..<32)),
            Case(name: "secret in parts.bin", size: 6 << 20, customerKey: Array(100..<132)),
        ]

    /// The checksums by the names of their headers.
    static func named(_ checksums: [Checksum]) -> [String: String] {
        var named: [String: String] = [:]
        for checksum in checksums {
            let suffix = checksum.partCount.map { "-\($0)" } ?? ""
            named["x-amz-checksum-\(checksum.algorithm.rawValue.lowercased())"] = checksum.base64 + suffix
        }
        return named
    }

    /// Name, size, content type and metadata of the objects that are written for their keys.
    private static let keys: [(name: String, size: Int, contentType: String, metadata: [String: String])] = [
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
            configuration: .with { $0.allowsCustomerKeysOverPlainHTTP = true }, transport: transport
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
