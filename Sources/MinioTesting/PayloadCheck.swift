// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import NIOCore

/// Takes the framing off a body that was sent in chunks, and compares the body with what the signature says of it.
///
/// [Signed chunks](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html),
/// [with trailers](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html).
struct PayloadCheck {
    let call: Call
    let signature: SignatureCheck.Verified?

    func decode() throws(Refusal) -> (body: ByteBuffer, trailers: HTTPFields) {
        try self.checkLength()
        let body = self.call.body
        let hash = self.signature?.payloadHash ?? self.call.headers[.amzContentSHA256] ?? "UNSIGNED-PAYLOAD"
        switch hash {
        case "UNSIGNED-PAYLOAD":
            return (body, [:])
        case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER":
            guard self.signature != nil else { throw .accessDenied() }
            return try self.chunks(isSigned: true, hasTrailer: hash.hasSuffix("-TRAILER"))
        case "STREAMING-UNSIGNED-PAYLOAD-TRAILER":
            return try self.chunks(isSigned: false, hasTrailer: true)
        default:
            guard hash.utf8.count == 64, Hexadecimal.decode(hash) != nil else {
                throw .invalidArgument(
                    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, or a valid "
                        + "sha256 value.", name: "x-amz-content-sha256", value: hash)
            }
            let actual = Digest.sha256Hex(body)
            guard hash.lowercased() == actual else {
                throw Refusal(
                    400, "XAmzContentSHA256Mismatch",
                    "The provided 'x-amz-content-sha256' header does not match what was computed."
                )
                .detail("ClientComputedContentSHA256", hash)
                .detail("S3ComputedContentSHA256", actual)
            }
            return (body, [:])
        }
    }

    /// `Content-Length` has to be there where there may be a body, and has to be true.
    private func checkLength() throws(Refusal) {
        let request = self.call.request
        guard let text = request.headers[.contentLength] else {
            if request.method == .put || request.method == .post || request.headers[.transferEncoding] != nil {
                throw .missingContentLength
            }
            return
        }
        guard let length = Int(text), length == request.body.readableBytes else { throw .incompleteBody }
    }

    private func chunks(isSigned: Bool, hasTrailer: Bool) throws(Refusal) -> (body: ByteBuffer, trailers: HTTPFields) {
        guard let text = self.call.headers[.amzDecodedContentLength], let announced = Int(text), announced >= 0 else {
            throw Refusal(411, "MissingContentLength", "You must provide the x-amz-decoded-content-length HTTP header.")
        }
        var reader = ChunkReader(rest: self.call.body, verified: isSigned ? self.signature : nil)
        var body = ByteBuffer()
        while let chunk = try reader.next() { body.writeImmutableBuffer(chunk) }
        let trailers = try reader.trailers(areExpected: hasTrailer)
        guard body.readableBytes == announced else { throw .incompleteBody }
        for name in (self.call.header("x-amz-trailer") ?? "").split(separator: ",") {
            guard HTTPField.Name(name.trimmingXMLSpace).flatMap({ trailers[$0] }) != nil else {
                throw Refusal(
                    400, "MalformedTrailerError",
                    "The request contained trailing data that was not well-formed or did not conform to our published "
                        + "schema.")
            }
        }
        return (body, trailers)
    }
}

/// Reads chunks one after the other, each signature made over the one before.
private struct ChunkReader {
    var rest: ByteBuffer
    let verified: SignatureCheck.Verified?
    private var previous: String

    init(rest: ByteBuffer, verified: SignatureCheck.Verified?) {
        self.rest = rest
        self.verified = verified
        self.previous = verified?.signature ?? ""
    }

    /// `nil` after the chunk of no bytes, which ends the body.
    mutating func next() throws(Refusal) -> ByteBuffer? {
        let line = try self.line()
        let parts = line.split(separator: ";", maxSplits: 1)
        guard let digits = parts.first, digits.utf8.count <= 8, let size = Int(digits, radix: 16), size >= 0 else {
            throw .incompleteBody
        }
        guard let chunk = self.rest.readSlice(length: size) else { throw .incompleteBody }
        if let verified = self.verified {
            guard parts.count == 2, parts[1].hasPrefix("chunk-signature=") else { throw .accessDenied() }
            try self.check(
                String(parts[1].dropFirst("chunk-signature=".utf8.count)), with: verified, kind: "PAYLOAD",
                content: "\(Digest.sha256OfNothing)\n\(Digest.sha256Hex(chunk))")
        }
        if size == 0 { return nil }
        guard self.rest.readString(length: 2) == "\r\n" else { throw .incompleteBody }
        return chunk
    }

    /// What follows the last chunk: header lines, and their signature if the chunks were signed.
    mutating func trailers(areExpected: Bool) throws(Refusal) -> HTTPFields {
        var trailers: HTTPFields = [:]
        var signed = ""
        var isEnded = false
        while self.rest.readableBytes > 0 && !isEnded {
            let line = try self.line()
            let parts = line.split(separator: ":", maxSplits: 1)
            if line.isEmpty {
                isEnded = true
            } else if parts.count == 2, let name = HTTPField.Name(parts[0].trimmingXMLSpace.lowercased()), areExpected {
                let value = parts[1].trimmingXMLSpace
                if name.canonicalName == "x-amz-trailer-signature" {
                    guard let verified = self.verified else { throw .accessDenied() }
                    try self.check(value, with: verified, kind: "TRAILER", content: Digest.sha256Hex(signed))
                    signed = ""
                } else {
                    trailers[name] = value
                    signed += "\(name.canonicalName):\(value)\n"
                }
            } else {
                throw .incompleteBody
            }
        }
        guard isEnded, self.rest.readableBytes == 0 else { throw .incompleteBody }
        guard self.verified == nil || signed.isEmpty else { throw .accessDenied() }
        return trailers
    }

    private mutating func check(
        _ signature: String, with verified: SignatureCheck.Verified, kind: String, content: String
    ) throws(Refusal) {
        let stringToSign =
            "AWS4-HMAC-SHA256-\(kind)\n\(verified.scope.timestamp)\n\(verified.scope.credentialScope)\n"
            + "\(self.previous)\n\(content)"
        guard verified.key.isValid(signature, of: stringToSign) else {
            throw Refusal(
                403, "SignatureDoesNotMatch",
                "The chunk signature we calculated does not match the signature you provided.")
        }
        self.previous = signature
    }

    private mutating func line() throws(Refusal) -> String {
        let view = self.rest.readableBytesView
        guard let end = view.firstIndex(of: UInt8(ascii: "\r")), view.index(after: end) < view.endIndex,
            view[view.index(after: end)] == UInt8(ascii: "\n")
        else { throw .incompleteBody }
        let length = end - view.startIndex
        guard length <= 8192, let line = self.rest.readString(length: length) else { throw .incompleteBody }
        self.rest.moveReaderIndex(forwardBy: 2)
        return line
    }
}
