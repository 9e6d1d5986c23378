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
        self.signedHeaders = sorted.map(\.name).joined(separator: ";")
        var text = ""
        text.reserveCapacity(256 + path.utf8.count + query.utf8.count)
        text += "\(method)\n\(path)\n\(query)\n"
        for header in sorted { text += "\(header.name):\(header.value)\n" }
        text += "\n\(self.signedHeaders)\n\(payloadHash)"
        self.text = text
    }

    /// Sorts by name, joins the values of one name with commas, trims and collapses white space.
    private static func merged(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
        var merged: [(name: String, value: String)] = []
        merged.reserveCapacity(headers.count)
        // The order of equal names is that of the request, which a plain sort would not promise.
        let order = headers.indices.sorted {
            headers[$0].name == headers[$1].name
                ? $0 < $1 : headers[$0].name.utf8.lexicographicallyPrecedes(headers[$1].name.utf8)
        }
        for index in order {
            let value = Self.collapsed(headers[index].value)
            if let last = merged.indices.last, merged[last].name == headers[index].name {
                merged[last].value += ",\(value)"
            } else {
                merged.append((headers[index].name, value))
            }
        }
        return merged
    }

    /// The value without white space at its ends and with single spaces inside, also between quotes.
    package static func collapsed(_ value: String) -> String {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var previous: UInt8?
        let needsWork = value.utf8.contains { byte in
            defer { previous = byte }
            return byte == UInt8(ascii: "\t") || (byte == UInt8(ascii: " ") && previous.map(isBlank) ?? true)
        }
        if !needsWork && value.utf8.last.map(isBlank) != true { return value }
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
        default: name.hasPrefix("x-amz-") || name.hasPrefix("x-minio-") || name.hasPrefix("if-")
        }
    }
}
