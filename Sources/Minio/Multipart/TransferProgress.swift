// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// How far a transfer is.
///
/// ```swift
/// try await minio.uploadObject(bucket: "b", key: "k", from: "disk.img", options: .with {
///     $0.progress = { progress in print(progress.completedBytes, "of", progress.totalBytes ?? 0) }
/// })
/// ```
public struct TransferProgress: Sendable, Hashable {
    /// The bytes that are done: acknowledged by the server for an upload, in the file for a download. Never fewer than
    /// were reported before.
    public let completedBytes: Int64
    /// The bytes of the whole transfer; `nil` if nobody knows yet.
    public let totalBytes: Int64?

    /// From 0 to 1; `nil` if the total is not known. A transfer of nothing is done.
    public var fraction: Double? {
        self.totalBytes.map { $0 == 0 ? 1 : min(1, Double(self.completedBytes) / Double($0)) }
    }

    init(completedBytes: Int64, totalBytes: Int64?) {
        self.completedBytes = completedBytes
        self.totalBytes = totalBytes
    }
}

/// Hears how far a transfer is: from one task at a time, in order. It delays the transfer as long as it takes.
public typealias TransferProgressHandler = @Sendable (TransferProgress) -> Void
