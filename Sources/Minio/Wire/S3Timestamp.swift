// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// The four ways in which S3 writes an instant, read and written without a locale, a calendar or a time zone.
///
/// A formatter that follows the user's settings writes Buddhist years or Arabic digits on some machines; this
/// arithmetic (the proleptic Gregorian calendar in UTC) cannot.
package enum S3Timestamp {
    /// `20130524T000000Z`: `x-amz-date`, and the signature.
    package static func amz(_ date: Date) -> String {
        let civil = CivilTime(date)
        // Every request has one: written as bytes.
        return String(unsafeUninitializedCapacity: 16) { output in
            var position = 0
            func write(_ value: Int, _ width: Int) {
                var rest = value
                for offset in (0..<width).reversed() {
                    output[position + offset] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
                position += width
            }
            write(civil.year, 4)
            write(civil.month, 2)
            write(civil.day, 2)
            output[position] = UInt8(ascii: "T")
            position += 1
            write(civil.hour, 2)
            write(civil.minute, 2)
            write(civil.second, 2)
            output[position] = UInt8(ascii: "Z")
            return position + 1
        }
    }

    /// `2013-05-24T00:00:00.000Z`: XML documents, object lock headers, POST policies.
    package static func iso8601(_ date: Date) -> String {
        let civil = CivilTime(date)
        let day = "\(civil.year, 4)-\(civil.month, 2)-\(civil.day, 2)"
        return "\(day)T\(civil.hour, 2):\(civil.minute, 2):\(civil.second, 2).\(civil.millisecond, 3)Z"
    }

    /// `Fri, 24 May 2013 00:00:00 GMT`: HTTP headers, always in English.
    package static func http(_ date: Date) -> String {
        let civil = CivilTime(date)
        let day = "\(Self.weekdays[civil.weekday]), \(civil.day, 2) \(Self.months[civil.month - 1]) \(civil.year, 4)"
        return "\(day) \(civil.hour, 2):\(civil.minute, 2):\(civil.second, 2) GMT"
    }

    /// Reads any of the forms above, and what servers make of them: no fraction or up to nine digits, an offset
    /// instead of `Z`, a two-digit day without its zero.
    ///
    /// - Returns: The instant; `nil` if the text is none of these.
    package static func parse(_ text: some StringProtocol) -> Date? {
        var scanner = DigitScanner(text)
        scanner.skipSpaces()
        return switch scanner.peek {
        case .some(UInt8(ascii: "0")...UInt8(ascii: "9")): Self.parseISO8601(&scanner)
        case .some: Self.parseHTTP(&scanner)
        case .none: nil
        }
    }

    private static func parseISO8601(_ scanner: inout DigitScanner) -> Date? {
        guard let year = scanner.number(digits: 4...4) else { return nil }
        let dashed = scanner.skip(UInt8(ascii: "-"))
        guard let month = scanner.number(digits: 2...2), !dashed || scanner.skip(UInt8(ascii: "-")),
            let day = scanner.number(digits: 2...2)
        else { return nil }
        var civil = CivilTime(year: year, month: month, day: day)
        if scanner.skip(UInt8(ascii: "T")) || scanner.skip(UInt8(ascii: " ")) {
            guard let hour = scanner.number(digits: 2...2) else { return nil }
            let colons = scanner.skip(UInt8(ascii: ":"))
            guard let minute = scanner.number(digits: 2...2), !colons || scanner.skip(UInt8(ascii: ":")),
                let second = scanner.number(digits: 2...2)
            else { return nil }
            (civil.hour, civil.minute, civil.second) = (hour, minute, second)
            if scanner.skip(UInt8(ascii: ".")) {
                guard let nanoseconds = scanner.fraction() else { return nil }
                civil.nanosecond = nanoseconds
            }
        }
        guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        return civil.date.map { $0.addingTimeInterval(-Double(offset)) }
    }

    /// RFC 1123, as every HTTP server writes it, and the older `Friday, 24-May-13` form.
    private static func parseHTTP(_ scanner: inout DigitScanner) -> Date? {
        guard scanner.skipPast(UInt8(ascii: ",")) else { return nil }
        scanner.skipSpaces()
        guard let day = scanner.number(digits: 1...2) else { return nil }
        scanner.skipSeparators()
        guard let name = scanner.word(), let month = Self.months.firstIndex(of: name) else { return nil }
        scanner.skipSeparators()
        guard var year = scanner.number(digits: 2...4) else { return nil }
        if year < 70 { year += 2000 } else if year < 100 { year += 1900 }
        scanner.skipSpaces()
        guard let hour = scanner.number(digits: 1...2), scanner.skip(UInt8(ascii: ":")),
            let minute = scanner.number(digits: 2...2), scanner.skip(UInt8(ascii: ":")),
            let second = scanner.number(digits: 2...2)
        else { return nil }
        scanner.skipSpaces()
        guard let zone = scanner.word(), zone == "GMT" || zone == "UTC", scanner.isAtEnd else { return nil }
        var civil = CivilTime(year: year, month: month + 1, day: day)
        (civil.hour, civil.minute, civil.second) = (hour, minute, second)
        return civil.date
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

/// A date and time of day in UTC.
private struct CivilTime {
    var year: Int
    var month: Int
    var day: Int
    var hour = 0
    var minute = 0
    var second = 0
    var nanosecond = 0
    var weekday = 0

    var millisecond: Int { self.nanosecond / 1_000_000 }

    init(year: Int, month: Int, day: Int) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// Years outside 1…9999 have no form on the wire and are brought to the nearest end.
    init(_ date: Date) {
        let limits = (-62_135_596_800.0)...253_402_300_799.999
        let interval = date.timeIntervalSince1970
        let clamped = interval.isNaN ? 0 : min(max(interval, limits.lowerBound), limits.upperBound)
        // A millisecond is what the wire can say; rounding to it first keeps .999999 from becoming .999 of a second
        // ago.
        let milliseconds = Int((clamped * 1000).rounded())
        let seconds = Self.floorDivide(milliseconds, 1000)
        let days = Self.floorDivide(seconds, 86_400)
        let secondOfDay = seconds - days * 86_400
        // Days since 0000-03-01, in eras of 400 years.
        let shifted = days + 719_468
        let era = Self.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        self.day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        self.month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.year = yearOfEra + era * 400 + (self.month <= 2 ? 1 : 0)
        self.hour = secondOfDay / 3600
        self.minute = secondOfDay / 60 % 60
        self.second = secondOfDay % 60
        self.nanosecond = (milliseconds - seconds * 1000) * 1_000_000
        self.weekday = ((days + 4) % 7 + 7) % 7
    }

    /// The instant; `nil` if a field is out of range.
    var date: Date? {
        let leap = self.year.isMultiple(of: 4) && (!self.year.isMultiple(of: 100) || self.year.isMultiple(of: 400))
        let length = self.month == 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].contains(self.month) ? 30 : 31
        guard (1...9999).contains(self.year), (1...12).contains(self.month), (1...length).contains(self.day),
            (0...23).contains(self.hour), (0...59).contains(self.minute), (0...60).contains(self.second)
        else { return nil }
        let shiftedYear = self.month <= 2 ? self.year - 1 : self.year
        let era = Self.floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let shiftedMonth = self.month > 2 ? self.month - 3 : self.month + 9
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + self.day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let seconds = days * 86_400 + self.hour * 3600 + self.minute * 60 + self.second
        return Date(timeIntervalSince1970: Double(seconds) + Double(self.nanosecond) / 1_000_000_000)
    }

    private static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
        value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
    }
}

/// Reads digits and words from the front of a text.
private struct DigitScanner {
    private var rest: ArraySlice<UInt8>

    init(_ text: some StringProtocol) { self.rest = ArraySlice(text.utf8) }

    var peek: UInt8? { self.rest.first }
    var isAtEnd: Bool { self.rest.allSatisfy { $0 == UInt8(ascii: " ") } }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard self.rest.first == byte else { return false }
        self.rest.removeFirst()
        return true
    }

    mutating func skipSpaces() { while self.skip(UInt8(ascii: " ")) {} }

    mutating func skipSeparators() { while self.skip(UInt8(ascii: " ")) || self.skip(UInt8(ascii: "-")) {} }

    mutating func skipPast(_ byte: UInt8) -> Bool {
        guard let index = self.rest.firstIndex(of: byte) else { return false }
        self.rest = self.rest[(index + 1)...]
        return true
    }

    mutating func number(digits: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while count < digits.upperBound, let byte = self.rest.first, let digit = Self.digit(byte) {
            value = value * 10 + digit
            count += 1
            self.rest.removeFirst()
        }
        return count >= digits.lowerBound ? value : nil
    }

    /// Digits after the point, as nanoseconds; more than nine are read and dropped.
    mutating func fraction() -> Int? {
        var value = 0
        var count = 0
        while let byte = self.rest.first, let digit = Self.digit(byte) {
            if count < 9 { value = value * 10 + digit }
            count += 1
            self.rest.removeFirst()
        }
        guard count > 0 else { return nil }
        for _ in min(count, 9)..<9 { value *= 10 }
        return value
    }

    mutating func word() -> String? {
        let letters = self.rest.prefix {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
        }
        guard !letters.isEmpty else { return nil }
        self.rest = self.rest[letters.endIndex...]
        return String(decoding: letters, as: UTF8.self)
    }

    /// `Z`, nothing, `±hh:mm`, `±hhmm` or `±hh`, in seconds.
    mutating func offset() -> Int? {
        if self.isAtEnd || self.skip(UInt8(ascii: "Z")) || self.skip(UInt8(ascii: "z")) { return 0 }
        let sign = self.skip(UInt8(ascii: "-")) ? -1 : self.skip(UInt8(ascii: "+")) ? 1 : 0
        guard sign != 0, let hours = self.number(digits: 2...2), hours < 24 else { return nil }
        if self.isAtEnd { return sign * hours * 3600 }
        _ = self.skip(UInt8(ascii: ":"))
        guard let minutes = self.number(digits: 2...2), minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
    }
}

extension DefaultStringInterpolation {
    /// A number with leading zeros.
    fileprivate mutating func appendInterpolation(_ value: Int, _ width: Int) {
        let digits = String(value)
        self.appendLiteral(String(repeating: "0", count: max(0, width - digits.utf8.count)))
        self.appendLiteral(digits)
    }
}
