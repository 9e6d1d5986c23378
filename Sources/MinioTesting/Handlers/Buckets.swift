// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import NIOCore

extension Handlers {
    static func createBucket(_ call: Call, _ store: inout MemoryStore) throws(Refusal) -> Answer {
        let name = call.bucket ?? ""
        guard BucketName.isValid(name) else {
            throw Refusal(400, "InvalidBucketName", "The specified bucket is not valid.")
        }
        try Self.checkLocation(call)
        guard store.buckets[KeyBytes(name)] == nil else {
            throw Refusal(
                409, "BucketAlreadyOwnedByYou",
                "Your previous request to create the named bucket succeeded and you already own it.")
        }
        store.buckets[KeyBytes(name)] = StoredBucket(
            name: name, created: call.now,
            hasObjectLock: call.headers[.amzBucketObjectLockEnabled]?.lowercased() == "true")
        return Answer(status: 200, headers: [.location: "/\(name)"])
    }

    /// A bucket can only be made in the server's own region, which must be named unless it is the first of all.
    private static func checkLocation(_ call: Call) throws(Refusal) {
        let region = call.configuration.region
        var location: String?
        if call.body.readableBytes > 0 {
            location = try call.document("CreateBucketConfiguration")["LocationConstraint"]?.trimmingXMLSpace
        }
        switch location {
        case nil, "":
            guard region == "us-east-1" else { throw Self.illegalLocation("unspecified") }
        case "us-east-1":
            throw Refusal(400, "InvalidLocationConstraint", "The specified location-constraint is not valid")
                .detail("LocationConstraint", "us-east-1")
        case .some(let location):
            guard location == region || (location == "EU" && region == "eu-west-1") else {
                throw Self.illegalLocation(location)
            }
        }
    }

    private static func illegalLocation(_ location: String) -> Refusal {
        Refusal(
            400, "IllegalLocationConstraintException",
            "The \(location) location constraint is incompatible for the region specific endpoint this request was "
                + "sent to.")
    }

    static func headBucket(_ call: Call, _ store: MemoryStore) throws(Refusal) -> Answer {
        _ = try store.bucket(call.bucket)
        return Answer(headers: [.amzBucketRegion: call.configuration.region])
    }

    static func deleteBucket(_ call: Call, _ store: inout MemoryStore) throws(Refusal) -> Answer {
        let bucket = try store.bucket(call.bucket)
        guard bucket.isEmpty else {
            throw Refusal(409, "BucketNotEmpty", "The bucket you tried to delete is not empty")
        }
        store.buckets[KeyBytes(bucket.name)] = nil
        return .noContent
    }

    static func getBucketLocation(_ call: Call, _ store: MemoryStore) throws(Refusal) -> Answer {
        _ = try store.bucket(call.bucket)
        let region = call.configuration.region
        var tree = XMLTree("LocationConstraint", namespace: XMLTree.s3Namespace) {}
        tree.text = region == "us-east-1" ? "" : region
        return .xml(tree)
    }

    static func listBuckets(_ call: Call, _ store: MemoryStore) throws(Refusal) -> Answer {
        let limit = try Self.number(call, "max-buckets", default: 10_000)
        guard (1...10_000).contains(limit) else {
            throw .invalidArgument("Argument max-buckets must be an integer between 1 and 10000", name: "max-buckets")
        }
        var buckets = store.buckets.sorted { $0.key < $1.key }
        if let prefix = call.parameter("prefix") { buckets.removeAll { !$0.key.hasPrefix(KeyBytes(prefix)) } }
        if let region = call.parameter("bucket-region"), region != call.configuration.region { buckets = [] }
        if let token = call.parameter("continuation-token") {
            guard let last = ContinuationToken.decode(token) else { throw ContinuationToken.refusal(token) }
            buckets.removeAll { $0.key <= last }
        }
        let page = buckets.prefix(limit)
        return .xml(
            XMLTree("ListAllMyBucketsResult", namespace: XMLTree.s3Namespace) {
                Self.owner
                XMLTree("Buckets") {
                    page.map { entry in
                        XMLTree("Bucket") {
                            XMLTree("Name", entry.value.name)
                            XMLTree("CreationDate", S3Timestamp.iso8601(entry.value.created))
                            XMLTree("BucketRegion", call.configuration.region)
                        }
                    }
                }
                if page.count < buckets.count, let last = page.last {
                    XMLTree("ContinuationToken", ContinuationToken.encode(last.key))
                }
                XMLTree("Prefix", call.parameter("prefix"))
            })
    }

    static func getBucketVersioning(_ call: Call, _ store: MemoryStore) throws(Refusal) -> Answer {
        let bucket = try store.bucket(call.bucket)
        return .xml(
            XMLTree("VersioningConfiguration", namespace: XMLTree.s3Namespace) {
                XMLTree("Status", bucket.versioning == .off ? nil : bucket.versioning.rawValue)
            })
    }

    static func putBucketVersioning(_ call: Call, _ store: inout MemoryStore) throws(Refusal) -> Answer {
        let bucket = try store.bucket(call.bucket)
        let status = try call.document("VersioningConfiguration")["Status"]?.trimmingXMLSpace
        guard let status, let versioning = StoredBucket.Versioning(rawValue: status), versioning != .off else {
            throw Refusal(
                400, "IllegalVersioningConfigurationException",
                "The versioning configuration specified in the request is invalid")
        }
        guard versioning == .enabled || !bucket.hasObjectLock else {
            throw Refusal(
                409, "InvalidBucketState",
                "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.")
        }
        store.buckets[KeyBytes(bucket.name)]?.versioning = versioning
        return Answer()
    }

    /// The one account that owns everything.
    static let owner = XMLTree("Owner") {
        XMLTree("ID", "6d696e696f2d7377696674207465737400000000000000000000000000000000")
        XMLTree("DisplayName", "minio-testing")
    }

    /// A parameter that has to be a number.
    static func number(_ call: Call, _ name: String, default standard: Int) throws(Refusal) -> Int {
        guard let text = call.parameter(name) else { return standard }
        guard let number = Int(text), number >= 0, number <= Int(Int32.max) else {
            throw .invalidArgument("Provided \(name) not an integer or within integer range", name: name, value: text)
        }
        return number
    }
}

/// The [rules](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html) for new buckets.
enum BucketName {
    static func isValid(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard (3...63).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return false }
        guard let first = bytes.first, let last = bytes.last, Self.isLetterOrDigit(first), Self.isLetterOrDigit(last)
        else { return false }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("-") && !$0.hasSuffix("-") }) else { return false }
        if labels.count == 4, labels.allSatisfy({ UInt8($0) != nil }) { return false }
        let prefixes = ["xn--", "sthree-", "amzn-s3-demo-"]
        let suffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"]
        return !prefixes.contains(where: name.hasPrefix) && !suffixes.contains(where: name.hasSuffix)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        Self.isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
