// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// The optional part of a call, as one value: an empty initialiser, and a property for each option.
///
/// ```swift
/// try await minio.putObject(bucket: "b", key: "k", .string("…"), options: .with { $0.contentType = "text/plain" })
/// ```
public protocol OperationOptions: Sendable {
    /// The defaults.
    init()
}

extension OperationOptions {
    /// The defaults, changed by a closure.
    public static func with(_ change: (inout Self) throws -> Void) rethrows -> Self {
        var options = Self()
        try change(&options)
        return options
    }
}
