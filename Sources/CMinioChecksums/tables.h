// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

// What the methods share. Bit 0 of a word is the coefficient of the highest power of x, as in every reflected check.

#ifndef C_MINIO_CHECKSUMS_TABLES_H
#define C_MINIO_CHECKSUMS_TABLES_H

#include "CMinioChecksums.h"

/// What multiplies the two halves of a register of 128 bits, to move it some bits towards the end of the message.
struct minio_crc_fold {
    uint64_t low;
    uint64_t high;
};

struct minio_crc_tables {
    /// The reflected polynomial, without its highest power.
    uint64_t polynomial;
    uint64_t mask;
    /// slices[n][byte]: the check of a byte that n zero bytes follow.
    uint64_t slices[16][256];
    /// Distances of 128, 256, 512 and 1024 bits.
    struct minio_crc_fold by128, by256, by512, by1024;
};

/// Filled in before main begins, and not changed afterwards.
extern struct minio_crc_tables minio_crc_tables[3];

/// Goes on with a state (not yet complemented) over any bytes.
uint64_t minio_crc_bytes(const struct minio_crc_tables *tables, uint64_t state, const uint8_t *bytes, size_t count);

// Each takes at least 256 bytes, and leaves what is left of them, fewer than 16 or so many as it does not take, to
// `minio_crc_bytes`. They return the state, and move `bytes` and `count` on.
uint64_t minio_crc_fold_128(const struct minio_crc_tables *, uint64_t state, const uint8_t **bytes, size_t *count);
uint64_t minio_crc_fold_256(const struct minio_crc_tables *, uint64_t state, const uint8_t **bytes, size_t *count);

/// The fastest method of the processor.
int minio_crc_detect(void);

#endif
