// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio

extension Handlers {
    static func listParts(_ call: Call, _ store: MemoryStore) throws(Refusal) -> Answer {
        let (bucket, upload) = try Self.upload(call, store)
        let marker = try Self.number(call, "part-number-marker", default: 0)
        let limit = min(try Self.number(call, "max-parts", default: 1000), call.configuration.maximumKeysPerPage)
        let behind = upload.parts.keys.sorted().filter { $0 > marker }
        let page = behind.prefix(limit)
        return .xml(
            XMLTree("ListPartsResult", namespace: XMLTree.s3Namespace) {
                XMLTree("Bucket", bucket.name)
                XMLTree("Key", upload.key.text)
                XMLTree("UploadId", upload.id)
                Self.owner("Initiator")
                Self.owner("Owner")
                XMLTree("StorageClass", upload.object.storageClass)
                XMLTree("PartNumberMarker", marker)
                XMLTree("NextPartNumberMarker", page.last ?? marker)
                XMLTree("MaxParts", limit)
                XMLTree("IsTruncated", page.count < behind.count)
                page.compactMap { number in
                    upload.parts[number].map { part in
                        XMLTree("Part") {
                            XMLTree("PartNumber", number)
                            XMLTree("LastModified", S3Timestamp.iso8601(part.modified))
                            XMLTree("ETag", part.quotedETag)
                            XMLTree("Size", part.size)
                            Self.element(of: upload, checksum: part.checksum)
                        }
                    }
                }
            })
    }

    static func listMultipartUploads(_ call: Call, _ store: MemoryStore) throws(Refusal) -> Answer {
        let bucket = try store.bucket(call.bucket)
        let query = try ListingQuery(call)
        let limit = min(try Self.number(call, "max-uploads", default: 1000), call.configuration.maximumKeysPerPage)
        let keyMarker = call.parameter("key-marker") ?? ""
        let idMarker = call.parameter("upload-id-marker") ?? ""
        let isBehind = { (upload: StoredUpload) in
            let marker = KeyBytes(keyMarker)
            return keyMarker.isEmpty || upload.key > marker
                || (upload.key == marker && upload.id > idMarker && !idMarker.isEmpty)
        }
        let uploads = bucket.uploads.values
            .filter { $0.key.hasPrefix(query.prefix) && isBehind($0) }
            .sorted { $0.key == $1.key ? $0.id < $1.id : $0.key < $1.key }
        var prefixes: [KeyBytes] = []
        var page: [StoredUpload] = []
        var isTruncated = false
        for upload in uploads {
            let common = upload.key.commonPrefix(after: query.prefix, delimiter: query.delimiter)
            if let common, prefixes.last == common { continue }
            guard page.count + prefixes.count < limit else {
                isTruncated = true
                break
            }
            if let common { prefixes.append(common) } else { page.append(upload) }
        }
        return .xml(
            XMLTree("ListMultipartUploadsResult", namespace: XMLTree.s3Namespace) {
                XMLTree("Bucket", bucket.name)
                XMLTree("KeyMarker", query.written(keyMarker))
                XMLTree("UploadIdMarker", idMarker)
                if isTruncated, let last = page.last {
                    XMLTree("NextKeyMarker", query.written(last.key.text))
                    XMLTree("NextUploadIdMarker", last.id)
                }
                XMLTree("Prefix", query.written(query.prefix.text))
                XMLTree("Delimiter", query.written(query.sentDelimiter))
                XMLTree("EncodingType", query.isEncoded ? "url" : nil)
                XMLTree("MaxUploads", limit)
                XMLTree("IsTruncated", isTruncated)
                page.map { upload in Self.entry(upload, query) }
                prefixes.map { prefix in
                    XMLTree("CommonPrefixes") { XMLTree("Prefix", query.written(prefix.text)) }
                }
            })
    }

    private static func entry(_ upload: StoredUpload, _ query: ListingQuery) -> XMLTree {
        XMLTree("Upload") {
            XMLTree("Key", query.written(upload.key.text))
            XMLTree("UploadId", upload.id)
            Self.owner("Initiator")
            Self.owner("Owner")
            XMLTree("StorageClass", upload.object.storageClass)
            XMLTree("Initiated", S3Timestamp.iso8601(upload.initiated))
            XMLTree(
                "ChecksumAlgorithm",
                ChecksumAlgorithm.allCases.first { $0.headerName == upload.checksumName }?.rawValue)
            XMLTree("ChecksumType", upload.checksumType)
        }
    }

    private static func owner(_ name: String) -> XMLTree {
        XMLTree(name) {
            XMLTree("ID", "minio-testing")
            XMLTree("DisplayName", "minio-testing")
        }
    }

    static func getObjectTagging(_ call: Call, _ store: MemoryStore) throws(Refusal) -> Answer {
        let bucket = try store.bucket(call.bucket)
        let version = try Self.version(call, in: bucket)
        guard let object = version.object else { throw .noSuchKey }
        var answer = Answer.xml(
            XMLTree("Tagging", namespace: XMLTree.s3Namespace) {
                XMLTree("TagSet") {
                    object.tags.map { tag in
                        XMLTree("Tag") {
                            XMLTree("Key", text: tag.key)
                            XMLTree("Value", text: tag.value)
                        }
                    }
                }
            })
        if bucket.versioning != .off { answer.headers[.amzVersionID] = version.id }
        return answer
    }
}
