// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore

/// What an operation asks for, before it has an address, a date and a signature.
struct S3Request: Sendable {
    var method: HTTPRequest.Method
    var bucket: String?
    var key: String?
    var query = QueryItems()
    var headers = HTTPFields()
    var body = RequestBody.empty
    /// How long the server may take to begin its answer; `nil` for the usual.
    var responseTimeout: Duration?
    /// The region to sign for and to go to, whatever is known of the bucket's.
    var region: String?
    /// Whether the bucket is being made: strict names, path style, no lookup of its region.
    var isBucketCreation = false
    /// Whether the bucket must be in the path.
    var forcesPathStyle = false
    /// The checksum that the body is to carry; `nil` for none.
    var checksum: BodyChecksum?
    /// Whether the answer is to name the object's checksums.
    var asksForChecksums = false
    /// Whether the body's MD5 has to go with it.
    var needsContentMD5 = false
    /// Whether a customer key is among the headers, which plain HTTP would give away.
    var carriesCustomerKey = false
    /// The most bytes of an answer that are read.
    var responseLimit = 4 << 20

    init(_ method: HTTPRequest.Method, bucket: String? = nil, key: String? = nil) {
        self.method = method
        self.bucket = bucket
        self.key = key
    }

    /// Sets a header to text that came from the caller; `nil` sets nothing.
    ///
    /// - Throws: ``MinioError/Code/invalidArgument`` for characters that would end the header and begin another.
    mutating func set(_ name: HTTPField.Name, _ value: String?) throws(MinioError) {
        guard let value else { return }
        self.headers[name] = try Self.validated(value, for: name.rawName)
    }

    /// Sends an XML document with the MD5 that servers ask for where a document changes something.
    mutating func setDocument(_ tree: XMLTree) {
        let document = tree.document
        self.body = .bytes(document)
        self.headers[.contentType] = "application/xml"
        self.headers[.contentMD5] = Digest.md5Base64(document)
    }

    /// A header's value as it will be sent: HTTP has no spaces at its ends.
    static func validated(_ value: String, for name: String) throws(MinioError) -> String {
        let trimmed = value.trimmingXMLSpaceAndTabs
        guard HTTPField.isValidValue(trimmed) else {
            throw MinioError(
                .invalidArgument, "the value of the header \(name) holds a line break or another control character")
        }
        return trimmed
    }
}

extension String {
    /// The text without spaces and tabs at its ends; line breaks stay, to be refused.
    fileprivate var trimmingXMLSpaceAndTabs: String {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard self.utf8.first.map(isBlank) ?? false || self.utf8.last.map(isBlank) ?? false else { return self }
        let rest = Array(self.utf8.drop(while: isBlank))
        return String(decoding: rest[..<(rest.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? 0)], as: UTF8.self)
    }
}
