// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio

extension Handlers {
    static func deleteObject(_ call: Call, _ store: inout MemoryStore) throws(Refusal) -> Answer {
        let bucket = try store.bucket(call.bucket)
        guard let key = call.key else { throw .methodNotAllowed }
        let deletion = try Self.delete(
            key, versionID: try call.versionID(), ifMatch: call.headers[.ifMatch], in: bucket, call, &store)
        var answer = Answer.noContent
        if deletion.isDeleteMarker { answer.headers[.amzDeleteMarker] = "true" }
        answer.headers[.amzVersionID] = deletion.versionID
        return answer
    }

    /// What became of a key.
    private struct Deletion {
        /// Whether the version that was made or removed is a delete marker.
        var isDeleteMarker = false
        /// The version that was made or removed; `nil` where there are no versions.
        var versionID: String?
    }

    private static func delete(
        _ key: KeyBytes, versionID: String?, ifMatch: String?, in bucket: StoredBucket, _ call: Call,
        _ store: inout MemoryStore
    ) throws(Refusal) -> Deletion {
        let name = KeyBytes(bucket.name)
        if let ifMatch {
            let history = bucket.history(of: key)
            let version = versionID.map { history?[$0] } ?? history?.latest
            guard let etag = version?.object?.etag else { throw .noSuchKey }
            guard Conditions.matches(ifMatch, etag, isWeak: false) else { throw .preconditionFailed("If-Match") }
        }
        if let versionID {
            let removed = store.buckets[name]?.remove(versionID, at: key)
            return Deletion(isDeleteMarker: removed?.isDeleteMarker == true, versionID: versionID)
        }
        guard bucket.versioning != .off else {
            _ = store.buckets[name]?.remove(StoredVersion.null, at: key)
            return Deletion()
        }
        let sequence = store.nextSequence()
        let marker = StoredVersion(
            id: bucket.newVersionID(sequence: sequence), sequence: sequence, modified: call.now, object: nil)
        store.buckets[name]?.insert(marker, at: key)
        return Deletion(isDeleteMarker: true, versionID: marker.id)
    }

    static func deleteObjects(_ call: Call, _ store: inout MemoryStore) throws(Refusal) -> Answer {
        let bucket = try store.bucket(call.bucket)
        guard call.headers[.contentMD5] != nil || !Integrity.checksums(of: call).isEmpty else {
            throw .invalidRequest("Missing required header for this request: Content-MD5")
        }
        let document = try call.document("Delete")
        let objects = Array(document.children("Object"))
        guard (1...1000).contains(objects.count) else { throw .malformedXML }
        let isQuiet = document.bool("Quiet") ?? false
        var results: [XMLTree] = []
        for object in objects {
            guard let text = object["Key"], !text.isEmpty else { throw .malformedXML }
            let versionID = object["VersionId"].flatMap { $0.isEmpty ? nil : $0 }
            do {
                try Self.checkKey(KeyBytes(text))
                let deletion = try Self.delete(
                    KeyBytes(text), versionID: versionID, ifMatch: object["ETag"], in: bucket, call, &store)
                if !isQuiet { results.append(Self.deleted(text, versionID, deletion)) }
            } catch {
                results.append(
                    XMLTree("Error") {
                        XMLTree("Key", text)
                        XMLTree("VersionId", versionID)
                        XMLTree("Code", error.code)
                        XMLTree("Message", error.message)
                    })
            }
        }
        return .xml(XMLTree("DeleteResult", namespace: XMLTree.s3Namespace) { results })
    }

    private static func deleted(_ key: String, _ versionID: String?, _ deletion: Deletion) -> XMLTree {
        XMLTree("Deleted") {
            XMLTree("Key", key)
            XMLTree("VersionId", versionID)
            if deletion.isDeleteMarker {
                XMLTree("DeleteMarker", true)
                XMLTree("DeleteMarkerVersionId", deletion.versionID)
            }
        }
    }
}
