// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Reads an XML document that a stranger wrote.
///
/// Only what S3 documents need: elements, attributes, character data, CDATA, comments, processing instructions, the
/// five predefined entities and numeric references. A document type declaration is refused, so there are no other
/// entities to expand; depth, text and size are limited; bytes that are not UTF-8 are refused. Line ends stay as they are
/// (XML would make line feeds of carriage returns): a key may hold one, and not every server writes it as a reference.
package struct XMLReader {
    /// How much of a document is accepted.
    package struct Limits: Sendable {
        /// Elements inside each other.
        package var depth = 32
        /// Bytes of one element's text, of one name or of one attribute.
        package var text = 1 << 20
        /// Elements in the document.
        package var elements = 1 << 20

        package init() {}
    }

    /// Reads a document and returns its root element.
    package static func read(_ buffer: ByteBuffer, limits: Limits = Limits()) throws(MinioError) -> XMLTree {
        let outcome = buffer.withUnsafeReadableBytes { bytes -> Result<XMLTree, MinioError> in
            var reader = XMLReader(bytes: bytes, limits: limits)
            return Result { () throws(MinioError) in try reader.document() }
        }
        return try outcome.get()
    }

    private let bytes: UnsafeRawBufferPointer
    private let limits: Limits
    private var position = 0
    private var elements = 0

    private init(bytes: UnsafeRawBufferPointer, limits: Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    private mutating func document() throws(MinioError) -> XMLTree {
        if self.starts(with: [0xEF, 0xBB, 0xBF]) { self.position += 3 }
        while let byte = self.peek {
            if Self.isSpace(byte) {
                self.position += 1
            } else if byte != UInt8(ascii: "<") {
                throw self.malformed("there is text before the root element")
            } else if self.starts(with: Self.instructionStart) {
                try self.skip(Self.instructionStart, past: Self.instructionEnd)
            } else if self.starts(with: Self.commentStart) {
                try self.skip(Self.commentStart, past: Self.commentEnd)
            } else if self.next == UInt8(ascii: "!") {
                throw self.malformed("a document type declaration is not accepted")
            } else {
                return try self.epilogue(self.element(depth: 0))
            }
        }
        throw self.malformed("the document ends too early")
    }

    /// An element from its start tag through its end tag.
    private mutating func element(depth: Int) throws(MinioError) -> XMLTree {
        let (name, start, isEmpty) = try self.startTag()
        guard depth < self.limits.depth else { throw self.malformed("elements are nested too deeply") }
        var element = start
        if isEmpty { return element }
        if let text = try self.plainText() {
            element.text = text
            try self.endTag(name)
            return element
        }
        var text: [UInt8] = []
        while let byte = self.peek {
            guard byte == UInt8(ascii: "<") else {
                try self.characters(into: &text)
                continue
            }
            switch self.next {
            case UInt8(ascii: "/"):
                try self.endTag(name)
                if !text.isEmpty { element.text = try self.string(text) }
                return element
            case UInt8(ascii: "?"):
                try self.skip(Self.instructionStart, past: Self.instructionEnd)
            case UInt8(ascii: "!"):
                if self.starts(with: Self.commentStart) {
                    try self.skip(Self.commentStart, past: Self.commentEnd)
                } else if self.starts(with: Self.cdataStart) {
                    try self.cdata(into: &text)
                } else {
                    throw self.malformed("a document type declaration is not accepted")
                }
            default:
                // Who has a child often has a few: room for them at once is cheaper than growing.
                if element.children.isEmpty { element.children.reserveCapacity(8) }
                element.children.append(try self.element(depth: depth + 1))
            }
        }
        throw self.malformed("the document ends too early")
    }

    private mutating func endTag(_ start: Range<Int>) throws(MinioError) {
        self.position += 2
        // As nearly all are: the same name, and nothing more.
        let end = self.position + start.count
        if end < self.bytes.count, self.bytes[end] == UInt8(ascii: ">"), self.isSame(start, self.position..<end) {
            self.position = end + 1
            return
        }
        let name = try self.name()
        self.skipSpace()
        try self.expect(UInt8(ascii: ">"))
        guard self.isSame(start, name) else { throw self.malformed("an end tag does not match its start tag") }
    }

    /// Text without references up to an end tag, which is what most elements hold, taken at once; `nil` for anything else.
    private mutating func plainText() throws(MinioError) -> String? {
        var end = self.position
        while end < self.bytes.count, self.bytes[end] != UInt8(ascii: "<"), self.bytes[end] != UInt8(ascii: "&") {
            end += 1
        }
        guard end - self.position <= self.limits.text, end + 1 < self.bytes.count,
            self.bytes[end] == UInt8(ascii: "<"), self.bytes[end + 1] == UInt8(ascii: "/")
        else { return nil }
        defer { self.position = end }
        return try self.string(self.slice(self.position..<end))
    }

    private func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self.bytes[range])
    }

    private func isSame(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count
        where self.bytes[left.lowerBound + offset] != self.bytes[right.lowerBound + offset] { return false }
        return true
    }

    /// After the root only white space, comments and instructions may follow; padding of zeros is a broken answer.
    private mutating func epilogue(_ root: XMLTree) throws(MinioError) -> XMLTree {
        while let byte = self.peek {
            if Self.isSpace(byte) {
                self.position += 1
            } else if self.starts(with: Self.commentStart) {
                try self.skip(Self.commentStart, past: Self.commentEnd)
            } else if self.starts(with: Self.instructionStart) {
                try self.skip(Self.instructionStart, past: Self.instructionEnd)
            } else {
                throw self.malformed("there is something after the root element")
            }
        }
        return root
    }

    private mutating func startTag() throws(MinioError) -> (name: Range<Int>, element: XMLTree, isEmpty: Bool) {
        self.elements += 1
        guard self.elements <= self.limits.elements else { throw self.malformed("there are too many elements") }
        self.position += 1
        let name = try self.name()
        var element = XMLTree(try self.localName(name))
        while true {
            let spaced = self.skipSpace()
            switch self.peek {
            case UInt8(ascii: ">"):
                self.position += 1
                return (name, element, false)
            case UInt8(ascii: "/"):
                self.position += 1
                try self.expect(UInt8(ascii: ">"))
                return (name, element, true)
            case .some where spaced:
                guard element.attributes.count < 64 else { throw self.malformed("there are too many attributes") }
                element.attributes.append(try self.attribute())
            default:
                throw self.malformed("a tag is broken")
            }
        }
    }

    private mutating func attribute() throws(MinioError) -> XMLTree.Attribute {
        let name = try self.string(self.slice(try self.name()))
        self.skipSpace()
        try self.expect(UInt8(ascii: "="))
        self.skipSpace()
        guard let quote = self.peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw self.malformed("an attribute has no quotes")
        }
        self.position += 1
        var value: [UInt8] = []
        while let byte = self.peek, byte != quote {
            if byte == UInt8(ascii: "&") {
                try self.reference(into: &value)
            } else if byte == UInt8(ascii: "<") {
                throw self.malformed("an attribute holds a tag")
            } else {
                value.append(byte)
                self.position += 1
            }
            guard value.count <= self.limits.text else { throw self.malformed("an attribute is too long") }
        }
        try self.expect(quote)
        return XMLTree.Attribute(name: name, value: try self.string(value))
    }

    /// Character data up to the next tag.
    private mutating func characters(into text: inout [UInt8]) throws(MinioError) {
        if text.isEmpty { text.reserveCapacity(64) }
        while let byte = self.peek, byte != UInt8(ascii: "<") {
            if byte == UInt8(ascii: "&") {
                try self.reference(into: &text)
            } else {
                let start = self.position
                while let next = self.peek, next != UInt8(ascii: "<"), next != UInt8(ascii: "&") { self.position += 1 }
                text.append(contentsOf: self.bytes[start..<self.position])
            }
            guard text.count <= self.limits.text else { throw self.malformed("a text is too long") }
        }
    }

    private mutating func cdata(into text: inout [UInt8]) throws(MinioError) {
        let start = self.position + Self.cdataStart.count
        try self.skip(Self.cdataStart, past: Self.cdataEnd)
        text.append(contentsOf: self.bytes[start..<(self.position - Self.cdataEnd.count)])
        guard text.count <= self.limits.text else { throw self.malformed("a text is too long") }
    }

    /// `&amp;` and its four siblings, `&#13;`, `&#xD;`. Characters that XML forbids are read all the same: S3 keys may
    /// hold them, and servers write them so.
    private mutating func reference(into text: inout [UInt8]) throws(MinioError) {
        let start = self.position + 1
        let end = self.bytes[start...].prefix(12).firstIndex(of: UInt8(ascii: ";"))
        guard let end else { throw self.malformed("an entity is broken") }
        let name = self.bytes[start..<end]
        self.position = end + 1
        switch name.first {
        case UInt8(ascii: "#"):
            let isHexadecimal = name.dropFirst().first == UInt8(ascii: "x")
            let digits = String(decoding: name.dropFirst(isHexadecimal ? 2 : 1), as: UTF8.self)
            // The number's own parser would take a sign.
            guard digits.utf8.first.flatMap(Hexadecimal.value(of:)) != nil,
                let value = UInt32(digits, radix: isHexadecimal ? 16 : 10), let scalar = Unicode.Scalar(value)
            else { throw self.malformed("a character reference is broken") }
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default:
            guard let byte = Self.predefined.first(where: { $0.name.elementsEqual(name) })?.byte else {
                throw self.malformed("an entity is not one of XML's five")
            }
            text.append(byte)
        }
    }

    private mutating func name() throws(MinioError) -> Range<Int> {
        let start = self.position
        while let byte = self.peek, Self.isNameByte(byte) { self.position += 1 }
        guard self.position > start, self.position - start <= 256 else { throw self.malformed("a name is missing") }
        return start..<self.position
    }

    private func localName(_ name: Range<Int>) throws(MinioError) -> String {
        var start = name.upperBound
        while start > name.lowerBound, self.bytes[start - 1] != UInt8(ascii: ":") { start -= 1 }
        guard start < name.upperBound else { throw self.malformed("a name is missing") }
        return try self.string(self.slice(start..<name.upperBound))
    }

    private func string(_ bytes: [UInt8]) throws(MinioError) -> String {
        let outcome = bytes.withUnsafeBytes { bytes in
            Result { () throws(MinioError) in try self.string(bytes) }
        }
        return try outcome.get()
    }

    private func string(_ bytes: UnsafeRawBufferPointer) throws(MinioError) -> String {
        // Nearly all is ASCII, which need not be validated: that goes through code that is not specialised.
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw self.malformed("it is not UTF-8") }
        return text
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let start = self.position
        while let byte = self.peek, Self.isSpace(byte) { self.position += 1 }
        return self.position > start
    }

    /// Skips from a mark through another one; the two do not overlap, so `<!-->` is no comment.
    private mutating func skip(_ start: [UInt8], past end: [UInt8]) throws(MinioError) {
        self.position += start.count
        while self.position < self.bytes.count {
            if self.starts(with: end) {
                self.position += end.count
                return
            }
            self.position += 1
        }
        throw self.malformed("the document ends too early")
    }

    private mutating func expect(_ byte: UInt8) throws(MinioError) {
        guard self.peek == byte else { throw self.malformed("a tag is broken") }
        self.position += 1
    }

    private var next: UInt8 { self.position + 1 < self.bytes.count ? self.bytes[self.position + 1] : 0 }

    private var peek: UInt8? { self.position < self.bytes.count ? self.bytes[self.position] : nil }

    private func starts(with prefix: [UInt8]) -> Bool {
        self.bytes.count - self.position >= prefix.count
            && self.bytes[self.position..<(self.position + prefix.count)].elementsEqual(prefix)
    }

    private func malformed(_ reason: String) -> MinioError {
        MinioError(.malformedResponse, "the XML is malformed near byte \(self.position): \(reason)")
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x9 || byte == 0xA || byte == 0xD
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: ":"), 0x80...0xFF:
            true
        default: false
        }
    }

    private static let commentStart = Array("<!--".utf8)
    private static let commentEnd = Array("-->".utf8)
    private static let cdataStart = Array("<![CDATA[".utf8)
    private static let cdataEnd = Array("]]>".utf8)
    private static let instructionStart = Array("<?".utf8)
    private static let instructionEnd = Array("?>".utf8)
    private static let predefined: [(name: [UInt8], byte: UInt8)] = [
        (Array("amp".utf8), UInt8(ascii: "&")), (Array("lt".utf8), UInt8(ascii: "<")),
        (Array("gt".utf8), UInt8(ascii: ">")), (Array("quot".utf8), UInt8(ascii: "\"")),
        (Array("apos".utf8), UInt8(ascii: "'")),
    ]
}
