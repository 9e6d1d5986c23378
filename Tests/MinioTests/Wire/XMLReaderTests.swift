// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio
import NIOCore
import Testing

@Suite("XML reader")
struct XMLReaderTests {
    private static func read(_ text: String) throws(MinioError) -> XMLTree {
        try XMLReader.read(ByteBuffer(string: text))
    }

    private static func refusal(_ text: String) -> String? {
        Self.refusal(ByteBuffer(string: text))
    }

    private static func refusal(_ buffer: ByteBuffer) -> String? {
        let error = #expect(throws: MinioError.self) { try XMLReader.read(buffer) }
        #expect(error?.code == .malformedResponse)
        return error?.message
    }

    @Test(
        "the text of an element, as documents write it",
        arguments: [
            ("<K>a</K>", "a"), ("<K/>", ""), ("<K />", ""), ("<K></K>", ""), ("<K\n>a</K\t>", "a"),
            ("<K> a </K>", " a "),
            ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<K>a</K>", "a"), ("\u{FEFF}<K>a</K>", "a"),
            ("\n \t\r\n<K>a</K>\n\n", "a"), ("\u{FEFF}\n<?xml version='1.0'?><K>a</K>", "a"),
            ("<!-- a --><K>a<!-- <b> & --></K><!-- c --><?p i?>", "a"), ("<?p <x> ?><K>a<?p?>b</K>", "ab"),
            ("<K>a<!---->b</K>", "ab"), ("<K>a<!--> <X>b</X> -->c</K>", "ac"), ("<K>a<?>b?>c</K>", "ac"),
            ("<K><![CDATA[<a>&amp;]]></K>", "<a>&amp;"), ("<K>a<![CDATA[]]>b<![CDATA[]]]]>c</K>", "ab]]c"),
            ("<K>&amp;&lt;&gt;&quot;&apos;</K>", "&<>\"'"), ("<K>&#65;&#x41;&#x1F5FF;&#128511;</K>", "AA🗿🗿"),
            ("<K>&#13;&#xD;&#xd;</K>", "\r\r\r"), ("<K>a\rb\r\nc</K>", "a\rb\r\nc"),
            ("<K>&#0;&#1;&#x1f;</K>", "\0\u{1}\u{1F}"),
            ("<K>&amp;amp;</K>", "&amp;"), ("<K>&#38;lt;</K>", "&lt;"), ("<K>]]></K>", "]]>"), ("<K>\"'></K>", "\"'>"),
            ("<K>e\u{301}</K>", "e\u{301}"), ("<K>\u{E9}🪣\u{FFFE}</K>", "\u{E9}🪣\u{FFFE}"),
            ("<K>&#xFFFE;</K>", "\u{FFFE}"),
            ("<K a='1' b=\"2\"/>", ""), ("<K>a<X>b</X>c</K>", "ac"),
        ])
    func texts(document: String, text: String) throws {
        let tree = try Self.read(document)
        #expect(tree.name == "K")
        #expect(tree.text.bytes == text.bytes)
    }

    @Test("namespaces and prefixes are dropped, attributes are kept")
    func namespaces() throws {
        let plain = "<R><A><B>1</B></A></R>"
        let prefixed =
            "<s3:R xmlns:s3=\"http://s3.amazonaws.com/doc/2006-03-01/\"><s3:A><s3:B>1</s3:B></s3:A></s3:R>"
        let namespaced = "<R xmlns='http://s3.amazonaws.com/doc/2006-03-01/'><A><x:B xmlns:x=\"\">1</x:B></A></R>"
        for document in [plain, prefixed, namespaced] {
            let tree = try Self.read(document)
            #expect(tree.name == "R")
            #expect(try #require(tree.child("A"))["B"] == "1")
        }
        let grantee = try Self.read("<G xsi:type = 'Canonical&quot;User' b=\"it's\" c='\"' d=''\n e=\"&#10;\"/>")
        #expect(
            grantee.attributes == [
                .init(name: "xsi:type", value: "Canonical\"User"), .init(name: "b", value: "it's"),
                .init(name: "c", value: "\""), .init(name: "d", value: ""), .init(name: "e", value: "\n"),
            ])
    }

    @Test("children by name, in order, whatever stands between them")
    func children() throws {
        let tree = try Self.read(
            "<L>\n  <K>1</K>\n  <New a='b'><K>no</K></New>\n  <K>2</K><N> 7\n</N><T>\n True </T><E/>\n</L>")
        #expect(tree.children.map(\.name) == ["K", "New", "K", "N", "T", "E"])
        #expect(tree.children("K").map(\.text) == ["1", "2"])
        #expect(tree["K"] == "1")
        #expect(tree["E"] == "")
        #expect(tree["None"] == nil)
        #expect(try tree.integer("N") == 7)
        #expect(try tree.integer("E") == nil)
        #expect(try tree.integer("None") == nil)
        #expect(throws: MinioError.self) { try tree.integer("T") }
        #expect(tree.bool("T") == true)
        #expect(tree.bool("N") == nil)
        #expect(try tree.require("K") == "1")
        let error = #expect(throws: MinioError.self) { try tree.require("None") }
        #expect(error?.code == .malformedResponse)
        #expect(error?.message == "<L> has no <None>")
    }

    @Test(
        "documents that are refused",
        arguments: [
            "", " \n", "\u{FEFF}", "a", "a<K/>", "<", "<>", "</K>", "<K", "<K>", "<K/", "<K/ >", "<K></K",
            "<K></L>", "<K></k>",
            "<a:K></b:K>", "<a:K></K>", "<K></a:K>", "< K/>", "<K></ K>", "<K><L></K></L>", "<K/><K/>", "<K></K><L/>",
            "<K></K>a", "<K></K></K>", "<K></K>\0", "<K></K>\0\0\0\0", "\0<K/>", "<K></K>&amp;", "<K/><!DOCTYPE K>",
            "<!DOCTYPE K><K/>", "<!doctype K><K/>", "<K><!DOCTYPE x></K>",
            "<!DOCTYPE K SYSTEM \"file:///etc/passwd\"><K/>",
            "<!DOCTYPE K [<!ENTITY % p SYSTEM \"http://h/x\">%p;]><K/>", "<!ENTITY a \"b\"><K>&a;</K>",
            "<![CDATA[a]]><K/>",
            "<K><![CDATA[a]]</K>", "<K><![cdata[a]]></K>", "<K><!-- a</K>", "<K><!- a --></K>", "<!--><K/>",
            "<!--->", "<?>",
            "<?xml<K/>", "<K>&</K>", "<K>&amp</K>", "<K>&;</K>", "<K>&nbsp;</K>", "<K>&AMP;</K>", "<K>& amp;</K>",
            "<K>&amp ;</K>", "<K>&#;</K>", "<K>&#x;</K>", "<K>&#X41;</K>", "<K>&#xG;</K>", "<K>&#-1;</K>",
            "<K>&#-0;</K>",
            "<K>&#+65;</K>", "<K>&#x-0;</K>", "<K>&#x+41;</K>", "<K>&#6 5;</K>", "<K>&#A;</K>", "<K>&#xD800;</K>",
            "<K>&#xDFFF;</K>", "<K>&#x110000;</K>", "<K>&#99999999999;</K>", "<K>&#x0000000000000041;</K>", "<K>&",
            "<K>&#65</K>", "<K a/>", "<K a=/>", "<K a=b/>", "<K a='b\"/>", "<K a='b' b/>", "<K a='1'b='2'/>",
            "<K a='<'/>",
            "<K a='&'/>", "<K a='&x;'/>", "<K a='b'", "<K a='b", "<K a=", "<K a", "<K ='b'/>", "<K 'b'/>", "<:/>",
            "<a:/>",
            "<K$/>", "<K><\u{0}/></K>", "{\"a\":1}", "<html><br></html>", "<!DOCTYPE html><html></html>",
        ])
    func refuses(document: String) {
        #expect(Self.refusal(document) != nil)
    }

    @Test("entities are never expanded")
    func billionLaughs() {
        var document = "<!DOCTYPE lolz [<!ENTITY lol0 \"lol\">"
        for level in 1...9 {
            let references = String(repeating: "&lol\(level - 1);", count: 10)
            document += "<!ENTITY lol\(level) \"\(references)\">"
        }
        #expect(Self.refusal(document + "]><lolz>&lol9;</lolz>")?.contains("document type") == true)
    }

    @Test("depth, text, attributes and the number of elements are limited")
    func limits() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(throws: Never.self) { try Self.read(nested(32)) }
        #expect(Self.refusal(nested(33))?.contains("deep") == true)
        #expect(Self.refusal(nested(10_000))?.contains("deep") == true)
        #expect(Self.refusal(String(repeating: "<a>", count: 10_000))?.contains("deep") == true)
        #expect(Self.refusal(String(repeating: "<a>", count: 32) + "<b/>")?.contains("deep") == true)

        let most = 1 << 20
        #expect(try Self.read("<a>\(String(repeating: "x", count: most))</a>").text.utf8.count == most)
        #expect(Self.refusal("<a>\(String(repeating: "x", count: most + 1))</a>")?.contains("long") == true)
        #expect(Self.refusal("<a><![CDATA[\(String(repeating: "x", count: most + 1))]]></a>")?.contains("long") == true)
        #expect(Self.refusal("<a>\(String(repeating: "x", count: most))<b/>y</a>")?.contains("long") == true)

        var few = XMLReader.Limits()
        (few.depth, few.text, few.elements) = (2, 4, 3)
        let refused = [
            "<a><b><c/></b></a>", "<a>12345</a>", "<a>1234&amp;</a>", "<a b='12345'/>", "<a><b/><b/><b/></a>",
        ]
        for document in refused {
            #expect(throws: MinioError.self) { try XMLReader.read(ByteBuffer(string: document), limits: few) }
        }
        for document in ["<a><b/><b/></a>", "<a>1234</a>", "<a b='1234'/>"] {
            #expect(throws: Never.self) { try XMLReader.read(ByteBuffer(string: document), limits: few) }
        }
        #expect(Self.refusal("<a \((1...65).map { "b\($0)=''" }.joined(separator: " "))/>")?.contains("many") == true)
        #expect(Self.refusal("<\(String(repeating: "a", count: 257))/>") != nil)
    }

    @Test(
        "bytes that are not UTF-8 are refused wherever they would be seen",
        arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80]] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        let places = [("<K>", "</K>"), ("<K a='", "'/>"), ("<K", "/>"), ("<K ", "=''/>"), ("<K><![CDATA[", "]]></K>")]
        for (before, after) in places {
            var buffer = ByteBuffer(string: before)
            buffer.writeBytes(bytes)
            buffer.writeString(after)
            #expect(Self.refusal(buffer)?.contains("UTF-8") == true)
        }
        // UTF-16 is not read as anything.
        #expect(Self.refusal(ByteBuffer(bytes: [0xFF, 0xFE, 0x3C, 0, 0x4B, 0, 0x2F, 0, 0x3E, 0])) != nil)
    }

    @Test("a document cut anywhere is refused, and read from the middle of a buffer")
    func truncated() throws {
        for document in XMLSamples.all {
            let bytes = document.bytes
            let end = try #require(bytes.lastIndex(of: UInt8(ascii: ">"))) + 1
            for length in 0..<end { #expect(Self.refusal(ByteBuffer(bytes: bytes[..<length])) != nil) }
            for length in end...bytes.count {
                #expect(throws: Never.self) { try XMLReader.read(ByteBuffer(bytes: bytes[..<length])) }
            }
            var buffer = ByteBuffer(string: "<x>\(document)<y")
            buffer.moveReaderIndex(forwardBy: 3)
            buffer.moveWriterIndex(to: buffer.writerIndex - 2)
            #expect(try XMLReader.read(buffer) == Self.read(document))
        }
    }

    @Test("an error tells the place and nothing of the document")
    func errorsHoldNoContent() throws {
        let message = try #require(Self.refusal("<K><SecretAccessKey>hunter2</SecretAccessKex></K>"))
        #expect(message.contains("near byte"))
        #expect(!message.contains("hunter2"))
        #expect(!message.contains("Secret"))
    }
}
