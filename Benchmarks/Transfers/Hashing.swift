// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import CMinioChecksums
import Crypto
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How fast a core hashes: prints GB per second of processor time.
enum Hashing {
    static func run(_ arguments: Arguments) throws {
        let bytes = [UInt8](repeating: 0x61, count: 1 << 20)
        let rounds = try arguments.number("bytes") >> 20
        let start = Processor.time()
        try bytes.withUnsafeBytes { bytes in
            switch try arguments.text("algorithm") {
            case "sha256": self.sha256(bytes, rounds)
            case "crc32c": self.crc(minio_crc32c, minio_crc_best(), bytes, rounds)
            case "crc64nvme": self.crc(minio_crc64nvme, minio_crc_best(), bytes, rounds)
            case "crc32c-portable": self.crc(minio_crc32c, self.portable, bytes, rounds)
            case "crc64nvme-portable": self.crc(minio_crc64nvme, self.portable, bytes, rounds)
            case let name: throw Failure("there is no algorithm \(name)")
            }
        }
        print(Double(rounds << 20) / 1e9 / (Processor.time() - start))
    }

    private static let portable = Int32(minio_crc_portable.rawValue)

    private static func sha256(_ bytes: UnsafeRawBufferPointer, _ rounds: Int) {
        var hash = SHA256()
        for _ in 0..<rounds { hash.update(bufferPointer: bytes) }
        precondition(hash.finalize().contains { $0 != 0 })
    }

    private static func crc(_ kind: minio_crc_kind, _ method: Int32, _ bytes: UnsafeRawBufferPointer, _ rounds: Int) {
        var crc: UInt64 = 0
        for _ in 0..<rounds {
            crc = minio_crc_update(Int32(kind.rawValue), method, crc, bytes.baseAddress, bytes.count)
        }
        precondition(crc != 0)
    }
}

/// The processor time of this process.
enum Processor {
    static func time() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Counts from any number of tasks.
final class Counter: Sendable {
    private let value = Atomic(0)

    /// 1, 2, 3…
    func next() -> Int { self.value.add(1, ordering: .relaxed).newValue }
}
