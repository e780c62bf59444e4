/// Blocks of the float formats and of the formats with blocks of 32, rounded as the reference quantisers do.
#include "weights/fit.h"
#include "weights/formats.h"
#include "weights/half.h"

#include <math.h>

// Fused products would round some values to the other neighbour than the reference does.
#pragma STDC FP_CONTRACT OFF

void ck_encode_f32(const float *source, int64_t blocks, uint8_t *target) {
    memcpy(target, source, (size_t)blocks * sizeof(float));
}

void ck_encode_f16(const float *source, int64_t blocks, uint8_t *target) {
    for (int64_t i = 0; i < blocks; i++) ck_store_u16(target + 2 * i, ck_half_of_float(source[i]));
}

void ck_encode_bf16(const float *source, int64_t blocks, uint8_t *target) {
    for (int64_t i = 0; i < blocks; i++) ck_store_u16(target + 2 * i, ck_bfloat_of_float(source[i]));
}

/// The whole number below a value, within 0 … `largest`; 0 for a NaN.
static inline uint8_t code(float value, int largest) {
    return value > 0 ? (value < (float)largest ? (uint8_t)value : (uint8_t)largest) : 0;
}

static inline float inverse(float d) { return d == 0 ? 0 : 1 / d; }

static void range(const float *x, float *minimum, float *maximum) {
    *minimum = *maximum = x[0];
    for (int i = 1; i < CK_SHORT_BLOCK; i++) {
        if (x[i] < *minimum) *minimum = x[i];
        if (x[i] > *maximum) *maximum = x[i];
    }
}

/// The low four bits of 32 codes, as every format with blocks of 32 stores them.
static void store_low(const uint8_t *codes, uint8_t *target) {
    for (int i = 0; i < 16; i++) target[i] = (uint8_t)((codes[i] & 15) | codes[i + 16] << 4);
}

static void store_fifth(const uint8_t *codes, uint8_t *target) {
    uint32_t bits = 0;
    for (int i = 0; i < CK_SHORT_BLOCK; i++) bits |= (uint32_t)(codes[i] >> 4) << i;
    memcpy(target, &bits, sizeof bits);
}

/// Codes about a zero in the middle: the extreme element falls on code 0 exactly.
static void symmetric_codes(const float *x, int levels, uint8_t *codes, uint8_t *scale) {
    const float middle = (float)(levels / 2), d = ck_extreme(x, CK_SHORT_BLOCK) / -middle, factor = inverse(d);
    for (int i = 0; i < CK_SHORT_BLOCK; i++) codes[i] = code(x[i] * factor + (middle + 0.5f), levels - 1);
    ck_store_half(scale, d);
}

/// Codes from the smallest element to the largest.
static void affine_codes(const float *x, int levels, uint8_t *codes, uint8_t *scale) {
    float minimum, maximum;
    range(x, &minimum, &maximum);
    const float d = (maximum - minimum) / (float)(levels - 1), factor = inverse(d);
    for (int i = 0; i < CK_SHORT_BLOCK; i++) codes[i] = code((x[i] - minimum) * factor + 0.5f, levels - 1);
    ck_store_half(scale, d);
    ck_store_half(scale + 2, minimum);
}

void ck_encode_q4_0(const float *source, int64_t blocks, uint8_t *target) {
    uint8_t codes[CK_SHORT_BLOCK];
    for (int64_t block = 0; block < blocks; block++, source += CK_SHORT_BLOCK, target += 18) {
        symmetric_codes(source, 16, codes, target);
        store_low(codes, target + 2);
    }
}

void ck_encode_q4_1(const float *source, int64_t blocks, uint8_t *target) {
    uint8_t codes[CK_SHORT_BLOCK];
    for (int64_t block = 0; block < blocks; block++, source += CK_SHORT_BLOCK, target += 20) {
        affine_codes(source, 16, codes, target);
        store_low(codes, target + 4);
    }
}

void ck_encode_q5_0(const float *source, int64_t blocks, uint8_t *target) {
    uint8_t codes[CK_SHORT_BLOCK];
    for (int64_t block = 0; block < blocks; block++, source += CK_SHORT_BLOCK, target += 22) {
        symmetric_codes(source, 32, codes, target);
        store_fifth(codes, target + 2);
        store_low(codes, target + 6);
    }
}

void ck_encode_q5_1(const float *source, int64_t blocks, uint8_t *target) {
    uint8_t codes[CK_SHORT_BLOCK];
    for (int64_t block = 0; block < blocks; block++, source += CK_SHORT_BLOCK, target += 24) {
        affine_codes(source, 32, codes, target);
        store_fifth(codes, target + 4);
        store_low(codes, target + 8);
    }
}

/// Ties go away from zero.
void ck_encode_q8_0(const float *source, int64_t blocks, uint8_t *target) {
    for (int64_t block = 0; block < blocks; block++, source += CK_SHORT_BLOCK, target += 34) {
        const float d = fabsf(ck_extreme(source, CK_SHORT_BLOCK)) / 127, factor = inverse(d);
        ck_store_half(target, d);
        for (int i = 0; i < CK_SHORT_BLOCK; i++) {
            const float value = source[i] * factor, magnitude = fabsf(value);
            const uint8_t whole = code(magnitude, 127);
            const uint8_t rounded = code((float)whole + (magnitude - (float)whole >= 0.5f ? 1 : 0), 127);
            target[2 + i] = (uint8_t)(value < 0 ? -rounded : rounded);
        }
    }
}

/// Scales are searched for as in the K formats.
void ck_encode_iq4_nl(const float *source, int64_t blocks, uint8_t *target) {
    uint8_t codes[CK_SHORT_BLOCK];
    for (int64_t block = 0; block < blocks; block++, source += CK_SHORT_BLOCK, target += 18) {
        const float factor = inverse(ck_store_half(target, ck_fit_table(source, CK_SHORT_BLOCK, ck_iq4_nl_values)));
        for (int i = 0; i < CK_SHORT_BLOCK; i++) {
            codes[i] = (uint8_t)ck_nearest_entry(source[i] * factor, ck_iq4_nl_values);
        }
        store_low(codes, target + 2);
    }
}

void ck_encode_mxfp4(const float *source, int64_t blocks, uint8_t *target) {
    for (int64_t block = 0; block < blocks; block++, source += CK_SHORT_BLOCK, target += 17) {
        const float largest = fabsf(ck_extreme(source, CK_SHORT_BLOCK));
        // The largest 4-bit float, 6, lies in the binade of 4 = 2².
        const float exponent = largest > 0 ? floorf(log2f(largest)) - 2 + 127 : 0;
        target[0] = code(exponent, 254);
        const float d = ck_mxfp4_scale(target[0]);
        uint8_t codes[CK_SHORT_BLOCK];
        for (int i = 0; i < CK_SHORT_BLOCK; i++) {
            float least = INFINITY;
            codes[i] = 0;
            for (uint8_t candidate = 0; candidate < 16; candidate++) {
                const float error = fabsf(d * (float)ck_mxfp4_values[candidate] - source[i]);
                if (error < least) {
                    least = error;
                    codes[i] = candidate;
                }
            }
        }
        store_low(codes, target + 1);
    }
}
