// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What became of the files of a folder.
public struct FolderTransferResult: Sendable {
    /// How many files were transferred.
    public internal(set) var completedFiles = 0
    /// How many bytes they have.
    public internal(set) var completedBytes: Int64 = 0
    /// What was not transferred, and why. Everything else was.
    public internal(set) var failures: [FolderTransferFailure] = []
    /// The symbolic links that were not followed, by their paths in the folder.
    public internal(set) var skippedLinks: [String] = []
}

/// A file or an object that could not be transferred, and why.
public struct FolderTransferFailure: Sendable, CustomStringConvertible {
    /// The object's key; `nil` if the file has none, because its name is no text.
    public let key: String?
    /// The file's path in the folder; `nil` if the key makes none.
    public let path: String?
    /// Why.
    public let error: MinioError

    /// A line for people.
    public var description: String {
        let name = MinioError.printable(self.path ?? self.key ?? "", limit: 300)
        return "\(name): \(self.error.code): \(MinioError.printable(self.error.message, limit: 300))"
    }
}

/// How far the transfer, or the removal, of many objects is.
public struct FolderProgress: Sendable, Hashable {
    /// How many files or objects are done.
    public internal(set) var completedItems = 0
    /// How many have failed.
    public internal(set) var failedItems = 0
    /// The bytes that are done, also of files that are not done yet. Never fewer than were reported before.
    public internal(set) var completedBytes: Int64 = 0
    /// How many files or objects there are; `nil` until all have been found.
    public internal(set) var totalItems: Int?
    /// The bytes of all of them; `nil` until all have been found.
    public internal(set) var totalBytes: Int64?
}

/// Hears how far it is: from one task at a time, in order. It delays the transfer as long as it takes.
public typealias FolderProgressHandler = @Sendable (FolderProgress) -> Void

/// Adds up what is done, from any number of tasks.
final class FolderProgressMeter: Sendable {
    private struct State {
        var progress = FolderProgress()
        var foundItems = 0
        var foundBytes: Int64 = 0
    }

    private let handler: FolderProgressHandler?
    private let state = Mutex(State())

    init(_ handler: FolderProgressHandler?) { self.handler = handler }

    /// Counts something that is to be done.
    func find(bytes: Int64) {
        self.state.withLock { state in
            state.foundItems += 1
            state.foundBytes = state.foundBytes.addingReportingOverflow(bytes).partialValue
        }
    }

    /// Nothing more will be found.
    func foundAll() {
        self.tell { state in
            state.progress.totalItems = state.foundItems
            state.progress.totalBytes = state.foundBytes
        }
    }

    func add(bytes: Int64) { self.tell { $0.progress.completedBytes += bytes } }

    func complete(_ items: Int = 1) { self.tell { $0.progress.completedItems += items } }

    func fail(_ items: Int = 1) { self.tell { $0.progress.failedItems += items } }

    /// A handler for one file, which hears its totals.
    func file(_ other: TransferProgressHandler? = nil) -> TransferProgressHandler {
        let last = Mutex(Int64(0))
        return { progress in
            let new = last.withLock { last in
                defer { last = max(last, progress.completedBytes) }
                return progress.completedBytes - last
            }
            if new > 0 { self.add(bytes: new) }
            other?(progress)
        }
    }

    private func tell(_ change: (inout State) -> Void) {
        // Told under the lock, so that it is told in order.
        self.state.withLock { state in
            change(&state)
            self.handler?(state.progress)
        }
    }
}

extension MinioError {
    /// Whether every other file would fail of the same, so that going on makes no sense.
    var endsFolderTransfer: Bool {
        switch self.code {
        case .cancelled, .noSuchBucket, .invalidBucketName, .invalidAccessKeyID, .signatureDoesNotMatch, .expiredToken,
            .credentials, .requestTimeTooSkewed, .tls:
            return true
        case .destinationFailed:
            // A disk that is full, or that became read-only.
            guard let reason = self.cause as? IOError else { return false }
            return [ENOSPC, EDQUOT, EROFS].contains(reason.errnoCode)
        default:
            return false
        }
    }
}
