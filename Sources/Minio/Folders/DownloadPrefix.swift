// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// How ``MinioClient/downloadPrefix(bucket:prefix:to:options:)`` writes objects to files.
public struct DownloadPrefixOptions: OperationOptions {
    /// Which objects to read, by their keys; `nil` for all.
    public var includes: (@Sendable (_ key: String) -> Bool)?
    /// The key that the objects were encrypted with (SSE-C).
    public var customerKey: CustomerKey?
    /// Whether files are compared with the ETag where that is their MD5, as in ``GetObjectOptions/verifiesETag``.
    public var verifiesETag = false
    /// The bytes of a range, as in ``DownloadObjectOptions/partSize``.
    public var partSize: Int64?
    /// How many ranges of one object are read at once. 4.
    public var parallelism = 4
    /// How many objects are read at once. 8.
    public var concurrentFiles = 8
    /// Whether files that are there are replaced; if not, each is a failure.
    public var overwrites = true
    /// Whether to go on when an object cannot be written to a file; if not, its error is thrown.
    public var continuesAfterFailure = true
    /// Hears how far all of it is.
    public var progress: FolderProgressHandler?

    /// The defaults.
    public init() {}
}

extension MinioClient {
    /// Reads the objects whose keys begin with a prefix into files of a folder, several at once.
    ///
    /// ```swift
    /// let result = try await minio.downloadPrefix(bucket: "backups", prefix: "site/", to: "/srv/www")
    /// for failure in result.failures { print(failure) }
    /// ```
    ///
    /// A file's path in the folder is what follows the last slash of the prefix in the key: `site/` makes `index.html` of
    /// `site/index.html`, and `site` makes `site/index.html` of it. Each file appears when it is complete, as with
    /// ``downloadObject(bucket:key:to:options:)``. A key that ends with a slash makes a folder.
    ///
    /// **Keys are not trusted.** One that would lead out of the folder (`../x`, `/etc/x`, through a symbolic link that is in
    /// the folder), or that can be no path of a file (an empty name, a name of more than 255 bytes, control characters, a
    /// backslash), and one that cannot be a file beside another (`a` and `a/b`; `a` and `A` where the file system does not
    /// tell them apart) makes no file, and is named in the result with ``MinioError/Code/unsafePath``. What an object was
    /// called is no reason to follow a link, or to write to what is not a file.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - prefix: What keys begin with, as text: `site` is also the beginning of `sites/a`. Empty for all.
    ///   - path: The folder; made if it is missing.
    ///   - options: Which objects, customer key, concurrency, whether files are replaced.
    /// - Returns: What was written and what was not.
    /// - Throws: What the listing throws; ``MinioError/Code/destinationFailed`` if the folder cannot be written or the disk is
    ///   full; ``MinioError/Code/cancelled``. Files that are done stay. May be called again.
    ///
    /// [ListObjectsV2](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html),
    /// [GetObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html)
    public func downloadPrefix(
        bucket: String, prefix: String, to path: String, options: DownloadPrefixOptions = DownloadPrefixOptions()
    ) async throws(MinioError) -> FolderTransferResult {
        if let partSize = options.partSize { try PartPlan.check(partSize: partSize) }
        let meter = FolderProgressMeter(options.progress)
        var result = FolderTransferResult()
        let root = try await DestinationFolder.open(path)
        var clashes = PathClashes(try await root.sameness())
        let cut = prefix.utf8.lastIndex(of: UInt8(ascii: "/")).map { prefix.utf8.distance(to: $0) + 1 } ?? 0
        var objects = self.listObjects(bucket: bucket, options: .with { $0.prefix = prefix }).makeAsyncIterator()
        try await forEachConcurrently(limit: options.concurrentFiles) { () throws(MinioError) -> PlannedFile? in
            while let object = try await objects.next() {
                if let includes = options.includes, !includes(object.key) { continue }
                guard object.key.utf8.starts(with: prefix.utf8) else {
                    throw MinioError(.malformedResponse, "the listing has a key that does not begin with the prefix")
                }
                let rest = String(Substring(object.key.utf8.dropFirst(cut)))
                // The prefix itself, where it stands for a folder: that is the one that is written to.
                if rest.isEmpty, object.size ?? 0 == 0 { continue }
                meter.find(bytes: object.size ?? 0)
                do throws(MinioError) {
                    let path = try SafeKeyPath(rest)
                    try clashes.check(rest, path)
                    return PlannedFile(object: object, path: .success(path))
                } catch {
                    return PlannedFile(object: object, path: .failure(error))
                }
            }
            meter.foundAll()
            return nil
        } work: { (file) throws(MinioError) -> FolderItem in
            await self.download(file, bucket: bucket, to: root, meter, options)
        } deliver: { (item) throws(MinioError) in
            try result.add(item, to: meter, continuesAfterFailure: options.continuesAfterFailure)
        }
        return result
    }

    private func download(
        _ file: PlannedFile, bucket: String, to root: DestinationFolder, _ meter: FolderProgressMeter,
        _ options: DownloadPrefixOptions
    ) async -> FolderItem {
        let key = file.object.key
        var item = FolderItem(key: key, path: (try? file.path.get())?.components.joined(separator: "/"))
        do throws(MinioError) {
            let path = try file.path.get()
            if path.isFolder {
                guard file.object.size ?? 0 == 0 else {
                    throw MinioError(.unsafePath, "the key ends with a slash, as a folder's, and the object has bytes")
                }
                _ = try await root.folder(path.components)
                item.isFile = false
                return item
            }
            let folder = try await root.folder(path.components.dropLast())
            let download = ObjectDownload(
                client: self, bucket: bucket, key: key,
                options: .with {
                    $0.customerKey = options.customerKey
                    $0.verifiesETag = options.verifiesETag
                    $0.partSize = options.partSize
                    $0.parallelism = options.parallelism
                    $0.overwrites = options.overwrites
                    $0.progress = meter.file()
                },
                writesOnlyFiles: true)
            let info = try await download.run(in: folder, name: path.components.last ?? "")
            item.bytes = info.size ?? 0
        } catch {
            item.error = error.located(operation: GetObject.name, bucket: bucket, key: key)
        }
        return item
    }
}

/// An object, and the path that its key makes.
private struct PlannedFile: Sendable {
    let object: ObjectInfo
    let path: Result<SafeKeyPath, MinioError>
}

extension String.UTF8View {
    fileprivate func distance(to index: Index) -> Int { self.distance(from: self.startIndex, to: index) }
}
