// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio

/// How an object is said to be encrypted; the bytes in memory are not.
enum StoredEncryption: Sendable, Equatable {
    case none
    /// SSE-S3.
    case managed
    /// SSE-KMS: `aws:kms` or `aws:kms:dsse`.
    case kms(algorithm: String, keyID: String, context: String?, usesBucketKey: Bool)
    /// SSE-C: of the key only its digest is kept.
    case customer(keyMD5: String)

    /// Whether the ETag is the MD5 of the content.
    var keepsMD5: Bool {
        switch self {
        case .none, .managed: true
        case .kms, .customer: false
        }
    }

    /// What a write asks for.
    init(writing call: Call) throws(Refusal) {
        let customer = try Self.customerKey(call, prefix: "")
        let keyID = call.headers[Self.kmsKeyName]
        let context = call.headers[Self.contextName]
        let usesBucketKey = call.headers[Self.bucketKeyName]?.lowercased() == "true"
        switch call.headers[.amzServerSideEncryption] {
        case nil:
            guard keyID == nil, context == nil else {
                throw .invalidArgument("x-amz-server-side-encryption is needed with a key id or a context.")
            }
            self = customer.map { .customer(keyMD5: $0) } ?? .none
        case "AES256":
            guard customer == nil, keyID == nil else {
                throw Self.contradiction
            }
            self = .managed
        case .some(let algorithm) where algorithm == "aws:kms" || algorithm == "aws:kms:dsse":
            guard customer == nil else {
                throw Self.contradiction
            }
            if let context { try Self.checkContext(context) }
            self = .kms(
                algorithm: algorithm, keyID: keyID ?? Self.defaultKeyID(call), context: context,
                usesBucketKey: usesBucketKey)
        case .some(let algorithm):
            throw Refusal(
                400, "InvalidEncryptionAlgorithmError",
                "The encryption request you specified is not valid; it may be AES256, aws:kms or aws:kms:dsse."
            ).detail("EncryptionMethod", algorithm)
        }
    }

    /// What every answer about the object says.
    ///
    /// - Parameters:
    ///   - headers: The headers of the answer.
    ///   - isWrite: Whether the context is told, which only the writer gets to see.
    func echo(into headers: inout HTTPFields, isWrite: Bool) {
        switch self {
        case .none: break
        case .managed: headers[.amzServerSideEncryption] = "AES256"
        case .kms(let algorithm, let keyID, let context, let usesBucketKey):
            headers[.amzServerSideEncryption] = algorithm
            headers[Self.kmsKeyName] = keyID
            if isWrite { headers[Self.contextName] = context }
            if usesBucketKey { headers[Self.bucketKeyName] = "true" }
        case .customer(let keyMD5):
            headers[Self.customerAlgorithmName] = "AES256"
            headers[Self.customerKeyMD5Name] = keyMD5
        }
    }

    /// Checks that a reader has the key, and sends none where none is needed.
    ///
    /// - Parameters:
    ///   - call: The request, whose headers hold the key.
    ///   - prefix: `copy-source-` for the source of a copy.
    /// - Throws: S3's refusal.
    func checkRead(_ call: Call, prefix: String = "") throws(Refusal) {
        if prefix.isEmpty, call.headers[.amzServerSideEncryption] != nil || call.headers[Self.kmsKeyName] != nil {
            throw .invalidArgument(
                "x-amz-server-side-encryption header is not supported for this operation.",
                name: "x-amz-server-side-encryption")
        }
        let sent = try Self.customerKey(call, prefix: prefix)
        switch (self, sent) {
        case (.customer(let keyMD5), .some(let sent)):
            guard keyMD5 == sent else { throw .accessDenied() }
        case (.customer, nil):
            throw .invalidRequest(
                "The object was stored using a form of Server Side Encryption. The correct parameters must be provided "
                    + "to retrieve the object.")
        case (_, .some):
            throw .invalidRequest("The encryption parameters are not applicable to this object.")
        case (_, nil): break
        }
    }

    /// Checks that a part comes with the key that the upload was begun with.
    func checkPart(_ call: Call) throws(Refusal) {
        let sent = try Self.customerKey(call, prefix: "")
        let expected: String? = if case .customer(let keyMD5) = self { keyMD5 } else { nil }
        guard sent == expected else {
            throw .invalidRequest(
                "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate "
                    + "encryption parameters.")
        }
    }

    /// Reads the three headers of a customer key.
    ///
    /// - Returns: The MD5 of the key in base 64; `nil` if no key was sent.
    private static func customerKey(_ call: Call, prefix: String) throws(Refusal) -> String? {
        let start = "x-amz-\(prefix)server-side-encryption-customer-"
        let algorithm = call.header("\(start)algorithm")
        let key = call.header("\(start)key")
        let keyMD5 = call.header("\(start)key-md5")
        if algorithm == nil && key == nil && keyMD5 == nil { return nil }
        guard let algorithm else {
            throw .invalidArgument(
                "Requests specifying Server Side Encryption with Customer provided keys must provide a valid "
                    + "encryption algorithm.", name: "\(start)algorithm")
        }
        guard algorithm == "AES256" else {
            throw Refusal(
                400, "InvalidEncryptionAlgorithmError",
                "The encryption request you specified is not valid. The valid value is AES256.")
        }
        guard let key, let keyMD5 else {
            throw .invalidArgument(
                "Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate "
                    + "secret key.", name: "\(start)key")
        }
        guard let bytes = Base64.decode(key), bytes.count == 32 else {
            throw .invalidArgument("The secret key was invalid for the specified algorithm.", name: "\(start)key")
        }
        guard keyMD5 == Digest.md5Base64(bytes) else {
            throw .invalidArgument(
                "The calculated MD5 hash of the key did not match the hash that was provided.",
                name: "\(start)key-md5")
        }
        return keyMD5
    }

    private static func checkContext(_ context: String) throws(Refusal) {
        let text = Base64.decode(context).flatMap { String(validating: $0, as: UTF8.self) }?.trimmingXMLSpace
        guard let text, text.hasPrefix("{"), text.hasSuffix("}") else {
            throw .invalidArgument(
                "The header '\(Self.contextName)' shall be Base64-encoded UTF-8 string holding JSON.")
        }
    }

    private static func defaultKeyID(_ call: Call) -> String {
        "arn:aws:kms:\(call.configuration.region):000000000000:key/minio-testing"
    }

    private static let contradiction = Refusal.invalidArgument(
        "Server Side Encryption with one kind of key was asked for together with another.")

    private static let kmsKeyName = HTTPField.Name.constant("x-amz-server-side-encryption-aws-kms-key-id")
    private static let contextName = HTTPField.Name.constant("x-amz-server-side-encryption-context")
    private static let bucketKeyName = HTTPField.Name.constant("x-amz-server-side-encryption-bucket-key-enabled")
    private static let customerAlgorithmName = HTTPField.Name.constant(
        "x-amz-server-side-encryption-customer-algorithm")
    private static let customerKeyMD5Name = HTTPField.Name.constant("x-amz-server-side-encryption-customer-key-md5")
}
