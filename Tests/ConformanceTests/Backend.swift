// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Minio
import MinioTesting
import Testing

/// A server that the suite runs against: ours in process, ours on loopback, or a real one that the environment names.
///
/// `MINIO_TEST_ENDPOINT`, `MINIO_TEST_ACCESS_KEY`, `MINIO_TEST_SECRET_KEY`, `MINIO_TEST_REGION` and `MINIO_TEST_CA_FILE` name
/// a real server, `MINIO_TEST_SERVER` its kind; then the suite runs against that one alone, over async-http-client if
/// `MINIO_TEST_TRANSPORT` is `async-http-client`.
struct Backend: Sendable, CustomTestStringConvertible {
    enum Kind: Sendable {
        case inProcess
        case loopback(isAsyncHTTPClient: Bool)
        case real(endpoint: String, accessKey: String, secretKey: String)
    }

    let name: String
    let kind: Kind

    var testDescription: String { self.name }

    static let available: [Backend] = {
        let environment = ProcessInfo.processInfo.environment
        guard let endpoint = environment["MINIO_TEST_ENDPOINT"], !endpoint.isEmpty else {
            return [
                Backend(name: "in process", kind: .inProcess),
                Backend(name: "loopback", kind: .loopback(isAsyncHTTPClient: false)),
                Backend(name: "loopback, async-http-client", kind: .loopback(isAsyncHTTPClient: true)),
            ]
        }
        return [
            Backend(
                name: environment["MINIO_TEST_SERVER"] ?? "server",
                kind: .real(
                    endpoint: endpoint, accessKey: environment["MINIO_TEST_ACCESS_KEY"] ?? "minioadmin",
                    secretKey: environment["MINIO_TEST_SECRET_KEY"] ?? "minioadmin"))
        ]
    }()

    /// Runs a test against this server, with a bucket of its own that is gone afterwards.
    ///
    /// The outcome is appended to the file that `MINIO_TEST_RESULTS` names. What a server is known not to do is run all the
    /// same, and expected to fail for the reason that ``Differences`` gives.
    func run(_ test: String, _ body: (Fixture) async throws -> Void) async throws {
        if let note = Differences.note(test: test, server: self.name) {
            var failure: (any Error)?
            await withKnownIssue(Comment(rawValue: note)) {  // The server's limit; if the test passes, this fails.
                do { try await self.withFixture(body) } catch {
                    failure = error
                    throw error
                }
            }
            Results.append(
                test: test, outcome: failure == nil ? "FAILED" : "differs", note: failure == nil ? "passes now" : note)
        } else {
            do {
                try await self.withFixture(body)
                Results.append(test: test, outcome: "ok", note: "")
            } catch {
                Results.append(test: test, outcome: "FAILED", note: "\(error)")
                throw error
            }
        }
    }

    private func withFixture(_ body: (Fixture) async throws -> Void) async throws {
        switch self.kind {
        case .inProcess, .loopback:
            var configuration = S3TestServer.Configuration()
            if case .inProcess = self.kind { configuration.mount = .inProcess }
            configuration.domain = "localhost"
            try await withS3TestServer(configuration) { server in
                var fixture = Fixture(
                    endpoint: server.endpoint, accessKey: server.configuration.accessKey,
                    secretKey: server.configuration.secretKey, transport: server.transport)
                if case .loopback(isAsyncHTTPClient: true) = self.kind {
                    fixture.isAsyncHTTPClient = true
                    fixture.transport = try fixture.makeTransport(fixture.settings)
                }
                try await fixture.run(body)
            }
        case .real(let endpoint, let accessKey, let secretKey):
            var fixture = Fixture(endpoint: endpoint, accessKey: accessKey, secretKey: secretKey, transport: nil)
            let environment = ProcessInfo.processInfo.environment
            fixture.isAsyncHTTPClient = environment["MINIO_TEST_TRANSPORT"] == "async-http-client"
            if let file = environment["MINIO_TEST_CA_FILE"], !file.isEmpty {
                fixture.settings.tls.additionalCertificates = [.file(file)]
            }
            fixture.transport = try fixture.makeTransport(fixture.settings)
            try await fixture.run(body)
        }
    }
}

/// A client and a bucket for one test.
struct Fixture: Sendable {
    let endpoint: String
    let accessKey: String
    let secretKey: String
    var transport: (any HTTPTransport)?
    var settings = HTTPSettings()
    var isAsyncHTTPClient = false
    let bucket = "swift-\(UUID().uuidString.lowercased().prefix(18))"

    /// A transport of the kind that is under test, with connections of its own.
    func makeTransport(_ settings: HTTPSettings) throws -> any HTTPTransport {
        if self.isAsyncHTTPClient { try AsyncHTTPClientTransport(settings) } else { try HTTP1Transport(settings) }
    }

    /// A client of the server under test.
    func client(
        credentials: (any CredentialsProvider)? = nil, transport: (any HTTPTransport)? = nil,
        _ change: (inout MinioConfiguration) -> Void = { _ in }
    ) throws -> MinioClient {
        var configuration = MinioConfiguration()
        configuration.allowsCustomerKeysOverPlainHTTP = true
        change(&configuration)
        return try MinioClient(
            self.endpoint,
            credentials: credentials ?? .static(accessKey: self.accessKey, secretKey: self.secretKey),
            configuration: configuration, transport: transport ?? self.transport)
    }

    fileprivate func run(_ body: (Fixture) async throws -> Void) async throws {
        let minio = try self.client()
        try await minio.makeBucket(self.bucket)
        do {
            try await body(self)
        } catch {
            await self.cleanUp(minio)
            throw error
        }
        await self.cleanUp(minio)
    }

    /// Removes the bucket with everything in it; what a server cannot remove is not this test's concern.
    private func cleanUp(_ minio: MinioClient) async {
        let versions = minio.listObjectVersions(bucket: self.bucket).map(\.reference)
        if (try? await minio.removeObjects(bucket: self.bucket, versions).collect()) == nil {
            let objects = minio.listObjects(bucket: self.bucket).map { ObjectReference(key: $0.key) }
            _ = try? await minio.removeObjects(bucket: self.bucket, objects).collect()
        }
        try? await minio.removeBucket(self.bucket)
    }
}

/// The file in which a run against a real server leaves its outcomes.
private enum Results {
    static func append(test: String, outcome: String, note: String) {
        guard let path = ProcessInfo.processInfo.environment["MINIO_TEST_RESULTS"], !path.isEmpty else { return }
        let line = "\(test)\t\(outcome)\t\(note.split(whereSeparator: \.isNewline).joined(separator: " "))\n"
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o644)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        _ = Array(line.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
}

/// The error that a call throws.
///
/// - Throws: ``Unrefused`` if it throws none, and what is no ``MinioError`` as it is.
func failure<Value>(_ call: () async throws -> Value) async throws -> MinioError {
    do {
        _ = try await call()
    } catch let error as MinioError {
        return error
    }
    throw Unrefused()
}

/// A call succeeded that should have been refused.
struct Unrefused: Error {}
