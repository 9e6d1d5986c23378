// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes

/// The one error of this library: what went wrong, where, and what the server said of it.
///
/// Every call that runs no closure of yours throws it typed, so that no cast is needed:
///
/// ```swift
/// do {
///     try await minio.statObject(bucket: "photos", key: "cat.jpg")
/// } catch {
///     switch error.code {
///     case .noSuchKey: …
///     default: throw error
///     }
/// }
/// ```
///
/// Prefer this form to `catch where error.code == …`: the compiler of Swift 6.3 fails on the latter in a function that also
/// iterates a listing. In a closure the compiler does not infer the type; begin with `do throws(MinioError)` there. Calls
/// that run a closure of yours throw whatever it throws, and are caught with `catch let error as MinioError`.
///
/// Its ``description`` is one line and safe to log: no signature, token, customer key or body is ever in it.
///
/// [Error responses](https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html)
public struct MinioError: Error, Sendable {
    /// What went wrong, to switch over.
    public var code: Code
    /// What went wrong, for people: the server's own words, or ours.
    public var message: String
    /// The S3 operation that failed, as S3 names it (`PutObject`); `nil` outside a call.
    public var operation: String?
    /// The bucket that the call named.
    public var bucket: String?
    /// The key that the call named.
    public var key: String?
    /// The status of the server's answer; `nil` if none came.
    public var status: HTTPResponse.Status?
    /// The server's id of the request (`x-amz-request-id`), which its operator will ask for.
    public var requestID: String?
    /// The server's second id (`x-amz-id-2`), which AWS's support will ask for.
    public var hostID: String?
    /// The region that the server says the bucket is in, if it said so.
    public var region: String?
    /// How many times the request was sent; 0 if it was refused before.
    public var attempts: Int
    /// Whether the server may have carried out the request although the call failed: the answer to an attempt was lost.
    public var mayHaveTakenEffect: Bool
    /// The error underneath, if there is one: the network's, or `CancellationError`.
    public var cause: (any Error)?
    /// The multipart upload that is left on the server and keeps its parts there, because it could not be aborted, or was
    /// kept to be resumed; `nil` if there is none.
    public var uploadID: String?
    /// What else failed while cleaning up after this error, in order.
    public var suppressed: [MinioError]

    /// An error with a code and a text; the call path adds the rest.
    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.attempts = 0
        self.mayHaveTakenEffect = false
        self.cause = cause
        self.suppressed = []
    }

    /// Whether the call was cancelled.
    public var isCancellation: Bool { self.code == .cancelled }

    /// Whether what was asked for is not there: bucket, key, version or upload.
    public var isNotFound: Bool {
        switch self.code {
        case .noSuchBucket, .noSuchKey, .noSuchVersion, .noSuchUpload, .notFound: true
        default: false
        }
    }

    /// The same error, told where it happened; what is known already stays.
    package func located(operation: String, bucket: String?, key: String?, attempts: Int? = nil) -> MinioError {
        var error = self
        error.operation = error.operation ?? operation
        error.bucket = error.bucket ?? bucket
        error.key = error.key ?? key
        if let attempts { error.attempts = attempts }
        return error
    }
}

extension MinioError: CustomStringConvertible, CustomDebugStringConvertible {
    /// One line: code, message, operation, place, status, request id and attempts.
    public var description: String {
        // The code may be a server's, and so may be anything.
        var text = "\(Self.printable(self.code.rawValue, limit: 128)): \(Self.printable(self.message, limit: 1024))"
        var details: [String] = []
        if let operation = self.operation { details.append(operation) }
        if let bucket = self.bucket {
            let place = self.key.map { "\(bucket)/\($0)" } ?? bucket
            details.append(Self.printable(place, limit: 1200))
        }
        if let status = self.status { details.append("HTTP \(status.code)") }
        if let requestID = self.requestID { details.append("request \(Self.printable(requestID, limit: 128))") }
        if let region = self.region { details.append("region \(Self.printable(region, limit: 64))") }
        if self.attempts > 1 { details.append("\(self.attempts) attempts") }
        if !details.isEmpty { text += " (\(details.joined(separator: ", ")))" }
        if let uploadID = self.uploadID { text += "; the upload \(Self.printable(uploadID, limit: 256)) is left" }
        if self.mayHaveTakenEffect { text += "; the server may have carried it out all the same" }
        return text
    }

    /// The same as the description.
    public var debugDescription: String { self.description }

    /// Text from outside on one line: what controls a terminal, ends a line or turns the direction of writing becomes a
    /// space, and what is too long is cut.
    package static func printable(_ text: String, limit: Int) -> String {
        let scalars = text.unicodeScalars.prefix(limit)
        let line = String(String.UnicodeScalarView(scalars.map { Self.isPrintable($0) ? $0 : " " }))
        return scalars.endIndex < text.unicodeScalars.endIndex ? "\(line)…" : line
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        default: !scalar.properties.isBidiControl
        }
    }
}
