// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// The form of a request over which Signature Version 4 is computed.
///
/// [Signature Version 4](https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html). S3 differs
/// from every other service: the path is encoded once and never normalised.
package struct CanonicalRequest {
    /// The canonical text itself: never logged, it holds session tokens and customer keys.
    package let text: String
    /// `host;x-amz-date`: the names of the headers in it.
    package let signedHeaders: String

    /// - Parameters:
    ///   - method: The request's method.
    ///   - path: The path exactly as sent.
    ///   - query: The canonical query: encoded, sorted, every name with its `=`.
    ///   - headers: The headers to be signed, each name in lower case, with the value as sent.
    ///   - payloadHash: The value of `x-amz-content-sha256`.
    package init(
        method: String, path: String, query: String, headers: [(name: String, value: String)], payloadHash: String
    ) {
        let sorted = Self.merged(headers)
        // Piece by piece: of the whole call, HTTP aside, putting strings together is what takes longest.
        var names = ""
        names.reserveCapacity(128)
        var text = ""
        text.reserveCapacity(512 + path.utf8.count + query.utf8.count)
        for line in [method, path, query] {
            text += line
            text += "\n"
        }
        for header in sorted {
            if !names.isEmpty { names += ";" }
            names += header.name
            text += header.name
            text += ":"
            text += header.value
            text += "\n"
        }
        text += "\n"
        text += names
        text += "\n"
        text += payloadHash
        self.signedHeaders = names
        self.text = text
    }

    /// Sorts by name, joins the values of one name with commas, trims and collapses white space.
    private static func merged(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
        var merged: [(name: String, value: String)] = []
        merged.reserveCapacity(headers.count)
        // Each to its place behind those that are not greater: there are few of them. The order of equal names is that of the
        // request.
        for (name, value) in headers {
            var place = merged.count
            while place > 0, name.utf8.lexicographicallyPrecedes(merged[place - 1].name.utf8) { place -= 1 }
            let value = Self.collapsed(value)
            if place > 0, merged[place - 1].name == name {
                merged[place - 1].value += ",\(value)"
            } else {
                merged.insert((name, value), at: place)
            }
        }
        return merged
    }

    /// The value without white space at its ends and with single spaces inside, also between quotes.
    package static func collapsed(_ value: String) -> String {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        // As if a space stood before it.
        var (needsWork, previous) = (false, UInt8(ascii: " "))
        for byte in value.utf8 {
            if byte == UInt8(ascii: "\t") || (byte == UInt8(ascii: " ") && isBlank(previous)) { needsWork = true }
            previous = byte
        }
        if !needsWork && (value.isEmpty || !isBlank(previous)) { return value }
        return value.utf8.split(whereSeparator: isBlank).map { String(Substring($0)) }.joined(separator: " ")
    }

    /// The canonical form of a query that somebody else wrote: for checking a request, not for making one.
    ///
    /// - Parameters:
    ///   - rawQuery: The query as received, without its question mark.
    ///   - omitting: A name to leave out, as `X-Amz-Signature` is.
    /// - Returns: `nil` if the query has a broken escape.
    package static func canonicalQuery(_ rawQuery: some StringProtocol, omitting: String? = nil) -> String? {
        var items = QueryItems()
        for pair in rawQuery.split(separator: "&", omittingEmptySubsequences: true) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0], plusIsSpace: false),
                let value = PercentEncoding.decode(parts.count > 1 ? parts[1] : "", plusIsSpace: false)
            else { return nil }
            if name != omitting { items.append(name, value) }
        }
        return items.encoded
    }

    /// Whether a header takes part in the signature of the requests that we make.
    ///
    /// Everything that changes what S3 does is signed; what a proxy or the HTTP library may add or rewrite is not.
    static func isSigned(_ name: HTTPField.Name) -> Bool {
        let name = name.canonicalName
        return switch name {
        case "host", "content-type", "content-md5", "range", "date": true
        default: ["x-amz-", "x-minio-", "if-"].contains { name.utf8.starts(with: $0.utf8) }
        }
    }
}
