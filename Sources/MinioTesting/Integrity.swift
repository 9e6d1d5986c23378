// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import NIOCore

/// Compares a body with the digests that were sent with it.
enum Integrity {
    static func check(_ call: Call, _ operation: Operation) throws(Refusal) {
        if let sent = call.headers[.contentMD5] {
            guard let bytes = Base64.decode(sent), bytes.count == 16 else {
                throw Refusal(400, "InvalidDigest", "The Content-MD5 you specified was invalid.")
            }
            guard sent == Digest.md5Base64(call.body) else { throw .badDigest("Content-MD5") }
        }
        // There it is of the object that the parts make.
        guard operation != .completeMultipartUpload else { return }
        for field in Self.checksums(of: call) {
            guard let bytes = Base64.decode(field.value) else {
                throw .invalidRequest("Value for \(field.name.canonicalName) header is invalid.")
            }
            guard let actual = Self.checksum(of: call.body, named: field.name) else { throw .notImplemented }
            guard bytes == actual else {
                throw .badDigest(String(field.name.canonicalName.dropFirst(Self.prefix.utf8.count)).uppercased())
            }
        }
    }

    /// The checksum of bytes by the algorithm of a header; `nil` if the header is none of a checksum.
    static func checksum(of body: ByteBuffer, named name: HTTPField.Name) -> [UInt8]? {
        ChecksumAlgorithm.allCases.first { $0.headerName == name }.map { Checksum.of($0, body).bytes }
    }

    /// The checksums that were sent, in headers or behind the body.
    static func checksums(of call: Call) -> HTTPFields {
        var fields: HTTPFields = [:]
        for field in Array(call.headers) + Array(call.trailers) where field.name.canonicalName.hasPrefix(Self.prefix) {
            if !Self.settings.contains(field.name.canonicalName) { fields.append(field) }
        }
        return fields
    }

    private static let prefix = "x-amz-checksum-"
    private static let settings: Set<String> = [
        "x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type",
    ]
}
