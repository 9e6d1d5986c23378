// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A request with its address, date and signature: one attempt's.
struct PreparedRequest {
    var head: HTTPRequest
    var body: RequestBody
}

/// What an attempt has taught about how the next one must be made.
struct Corrections {
    /// The region that the server named.
    var region: String?
    /// The region that the last attempt was signed for.
    var usedRegion = ""
    /// The time that the last attempt carried.
    var usedDate = Date(timeIntervalSince1970: 0)
    var hasCorrectedRegion = false
    var hasCorrectedClock = false
    var hasReconnected = false
    var hasRefreshedCredentials = false
    /// How the last attempt's body was protected.
    var usedProtection = BodyProtection.none
    /// Whether the server is not to be sent trailers.
    var omitsTrailers = false
    /// Whether the server is not to be sent checksums at all.
    var omitsChecksums = false
    /// Whether the server is not to be asked for checksums.
    var omitsChecksumQuestion = false
}

extension MinioClient {
    /// Gives a request its address, date and signature.
    func prepare(
        _ request: S3Request, call: CallRecord, corrections: inout Corrections
    ) async throws(MinioError) -> PreparedRequest {
        let credentials = try await self.currentCredentials()
        let region = try await self.region(for: request, isSigned: credentials != nil, corrected: corrections.region)
        corrections.usedRegion = region
        var query = request.query
        for parameter in self.configuration.extraQuery { query.append(parameter.name, parameter.value) }
        let address = try self.endpoint.address(
            bucket: request.bucket, key: request.key, query: query, region: region,
            style: self.style(of: request))
        var head = HTTPRequest(
            method: request.method, scheme: address.isSecure ? "https" : "http", authority: address.authority,
            path: address.target, headerFields: request.headers)
        if !self.configuration.extraHeaders.isEmpty {
            for field in self.configuration.extraHeaders { head.headerFields[field.name] = nil }
            head.headerFields.append(contentsOf: self.configuration.extraHeaders)
        }
        head.headerFields[.userAgent] = self.userAgent
        head.headerFields[.amzSDKInvocationID] = call.id
        head.headerFields[.amzSDKRequest] =
            "attempt=\(call.attempts); max=\(self.configuration.retry.maximumAttempts)"
        let date = self.memory.clockSkew.adjusted(self.configuration.clock.date())
        corrections.usedDate = date
        let protection = try await self.protect(&head, request, corrections: &corrections)
        guard let credentials else { return self.framed(head, body: request.body, protection, seed: nil) }
        let scope = SigningScope(date: date, region: region)
        return self.sign(head, body: request.body, protection, credentials: credentials, scope: scope)
    }

    private func style(of request: S3Request) -> AddressingStyle {
        var style = AddressingStyle()
        style.addressing = self.configuration.addressing
        style.useDualStack = self.configuration.usesDualStack
        style.useAccelerate = self.configuration.usesAcceleration
        style.isBucketCreation = request.isBucketCreation
        style.forcesPathStyle = request.forcesPathStyle
        return style
    }

    private func sign(
        _ head: HTTPRequest, body: RequestBody, _ protection: BodyProtection, credentials: Credentials,
        scope: SigningScope
    ) -> PreparedRequest {
        var head = head
        let isBodySigned: Bool =
            switch self.configuration.payloadSigning {
            case .automatic: head.scheme == "http"
            case .always: true
            case .never: false
            }
        if isBodySigned, case .bytes(let buffer) = body.content() {
            self.memory.signer.sign(
                &head, credentials: credentials, scope: scope, payload: .digest(Digest.sha256Hex(buffer)))
            return PreparedRequest(head: head, body: .bytes(buffer))
        }
        var payload = PayloadHash.unsigned
        if isBodySigned { payload = .signedChunks }
        if case .trailer = protection { payload = isBodySigned ? .signedChunksAndTrailer : .unsignedWithTrailer }
        self.announceChunks(&head, of: body, payload, protection)
        let seed = self.memory.signer.sign(&head, credentials: credentials, scope: scope, payload: payload)
        return self.framed(head, body: body, protection, seed: isBodySigned ? seed : nil)
    }

    /// What the head says of a body that is sent in chunks; nothing of another one.
    private func announceChunks(
        _ head: inout HTTPRequest, of body: RequestBody, _ payload: PayloadHash, _ protection: BodyProtection
    ) {
        guard payload != .unsigned else { return }
        let encoding = head.headerFields[.contentEncoding].map { "aws-chunked,\($0)" } ?? "aws-chunked"
        head.headerFields[.contentEncoding] = encoding
        head.headerFields[.amzDecodedContentLength] = String(body.length)
        if case .trailer(let checksum) = protection {
            head.headerFields[.amzTrailer] = checksum.algorithm.headerName.canonicalName
        }
    }

    /// The body in the chunks that were announced.
    private func framed(
        _ head: HTTPRequest, body: RequestBody, _ protection: BodyProtection, seed: SigV4Signer.Seed?
    ) -> PreparedRequest {
        var head = head
        let checksum: BodyChecksum? = if case .trailer(let trailer) = protection { trailer } else { nil }
        guard checksum != nil || seed != nil, case .stream = body.content() else {
            return PreparedRequest(head: head, body: body)
        }
        if head.headerFields[.amzContentSHA256] == nil {
            self.announceChunks(&head, of: body, .unsignedWithTrailer, protection)
            head.headerFields[.amzContentSHA256] = PayloadHash.unsignedWithTrailer.headerValue
        }
        let framing = ChunkFraming(isSigned: seed != nil, trailer: checksum?.algorithm)
        let chunks = RequestBody.stream(
            length: framing.encodedLength(of: body.length), isReplayable: body.isReplayable
        ) {
            let signer = seed.map { ChunkedPayloadSigner(seed: $0) }
            if case .stream(let contents as FileAccess.Contents) = body.content() {
                return ChunkedFile(contents: contents, signer: signer, checksum: checksum)
            }
            return ChunkedBody(body: body, signer: signer, checksum: checksum)
        }
        return PreparedRequest(head: head, body: chunks)
    }

    private func currentCredentials() async throws(MinioError) -> Credentials? {
        do {
            guard let credentials = try await self.credentials.credentials() else { return nil }
            guard !credentials.accessKey.isEmpty, !credentials.secretKey.isEmpty else {
                throw MinioError(
                    .credentials, "the access key or the secret key is empty; use .anonymous to send unsigned requests")
            }
            return credentials
        } catch let error as MinioError {
            throw error
        } catch is CancellationError {
            throw MinioError(.cancelled, "the task was cancelled", cause: CancellationError())
        } catch {
            throw MinioError(.credentials, "the provider could not get credentials", cause: error)
        }
    }

    private var userAgent: String {
        guard let application = self.configuration.application else { return Platform.userAgent }
        return "\(Platform.userAgent) \(application.name)/\(application.version)"
    }
}

/// What the `User-Agent` says of the machine.
enum Platform {
    /// The whole of it, where the program does not name itself.
    static let userAgent = "MinIO (\(system); \(architecture)) minio-swift/\(MinioClient.version)"

    #if os(Linux)
    static let system = "Linux"
    #elseif os(Android)
    static let system = "Android"
    #elseif os(Windows)
    static let system = "Windows"
    #else
    static let system = "Darwin"
    #endif

    #if arch(x86_64)
    static let architecture = "x86_64"
    #elseif arch(arm64)
    static let architecture = "arm64"
    #else
    static let architecture = "unknown"
    #endif
}
