// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

func tour(_ minio: MinioClient) async throws {
    let bucket = "quickstart-\(Int.random(in: 100_000...999_999))"
    try await minio.makeBucket(bucket)
    print("Made the bucket \(bucket) on \(minio.endpoint).")

    // Upload a folder: this library's own sources.
    let files = try FileManager.default.subpathsOfDirectory(atPath: "Sources").filter { $0.hasSuffix(".swift") }
    for file in files {
        try await minio.putObject(
            bucket: bucket, key: "Sources/\(file)", .file("Sources/\(file)"),
            options: .with { $0.contentType = "text/x-swift" })
    }
    print("Uploaded \(files.count) files.")

    // List it, read every object back, and compare it with its file.
    var bytes = 0
    for try await object in minio.listObjects(bucket: bucket, options: .with { $0.prefix = "Sources/" }) {
        let stored = try await minio.getObject(bucket: bucket, key: object.key, upTo: 1 << 20)
        let file = FileManager.default.contents(atPath: object.key) ?? Data()
        precondition(stored.readableBytesView.elementsEqual(file), "\(object.key) came back different")
        bytes += stored.readableBytes
    }
    print("Read \(bytes) bytes back, each as it was.")

    // Copy an object inside the server, and look at the copy.
    try await minio.copyObject(
        from: CopySource(bucket: bucket, key: "Sources/Minio/MinioClient.swift"), bucket: bucket,
        key: "a copy + more.swift")
    let copy = try await minio.statObject(bucket: bucket, key: "a copy + more.swift")
    print("Copied \(copy.key): \(copy.size ?? 0) bytes of \(copy.contentType ?? "nothing").")

    // What goes wrong says what and where.
    do {
        try await minio.statObject(bucket: bucket, key: "no such object")
    } catch {
        guard error.code == .noSuchKey else { throw error }
        print("As expected: \(error)")
    }

    // Remove everything; what could not be removed would be listed.
    let leftovers = minio.removeObjects(bucket: bucket, minio.listObjects(bucket: bucket).map(\.reference))
    for try await failure in leftovers { print("Still there: \(failure)") }
    try await minio.removeBucket(bucket)
    print("Removed it all.")
}
