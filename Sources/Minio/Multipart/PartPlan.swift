// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// How an object is cut into parts: sizes and numbers, and nothing else.
///
/// [Limits of multipart uploads](https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html)
struct PartPlan: Sendable, Hashable {
    /// The fewest bytes of a part that is not the last.
    static let minimumPartSize: Int64 = 5 << 20
    /// The most bytes of a part, and of one request.
    static let maximumPartSize: Int64 = 5 << 30
    /// The most parts.
    static let maximumCount = 10_000
    /// The most bytes of an object.
    static let maximumSize: Int64 = 5 << 40
    /// The bytes of a part unless the object needs larger ones, or the caller says otherwise.
    static let defaultPartSize: Int64 = 16 << 20

    /// The bytes of the whole object.
    let size: Int64
    /// The bytes of every part but the last; some servers want them equal.
    let partSize: Int64
    /// The number of parts; 1 for an object of 0 bytes.
    let count: Int

    /// A plan for an object of known size.
    ///
    /// - Parameters:
    ///   - size: The bytes of the object.
    ///   - partSize: The bytes of a part; `nil` for 16 MiB, or as many as it takes to stay within 10,000 parts.
    /// - Throws: ``MinioError/Code/entityTooLarge`` for more than 5 TiB, ``MinioError/Code/invalidArgument`` for a part size
    ///   that S3 does not allow, or that makes too many parts.
    init(size: Int64, partSize: Int64? = nil) throws(MinioError) {
        guard size >= 0 else { throw MinioError(.invalidArgument, "a size cannot be negative") }
        guard size <= Self.maximumSize else {
            throw MinioError(.entityTooLarge, "\(size) bytes are more than the 5 TiB that an object may have")
        }
        let needed = (size - 1) / Int64(Self.maximumCount) + 1
        if let partSize {
            try Self.check(partSize: partSize)
            guard partSize >= needed else {
                throw MinioError(
                    .invalidArgument,
                    "parts of \(partSize) bytes would be more than 10,000; \(size) bytes need parts of \(needed) at least"
                )
            }
            self.partSize = partSize
        } else {
            let mebibyte: Int64 = 1 << 20
            self.partSize = max(Self.defaultPartSize, (needed + mebibyte - 1) / mebibyte * mebibyte)
        }
        self.size = size
        self.count = max(1, Int((size + self.partSize - 1) / self.partSize))
    }

    /// Which bytes a part holds; `nil` if there is no part of that number.
    ///
    /// - Parameter number: From 1 on, as S3 counts.
    /// - Returns: The part's place in the object.
    func range(of number: Int) -> Range<Int64>? {
        guard (1...self.count).contains(number) else { return nil }
        let start = Int64(number - 1) * self.partSize
        return start..<min(self.size, start + self.partSize)
    }

    /// Refuses a part size that S3 does not allow.
    static func check(partSize: Int64) throws(MinioError) {
        guard (Self.minimumPartSize...Self.maximumPartSize).contains(partSize) else {
            throw MinioError(
                .invalidArgument, "a part has 5 MiB to 5 GiB (5,242,880 to 5,368,709,120 bytes), not \(partSize) bytes")
        }
    }

    /// What an upload of unknown length fails with when it needs one part too many.
    static func overflow(partSize: Int64) -> MinioError {
        let (ceiling, overflow) = partSize.multipliedReportingOverflow(by: Int64(Self.maximumCount))
        let bytes = overflow ? Self.maximumSize : min(ceiling, Self.maximumSize)
        return MinioError(
            .entityTooLarge,
            "the source gives more than the \(bytes) bytes that 10,000 parts of \(partSize) bytes can hold; a larger part size"
                + " has more room")
    }
}
