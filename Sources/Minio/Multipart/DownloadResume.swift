// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a download leaves behind so that another one, in another process, can go on with it: of which object, into which
/// file, and a line for each range that is there, with its checksum.
///
/// A range counts only if the file really holds it. Nothing secret is in it.
struct DownloadRecord {
    /// Of which object, and into which file.
    struct Token: Codable, Hashable {
        var endpoint: String
        var bucket: String
        var key: String
        var versionID: String?
        var etag: String?
        var size: Int64
        var partSize: Int64
        var algorithm: ChecksumAlgorithm
        var folder: String
        var name: String
        var temporaryName: String
    }

    var token: Token
    /// The checksums of the ranges that were written, by number.
    var parts: [Int: Checksum] = [:]

    init(_ token: Token) { self.token = token }

    /// - Returns: `nil` if the bytes are no record. A line that was cut off is left out.
    init?(_ bytes: [UInt8]) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard let first = lines.first, let token = try? JSONDecoder().decode(Token.self, from: Data(first)),
            token.temporaryName.hasPrefix(".minio-"), token.temporaryName.hasSuffix(".partial"),
            !token.temporaryName.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 })
        else { return nil }
        self.token = token
        for line in lines.dropFirst().dropLast() {
            let fields = String(decoding: line, as: UTF8.self).split(separator: " ")
            guard fields.count == 2, let number = Int(fields[0]),
                let checksum = Checksum(algorithm: token.algorithm, headerValue: String(fields[1]))
            else { continue }
            self.parts[number] = checksum
        }
    }

    /// The first line.
    var head: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return ((try? encoder.encode(self.token)).map { Array($0) } ?? []) + [UInt8(ascii: "\n")]
    }

    /// The line of a range.
    static func line(_ number: Int, _ checksum: Checksum) -> [UInt8] { Array("\(number) \(checksum.base64)\n".utf8) }
}

extension ObjectDownload {
    /// Downloads so that what has arrived is not lost if this fails.
    func run(
        in folder: DestinationFolder, name: String, _ occupant: DestinationFile.Occupant, resumeFile: String
    ) async throws(MinioError) -> ObjectInfo {
        let record = try await LockedFile.open(resumeFile)
        var options = StatObjectOptions()
        options.versionID = self.options.versionID
        options.conditions = self.options.conditions
        options.customerKey = self.options.customerKey
        let info = try await self.client.statObject(bucket: self.bucket, key: self.key, options: options)
        guard let size = info.size, info.etag != nil || info.versionID != nil else {
            throw MinioError(
                .resumeFailed, "the server names neither ETag nor version by which the object could be known again")
        }
        let progress = DownloadProgress(handler: self.options.progress)
        progress.begin(total: size)
        let begun = DownloadRecord(try await record.read())
        let found = try await self.target(of: info, size: size, in: folder, name: name, occupant, begun, record)
        guard let (start, plan) = found else {
            progress.add(size)
            try await record.remove()
            return info
        }
        var target = start
        do throws(MinioError) {
            for number in target.done.keys { progress.add(Int64(plan.range(of: number)?.count ?? 0)) }
            if size > 0 {
                try await self.read(plan, into: &target, progress) { (number, checksum) throws(MinioError) in
                    try await record.append(DownloadRecord.line(number, checksum))
                }
                try await self.verify(target, plan)
            }
            try MinioClient.checkCancellation()
            try await target.file.commit()
            try await record.remove()
        } catch {
            if error.code == .objectModified || error.code == .checksumMismatch {
                // There is nothing to go on with.
                target.file.discard()
                try? await record.remove()
            }
            throw error
        }
        return info
    }

    /// The file that was begun, with the ranges that it holds; or a new one.
    ///
    /// - Returns: `nil` if the file is in its place already, and only its record was left.
    private func target(
        of info: ObjectInfo, size: Int64, in folder: DestinationFolder, name: String,
        _ occupant: DestinationFile.Occupant, _ begun: DownloadRecord?, _ record: LockedFile
    ) async throws(MinioError) -> (Target, PartPlan)? {
        let expected = ExpectedContent(info, verifiesETag: self.options.verifiesETag)
        if let begun, self.isSame(begun.token, info, folder, name),
            let plan = try? PartPlan(size: size, partSize: begun.token.partSize)
        {
            if let file = try? await DestinationFile.open(
                in: folder, name: name, occupant: occupant, overwrites: self.options.overwrites, size: size,
                resuming: begun.token.temporaryName)
            {
                var target = Target(info: info, file: file, plan: plan, expected: expected)
                target.done = try await self.ranges(of: plan, in: file, begun, target.algorithm)
                return (target, plan)
            }
            if let file = await DestinationFile.finished(in: folder, name: name, size: size),
                try await self.ranges(of: plan, in: file, begun, begun.token.algorithm).count == plan.count
            {
                return nil
            }
        }
        if let token = begun?.token, token.folder == folder.path { folder.remove(token.temporaryName) }
        let plan = try PartPlan(size: size, partSize: self.options.partSize)
        // First the record, then the file that it names: whoever is ended in between leaves no file that nobody knows of.
        let temporaryName = DestinationFile.makeTemporaryName()
        try await record.write(
            DownloadRecord(
                DownloadRecord.Token(
                    endpoint: self.client.endpoint.description, bucket: self.bucket, key: self.key,
                    versionID: info.versionID, etag: info.etag, size: size, partSize: plan.partSize,
                    algorithm: Target.algorithm(for: expected), folder: folder.path, name: name,
                    temporaryName: temporaryName)
            ).head)
        let file = try await DestinationFile.open(
            in: folder, name: name, occupant: occupant, overwrites: self.options.overwrites, size: size,
            creating: temporaryName)
        return (Target(info: info, file: file, plan: plan, expected: expected), plan)
    }

    /// The ranges that a file holds of those that were written.
    private func ranges(
        of plan: PartPlan, in file: DestinationFile, _ record: DownloadRecord, _ algorithm: ChecksumAlgorithm
    ) async throws(MinioError) -> [Int: Checksum] {
        var found: [Int: Checksum] = [:]
        for (number, checksum) in record.parts {
            guard algorithm == checksum.algorithm, let range = plan.range(of: number) else { continue }
            if try await file.checksum(algorithm, of: range) == checksum { found[number] = checksum }
        }
        return found
    }

    private func isSame(
        _ token: DownloadRecord.Token, _ info: ObjectInfo, _ folder: DestinationFolder, _ name: String
    ) -> Bool {
        token.endpoint == self.client.endpoint.description && token.bucket == self.bucket
            && token.key.utf8.elementsEqual(self.key.utf8) && token.versionID == info.versionID
            && token.etag == info.etag && token.size == info.size && token.folder == folder.path
            && token.name.utf8.elementsEqual(name.utf8)
            && (self.options.partSize == nil || self.options.partSize == token.partSize)
    }
}
