// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// What a real server is known not to do, or to do otherwise than S3: each with its evidence, the server's own answer.
///
/// A test listed here still runs; if it passes, the list is wrong, and the run fails. Ceph's gateway has no entry: it passes
/// every test.
enum Differences {
    /// Why a test is expected to fail on a server; `nil` if it has to pass.
    ///
    /// A name such as `seaweedfs-tls` is that of a server with something more; what is known of `seaweedfs` holds for it.
    static func note(test: String, server: String) -> String? {
        let family = server.split(separator: "-").first.map { String($0) } ?? server
        return Self.notes[server]?[test] ?? Self.notes[family]?[test]
    }

    private static let notes: [String: [String: String]] = [
        "seaweedfs": seaweedFS, "juicefs": juiceFS, "moto": moto, "ministack": ministack,
    ]

    private static let dotSegments = "refuses keys with . or .. between slashes"
    private static let joinedSlashes = "joins slashes: // is stored as /, and one at the front is dropped"
    private static let noSignatures = "does not check signatures in headers: every key and every date is accepted"

    private static let seaweedFS = [
        "key: dot": "\(dotSegments): 400 InvalidRequest",
        "key: dot dot": "\(dotSegments): 400 InvalidRequest",
        "key: begins with dot dot": "\(dotSegments): 400 InvalidRequest",
        "key: only dots": "\(dotSegments): 400 InvalidRequest",
        "key: double slash": joinedSlashes,
        "key: leading slash": joinedSlashes,
        "key: backslash": "stores a backslash as a slash",
        "key: trailing slash": "answers HEAD of a key that ends in a slash with the size 0",
        "encryption: SSE-KMS": "has no key management service here: 500 InternalError",
    ]

    private static let juiceFS = [
        "key: dot": "\(dotSegments): 400 XMinioInvalidResourceName",
        "key: dot dot": "\(dotSegments): 400 XMinioInvalidResourceName",
        "key: begins with dot dot": "\(dotSegments): 400 XMinioInvalidResourceName",
        "key: only dots": "\(dotSegments): 400 XMinioInvalidResourceName",
        "key: double slash": joinedSlashes,
        "key: leading slash": joinedSlashes,
        "key: trailing slash": "keeps keys in folders: a second write answers 409 XMinioObjectExistsAsDirectory",
        "key: 1024 bytes": "keeps keys in folders: empty ones are listed when their last object is gone",
        "objects: conditions on writes": "ignores If-None-Match and If-Match on PUT",
        "objects: content language and encoding": "does not keep Content-Language and Content-Encoding",
        "objects: content type, headers and metadata": "does not keep Expires",
        "versions: switched on and suspended": "has no versions: 501 NotImplemented",
        "versions: read, listed, removed": "has no versions: 501 NotImplemented",
        "versions: delete markers": "has no versions: 501 NotImplemented",
        "versions: pages, odd keys, batches": "has no versions: 501 NotImplemented",
        "versions: the null version": "has no versions: 501 NotImplemented",
        "encryption: SSE-C": "takes customer keys over TLS only: 400 InvalidRequest",
        "encryption: SSE-C copies": "takes customer keys over TLS only: 400 InvalidRequest",
        "encryption: SSE-S3": "does not encrypt: 501 NotImplemented",
        "encryption: SSE-KMS": "does not encrypt: 501 NotImplemented",
    ]

    private static let moto = [
        "access: wrong secret": noSignatures,
        "access: unknown access key": noSignatures,
        "access: anonymous": noSignatures,
        "access: a clock 20 minutes behind": noSignatures,
        "key: line feed": "answers a path with %0A with a page of its web framework: 404",
        "encryption: SSE-C": "does not encrypt: answers nothing about the key, and reads without it",
        "copy: conditions on the source": "ignores the conditions on the source of a copy",
        "versions: delete markers": "lists delete markers after all versions, not with their key",
    ]

    private static let ministack = [
        "access: wrong secret": noSignatures,
        "access: unknown access key": noSignatures,
        "access: anonymous": noSignatures,
        "access: a clock 20 minutes behind": noSignatures,
    ]
}
