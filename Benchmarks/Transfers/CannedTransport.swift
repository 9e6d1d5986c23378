// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import NIOCore

/// A transport that has its answers ready.
struct CannedTransport: HTTPTransport {
    let answer: @Sendable (HTTPRequest) -> (HTTPResponse, ByteBuffer)

    func send<Result>(
        _ request: HTTPRequest, body: RequestBody, options: HTTPTransportOptions,
        _ handle: (HTTPResponse, ResponseBody) async -> Result
    ) async throws(HTTPTransportError) -> Result {
        let (head, body) = self.answer(request)
        return await handle(head, ResponseBody(body))
    }
}
