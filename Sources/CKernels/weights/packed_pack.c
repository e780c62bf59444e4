/// From stored blocks to the packed layout.
#include "ck_pool.h"
#include "weights/formats_k.h"
#include "weights/half.h"
#include "weights/packed_words.h"

/// Four bits as the low bits of four bytes.
CK_PACKED_INLINE uint32_t spread_bits(uint32_t bits) { return ((bits & 15) * 0x00204081u) & ck_byte_mask(1); }

/// Words of a run of 32 bytes, shifted and masked.
CK_PACKED_INLINE void add_run(const uint8_t *bytes, int shift, int bits, int position, uint32_t words[8]) {
    for (int quad = 0; quad < 8; quad++)
        words[quad] |= (ck_load_word(bytes + 4 * quad) >> shift & ck_byte_mask(bits)) << position;
}

/// Words of 16 bytes whose low halves are the first 16 columns.
CK_PACKED_INLINE void add_nibbles(const uint8_t *bytes, uint32_t words[8]) {
    for (int quad = 0; quad < 4; quad++) {
        const uint32_t word = ck_load_word(bytes + 4 * quad);
        words[quad] |= word & ck_byte_mask(4);
        words[quad + 4] |= word >> 4 & ck_byte_mask(4);
    }
}

CK_PACKED_INLINE void add_fifth_bits(uint32_t bits, uint32_t words[8]) {
    for (int quad = 0; quad < 8; quad++) words[quad] |= spread_bits(bits >> 4 * quad) << 4;
}

/// Codes of columns 32 part ..< 32 part + 32 of a stored block.
CK_PACKED_INLINE void stored_words(int format, const uint8_t *block, int part, uint32_t words[8]) {
    memset(words, 0, 8 * sizeof *words);
    switch (format) {
    case CK_WEIGHT_Q4_0:
    case CK_WEIGHT_IQ4_NL: add_nibbles(block + 2, words); break;
    case CK_WEIGHT_Q4_1: add_nibbles(block + 4, words); break;
    case CK_WEIGHT_MXFP4: add_nibbles(block + 1, words); break;
    case CK_WEIGHT_Q5_0:
        add_nibbles(block + 6, words);
        add_fifth_bits(ck_load_word(block + 2), words);
        break;
    case CK_WEIGHT_Q5_1:
        add_nibbles(block + 8, words);
        add_fifth_bits(ck_load_word(block + 4), words);
        break;
    case CK_WEIGHT_Q8_0: memcpy(words, block + 2, 32); break;
    case CK_WEIGHT_Q2_K: add_run(block + 16 + part / 4 * 32, part % 4 * 2, 2, 0, words); break;
    case CK_WEIGHT_Q3_K:
        add_run(block + 32 + part / 4 * 32, part % 4 * 2, 2, 0, words);
        add_run(block, part, 1, 2, words);
        break;
    case CK_WEIGHT_Q4_K: add_run(block + 16 + part / 2 * 32, part % 2 * 4, 4, 0, words); break;
    case CK_WEIGHT_Q5_K:
        add_run(block + 48 + part / 2 * 32, part % 2 * 4, 4, 0, words);
        add_run(block + 16, part, 1, 4, words);
        break;
    case CK_WEIGHT_Q6_K:
        add_run(block + part / 4 * 64 + part % 2 * 32, part % 4 / 2 * 4, 4, 0, words);
        add_run(block + 128 + part / 4 * 32, part % 4 * 2, 2, 4, words);
        break;
    default: break;
    }
}

/// The halves of a stored block: scale and, where there is one, minimum.
CK_PACKED_INLINE void stored_halves(int format, const uint8_t *block, uint16_t *scale, uint16_t *minimum) {
    *minimum = 0;
    switch (format) {
    case CK_WEIGHT_MXFP4: *scale = ck_bfloat_of_float(ck_mxfp4_scale(block[0])); break;
    case CK_WEIGHT_Q2_K: *scale = ck_load_u16(block + 80), *minimum = ck_load_u16(block + 82); break;
    case CK_WEIGHT_Q3_K: *scale = ck_load_u16(block + 108); break;
    case CK_WEIGHT_Q6_K: *scale = ck_load_u16(block + 208); break;
    default: *scale = ck_load_u16(block), *minimum = ck_load_u16(block + 2); break;
    }
}

/// The small scales of columns 32 part ..< 32 part + 32: scale and minimum, or the scales of two halves and their
/// minima.
CK_PACKED_INLINE void stored_small(int format, const uint8_t *block, int part, int row, uint8_t *small) {
    switch (format) {
    case CK_WEIGHT_Q4_K:
    case CK_WEIGHT_Q5_K: {
        int scale, minimum;
        ck_scale_and_minimum(block + 4, part, &scale, &minimum);
        small[row] = (uint8_t)scale;
        small[CK_PACKED_ROWS + row] = (uint8_t)minimum;
        break;
    }
    default:
        for (int half = 0; half < 2; half++) {
            uint8_t *target = small + 2 * row + half;
            const int index = 2 * part + half;
            if (format == CK_WEIGHT_Q6_K) *target = block[192 + index];
            if (format == CK_WEIGHT_Q3_K) *target = (uint8_t)(ck_q3_k_scale(block + 96, index) - 32);
            if (format == CK_WEIGHT_Q2_K) {
                *target = block[index] & 15;
                target[2 * CK_PACKED_ROWS] = block[index] >> 4;
            }
        }
    }
}

struct packing {
    int32_t format;
    int64_t rows, columns;
    size_t row_bytes, group_bytes;
    const uint8_t *source;
    uint8_t *target;
};

CK_PACKED_INLINE void pack_group(struct ck_packed_layout layout, const struct packing *p, long group) {
    uint8_t *target = p->target + (size_t)group * p->group_bytes;
    const int64_t first = (int64_t)group * CK_PACKED_ROWS;
    const int rows = (int)(p->rows - first < CK_PACKED_ROWS ? p->rows - first : CK_PACKED_ROWS);
    if (rows < CK_PACKED_ROWS) memset(target, 0, p->group_bytes);
    const int blocks = ck_layout_blocks(layout), header = ck_layout_header(layout);
    for (int64_t super = 0; super < p->columns / (CK_PACKED_BLOCK * blocks); super++) {
        for (int row = 0; row < rows; row++) {
            const uint8_t *stored = p->source + (size_t)(first + row) * p->row_bytes + super * layout.block_bytes;
            uint16_t scale, minimum;
            stored_halves(layout.format, stored, &scale, &minimum);
            ck_store_u16(target + 2 * row, scale);
            if (header > 2 * CK_PACKED_ROWS) ck_store_u16(target + 2 * (CK_PACKED_ROWS + row), minimum);
            uint8_t *block = target + header;
            for (int part = 0; part < blocks; part++, block += ck_layout_block(layout)) {
                uint32_t words[CK_PACKED_QUADS];
                if (ck_layout_small(layout)) stored_small(layout.format, stored, part, row, block);
                stored_words(layout.format, stored, part, words);
                uint8_t *planes = block + ck_layout_small(layout) + 4 * row;
                ck_write_plane(words, 0, layout.low_bits, planes);
                if (layout.high_bits)
                    ck_write_plane(words, layout.low_bits, layout.high_bits, planes + ck_layout_low(layout));
            }
        }
        target += ck_layout_super(layout);
    }
}

/// Columns before rows: `[columns][16]`. A run of columns is turned within registers or the first cache.
#define PACK_FLOATS(NAME, ELEMENT)                                                                                     \
    static void NAME(const struct packing *p, long group) {                                                            \
        enum { RUN = 16 };                                                                                             \
        ELEMENT *target = (ELEMENT *)(void *)(p->target + (size_t)group * p->group_bytes);                             \
        const int64_t first = (int64_t)group * CK_PACKED_ROWS;                                                         \
        const int rows = (int)(p->rows - first < CK_PACKED_ROWS ? p->rows - first : CK_PACKED_ROWS);                   \
        for (int64_t begin = 0; begin < p->columns; begin += RUN, target += RUN * CK_PACKED_ROWS) {                    \
            const int64_t width = begin + RUN < p->columns ? RUN : p->columns - begin;                                 \
            ELEMENT run[CK_PACKED_ROWS][RUN] = {{0}}, turned[RUN][CK_PACKED_ROWS];                                     \
            for (int row = 0; row < rows; row++)                                                                       \
                memcpy(run[row], p->source + (size_t)(first + row) * p->row_bytes + begin * (int64_t)sizeof(ELEMENT),  \
                       width == RUN ? sizeof run[row] : (size_t)width * sizeof(ELEMENT));                              \
            for (int column = 0; column < RUN; column++)                                                               \
                for (int row = 0; row < CK_PACKED_ROWS; row++) turned[column][row] = run[row][column];                 \
            memcpy(target, turned, width == RUN ? sizeof turned : (size_t)width * sizeof turned[0]);                   \
        }                                                                                                              \
    }
PACK_FLOATS(pack_words, uint32_t)
PACK_FLOATS(pack_halves, uint16_t)

static void pack_task(void *context, long begin, long end) {
    const struct packing *p = context;
    for (long group = begin; group < end; group++) {
        switch (p->format) {
        case CK_WEIGHT_F32: pack_words(p, group); break;
        case CK_WEIGHT_F16:
        case CK_WEIGHT_BF16: pack_halves(p, group); break;
#define LINE(NAME, ...)                                                                                                \
    case CK_WEIGHT_##NAME:                                                                                             \
        pack_group((struct ck_packed_layout)CK_PACKED_LAYOUT(NAME, __VA_ARGS__), p, group);                            \
        break;
            CK_PACKED_FORMATS(LINE)
#undef LINE
        default: break;
        }
    }
}

void ck_pack(int32_t format, int64_t rows, int64_t columns, const void *source, void *target) {
    enum { TASK_BYTES = 1 << 17 };
    const ck_weight_info *info = ck_weight_find(format);
    if (!info || rows <= 0 || columns <= 0) return;
    const struct packing p = {.format = format, .rows = rows, .columns = columns,
                              .row_bytes = (size_t)(columns / info->block_elements) * (size_t)info->block_bytes,
                              .group_bytes = ck_packed_group_bytes(format, columns),
                              .source = source, .target = target};
    const long groups = (long)((rows + CK_PACKED_ROWS - 1) / CK_PACKED_ROWS);
    ck_parallel_ranges(groups, (long)(TASK_BYTES / p.group_bytes), pack_task, (void *)&p);
}
