// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// How ``MinioClient/uploadDirectory(bucket:prefix:from:options:)`` stores the files of a folder.
///
/// The options of ``PutObjectOptions`` are options as well, for every file: `.with { $0.partSize = 64 << 20 }`.
@dynamicMemberLookup
public struct UploadDirectoryOptions: OperationOptions {
    /// What is stored with every object, under which condition, in which parts.
    public var put = PutObjectOptions()
    /// Changes the options of one file, whose path in the folder it is given: its content type, say.
    public var adjust: (@Sendable (_ path: String, _ options: inout PutObjectOptions) -> Void)?
    /// Which files to store, by their paths in the folder; `nil` for all.
    public var includes: (@Sendable (_ path: String) -> Bool)?
    /// What becomes of symbolic links.
    public var symbolicLinks = SymbolicLinks.skip
    /// How many files are stored at once. 8. Each may send ``PutObjectOptions/parallelism`` parts.
    public var concurrentFiles = 8
    /// Whether to go on when a file cannot be stored; if not, its error is thrown.
    public var continuesAfterFailure = true
    /// Hears how far all of it is.
    public var progress: FolderProgressHandler?

    /// The defaults.
    public init() {}

    /// What becomes of symbolic links in a folder that is uploaded.
    public enum SymbolicLinks: Sendable, Hashable {
        /// They are left out, and named in ``FolderTransferResult/skippedLinks``.
        case skip
        /// What they lead to is stored under their names. One that leads nowhere, or back to a folder that it is in, is a
        /// failure.
        case follow
    }

    /// An option of ``put``.
    public subscript<Value>(dynamicMember option: WritableKeyPath<PutObjectOptions, Value>) -> Value {
        get { self.put[keyPath: option] }
        set { self.put[keyPath: option] = newValue }
    }

    /// An option of ``put``'s properties.
    public subscript<Value>(dynamicMember property: WritableKeyPath<ObjectProperties, Value>) -> Value {
        get { self.put.properties[keyPath: property] }
        set { self.put.properties[keyPath: property] = newValue }
    }
}

extension MinioClient {
    /// Stores the files of a folder, and of the folders in it, several at once.
    ///
    /// ```swift
    /// let result = try await minio.uploadDirectory(bucket: "backups", prefix: "site/", from: "/srv/www")
    /// for failure in result.failures { print(failure) }
    /// ```
    ///
    /// A file's key is the prefix followed by its path in the folder. A file that cannot be stored does not keep others from
    /// being stored: it is named in the result, as is what is neither a file nor a folder. Objects that are there are
    /// replaced, others stay; folders without files leave nothing.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - prefix: What keys begin with; a slash is put at its end if there is none. Empty for none.
    ///   - path: The folder.
    ///   - options: What is stored with the objects, which files, symbolic links, concurrency.
    /// - Returns: What was stored and what was not.
    /// - Throws: ``MinioError/Code/sourceFailed`` if the folder cannot be read, and what would be every file's error:
    ///   ``MinioError/Code/noSuchBucket``, ``MinioError/Code/invalidAccessKeyID``, ``MinioError/Code/cancelled``. Files that
    ///   are done stay stored. May be called again.
    ///
    /// [PutObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html)
    public func uploadDirectory(
        bucket: String, prefix: String, from path: String, options: UploadDirectoryOptions = UploadDirectoryOptions()
    ) async throws(MinioError) -> FolderTransferResult {
        let prefix = prefix.isEmpty || prefix.utf8.last == UInt8(ascii: "/") ? prefix : prefix + "/"
        let meter = FolderProgressMeter(options.progress)
        var result = FolderTransferResult()
        var folder = try await SourceFolder.open(path, followsLinks: options.symbolicLinks == .follow)
        try await forEachConcurrently(limit: options.concurrentFiles) { () throws(MinioError) -> SourceFolder.Entry? in
            while let entry = try await folder.next() {
                if let includes = options.includes, !includes(entry.path) { continue }
                if case .link = entry.kind {
                    result.skippedLinks.append(entry.path)
                    continue
                }
                meter.find(bytes: entry.size)
                return entry
            }
            meter.foundAll()
            return nil
        } work: { (entry) throws(MinioError) -> FolderItem in
            var item = FolderItem(key: prefix + entry.path, path: entry.path)
            do throws(MinioError) {
                switch entry.kind {
                case .file, .link: break
                case .nameless:
                    item = FolderItem(key: nil, path: entry.path)
                    throw MinioError(.sourceFailed, "the file's name is no UTF-8, so no key can be made of it")
                case .failed(let error): throw error
                }
                var put = options.put
                options.adjust?(entry.path, &put)
                put.progress = meter.file(put.progress)
                let upload = ObjectUpload(client: self, bucket: bucket, key: prefix + entry.path, options: put)
                _ = try await upload.run(.file("\(path)/\(entry.path)"))
                item.bytes = entry.size
            } catch {
                item.error = error.located(operation: PutObject.name, bucket: bucket, key: item.key)
            }
            return item
        } deliver: { (item) throws(MinioError) in
            try result.add(item, to: meter, continuesAfterFailure: options.continuesAfterFailure)
        }
        return result
    }
}

/// What became of one file.
struct FolderItem: Sendable {
    let key: String?
    let path: String?
    var bytes: Int64 = 0
    /// Whether it is a file that counts, and not a folder that was made.
    var isFile = true
    var error: MinioError?
}

extension FolderTransferResult {
    /// Counts what became of one file; throws its error if that ends everything.
    mutating func add(
        _ item: FolderItem, to meter: FolderProgressMeter, continuesAfterFailure: Bool
    ) throws(MinioError) {
        guard let error = item.error else {
            if item.isFile { self.completedFiles += 1 }
            self.completedBytes += item.bytes
            return meter.complete()
        }
        meter.fail()
        if !continuesAfterFailure || error.endsFolderTransfer { throw error }
        self.failures.append(FolderTransferFailure(key: item.key, path: item.path, error: error))
    }
}
