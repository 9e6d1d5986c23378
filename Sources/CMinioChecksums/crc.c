// Copyright 2026 the minio-swift authors
// SPDX-License-Identifier: Apache-2.0

#include "tables.h"

#include <string.h>

struct minio_crc_tables minio_crc_tables[3];

static int best = minio_crc_portable;

/// value * x mod P, in the reflected form of a check's own width.
static uint64_t times_x(const struct minio_crc_tables *tables, uint64_t value) {
    return value & 1 ? value >> 1 ^ tables->polynomial : value >> 1;
}

/// The highest bit: the power x^0.
static uint64_t one(const struct minio_crc_tables *tables) { return tables->mask ^ tables->mask >> 1; }

/// left * right mod P.
static uint64_t multiply(const struct minio_crc_tables *tables, uint64_t left, uint64_t right) {
    uint64_t product = 0;
    // From x^0 upwards; `right` is multiplied by x on the way.
    for (uint64_t bit = one(tables); bit != 0; bit >>= 1) {
        if (left & bit) product ^= right;
        right = times_x(tables, right);
    }
    return product;
}

/// x^exponent mod P.
static uint64_t power_of_x(const struct minio_crc_tables *tables, uint64_t exponent) {
    uint64_t result = one(tables), square = times_x(tables, one(tables));
    for (; exponent != 0; exponent >>= 1) {
        if (exponent & 1) result = multiply(tables, result, square);
        square = multiply(tables, square, square);
    }
    return result;
}

/// The product of two reflected words of 64 bits has 127 bits, so it stands one place too high when it is read as 128: the
/// factor for x^n is x^(n-1). A check of 32 bits stands in the upper half of its word.
static uint64_t factor(const struct minio_crc_tables *tables, uint64_t exponent) {
    uint64_t power = power_of_x(tables, exponent - 1);
    return tables->mask == UINT64_MAX ? power : power << 32;
}

static struct minio_crc_fold fold_by(const struct minio_crc_tables *tables, uint64_t bits) {
    struct minio_crc_fold fold = {factor(tables, bits + 64), factor(tables, bits)};
    return fold;
}

static void fill(struct minio_crc_tables *tables, uint64_t polynomial, uint64_t mask) {
    tables->polynomial = polynomial;
    tables->mask = mask;
    for (uint64_t byte = 0; byte < 256; byte++) {
        uint64_t value = byte;
        for (int bit = 0; bit < 8; bit++) value = times_x(tables, value);
        tables->slices[0][byte] = value;
    }
    for (int slice = 1; slice < 16; slice++) {
        for (int byte = 0; byte < 256; byte++) {
            uint64_t value = tables->slices[slice - 1][byte];
            tables->slices[slice][byte] = value >> 8 ^ tables->slices[0][value & 0xFF];
        }
    }
    tables->by128 = fold_by(tables, 128);
    tables->by256 = fold_by(tables, 256);
    tables->by512 = fold_by(tables, 512);
    tables->by1024 = fold_by(tables, 1024);
}

__attribute__((constructor)) static void prepare(void) {
    fill(&minio_crc_tables[minio_crc32], 0xEDB88320, UINT32_MAX);
    fill(&minio_crc_tables[minio_crc32c], 0x82F63B78, UINT32_MAX);
    fill(&minio_crc_tables[minio_crc64nvme], 0x9A6C9329AC4BC9B5, UINT64_MAX);
    best = minio_crc_detect();
}

uint64_t minio_crc_bytes(const struct minio_crc_tables *tables, uint64_t state, const uint8_t *bytes, size_t count) {
    const uint64_t(*slices)[256] = tables->slices;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    for (; count >= 16; bytes += 16, count -= 16) {
        uint64_t low, high;
        memcpy(&low, bytes, 8);
        memcpy(&high, bytes + 8, 8);
        low ^= state;
        state = slices[15][low & 0xFF] ^ slices[14][low >> 8 & 0xFF] ^ slices[13][low >> 16 & 0xFF]
            ^ slices[12][low >> 24 & 0xFF] ^ slices[11][low >> 32 & 0xFF] ^ slices[10][low >> 40 & 0xFF]
            ^ slices[9][low >> 48 & 0xFF] ^ slices[8][low >> 56] ^ slices[7][high & 0xFF]
            ^ slices[6][high >> 8 & 0xFF] ^ slices[5][high >> 16 & 0xFF] ^ slices[4][high >> 24 & 0xFF]
            ^ slices[3][high >> 32 & 0xFF] ^ slices[2][high >> 40 & 0xFF] ^ slices[1][high >> 48 & 0xFF]
            ^ slices[0][high >> 56];
    }
#endif
    for (; count > 0; bytes++, count--) state = state >> 8 ^ slices[0][(state ^ *bytes) & 0xFF];
    return state;
}

int minio_crc_best(void) { return best; }

uint64_t minio_crc_update(int kind, int method, uint64_t crc, const void *bytes, size_t count) {
    const struct minio_crc_tables *tables = &minio_crc_tables[kind];
    const uint8_t *rest = bytes;
    uint64_t state = crc ^ tables->mask;
    if (method > best) method = best;
    if (method == minio_crc_folding256 && count >= 256) {
        state = minio_crc_fold_256(tables, state, &rest, &count);
    } else if (method == minio_crc_folding && count >= 256) {
        state = minio_crc_fold_128(tables, state, &rest, &count);
    }
    return minio_crc_bytes(tables, state, rest, count) ^ tables->mask;
}

uint64_t minio_crc_combine(int kind, uint64_t first, uint64_t second, uint64_t count) {
    const struct minio_crc_tables *tables = &minio_crc_tables[kind];
    // Eight zero bits for each byte of the second run; in steps, so that no count is too large.
    uint64_t power = multiply(tables, power_of_x(tables, count), power_of_x(tables, count));
    power = multiply(tables, power, power);
    power = multiply(tables, power, power);
    return multiply(tables, first, power) ^ second;
}
