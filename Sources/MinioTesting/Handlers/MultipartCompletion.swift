// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import NIOCore

extension Handlers {
    static func completeMultipartUpload(_ call: Call, _ store: inout MemoryStore) throws(Refusal) -> Answer {
        let (bucket, upload) = try Self.upload(call, store)
        let named = try Self.namedParts(call)
        let parts = try Self.parts(named, of: upload, call)
        try Conditions(call).checkWrite(existing: bucket.history(of: upload.key)?.latest?.object?.etag)
        var object = upload.object
        object.body.reserveCapacity(parts.reduce(0) { $0 + $1.size })
        for part in parts { object.body.writeImmutableBuffer(part.body) }
        object.partSizes = parts.map(\.size)
        if let text = call.headers[.amzMPObjectSize], text != String(object.size) {
            throw .invalidRequest("The provided 'x-amz-mp-object-size' header does not match what was computed.")
        }
        let digests = parts.flatMap { Hexadecimal.decode($0.etag) ?? [] }
        object.etag = "\(Digest.md5Hex(ByteBuffer(bytes: digests)))-\(parts.count)"
        let checksum = try Self.checksum(of: object.body, parts, upload, call)
        if let checksum, let name = upload.checksumName {
            object.checksums[name] = checksum
            object.checksumType = upload.checksumType ?? "FULL_OBJECT"
        }
        store.buckets[KeyBytes(bucket.name)]?.uploads[upload.id] = nil
        let version = Self.insert(object, at: upload.key, in: bucket, call, &store)
        var answer = Answer.xml(
            XMLTree("CompleteMultipartUploadResult", namespace: XMLTree.s3Namespace) {
                XMLTree("Location", "http://\(call.request.authority)/\(bucket.name)/\(upload.key.text)")
                XMLTree("Bucket", bucket.name)
                XMLTree("Key", upload.key.text)
                XMLTree("ETag", object.quotedETag)
                Self.element(of: upload, checksum: checksum)
                XMLTree("ChecksumType", checksum == nil ? nil : upload.checksumType)
            })
        Self.describe(version, in: bucket, &answer.headers)
        answer.headers[.eTag] = nil
        return answer
    }

    /// What the document of the request says of a part.
    private struct NamedPart {
        var number: Int
        var etag: String
        var checksums: [String: String]
    }

    private static func namedParts(_ call: Call) throws(Refusal) -> [NamedPart] {
        var parts: [NamedPart] = []
        for element in try call.document("CompleteMultipartUpload").children where element.name == "Part" {
            guard let number = element["PartNumber"].flatMap({ Int($0.trimmingXMLSpace) }), let etag = element["ETag"]
            else { throw .malformedXML }
            var checksums: [String: String] = [:]
            for child in element.children where child.name.hasPrefix("Checksum") { checksums[child.name] = child.text }
            parts.append(NamedPart(number: number, etag: etag, checksums: checksums))
        }
        guard !parts.isEmpty else { throw .malformedXML }
        return parts
    }

    /// The parts that are joined, compared with what the request says of them.
    private static func parts(
        _ named: [NamedPart], of upload: StoredUpload, _ call: Call
    ) throws(Refusal) -> [StoredPart] {
        for (part, next) in zip(named, named.dropFirst()) where part.number >= next.number {
            throw Refusal(
                400, "InvalidPartOrder",
                "The list of parts was not in ascending order. Parts must be ordered by part number.")
        }
        let algorithm = ChecksumAlgorithm.allCases.first { $0.headerName == upload.checksumName }
        var parts: [StoredPart] = []
        for (index, part) in named.enumerated() {
            guard let stored = upload.parts[part.number], Conditions.matches(part.etag, stored.etag, isWeak: false),
                part.checksums.allSatisfy({ $0.key == algorithm?.documentName && $0.value == stored.checksum }),
                upload.checksumType != "COMPOSITE" || !part.checksums.isEmpty
            else {
                throw Refusal(
                    400, "InvalidPart",
                    "One or more of the specified parts could not be found. The part may not have been uploaded, or the "
                        + "specified entity tag may not match the part's entity tag."
                ).detail("PartNumber", String(part.number)).detail("ETag", part.etag)
            }
            guard index == named.count - 1 || stored.size >= call.configuration.minimumPartSize else {
                throw Refusal(
                    400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed object size"
                ).detail("PartNumber", String(part.number)).detail("ETag", stored.etag)
                    .detail("MinSizeAllowed", String(call.configuration.minimumPartSize))
                    .detail("ProposedSize", String(stored.size))
            }
            parts.append(stored)
        }
        return parts
    }

    /// The object's checksum, compared with the one that the request says.
    private static func checksum(
        of body: ByteBuffer, _ parts: [StoredPart], _ upload: StoredUpload, _ call: Call
    ) throws(Refusal) -> String? {
        guard let name = upload.checksumName else { return nil }
        if let type = call.headers[.amzChecksumType], type != upload.checksumType {
            throw .invalidRequest("The checksum type does not match the one that the upload was created with.")
        }
        let checksum: String?
        if upload.checksumType == "COMPOSITE" {
            let joined = parts.flatMap { $0.checksum.flatMap { Base64.decode($0) } ?? [] }
            checksum = Integrity.checksum(of: ByteBuffer(bytes: joined), named: name)
                .map { "\(Base64.encode($0))-\(parts.count)" }
        } else {
            checksum = Integrity.checksum(of: body, named: name).map { Base64.encode($0) }
        }
        if let sent = call.headers[name], sent != checksum { throw .badDigest(name.canonicalName) }
        return checksum
    }
}
