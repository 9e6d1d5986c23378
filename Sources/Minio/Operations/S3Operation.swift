// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// One S3 call as a value: how to ask and how to read the answer, side by side.
protocol S3Operation: Sendable {
    associatedtype Output
    /// S3's name of the call (`DeleteObject`), in errors, logs, spans and metrics.
    static var name: String { get }
    /// What happens if the request arrives twice.
    var idempotency: Idempotency { get }
    func makeRequest() throws(MinioError) -> S3Request
    func output(from response: S3Response) throws(MinioError) -> Output
}

extension S3Operation {
    var idempotency: Idempotency { .idempotent }
}

extension S3Operation where Output == Void {
    func output(from response: S3Response) throws(MinioError) {}
}

/// An operation whose answer is a stream: the head is decoded, the body is the caller's.
protocol StreamingS3Operation: Sendable {
    associatedtype Head: Sendable
    static var name: String { get }
    func makeRequest() throws(MinioError) -> S3Request
    func head(from response: HTTPResponse) throws(MinioError) -> Head
}
