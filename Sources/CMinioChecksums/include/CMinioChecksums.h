// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

#ifndef C_MINIO_CHECKSUMS_H
#define C_MINIO_CHECKSUMS_H

#include <stddef.h>
#include <stdint.h>

/// The cyclic redundancy checks of S3. All are reflected, and begin and end with a complement.
enum minio_crc_kind {
    minio_crc32 = 0,
    minio_crc32c = 1,
    minio_crc64nvme = 2,
};

/// How a check is computed. The fastest that the processor can do is asked of `minio_crc_best`; it can do those before, too.
enum minio_crc_method {
    /// With tables, sixteen bytes at a time: everywhere.
    minio_crc_portable = 0,
    /// With carry-less multiplication of 64 bits: PCLMULQDQ of x86-64, PMULL of arm64.
    minio_crc_folding = 1,
    /// With two of them at once: VPCLMULQDQ on registers of 256 bits.
    minio_crc_folding256 = 2,
};

/// The fastest method that this processor and its operating system can do.
int minio_crc_best(void);

/// Goes on with a check: `crc` is what the bytes before came to, 0 if there are none. A method that the processor cannot do
/// becomes the best that it can.
uint64_t minio_crc_update(int kind, int method, uint64_t crc, const void *bytes, size_t count);

/// The check of two runs of bytes together: `first` is that of the first, `second` that of the second, which has `count` bytes.
uint64_t minio_crc_combine(int kind, uint64_t first, uint64_t second, uint64_t count);

#endif
