// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore

/// What the bytes of a whole object must come to.
struct ExpectedContent: Sendable {
    /// The checksum of all bytes; `nil` if the server names none, or one of the parts' checksums.
    let checksum: Checksum?
    /// The MD5 of all bytes, in hexadecimal; `nil` if it is not known or not to be compared.
    let md5: String?

    /// - Returns: `nil` if there is nothing to compare with.
    init?(_ info: ObjectInfo, verifiesETag: Bool) {
        // The first is the cheapest that the server knows.
        self.checksum = info.checksums.first { $0.kind == .fullObject }.flatMap { Self.isOfAllBytes(info) ? $0 : nil }
        self.md5 = verifiesETag ? Self.md5(info) : nil
        if self.checksum == nil && self.md5 == nil { return nil }
    }

    /// Whether the checksums are of the object's bytes; those of its parts' checksums say nothing about the whole. A server that
    /// does not say which they are is believed only of objects that were stored in one request.
    private static func isOfAllBytes(_ info: ObjectInfo) -> Bool {
        if let kind = info.headers.value(of: .amzChecksumType) { return kind == Checksum.Kind.fullObject.rawValue }
        return info.etag?.contains("-") != true
    }

    /// The ETag of an object that was stored in one request, unless it is encrypted in a way that makes another of it.
    private static func md5(_ info: ObjectInfo) -> String? {
        guard let etag = info.etag?.lowercased(), Hexadecimal.decode(etag)?.count == 16,
            !info.isEncryptedWithCustomerKey, info.serverSideEncryption?.hasPrefix("aws:") != true
        else { return nil }
        return etag
    }

    func verifier() -> Verifier { Verifier(self) }

    /// Compares, a buffer at a time.
    struct Verifier: Sendable {
        private let expected: ExpectedContent
        private var checksum: ChecksumHasher?
        private var md5: Digest.MD5Hasher?

        fileprivate init(_ expected: ExpectedContent) {
            self.expected = expected
            self.checksum = expected.checksum.map { ChecksumHasher($0.algorithm) }
            self.md5 = expected.md5 == nil ? nil : Digest.MD5Hasher()
        }

        mutating func update(_ buffer: ByteBuffer) {
            self.checksum?.update(buffer)
            self.md5?.update(buffer)
        }

        /// - Throws: ``MinioError/Code/checksumMismatch`` if the bytes are not those that were stored.
        func finish() throws(MinioError) {
            if let expected = self.expected.checksum, let computed = self.checksum?.finalize() {
                try ExpectedContent.compare(computed, with: expected)
            }
            if let expected = self.expected.md5, let computed = self.md5.map({ Hexadecimal.lower($0.finalize()) }),
                computed != expected
            {
                throw MinioError(
                    .checksumMismatch, "the bytes that arrived have the MD5 \(computed), and the ETag is \(expected)")
            }
        }
    }

    /// - Throws: ``MinioError/Code/checksumMismatch`` if they are not the same.
    static func compare(_ computed: Checksum, with expected: Checksum) throws(MinioError) {
        guard computed == expected else {
            throw MinioError(
                .checksumMismatch, "the bytes that arrived have the \(computed), and the server names \(expected)")
        }
    }
}
