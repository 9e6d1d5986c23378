// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension MinioError {
    /// What went wrong: a code of S3, of MinIO, or of this library.
    ///
    /// The set is open, because servers add codes; compare with the constants, and keep a `default`.
    public struct Code: Sendable, Hashable, RawRepresentable, CustomStringConvertible {
        /// The code's name as S3 writes it (`NoSuchKey`), or ours.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A code that a server sent, by its name: `.s3("InvalidTag")`.
        public static func s3(_ name: String) -> Code { Code(rawValue: name) }

        /// A line for people; nothing secret is in it.
        public var description: String { self.rawValue }
    }
}

// MARK: - Codes of this library

extension MinioError.Code {
    /// An argument or a setting cannot be right; nothing was sent.
    public static let invalidArgument = Self(rawValue: "invalidArgument")
    /// The task was cancelled. What had been sent may have taken effect; see ``MinioError/mayHaveTakenEffect``.
    public static let cancelled = Self(rawValue: "cancelled")
    /// The server could not be reached, or the connection broke.
    public static let transport = Self(rawValue: "transport")
    /// The server was too slow: to accept the connection, to answer, or to go on.
    public static let timeout = Self(rawValue: "timeout")
    /// The TLS handshake failed: a certificate that is not trusted, or plain HTTP on the other side. Never retried.
    public static let tls = Self(rawValue: "tls")
    /// The server's answer makes no sense: broken XML, an impossible header, a page of a proxy.
    public static let malformedResponse = Self(rawValue: "malformedResponse")
    /// The body ended before its announced length, or went past it.
    public static let incompleteBody = Self(rawValue: "incompleteBody")
    /// The answer is larger than the limit that the caller set.
    public static let responseTooLarge = Self(rawValue: "responseTooLarge")
    /// What is being uploaded changed, ended early or could not be read.
    public static let sourceFailed = Self(rawValue: "sourceFailed")
    /// The object was replaced while it was being read or copied.
    public static let objectModified = Self(rawValue: "objectModified")
    /// The bytes do not have the checksum that they should have: they were damaged on the way, or where they are stored.
    public static let checksumMismatch = Self(rawValue: "checksumMismatch")
    /// A file that is being downloaded to cannot be written: no room, no permission, a directory in its place.
    public static let destinationFailed = Self(rawValue: "destinationFailed")
    /// The file that remembers an interrupted transfer cannot be used, or another process is using it.
    public static let resumeFailed = Self(rawValue: "resumeFailed")
    /// The key would make a path that lies outside the folder, or that no file can have.
    public static let unsafePath = Self(rawValue: "unsafePath")
    /// The provider could not get credentials.
    public static let credentials = Self(rawValue: "credentials")
    /// Something is not there, and a HEAD answer without a body does not say what.
    public static let notFound = Self(rawValue: "notFound")
    /// The server accepted a request and ignored a part of it that the caller relies on.
    public static let unsupported = Self(rawValue: "unsupported")
}

// MARK: - Codes of S3 and MinIO that callers meet

extension MinioError.Code {
    /// The credentials do not allow this, or there are none.
    public static let accessDenied = Self(rawValue: "AccessDenied")
    /// The signature names another region than the server expects.
    public static let authorizationHeaderMalformed = Self(rawValue: "AuthorizationHeaderMalformed")
    /// The body does not match its `Content-MD5` or checksum.
    public static let badDigest = Self(rawValue: "BadDigest")
    /// The bucket's name is taken by somebody else.
    public static let bucketAlreadyExists = Self(rawValue: "BucketAlreadyExists")
    /// The bucket is there already, and yours.
    public static let bucketAlreadyOwnedByYou = Self(rawValue: "BucketAlreadyOwnedByYou")
    /// The bucket still holds objects, versions or delete markers.
    public static let bucketNotEmpty = Self(rawValue: "BucketNotEmpty")
    /// Another conditional write was faster; the whole operation may be tried again.
    public static let conditionalRequestConflict = Self(rawValue: "ConditionalRequestConflict")
    /// The object is larger than one request may carry.
    public static let entityTooLarge = Self(rawValue: "EntityTooLarge")
    /// The session token has expired.
    public static let expiredToken = Self(rawValue: "ExpiredToken")
    /// The server failed.
    public static let internalError = Self(rawValue: "InternalError")
    /// The access key is unknown to the server.
    public static let invalidAccessKeyID = Self(rawValue: "InvalidAccessKeyId")
    /// The server refuses an argument.
    public static let s3InvalidArgument = Self(rawValue: "InvalidArgument")
    /// The server refuses the bucket's name.
    public static let invalidBucketName = Self(rawValue: "InvalidBucketName")
    /// The object is archived and must be restored first.
    public static let invalidObjectState = Self(rawValue: "InvalidObjectState")
    /// The range lies outside the object.
    public static let invalidRange = Self(rawValue: "InvalidRange")
    /// The region is not one of the server's.
    public static let invalidRegion = Self(rawValue: "InvalidRegion")
    /// The server refuses the request.
    public static let invalidRequest = Self(rawValue: "InvalidRequest")
    /// The key is longer than 1,024 bytes of UTF-8.
    public static let keyTooLong = Self(rawValue: "KeyTooLongError")
    /// The server could not read the XML that it was sent.
    public static let malformedXML = Self(rawValue: "MalformedXML")
    /// User metadata is larger than the server accepts (2 KiB on AWS).
    public static let metadataTooLarge = Self(rawValue: "MetadataTooLarge")
    /// The method is not allowed here: also what a delete marker answers when asked for by its version.
    public static let methodNotAllowed = Self(rawValue: "MethodNotAllowed")
    /// The bucket does not exist.
    public static let noSuchBucket = Self(rawValue: "NoSuchBucket")
    /// The object does not exist, or its newest version is a delete marker.
    public static let noSuchKey = Self(rawValue: "NoSuchKey")
    /// The multipart upload does not exist, was completed or aborted.
    public static let noSuchUpload = Self(rawValue: "NoSuchUpload")
    /// The version does not exist.
    public static let noSuchVersion = Self(rawValue: "NoSuchVersion")
    /// The server does not offer this.
    public static let notImplemented = Self(rawValue: "NotImplemented")
    /// The object has not changed: the answer to `If-None-Match` or `If-Modified-Since`.
    public static let notModified = Self(rawValue: "NotModified")
    /// Another operation on the same resource is going on.
    public static let operationAborted = Self(rawValue: "OperationAborted")
    /// The bucket is in another region, or at another address.
    public static let permanentRedirect = Self(rawValue: "PermanentRedirect")
    /// A condition of the request did not hold.
    public static let preconditionFailed = Self(rawValue: "PreconditionFailed")
    /// The server's clock and ours differ by more than 15 minutes.
    public static let requestTimeTooSkewed = Self(rawValue: "RequestTimeTooSkewed")
    /// The server waited for the body too long.
    public static let requestTimeout = Self(rawValue: "RequestTimeout")
    /// The server is too busy or not ready.
    public static let serviceUnavailable = Self(rawValue: "ServiceUnavailable")
    /// The signature is wrong: most often the secret key.
    public static let signatureDoesNotMatch = Self(rawValue: "SignatureDoesNotMatch")
    /// The server asks for fewer requests.
    public static let slowDown = Self(rawValue: "SlowDown")
    /// The bucket is at another address for the time being.
    public static let temporaryRedirect = Self(rawValue: "TemporaryRedirect")
    /// The body does not match the SHA-256 that was signed.
    public static let contentSHA256Mismatch = Self(rawValue: "XAmzContentSHA256Mismatch")
    /// MinIO: the key cannot be stored by this server.
    public static let minioInvalidObjectName = Self(rawValue: "XMinioInvalidObjectName")

    /// The code that a status stands for when the answer has no body, as the answer to a HEAD never has.
    package static func status(_ status: Int, hasBucket: Bool, hasKey: Bool, hasVersion: Bool) -> Self {
        switch status {
        case 301, 308: .permanentRedirect
        case 302, 303, 307: .temporaryRedirect
        case 304: .notModified
        case 400: Self(rawValue: "BadRequest")
        case 401, 403: .accessDenied
        case 404: hasVersion ? .noSuchVersion : hasKey ? .noSuchKey : hasBucket ? .noSuchBucket : .notFound
        case 405: .methodNotAllowed
        case 408: .requestTimeout
        case 409: Self(rawValue: "Conflict")
        case 411: Self(rawValue: "MissingContentLength")
        case 412: .preconditionFailed
        case 413: .entityTooLarge
        case 416: .invalidRange
        case 429: Self(rawValue: "TooManyRequests")
        case 500: .internalError
        case 501: .notImplemented
        case 503: .serviceUnavailable
        case 507: Self(rawValue: "InsufficientStorage")
        default: Self(rawValue: "HTTP\(status)")
        }
    }
}
