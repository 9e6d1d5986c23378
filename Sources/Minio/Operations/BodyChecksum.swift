// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Logging
import NIOCore
import Synchronization

/// The checksum that a request's body carries, and where what was computed of it is left.
final class BodyChecksum: Sendable {
    let algorithm: ChecksumAlgorithm
    /// Whether the caller asked for it in so many words: then it is not left out where a server refuses it.
    let isRequired: Bool
    private let computed = Mutex<Checksum?>(nil)

    init(_ algorithm: ChecksumAlgorithm, isRequired: Bool = false) {
        self.algorithm = algorithm
        self.isRequired = isRequired
    }

    /// The checksum of the body as it was last sent whole.
    var value: Checksum? { self.computed.withLock { $0 } }

    func set(_ checksum: Checksum?) { self.computed.withLock { $0 = checksum } }
}

/// How a request's body, or its answer's, is protected beyond the signature.
enum BodyProtection: Sendable {
    case none
    /// The answer is to name the object's checksums.
    case answer
    /// In a header, known before the first byte.
    case header
    /// Behind the body, computed while it is sent.
    case trailer(BodyChecksum)
}

/// What a server has refused to understand; not tried again with it.
final class ChecksumSupport: Sendable {
    private struct State: Equatable {
        var refusesTrailers = false
        var refusesChecksums = false
        var refusesQuestion = false
    }

    private let state = Mutex(State())

    var refusesTrailers: Bool { self.state.withLock { $0.refusesTrailers } }
    var refusesChecksums: Bool { self.state.withLock { $0.refusesChecksums } }
    /// Whether it refuses to be asked for an object's checksums.
    var refusesQuestion: Bool { self.state.withLock { $0.refusesQuestion } }

    /// Remembers that a request succeeded once it was made without.
    func learn(from corrections: Corrections) {
        let (old, new) = self.state.withLock { state in
            let old = state
            state.refusesTrailers = state.refusesTrailers || corrections.omitsTrailers
            state.refusesChecksums = state.refusesChecksums || corrections.omitsChecksums
            state.refusesQuestion = state.refusesQuestion || corrections.omitsChecksumQuestion
            return (old, state)
        }
        guard old != new else { return }
        Logger.current.info(
            "The server does not understand checksums as they were sent; they are sent otherwise from now on",
            metadata: [
                "s3.trailers": "\(!new.refusesTrailers)", "s3.checksums": "\(!new.refusesChecksums)",
                "s3.checksum_mode": "\(!new.refusesQuestion)",
            ])
    }
}

extension MinioClient {
    /// Adds to a request what lets the server see that its body arrived undamaged.
    ///
    /// - Returns: What was chosen: a trailer is still to be written.
    func protect(
        _ head: inout HTTPRequest, _ request: S3Request, corrections: inout Corrections
    ) async throws(MinioError) -> BodyProtection {
        if request.needsContentMD5 { head.headerFields[.contentMD5] = try await request.body.md5().map(Base64.encode) }
        corrections.usedProtection = .none
        let support = self.memory.checksums
        if request.asksForChecksums, !corrections.omitsChecksumQuestion, !support.refusesQuestion {
            head.headerFields[.amzChecksumMode] = "ENABLED"
            corrections.usedProtection = .answer
        }
        guard let checksum = request.checksum else { return .none }
        checksum.set(nil)
        if corrections.omitsChecksums || (support.refusesChecksums && !checksum.isRequired) { return .none }
        head.headerFields[.amzSDKChecksumAlgorithm] = checksum.algorithm.rawValue
        let omitsTrailers = corrections.omitsTrailers || support.refusesTrailers
        if case .stream = request.body.content(), !omitsTrailers || !request.body.isReplayable {
            corrections.usedProtection = .trailer(checksum)
        } else {
            let value = try await request.body.checksum(checksum.algorithm)
            checksum.set(value)
            head.headerFields[checksum.algorithm.headerName] = value.headerValue
            corrections.usedProtection = .header
        }
        return corrections.usedProtection
    }

    /// Tries without what the server may not understand: trailers first, then checksums altogether.
    func correctChecksums(_ corrections: inout Corrections, after failure: AttemptFailure, _ request: S3Request) -> Bool
    {
        // The last is an answer without a document: a server that takes the trailer for a part of the body may know no better.
        let isRefusal =
            failure.error.status == .notImplemented
            || ["NotImplemented", "InvalidArgument", "MissingContentLength", "XAmzContentSHA256Mismatch", "BadRequest"]
                .contains(failure.error.code.rawValue)
        guard isRefusal, request.body.isReplayable else { return false }
        switch corrections.usedProtection {
        case .none: return false
        case .answer:
            guard failure.error.status == .notImplemented else { return false }
            corrections.omitsChecksumQuestion = true
            return true
        case .trailer:
            corrections.omitsTrailers = true
            return true
        case .header:
            guard request.checksum?.isRequired == false else { return false }
            corrections.omitsChecksums = true
            return true
        }
    }

    /// Keeps for later calls what helped this one.
    func learnChecksums(from corrections: Corrections) {
        guard corrections.omitsTrailers || corrections.omitsChecksums || corrections.omitsChecksumQuestion else {
            return
        }
        self.memory.checksums.learn(from: corrections)
    }
}

extension RequestBody {
    /// The checksum of the content, read for it.
    func checksum(_ algorithm: ChecksumAlgorithm) async throws(MinioError) -> Checksum {
        var hasher = ChecksumHasher(algorithm)
        try await self.read { hasher.update($0) }
        return hasher.finalize()
    }

    /// The MD5 of the content, read for it; `nil` if the content can be read only once.
    fileprivate func md5() async throws(MinioError) -> [UInt8]? {
        guard self.isReplayable else { return nil }
        var hasher = Digest.MD5Hasher()
        try await self.read { hasher.update($0) }
        return hasher.finalize()
    }

    private func read(_ use: (ByteBuffer) -> Void) async throws(MinioError) {
        switch self.content() {
        case .bytes(let buffer): use(buffer)
        case .stream(let sequence):
            var iterator = sequence.makeAsyncIterator()
            do {
                while let buffer = try await iterator.next(isolation: #isolation) { use(buffer) }
            } catch let error as MinioError {
                throw error
            } catch {
                throw MinioError(.sourceFailed, "the source could not be read", cause: error)
            }
        }
    }
}
