// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

// The same folding with PMULL of arm64; for other processors, none.

#include "tables.h"

#if !defined(__x86_64__)

#if defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

#include <arm_neon.h>

#if defined(__linux__)
#include <sys/auxv.h>
#define HAS_PMULL ((getauxval(AT_HWCAP) & (1 << 4)) != 0)
#elif defined(__APPLE__)
#define HAS_PMULL 1
#else
#define HAS_PMULL 0
#endif

#define NARROW __attribute__((target("aes")))

int minio_crc_detect(void) { return HAS_PMULL ? minio_crc_folding : minio_crc_portable; }

NARROW static uint64x2_t load(const uint8_t *bytes) { return vreinterpretq_u64_u8(vld1q_u8(bytes)); }

NARROW static uint64x2_t moved(uint64x2_t value, struct minio_crc_fold fold) {
    uint64x2_t low = vreinterpretq_u64_p128(
        vmull_p64((poly64_t)vgetq_lane_u64(value, 0), (poly64_t)fold.low));
    uint64x2_t high = vreinterpretq_u64_p128(
        vmull_p64((poly64_t)vgetq_lane_u64(value, 1), (poly64_t)fold.high));
    return veorq_u64(low, high);
}

NARROW uint64_t minio_crc_fold_128(
    const struct minio_crc_tables *tables, uint64_t state, const uint8_t **bytes, size_t *count
) {
    const uint8_t *next = *bytes;
    size_t rest = *count;
    uint64x2_t a = veorq_u64(load(next), vsetq_lane_u64(state, vdupq_n_u64(0), 0));
    uint64x2_t b = load(next + 16), c = load(next + 32), d = load(next + 48);
    for (next += 64, rest -= 64; rest >= 64; next += 64, rest -= 64) {
        a = veorq_u64(moved(a, tables->by512), load(next));
        b = veorq_u64(moved(b, tables->by512), load(next + 16));
        c = veorq_u64(moved(c, tables->by512), load(next + 32));
        d = veorq_u64(moved(d, tables->by512), load(next + 48));
    }
    a = veorq_u64(moved(a, tables->by256), c);
    b = veorq_u64(moved(b, tables->by256), d);
    a = veorq_u64(moved(a, tables->by128), b);
    for (; rest >= 16; next += 16, rest -= 16) a = veorq_u64(moved(a, tables->by128), load(next));
    uint8_t last[16];
    vst1q_u8(last, vreinterpretq_u8_u64(a));
    *bytes = next;
    *count = rest;
    return minio_crc_bytes(tables, 0, last, 16);
}

#else

int minio_crc_detect(void) { return minio_crc_portable; }

uint64_t minio_crc_fold_128(
    const struct minio_crc_tables *tables, uint64_t state, const uint8_t **bytes, size_t *count
) {
    return state;
}

#endif

// Never chosen here; with nothing taken, the tables do the work.
uint64_t minio_crc_fold_256(
    const struct minio_crc_tables *tables, uint64_t state, const uint8_t **bytes, size_t *count
) {
    return state;
}

#endif
