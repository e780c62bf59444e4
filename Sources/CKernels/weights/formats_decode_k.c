/// Values of the K formats: blocks of 256 whose sub-blocks have small integer scales.
#include "weights/formats_k.h"
#include "weights/half.h"

// The formats define products and sums that are rounded one by one.
#pragma STDC FP_CONTRACT OFF

/// Q2_K: 16 bytes (scale in the low half, minimum in the high one, for each 16 elements), 64 bytes, halves d and dmin.
/// Byte l of a half block holds elements l, l + 32, l + 64, l + 96 from its low bits up; x = (d s) q − (dmin m).
void ck_decode_q2_k(const uint8_t *source, int64_t blocks, float *target) {
    for (int64_t block = 0; block < blocks; block++, source += 84, target += CK_LONG_BLOCK) {
        const uint8_t *scales = source, *q = source + 16;
        const float d = ck_load_half(source + 80), minimum = ck_load_half(source + 82);
        for (int part = 0; part < 16; part++) {
            const float scale = d * (float)(scales[part] & 15), offset = minimum * (float)(scales[part] >> 4);
            const uint8_t *bytes = q + part / 8 * 32 + part % 2 * 16;
            const int shift = part / 2 % 4 * 2;
            for (int i = 0; i < 16; i++) target[16 * part + i] = scale * (float)(bytes[i] >> shift & 3) - offset;
        }
    }
}

/// Q3_K: 32 bytes of third bits (bit j of byte l: element 32 j + l), 64 bytes as Q2_K, 12 bytes of 6-bit scales, half d;
/// x = (d (s − 32)) (q − 4).
void ck_decode_q3_k(const uint8_t *source, int64_t blocks, float *target) {
    for (int64_t block = 0; block < blocks; block++, source += 110, target += CK_LONG_BLOCK) {
        const uint8_t *high = source, *q = source + 32, *scales = source + 96;
        const float d = ck_load_half(source + 108);
        for (int part = 0; part < 16; part++) {
            const float scale = d * (float)(ck_q3_k_scale(scales, part) - 32);
            const uint8_t *bytes = q + part / 8 * 32 + part % 2 * 16, *bits = high + part % 2 * 16;
            const int shift = part / 2 % 4 * 2, bit = part / 2;
            for (int i = 0; i < 16; i++) {
                const int code = (bytes[i] >> shift & 3) | (bits[i] >> bit & 1) << 2;
                target[16 * part + i] = scale * (float)(code - 4);
            }
        }
    }
}

/// Q4_K: halves d and dmin, 12 bytes of scales and minima, 128 bytes. A run of 32 bytes holds 32 elements in its low halves
/// and the next 32 in its high ones; x = (d s) q − (dmin m).
void ck_decode_q4_k(const uint8_t *source, int64_t blocks, float *target) {
    for (int64_t block = 0; block < blocks; block++, source += 144, target += CK_LONG_BLOCK) {
        const float d = ck_load_half(source), minimum = ck_load_half(source + 2);
        const uint8_t *q = source + 16;
        for (int part = 0; part < 8; part++) {
            int s, m;
            ck_scale_and_minimum(source + 4, part, &s, &m);
            const float scale = d * (float)s, offset = minimum * (float)m;
            const uint8_t *bytes = q + part / 2 * 32;
            const int shift = part % 2 * 4;
            for (int i = 0; i < 32; i++) target[32 * part + i] = scale * (float)(bytes[i] >> shift & 15) - offset;
        }
    }
}

/// Q5_K: as Q4_K with 32 bytes of fifth bits (bit j of byte l: element 32 j + l) before the 128.
void ck_decode_q5_k(const uint8_t *source, int64_t blocks, float *target) {
    for (int64_t block = 0; block < blocks; block++, source += 176, target += CK_LONG_BLOCK) {
        const float d = ck_load_half(source), minimum = ck_load_half(source + 2);
        const uint8_t *high = source + 16, *q = source + 48;
        for (int part = 0; part < 8; part++) {
            int s, m;
            ck_scale_and_minimum(source + 4, part, &s, &m);
            const float scale = d * (float)s, offset = minimum * (float)m;
            const uint8_t *bytes = q + part / 2 * 32;
            const int shift = part % 2 * 4;
            for (int i = 0; i < 32; i++) {
                const int code = (bytes[i] >> shift & 15) | (high[i] >> part & 1) << 4;
                target[32 * part + i] = scale * (float)code - offset;
            }
        }
    }
}

/// Q6_K: 128 bytes of low bits, 64 bytes of high bit pairs, 16 signed scales, half d. For each half block, a run of 64 bytes
/// holds 64 elements in its low halves and the next 64 in its high ones, and byte l of 32 the pairs of elements l, l + 32,
/// l + 64, l + 96; x = (d s) (q − 32).
void ck_decode_q6_k(const uint8_t *source, int64_t blocks, float *target) {
    for (int64_t block = 0; block < blocks; block++, source += 210, target += CK_LONG_BLOCK) {
        const int8_t *scales = (const int8_t *)source + 192;
        const float d = ck_load_half(source + 208);
        for (int part = 0; part < 16; part++) {
            const float scale = d * (float)scales[part];
            const int run = part % 8 * 16; // the first element within the half block
            const uint8_t *low = source + part / 8 * 64 + run % 64, *high = source + 128 + part / 8 * 32 + run % 32;
            const int low_shift = run / 64 * 4, high_shift = run / 32 * 2;
            for (int i = 0; i < 16; i++) {
                const int code = (low[i] >> low_shift & 15) | (high[i] >> high_shift & 3) << 4;
                target[16 * part + i] = scale * (float)(code - 32);
            }
        }
    }
}
