// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The life of an object, again and again: stored, read, copied, listed, removed, in ways that chance chooses. Every byte
/// that comes back is compared.
struct SoakTransfer {
    let client: MinioClient
    let content: Content
    let folder: String
    let bucket: String
    let worker: Int
    var generator: Generator

    private var count = 0
    private var key = ""
    private var piece = Content.Piece(start: 0, size: 0)
    private var step = ""

    init(
        client: MinioClient, content: Content, folder: String, bucket: String, worker: Int, generator: Generator
    ) {
        self.client = client
        self.content = content
        self.folder = folder
        self.bucket = bucket
        self.worker = worker
        self.generator = generator
    }

    /// Which object it is at, and what it does with it.
    var description: String { "\(self.step) \(self.bucket)/\(self.key), \(self.piece.size) bytes" }

    mutating func run() async throws {
        self.count += 1
        self.key = "worker \(self.worker)/\(self.count).bin"
        try await self.store()
        try await self.read()
        if self.chance(0.3) { try await self.readRange() }
        var keys = [self.key]
        if self.chance(0.15) { keys.append(try await self.copy()) }
        if self.chance(0.15) { keys.append(try await self.compose()) }
        if self.chance(0.1) { try await self.list(keys) }
        try await self.remove(keys)
    }

    private mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &self.generator) < probability
    }

    /// Most objects are small.
    private mutating func size() -> Int {
        let bound =
            switch Int.random(in: 0..<1000, using: &self.generator) {
            case ..<50: 0
            case ..<300: 1 << 10
            case ..<650: 64 << 10
            case ..<930: 1 << 20
            case ..<985: 8 << 20
            case ..<998: 20 << 20
            default: Content.largest
            }
        return bound == Content.largest ? bound : Int.random(in: 0...bound, using: &self.generator)
    }

    private mutating func store() async throws {
        self.piece = Content.Piece(start: 0, size: self.size())
        self.piece.start = Int.random(in: 0...(1 << 20), using: &self.generator)
        let options = PutObjectOptions.with { $0.partSize = 5 << 20 }
        switch Int.random(in: 0..<4, using: &self.generator) {
        case 0, 1:
            self.step = "put the bytes of"
            let bytes = self.content.bytes(self.piece)
            try await self.client.putObject(bucket: self.bucket, key: self.key, .buffer(bytes), options: options)
        case 2:
            self.step = "put the stream of"
            let stream = self.content.stream(self.piece)
            try await self.client.putObject(bucket: self.bucket, key: self.key, .stream(stream), options: options)
        default:
            self.step = "put the file of"
            let size = Content.fileSizes.last { [size = self.piece.size] in $0 <= size } ?? 0
            self.piece = Content.Piece(start: 0, size: size)
            let file = self.content.file(of: size)
            try await self.client.putObject(bucket: self.bucket, key: self.key, .file(file), options: options)
        }
    }

    private mutating func read() async throws {
        let expected = self.content.bytes(self.piece)
        switch Int.random(in: 0..<3, using: &self.generator) {
        case 0 where self.piece.size <= 16 << 20:
            self.step = "get into memory"
            let bytes = try await self.client.getObject(bucket: self.bucket, key: self.key, upTo: self.piece.size)
            guard bytes == expected else { throw Problem("other bytes than stored") }
        case 1:
            self.step = "download"
            let path = "\(self.folder)/worker-\(self.worker)"
            try await self.client.downloadObject(
                bucket: self.bucket, key: self.key, to: path, options: .with { $0.partSize = 5 << 20 })
            defer { try? FileManager.default.removeItem(atPath: path) }
            try Content.compare(file: path, with: expected)
        default:
            try await self.compare(self.key, with: expected)
        }
    }

    /// Reads an object as it comes.
    private mutating func compare(_ key: String, with expected: ByteBuffer) async throws {
        self.step = "get \(key) for"
        try await self.client.getObject(bucket: self.bucket, key: key) { object in
            var comparison = Comparison(expected)
            for try await buffer in object.body { try comparison.take(buffer) }
            try comparison.finish()
        }
    }

    private mutating func readRange() async throws {
        guard self.piece.size > 0 else { return }
        self.step = "get a range of"
        let start = Int.random(in: 0..<self.piece.size, using: &self.generator)
        let size = Int.random(in: 1...min(self.piece.size - start, 1 << 20), using: &self.generator)
        let bytes = try await self.client.getObject(
            bucket: self.bucket, key: self.key, upTo: size,
            options: .with { $0.range = .bytes(Int64(start)..<Int64(start + size)) })
        guard bytes == self.content.bytes(Content.Piece(start: self.piece.start + start, size: size)) else {
            throw Problem("other bytes than stored")
        }
    }

    private mutating func copy() async throws -> String {
        self.step = "copy"
        let copy = "\(self.key) copy"
        try await self.client.copyObject(
            from: CopySource(bucket: self.bucket, key: self.key), bucket: self.bucket, key: copy)
        try await self.compare(copy, with: self.content.bytes(self.piece))
        return copy
    }

    /// The object twice, where it is large enough to be the first part of another; else once.
    private mutating func compose() async throws -> String {
        self.step = "compose from"
        let whole = "\(self.key) whole"
        let source = ComposeSource(bucket: self.bucket, key: self.key)
        let times = self.piece.size >= 5 << 20 ? 2 : 1
        try await self.client.composeObject(
            bucket: self.bucket, key: whole, from: Array(repeating: source, count: times))
        var expected = self.content.bytes(self.piece)
        if times == 2 { expected.writeImmutableBuffer(self.content.bytes(self.piece)) }
        try await self.compare(whole, with: expected)
        return whole
    }

    private mutating func list(_ keys: [String]) async throws {
        self.step = "list"
        let prefix = "worker \(self.worker)/"
        let found = try await self.client.listObjects(bucket: self.bucket, options: .with { $0.prefix = prefix })
            .collect()
        guard found.map(\.key).sorted() == keys.sorted() else {
            throw Problem("\(found.map(\.key)) instead of \(keys)")
        }
        guard found.contains(where: { $0.key == self.key && $0.size == Int64(self.piece.size) }) else {
            throw Problem("listed with another size")
        }
    }

    private mutating func remove(_ keys: [String]) async throws {
        self.step = "remove"
        if keys.count == 1 {
            try await self.client.removeObject(bucket: self.bucket, key: self.key)
        } else {
            let objects = keys.map { ObjectReference(key: $0) }
            for failure in try await self.client.removeObjects(bucket: self.bucket, objects).collect() {
                throw Problem("\(failure)")
            }
        }
        guard self.chance(0.1) else { return }
        self.step = "look for the removed"
        do throws(MinioError) {
            try await self.client.statObject(bucket: self.bucket, key: self.key)
        } catch {
            guard error.isNotFound else { throw error }
            return
        }
        throw Problem("it is still there")
    }
}
