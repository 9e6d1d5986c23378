// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// The operations, each a function of the request and of what is stored.
enum Handlers {
    static func handle(
        _ operation: Operation, _ call: Call, _ store: inout MemoryStore
    ) throws(Refusal) -> Answer {
        switch operation {
        case .listBuckets: try Self.listBuckets(call, store)
        case .createBucket: try Self.createBucket(call, &store)
        case .headBucket: try Self.headBucket(call, store)
        case .deleteBucket: try Self.deleteBucket(call, &store)
        case .getBucketLocation: try Self.getBucketLocation(call, store)
        case .getBucketVersioning: try Self.getBucketVersioning(call, store)
        case .putBucketVersioning: try Self.putBucketVersioning(call, &store)
        case .listObjects: try Self.listObjects(call, store)
        case .listObjectsV2: try Self.listObjectsV2(call, store)
        case .listObjectVersions: try Self.listObjectVersions(call, store)
        case .deleteObjects: try Self.deleteObjects(call, &store)
        case .putObject: try Self.putObject(call, &store)
        case .copyObject: try Self.copyObject(call, &store)
        case .getObject: try Self.getObject(call, store)
        case .headObject: try Self.headObject(call, store)
        case .deleteObject: try Self.deleteObject(call, &store)
        case .getObjectTagging: try Self.getObjectTagging(call, store)
        case .createMultipartUpload: try Self.createMultipartUpload(call, &store)
        case .uploadPart: try Self.uploadPart(call, &store)
        case .uploadPartCopy: try Self.uploadPartCopy(call, &store)
        case .completeMultipartUpload: try Self.completeMultipartUpload(call, &store)
        case .abortMultipartUpload: try Self.abortMultipartUpload(call, &store)
        case .listParts: try Self.listParts(call, store)
        case .listMultipartUploads: try Self.listMultipartUploads(call, store)
        }
    }
}
