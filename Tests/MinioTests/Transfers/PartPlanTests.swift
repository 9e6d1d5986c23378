// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Minio

@Suite struct PartPlanTests {
    private func check(_ plan: PartPlan, of size: Int64) {
        #expect((1...10_000).contains(plan.count), "\(size)")
        #expect((PartPlan.minimumPartSize...PartPlan.maximumPartSize).contains(plan.partSize), "\(size)")
        var position: Int64 = 0
        for number in 1...plan.count {
            guard let range = plan.range(of: number) else {
                Issue.record("part \(number) of \(size)")
                return
            }
            if range.lowerBound != position || (number < plan.count && Int64(range.count) != plan.partSize) {
                Issue.record("part \(number) of \(size) bytes is \(range)")
            }
            position = range.upperBound
        }
        #expect(position == size)
        #expect(plan.range(of: 0) == nil)
        #expect(plan.range(of: plan.count + 1) == nil)
    }

    @Test func X17_everyObjectIsCutAsS3Allows() throws {
        let mebibyte: Int64 = 1 << 20
        var sizes: [Int64] = [0, 1, PartPlan.maximumSize]
        for boundary in [5 * mebibyte, 16 * mebibyte, 50_000 * mebibyte, 160_000 * mebibyte, PartPlan.maximumSize - 1] {
            sizes += [boundary - 1, boundary, boundary + 1]
        }
        for _ in 0..<40 { sizes.append(Int64.random(in: 0...PartPlan.maximumSize)) }
        for _ in 0..<100 { sizes.append(Int64.random(in: 0...(1 << 33))) }
        for size in sizes { self.check(try PartPlan(size: size), of: size) }
        for _ in 0..<50 {
            let partSize = Int64.random(in: PartPlan.minimumPartSize...PartPlan.maximumPartSize)
            let size = Int64.random(in: 0...min(partSize * 10_000, PartPlan.maximumSize))
            self.check(try PartPlan(size: size, partSize: partSize), of: size)
        }
    }

    private static let mebibyte: Int64 = 1 << 20
    private static let tebibyte: Int64 = 1 << 40

    @Test func partsGrowOnlyWhenTheyMust() throws {
        let expected: [(size: Int64, count: Int, mebibytes: Int64)] = [
            (0, 1, 16), (16 * Self.mebibyte, 1, 16), (16 * Self.mebibyte + 1, 2, 16),
            (160_000 * Self.mebibyte, 10_000, 16), (160_000 * Self.mebibyte + 1, 9412, 17),
            (5 * Self.tebibyte, 9987, 525),
        ]
        for (size, count, mebibytes) in expected {
            let plan = try PartPlan(size: size)
            #expect(plan.count == count, "\(size)")
            #expect(plan.partSize == mebibytes * Self.mebibyte, "\(size)")
        }
    }

    @Test func C19_whatCannotBeIsRefused() {
        let refused: [(size: Int64, partSize: Int64?, code: MinioError.Code)] = [
            (-1, nil, .invalidArgument), (5 * Self.tebibyte + 1, nil, .entityTooLarge), (.max, nil, .entityTooLarge),
            (1000 * Self.mebibyte, 5 * Self.mebibyte - 1, .invalidArgument),
            (1000 * Self.mebibyte, 5120 * Self.mebibyte + 1, .invalidArgument),
            (50_000 * Self.mebibyte + 1, 5 * Self.mebibyte, .invalidArgument), (1, 0, .invalidArgument),
            (1, -5, .invalidArgument),
        ]
        for (size, partSize, code) in refused {
            let error = #expect(throws: MinioError.self) { try PartPlan(size: size, partSize: partSize) }
            #expect(error?.code == code, "\(size) \(partSize ?? 0)")
        }
    }

    @Test func theCeilingOfAnUnknownLengthIsNamed() {
        let error = PartPlan.overflow(partSize: 16 << 20)
        #expect(error.code == .entityTooLarge)
        #expect(error.message.contains("167772160000 bytes"))
        #expect(PartPlan.overflow(partSize: 5 << 30).message.contains("\(Int64(5) << 40) bytes"))
    }
}
