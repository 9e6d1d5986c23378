// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Does one piece of work and ends, so that whoever starts it can measure the whole process.
@main
struct TransferBenchmark {
    static func main() async {
        do {
            try await self.run(Arguments(Array(CommandLine.arguments.dropFirst())))
        } catch {
            print("TransferBenchmark: \(error)")
            exit(1)
        }
    }

    private static func run(_ arguments: Arguments) async throws {
        switch arguments.command {
        case "get": try await LargeObjects.get(arguments)
        case "download": try await LargeObjects.download(arguments)
        case "upload": try await LargeObjects.upload(arguments)
        case "pipe": try await LargeObjects.pipe(arguments)
        case "small-get": try await SmallObjects.get(arguments)
        case "small-put": try await SmallObjects.put(arguments)
        case "call-get": try await SmallObjects.getWithoutHTTP(arguments)
        case "call-put": try await SmallObjects.putWithoutHTTP(arguments)
        case "bare-get": try await SmallObjects.bare(arguments, .GET)
        case "bare-put": try await SmallObjects.bare(arguments, .PUT)
        case "list": try await Listing.list(arguments)
        case "decode-list": try await Listing.decode(arguments)
        case "hash": try Hashing.run(arguments)
        default: throw Failure("there is no subcommand \(arguments.command)")
        }
    }
}
