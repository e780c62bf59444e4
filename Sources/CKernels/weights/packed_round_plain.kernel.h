/// Activations rounded to 15 bits in blocks of 32, in two parts: with s = 127 x / max |x|, high = round(s) and
/// low = round(254 (s - high)), ties to even. Both have magnitudes of at most 127, and x is about
/// max |x| / (127 · 254) (254 high + low).
#include "weights/half.h"
#include "weights/packed.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

/// Both parts, their unit, and the sums of both halves of each. A block with an infinity or a NaN gets the unit NaN.
static inline void CK_NAME(quantise_block)(const float *x, int8_t high[CK_PACKED_BLOCK], int8_t low[CK_PACKED_BLOCK],
                                           float *unit, int32_t sums[2][2]) {
    const uint32_t infinity = 0x7f800000u;
    uint32_t largest = 0;
    for (int i = 0; i < CK_PACKED_BLOCK; i++) {
        const uint32_t magnitude = ck_bits_of_float(x[i]) & 0x7fffffffu;
        largest = magnitude > largest ? magnitude : largest;
    }
    memset(sums, 0, 4 * sizeof(int32_t));
    if (largest >= infinity || ck_float_of_bits(largest) < CK_SMALLEST_ACTIVATION) {
        memset(high, 0, CK_PACKED_BLOCK);
        memset(low, 0, CK_PACKED_BLOCK);
        *unit = largest >= infinity ? NAN : 0;
        return;
    }
    const float inverse = CK_LARGEST_PART / ck_float_of_bits(largest);
    *unit = ck_float_of_bits(largest) / (CK_LARGEST_PART * CK_PART_STEP);
    for (int i = 0; i < CK_PACKED_BLOCK; i++) {
        const float scaled = x[i] * inverse, nearest = rintf(scaled);
        high[i] = (int8_t)nearest;
        low[i] = (int8_t)rintf((scaled - nearest) * CK_PART_STEP);
        sums[0][i / (CK_PACKED_BLOCK / 2)] += high[i];
        sums[1][i / (CK_PACKED_BLOCK / 2)] += low[i];
    }
}
