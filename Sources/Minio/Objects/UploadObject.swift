// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// How ``MinioClient/uploadObject(bucket:key:from:options:)`` stores a file.
///
/// The options of ``PutObjectOptions`` are options as well: `.with { $0.partSize = 64 << 20 }`.
@dynamicMemberLookup
public struct UploadObjectOptions: OperationOptions {
    /// What is stored with the object, under which condition, in which parts.
    public var put = PutObjectOptions()
    /// A file in which an upload that fails is remembered, so that the next call with the same file, bucket and key goes on
    /// with it; `nil` aborts an upload that fails. The file is removed when the upload is done. It is for one object, and one
    /// process at a time. A process that is killed before the server's answer to the first request is on the disk leaves an
    /// upload without parts, of which nobody knows.
    ///
    /// Without a checksum the parts that are there already are recognised by their ETag, which is an MD5 unless the upload is
    /// encrypted with SSE-KMS or SSE-C: there, set ``PutObjectOptions/checksum``.
    public var resumeFile: String?

    /// The defaults.
    public init() {}

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
    /// Stores a file, of up to 5 TiB, and can go on with an upload that was interrupted.
    ///
    /// ```swift
    /// try await minio.uploadObject(
    ///     bucket: "backups", key: "disk.img", from: "disk.img",
    ///     options: .with { $0.resumeFile = "disk.img.upload" })
    /// ```
    ///
    /// The file is read by position, a piece at a time, whatever its size. If it changes meanwhile, nothing is stored. With
    /// ``UploadObjectOptions/resumeFile``, a failure keeps the parts that have arrived, and the next call sends only what is
    /// missing: the server says which parts it has, and each is compared with the file's bytes before it is left out.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - key: The key.
    ///   - path: A regular file; symbolic links are followed.
    ///   - options: What ``MinioClient/putObject(bucket:key:_:options:)`` knows, and where to remember the upload.
    /// - Returns: The ETag, and the version if there is one.
    /// - Throws: What ``MinioClient/putObject(bucket:key:_:options:)`` throws; ``MinioError/Code/resumeFailed`` if the resume
    ///   file cannot be used, or another process is using it. An upload that was kept is named by ``MinioError/uploadID``.
    ///
    /// [Multipart upload](https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html)
    @discardableResult
    public func uploadObject(
        bucket: String, key: String, from path: String, options: UploadObjectOptions = UploadObjectOptions()
    ) async throws(MinioError) -> ObjectWriteResult {
        let upload = ObjectUpload(client: self, bucket: bucket, key: key, options: options.put)
        do throws(MinioError) {
            guard let resumeFile = options.resumeFile else { return try await upload.run(.file(path)) }
            let file = UploadedFile(path: path, snapshot: try await FileAccess.snapshot(of: path))
            return try await upload.run(file, resumeFile: resumeFile)
        } catch {
            throw error.located(operation: PutObject.name, bucket: bucket, key: key)
        }
    }
}
