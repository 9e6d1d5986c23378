// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// The command line: a subcommand, then `--name value` pairs.
struct Arguments {
    let command: String
    private var values: [String: String] = [:]

    init(_ arguments: [String]) throws {
        guard let command = arguments.first else { throw Failure("a subcommand is missing") }
        self.command = command
        var rest = arguments.dropFirst()
        while let name = rest.popFirst() {
            guard name.hasPrefix("--"), let value = rest.popFirst() else { throw Failure("\(name) has no value") }
            self.values[String(name.dropFirst(2))] = value
        }
    }

    func text(_ name: String) throws -> String {
        guard let value = self.values[name] else { throw Failure("--\(name) is missing") }
        return value
    }

    func text(_ name: String, default value: String) -> String { self.values[name] ?? value }

    func number(_ name: String) throws -> Int {
        guard let number = Int(try self.text(name)) else { throw Failure("--\(name) is not a number") }
        return number
    }

    func number(_ name: String, default value: Int) throws -> Int {
        self.values[name] == nil ? value : try self.number(name)
    }

    /// The value of an option that may be left out.
    subscript(name: String) -> String? { self.values[name] }
}

/// Why the program ends without having done its work.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
