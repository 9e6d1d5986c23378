// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// Works on inputs side by side, at most `limit` at a time: the only fan-out of this library.
///
/// An input is asked for only when there is room to work on it, so no more than `limit` of them are held in memory. Results
/// are delivered as they come, one at a time. The first failure, in whichever closure, is the outcome: nothing new is begun,
/// what runs is cancelled, and it has ended when the error is thrown.
///
/// - Parameters:
///   - limit: How many inputs are worked on at once, at least 1.
///   - next: Gives the next input, `nil` after the last. Called by one task at a time.
///   - work: Works on an input.
///   - deliver: Takes a result. Called by one task at a time.
/// - Throws: The first failure, or ``MinioError/Code/cancelled``.
func forEachConcurrently<Input: Sendable, Output: Sendable>(
    limit: Int,
    next: () async throws(MinioError) -> Input?,
    work: @escaping @Sendable (Input) async throws(MinioError) -> Output,
    deliver: (Output) async throws(MinioError) -> Void
) async throws(MinioError) {
    let outcome = await withTaskGroup(of: Result<Output, MinioError>.self) { group in
        var running = 0
        var isAtEnd = false
        do throws(MinioError) {
            while true {
                if Task.isCancelled { throw MinioError.cancelledTask }
                while running < max(1, limit), !isAtEnd {
                    guard let input = try await next() else {
                        isAtEnd = true
                        break
                    }
                    group.addTask {
                        do throws(MinioError) { return .success(try await work(input)) } catch {
                            return .failure(error)
                        }
                    }
                    running += 1
                }
                guard running > 0, let result = await group.next() else { return Result<Void, MinioError>.success(()) }
                running -= 1
                try await deliver(result.get())
            }
        } catch {
            group.cancelAll()
            await group.waitForAll()
            return .failure(error)
        }
    }
    try outcome.get()
}

extension MinioError {
    /// What a call throws when its task is cancelled.
    static var cancelledTask: MinioError {
        MinioError(.cancelled, "the task was cancelled", cause: CancellationError())
    }
}
