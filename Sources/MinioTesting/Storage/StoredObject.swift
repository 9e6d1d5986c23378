// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An object: its bytes and what is remembered with them.
struct StoredObject: Sendable {
    var body: ByteBuffer
    /// Without quotes.
    var etag: String
    /// What is given back as it was sent: `Content-Type` and its kind, and user metadata, in lower case.
    var headers: HTTPFields
    var storageClass: String
    var tags: [Tag]
    var encryption: StoredEncryption
    /// The checksums that the object was sent with.
    var checksums: HTTPFields
    /// Whether they are of all bytes or of the parts' checksums.
    var checksumType = "FULL_OBJECT"
    /// The sizes of the parts that it was uploaded in; empty if it was sent whole.
    var partSizes: [Int] = []

    struct Tag: Sendable, Equatable {
        var key: String
        var value: String
    }

    var size: Int { self.body.readableBytes }
    var quotedETag: String { "\"\(self.etag)\"" }
    var isArchived: Bool { self.storageClass == "GLACIER" || self.storageClass == "DEEP_ARCHIVE" }
}

/// One version of a key: an object, or the mark that it was deleted.
struct StoredVersion: Sendable {
    /// The version's id; `null` for what was written while versioning was not enabled.
    var id: String
    /// Grows with every write to the server.
    var sequence: Int
    var modified: Date
    /// `nil` for a delete marker.
    var object: StoredObject?

    static let null = "null"

    var isDeleteMarker: Bool { self.object == nil }
}
