// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What this process holds, as Linux tells.
struct ProcessState: Sendable {
    /// Open sockets.
    var sockets = 0
    /// Open files, and whatever else has a descriptor, but for sockets.
    var files: [String] = []
    /// Bytes of memory, with what the allocator keeps for later.
    var memory = 0
    static func now() throws -> ProcessState {
        #if os(Linux)
        var state = ProcessState()
        let folder = "/proc/self/fd"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            // The folder itself was open while it was read.
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)") else {
                continue
            }
            if target.hasPrefix("socket:") { state.sockets += 1 } else { state.files.append(target) }
        }
        guard let status = FileManager.default.contents(atPath: "/proc/self/statm") else { throw Problem("no /proc") }
        let fields = String(decoding: status, as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { throw Problem("/proc/self/statm reads otherwise") }
        state.memory = pages * Int(sysconf(CInt(_SC_PAGESIZE)))
        return state
        #else
        throw Problem("what a process holds is only known on Linux")
        #endif
    }

    /// Lets the allocator give back what it keeps for later, where it can: what remains is in use.
    static func giveBackMemory() {
        #if os(Linux)
        typealias Trim = @convention(c) (Int) -> CInt
        guard let symbol = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(symbol, to: Trim.self)(0)
        #endif
    }
}
