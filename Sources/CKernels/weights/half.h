/// Half precision and bfloat16 by their bits: exact, on every processor, and without subnormal arithmetic.
#ifndef CK_WEIGHTS_HALF_H
#define CK_WEIGHTS_HALF_H

#include <stdint.h>
#include <string.h>

static inline float ck_float_of_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint32_t ck_bits_of_float(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline uint16_t ck_load_u16(const uint8_t *source) {
    uint16_t value;
    memcpy(&value, source, sizeof value);
    return value;
}

static inline void ck_store_u16(uint8_t *target, uint16_t value) { memcpy(target, &value, sizeof value); }

/// The value of an IEEE half.
static inline float ck_float_of_half(uint16_t half) {
    const uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    const uint32_t magnitude = (uint32_t)(half & 0x7fff) << 13;
    const uint32_t exponent_step = 112u << 23; // the difference of the biases, 127 − 15
    const uint32_t normal = magnitude + exponent_step;
    // A subnormal m · 2⁻²⁴: placed behind the one of 2⁻¹⁴, which is then taken away.
    const float subnormal = ck_float_of_bits(magnitude + (113u << 23)) - ck_float_of_bits(113u << 23);
    const uint32_t special = magnitude | 0x7f800000u;
    const uint32_t bits = (half & 0x7c00) == 0       ? ck_bits_of_float(subnormal)
                          : (half & 0x7c00) == 0x7c00 ? special
                                                      : normal;
    return ck_float_of_bits(sign | bits);
}

/// The nearest IEEE half, ties to even; what is too large becomes infinite.
static inline uint16_t ck_half_of_float(float value) {
    const uint32_t bits = ck_bits_of_float(value);
    const uint32_t magnitude = bits & 0x7fffffffu;
    const uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
    if (magnitude > 0x7f800000u) return sign | 0x7e00 | (uint16_t)(magnitude >> 13 & 0x1ff);
    if (magnitude >= 0x47800000u) return sign | 0x7c00;
    if (magnitude < 0x38800000u) {
        // Below 2⁻¹⁴ the halves are as far apart as the floats from 0.5 up: the addition rounds.
        return sign | (uint16_t)(ck_bits_of_float(ck_float_of_bits(magnitude) + 0.5f) - 0x3f000000u);
    }
    return sign | (uint16_t)((magnitude + 0xfff + (magnitude >> 13 & 1) - 0x38000000u) >> 13);
}

static inline float ck_float_of_bfloat(uint16_t value) { return ck_float_of_bits((uint32_t)value << 16); }

/// The nearest bfloat16, ties to even; a NaN stays one and is made quiet.
static inline uint16_t ck_bfloat_of_float(float value) {
    const uint32_t bits = ck_bits_of_float(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u) return (uint16_t)(bits >> 16 | 64);
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static inline float ck_load_half(const uint8_t *source) { return ck_float_of_half(ck_load_u16(source)); }

/// Stores the nearest half and returns its value: what a decoder will multiply by.
static inline float ck_store_half(uint8_t *target, float value) {
    const uint16_t half = ck_half_of_float(value);
    ck_store_u16(target, half);
    return ck_float_of_half(half);
}

#endif
