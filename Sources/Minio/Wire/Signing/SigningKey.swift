// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Synchronization

/// The key that a day's signatures are made with, derived from the secret.
///
/// It never prints: `description` and mirrors show nothing of it.
package struct SigningKey: Sendable {
    private let key: SymmetricKey
    /// The key taken in: half of what the HMAC of a short text takes.
    private let begun: HMAC<SHA256>

    /// Derives the key: four HMACs, the reason for ``SigningKeyCache``.
    package init(secretKey: String, scope: SigningScope) {
        var key = SymmetricKey(data: Array("AWS4\(secretKey)".utf8))
        for step in [String(scope.day), scope.region, scope.service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(step.utf8), using: key))
        }
        self.key = key
        self.begun = HMAC<SHA256>(key: key)
    }

    /// The signature of a string to sign, in lower-case hexadecimal.
    package func signature(of stringToSign: String) -> String {
        var text = stringToSign
        var code = self.begun
        text.withUTF8 { code.update(data: UnsafeRawBufferPointer($0)) }
        return code.finalize().withUnsafeBytes { Hexadecimal.lower($0) }
    }

    /// Whether a signature is the right one, compared in constant time.
    package func isValid(_ signature: some StringProtocol, of stringToSign: String) -> Bool {
        guard let bytes = Hexadecimal.decode(signature) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(bytes, authenticating: Array(stringToSign.utf8), using: self.key)
    }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "SigningKey(redacted)" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// The signing keys in use: one per secret, day, region and service, so that a request costs one HMAC and not five.
package final class SigningKeyCache: Sendable {
    private struct Entry: Hashable {
        var secretKey: String
        var region: String
        var service: String

        /// By byte: to Swift's strings, a secret with `é` and one with `e` and an accent are the same.
        static func == (left: Entry, right: Entry) -> Bool {
            left.secretKey.utf8.elementsEqual(right.secretKey.utf8) && left.region.utf8.elementsEqual(right.region.utf8)
                && left.service.utf8.elementsEqual(right.service.utf8)
        }
    }

    private let keys = Mutex<[Entry: (day: Substring, key: SigningKey)]>([:])

    package init() {}

    /// The key for a scope, derived if this day's is not there yet. Yesterday's is replaced, so the cache cannot grow.
    package func key(secretKey: String, scope: SigningScope) -> SigningKey {
        let entry = Entry(secretKey: secretKey, region: scope.region, service: scope.service)
        if let known = self.keys.withLock({ $0[entry] }), known.day == scope.day { return known.key }
        let key = SigningKey(secretKey: secretKey, scope: scope)
        self.keys.withLock { keys in
            // Rotating credentials leave dead secrets behind; a few hundred keys are more than any client uses at once.
            if keys.count >= 256 { keys.removeAll() }
            keys[entry] = (scope.day, key)
        }
        return key
    }
}
