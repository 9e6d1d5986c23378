// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import NIOCore

extension Handlers {
    static func getObject(_ call: Call, _ store: MemoryStore) throws(Refusal) -> Answer {
        let (object, headers, range, status) = try Self.read(call, store)
        guard !object.isArchived else { throw Self.archived }
        var body = object.body
        if let range {
            body = body.getSlice(at: body.readerIndex + range.start, length: range.length) ?? ByteBuffer()
        }
        return Answer(status: status, headers: headers, body: body)
    }

    static func headObject(_ call: Call, _ store: MemoryStore) throws(Refusal) -> Answer {
        let (object, headers, range, status) = try Self.read(call, store)
        return Answer(status: status, headers: headers, announcedLength: range?.length ?? object.size)
    }

    private static func read(
        _ call: Call, _ store: MemoryStore
    ) throws(Refusal) -> (object: StoredObject, headers: HTTPFields, range: ByteRange?, status: Int) {
        let bucket = try store.bucket(call.bucket)
        let version = try Self.version(call, in: bucket)
        guard let object = version.object else { throw .noSuchKey }
        try object.encryption.checkRead(call)
        try Conditions(call).checkRead(etag: object.etag, modified: version.modified)
        var headers = ObjectHeaders.answer(object, version, in: bucket)
        try Self.override(&headers, call)
        let range = try Self.range(call, object)
        if call.parameter("partNumber") != nil, !object.partSizes.isEmpty {
            headers[.amzMPPartsCount] = String(object.partSizes.count)
        }
        headers[.contentRange] = range?.contentRange(size: object.size)
        if call.header("x-amz-checksum-mode")?.uppercased() == "ENABLED", range == nil, !object.checksums.isEmpty {
            for field in object.checksums { headers.append(field) }
            headers[.amzChecksumType] = object.checksumType
        }
        return (object, headers, range, range == nil ? 200 : 206)
    }

    /// The version that a read asks for; not a delete marker.
    static func version(_ call: Call, in bucket: StoredBucket) throws(Refusal) -> StoredVersion {
        let history = call.key.flatMap(bucket.history(of:))
        guard let id = try call.versionID() else {
            guard let latest = history?.latest else { throw .noSuchKey }
            guard !latest.isDeleteMarker else { throw .deleted(latest) }
            return latest
        }
        guard let version = history?[id] else { throw Refusal.noSuchVersion.detail("VersionId", id) }
        guard !version.isDeleteMarker else { throw .deleteMarker(version) }
        return version
    }

    /// The range that is asked for, in bytes or as the number of a part; an object that was sent whole is one part.
    private static func range(_ call: Call, _ object: StoredObject) throws(Refusal) -> ByteRange? {
        let size = object.size
        guard let part = call.parameter("partNumber") else {
            guard let header = call.headers[.range] else { return nil }
            return try ByteRange.parse(header, size: size)
        }
        guard call.headers[.range] == nil else {
            throw .invalidRequest("Cannot specify both Range header and partNumber query parameter")
        }
        guard let number = Int(part), (1...10_000).contains(number) else {
            throw .invalidArgument(
                "Part number must be an integer between 1 and 10000, inclusive", name: "partNumber", value: part)
        }
        let sizes = object.partSizes.isEmpty ? [size] : object.partSizes
        guard number <= sizes.count else {
            throw Refusal(416, "InvalidPartNumber", "The requested partnumber is not satisfiable")
                .detail("PartNumberRequested", part).detail("ActualPartCount", String(sizes.count))
        }
        let start = sizes[..<(number - 1)].reduce(0, +)
        return sizes[number - 1] == 0 ? nil : ByteRange(start: start, end: start + sizes[number - 1] - 1)
    }

    /// Headers that the reader asks for instead of those that are stored.
    private static func override(_ headers: inout HTTPFields, _ call: Call) throws(Refusal) {
        for (name, value) in call.query where name.hasPrefix("response-") {
            guard call.isSigned else {
                throw .invalidRequest("Request specific response headers cannot be used for anonymous GET requests.")
            }
            guard let name = HTTPField.Name(String(name.dropFirst("response-".utf8.count))),
                HTTPField.isValidValue(value)
            else { throw .invalidArgument("A response header is not valid.", name: name, value: value) }
            headers[name] = value
        }
    }
}
