// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Minio

/// Keys as paths: none leads out of its folder.
@Suite struct SafeKeyPathTests {
    /// Keys that anybody may choose, and the names that they make; `nil` for those that make none.
    static let table: [(key: String, names: [String]?)] = [
        // What ordinary objects are called.
        ("a", ["a"]),
        ("a/b", ["a", "b"]),
        ("a/b/c.txt", ["a", "b", "c.txt"]),
        (".hidden", [".hidden"]),
        ("a/.hidden/b", ["a", ".hidden", "b"]),
        ("a b", ["a b"]),
        ("a+b&c=d?e#f", ["a+b&c=d?e#f"]),
        ("über/naïve", ["über", "naïve"]),
        ("日本/語", ["日本", "語"]),
        ("👩‍👩‍👧", ["👩‍👩‍👧"]),
        ("folder/", ["folder"]),
        ("folder/in/folder/", ["folder", "in", "folder"]),
        // Out of the folder.
        ("..", nil),
        ("../x", nil),
        ("../../etc/passwd", nil),
        ("a/..", nil),
        ("a/../x", nil),
        ("a/../../x", nil),
        ("a//../../x", nil),
        ("././../../x", nil),
        ("./../x", nil),
        ("../", nil),
        ("a/../", nil),
        ("x/../../../../../../../../root/.ssh/authorized_keys", nil),
        // Here, by another name.
        (".", nil),
        ("./x", nil),
        ("a/./x", nil),
        ("a/.", nil),
        ("./", nil),
        // From the root, or with names that are empty.
        ("/", nil),
        ("//", nil),
        ("/etc/passwd", nil),
        ("//server/share", nil),
        ("a//b", nil),
        ("a/b//", nil),
        ("a//", nil),
        ("///", nil),
        // What other systems take for parting.
        ("..\\x", nil),
        ("a\\..\\..\\x", nil),
        ("C:\\x", nil),
        ("\\\\host\\x", nil),
        ("\\x", nil),
        // Control characters.
        ("a\0b", nil),
        ("\0", nil),
        ("a\nb", nil),
        ("a\r\nb", nil),
        ("a\tb", nil),
        ("\u{1B}[2J", nil),
        ("a\u{7F}", nil),
        ("../x\0.txt", nil),
        // Names that are too long.
        (String(repeating: "n", count: 255), [String(repeating: "n", count: 255)]),
        (String(repeating: "n", count: 256), nil),
        (String(repeating: "n", count: 300), nil),
        ("a/" + String(repeating: "n", count: 300) + "/b", nil),
        (String(repeating: "ä", count: 128), nil),
        // What is dangerous elsewhere, and a name like any other here: nothing of it is taken to mean something.
        ("~/.ssh", ["~", ".ssh"]),
        ("~root/x", ["~root", "x"]),
        ("$HOME/x", ["$HOME", "x"]),
        ("`id`", ["`id`"]),
        ("-rf", ["-rf"]),
        ("C:", ["C:"]),
        ("C:/x", ["C:", "x"]),
        ("file:///etc", nil),
        ("%2e%2e/x", ["%2e%2e", "x"]),
        ("%2e%2e%2fx", ["%2e%2e%2fx"]),
        ("..%2fx", ["..%2fx"]),
        ("%00", ["%00"]),
        ("CON", ["CON"]),
        ("NUL.txt", ["NUL.txt"]),
        ("COM1", ["COM1"]),
        ("a.", ["a."]),
        ("a ", ["a "]),
        (" ", [" "]),
        ("...", ["..."]),
        (".../x", ["...", "x"]),
        ("..x", ["..x"]),
        ("x..", ["x.."]),
        (".. /x", [".. ", "x"]),
        ("a:b", ["a:b"]),
        ("a|b<c>d\"e*f", ["a|b<c>d\"e*f"]),
        ("\u{E9}", ["\u{E9}"]),
        ("e\u{301}", ["e\u{301}"]),
        // A slash with a mark on it is a slash.
        ("..\u{2F}\u{301}x", nil),
        ("a/\u{301}b", ["a", "\u{301}b"]),
        // What looks like dots and slashes.
        ("\u{2024}\u{2024}/x", ["\u{2024}\u{2024}", "x"]),
        ("\u{FF0E}\u{FF0E}\u{FF0F}x", ["\u{FF0E}\u{FF0E}\u{FF0F}x"]),
        ("..\u{2215}x", ["..\u{2215}x"]),
        // What turns the direction of writing.
        ("a\u{202E}txt.exe", ["a\u{202E}txt.exe"]),
        // A byte order mark, and what is no text, which a key never is.
        ("\u{FEFF}..", ["\u{FEFF}.."]),
        (
            String(decoding: [0xC0, 0xAE, 0xC0, 0xAE, 0x2F, 0x78], as: UTF8.self),
            ["\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}", "x"]
        ),
    ]

    @Test func G8_noKeyLeadsOut() throws {
        #expect(Self.table.count >= 60)
        for (key, names) in Self.table {
            let path = try? SafeKeyPath(key)
            // Byte for byte: strings that look the same are not the same name.
            #expect(path?.components.map { Array($0.utf8) } == names?.map { Array($0.utf8) }, "\(key.debugDescription)")
            if let path {
                #expect(path.isFolder == key.hasSuffix("/"), "\(key.debugDescription)")
            } else {
                #expect(throws: MinioError.self) { try SafeKeyPath(key) }
            }
        }
    }

    @Test func whateverAKeyIsItsPathIsBelowTheFolder() throws {
        let pieces = ["..", ".", "/", "a", "\\", "%2e", "~", " ", "\0", "ü", "\u{301}", "//", "../"]
        var generator = SystemRandomNumberGenerator()
        var accepted = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...8, using: &generator)
            let key = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            guard let path = try? SafeKeyPath(key) else { continue }
            accepted += 1
            let joined = path.components.joined(separator: "/")
            let resolved = URL(fileURLWithPath: "/the/folder/" + joined).standardizedFileURL.path
            #expect(resolved.utf8.starts(with: "/the/folder/".utf8), "\(key.debugDescription)")
            #expect(Array((joined + (path.isFolder ? "/" : "")).utf8) == Array(key.utf8), "\(key.debugDescription)")
        }
        #expect(accepted > 1000)
    }

    @Test func G10_clashesAreFound() throws {
        func clashes(_ keys: [String], _ sameness: DestinationFolder.Sameness = .init()) throws -> [String] {
            var clashes = PathClashes(sameness)
            return try keys.filter { key in
                let path = try SafeKeyPath(key)
                do { try clashes.check(key, path) } catch { return true }
                return false
            }
        }
        // In the order of a listing: what lies between a file and what would be in it does not hide the one from the other.
        #expect(try clashes(["a", "a-b", "a/b", "a/c/d", "a0", "b"]) == ["a/b", "a/c/d"])
        #expect(try clashes(["a", "a.b", "a.b/c", "a/x", "a/x/y"]) == ["a.b/c", "a/x", "a/x/y"])
        #expect(try clashes(["a", "a/"]) == ["a/"])
        #expect(try clashes(["a/", "a/b", "ab"]) == [])
        #expect(try clashes(["A", "a", "\u{E9}", "e\u{301}"]) == [])
        #expect(try clashes(["A", "a", "B/x", "b/x", "c"], .init(ignoresCase: true)) == ["a", "b/x"])
        #expect(try clashes(["e\u{301}", "\u{E9}"], .init(ignoresCase: true)) == [])
        #expect(try clashes(["e\u{301}", "\u{E9}", "E\u{301}"], .init(ignoresForm: true)) == ["\u{E9}"])
        #expect(try clashes(["E\u{301}", "\u{E9}"], .init(ignoresCase: true, ignoresForm: true)) == ["\u{E9}"])
    }
}
