// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

import NIOSSL

extension TLSSettings {
    /// The settings as the TLS library wants them.
    func configuration() throws(MinioError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        do {
            var authorities: [NIOSSLCertificate] = []
            for pem in self.additionalCertificates { authorities += try Self.certificates(pem) }
            if !authorities.isEmpty { configuration.additionalTrustRoots = [.certificates(authorities)] }
            if let certificate = self.clientCertificate, let key = self.privateKey {
                configuration.certificateChain = try Self.certificates(certificate).map { .certificate($0) }
                configuration.privateKey = .privateKey(try Self.key(key))
            }
        } catch {
            throw MinioError(
                .invalidArgument, "a certificate or its key cannot be read; PEM files are expected", cause: error)
        }
        guard (self.clientCertificate == nil) == (self.privateKey == nil) else {
            throw MinioError(.invalidArgument, "a client certificate and its private key must be set together")
        }
        if self.isVerificationDisabledInsecurely { configuration.certificateVerification = .none }
        return configuration
    }

    private static func certificates(_ pem: PEM) throws -> [NIOSSLCertificate] {
        switch pem {
        case .file(let path): try NIOSSLCertificate.fromPEMFile(path)
        case .text(let text): try NIOSSLCertificate.fromPEMBytes(Array(text.utf8))
        }
    }

    private static func key(_ pem: PEM) throws -> NIOSSLPrivateKey {
        switch pem {
        case .file(let path): try NIOSSLPrivateKey(file: path, format: .pem)
        case .text(let text): try NIOSSLPrivateKey(bytes: Array(text.utf8), format: .pem)
        }
    }
}
