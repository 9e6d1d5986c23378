// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

/// Signs requests with Signature Version 4, in the `Authorization` header or in the query.
///
/// [Header](https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html),
/// [query](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).
package struct SigV4Signer: Sendable {
    private let keys: SigningKeyCache

    package init(keys: SigningKeyCache = SigningKeyCache()) {
        self.keys = keys
    }

    /// What signed chunks go on from.
    package struct Seed: Sendable {
        package let signature: String
        package let scope: SigningScope
        package let key: SigningKey
    }

    /// Adds `x-amz-date`, `x-amz-content-sha256`, the session token if there is one, and `Authorization`.
    ///
    /// - Parameters:
    ///   - request: The request; its path is signed byte for byte, its query must already be in canonical order.
    ///   - credentials: Whose signature it is.
    ///   - scope: Date, region and service.
    ///   - payload: What the signature says of the body.
    /// - Returns: The signature, from which signed chunks go on.
    @discardableResult
    package func sign(
        _ request: inout HTTPRequest, credentials: Credentials, scope: SigningScope, payload: PayloadHash
    ) -> Seed {
        request.headerFields[.amzDate] = scope.timestamp
        request.headerFields[.amzContentSHA256] = payload.headerValue
        request.headerFields[.amzSecurityToken] = credentials.sessionToken
        let (path, query) = Self.split(request.path ?? "/")
        let canonical = CanonicalRequest(
            method: request.method.rawValue, path: path, query: query, headers: Self.signedFields(of: request),
            payloadHash: payload.headerValue)
        let key = self.keys.key(secretKey: credentials.secretKey, scope: scope)
        let signature = key.signature(of: Self.stringToSign(canonical, scope: scope))
        request.headerFields[.authorization] =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKey)/\(scope.credentialScope), "
            + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
        return Seed(signature: signature, scope: scope, key: key)
    }

    /// The query of a presigned request: what was asked for, and the signature's own parameters.
    ///
    /// Every header of the request is signed and must be sent with it; the body is not part of the signature.
    ///
    /// - Parameters:
    ///   - request: Method, host and the headers that the holder of the URL will send. Its query is not read.
    ///   - path: The path, encoded.
    ///   - query: The parameters asked for.
    ///   - credentials: Whose signature it is.
    ///   - scope: Date, region and service.
    ///   - expires: For how many seconds from the scope's date the URL holds.
    /// - Returns: The whole query, the signature at its end.
    package func presignedQuery(
        for request: HTTPRequest, path: String, query: QueryItems, credentials: Credentials, scope: SigningScope,
        expires: Int
    ) -> String {
        let fields = Self.fields(of: request) { _ in true }
        var query = query
        query.append("X-Amz-Algorithm", "AWS4-HMAC-SHA256")
        query.append("X-Amz-Credential", "\(credentials.accessKey)/\(scope.credentialScope)")
        query.append("X-Amz-Date", scope.timestamp)
        query.append("X-Amz-Expires", expires)
        query.append("X-Amz-Security-Token", credentials.sessionToken)
        query.append("X-Amz-SignedHeaders", Set(fields.map(\.name)).sorted().joined(separator: ";"))
        let unsigned = query.encoded
        let canonical = CanonicalRequest(
            method: request.method.rawValue, path: path, query: unsigned, headers: fields,
            payloadHash: PayloadHash.unsigned.headerValue)
        let key = self.keys.key(secretKey: credentials.secretKey, scope: scope)
        return "\(unsigned)&X-Amz-Signature=\(key.signature(of: Self.stringToSign(canonical, scope: scope)))"
    }

    package static func stringToSign(_ canonical: CanonicalRequest, scope: SigningScope) -> String {
        var text = "AWS4-HMAC-SHA256\n"
        text.reserveCapacity(192)
        text += scope.timestamp
        text += "\n"
        text += scope.credentialScope
        text += "\n"
        text += Digest.sha256Hex(canonical.text)
        return text
    }

    private static func signedFields(of request: HTTPRequest) -> [(name: String, value: String)] {
        Self.fields(of: request, where: CanonicalRequest.isSigned)
    }

    private static func fields(
        of request: HTTPRequest, where isIncluded: (HTTPField.Name) -> Bool
    ) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = [("host", request.authority ?? "")]
        fields.reserveCapacity(request.headerFields.count + 1)
        for field in request.headerFields where isIncluded(field.name) {
            fields.append((field.name.canonicalName, field.value))
        }
        return fields
    }

    private static func split(_ target: String) -> (path: String, query: String) {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (target, "") }
        return (String(target[..<mark]), String(target[target.utf8.index(after: mark)...]))
    }
}

/// What a signature says of a body: the value of `x-amz-content-sha256`.
package enum PayloadHash: Sendable, Equatable {
    /// The SHA-256 of the whole body, in hexadecimal.
    case digest(String)
    /// The body is not signed: TLS protects it.
    case unsigned
    /// Each chunk of the body is signed for itself.
    case signedChunks
    /// So is each chunk, and the trailer behind them.
    case signedChunksAndTrailer
    /// The body comes in chunks that are not signed, a trailer behind them.
    case unsignedWithTrailer

    package var headerValue: String {
        switch self {
        case .digest(let hex): hex
        case .unsigned: "UNSIGNED-PAYLOAD"
        case .signedChunks: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        case .signedChunksAndTrailer: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
        case .unsignedWithTrailer: "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
        }
    }
}
