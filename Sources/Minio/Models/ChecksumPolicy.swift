// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

/// Which checksums go with uploads, and whether downloads are compared with theirs; for every path the same.
///
/// They come on top of what is always checked: lengths, and over plain HTTP the signature of what is sent.
public enum ChecksumPolicy: Sendable, Hashable {
    /// Uploads carry one only where S3 asks for it, or a call does, because stores that do not know checksums refuse or
    /// damage such uploads. Downloads are compared with what the server says.
    case whenRequired
    /// Uploads carry this one, as a header where the bytes are in memory, else behind the body. A server that refuses it is
    /// sent it otherwise, or without, from then on; that is logged once. Downloads are compared with what the server says.
    case whenSupported(ChecksumAlgorithm)
    /// None is sent, none is asked for, none is compared.
    case off
}
