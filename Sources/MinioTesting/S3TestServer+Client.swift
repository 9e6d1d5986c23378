// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

public import Minio

extension S3TestServer {
    /// A client of this server, with its keys.
    ///
    /// - Parameter configuration: How the client behaves.
    /// - Returns: The client.
    /// - Throws: ``Minio/MinioError`` if the configuration cannot be right.
    public func client(
        configuration: MinioConfiguration = MinioConfiguration()
    ) throws(MinioError) -> MinioClient {
        try MinioClient(
            self.endpoint,
            credentials: .static(
                accessKey: self.configuration.accessKey, secretKey: self.configuration.secretKey,
                sessionToken: self.configuration.sessionToken),
            configuration: configuration, transport: self.transport)
    }
}
