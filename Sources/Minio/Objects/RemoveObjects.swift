// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// How ``MinioClient/removeObjects(bucket:_:options:)`` removes objects.
public struct RemoveObjectsOptions: OperationOptions {
    /// Whether to remove versions that governance retention protects, which takes a permission of its own.
    public var bypassesGovernanceRetention = false
    /// How many objects to name in one request, 1 to 1,000.
    public var batchSize = 1000

    /// The defaults.
    public init() {}
}

/// An object that could not be removed, and why.
public struct RemovalFailure: Sendable, Hashable, CustomStringConvertible {
    /// The key.
    public let key: String
    /// The version; `nil` if none was named.
    public let versionID: String?
    /// Why.
    public let code: MinioError.Code
    /// Why, in the server's words.
    public let message: String

    /// A line for people.
    public var description: String { "\(self.key): \(self.code): \(MinioError.printable(self.message, limit: 300))" }
}

extension MinioClient {
    /// Removes many objects, up to a thousand in a request.
    ///
    /// **Nothing is removed unless the result is iterated**: it takes objects from the sequence, removes them, and gives
    /// what could not be removed. Removing what is not there is no failure.
    ///
    /// ```swift
    /// let old = minio.listObjects(bucket: "logs", options: .with { $0.prefix = "2019/" })
    /// for try await failure in minio.removeObjects(bucket: "logs", old.map(\.reference)) {
    ///     print(failure)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - objects: What to remove; versions are removed for good, keys without one become hidden where versions are kept.
    ///   - options: Retention, size of the requests.
    /// - Returns: A sequence of failures. Iterating it throws if a whole request fails, or if `objects` throws; what was
    ///   removed until then stays removed. Requests are retried, and so are single objects that the server was too busy for.
    ///
    /// [DeleteObjects](https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html)
    public func removeObjects<Objects: AsyncSequence & Sendable>(
        bucket: String, _ objects: Objects, options: RemoveObjectsOptions = RemoveObjectsOptions()
    ) -> RemovalFailures<Objects> where Objects.Element == ObjectReference {
        RemovalFailures(client: self, bucket: bucket, objects: objects, options: options)
    }

    /// Removes many objects, up to a thousand in a request: as the other form, for objects that are at hand.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - objects: What to remove.
    ///   - options: Retention, size of the requests.
    /// - Returns: A sequence of failures, which must be iterated.
    ///
    /// [DeleteObjects](https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html)
    public func removeObjects(
        bucket: String, _ objects: some Sequence<ObjectReference> & Sendable,
        options: RemoveObjectsOptions = RemoveObjectsOptions()
    ) -> RemovalFailures<ObjectReferences> {
        self.removeObjects(bucket: bucket, ObjectReferences(objects), options: options)
    }
}

struct RemoveObjects: S3Operation {
    static let name = "DeleteObjects"
    var bucket: String
    var objects: [ObjectReference]
    var options: RemoveObjectsOptions

    func makeRequest() -> S3Request {
        var request = S3Request(.post, bucket: self.bucket)
        request.query.append(flag: "delete")
        request.responseTimeout = .seconds(300)
        if self.options.bypassesGovernanceRetention { request.headers[.amzBypassGovernanceRetention] = "true" }
        request.setDocument(
            XMLTree("Delete", namespace: XMLTree.s3Namespace) {
                XMLTree("Quiet", true)
                for object in self.objects {
                    XMLTree("Object") {
                        XMLTree("Key", object.key)
                        XMLTree("VersionId", object.versionID)
                    }
                }
            })
        return request
    }

    func output(from response: S3Response) throws(MinioError) -> [RemovalFailure] {
        var failures: [RemovalFailure] = []
        for entry in try response.xml().children("Error") {
            let code = MinioError.Code.s3(entry["Code"] ?? "")
            // What is not there is removed.
            if code == .noSuchKey || code == .noSuchVersion { continue }
            failures.append(
                RemovalFailure(
                    key: entry["Key"] ?? "", versionID: entry["VersionId"].flatMap { $0.isEmpty ? nil : $0 },
                    code: code,
                    message: entry["Message"] ?? ""))
        }
        return failures
    }
}
