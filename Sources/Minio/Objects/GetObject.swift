// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
public import NIOCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What ``MinioClient/getObject(bucket:key:options:_:)`` reads.
public struct GetObjectOptions: OperationOptions {
    /// Which bytes; `nil` for all.
    public var range: ByteRange?
    /// Which version; `nil` for the newest.
    public var versionID: String?
    /// Under which conditions.
    public var conditions = ReadConditions()
    /// The key that the object was encrypted with (SSE-C).
    public var customerKey: CustomerKey?
    /// Headers that the server is to answer with instead of the stored ones; not for anonymous clients.
    public var responseOverrides = ResponseOverrides()
    /// Whether the bytes are compared with the ETag where that is their MD5: a whole object that was stored in one request and
    /// is not encrypted with SSE-KMS or SSE-C. It costs about 1.5 seconds of processor time per GiB. Checksums that the server
    /// names are compared in any case, unless ``MinioConfiguration/checksums`` is ``ChecksumPolicy/off``.
    public var verifiesETag = false

    /// The defaults.
    public init() {}
}

/// Headers that a server is asked to answer with instead of those that are stored with an object.
public struct ResponseOverrides: Sendable, Hashable {
    /// `Content-Type`.
    public var contentType: String?
    /// `Content-Language`.
    public var contentLanguage: String?
    /// `Expires`.
    public var expires: Date?
    /// `Cache-Control`.
    public var cacheControl: String?
    /// `Content-Disposition`.
    public var contentDisposition: String?
    /// `Content-Encoding`.
    public var contentEncoding: String?

    /// The stored headers.
    public init() {}
}

extension MinioClient {
    /// Reads an object while it arrives.
    ///
    /// ```swift
    /// try await minio.getObject(bucket: "photos", key: "cat.jpg") { object in
    ///     for try await buffer in object.body { try await file.write(buffer) }
    /// }
    /// ```
    ///
    /// The body lives as long as the closure. Leaving it ends the transfer, whether the body was read to its end or not. The
    /// closure runs where the caller runs, and once.
    ///
    /// A body that breaks off is continued by another request for the rest, of the same object: the caller sees one sequence
    /// of bytes, or one error. A whole object is compared with the checksum that the server names.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - key: The key.
    ///   - options: Range, version, conditions, customer key.
    ///   - use: Reads the object.
    /// - Returns: What the closure returned.
    /// - Throws: What the closure throws, unchanged; or a ``MinioError``: ``MinioError/Code/noSuchKey``,
    ///   ``MinioError/Code/invalidRange``, ``MinioError/Code/notModified``, ``MinioError/Code/preconditionFailed``. The body's
    ///   sequence throws ``MinioError/Code/objectModified`` if the object was replaced after a break,
    ///   ``MinioError/Code/checksumMismatch``, and ``MinioError/Code/transport``, ``MinioError/Code/timeout`` or
    ///   ``MinioError/Code/incompleteBody`` when the ``RetryPolicy`` allows no further request.
    ///
    /// [GetObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html)
    @discardableResult
    public func getObject<Value>(
        bucket: String, key: String, options: GetObjectOptions = GetObjectOptions(),
        _ use: (ObjectContent) async throws -> Value
    ) async throws -> Value {
        var operation = GetObject(bucket: bucket, key: key, options: options)
        operation.asksForChecksums = options.range == nil && self.configuration.checksums != .off
        return try await self.stream(operation) { head, _, body in
            let expected = options.range == nil ? ExpectedContent(head.info, verifiesETag: options.verifiesETag) : nil
            let body = ObjectBody(
                body, length: head.length, rest: BodyRest(client: self, operation: operation, head: head),
                expected: expected)
            let outcome: Result<Value, any Error>
            do {
                outcome = .success(try await use(ObjectContent(info: head.info, range: head.range, body: body)))
            } catch {
                outcome = .failure(error)
            }
            await body.rest.end()
            return try outcome.get()
        }
    }

    /// Reads an object into memory.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - key: The key.
    ///   - limit: The most bytes to accept; of a larger object nothing is kept.
    ///   - options: Range, version, conditions, customer key.
    /// - Returns: The bytes, complete.
    /// - Throws: ``MinioError/Code/responseTooLarge`` above the limit; else as
    ///   ``getObject(bucket:key:options:_:)``.
    ///
    /// [GetObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html)
    public func getObject(
        bucket: String, key: String, upTo limit: Int, options: GetObjectOptions = GetObjectOptions()
    ) async throws(MinioError) -> ByteBuffer {
        do {
            return try await self.getObject(bucket: bucket, key: key, options: options) { object in
                try await object.body.collect(upTo: limit)
            }
        } catch let error as MinioError {
            throw error
        } catch {
            throw MinioError(.transport, "the object could not be read", cause: error)
                .located(operation: GetObject.name, bucket: bucket, key: key)
        }
    }
}

struct GetObject: StreamingS3Operation {
    static let name = "GetObject"
    var bucket: String
    var key: String
    var options: GetObjectOptions
    /// Whether the answer shall name the object's checksums.
    var asksForChecksums = false

    struct Head: Sendable {
        var info: ObjectInfo
        var range: Range<Int64>
        var length: Int64?
    }

    func makeRequest() throws(MinioError) -> S3Request {
        var request = S3Request(.get, bucket: self.bucket, key: self.key)
        request.query.append("versionId", self.options.versionID)
        let overrides = self.options.responseOverrides
        request.query.append("response-cache-control", overrides.cacheControl)
        request.query.append("response-content-disposition", overrides.contentDisposition)
        request.query.append("response-content-encoding", overrides.contentEncoding)
        request.query.append("response-content-language", overrides.contentLanguage)
        request.query.append("response-content-type", overrides.contentType)
        request.query.append("response-expires", overrides.expires.map(S3Timestamp.http))
        if let range = self.options.range { request.headers[.range] = try range.headerValue() }
        try request.set(self.options.conditions)
        request.set(self.options.customerKey)
        request.asksForChecksums = self.asksForChecksums
        return request
    }

    func head(from response: HTTPResponse) throws(MinioError) -> Head {
        let fields = response.headerFields
        let length = try ContentLength.value(in: fields)
        guard length != nil || fields.contains(.transferEncoding) else {
            throw MinioError(
                .malformedResponse,
                "the server does not say how long the object is, so nothing could tell if it is complete")
        }
        var range = 0..<(length ?? 0)
        var size = length
        if let asked = self.options.range {
            guard response.status.code == 206, let content = fields[.contentRange].flatMap(ContentRange.init) else {
                throw MinioError(
                    .malformedResponse, "a part of the object was asked for, and the server sends something else")
            }
            guard content.answers(asked), length.map({ $0 == Int64(content.range.count) }) ?? true else {
                throw MinioError(.malformedResponse, "the server sends another part of the object than was asked for")
            }
            range = content.range
            size = content.size
        }
        return Head(
            info: ObjectInfo(bucket: self.bucket, key: self.key, headers: fields, size: size), range: range,
            length: length)
    }
}
