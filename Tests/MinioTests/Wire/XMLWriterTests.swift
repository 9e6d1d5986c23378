// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import NIOCore
import Testing

/// Documents to cut and to break.
enum XMLSamples {
    static let all = [
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <s3:ListBucketResult xmlns:s3="http://s3.amazonaws.com/doc/2006-03-01/"><!-- c --><s3:Name>b</s3:Name>
        <Contents><Key>a&amp;b&#13;é🪣</Key><Size>12</Size><Owner type='x"y'/></Contents><![CDATA[<k>]]>
        </s3:ListBucketResult>

        """,
        "<Error><Code>NoSuchKey</Code><Message>The key &quot;a&quot; &lt;x&gt; is not there.</Message><Key/></Error>",
        "\u{FEFF}\n<A b=\"1\" c='2'><D>&#x41;</D><?p i?><D> </D><E><F><G>deep</G></F></E></A>",
    ]
}

extension XMLTree {
    /// Equal byte for byte, which `==` on strings is not.
    func isIdentical(to other: XMLTree) -> Bool {
        self.name.bytes == other.name.bytes && self.text.bytes == other.text.bytes
            && self.attributes.elementsEqual(other.attributes) {
                $0.name.bytes == $1.name.bytes && $0.value.bytes == $1.value.bytes
            } && self.children.elementsEqual(other.children) { $0.isIdentical(to: $1) }
    }
}

@Suite("XML writer")
struct XMLWriterTests {
    @Test(
        "text is escaped so that every reader gets it back",
        arguments: [
            ("", "<K/>"), ("a", "<K>a</K>"), (" ", "<K> </K>"), ("&amp;", "<K>&amp;amp;</K>"),
            ("<>\"'", "<K>&lt;&gt;&quot;'</K>"),
            ("\r\n\t", "<K>&#13;&#10;&#9;</K>"), ("\0\u{1}\u{7F}", "<K>&#0;&#1;&#127;</K>"), ("]]>", "<K>]]&gt;</K>"),
            ("e\u{301}🪣", "<K>e\u{301}🪣</K>"),
        ])
    func escapes(text: String, document: String) throws {
        let tree = XMLTree("K", text: text)
        #expect(String(buffer: tree.document).bytes == document.bytes)
        #expect(try XMLReader.read(tree.document).isIdentical(to: tree))
    }

    @Test("elements, attributes and what is absent")
    func elements() throws {
        let absent: String? = nil
        let tree = XMLTree("Root", namespace: XMLTree.s3Namespace) {
            XMLTree("Text", "a<b")
            XMLTree("None", absent)
            XMLTree("Number", 7)
            XMLTree("Truth", true)
            if absent == nil { XMLTree("Yes", "") }
            if absent != nil { XMLTree("No", "") } else { XMLTree("Else", false) }
            for index in 1...2 { XMLTree("Item", index) }
            [XMLTree("Last", attributes: [.init(name: "xsi:type", value: "a\"\n")])]
        }
        #expect(
            String(buffer: tree.document) == """
                <Root xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Text>a&lt;b</Text><Number>7</Number>\
                <Truth>true</Truth><Yes/><Else>false</Else><Item>1</Item><Item>2</Item>\
                <Last xsi:type="a&quot;&#10;"/></Root>
                """)
        #expect(
            String(buffer: tree.declaredDocument)
                == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(String(buffer: tree.document))")
        #expect(try XMLReader.read(tree.declaredDocument).isIdentical(to: tree))
    }

    // MARK: Random trees

    private static let names = ["A", "Key", "a-b", "a.b", "_", "é", "ListBucketResult"]
    private static let pieces: [String] = [
        "a", " ", "\r", "\n", "\t", "\0", "\u{1B}", "\u{7F}", "&", "<", ">", "\"", "'", "]]>", "&amp;", "<!--", "é",
        "e\u{301}", "🪣", "\u{FEFF}", "\u{FFFE}", "\u{10FFFF}", "\u{85}", "\u{2028}", "%2F",
    ]

    private static func text(_ generator: inout SplitMix64) -> String {
        (0..<Int.random(in: 0...6, using: &generator)).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }
            .joined()
    }

    private static func tree(depth: Int, _ generator: inout SplitMix64) -> XMLTree {
        let attributes = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
            XMLTree.Attribute(name: "x:a", value: Self.text(&generator))
        }
        let children = (0..<(depth == 0 ? 0 : Int.random(in: 0...3, using: &generator))).map { _ in
            Self.tree(depth: depth - 1, &generator)
        }
        return XMLTree(
            Self.names.randomElement(using: &generator) ?? "A", attributes: attributes, text: Self.text(&generator),
            children: children)
    }

    @Test("random trees are read as they were written")
    func roundTrips() throws {
        var generator = SplitMix64(seed: 1)
        for _ in 0..<1000 {
            let tree = Self.tree(depth: Int.random(in: 0...4, using: &generator), &generator)
            let read = try XMLReader.read(tree.document)
            #expect(read.isIdentical(to: tree), "\(String(buffer: tree.document))")
        }
    }

    // MARK: Random mutations

    private static func mutate(_ bytes: inout [UInt8], _ generator: inout SplitMix64) {
        let interesting = Array("<>/!?-[]&;#x'\"=: \0\u{FF}AD".utf8)
        let index = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, index + Int.random(in: 0...12, using: &generator))
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: if index < bytes.count { bytes[index] = interesting.randomElement(using: &generator) ?? 0 }
        case 1: if index < bytes.count { bytes[index] = UInt8.random(in: .min ... .max, using: &generator) }
        case 2: bytes.insert(interesting.randomElement(using: &generator) ?? 0, at: index)
        case 3: bytes.removeSubrange(index..<end)
        case 4: bytes.insert(contentsOf: bytes[index..<end], at: Int.random(in: 0...bytes.count, using: &generator))
        default: bytes.removeSubrange(index...)
        }
    }

    @Test("broken documents are read or refused, never more; what is read can be written and read")
    func mutations() throws {
        var generator = SplitMix64(seed: 2)
        var counts = (read: 0, refused: 0)
        for _ in 0..<20_000 {
            var bytes = (XMLSamples.all.randomElement(using: &generator) ?? "").bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) { Self.mutate(&bytes, &generator) }
            do throws(MinioError) {
                let tree = try XMLReader.read(ByteBuffer(bytes: bytes))
                counts.read += 1
                let again = try? XMLReader.read(tree.document)
                #expect(again?.isIdentical(to: tree) == true, "\(String(decoding: bytes, as: UTF8.self))")
            } catch {
                counts.refused += 1
                #expect(error.code == .malformedResponse)
            }
        }
        // Both ends are reached often enough to mean something.
        #expect(counts.read > 1000)
        #expect(counts.refused > 1000)
    }
}
