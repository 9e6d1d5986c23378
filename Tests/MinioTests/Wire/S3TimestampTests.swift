// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Minio
import Testing

@Suite("Timestamps")
struct S3TimestampTests {
    @Test("Python writes random instants in the same way, and they are read again")
    func agreesWithPython() throws {
        let rows = try Vectors.rows("timestamps.tsv")
        #expect(rows.count > 500)
        for row in rows {
            let milliseconds = try #require(row[0].flatMap { Double($0) })
            let (amz, iso8601, http) = (try #require(row[1]), try #require(row[2]), try #require(row[3]))
            let date = Date(timeIntervalSince1970: milliseconds / 1000)
            #expect(S3Timestamp.amz(date) == amz)
            #expect(S3Timestamp.iso8601(date) == iso8601)
            #expect(S3Timestamp.http(date) == http)
            let seconds = (milliseconds / 1000).rounded(.down)
            #expect(S3Timestamp.parse(amz)?.timeIntervalSince1970 == seconds)
            // The year 69 of a header means 2069 or nothing: only the others are unambiguous.
            if !http.contains(" 00") { #expect(S3Timestamp.parse(http)?.timeIntervalSince1970 == seconds) }
            let read = try #require(S3Timestamp.parse(iso8601)).timeIntervalSince1970
            #expect(abs(read - milliseconds / 1000) < 0.0001)
            #expect(S3Timestamp.iso8601(try #require(S3Timestamp.parse(iso8601))) == iso8601)
        }
    }

    @Test(
        "forms that servers write",
        arguments: [
            ("2013-05-24T00:00:00Z", 0), ("2013-05-24T00:00:00.000Z", 0), ("2013-05-24T00:00:00.5Z", 0.5),
            ("2013-05-24T00:00:00.123456789Z", 0.123456789), ("2013-05-24T00:00:00.1234567890123Z", 0.123456789),
            ("2013-05-24T00:00:00.000000000Z", 0), ("2013-05-24T00:00:00", 0), ("2013-05-24 00:00:00Z", 0),
            ("2013-05-24", 0), ("20130524", 0), ("20130524T000001Z", 1), ("2013-05-24T00:00:00z", 0),
            ("2013-05-24T02:00:00+02:00", 0), ("2013-05-24T02:00:00+0200", 0), ("2013-05-23T19:00:00-05", 0),
            ("2013-05-24T05:45:00+05:45", 0), ("  2013-05-24T00:00:00Z  ", 0), ("2013-05-24T00:00:00 ", 0),
            ("2013-05-23T23:59:60Z", 0), ("Fri, 24 May 2013 00:00:00 GMT", 0), ("Fri, 24 May 2013 00:00:01 UTC", 1),
            ("Fri,24 May 2013 00:00:00 GMT", 0), ("Friday, 24-May-13 00:00:00 GMT", 0),
            ("Fri, 24 May 2013 0:00:00 GMT", 0), ("Fri, 24 May 2013 00:00:00 GMT ", 0),
        ])
    func forms(text: String, offset: Double) throws {
        let date = try #require(S3Timestamp.parse(text))
        #expect(abs(date.timeIntervalSince1970 - 1_369_353_600 - offset) < 0.000001)
    }

    @Test("two digits of a year and one of a day")
    func shortForms() {
        #expect(S3Timestamp.parse("Sunday, 06-Nov-94 08:49:37 GMT")?.timeIntervalSince1970 == 784_111_777)
        #expect(S3Timestamp.parse("Sun, 6 Nov 1994 08:49:37 GMT")?.timeIntervalSince1970 == 784_111_777)
        #expect(S3Timestamp.parse("Thu, 01-Jan-70 00:00:00 GMT")?.timeIntervalSince1970 == 0)
        #expect(S3Timestamp.parse("Tue, 01-Jan-69 00:00:00 GMT").map(S3Timestamp.amz) == "20690101T000000Z")
    }

    @Test(
        "texts that are no instants",
        arguments: [
            "", " ", "Z", "2013", "2013-05", "2013-5-24", "2013-0524", "201305-24", "13-05-24", "2013-00-24",
            "2013-13-24",
            "2013-05-00", "2013-05-32", "2013-02-29", "1900-02-29", "2013-04-31", "0000-01-01", "2013-05-24T",
            "2013-05-24T24:00:00Z", "2013-05-24T00:60:00Z", "2013-05-24T00:00:61Z", "2013-05-24T00:00Z",
            "2013-05-24T00:00:00.Z", "2013-05-24T00:00:00,5Z", "2013-05-24T00:00:00ZZ", "2013-05-24T00:00:00+",
            "2013-05-24T00:00:00+2", "2013-05-24T00:00:00+02:", "2013-05-24T00:00:00+02:3", "2013-05-24T00:00:00+24:00",
            "2013-05-24T00:00:00+02:60", "2013-05-24T00:00:00+02:00x", "2013-05-24T00:00:00 GMT", "２０１３-05-24",
            "+2013-05-24", "-013-05-24", "Fri, 24 May 2013 00:00:00", "Fri, 24 May 2013 00:00:00 PST",
            "Fri, 24 May 2013 00:00:00 GMT+1", "Fri, 24 May 2013 00:00:00 GMT x", "Fri, 24 Mai 2013 00:00:00 GMT",
            "Fri, 24 may 2013 00:00:00 GMT", "Fri, 31 Jun 2013 00:00:00 GMT", "Fri 24 May 2013 00:00:00 GMT", ",",
            "Fri,",
            "now", "1369353600", "99999999999999999999", "\u{0}", "é, 24",
        ])
    func refuses(text: String) {
        #expect(S3Timestamp.parse(text) == nil)
    }

    @Test("instants beyond the wire's years are brought to its ends")
    func extremes() {
        let (first, last) = ("00010101T000000Z", "99991231T235959Z")
        let expected: [(Date, String)] = [
            (.distantPast, first), (.distantFuture, "40010101T000000Z"),
            (Date(timeIntervalSince1970: -.infinity), first), (Date(timeIntervalSince1970: .infinity), last),
            (Date(timeIntervalSince1970: -.greatestFiniteMagnitude), first),
            (Date(timeIntervalSince1970: .greatestFiniteMagnitude), last),
            (Date(timeIntervalSince1970: .nan), "19700101T000000Z"),
            (Date(timeIntervalSince1970: 253_402_300_799.9999), last),
            (Date(timeIntervalSince1970: -62_135_596_800.0001), first),
        ]
        for (date, text) in expected {
            #expect(S3Timestamp.amz(date) == text)
            #expect(S3Timestamp.iso8601(date).hasPrefix(String(text.prefix(4))))
            #expect(S3Timestamp.http(date).hasSuffix(" GMT"))
        }
    }

    @Test("a fraction is rounded to the millisecond, over the end of a day as well")
    func rounds() {
        let date = Date(timeIntervalSince1970: 1_369_353_599.9996)
        #expect(S3Timestamp.iso8601(date) == "2013-05-24T00:00:00.000Z")
        #expect(S3Timestamp.amz(date) == "20130524T000000Z")
        #expect(S3Timestamp.iso8601(Date(timeIntervalSince1970: -0.25)) == "1969-12-31T23:59:59.750Z")
    }

    @Test("random texts never crash")
    func randomTexts() {
        var generator = SplitMix64(seed: 11)
        let pieces = ["2013", "05", "24", "-", "T", ":", ".", "Z", "+", " ", "Fri", ",", "May", "GMT", "9", "\0", "é"]
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0...12, using: &generator))
                .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            if let date = S3Timestamp.parse(text) { #expect(S3Timestamp.parse(S3Timestamp.iso8601(date)) != nil) }
        }
    }
}
