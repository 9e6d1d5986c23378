// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import Minio

extension Arguments {
    /// The client that all subcommands use: default settings, but for what the server at hand needs.
    func client() throws -> MinioClient {
        try self.client(over: self.transport())
    }

    func client(over transport: any HTTPTransport) throws -> MinioClient {
        let credentials = StaticCredentials.static(
            accessKey: self.text("access-key", default: "benchmark"),
            secretKey: self.text("secret-key", default: "benchmark-secret"))
        return try MinioClient(
            self.text("endpoint", default: "http://127.0.0.1"), credentials: credentials,
            configuration: .with { $0.region = "us-east-1" }, transport: transport)
    }

    /// The transport that `--transport` names.
    private func transport() throws -> any HTTPTransport {
        var settings = HTTPSettings()
        if let authority = self["ca"] { settings.tls.additionalCertificates = [.file(authority)] }
        return switch self.text("transport", default: "http1") {
        case "http1": try HTTP1Transport(settings)
        case "ahc": try AsyncHTTPClientTransport(settings)
        case let name: throw Failure("there is no transport \(name)")
        }
    }
}
