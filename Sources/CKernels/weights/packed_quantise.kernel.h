/// Activations rounded to 8 bits in blocks of 32: q = round(127 x / max |x|), ties to even.
#include "weights/half.h"
#include "weights/packed.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

/// A block whose largest magnitude is below this is zero: 127 over it would overflow.
#define SMALLEST_ACTIVATION 1e-35f

/// Values, scale and the sums of both halves of one block. A block with an infinity or a NaN gets the scale NaN.
static inline void CK_NAME(quantise_block)(const float *x, int8_t *values, float *scale, int32_t sums[2]) {
    const uint32_t infinity = 0x7f800000u;
    uint32_t largest = 0;
    for (int i = 0; i < CK_PACKED_BLOCK; i++) {
        const uint32_t magnitude = ck_bits_of_float(x[i]) & 0x7fffffffu;
        largest = magnitude > largest ? magnitude : largest;
    }
    sums[0] = sums[1] = 0;
    if (largest >= infinity || ck_float_of_bits(largest) < SMALLEST_ACTIVATION) {
        memset(values, 0, CK_PACKED_BLOCK);
        *scale = largest >= infinity ? NAN : 0;
        return;
    }
    const float inverse = 127.0f / ck_float_of_bits(largest);
    *scale = ck_float_of_bits(largest) / 127.0f;
    int32_t rounded[CK_PACKED_BLOCK];
    for (int i = 0; i < CK_PACKED_BLOCK; i++) rounded[i] = (int32_t)rintf(x[i] * inverse);
    for (int i = 0; i < CK_PACKED_BLOCK / 2; i++) sums[0] += rounded[i];
    for (int i = CK_PACKED_BLOCK / 2; i < CK_PACKED_BLOCK; i++) sums[1] += rounded[i];
    for (int i = 0; i < CK_PACKED_BLOCK; i++) values[i] = (int8_t)rounded[i];
}

void CK_NAME(packed_quantise)(const float *x, long width, long columns, uint8_t *target) {
    for (long block = 0; block < columns / CK_PACKED_BLOCK; block++, target += CK_ACTIVATION_BYTES * width) {
        for (long token = 0; token < width; token++) {
            int8_t values[CK_PACKED_BLOCK];
            float scale;
            int32_t sums[2];
            CK_NAME(quantise_block)(x + token * columns + block * CK_PACKED_BLOCK, values, &scale, sums);
            for (int quad = 0; quad < CK_PACKED_QUADS; quad++)
                memcpy(target + 4 * (quad * width + token), values + 4 * quad, 4);
            const float sum = scale * (float)(sums[0] + sums[1]);
            const int16_t halves[2] = {(int16_t)sums[0], (int16_t)sums[1]};
            memcpy(target + 4 * (8 * width + token), &scale, 4);
            memcpy(target + 4 * (9 * width + token), &sum, 4);
            memcpy(target + 4 * (10 * width + token), halves, 4);
        }
    }
}
