// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// The path of a file below a folder, made of a key that anybody may have chosen: it cannot lead out of the folder, and no
/// two keys make the same one.
struct SafeKeyPath: Hashable, Sendable {
    /// The names of the folders, and of the file.
    let components: [String]
    /// Whether the key ends with a slash: it stands for a folder.
    let isFolder: Bool

    /// The longest name that a file can have, on every file system of note.
    static let maximumNameLength = 255

    /// The path of a key, or of what follows a prefix in it.
    ///
    /// - Throws: ``MinioError/Code/unsafePath``.
    init(_ key: String) throws(MinioError) {
        // Bytes, not characters: a slash with a combining mark is a slash to the file system.
        var names = key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        self.isFolder = names.count > 1 && names.last?.isEmpty == true
        if self.isFolder { names.removeLast() }
        var components: [String] = []
        components.reserveCapacity(names.count)
        for name in names {
            if let reason = Self.reason(against: name) {
                throw MinioError(.unsafePath, "the key is no path of a file: \(reason)")
            }
            components.append(String(Substring(name)))
        }
        self.components = components
    }

    /// Why a name is no name of a file; `nil` if it is one.
    private static func reason(against name: Substring.UTF8View) -> String? {
        if name.isEmpty { return "a name in it is empty" }
        if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) {
            return "it has \"\(Substring(name))\" in it, which is a folder elsewhere"
        }
        if name.count > Self.maximumNameLength {
            return "a name in it has \(name.count) bytes, and no file's name has more than \(Self.maximumNameLength)"
        }
        for byte in name {
            if byte < 0x20 || byte == 0x7F { return "it has a control character in it" }
            if byte == UInt8(ascii: "\\") { return "it has a backslash in it, which parts folders elsewhere" }
        }
        return nil
    }
}

/// Finds keys that cannot be files beside each other: `a` and `a/b`, and what a file system takes for the same name.
struct PathClashes {
    /// What the file system takes for the same; `nil` if only what is the same byte for byte.
    private let sameness: DestinationFolder.Sameness
    private var seen: Set<Name> = []
    /// The files that the keys since have begun with. As keys come in the order of their bytes, no other can be a folder.
    private var files: [String] = []

    init(_ sameness: DestinationFolder.Sameness) { self.sameness = sameness }

    /// Looks at the next key.
    ///
    /// - Throws: ``MinioError/Code/unsafePath`` if it cannot be a file beside those that came before.
    mutating func check(_ key: String, _ path: SafeKeyPath) throws(MinioError) {
        while let last = self.files.last, !key.utf8.starts(with: last.utf8) { self.files.removeLast() }
        for file in self.files where key.utf8.dropFirst(file.utf8.count).first == UInt8(ascii: "/") {
            throw MinioError(
                .unsafePath, "a file cannot be in the folder \(file): there is an object of that name, which is a file")
        }
        if !path.isFolder { self.files.append(key) }
        guard self.sameness.isLoose, !path.isFolder else { return }
        var name = path.components.joined(separator: "/")
        if self.sameness.ignoresCase { name = name.lowercased() }
        guard self.seen.insert(Name(text: name, ignoresForm: self.sameness.ignoresForm)).inserted else {
            throw MinioError(
                .unsafePath,
                "the file system here takes the name for that of another object, which differs in case or form")
        }
    }

    /// A name, compared as the file system does.
    private struct Name: Hashable {
        let text: String
        let ignoresForm: Bool

        static func == (left: Name, right: Name) -> Bool {
            left.ignoresForm ? left.text == right.text : left.text.utf8.elementsEqual(right.text.utf8)
        }

        func hash(into hasher: inout Hasher) {
            // Strings that are the same in another form have the same hash.
            self.text.hash(into: &hasher)
        }
    }
}
