// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio

extension Handlers {
    static func listObjectsV2(_ call: Call, _ store: MemoryStore) throws(Refusal) -> Answer {
        let bucket = try store.bucket(call.bucket)
        guard call.parameter("list-type") == "2" else {
            throw .invalidArgument("Invalid List Type specified in Request", name: "list-type")
        }
        let query = try ListingQuery(call)
        let startAfter = call.parameter("start-after").flatMap { $0.isEmpty ? nil : $0 }
        var marker = startAfter.map { KeyBytes($0) }
        let token = call.parameter("continuation-token")
        if let token {
            guard let key = ContinuationToken.decode(token) else { throw ContinuationToken.refusal(token) }
            marker = key
        }
        let page = ListingPage(bucket, query, after: marker)
        let hasOwner = call.parameter("fetch-owner") == "true"
        return .xml(
            XMLTree("ListBucketResult", namespace: XMLTree.s3Namespace) {
                query.echo(bucket: bucket)
                XMLTree("StartAfter", query.written(startAfter))
                XMLTree("ContinuationToken", token)
                XMLTree("KeyCount", page.entries.count)
                XMLTree("IsTruncated", page.isTruncated)
                if page.isTruncated, let last = page.entries.last {
                    XMLTree("NextContinuationToken", ContinuationToken.encode(last.name))
                }
                Self.elements(page, query, hasOwner: hasOwner)
            })
    }

    static func listObjects(_ call: Call, _ store: MemoryStore) throws(Refusal) -> Answer {
        let bucket = try store.bucket(call.bucket)
        let query = try ListingQuery(call)
        let marker = call.parameter("marker") ?? ""
        let page = ListingPage(bucket, query, after: marker.isEmpty ? nil : KeyBytes(marker))
        return .xml(
            XMLTree("ListBucketResult", namespace: XMLTree.s3Namespace) {
                query.echo(bucket: bucket)
                XMLTree("Marker", query.written(marker))
                XMLTree("IsTruncated", page.isTruncated)
                // Without a delimiter S3 leaves it to the client to go on behind the last key.
                if page.isTruncated, query.sentDelimiter != nil {
                    XMLTree("NextMarker", query.written(page.entries.last?.name.text))
                }
                Self.elements(page, query, hasOwner: true)
            })
    }

    static func listObjectVersions(_ call: Call, _ store: MemoryStore) throws(Refusal) -> Answer {
        let bucket = try store.bucket(call.bucket)
        let query = try ListingQuery(call)
        let keyMarker = call.parameter("key-marker") ?? ""
        let versionMarker = call.parameter("version-id-marker") ?? ""
        guard versionMarker.isEmpty || !keyMarker.isEmpty else {
            throw .invalidArgument(
                "A version-id marker cannot be specified without a key marker.", name: "version-id-marker",
                value: versionMarker)
        }
        let page = ListingPage(
            bucket, query, after: keyMarker.isEmpty ? nil : KeyBytes(keyMarker),
            versionMarker: versionMarker.isEmpty ? nil : versionMarker, allVersions: true)
        return .xml(
            XMLTree("ListVersionsResult", namespace: XMLTree.s3Namespace) {
                query.echo(bucket: bucket)
                XMLTree("KeyMarker", query.written(keyMarker))
                XMLTree("VersionIdMarker", text: versionMarker)
                XMLTree("IsTruncated", page.isTruncated)
                if page.isTruncated, let last = page.entries.last {
                    XMLTree("NextKeyMarker", query.written(last.name.text))
                    if case .version(_, let version, _) = last { XMLTree("NextVersionIdMarker", version.id) }
                }
                page.entries.compactMap { Self.version($0, query) }
                Self.commonPrefixes(page, query)
            })
    }

    // MARK: - Elements

    private static func elements(_ page: ListingPage, _ query: ListingQuery, hasOwner: Bool) -> [XMLTree] {
        let contents = page.entries.compactMap { entry -> XMLTree? in
            guard case .version(let key, let version, _) = entry, let object = version.object else { return nil }
            return XMLTree("Contents") {
                XMLTree("Key", query.written(key.text))
                XMLTree("LastModified", S3Timestamp.iso8601(version.modified))
                XMLTree("ETag", object.quotedETag)
                Self.checksumAlgorithms(object)
                XMLTree("Size", object.size)
                XMLTree("StorageClass", object.storageClass)
                if hasOwner { Self.owner }
                if query.hasMetadata { Self.metadata(object) }
            }
        }
        return contents + Self.commonPrefixes(page, query)
    }

    private static func version(_ entry: ListingPage.Entry, _ query: ListingQuery) -> XMLTree? {
        guard case .version(let key, let version, let isLatest) = entry else { return nil }
        return XMLTree(version.isDeleteMarker ? "DeleteMarker" : "Version") {
            XMLTree("Key", query.written(key.text))
            XMLTree("VersionId", version.id)
            XMLTree("IsLatest", isLatest)
            XMLTree("LastModified", S3Timestamp.iso8601(version.modified))
            if let object = version.object {
                XMLTree("ETag", object.quotedETag)
                Self.checksumAlgorithms(object)
                XMLTree("Size", object.size)
                XMLTree("StorageClass", object.storageClass)
            }
            Self.owner
            if query.hasMetadata, let object = version.object { Self.metadata(object) }
        }
    }

    private static func commonPrefixes(_ page: ListingPage, _ query: ListingQuery) -> [XMLTree] {
        page.entries.compactMap { entry in
            guard case .commonPrefix(let prefix) = entry else { return nil }
            return XMLTree("CommonPrefixes") { XMLTree("Prefix", query.written(prefix.text)) }
        }
    }

    private static func checksumAlgorithms(_ object: StoredObject) -> [XMLTree] {
        object.checksums.map { field in
            let name = field.name.canonicalName.dropFirst("x-amz-checksum-".utf8.count)
            return XMLTree("ChecksumAlgorithm", text: name.uppercased())
        }
    }

    /// MinIO's addition: headers as elements, and tags as a query.
    private static func metadata(_ object: StoredObject) -> [XMLTree] {
        let fields = object.headers.filter { field in
            let name = field.name.canonicalName
            return name.utf8.allSatisfy {
                $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
            }
        }
        var elements = [
            XMLTree("UserMetadata", children: fields.map { XMLTree(Self.elementName($0), text: $0.value) })
        ]
        if !object.tags.isEmpty {
            let tags = object.tags.map { "\(PercentEncoding.query($0.key))=\(PercentEncoding.query($0.value))" }
            elements.append(XMLTree("UserTags", text: tags.joined(separator: "&")))
        }
        return elements
    }

    /// `X-Amz-Meta-Colour` for `x-amz-meta-colour`; other headers in lower case, as MinIO has them.
    private static func elementName(_ field: HTTPField) -> String {
        let name = field.name.canonicalName
        guard name.hasPrefix("x-amz-meta-") else { return name }
        return name.split(separator: "-", omittingEmptySubsequences: false)
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "-")
    }
}
