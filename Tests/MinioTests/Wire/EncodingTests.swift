// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import NIOCore
import Testing

@Suite("Percent-encoding")
struct PercentEncodingTests {
    private static let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

    @Test("every ASCII character is itself or an escape, and comes back")
    func everyCharacter() {
        for value in UInt8(0)..<128 {
            let text = String(Unicode.Scalar(value))
            let escape = "%" + (value < 16 ? "0" : "") + String(value, radix: 16, uppercase: true)
            let stays = Self.unreserved.contains(text)
            #expect(PercentEncoding.query(text) == (stays ? text : escape))
            #expect(PercentEncoding.path(text) == (stays || text == "/" ? text : escape))
            #expect(PercentEncoding.decode(escape)?.bytes == text.bytes)
            #expect(PercentEncoding.decode(PercentEncoding.query(text))?.bytes == text.bytes)
        }
    }

    @Test("every byte above ASCII is an escape, as a part of some character")
    func everyByte() {
        var seen: Set<String> = []
        for value in stride(from: UInt32(0x80), to: 0x11_0000, by: 61) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = "a\(scalar)"
            let encoded = PercentEncoding.path(text)
            let expected = text.utf8.dropFirst().map { "%\(String($0, radix: 16, uppercase: true))" }
            #expect(encoded == "a\(expected.joined())")
            #expect(PercentEncoding.decode(encoded)?.bytes == text.bytes)
            seen.formUnion(expected)
        }
        // UTF-8 has no C0, C1 and nothing above F4.
        #expect(seen.count == 128 - 2 - 11)
    }

    @Test(
        "what is written is the same bytes and nothing else",
        arguments: [
            ("", ""), ("a b+c", "a%20b%2Bc"), ("%2F", "%252F"), ("a//b/../c/.", "a//b/../c/."), ("\u{E9}", "%C3%A9"),
            ("e\u{301}", "e%CC%81"), ("👩‍👩‍👧", "%F0%9F%91%A9%E2%80%8D%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7"),
            ("\r\n", "%0D%0A"),
            ("*'()!$&,;=:@[]", "%2A%27%28%29%21%24%26%2C%3B%3D%3A%40%5B%5D"),
        ])
    func paths(text: String, encoded: String) {
        #expect(PercentEncoding.path(text) == encoded)
    }

    @Test("a plus is a space only where it stands for one")
    func pluses() {
        #expect(PercentEncoding.decode("a+b%2B") == "a+b+")
        #expect(PercentEncoding.decode("a+b%2B", plusIsSpace: true) == "a b+")
        #expect(PercentEncoding.decode("%c3%A9")?.bytes == "\u{E9}".bytes)
        #expect(PercentEncoding.decode("ü%20/?#")?.bytes == "ü /?#".bytes)
    }

    @Test(
        "broken escapes and broken UTF-8 are refused",
        arguments: ["%", "a%", "%2", "%2x", "%x2", "%%20", "% 0", "%+1", "%FF", "%C3", "%C0%80", "%ED%A0%80", "%C3%"])
    func refuses(text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }
}

@Suite("Base 64 and hexadecimal")
struct BaseTests {
    /// RFC 4648, section 10, and the digits beyond letters.
    @Test(
        "the RFC's vectors",
        arguments: [
            ("", "", ""), ("f", "Zg==", "66"), ("fo", "Zm8=", "666f"), ("foo", "Zm9v", "666f6f"),
            ("foob", "Zm9vYg==", "666f6f62"), ("fooba", "Zm9vYmE=", "666f6f6261"),
            ("foobar", "Zm9vYmFy", "666f6f626172"),
            ("~~>?", "fn4+Pw==", "7e7e3e3f"),
        ])
    func vectors(text: String, base64: String, hexadecimal: String) {
        #expect(Base64.encode(text.bytes) == base64)
        #expect(Base64.decode(base64) == text.bytes)
        #expect(Hexadecimal.lower(text.bytes) == hexadecimal)
        #expect(Hexadecimal.decode(hexadecimal) == text.bytes)
        #expect(Hexadecimal.decode(hexadecimal.uppercased()) == text.bytes)
    }

    @Test("random bytes come back")
    func roundTrips() {
        var generator = SplitMix64(seed: 4)
        for length in 0..<300 {
            let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Hexadecimal.decode(Hexadecimal.lower(bytes)) == bytes)
        }
    }

    @Test(
        "what is not base 64 is refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zg===", "=", "==", "====", "Z===", "=Zg=", "Zg=a", "Zm9v=", "Zm 9", "Zm9v\n",
            "Zm9-", "Zm9_",
            "Zh==", "Zm9=", "Zg==Zg==", "é===",
        ])
    func refusesBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("what is not hexadecimal is refused", arguments: ["0", "000", "0g", "g0", " 00", "0x00", "００", "+1", "-1"])
    func refusesHexadecimal(text: String) {
        #expect(Hexadecimal.decode(text) == nil)
    }

    /// FIPS 180-2 and RFC 1321.
    @Test("digests")
    func digests() {
        #expect(Digest.sha256Hex("") == Digest.sha256OfNothing)
        #expect(Digest.sha256Hex(ByteBuffer()) == Digest.sha256OfNothing)
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Digest.sha256Hex("abc") == abc)
        var buffer = ByteBuffer(string: "xabc")
        buffer.moveReaderIndex(forwardBy: 1)
        #expect(Digest.sha256Hex(buffer) == abc)
        #expect(Digest.md5Hex(buffer) == "900150983cd24fb0d6963f7d28e17f72")
        #expect(Digest.md5Base64(buffer) == "kAFQmDzST7DWlj99KOF/cg==")
        #expect(Digest.md5Base64(Array("abc".utf8)) == "kAFQmDzST7DWlj99KOF/cg==")
    }
}

@Suite("Query items")
struct QueryItemsTests {
    @Test("sorted by encoded name, then by encoded value, in the order of bytes")
    func sorts() {
        var items = QueryItems()
        #expect(items.isEmpty)
        #expect(items.encoded.isEmpty)
        items.append("b", "2")
        items.append("b", "10")
        items.append("a-b", 7)
        items.append("a b", "x y")
        items.append("a", "=&+/~")
        items.append("\u{E9}", "\u{1F5FF}")
        items.append("B", "")
        items.append(flag: "uploads")
        items.append("absent", nil as String?)
        items.append("absent", nil as Int?)
        var more = QueryItems()
        more.append("~", "1")
        more.append("b", "1")
        items.append(contentsOf: more)
        #expect(
            items.encoded == "%C3%A9=%F0%9F%97%BF&B=&a=%3D%26%2B%2F~&a%20b=x%20y&a-b=7&b=1&b=10&b=2&uploads=&~=1")
        #expect(!items.isEmpty)
        #expect(CanonicalRequest.canonicalQuery(items.encoded) == items.encoded)
    }

    @Test(
        "a query that somebody else wrote",
        arguments: [
            ("uploads", "uploads="), ("b=1&a=2", "a=2&b=1"), ("a=b=c", "a=b%3Dc"), ("&&a&", "a="), ("=", "="), ("", ""),
            ("a=%7e%2f", "a=~%2F"), ("a=+", "a=%2B"), ("X=1&s=2&x=3", "X=1&x=3"),
        ])
    func canonicalises(query: String, canonical: String) {
        #expect(CanonicalRequest.canonicalQuery(query, omitting: "s") == canonical)
    }

    @Test("a broken query has no canonical form", arguments: ["a=%", "%zz=1", "a=%FF"])
    func refuses(query: String) {
        #expect(CanonicalRequest.canonicalQuery(query) == nil)
    }

    @Test("equal by their encoded items, in order")
    func compares() {
        var left = QueryItems()
        left.append("k", "\u{E9}")
        var right = QueryItems()
        right.append("k", "e\u{301}")
        #expect(left != right)
        #expect(left != QueryItems())
        #expect(left == left)
    }
}
