/// Values of the float formats and of the formats with blocks of 32.
#include "weights/formats.h"
#include "weights/half.h"

// The formats define products and sums that are rounded one by one.
#pragma STDC FP_CONTRACT OFF

const int8_t ck_iq4_nl_values[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
const int8_t ck_mxfp4_values[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

void ck_decode_f32(const uint8_t *source, int64_t blocks, float *target) {
    memcpy(target, source, (size_t)blocks * sizeof(float));
}

void ck_decode_f16(const uint8_t *source, int64_t blocks, float *target) {
    for (int64_t i = 0; i < blocks; i++) target[i] = ck_load_half(source + 2 * i);
}

void ck_decode_bf16(const uint8_t *source, int64_t blocks, float *target) {
    for (int64_t i = 0; i < blocks; i++) target[i] = ck_float_of_bfloat(ck_load_u16(source + 2 * i));
}

/// Q8_0: half d, 32 signed bytes; x = d q.
void ck_decode_q8_0(const uint8_t *source, int64_t blocks, float *target) {
    for (int64_t block = 0; block < blocks; block++, source += 34, target += CK_SHORT_BLOCK) {
        const float d = ck_load_half(source);
        const int8_t *q = (const int8_t *)source + 2;
        for (int i = 0; i < CK_SHORT_BLOCK; i++) target[i] = d * (float)q[i];
    }
}

/// Q4_0: half d, 16 bytes; the low halves are elements 0 … 15, the high ones 16 … 31; x = d (q − 8).
void ck_decode_q4_0(const uint8_t *source, int64_t blocks, float *target) {
    for (int64_t block = 0; block < blocks; block++, source += 18, target += CK_SHORT_BLOCK) {
        const float d = ck_load_half(source);
        const uint8_t *q = source + 2;
        for (int i = 0; i < 16; i++) {
            target[i] = d * (float)((q[i] & 15) - 8);
            target[i + 16] = d * (float)((q[i] >> 4) - 8);
        }
    }
}

/// Q4_1: halves d and m, 16 bytes as Q4_0; x = d q + m.
void ck_decode_q4_1(const uint8_t *source, int64_t blocks, float *target) {
    for (int64_t block = 0; block < blocks; block++, source += 20, target += CK_SHORT_BLOCK) {
        const float d = ck_load_half(source), m = ck_load_half(source + 2);
        const uint8_t *q = source + 4;
        for (int i = 0; i < 16; i++) {
            target[i] = d * (float)(q[i] & 15) + m;
            target[i + 16] = d * (float)(q[i] >> 4) + m;
        }
    }
}

static inline uint32_t load_u32(const uint8_t *source) {
    uint32_t value;
    memcpy(&value, source, sizeof value);
    return value;
}

/// Q5_0: half d, 32 fifth bits (bit i of element i), 16 bytes as Q4_0; x = d (q − 16).
void ck_decode_q5_0(const uint8_t *source, int64_t blocks, float *target) {
    for (int64_t block = 0; block < blocks; block++, source += 22, target += CK_SHORT_BLOCK) {
        const float d = ck_load_half(source);
        const uint32_t high = load_u32(source + 2);
        const uint8_t *q = source + 6;
        for (int i = 0; i < 16; i++) {
            target[i] = d * (float)((int)((q[i] & 15) | (high >> i & 1) << 4) - 16);
            target[i + 16] = d * (float)((int)((q[i] >> 4) | (high >> (i + 16) & 1) << 4) - 16);
        }
    }
}

/// Q5_1: halves d and m, then as Q5_0; x = d q + m.
void ck_decode_q5_1(const uint8_t *source, int64_t blocks, float *target) {
    for (int64_t block = 0; block < blocks; block++, source += 24, target += CK_SHORT_BLOCK) {
        const float d = ck_load_half(source), m = ck_load_half(source + 2);
        const uint32_t high = load_u32(source + 4);
        const uint8_t *q = source + 8;
        for (int i = 0; i < 16; i++) {
            target[i] = d * (float)((q[i] & 15) | (high >> i & 1) << 4) + m;
            target[i + 16] = d * (float)((q[i] >> 4) | (high >> (i + 16) & 1) << 4) + m;
        }
    }
}

/// IQ4_NL: half d, 16 bytes as Q4_0; x = d v[q] with a table of sixteen unevenly spaced values.
void ck_decode_iq4_nl(const uint8_t *source, int64_t blocks, float *target) {
    for (int64_t block = 0; block < blocks; block++, source += 18, target += CK_SHORT_BLOCK) {
        const float d = ck_load_half(source);
        const uint8_t *q = source + 2;
        for (int i = 0; i < 16; i++) {
            target[i] = d * (float)ck_iq4_nl_values[q[i] & 15];
            target[i + 16] = d * (float)ck_iq4_nl_values[q[i] >> 4];
        }
    }
}

float ck_mxfp4_scale(uint8_t exponent) {
    // 2^(exponent − 128), which is subnormal for the two smallest.
    return ck_float_of_bits(exponent < 2 ? 0x00200000u << exponent : (uint32_t)(exponent - 1) << 23);
}

/// MXFP4: an exponent e, 16 bytes as Q4_0 of 4-bit floats; x = 2^(e − 127) v[q]. Source: OCP Microscaling 1.0.
void ck_decode_mxfp4(const uint8_t *source, int64_t blocks, float *target) {
    for (int64_t block = 0; block < blocks; block++, source += 17, target += CK_SHORT_BLOCK) {
        const float d = ck_mxfp4_scale(source[0]);
        const uint8_t *q = source + 1;
        for (int i = 0; i < 16; i++) {
            target[i] = d * (float)ck_mxfp4_values[q[i] & 15];
            target[i + 16] = d * (float)ck_mxfp4_values[q[i] >> 4];
        }
    }
}
