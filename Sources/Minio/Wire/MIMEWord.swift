// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// RFC 2047's encoded words, in which S3 hands back metadata that is not ASCII.
enum MIMEWord {
    /// A text as encoded words of at most 75 characters, cut between characters.
    static func encode(_ text: String) -> String {
        var words: [String] = []
        var bytes: [UInt8] = []
        func close() {
            if !bytes.isEmpty { words.append("=?UTF-8?B?\(Base64.encode(bytes))?=") }
            bytes.removeAll()
        }
        for scalar in text.unicodeScalars {
            let encoded = Array(String(scalar).utf8)
            if bytes.count + encoded.count > 45 { close() }
            bytes.append(contentsOf: encoded)
        }
        close()
        return words.joined(separator: " ")
    }

    /// A text with its encoded words decoded; what is not one, or not UTF-8 or Latin-1, stays as it is.
    static func decode(_ text: String) -> String {
        guard text.contains("=?") else { return text }
        var output = ""
        var rest = Substring(text)
        var followsWord = false
        while let start = rest.firstRange(of: "=?") {
            let before = rest[..<start.lowerBound]
            guard let (word, end) = Self.word(rest[start.lowerBound...]) else {
                output += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
                followsWord = false
                continue
            }
            // White space between two words belongs to neither.
            if !(followsWord && before.allSatisfy({ $0 == " " || $0 == "\t" })) { output += before }
            output += word
            rest = rest[end...]
            followsWord = true
        }
        return output + rest
    }

    /// `=?charset?B or Q?text?=` at the front of a text.
    private static func word(_ text: Substring) -> (String, Substring.Index)? {
        let parts = text.dropFirst(2).split(separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[3].first == "=" else { return nil }
        let bytes: [UInt8]?
        switch parts[1].lowercased() {
        case "b": bytes = Base64.decode(parts[2])
        case "q": bytes = Self.quoted(parts[2])
        default: bytes = nil
        }
        guard let bytes else { return nil }
        let decoded: String?
        switch parts[0].lowercased() {
        case "utf-8", "us-ascii": decoded = String(validating: bytes, as: UTF8.self)
        case "iso-8859-1": decoded = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        default: decoded = nil
        }
        return decoded.map { ($0, parts[3].index(after: parts[3].startIndex)) }
    }

    private static func quoted(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "_"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "="):
                guard let high = iterator.next().flatMap(Hexadecimal.value(of:)),
                    let low = iterator.next().flatMap(Hexadecimal.value(of:))
                else { return nil }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
