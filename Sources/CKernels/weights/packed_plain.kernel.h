/// The products as their formulas say, a row and a token at a time: the specification of the vector kernels.
///
///     y_r = Σ_blocks  (scale_r a) Σ code x  +  minimum_r (a Σ x)  +  bias_r     x: rounded activations, a: their unit
///
/// where a constant offset of the codes is part of the minimum, and the formats with scales for 16 columns sum
/// s Σ code x over both halves in integers first.
#include "weights/formats.h"
#include "weights/packed_round_plain.kernel.h"
#include "weights/packed_words.h"

#include "weights/packed_quantise.kernel.h"

static float CK_NAME(block_product)(struct ck_packed_layout layout, const uint8_t *block, int row, float scale,
                                    float minimum, const int16_t *x, float activation) {
    int16_t codes[CK_PACKED_BLOCK];
    const int8_t *table = layout.code == CK_CODE_IQ4_NL ? ck_iq4_nl_values : ck_mxfp4_codes;
    ck_read_codes(layout, block + ck_layout_small(layout), row, table, codes);
    int64_t dots[2] = {0, 0}, sums[2] = {0, 0};
    for (int i = 0; i < CK_PACKED_BLOCK; i++) {
        dots[i / 16] += codes[i] * x[i];
        sums[i / 16] += x[i];
    }
    const float sum = activation * (float)(sums[0] + sums[1]);
    const uint8_t *pair = block + 2 * row;
    switch (layout.scale) {
    case CK_SCALE_NESTED_MINIMUM:
        return (scale * (float)block[row] * activation) * (float)(dots[0] + dots[1])
               - minimum * (float)block[CK_PACKED_ROWS + row] * sum;
    case CK_SCALE_NESTED: {
        const int64_t dot = (int8_t)pair[0] * (dots[0] - layout.offset * sums[0])
                            + (int8_t)pair[1] * (dots[1] - layout.offset * sums[1]);
        return scale * activation * (float)dot;
    }
    case CK_SCALE_NESTED_BOTH: {
        const uint8_t *minima = pair + 2 * CK_PACKED_ROWS;
        return scale * activation * (float)(pair[0] * dots[0] + pair[1] * dots[1])
               - minimum * activation * (float)(minima[0] * sums[0] + minima[1] * sums[1]);
    }
    case CK_SCALE_MINIMUM: return scale * activation * (float)(dots[0] + dots[1]) + minimum * sum;
    default: return scale * activation * (float)(dots[0] + dots[1] - layout.offset * (sums[0] + sums[1]));
    }
}

static float CK_NAME(row_product)(struct ck_packed_layout layout, const uint8_t *group, int row, long columns,
                                  const uint8_t *activations, long width, long token) {
    const int blocks = ck_layout_blocks(layout), header = ck_layout_header(layout);
    float total = 0;
    for (long super = 0; super < columns / (CK_PACKED_BLOCK * blocks); super++, group += ck_layout_super(layout)) {
        const uint16_t bits = ck_load_u16(group + 2 * row);
        const float scale = layout.scale == CK_SCALE_BRAIN ? ck_float_of_bfloat(bits) : ck_float_of_half(bits);
        const float minimum = header > 2 * CK_PACKED_ROWS ? ck_load_half(group + 2 * (CK_PACKED_ROWS + row)) : 0;
        for (int part = 0; part < blocks; part++, activations += CK_ACTIVATION_BYTES * width) {
            int16_t x[CK_PACKED_BLOCK];
            float activation;
            for (int i = 0; i < CK_PACKED_BLOCK; i++) {
                const int8_t *both = (const int8_t *)activations + 8 * (i / 4 * width + token) + i % 4;
                x[i] = (int16_t)(CK_PART_STEP * both[0] + both[4]);
            }
            memcpy(&activation, activations + 8 * (8 * width + token), 4);
            total += CK_NAME(block_product)(layout, group + header + part * ck_layout_block(layout), row, scale,
                                            minimum, x, activation);
        }
    }
    return total;
}

CK_PACKED_INLINE void CK_NAME(group_product)(struct ck_packed_layout layout, const uint8_t *group, long columns,
                                             const uint8_t *activations, long count, const float *bias, float *y,
                                             long stride) {
    const struct ck_tiles tiles = ck_tiles_of(count, CK_TILE);
    for (long tile = 0; tile < tiles.tiles; tile++) {
        const long width = tiles.base + (tile < tiles.wider);
        for (long token = 0; token < width; token++, y += stride)
            for (int row = 0; row < CK_PACKED_ROWS; row++) {
                const float total = CK_NAME(row_product)(layout, group, row, columns, activations, width, token);
                y[row] = bias ? total + bias[row] : total;
            }
        activations += CK_ACTIVATION_BYTES * width * (columns / CK_PACKED_BLOCK);
    }
}

CK_PACKED_INLINE void CK_NAME(float_product)(int32_t format, const uint8_t *group, long columns, const float *x,
                                             long count, const float *bias, float *y, long stride) {
    for (long token = 0; token < count; token++, y += stride, x += columns) {
        float totals[CK_PACKED_ROWS] = {0};
        for (long column = 0; column < columns; column++)
            for (int row = 0; row < CK_PACKED_ROWS; row++) {
                const long index = column * CK_PACKED_ROWS + row;
                float weight;
                if (format == CK_WEIGHT_F32)
                    memcpy(&weight, group + 4 * index, 4);
                else
                    weight = format == CK_WEIGHT_F16 ? ck_load_half(group + 2 * index)
                                                     : ck_float_of_bfloat(ck_load_u16(group + 2 * index));
                totals[row] += weight * x[column];
            }
        for (int row = 0; row < CK_PACKED_ROWS; row++) y[row] = bias ? totals[row] + bias[row] : totals[row];
    }
}
