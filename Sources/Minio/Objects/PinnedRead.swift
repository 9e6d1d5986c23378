// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

extension MinioClient {
    /// ``getObject(bucket:key:options:_:)`` for closures of our own, which throw nothing but ``MinioError``.
    func readObject<Value>(
        bucket: String, key: String, options: GetObjectOptions,
        _ use: (ObjectContent) async throws(MinioError) -> Value
    ) async throws(MinioError) -> Value {
        do {
            return try await self.getObject(bucket: bucket, key: key, options: options, use)
        } catch let error as MinioError {
            throw error
        } catch {
            throw MinioError(.transport, "the object could not be read", cause: error)
                .located(operation: GetObject.name, bucket: bucket, key: key)
        }
    }

    /// Reads a part of an object that has been looked at, and of no other one.
    ///
    /// - Throws: ``MinioError/Code/objectModified`` if it was replaced or removed.
    func readPinned<Value>(
        _ range: Range<Int64>, of info: ObjectInfo, customerKey: CustomerKey?,
        _ use: (ObjectBody) async throws(MinioError) -> Value
    ) async throws(MinioError) -> Value {
        var options = GetObjectOptions()
        options.range = .bytes(range)
        options.versionID = info.versionID
        options.conditions.ifMatch = info.etag
        options.customerKey = customerKey
        func modified(_ cause: MinioError? = nil) -> MinioError {
            MinioError(.objectModified, "the object was replaced or removed while it was being read", cause: cause)
                .located(operation: GetObject.name, bucket: info.bucket, key: info.key)
        }
        do throws(MinioError) {
            return try await self.readObject(bucket: info.bucket, key: info.key, options: options) {
                (object) throws(MinioError) in
                // A server that ignores the condition is not believed.
                guard object.info.etag == info.etag, object.info.size == nil || object.info.size == info.size,
                    object.range == range
                else { throw modified() }
                return try await use(object.body)
            }
        } catch {
            guard error.code == .preconditionFailed || error.code == .invalidRange || error.isNotFound else {
                throw error
            }
            throw modified(error)
        }
    }
}
