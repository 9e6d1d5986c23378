// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How a server is to encrypt an object that it stores.
///
/// [Server-side encryption](https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html)
public enum ServerSideEncryption: Sendable, Hashable {
    /// SSE-S3: with keys that the server manages.
    case s3
    /// SSE-KMS: with a key of a key management service; `nil` for its default key. The context is bound to the ciphertext.
    case kms(keyID: String? = nil, context: [String: String] = [:], usesBucketKey: Bool? = nil)
    /// DSSE-KMS: twice, with a key of a key management service. AWS only.
    case dualLayerKMS(keyID: String? = nil, context: [String: String] = [:])
    /// SSE-C: with a key that is sent along and that the server forgets. Needed again for every read.
    case customerKey(CustomerKey)

    /// The customer key, if it is one.
    var customerKey: CustomerKey? {
        if case .customerKey(let key) = self { key } else { nil }
    }
}

/// A key of 32 bytes that encrypts an object on a server which does not keep it.
///
/// Whoever loses it loses the object. It is never printed, and only sent over TLS unless
/// ``MinioConfiguration/allowsCustomerKeysOverPlainHTTP`` says otherwise.
public struct CustomerKey: Sendable, Hashable {
    private let bytes: [UInt8]

    /// A key from its bytes.
    ///
    /// - Throws: ``MinioError/Code/invalidArgument`` if there are not 32 of them.
    public init(_ bytes: some Sequence<UInt8>) throws(MinioError) {
        self.bytes = Array(bytes)
        guard self.bytes.count == 32 else {
            throw MinioError(.invalidArgument, "a customer key has 32 bytes, not \(self.bytes.count)")
        }
    }

    /// A new key from the system's generator; keep ``base64``, or the object is lost.
    public static func random() -> CustomerKey {
        var generator = SystemRandomNumberGenerator()
        return CustomerKey(unchecked: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// The key in base 64: the secret itself, to be kept where secrets are kept.
    public var base64: String { Base64.encode(self.bytes) }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// Which headers the key goes into.
    enum Role {
        case object
        case copySource

        fileprivate var prefix: String {
            switch self {
            case .object: "x-amz-server-side-encryption-customer-"
            case .copySource: "x-amz-copy-source-server-side-encryption-customer-"
            }
        }
    }

    fileprivate func headers(_ role: Role) -> [(String, String)] {
        [
            (role.prefix + "algorithm", "AES256"), (role.prefix + "key", self.base64),
            (role.prefix + "key-md5", Digest.md5Base64(self.bytes)),
        ]
    }
}

extension CustomerKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A line for people; nothing secret is in it.
    public var description: String { "CustomerKey(redacted)" }
    /// The same as the description.
    public var debugDescription: String { self.description }
    /// What a dump shows: nothing secret.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension S3Request {
    /// Asks for encryption of what is written.
    mutating func set(_ encryption: ServerSideEncryption?) throws(MinioError) {
        switch encryption {
        case nil: break
        case .s3: self.headers[.amzServerSideEncryption] = "AES256"
        case .kms(let keyID, let context, let usesBucketKey):
            self.headers[.amzServerSideEncryption] = "aws:kms"
            try self.set(keyID: keyID, context: context)
            if let usesBucketKey {
                self.headers[.amzServerSideEncryptionBucketKeyEnabled] = usesBucketKey ? "true" : "false"
            }
        case .dualLayerKMS(let keyID, let context):
            self.headers[.amzServerSideEncryption] = "aws:kms:dsse"
            try self.set(keyID: keyID, context: context)
        case .customerKey(let key): self.set(key)
        }
    }

    /// Sends a customer key; `nil` sends none.
    mutating func set(_ key: CustomerKey?, as role: CustomerKey.Role = .object) {
        guard let key else { return }
        for (name, value) in key.headers(role) {
            if let name = HTTPField.Name(name) { self.headers[name] = value }
        }
        self.carriesCustomerKey = true
    }

    private mutating func set(keyID: String?, context: [String: String]) throws(MinioError) {
        try self.set(.amzServerSideEncryptionKMSKeyID, keyID)
        guard !context.isEmpty else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(context) else {
            throw MinioError(.invalidArgument, "the encryption context cannot be written as JSON")
        }
        self.headers[.amzServerSideEncryptionContext] = Base64.encode(Array(json))
    }
}
