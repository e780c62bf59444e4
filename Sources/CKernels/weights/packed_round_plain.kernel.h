/// Activations rounded to 8 bits in blocks of 32: q = round(127 x / max |x|), ties to even.
#include "weights/half.h"
#include "weights/packed.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

/// Values, scale and the sums of both halves of one block. A block with an infinity or a NaN gets the scale NaN.
static inline void CK_NAME(quantise_block)(const float *x, int8_t *values, float *scale, int32_t sums[2]) {
    const uint32_t infinity = 0x7f800000u;
    uint32_t largest = 0;
    for (int i = 0; i < CK_PACKED_BLOCK; i++) {
        const uint32_t magnitude = ck_bits_of_float(x[i]) & 0x7fffffffu;
        largest = magnitude > largest ? magnitude : largest;
    }
    sums[0] = sums[1] = 0;
    if (largest >= infinity || ck_float_of_bits(largest) < CK_SMALLEST_ACTIVATION) {
        memset(values, 0, CK_PACKED_BLOCK);
        *scale = largest >= infinity ? NAN : 0;
        return;
    }
    const float inverse = CK_LARGEST_VALUE / ck_float_of_bits(largest);
    *scale = ck_float_of_bits(largest) / CK_LARGEST_VALUE;
    int32_t rounded[CK_PACKED_BLOCK];
    for (int i = 0; i < CK_PACKED_BLOCK; i++) rounded[i] = (int32_t)rintf(x[i] * inverse);
    for (int i = 0; i < CK_PACKED_BLOCK / 2; i++) sums[0] += rounded[i];
    for (int i = CK_PACKED_BLOCK / 2; i < CK_PACKED_BLOCK; i++) sums[1] += rounded[i];
    for (int i = 0; i < CK_PACKED_BLOCK; i++) values[i] = (int8_t)rounded[i];
}

