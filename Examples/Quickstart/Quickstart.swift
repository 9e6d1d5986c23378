// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import MinioTesting

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Runs the tour against the server that `MINIO_ENDPOINT`, `MINIO_ACCESS_KEY` and `MINIO_SECRET_KEY` name, or against one
/// that it starts inside this process.
@main
struct Quickstart {
    static func main() async {
        do {
            let environment = ProcessInfo.processInfo.environment
            if let endpoint = environment["MINIO_ENDPOINT"] {
                let credentials = StaticCredentials.static(
                    accessKey: environment["MINIO_ACCESS_KEY"] ?? "", secretKey: environment["MINIO_SECRET_KEY"] ?? "")
                try await tour(MinioClient(endpoint, credentials: credentials))
            } else {
                try await withS3TestServer { server in try await tour(server.client()) }
            }
        } catch {
            print("Failed: \(error)")
            exit(1)
        }
    }
}
