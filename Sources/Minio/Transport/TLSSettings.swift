// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// Whom the client trusts, and how it identifies itself.
public struct TLSSettings: Sendable {
    /// A certificate or a key, from a file or from memory.
    public enum PEM: Sendable, Hashable {
        /// A file in PEM format; one with certificates may hold several.
        case file(String)
        /// The text of such a file.
        case text(String)
    }

    /// Certificates of authorities that are trusted besides the system's.
    public var additionalCertificates: [PEM] = []
    /// The certificate chain by which the client identifies itself; none unless set, and then with ``privateKey``.
    public var clientCertificate: PEM?
    /// The key of ``clientCertificate``.
    public var privateKey: PEM?
    /// **Dangerous**: accepts any certificate, so that anybody on the way can read and change everything, secrets included.
    ///
    /// Every client made with it logs a warning. To trust a server of your own, add its authority to
    /// ``additionalCertificates`` instead.
    public var isVerificationDisabledInsecurely = false

    /// The system's authorities, no certificate of our own.
    public init() {}
}

extension TLSSettings: CustomStringConvertible, CustomReflectable {
    /// What is set, without the key.
    public var description: String {
        "TLSSettings(additionalCertificates: \(self.additionalCertificates.count), clientCertificate: "
            + "\(self.clientCertificate == nil ? "none" : "set"), verification: "
            + "\(self.isVerificationDisabledInsecurely ? "DISABLED" : "on"))"
    }

    /// What a dump shows: nothing secret.
    public var customMirror: Mirror {
        Mirror(self, children: ["isVerificationDisabledInsecurely": self.isVerificationDisabledInsecurely])
    }
}
