// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore

/// A successful answer, its body complete in memory.
struct S3Response: Sendable {
    var head: HTTPResponse
    var body: ByteBuffer

    var headers: HTTPFields { self.head.headerFields }

    /// The document in the body.
    ///
    /// S3 may say 200 and only then find that it fails: a document with the root `<Error>` is thrown as the error that it
    /// is, here for all operations, inside the attempt, so that it can be retried.
    func xml() throws(MinioError) -> XMLTree {
        guard self.body.readableBytes > 0 else {
            throw MinioError(.malformedResponse, "the answer has no document")
        }
        let tree = try XMLReader.read(self.body)
        guard tree.name != "Error" else { throw MinioError(errorDocument: tree) }
        return tree
    }
}
