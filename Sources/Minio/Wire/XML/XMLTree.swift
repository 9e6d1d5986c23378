// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// One element of an XML document: its local name, its text, its children.
///
/// S3's documents are small trees without mixed content, so one value serves for reading and for writing. Namespaces
/// and prefixes are dropped on reading, because servers disagree about them.
package struct XMLTree: Sendable, Equatable {
    /// The local name: `Key` of `<s3:Key>`.
    package var name: String
    /// The character data directly inside the element, untrimmed: a key may begin with a space.
    package var text: String
    /// The attributes, with their prefixes, in document order.
    package var attributes: [Attribute]
    /// The child elements, in document order.
    package var children: [XMLTree]

    /// One attribute of an element.
    package struct Attribute: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(_ name: String, attributes: [Attribute] = [], text: String = "", children: [XMLTree] = []) {
        self.name = name
        self.text = text
        self.attributes = attributes
        self.children = children
    }

    /// The first child of a name; `nil` if there is none.
    package func child(_ name: String) -> XMLTree? {
        for index in self.children.indices where self.children[index].name == name { return self.children[index] }
        return nil
    }

    /// All children of a name, in document order.
    package func children(_ name: String) -> some Sequence<XMLTree> {
        self.children.lazy.filter { $0.name == name }
    }

    /// The text of the first child of a name; `nil` if there is none. An element without content gives `""`.
    package subscript(_ name: String) -> String? {
        // Without making a copy of the child.
        for index in self.children.indices where self.children[index].name == name { return self.children[index].text }
        return nil
    }

    /// The text of a child that has to be there.
    package func require(_ name: String) throws(MinioError) -> String {
        guard let text = self[name] else {
            throw MinioError(.malformedResponse, "<\(self.name)> has no <\(name)>")
        }
        return text
    }

    /// A child's text as a number; `nil` if it is absent or empty.
    package func integer(_ name: String) throws(MinioError) -> Int64? {
        guard let text = self[name] else { return nil }
        // Most have no space to trim.
        if let value = Int64(text) { return value }
        let trimmed = text.trimmingXMLSpace
        guard !trimmed.isEmpty else { return nil }
        guard let value = Int64(trimmed) else {
            throw MinioError(.malformedResponse, "<\(name)> is not a number")
        }
        return value
    }

    /// A child's text as a truth value, in any case; `nil` if it is absent or neither.
    package func bool(_ name: String) -> Bool? {
        switch self[name]?.trimmingXMLSpace.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }
}

extension StringProtocol {
    /// The text without XML's white space at its ends: for numbers, dates and states, never for keys.
    package var trimmingXMLSpace: String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x9...0xD).contains(byte) }
        let bytes = Array(self.utf8).drop(while: isSpace)
        let end = bytes.lastIndex { !isSpace($0) }
        return end.map { String(decoding: bytes[...$0], as: UTF8.self) } ?? ""
    }
}

// MARK: - Writing

extension XMLTree {
    /// An element with children.
    package init(_ name: String, namespace: String? = nil, @XMLTreeBuilder _ children: () -> [XMLTree]) {
        self.init(name, children: children())
        if let namespace { self.attributes = [Attribute(name: "xmlns", value: namespace)] }
    }

    /// An element with text; `nil` makes none.
    package init?(_ name: String, _ text: String?) {
        guard let text else { return nil }
        self.init(name, text: text)
    }

    /// An element with a number; `nil` makes none.
    package init?(_ name: String, _ number: Int?) {
        self.init(name, number.map { String($0) })
    }

    /// An element with `true` or `false`; `nil` makes none.
    package init?(_ name: String, _ value: Bool?) {
        self.init(name, value.map { $0 ? "true" : "false" })
    }

    /// The namespace of every S3 document.
    package static let s3Namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
}

/// Collects the children of an element; what is `nil` is not written.
@resultBuilder
package enum XMLTreeBuilder {
    package static func buildExpression(_ tree: XMLTree?) -> [XMLTree] { tree.map { [$0] } ?? [] }
    package static func buildExpression(_ trees: [XMLTree]) -> [XMLTree] { trees }
    package static func buildBlock(_ parts: [XMLTree]...) -> [XMLTree] { parts.flatMap { $0 } }
    package static func buildOptional(_ part: [XMLTree]?) -> [XMLTree] { part ?? [] }
    package static func buildEither(first part: [XMLTree]) -> [XMLTree] { part }
    package static func buildEither(second part: [XMLTree]) -> [XMLTree] { part }
    package static func buildArray(_ parts: [[XMLTree]]) -> [XMLTree] { parts.flatMap { $0 } }
}
