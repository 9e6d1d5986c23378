// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

package import NIOCore

extension XMLTree {
    /// The element as a document in UTF-8, without a declaration (S3 asks for none).
    package var document: ByteBuffer {
        var buffer = ByteBuffer()
        self.write(to: &buffer)
        return buffer
    }

    /// The element as a document with the XML declaration, as servers answer.
    package var declaredDocument: ByteBuffer {
        var buffer = ByteBuffer(string: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        self.write(to: &buffer)
        return buffer
    }

    private func write(to buffer: inout ByteBuffer) {
        buffer.writeString("<\(self.name)")
        for attribute in self.attributes {
            buffer.writeString(" \(attribute.name)=\"")
            Self.escape(attribute.value, into: &buffer)
            buffer.writeString("\"")
        }
        if self.text.isEmpty && self.children.isEmpty {
            buffer.writeString("/>")
            return
        }
        buffer.writeString(">")
        Self.escape(self.text, into: &buffer)
        for child in self.children { child.write(to: &buffer) }
        buffer.writeString("</\(self.name)>")
    }

    /// Escapes what XML would read as something else. A carriage return would be read as a line feed, and a tab or a
    /// line feed in an attribute as a space, so they are written as references; so are the control characters that XML
    /// has no form for, which servers that accept such keys read back this way.
    private static func escape(_ text: String, into buffer: inout ByteBuffer) {
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            for (index, byte) in bytes.enumerated() {
                let escaped: String
                switch byte {
                case UInt8(ascii: "&"): escaped = "&amp;"
                case UInt8(ascii: "<"): escaped = "&lt;"
                case UInt8(ascii: ">"): escaped = "&gt;"
                case UInt8(ascii: "\""): escaped = "&quot;"
                case 0x0...0x1F, 0x7F: escaped = "&#\(byte);"
                default: continue
                }
                buffer.writeBytes(bytes[start..<index])
                buffer.writeString(escaped)
                start = index + 1
            }
            buffer.writeBytes(bytes[start...])
        }
    }
}
