// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A request as it came in, before anything of it is understood.
struct IncomingRequest: Sendable {
    var method: HTTPRequest.Method
    /// Path and query, undecoded.
    var target: String
    /// The `Host`.
    var authority: String
    /// Without `Host`.
    var headers: HTTPFields
    var body: ByteBuffer
    var connection: Int

    /// The path, undecoded.
    var path: Substring {
        self.target.utf8.firstIndex(of: UInt8(ascii: "?")).map { self.target[..<$0] } ?? self.target[...]
    }

    /// The query, undecoded and without its question mark.
    var query: Substring {
        guard let mark = self.target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return "" }
        return self.target[self.target.utf8.index(after: mark)...]
    }
}

/// A request that was understood, and whose signature was checked: what handlers work on.
struct Call: Sendable {
    var request: IncomingRequest
    var bucket: String?
    var key: KeyBytes?
    /// Decoded names and values, in the order in which they were sent.
    var query: [(name: String, value: String)]
    /// The body without the framing of chunks.
    var body: ByteBuffer
    /// What followed the last chunk.
    var trailers: HTTPFields = [:]
    var isSigned = false
    /// One instant for the whole request.
    var now: Date
    var configuration: S3TestServer.Configuration

    var headers: HTTPFields { self.request.headers }

    /// The first value of a query parameter; `nil` if it was not sent.
    func parameter(_ name: String) -> String? { self.query.first { $0.name == name }?.value }

    /// A header's value by a name that may not be a constant.
    func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { self.headers[$0] }
    }

    /// The version id that was asked for; `nil` for the newest.
    func versionID() throws(Refusal) -> String? {
        guard let id = self.parameter("versionId") else { return nil }
        guard !id.isEmpty else {
            throw .invalidArgument("Version id cannot be the empty string", name: "versionId", value: "")
        }
        return id
    }

    /// The body as XML with a certain root.
    func document(_ root: String) throws(Refusal) -> XMLTree {
        do {
            let tree = try XMLReader.read(self.body)
            guard tree.name == root else { throw Refusal.malformedXML }
            return tree
        } catch {
            throw .malformedXML
        }
    }
}

/// What a handler answers.
struct Answer: Sendable {
    var status = 200
    var headers: HTTPFields = [:]
    var body = ByteBuffer()
    /// The length to announce where the body is not sent: the answer to a HEAD.
    var announcedLength: Int?

    /// A document.
    static func xml(_ tree: XMLTree) -> Answer {
        Answer(status: 200, headers: [.contentType: "application/xml"], body: tree.declaredDocument)
    }

    static let noContent = Answer(status: 204)
}
