// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// What ``MinioClient/downloadObject(bucket:key:to:options:)`` reads, and how it writes the file.
public struct DownloadObjectOptions: OperationOptions {
    /// Which version; `nil` for the newest.
    public var versionID: String?
    /// Under which conditions.
    public var conditions = ReadConditions()
    /// The key that the object was encrypted with (SSE-C).
    public var customerKey: CustomerKey?
    /// Whether the file is compared with the ETag where that is its MD5, as in ``GetObjectOptions/verifiesETag``.
    public var verifiesETag = false
    /// The bytes of a range, 5 MiB to 5 GiB; `nil` for 16 MiB, and more where that would make more than 10,000 of them. An
    /// object that is no larger is read by one request.
    public var partSize: Int64?
    /// How many ranges are read at once. 4. Each holds about 1 MiB in memory.
    public var parallelism = 4
    /// Whether a file that is there is replaced; if not, it is an error that there is one.
    public var overwrites = true
    /// A file in which a download that fails is remembered, so that the next call for the same object and file goes on with
    /// it; `nil` removes what was written when a download fails. The file is removed when the download is done. It is for one
    /// object, and one process at a time.
    public var resumeFile: String?
    /// Hears how many bytes are in the file.
    public var progress: TransferProgressHandler?

    /// The defaults.
    public init() {}

    /// The part of them that a request carries.
    var get: GetObjectOptions {
        .with {
            $0.versionID = self.versionID
            $0.conditions = self.conditions
            $0.customerKey = self.customerKey
            $0.verifiesETag = self.verifiesETag
        }
    }
}

extension MinioClient {
    /// Reads an object into a file.
    ///
    /// ```swift
    /// try await minio.downloadObject(bucket: "photos", key: "cat.jpg", to: "cat.jpg")
    /// ```
    ///
    /// The file appears when it is complete, compared with the checksum that the server names, and on the disk; until then
    /// the bytes are in another file beside it, `.minio-….partial`, which a failure removes. A large object is read by several
    /// requests at once, all of the same ETag and version: if it is replaced meanwhile, there is no file. Folders that are
    /// missing are made. A file that is there is replaced and keeps its permissions; a symbolic link is replaced itself; a
    /// pipe or a device is written to as the bytes come.
    ///
    /// With ``DownloadObjectOptions/resumeFile``, a failure keeps what has arrived, and the next call, also of another
    /// process, reads only what is missing: each range that is there is compared with the checksum of what was written.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - key: The key.
    ///   - path: The file.
    ///   - options: Version, conditions, customer key, concurrency, and where to remember the download.
    /// - Returns: What the server says of the object.
    /// - Throws: ``MinioError/Code/destinationFailed`` if the file cannot be written, which is never tried again;
    ///   ``MinioError/Code/objectModified`` if the object was replaced meanwhile; ``MinioError/Code/checksumMismatch``;
    ///   ``MinioError/Code/resumeFailed`` if the resume file cannot be used, or another process is using it; and what
    ///   ``getObject(bucket:key:options:_:)`` throws. May be called again.
    ///
    /// [GetObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html)
    @discardableResult
    public func downloadObject(
        bucket: String, key: String, to path: String, options: DownloadObjectOptions = DownloadObjectOptions()
    ) async throws(MinioError) -> ObjectInfo {
        let download = ObjectDownload(client: self, bucket: bucket, key: key, options: options)
        do throws(MinioError) {
            if let partSize = options.partSize { try PartPlan.check(partSize: partSize) }
            let (folder, name) = try await DestinationFolder.containing(path)
            return try await download.run(in: folder, name: name)
        } catch {
            throw error.located(operation: GetObject.name, bucket: bucket, key: key)
        }
    }
}
