// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Minio
import NIOCore
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An answer on its way out, and what is to go wrong with it.
struct Reply: Sendable {
    enum Delivery: Sendable, Equatable {
        case whole
        case stall(afterBytes: Int)
        case truncate(afterBytes: Int)
        case close
        case reset
        case spaces(interval: Duration, count: Int)
    }

    var status: Int
    var headers: HTTPFields
    var body: ByteBuffer
    var delay: Duration?
    var delivery = Delivery.whole

    static func none(_ delivery: Delivery) -> Reply {
        Reply(status: 0, headers: [:], body: ByteBuffer(), delivery: delivery)
    }
}

/// The server without its sockets: takes a whole request and gives the reply.
final class ServerCore: Sendable {
    /// The largest body that the server takes.
    static let maximumBody = 1 << 30

    let configuration: S3TestServer.Configuration
    let log = RequestLog()
    let faults = FaultPlan()
    private let store = Mutex(MemoryStore())
    private let requestCount = Mutex<UInt64>(0)

    init(configuration: S3TestServer.Configuration) {
        self.configuration = configuration
    }

    /// What was begun and neither completed nor aborted.
    var openUploads: [S3TestServer.OpenUpload] {
        self.store.withLock { store in
            store.buckets.values.flatMap { bucket in
                bucket.uploads.values.map { upload in
                    S3TestServer.OpenUpload(
                        bucket: bucket.name, key: upload.key.text, uploadID: upload.id,
                        parts: upload.parts.keys.sorted())
                }
            }
        }
    }

    func reply(to request: IncomingRequest) -> Reply {
        let examined = self.examine(request)
        let operation = examined.operation
        let partNumber = try? examined.call.get().1.parameter("partNumber").flatMap { Int($0) }
        let fault = self.faults.take(
            operation: operation, bucket: examined.bucket, key: examined.key, partNumber: partNumber ?? nil)
        let reply = self.reply(to: request, examined, fault: fault)
        let isAnswered = reply.delivery != .close && reply.delivery != .reset
        self.log.append(
            RecordedRequest(
                operation: operation, method: request.method, target: request.target, authority: request.authority,
                bucket: examined.bucket, key: examined.key?.text, headers: request.headers, body: examined.body,
                connection: request.connection,
                attempt: self.log.attempt(operation: operation, bucket: examined.bucket, key: examined.key),
                isSignatureVerified: examined.isVerified, status: isAnswered ? reply.status : nil))
        return reply
    }

    // MARK: - Understanding

    /// A request as far as it could be understood.
    private struct Examined {
        let requestID: String
        var operation = "Unknown"
        var bucket: String?
        var key: KeyBytes?
        var body: ByteBuffer
        var isVerified = false
        var call: Result<(Operation, Call), Refusal>
    }

    private func examine(_ request: IncomingRequest) -> Examined {
        var examined = Examined(requestID: self.nextRequestID(), body: request.body, call: .failure(.invalidURI))
        do {
            let address = try S3Router.address(request, domain: self.configuration.domain)
            examined.bucket = address.bucket
            examined.key = address.key
            let operation = try S3Router.operation(request, address)
            examined.operation = operation.rawValue
            var call = Call(
                request: request, bucket: address.bucket, key: address.key, query: address.query, body: request.body,
                now: self.configuration.clock(), configuration: self.configuration)
            let check = SignatureCheck(call: call, operation: operation)
            let signature = try check.verify()
            call.isSigned = signature != nil
            let payload = try PayloadCheck(call: call, signature: signature).decode()
            call.body = payload.body
            call.trailers = payload.trailers
            examined.body = payload.body
            examined.isVerified = call.isSigned
            try Integrity.check(call, operation)
            examined.call = .success((operation, call))
        } catch {
            examined.call = .failure(error)
        }
        return examined
    }

    // MARK: - Answering

    private func reply(to request: IncomingRequest, _ examined: Examined, fault: Fault?) -> Reply {
        switch fault?.action {
        case .close: return .none(.close)
        case .reset: return .none(.reset)
        case .answer(let status, let headers, let body):
            return self.finished(Answer(status: status, headers: headers, body: body), request, examined)
        case .status(let status, let code, let message, let headers):
            var refusal = Refusal(status, code ?? "", message ?? code ?? "")
            refusal.headers = headers
            return self.finished(self.answer(to: refusal, request, examined), request, examined)
        default: break
        }
        let answer: Answer
        do {
            let (operation, call) = try examined.call.get()
            answer = try self.store.withLock { store throws(Refusal) in
                try Handlers.handle(operation, call, &store)
            }
        } catch {
            answer = self.answer(to: error, request, examined)
        }
        var reply = self.finished(answer, request, examined)
        switch fault?.action {
        case .delay(let duration): reply.delay = duration
        case .stall(let count): reply.delivery = .stall(afterBytes: count)
        case .truncate(let count): reply.delivery = .truncate(afterBytes: count)
        case .corrupt(let offset): Self.flipBit(of: &reply.body, at: offset)
        case .extra(let count): reply.body.writeRepeatingByte(0x58, count: max(0, count))
        case .spaces(let interval, let count):
            reply.headers[.contentLength] = String(reply.body.readableBytes + max(0, count))
            reply.delivery = .spaces(interval: interval, count: max(0, count))
        case .dropReply: reply.delivery = .close
        default: break
        }
        return reply
    }

    /// S3's error document; without a code, no body.
    private func answer(to refusal: Refusal, _ request: IncomingRequest, _ examined: Examined) -> Answer {
        var answer = Answer(status: refusal.status, headers: refusal.headers)
        guard refusal.status != 304, !refusal.code.isEmpty else { return answer }
        let tree = XMLTree("Error") {
            XMLTree("Code", refusal.code)
            XMLTree("Message", refusal.message)
            XMLTree("BucketName", examined.bucket)
            XMLTree("Key", examined.key?.text)
            XMLTree("Resource", String(request.path))
            refusal.details.map { XMLTree($0.name, text: $0.value) }
            XMLTree("RequestId", examined.requestID)
            XMLTree("HostId", Self.hostID)
        }
        answer.headers[.contentType] = "application/xml"
        answer.body = tree.declaredDocument
        return answer
    }

    /// Adds what every answer carries.
    private func finished(_ answer: Answer, _ request: IncomingRequest, _ examined: Examined) -> Reply {
        var headers = answer.headers
        headers[.amzRequestID] = headers[.amzRequestID] ?? examined.requestID
        headers[.amzHostID] = headers[.amzHostID] ?? Self.hostID
        headers[.date] = headers[.date] ?? S3Timestamp.http(self.configuration.clock())
        headers[.server] = headers[.server] ?? "MinioTesting"
        let isHead = request.method == .head
        let length = isHead ? answer.announcedLength ?? 0 : answer.body.readableBytes
        if answer.status != 204 && answer.status != 304 { headers[.contentLength] = String(length) }
        return Reply(status: answer.status, headers: headers, body: isHead ? ByteBuffer() : answer.body)
    }

    private func nextRequestID() -> String {
        let number = self.requestCount.withLock { count in
            count += 1
            return count
        }
        let digits = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 16 - digits.utf8.count)) + digits
    }

    private static let hostID = "bWluaW8tc3dpZnQgdGVzdCBzZXJ2ZXI="

    private static func flipBit(of body: inout ByteBuffer, at offset: Int) {
        guard body.readableBytes > 0 else { return }
        let index = body.readerIndex + min(max(offset, 0), body.readableBytes - 1)
        guard let byte = body.getInteger(at: index, as: UInt8.self) else { return }
        body.setInteger(byte ^ 1, at: index)
    }
}
