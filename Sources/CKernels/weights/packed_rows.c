/// Rows of a packed matrix as the exact values of its format.
#include "ck_pool.h"
#include "weights/formats.h"
#include "weights/half.h"
#include "weights/packed_words.h"

// The formats define products and sums that are rounded one by one.
#pragma STDC FP_CONTRACT OFF

struct gathering {
    const ck_packed *matrix;
    const int32_t *ids;
    float *target;
    size_t group_bytes;
};

/// 32 columns of one row; `block` begins with the small scales.
CK_PACKED_INLINE void decode_block(
    struct ck_packed_layout layout, const uint8_t *block, int row, float scale, float minimum, float *target) {
    int16_t codes[CK_PACKED_BLOCK];
    const int8_t *table = layout.code == CK_CODE_IQ4_NL ? ck_iq4_nl_values : ck_mxfp4_codes;
    ck_read_codes(layout, block + ck_layout_small(layout), row, table, codes);
    for (int half = 0; half < 2; half++) {
        const int small = 2 * row + half;
        float factor = scale, shift = minimum;
        switch (layout.scale) {
        case CK_SCALE_NESTED_MINIMUM:
            factor = scale * (float)block[row];
            shift = -(minimum * (float)block[CK_PACKED_ROWS + row]);
            break;
        case CK_SCALE_NESTED: factor = scale * (float)(int8_t)block[small]; break;
        case CK_SCALE_NESTED_BOTH:
            factor = scale * (float)block[small];
            shift = -(minimum * (float)block[2 * CK_PACKED_ROWS + small]);
            break;
        default: break;
        }
        const bool shifted = ck_layout_header(layout) > 2 * CK_PACKED_ROWS;
        for (int i = 16 * half; i < 16 * half + 16; i++) {
            const float product = factor * (float)(codes[i] - layout.offset);
            target[i] = shifted ? product + shift : product;
        }
    }
}

CK_PACKED_INLINE void decode_row(
    struct ck_packed_layout layout, const uint8_t *group, int row, int64_t columns, float *target) {
    const int blocks = ck_layout_blocks(layout), header = ck_layout_header(layout);
    for (int64_t super = 0; super < columns / (CK_PACKED_BLOCK * blocks); super++, group += ck_layout_super(layout)) {
        const uint16_t bits = ck_load_u16(group + 2 * row);
        const float scale = layout.scale == CK_SCALE_BRAIN ? ck_float_of_bfloat(bits) : ck_float_of_half(bits);
        const float minimum = header > 2 * CK_PACKED_ROWS ? ck_load_half(group + 2 * (CK_PACKED_ROWS + row)) : 0;
        for (int part = 0; part < blocks; part++, target += CK_PACKED_BLOCK)
            decode_block(layout, group + header + part * ck_layout_block(layout), row, scale, minimum, target);
    }
}

static void decode_floats(int32_t format, const uint8_t *group, int row, int64_t columns, float *target) {
    for (int64_t column = 0; column < columns; column++) {
        const int64_t index = column * CK_PACKED_ROWS + row;
        if (format == CK_WEIGHT_F32)
            memcpy(target + column, group + 4 * index, sizeof(float));
        else
            target[column] = format == CK_WEIGHT_F16 ? ck_load_half(group + 2 * index)
                                                     : ck_float_of_bfloat(ck_load_u16(group + 2 * index));
    }
}

static void gather_task(void *context, long begin, long end) {
    const struct gathering *g = context;
    const int64_t columns = g->matrix->columns;
    for (long i = begin; i < end; i++) {
        const uint8_t *group = (const uint8_t *)g->matrix->data + (size_t)(g->ids[i] / CK_PACKED_ROWS) * g->group_bytes;
        const int row = g->ids[i] % CK_PACKED_ROWS;
        float *target = g->target + i * columns;
        switch (g->matrix->format) {
#define LINE(NAME, ...)                                                                                                \
    case CK_WEIGHT_##NAME:                                                                                             \
        decode_row((struct ck_packed_layout)CK_PACKED_LAYOUT(NAME, __VA_ARGS__), group, row, columns, target);         \
        break;
            CK_PACKED_FORMATS(LINE)
#undef LINE
        default: decode_floats(g->matrix->format, group, row, columns, target); break;
        }
    }
}

void ck_packed_rows(const ck_packed *matrix, const int32_t *ids, int64_t count, float *target) {
    enum { TASK_ELEMENTS = 1 << 13 };
    if (matrix->columns <= 0) return;
    const struct gathering g = {matrix, ids, target, ck_packed_group_bytes(matrix->format, matrix->columns)};
    ck_parallel_ranges((long)count, (long)(TASK_ELEMENTS / matrix->columns), gather_task, (void *)&g);
}
