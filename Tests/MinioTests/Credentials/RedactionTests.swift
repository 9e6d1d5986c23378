// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import Testing

/// Everything that holds a secret, printed in every way that Swift has.
@Suite("Secrets are not printed")
struct RedactionTests {
    private static let secret = "hunter2-secret"
    private static let token = "hunter2-token"
    private static let credentials = Credentials(
        accessKey: "AKIAEXAMPLE", secretKey: Self.secret, sessionToken: Self.token)

    /// `description`, `debugDescription`, `dump` and mirrors, alone and inside of other values.
    private static func printed<Value>(_ value: Value) -> String {
        var text = "\(value) \(String(reflecting: value)) \(String(describing: Optional(value)))"
        text += " \([value]) \(["k": value])"
        dump(value, to: &text)
        dump([value], to: &text)
        Self.walk(Mirror(reflecting: value), depth: 0, into: &text)
        return text
    }

    private static func walk(_ mirror: Mirror, depth: Int, into text: inout String) {
        guard depth < 8 else { return }
        for child in mirror.children {
            text += " \(child.label ?? "") \(child.value)"
            Self.walk(Mirror(reflecting: child.value), depth: depth + 1, into: &text)
        }
    }

    @Test("credentials")
    func credentials() {
        let text = Self.printed(Self.credentials)
        #expect(text.contains("AKIAEXAMPLE"))
        #expect(!text.contains("hunter2"))
        #expect(!Self.printed(Credentials(accessKey: "a", secretKey: Self.secret)).contains("hunter2"))
        #expect(Self.credentials.description.contains("sessionToken: redacted"))
    }

    @Test("providers of fixed credentials")
    func providers() {
        let provider: StaticCredentials = .static(
            accessKey: "AKIAEXAMPLE", secretKey: Self.secret, sessionToken: Self.token)
        #expect(!Self.printed(provider).contains("hunter2"))
    }

    @Test("signing keys, their cache, and what goes on from a signature")
    func signingKeys() {
        let scope = SigningScope(timestamp: "20130524T000000Z", region: "us-east-1")
        let key = SigningKey(secretKey: Self.secret, scope: scope)
        #expect(Self.printed(key).contains("redacted"))
        #expect(Mirror(reflecting: key).children.isEmpty)
        let cache = SigningKeyCache()
        _ = cache.key(secretKey: Self.secret, scope: scope)
        #expect(!Self.printed(cache).contains("hunter2"))
        var request = HTTPRequest(method: .get, scheme: "https", authority: "h", path: "/")
        let signer = SigV4Signer(keys: cache)
        let seed = signer.sign(&request, credentials: Self.credentials, scope: scope, payload: .unsigned)
        for text in [Self.printed(signer), Self.printed(seed), Self.printed(ChunkedPayloadSigner(seed: seed))] {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("SymmetricKey"))
        }
    }
}
