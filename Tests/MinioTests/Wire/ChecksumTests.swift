// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import CMinioChecksums
import HTTPTypes
import NIOCore
import Testing

@testable import Minio

@Suite struct ChecksumTests {
    private static let crcs: [ChecksumAlgorithm] = [.crc32, .crc32c, .crc64nvme]

    private func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }

    @Test(arguments: [
        // https://reveng.sourceforge.io/crc-catalogue/all.htm, FIPS 180
        (ChecksumAlgorithm.crc32, "123456789", "cbf43926"), (.crc32c, "123456789", "e3069283"),
        (.crc64nvme, "123456789", "ae8b14860a799888"), (.crc32, "", "00000000"), (.crc64nvme, "", "0000000000000000"),
        (.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func knownValues(_ algorithm: ChecksumAlgorithm, _ text: String, _ expected: String) {
        #expect(Hexadecimal.lower(Checksum.of(algorithm, ByteBuffer(string: text)).bytes) == expected)
    }

    /// A bit at a time, as the definition has it.
    private func slowly(_ kind: Int32, _ bytes: ArraySlice<UInt8>) -> UInt64 {
        let (polynomial, mask): (UInt64, UInt64) =
            switch kind {
            case 0: (0xEDB8_8320, 0xFFFF_FFFF)
            case 1: (0x82F6_3B78, 0xFFFF_FFFF)
            default: (0x9A6C_9329_AC4B_C9B5, .max)
            }
        var value = mask
        for byte in bytes {
            value ^= UInt64(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1 }
        }
        return value ^ mask
    }

    @Test(arguments: [Int32(0), 1, 2])
    func everyMethodComputesTheSame(_ kind: Int32) {
        let bytes = self.bytes(1500)
        for start in 0..<3 {
            for count in Array(0...300) + [511, 512, 513, 767, 768, 1024, 1400] {
                let slice = bytes[start..<(start + count)]
                let expected = self.slowly(kind, slice)
                for method in 0...minio_crc_best() {
                    let value = slice.withUnsafeBytes { minio_crc_update(kind, method, 0, $0.baseAddress, $0.count) }
                    #expect(value == expected, "kind \(kind), method \(method), \(count) bytes from \(start)")
                }
            }
        }
    }

    @Test func aMethodThatIsNotThereIsReplaced() {
        let bytes = self.bytes(5000)
        let value = bytes.withUnsafeBytes { minio_crc_update(1, 3, 0, $0.baseAddress, $0.count) }
        #expect(value == self.slowly(1, bytes[...]))
    }

    @Test(arguments: ChecksumAlgorithm.allCases)
    func piecesMakeTheWhole(_ algorithm: ChecksumAlgorithm) {
        let bytes = self.bytes(10_000)
        var hasher = ChecksumHasher(algorithm)
        var rest = bytes[...]
        var generator = SystemRandomNumberGenerator()
        while !rest.isEmpty {
            let count = Int.random(in: 0...min(700, rest.count), using: &generator)
            hasher.update(ByteBuffer(bytes: rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        #expect(hasher.finalize() == Checksum.of(algorithm, ByteBuffer(bytes: bytes)))
    }

    @Test(arguments: Self.crcs)
    func X18_crcsOfPartsMakeThatOfTheWhole(_ algorithm: ChecksumAlgorithm) {
        for round in 0..<200 {
            var parts: [(checksum: Checksum, length: Int64)] = []
            var whole: [UInt8] = []
            for part in 0..<Int.random(in: 1...6) {
                let bytes = self.bytes(Int.random(in: 0...2000), seed: UInt64(round * 10 + part + 1))
                parts.append((Checksum.of(algorithm, ByteBuffer(bytes: bytes)), Int64(bytes.count)))
                whole += bytes
            }
            #expect(Checksum.combined(parts) == Checksum.of(algorithm, ByteBuffer(bytes: whole)))
        }
    }

    @Test func zeroesMayBeMany() {
        // The CRC of 2^40 zero bytes, doubled up from one of them.
        var value = Checksum.of(.crc64nvme, ByteBuffer(bytes: [0]))
        var length: Int64 = 1
        for _ in 0..<40 {
            value = Checksum.combined([(value, length), (value, length)]) ?? value
            length *= 2
        }
        let half = Checksum.combined([(value, length), (Checksum.of(.crc64nvme, ByteBuffer()), 0)])
        #expect(half == value)
        let longer = Checksum.combined([(value, length), (value, length)])
        #expect(longer != value)
    }

    @Test func onlyCRCsOfOneAlgorithmAreCombined() {
        let one = Checksum.of(.crc32c, ByteBuffer(string: "1"))
        let other = Checksum.of(.crc32, ByteBuffer(string: "2"))
        let digest = Checksum.of(.sha256, ByteBuffer(string: "3"))
        #expect(Checksum.combined([(one, 1), (other, 1)]) == nil)
        #expect(Checksum.combined([(digest, 1), (digest, 1)]) == nil)
        #expect(Checksum.combined([]) == nil)
        #expect(Checksum.composite([one, other]) == nil)
        #expect(Checksum.composite([]) == nil)
    }

    @Test func aCompositeIsTheChecksumOfTheChecksums() {
        let parts = ["one", "two"].map { Checksum.of(.sha256, ByteBuffer(string: $0)) }
        let composite = Checksum.composite(parts)
        let expected = Checksum.of(.sha256, ByteBuffer(bytes: parts.flatMap(\.bytes)))
        #expect(composite?.bytes == expected.bytes)
        #expect(composite?.headerValue == "\(expected.base64)-2")
        #expect(composite?.kind == .composite)
    }

    @Test func headersAreRead() {
        let checksum = Checksum(algorithm: .crc32c, headerValue: "4waSgw==")
        #expect(checksum == Checksum.of(.crc32c, ByteBuffer(string: "123456789")))
        #expect(Checksum(algorithm: .crc32c, headerValue: "4waSgw==-12")?.partCount == 12)
        for text in ["", "4waSgw", "4waSgw==-", "4waSgw==-0", "4waSgw==-x", "4waSgw==--1", "4waSgw==-+1", "AAAA", "-1"]
        {
            #expect(Checksum(algorithm: .crc32c, headerValue: text) == nil, "\(text)")
        }
        let headers: HTTPFields = [.amzChecksumCRC32C: "4waSgw==", .amzChecksumSHA1: "not one"]
        #expect(Checksum.read(from: headers).map(\.algorithm) == [.crc32c])
    }
}
