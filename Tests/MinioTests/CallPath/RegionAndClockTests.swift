// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import Minio

@Suite struct RegionAndClockTests {
    private func scopes(_ script: Script) -> [String] {
        script.requests.map { request in
            let text = request.headerFields[.authorization] ?? ""
            return text.split(separator: "/").count > 2 ? String(text.split(separator: "/")[2]) : ""
        }
    }

    @Test func aRegionThatTheServerNamesIsTakenOnceAndRemembered() async throws {
        let script = Script([
            .error(400, "AuthorizationHeaderMalformed", more: "<Region>eu-west-1</Region>"), .ok,
        ])
        let minio = try script.client()
        try await minio.putObject(bucket: "bucket", key: "k", .string("x"))
        try await minio.putObject(bucket: "bucket", key: "k", .string("x"))
        #expect(self.scopes(script) == ["us-east-1", "eu-west-1", "eu-west-1"])
        #expect(script.pauses.isEmpty)
    }

    @Test(arguments: [301, 307, 400])
    func aHeadIsToldByItsHeader(_ status: Int) async throws {
        let script = Script([.answer(status, headers: ["x-amz-bucket-region": "eu-central-1"]), .ok])
        let minio = try script.client("https://s3.amazonaws.com")
        try await minio.statObject(bucket: "bucket", key: "k")
        #expect(self.scopes(script) == ["us-east-1", "eu-central-1"])
        #expect(
            script.requests.map(\.authority) == [
                "bucket.s3.us-east-1.amazonaws.com", "bucket.s3.eu-central-1.amazonaws.com",
            ])
    }

    @Test func aRegionIsTakenWithoutABucketToo() async throws {
        let script = Script([
            .error(400, "AuthorizationHeaderMalformed", more: "<Region>eu-west-1</Region>"),
            .answer(200, body: "<ListAllMyBucketsResult/>"),
        ])
        let buckets = try await script.client().listBuckets().collect()
        #expect(buckets.isEmpty)
        #expect(self.scopes(script) == ["us-east-1", "eu-west-1"])
    }

    @Test func aServerThatSendsUsInCirclesIsLeft() async throws {
        let script = Script([
            .error(301, "PermanentRedirect", more: "<Region>a-1</Region>"),
            .error(301, "PermanentRedirect", more: "<Region>b-1</Region>"),
        ])
        let minio = try script.client()
        let error = await failure { try await minio.putObject(bucket: "bucket", key: "k", .string("x")) }
        #expect(error?.code == .permanentRedirect)
        #expect(error?.region == "b-1")
        #expect(script.requests.count == 2)
    }

    @Test(arguments: ["evil.example/", "a b", String(repeating: "x", count: 300), "x\n"])
    func aRegionThatCannotBeOneIsNotTaken(_ region: String) async throws {
        let script = Script([.error(301, "PermanentRedirect", more: "<Region>\(region)</Region>")])
        let minio = try script.client("https://s3.amazonaws.com")
        let error = await failure { try await minio.putObject(bucket: "bucket", key: "k", .string("x")) }
        #expect(error?.code == .permanentRedirect)
        #expect(Set(script.requests.map(\.authority)) == ["bucket.s3.us-east-1.amazonaws.com"])
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func aRedirectIsNeverFollowed(_ status: Int) async throws {
        let script = Script([.answer(status, headers: ["Location": "http://evil.example/bucket/k"])])
        let minio = try script.client()
        let error = await failure { _ = try await minio.getObject(bucket: "bucket", key: "k", upTo: 10) }
        #expect(error != nil)
        #expect(Set(script.requests.map(\.authority)) == ["s3.test:9000"])
    }

    @Test func aRegionIsLookedUpOnceForAll() async throws {
        let script = Script([
            .answer(200, body: "<LocationConstraint>eu-north-1</LocationConstraint>"), .ok,
        ])
        let minio = try script.client { _ in }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask { try await minio.putObject(bucket: "bucket", key: "\(number)", .string("x")) }
            }
            try await group.waitForAll()
        }
        let lookups = script.requests.filter { $0.path?.contains("location=") == true }
        #expect(lookups.count == 1)
        #expect(self.scopes(script).dropFirst().allSatisfy { $0 == "eu-north-1" })
    }

    @Test func whoMayNotAskIsInTheDefaultRegion() async throws {
        let script = Script([.error(403, "AccessDenied"), .ok])
        try await script.client { _ in }.putObject(bucket: "bucket", key: "k", .string("x"))
        #expect(self.scopes(script) == ["us-east-1", "us-east-1"])
    }

    @Test func makingABucketAsksForNothingFirst() async throws {
        let script = Script([.ok])
        try await script.client { _ in }.makeBucket("bucket")
        try await script.client { _ in }.makeBucket("bucket", options: .with { $0.region = "eu-west-1" })
        #expect(script.requests.map { $0.path } == ["/bucket", "/bucket"])
        #expect(script.bodies.map(\.readableBytes)[0] == 0)
        #expect(String(buffer: script.bodies[1]).contains("<LocationConstraint>eu-west-1<"))
    }

    @Test func aClockThatIsWrongIsLearned() async throws {
        let script = Script([
            .error(403, "RequestTimeTooSkewed", headers: ["Date": "Tue, 14 Nov 2023 23:13:20 GMT"]), .ok,
        ])
        let minio = try script.client()
        try await minio.putObject(bucket: "bucket", key: "k", .string("x"))
        try await minio.putObject(bucket: "bucket", key: "k", .string("x"))
        #expect(
            script.requests.map { $0.headerFields[.amzDate] } == [
                "20231114T221320Z", "20231114T231320Z", "20231114T231320Z",
            ])
    }

    @Test(arguments: [nil, "Tue, 14 Nov 2023 22:13:25 GMT", "yesterday"])
    func aDateThatExplainsNothingIsNotFollowed(_ date: String?) async throws {
        let script = Script([.error(403, "RequestTimeTooSkewed", headers: date.map { ["Date": $0] } ?? [:])])
        let minio = try script.client()
        let error = await failure { try await minio.putObject(bucket: "bucket", key: "k", .string("x")) }
        #expect(error?.code == .requestTimeTooSkewed)
        #expect(script.requests.count == 1)
    }

    @Test func anExpiredTokenIsTriedOnceMore() async throws {
        let script = Script([.error(400, "ExpiredToken"), .ok])
        try await script.client().putObject(bucket: "bucket", key: "k", .string("x"))
        #expect(script.requests.count == 2)
    }

    @Test func anAnonymousClientSendsNothingOfASignature() async throws {
        let script = Script([.ok])
        try await script.client(credentials: .anonymous) { _ in }.putObject(bucket: "bucket", key: "k", .string("x"))
        #expect(script.requests.count == 1)
        let names = script.requests[0].headerFields.map(\.name.canonicalName)
        #expect(!names.contains("authorization"))
        #expect(!names.contains { $0.hasPrefix("x-amz-") })
    }

    @Test func emptyKeysAreRefused() async throws {
        let script = Script([.ok])
        let minio = try script.client(credentials: .static(accessKey: "", secretKey: "x"))
        let error = await failure { try await minio.putObject(bucket: "bucket", key: "k", .string("x")) }
        #expect(error?.code == .credentials)
        #expect(script.requests.isEmpty)
    }
}
