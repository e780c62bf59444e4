/// Blocks of the K formats. Scales and minima of the sub-blocks come from a search: for each of several ways to place the
/// grid, the codes are rounded, scale and minimum are fitted to them by weighted least squares, and the best fit is kept.
/// Then scales and minima are rounded to their own few bits, and the codes are chosen anew for what a decoder will see.
#include "weights/formats_k.h"
#include "weights/fit.h"
#include "weights/half.h"

#pragma STDC FP_CONTRACT OFF

/// Scales and minima of up to 16 sub-blocks as small integers, and what a decoder multiplies them by.
struct offsets {
    uint8_t scales[16], minima[16];
    float scale_unit, minimum_unit;
};

static float largest_of(const float *values, int count) {
    float largest = 0;
    for (int i = 0; i < count; i++) largest = values[i] > largest ? values[i] : largest;
    return largest;
}

/// Whole numbers 0 … `levels` for values from zero to the largest; stores the unit as a half and returns it.
static float whole_units(const float *values, int count, int levels, uint8_t *codes, uint8_t *unit) {
    const float largest = largest_of(values, count), factor = largest > 0 ? (float)levels / largest : 0;
    for (int i = 0; i < count; i++) codes[i] = (uint8_t)ck_nearest(values[i] * factor, 0, (float)levels);
    return ck_store_half(unit, largest / (float)levels);
}

/// Codes 0 … `levels` of x ≈ scale q − minimum.
static void affine_codes(const float *x, int count, float scale, float minimum, int levels, uint8_t *codes) {
    for (int i = 0; i < count; i++) {
        codes[i] = scale != 0 ? (uint8_t)ck_nearest((x[i] + minimum) / scale, 0, (float)levels) : 0;
    }
}

/// The fits of a block's sub-blocks of `size` elements, in whole units of the halves at `scale_unit` and `minimum_unit`;
/// then the codes.
static void encode_affine(const float *x, int size, ck_grid grid, int unit_levels, uint8_t *scale_unit,
                          uint8_t *minimum_unit, struct offsets *offsets, uint8_t *codes) {
    const int parts = CK_LONG_BLOCK / size;
    float scales[16], minima[16];
    for (int part = 0; part < parts; part++) {
        const ck_affine_fit fit = ck_fit_affine(x + size * part, size, grid);
        scales[part] = fit.scale;
        minima[part] = fit.minimum;
    }
    offsets->scale_unit = whole_units(scales, parts, unit_levels, offsets->scales, scale_unit);
    offsets->minimum_unit = whole_units(minima, parts, unit_levels, offsets->minima, minimum_unit);
    for (int part = 0; part < parts; part++) {
        affine_codes(x + size * part, size, offsets->scale_unit * (float)offsets->scales[part],
                     offsets->minimum_unit * (float)offsets->minima[part], grid.levels, codes + size * part);
    }
}

void ck_encode_q2_k(const float *source, int64_t blocks, uint8_t *target) {
    const ck_grid grid = {.levels = 3, .first = -0.5f, .trials = 16, .weight = CK_WEIGHT_MAGNITUDE, .absolute = true};
    struct offsets offsets;
    uint8_t codes[CK_LONG_BLOCK];
    for (int64_t block = 0; block < blocks; block++, source += CK_LONG_BLOCK, target += 84) {
        encode_affine(source, 16, grid, 15, target + 80, target + 82, &offsets, codes);
        for (int part = 0; part < 16; part++) target[part] = (uint8_t)(offsets.scales[part] | offsets.minima[part] << 4);
        ck_store_pairs(codes, target + 16);
    }
}

void ck_encode_q4_k(const float *source, int64_t blocks, uint8_t *target) {
    const ck_grid grid = {.levels = 15, .first = -1, .trials = 21, .weight = CK_WEIGHT_MIXED};
    struct offsets offsets;
    uint8_t codes[CK_LONG_BLOCK];
    for (int64_t block = 0; block < blocks; block++, source += CK_LONG_BLOCK, target += 144) {
        encode_affine(source, 32, grid, 63, target, target + 2, &offsets, codes);
        ck_pack_scales_and_minima(offsets.scales, offsets.minima, target + 4);
        for (int run = 0; run < 4; run++) {
            const uint8_t *first = codes + 64 * run;
            for (int i = 0; i < 32; i++) target[16 + 32 * run + i] = (uint8_t)(first[i] | first[i + 32] << 4);
        }
    }
}

void ck_encode_q5_k(const float *source, int64_t blocks, uint8_t *target) {
    const ck_grid grid = {.levels = 31, .first = -0.5f, .trials = 16, .weight = CK_WEIGHT_MIXED};
    struct offsets offsets;
    uint8_t codes[CK_LONG_BLOCK];
    for (int64_t block = 0; block < blocks; block++, source += CK_LONG_BLOCK, target += 176) {
        encode_affine(source, 32, grid, 63, target, target + 2, &offsets, codes);
        ck_pack_scales_and_minima(offsets.scales, offsets.minima, target + 4);
        uint8_t *high = target + 16, *low = target + 48;
        for (int i = 0; i < 32; i++) {
            high[i] = 0;
            for (int part = 0; part < 8; part++) high[i] |= (uint8_t)(codes[32 * part + i] >> 4 << part);
        }
        for (int run = 0; run < 4; run++) {
            const uint8_t *first = codes + 64 * run;
            for (int i = 0; i < 32; i++) low[32 * run + i] = (uint8_t)((first[i] & 15) | first[i + 32] << 4);
        }
    }
}

/// Codes 0 … 2 `levels` − 1 about `levels` of sixteen elements, and the weighted squared error that they leave.
static float symmetric_codes(const float *x, const float *w, float scale, int levels, uint8_t *codes) {
    float error = 0;
    for (int i = 0; i < 16; i++) {
        const float code = scale != 0 ? ck_nearest(x[i] / scale, (float)-levels, (float)(levels - 1)) : 0;
        const float rest = x[i] - scale * code;
        codes[i] = (uint8_t)((int)code + levels);
        error += w[i] * rest * rest;
    }
    return error;
}

/// Sixteen scales as signed whole numbers of which the extreme one is −`half`, and the codes; stores the unit as a half. A
/// scale may be rounded to the second nearest: with that the codes, which end at −`levels`, may come nearer.
static void encode_symmetric(const float *x, int levels, ck_fit_weight weight, int half, int8_t scales[16], uint8_t *unit,
                             uint8_t *codes) {
    float fits[16];
    for (int part = 0; part < 16; part++) fits[part] = ck_fit_symmetric(x + 16 * part, 16, levels, weight);
    const float extreme = ck_extreme(fits, 16);
    const float factor = extreme != 0 ? (float)-half / extreme : 0;
    const float d = ck_store_half(unit, extreme != 0 ? 1 / factor : 0);
    for (int part = 0; part < 16; part++, x += 16, codes += 16) {
        const int nearest = (int)ck_nearest(fits[part] * factor, (float)-half, (float)(half - 1));
        float w[16];
        ck_fit_weights(x, 16, weight, w);
        float least = symmetric_codes(x, w, d * (float)nearest, levels, codes);
        scales[part] = (int8_t)nearest;
        for (int other = nearest - 1; other <= nearest + 1; other += 2) {
            uint8_t tried[16];
            if (other < -half || other >= half) continue;
            const float error = symmetric_codes(x, w, d * (float)other, levels, tried);
            if (!(error < least)) continue;
            least = error;
            scales[part] = (int8_t)other;
            memcpy(codes, tried, sizeof tried);
        }
    }
}

void ck_encode_q3_k(const float *source, int64_t blocks, uint8_t *target) {
    int8_t scales[16];
    uint8_t codes[CK_LONG_BLOCK];
    for (int64_t block = 0; block < blocks; block++, source += CK_LONG_BLOCK, target += 110) {
        encode_symmetric(source, 4, CK_WEIGHT_MIXED, 32, scales, target + 108, codes);
        ck_pack_q3_k_scales(scales, target + 96);
        for (int i = 0; i < 32; i++) {
            target[i] = 0;
            for (int part = 0; part < 8; part++) target[i] |= (uint8_t)(codes[32 * part + i] >> 2 << part);
        }
        ck_store_pairs(codes, target + 32);
    }
}

void ck_encode_q6_k(const float *source, int64_t blocks, uint8_t *target) {
    uint8_t codes[CK_LONG_BLOCK];
    for (int64_t block = 0; block < blocks; block++, source += CK_LONG_BLOCK, target += 210) {
        encode_symmetric(source, 32, CK_WEIGHT_SQUARE, 128, (int8_t *)target + 192, target + 208, codes);
        for (int part = 0; part < 2; part++) {
            const uint8_t *first = codes + 128 * part;
            for (int i = 0; i < 64; i++) target[64 * part + i] = (uint8_t)((first[i] & 15) | first[i + 64] << 4);
            for (int i = 0; i < 32; i++) {
                target[128 + 32 * part + i] = (uint8_t)(first[i] >> 4 | first[i + 32] >> 4 << 2 | first[i + 64] >> 4 << 4
                                                        | first[i + 96] >> 4 << 6);
            }
        }
    }
}
