// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// What a real server is known not to do, or to do otherwise than S3: each with its evidence, the server's own answer.
///
/// A test listed here still runs; if it passes, the list is wrong, and the run fails. Every test passes on one of the servers
/// at least: `Scripts/conformance` sees to that.
enum Differences {
    /// Why a test is expected to fail on a server; `nil` if it has to pass.
    ///
    /// A name such as `seaweedfs-tls` is that of a server with something more; what is known of `seaweedfs` holds for it.
    static func note(test: String, server: String) -> String? {
        let family = server.split(separator: "-").first.map { String($0) } ?? server
        return Self.notes[server]?[test] ?? Self.notes[family]?[test]
    }

    private static let notes: [String: [String: String]] = [
        "ceph": ceph, "seaweedfs": seaweedFS, "juicefs": juiceFS, "moto": moto, "ministack": ministack,
    ]

    private static let dotSegments = "refuses keys with . or .. between slashes"
    private static let joinedSlashes = "joins slashes: // is stored as /, and one at the front is dropped"
    private static let noSignatures = "does not check signatures in headers: every key and every date is accepted"

    private static let noChecksums = "takes no checksums: neither checks nor keeps them"
    private static let emptyFolders = "keeps keys in folders: empty ones are listed when their last object is gone"
    private static let smallParts = "takes parts below 5 MiB"
    private static let tlsOnly = "takes customer keys over TLS only: 400 InvalidRequest"
    private static let noEncryption = "does not encrypt: 501 NotImplemented"
    private static let noCustomerKeys = "does not encrypt: answers nothing about the key, and reads without it"
    private static let wholeChecksum = "calls the right checksum of the whole object wrong: 400 BadDigest"
    private static let samePlace = "takes another customer key for no change: 400 InvalidRequest"
    private static let oldChecksum = "a copy keeps its source's checksum, whichever is asked for"

    private static let ceph = [
        "multipart: a part is left out": "joins all parts or none: 400 InvalidPart",
        "peers: another checksum for a copy": oldChecksum,
        "peers: another customer key in place": samePlace,
        "peers: tags of copies": "a copy keeps its source's tags, whatever the directive says",
        "peers: storage classes": "has one storage class here, and refuses others: 400 InvalidArgument",
        "peers: a storage class that there is not": "names it 400 InvalidArgument, without a document",
    ]

    private static let seaweedFS = [
        "key: dot": "\(dotSegments): 400 InvalidRequest",
        "key: dot dot": "\(dotSegments): 400 InvalidRequest",
        "key: begins with dot dot": "\(dotSegments): 400 InvalidRequest",
        "key: only dots": "\(dotSegments): 400 InvalidRequest",
        "folders: keys that lead out of them": "\(dotSegments): 400 InvalidRequest",
        "key: double slash": joinedSlashes,
        "key: leading slash": joinedSlashes,
        "key: backslash": "stores a backslash as a slash",
        "key: trailing slash": "answers HEAD of a key that ends in a slash with the size 0",
        "encryption: SSE-KMS": "has no key management service here: 500 InternalError",
        "multipart: a part with another ETag": "does not look at the ETags of the parts",
        "multipart: refusals": "takes parts of an upload that was ended",
        "multipart: SSE-C": "does not copy parts with customer keys: 501 NotImplemented",
        "multipart: uploads are listed page by page": "a page that goes on names itself as the next",
        "peers: another checksum for a copy": oldChecksum,
        "peers: another customer key in place": samePlace,
        "peers: parts copied, SSE-C": "cannot read parts that were copied with customer keys: 500 InternalError",
        "peers: parts copied, SSE-C and SSE-S3": "does not copy parts with customer keys: 501 NotImplemented",
    ]

    private static let juiceFS = [
        "key: dot": "\(dotSegments): 400 XMinioInvalidResourceName",
        "key: dot dot": "\(dotSegments): 400 XMinioInvalidResourceName",
        "key: begins with dot dot": "\(dotSegments): 400 XMinioInvalidResourceName",
        "key: only dots": "\(dotSegments): 400 XMinioInvalidResourceName",
        "folders: keys that lead out of them": "\(dotSegments): 400 XMinioInvalidResourceName",
        "folders: up, down, removed": emptyFolders,
        "key: double slash": joinedSlashes,
        "key: leading slash": joinedSlashes,
        "key: trailing slash": "keeps keys in folders: a second write answers 409 XMinioObjectExistsAsDirectory",
        "key: 1024 bytes": emptyFolders,
        "objects: conditions on writes": "ignores If-None-Match and If-Match on PUT",
        "objects: content language and encoding": "does not keep Content-Language and Content-Encoding",
        "objects: content type, headers and metadata": "does not keep Expires",
        "versions: switched on and suspended": "has no versions: 501 NotImplemented",
        "versions: read, listed, removed": "has no versions: 501 NotImplemented",
        "versions: delete markers": "has no versions: 501 NotImplemented",
        "versions: pages, odd keys, batches": "has no versions: 501 NotImplemented",
        "versions: the null version": "has no versions: 501 NotImplemented",
        "encryption: SSE-C": tlsOnly,
        "encryption: SSE-C copies": tlsOnly,
        "checksums: a body that does not match is refused": noChecksums,
        "checksums: in a header, kept by the server": noChecksums,
        "checksums: of the whole object, made of the parts'": noChecksums,
        "multipart: a part that is too small": smallParts,
        "multipart: conditions": "ignores If-None-Match and If-Match on CompleteMultipartUpload",
        "downloads: an older version, in ranges": "has no versions: 501 NotImplemented",
        "downloads: SSE-C, in ranges and resumed": tlsOnly,
        "multipart: SSE-C": tlsOnly,
        "encryption: SSE-S3": noEncryption,
        "encryption: SSE-KMS": noEncryption,
        "peers: ranges of an object in parts, SSE-C": tlsOnly,
        "peers: copies, SSE-C": tlsOnly,
        "peers: copies, SSE-C and SSE-S3": tlsOnly,
        "peers: copies, SSE-S3": noEncryption,
        "peers: parts copied, SSE-C": tlsOnly,
        "peers: parts copied, SSE-C and SSE-S3": noEncryption,
        "peers: parts copied, SSE-S3": noEncryption,
        "peers: an object in parts copied, SSE-C": tlsOnly,
        "peers: another customer key in place": tlsOnly,
        "peers: another customer key and other properties in place": tlsOnly,
        "peers: SSE-C up and down, of every size": tlsOnly,
        "peers: SSE-S3 up and down, of every size": noEncryption,
        "peers: copies and compositions of versions": "has no versions: 501 NotImplemented",
        "peers: checksums of copies": noChecksums,
        "peers: another checksum for a copy": noChecksums,
        "peers: storage classes": "does not keep storage classes",
        "peers: a condition on an object that is not there": "ignores If-Match on PUT",
    ]

    private static let moto = [
        "access: wrong secret": noSignatures,
        "access: unknown access key": noSignatures,
        "access: anonymous": noSignatures,
        "access: a clock 20 minutes behind": noSignatures,
        "key: line feed": "answers a path with %0A with a page of its web framework: 404",
        "encryption: SSE-C": noCustomerKeys,
        "checksums: a body that does not match is refused": "does not check checksums",
        "checksums: of the whole object, made of the parts'": "answers CompleteMultipartUpload without the checksum",
        "copy: conditions on the source": "ignores the conditions on the source of a copy",
        "multipart: refusals": "answers a part of an upload that was ended with a page of its web framework",
        "versions: delete markers": "lists delete markers after all versions, not with their key",
        "peers: copies, SSE-C": noCustomerKeys,
        "peers: copies, SSE-C and SSE-S3": noCustomerKeys,
        "peers: parts copied, SSE-C": noCustomerKeys,
        "peers: parts copied, SSE-C and SSE-S3": noCustomerKeys,
        "peers: another customer key in place": samePlace,
        "peers: a condition on an object that is not there": "ignores If-Match where there is no object",
    ]

    private static let ministack = [
        "downloads: an older version, in ranges": "answers a range of an older version with the whole: 200",
        "objects: tags, in one request and in parts": "drops the tags of uploads in parts",
        "checksums: in a header, kept by the server": "answers PutObject without the checksum",
        "checksums: of parts, as the policy says": wholeChecksum,
        "checksums: of the whole object, made of the parts'":
            wholeChecksum,
        "multipart: a part that is too small": smallParts,
        "access: wrong secret": noSignatures,
        "access: unknown access key": noSignatures,
        "access: anonymous": noSignatures,
        "access: a clock 20 minutes behind": noSignatures,
        "peers: another checksum for a copy": "a copy has no checksum",
        "peers: whole and ranged reads of objects with checksums": wholeChecksum,
    ]
}
