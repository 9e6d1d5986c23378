// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import Testing

@Suite("Errors")
struct MinioErrorTests {
    @Test("one line with all that matters")
    func description() {
        var error = MinioError(.noSuchKey, "The key is not there.")
        #expect(error.description == "NoSuchKey: The key is not there.")
        error = error.located(operation: "GetObject", bucket: "photos", key: "cat.jpg", attempts: 3)
        error.status = .notFound
        error.requestID = "4442587FB7D0A2F9"
        error.region = "eu-west-1"
        let line = """
            NoSuchKey: The key is not there. (GetObject, photos/cat.jpg, HTTP 404, request 4442587FB7D0A2F9, \
            region eu-west-1, 3 attempts)
            """
        #expect(error.description == line)
        #expect(error.debugDescription == line)
        #expect("\(error)" == line)
        error.mayHaveTakenEffect = true
        #expect(error.description == line + "; the server may have carried it out all the same")
        #expect(error.isNotFound)
        #expect(!error.isCancellation)
        #expect(MinioError(.cancelled, "").isCancellation)
    }

    @Test("the place that is known first stays")
    func located() {
        let inner = MinioError(.transport, "x").located(operation: "UploadPart", bucket: "a", key: nil, attempts: 2)
        let outer = inner.located(operation: "PutObject", bucket: "b", key: "k")
        #expect(outer.operation == "UploadPart")
        #expect(outer.bucket == "a")
        #expect(outer.key == "k")
        #expect(outer.attempts == 2)
    }

    @Test(
        "text from outside cannot leave its line",
        arguments: [
            "\n", "\r", "\r\n", "\t", "\0", "\u{1B}[31m", "\u{7F}", "\u{85}", "\u{9B}31m", "\u{2028}", "\u{2029}",
            "\u{202E}", "\u{2066}", "\u{200F}",
        ])
    func oneLine(text: String) throws {
        var error = MinioError(.s3("Code\(text)"), "message\(text)end")
        (error.bucket, error.key, error.requestID, error.region) = ("b\(text)", "k\(text)", "i\(text)", "r\(text)")
        let scalar = try #require(text.unicodeScalars.first)
        #expect(!error.description.unicodeScalars.contains(scalar))
        #expect(error.description.hasPrefix("Code "))
    }

    @Test("text from outside is cut, not at the cost of letters")
    func printable() {
        #expect(MinioError.printable("", limit: 3) == "")
        #expect(MinioError.printable("abc", limit: 3) == "abc")
        #expect(MinioError.printable("abcd", limit: 3) == "abc…")
        #expect(MinioError.printable("e\u{301}é🪣日本", limit: 99).bytes == "e\u{301}é🪣日本".bytes)
        let error = MinioError(.s3(String(repeating: "c", count: 9999)), String(repeating: "m", count: 1 << 20))
        #expect(error.description.utf8.count < 1400)
    }

    @Test("statuses without a body have a code")
    func statuses() {
        func code(_ status: Int, bucket: Bool = true, key: Bool = true, version: Bool = false) -> MinioError.Code {
            .status(status, hasBucket: bucket, hasKey: key, hasVersion: version)
        }
        #expect(code(404) == .noSuchKey)
        #expect(code(404, version: true) == .noSuchVersion)
        #expect(code(404, key: false) == .noSuchBucket)
        #expect(code(404, bucket: false, key: false) == .notFound)
        #expect(code(403) == .accessDenied)
        #expect(code(412) == .preconditionFailed)
        #expect(code(304) == .notModified)
        #expect(code(418).rawValue == "HTTP418")
    }
}
