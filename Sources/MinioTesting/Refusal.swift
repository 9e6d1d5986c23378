// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio

/// A request that S3 would refuse: status, code and message as S3 gives them.
struct Refusal: Error {
    var status: Int
    var code: String
    var message: String
    /// Further elements of the error's document.
    var details: [(name: String, value: String)] = []
    var headers: HTTPFields = [:]

    init(_ status: Int, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    func detail(_ name: String, _ value: String) -> Refusal {
        var copy = self
        copy.details.append((name, value))
        return copy
    }
}

extension Refusal {
    static let noSuchBucket = Refusal(404, "NoSuchBucket", "The specified bucket does not exist")
    static let noSuchKey = Refusal(404, "NoSuchKey", "The specified key does not exist.")
    static let noSuchVersion = Refusal(404, "NoSuchVersion", "The specified version does not exist.")
    static let methodNotAllowed = Refusal(
        405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
    static let notImplemented = Refusal(
        501, "NotImplemented",
        "A header or query you provided implies functionality that is not implemented.")  // S3's own words
    static let malformedXML = Refusal(
        400, "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema")
    static let incompleteBody = Refusal(
        400, "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header")
    static let missingContentLength = Refusal(
        411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
    static let entityTooLarge = Refusal(
        400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size")
    static let invalidURI = Refusal(400, "InvalidURI", "Couldn't parse the specified URI.")
    static let notModified = Refusal(304, "NotModified", "Not Modified")

    static func invalidArgument(_ message: String, name: String? = nil, value: String? = nil) -> Refusal {
        var refusal = Refusal(400, "InvalidArgument", message)
        if let name { refusal = refusal.detail("ArgumentName", name) }
        if let value { refusal = refusal.detail("ArgumentValue", value) }
        return refusal
    }

    static func invalidRequest(_ message: String) -> Refusal { Refusal(400, "InvalidRequest", message) }

    static func accessDenied(_ message: String = "Access Denied") -> Refusal {
        Refusal(403, "AccessDenied", message)
    }

    static func preconditionFailed(_ condition: String) -> Refusal {
        Refusal(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
            .detail("Condition", condition)
    }

    static func badDigest(_ name: String) -> Refusal {
        Refusal(400, "BadDigest", "The \(name) you specified did not match what we received.")
    }

    /// The newest version of a key is a delete marker.
    static func deleted(_ marker: StoredVersion) -> Refusal {
        var refusal = Refusal.noSuchKey
        refusal.headers[.amzDeleteMarker] = "true"
        refusal.headers[.amzVersionID] = marker.id
        return refusal
    }

    /// A delete marker was asked for by its id.
    static func deleteMarker(_ marker: StoredVersion) -> Refusal {
        var refusal = Refusal.methodNotAllowed.detail("Method", "GET").detail("ResourceType", "DeleteMarker")
        refusal.headers[.allow] = "DELETE"
        refusal.headers[.amzDeleteMarker] = "true"
        refusal.headers[.amzVersionID] = marker.id
        refusal.headers[.lastModified] = S3Timestamp.http(marker.modified)
        return refusal
    }
}
