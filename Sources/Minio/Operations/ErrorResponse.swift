// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore

extension MinioError {
    /// The most bytes of an error's body that are read.
    static let errorBodyLimit = 64 * 1024

    /// What a server's `<Error>` document says.
    init(errorDocument tree: XMLTree) {
        let code = tree["Code"].flatMap { $0.isEmpty ? nil : $0 }
        self.init(
            code.map { .s3($0.trimmingXMLSpace) } ?? .malformedResponse,
            tree["Message"].flatMap { $0.isEmpty ? nil : $0 } ?? Self.noReason)
        // Which part of an upload it is about.
        if let part = tree["PartNumber"].flatMap({ Int($0) }) { self.message += "; it is part \(part)" }
        self.requestID = tree["RequestId"].flatMap { $0.isEmpty ? nil : $0 }
        self.hostID = tree["HostId"].flatMap { $0.isEmpty ? nil : $0 }
        self.region = tree["Region"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What an answer that is not a success says: by its document, else by MinIO's headers, else by its status.
    init(response: HTTPResponse, body: ByteBuffer, request: S3Request) {
        let fields = response.headerFields
        let text = String(decoding: body.readableBytesView.prefix(512), as: UTF8.self).trimmingXMLSpace
        let fallback = Code.status(
            response.status.code, hasBucket: request.bucket != nil, hasKey: request.key != nil,
            hasVersion: request.query.items.contains { $0.name == "versionId" })
        if let tree = try? XMLReader.read(body), tree.name == "Error" {
            self.init(errorDocument: tree)
            if self.code == .malformedResponse { self.code = fallback }
            // Some servers send the code alone.
            if self.message == Self.noReason { self.message = Self.explanation(response.status, of: self.code) }
        } else if let code = fields[.minioErrorCode], !code.isEmpty {
            self.init(.s3(code), fields[.minioErrorDescription] ?? Self.noReason)
        } else if text.isEmpty {
            self.init(fallback, Self.explanation(response.status, of: fallback))
        } else {
            let type = fields[.contentType].map { " (\($0))" } ?? ""
            // Whoever answers so says nothing about buckets and objects, whatever the status.
            self.init(
                .malformedResponse,
                "the answer is not from an S3 server, perhaps from a proxy\(type): "
                    + Self.printable(Self.withoutTags(text), limit: 200))
        }
        self.status = response.status
        self.requestID = self.requestID ?? fields[.amzRequestID]
        self.hostID = self.hostID ?? fields[.amzHostID]
        self.region = self.region ?? fields[.amzBucketRegion]
        if fields[.amzDeleteMarker] == "true" { self.message += "; it is a delete marker" }
    }

    private static let noReason = "the server gives no reason"

    private static func explanation(_ status: HTTPResponse.Status, of code: Code) -> String {
        switch code {
        case .signatureDoesNotMatch: "the signature is wrong"
        case .invalidAccessKeyID: "the access key is unknown to the server"
        case .noSuchKey: "the object does not exist"
        case .noSuchVersion: "the object or the version does not exist"
        case .noSuchBucket: "the bucket does not exist"
        case .accessDenied: "access denied, or the signature or the keys are wrong; the server does not say more"
        case .permanentRedirect, .temporaryRedirect: "the bucket is in another region or at another address"
        case .preconditionFailed: "a condition did not hold"
        case .notModified: "the object has not changed"
        default: "the server answered \(status.code) \(status.reasonPhrase) without a document"
        }
    }

    /// The words of an HTML page, for the few that fit into a message.
    private static func withoutTags(_ text: String) -> String {
        var words = ""
        var isTag = false
        for character in text {
            if character == "<" { isTag = true }
            if !isTag { words.append(character) }
            if character == ">" {
                isTag = false
                words.append(" ")
            }
        }
        return words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
