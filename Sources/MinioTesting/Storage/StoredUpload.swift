// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An object that is being uploaded in parts: what it will be, and the parts so far.
struct StoredUpload: Sendable {
    let id: String
    let key: KeyBytes
    let initiated: Date
    /// The object without its bytes.
    let object: StoredObject
    /// The checksums of parts, by the name of their header; `nil` if the upload has none.
    let checksumName: HTTPField.Name?
    /// `FULL_OBJECT` or `COMPOSITE`.
    let checksumType: String?
    /// By number.
    var parts: [Int: StoredPart] = [:]
}

/// A part of an upload.
struct StoredPart: Sendable {
    var body: ByteBuffer
    /// Without quotes.
    var etag: String
    var modified: Date
    /// The checksum that goes with the upload's algorithm.
    var checksum: String?

    var size: Int { self.body.readableBytes }
    var quotedETag: String { "\"\(self.etag)\"" }
}
