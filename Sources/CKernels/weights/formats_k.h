/// The packed scales of the K formats.
#ifndef CK_WEIGHTS_FORMATS_K_H
#define CK_WEIGHTS_FORMATS_K_H

#include "weights/formats.h"

/// Scale and minimum of sub-block 0 … 7 of Q4_K and Q5_K, 6 bits each. Bytes 0 … 3 and 4 … 7 hold those of the first four
/// in their low six bits; bytes 8 … 11 the low four bits of the last four, whose upper two stand above the first ones.
static inline void ck_scale_and_minimum(const uint8_t *packed, int part, int *scale, int *minimum) {
    if (part < 4) {
        *scale = packed[part] & 63;
        *minimum = packed[part + 4] & 63;
    } else {
        *scale = (packed[part + 4] & 15) | packed[part - 4] >> 6 << 4;
        *minimum = packed[part + 4] >> 4 | packed[part] >> 6 << 4;
    }
}

/// Packs what `ck_scale_and_minimum` reads; the values lie in 0 … 63.
static inline void ck_pack_scales_and_minima(const uint8_t scales[8], const uint8_t minima[8], uint8_t *packed) {
    for (int part = 0; part < 4; part++) {
        packed[part] = (uint8_t)(scales[part] | scales[part + 4] >> 4 << 6);
        packed[part + 4] = (uint8_t)(minima[part] | minima[part + 4] >> 4 << 6);
        packed[part + 8] = (uint8_t)((scales[part + 4] & 15) | (minima[part + 4] & 15) << 4);
    }
}

/// Scale of sub-block 0 … 15 of Q3_K, 0 … 63 for −32 … 31: four low bits in bytes 0 … 7, two high ones in bytes 8 … 11.
static inline int ck_q3_k_scale(const uint8_t *packed, int part) {
    return (packed[part % 8] >> part / 8 * 4 & 15) | (packed[8 + part % 4] >> part / 4 * 2 & 3) << 4;
}

/// Packs what `ck_q3_k_scale` reads, from −32 … 31.
static inline void ck_pack_q3_k_scales(const int8_t scales[16], uint8_t *packed) {
    for (int i = 0; i < CK_SCALE_BYTES; i++) packed[i] = 0;
    for (int part = 0; part < 16; part++) {
        const int scale = scales[part] + 32;
        packed[part % 8] |= (uint8_t)((scale & 15) << part / 8 * 4);
        packed[8 + part % 4] |= (uint8_t)(scale >> 4 << part / 4 * 2);
    }
}

/// The low two bits of 256 codes as Q2_K and Q3_K store them: byte l of a half block holds l, l + 32, l + 64, l + 96.
static inline void ck_store_pairs(const uint8_t *codes, uint8_t *target) {
    for (int i = 0; i < CK_LONG_BLOCK / 4; i++) {
        const uint8_t *first = codes + i / 32 * 128 + i % 32;
        target[i] = (uint8_t)((first[0] & 3) | (first[32] & 3) << 2 | (first[64] & 3) << 4 | (first[96] & 3) << 6);
    }
}

#endif
