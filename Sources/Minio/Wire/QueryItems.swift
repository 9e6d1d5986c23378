// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// A query string under construction: encoded once, sorted as the signature wants it.
///
/// What ``encoded`` writes is both what goes on the wire and the canonical query, so the two cannot differ.
package struct QueryItems: Sendable, Equatable {
    /// Encoded names and values, in the order in which they were added.
    private(set) var items: [(name: String, value: String)] = []

    package init() {}

    package var isEmpty: Bool { self.items.isEmpty }

    /// Adds a parameter; a value of `nil` adds nothing, an empty one is written `name=`.
    package mutating func append(_ name: String, _ value: String?) {
        guard let value else { return }
        self.items.append((PercentEncoding.query(name), PercentEncoding.query(value)))
    }

    /// Adds a parameter with a number; `nil` adds nothing.
    package mutating func append(_ name: String, _ value: Int?) {
        self.append(name, value.map { String($0) })
    }

    /// Adds a parameter without a value, as S3's sub-resources are: `?uploads=`.
    package mutating func append(flag name: String) {
        self.append(name, "")
    }

    package mutating func append(contentsOf other: QueryItems) {
        self.items.append(contentsOf: other.items)
    }

    /// `name=value&…` sorted by encoded name, then by encoded value; empty if there are no parameters.
    package var encoded: String {
        if self.items.isEmpty { return "" }
        return self.items
            .sorted { $0.name == $1.name ? Self.precedes($0.value, $1.value) : Self.precedes($0.name, $1.name) }
            .map { "\($0.name)=\($0.value)" }
            .joined(separator: "&")
    }

    /// Encoded text is ASCII, but Swift orders strings by Unicode's rules; the signature's order is by byte.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    package static func == (left: QueryItems, right: QueryItems) -> Bool {
        left.items.elementsEqual(right.items) { $0.name == $1.name && $0.value == $1.value }
    }
}
