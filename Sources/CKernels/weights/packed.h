/// The packed layout of weights, and what its kernels agree on.
///
/// Rows are packed in groups of 16, so that a vector lane holds a row and a product needs no sum across lanes. Columns
/// go in blocks of 32, a block in eight quads of four columns: byte 4 r + k of a quad belongs to row r and column k,
/// which is what the instructions that multiply bytes and add four neighbours read. A group lies in one piece, in the
/// order of the columns.
///
///     group   = super*                           one for each block of the format: 32 or 256 columns
///     super   = halves (d, and the minimum where there is one)[16], block*
///     block   = small scales of the K formats, low plane, high plane
///     planes  of 1 bit: one vector of 64 bytes, quad q in bit q; of 2 bits: two vectors, quad q in bits 2 (q mod 4) of
///             vector q / 4; of 4 bits: four vectors, quad q in half q / 4 of vector q mod 4, as GGUF orders nibbles;
///             of 8 bits: eight vectors
///
/// The float formats are not cut into blocks: a group is `[columns][16]`.
#ifndef CK_WEIGHTS_PACKED_H
#define CK_WEIGHTS_PACKED_H

#include "ck_weights.h"

enum {
    CK_PACKED_BLOCK = 32,  // columns of a block
    CK_PACKED_QUADS = 8,
    CK_PACKED_VECTOR = 64, // bytes of a quad: 16 rows of four columns
    /// Bytes of an activation block for one token: 32 values in two parts, scale, scaled sum, and the sums of the two
    /// halves of both parts.
    CK_ACTIVATION_BYTES = 80,
};

/// How a block's codes become values.
typedef enum {
    CK_SCALE_HALF,           // d (code - offset), d half precision
    CK_SCALE_BRAIN,          // the same, d a bfloat16
    CK_SCALE_MINIMUM,        // d code + m, both half precision
    CK_SCALE_NESTED_MINIMUM, // (d s) code - (d' m), s and m a byte for each 32 columns
    CK_SCALE_NESTED,         // (d s) (code - offset), s a signed byte for each 16 columns
    CK_SCALE_NESTED_BOTH,    // (d s) code - (d' m), s and m a byte for each 16 columns
} ck_packed_scale;

/// What stands between a plane's bits and the code.
typedef enum {
    CK_CODE_UNSIGNED,
    CK_CODE_SIGNED, // two's complement bytes
    CK_CODE_IQ4_NL, // index of a table of signed bytes
    CK_CODE_MXFP4,  // index of a table of small unsigned bytes
} ck_packed_code;

/// One quantised format. All members are constants where a kernel is specialised for it.
struct ck_packed_layout {
    int format, block_bytes; // of the stored format
    int low_bits, high_bits; // of the planes
    ck_packed_scale scale;
    ck_packed_code code;
    int offset;
};

/// suffix of the format; bytes of a stored block; bits of the low and of the high plane; scale; code; offset.
#define CK_PACKED_FORMATS(LINE)                                                                                        \
    LINE(Q4_0, 18, 4, 0, CK_SCALE_HALF, CK_CODE_UNSIGNED, 8)                                                           \
    LINE(Q4_1, 20, 4, 0, CK_SCALE_MINIMUM, CK_CODE_UNSIGNED, 0)                                                        \
    LINE(Q5_0, 22, 4, 1, CK_SCALE_HALF, CK_CODE_UNSIGNED, 16)                                                          \
    LINE(Q5_1, 24, 4, 1, CK_SCALE_MINIMUM, CK_CODE_UNSIGNED, 0)                                                        \
    LINE(Q8_0, 34, 8, 0, CK_SCALE_HALF, CK_CODE_SIGNED, 0)                                                             \
    LINE(IQ4_NL, 18, 4, 0, CK_SCALE_HALF, CK_CODE_IQ4_NL, 0)                                                           \
    LINE(MXFP4, 17, 4, 0, CK_SCALE_BRAIN, CK_CODE_MXFP4, 12)                                                           \
    LINE(Q2_K, 84, 2, 0, CK_SCALE_NESTED_BOTH, CK_CODE_UNSIGNED, 0)                                                    \
    LINE(Q3_K, 110, 2, 1, CK_SCALE_NESTED, CK_CODE_UNSIGNED, 4)                                                        \
    LINE(Q4_K, 144, 4, 0, CK_SCALE_NESTED_MINIMUM, CK_CODE_UNSIGNED, 0)                                                \
    LINE(Q5_K, 176, 4, 1, CK_SCALE_NESTED_MINIMUM, CK_CODE_UNSIGNED, 0)                                                \
    LINE(Q6_K, 210, 4, 2, CK_SCALE_NESTED, CK_CODE_UNSIGNED, 32)

#define CK_PACKED_LAYOUT(NAME, BYTES, LOW, HIGH, SCALE, CODE, OFFSET)                                                  \
    {CK_WEIGHT_##NAME, BYTES, LOW, HIGH, SCALE, CODE, OFFSET}
#define CK_PACKED_COUNT_LINE(...) +1
enum { CK_PACKED_FORMAT_COUNT = 0 CK_PACKED_FORMATS(CK_PACKED_COUNT_LINE) };

/// An activation is rounded to 15 bits, in two signed bytes: unit (CK_PART_STEP high + low). CK_LARGEST_PART is the largest
/// magnitude of either; a block of magnitudes below CK_SMALLEST_ACTIVATION counts as zero, so that units are normal
/// numbers.
#define CK_LARGEST_PART 127.0f
#define CK_PART_STEP 254
#define CK_SMALLEST_ACTIVATION 1e-30f

#define CK_PACKED_INLINE static inline __attribute__((always_inline, unused))

/// Blocks of 32 columns in a super.
CK_PACKED_INLINE int ck_layout_blocks(struct ck_packed_layout layout) {
    return layout.scale >= CK_SCALE_NESTED_MINIMUM ? 8 : 1;
}

/// Bytes of the halves before the blocks of a super.
CK_PACKED_INLINE int ck_layout_header(struct ck_packed_layout layout) {
    const int one = CK_PACKED_ROWS * (int)sizeof(uint16_t);
    return layout.scale == CK_SCALE_MINIMUM || layout.scale == CK_SCALE_NESTED_MINIMUM
                   || layout.scale == CK_SCALE_NESTED_BOTH
               ? 2 * one
               : one;
}

/// Bytes of the small scales before the planes of a block.
CK_PACKED_INLINE int ck_layout_small(struct ck_packed_layout layout) {
    return layout.scale < CK_SCALE_NESTED_MINIMUM     ? 0
           : layout.scale == CK_SCALE_NESTED_BOTH ? 4 * CK_PACKED_ROWS
                                                      : 2 * CK_PACKED_ROWS;
}

CK_PACKED_INLINE int ck_layout_low(struct ck_packed_layout layout) { return layout.low_bits * CK_PACKED_VECTOR; }

CK_PACKED_INLINE int ck_layout_block(struct ck_packed_layout layout) {
    return ck_layout_small(layout) + (layout.low_bits + layout.high_bits) * CK_PACKED_VECTOR;
}

CK_PACKED_INLINE int ck_layout_super(struct ck_packed_layout layout) {
    return ck_layout_header(layout) + ck_layout_blocks(layout) * ck_layout_block(layout);
}

/// The line of a quantised format, or -1 for the float formats.
int ck_packed_line(int32_t format);
extern const struct ck_packed_layout ck_packed_layouts[CK_PACKED_FORMAT_COUNT];
/// Bytes of one group of rows.
size_t ck_packed_group_bytes(int32_t format, int64_t columns);
/// MXFP4's values plus 12, by code.
extern const int8_t ck_mxfp4_codes[16];

/// Tokens are multiplied in tiles of about equal width, at most `widest`: tile i holds `base` or, for the first ones,
/// `base + 1` of them.
struct ck_tiles {
    long tiles, base, wider;
};

CK_PACKED_INLINE struct ck_tiles ck_tiles_of(long count, long widest) {
    const long tiles = (count + widest - 1) / widest;
    return (struct ck_tiles){tiles, count / tiles, count % tiles};
}

/// Rounds the rows x[0 ..< width, columns] to activation blocks, interleaved over the tokens of the tile:
///
///     quads [8][width][2] of four signed bytes, first the high parts of a token, then the low ones; unit and
///     unit times sum [width][2]; half sums [width][2] of two int16
typedef void ck_packed_quantise(const float *x, long width, long columns, uint8_t *target);

/// y[t, 0 ..< 16] = the group's 16 rows times token t, plus bias (16 values or NULL), for `count` tokens in tiles.
typedef void ck_packed_group_product(
    const uint8_t *group, long columns, const uint8_t *activations, long count, const float *bias, float *y,
    long stride);

/// The same for a float format; x is `[count, columns]`.
typedef void ck_packed_float_product(
    const uint8_t *group, long columns, const float *x, long count, const float *bias, float *y, long stride);

/// The kernels of one instruction set.
struct ck_packed_kernels {
    long widest; // tokens of a tile
    ck_packed_quantise *quantise;
    ck_packed_group_product *products[CK_PACKED_FORMAT_COUNT];
    ck_packed_float_product *f32, *f16, *bf16;
};

#endif
