// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

// Checks by folding: the message is a polynomial, and a block of it may be replaced by one that is congruent to it, some bits
// further on. Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009.

#include "tables.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define NARROW __attribute__((target("pclmul,sse4.1")))
#define WIDE __attribute__((target("pclmul,sse4.1,avx2,vpclmulqdq")))

int minio_crc_detect(void) {
    // These ask the operating system, too, whether it keeps the wide registers.
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("pclmul") || !__builtin_cpu_supports("sse4.1")) return minio_crc_portable;
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("vpclmulqdq")) return minio_crc_folding;
    return minio_crc_folding256;
}

NARROW static __m128i load(const uint8_t *bytes) { return _mm_loadu_si128((const __m128i *)bytes); }

NARROW static __m128i factors(struct minio_crc_fold fold) {
    return _mm_set_epi64x((long long)fold.high, (long long)fold.low);
}

NARROW static __m128i moved(__m128i value, __m128i factors) {
    return _mm_xor_si128(_mm_clmulepi64_si128(value, factors, 0x00), _mm_clmulepi64_si128(value, factors, 0x11));
}

/// Takes what is left sixteen bytes at a time, and brings the register down to a state.
NARROW static uint64_t finish(
    const struct minio_crc_tables *tables, __m128i value, const uint8_t **bytes, size_t *count
) {
    __m128i by128 = factors(tables->by128);
    for (; *count >= 16; *bytes += 16, *count -= 16) {
        value = _mm_xor_si128(moved(value, by128), load(*bytes));
    }
    uint8_t last[16];
    _mm_storeu_si128((__m128i *)last, value);
    return minio_crc_bytes(tables, 0, last, 16);
}

NARROW uint64_t minio_crc_fold_128(
    const struct minio_crc_tables *tables, uint64_t state, const uint8_t **bytes, size_t *count
) {
    const uint8_t *next = *bytes;
    size_t rest = *count;
    __m128i a = _mm_xor_si128(load(next), _mm_set_epi64x(0, (long long)state));
    __m128i b = load(next + 16), c = load(next + 32), d = load(next + 48);
    __m128i e = load(next + 64), f = load(next + 80), g = load(next + 96), h = load(next + 112);
    __m128i by1024 = factors(tables->by1024);
    for (next += 128, rest -= 128; rest >= 128; next += 128, rest -= 128) {
        a = _mm_xor_si128(moved(a, by1024), load(next));
        b = _mm_xor_si128(moved(b, by1024), load(next + 16));
        c = _mm_xor_si128(moved(c, by1024), load(next + 32));
        d = _mm_xor_si128(moved(d, by1024), load(next + 48));
        e = _mm_xor_si128(moved(e, by1024), load(next + 64));
        f = _mm_xor_si128(moved(f, by1024), load(next + 80));
        g = _mm_xor_si128(moved(g, by1024), load(next + 96));
        h = _mm_xor_si128(moved(h, by1024), load(next + 112));
    }
    __m128i by512 = factors(tables->by512), by256 = factors(tables->by256), by128 = factors(tables->by128);
    a = _mm_xor_si128(moved(a, by512), e);
    b = _mm_xor_si128(moved(b, by512), f);
    c = _mm_xor_si128(moved(c, by512), g);
    d = _mm_xor_si128(moved(d, by512), h);
    a = _mm_xor_si128(moved(a, by256), c);
    b = _mm_xor_si128(moved(b, by256), d);
    a = _mm_xor_si128(moved(a, by128), b);
    *bytes = next;
    *count = rest;
    return finish(tables, a, bytes, count);
}

WIDE static __m256i load256(const uint8_t *bytes) { return _mm256_loadu_si256((const __m256i *)bytes); }

WIDE static __m256i moved256(__m256i value, __m256i factors) {
    return _mm256_xor_si256(
        _mm256_clmulepi64_epi128(value, factors, 0x00), _mm256_clmulepi64_epi128(value, factors, 0x11));
}

WIDE uint64_t minio_crc_fold_256(
    const struct minio_crc_tables *tables, uint64_t state, const uint8_t **bytes, size_t *count
) {
    const uint8_t *next = *bytes;
    size_t rest = *count;
    __m256i a = _mm256_xor_si256(load256(next), _mm256_set_epi64x(0, 0, 0, (long long)state));
    __m256i b = load256(next + 32), c = load256(next + 64), d = load256(next + 96);
    __m256i by1024 = _mm256_broadcastsi128_si256(factors(tables->by1024));
    for (next += 128, rest -= 128; rest >= 128; next += 128, rest -= 128) {
        a = _mm256_xor_si256(moved256(a, by1024), load256(next));
        b = _mm256_xor_si256(moved256(b, by1024), load256(next + 32));
        c = _mm256_xor_si256(moved256(c, by1024), load256(next + 64));
        d = _mm256_xor_si256(moved256(d, by1024), load256(next + 96));
    }
    __m256i by512 = _mm256_broadcastsi128_si256(factors(tables->by512));
    __m256i by256 = _mm256_broadcastsi128_si256(factors(tables->by256));
    a = _mm256_xor_si256(moved256(a, by512), c);
    b = _mm256_xor_si256(moved256(b, by512), d);
    a = _mm256_xor_si256(moved256(a, by256), b);
    __m128i value = _mm_xor_si128(
        moved(_mm256_castsi256_si128(a), factors(tables->by128)), _mm256_extracti128_si256(a, 1));
    *bytes = next;
    *count = rest;
    return finish(tables, value, bytes, count);
}

#endif
