/// Products with packed weights: lanes are rows, quads of four activations are broadcast, and every block's integer sums
/// are exact. A tile holds up to `CK_TILE` tokens of two parts each, so that weights are unpacked once for all of them. The
/// floating-point sums run over the blocks in order whatever the tile, so a token's result does not depend on the others.
#include "weights/formats.h"
#include "weights/packed_round_vector.kernel.h"
#include "weights/packed_quantise.kernel.h"
#include "weights/packed_vector.kernel.h"

/// Codes of a quad: a byte for each row and column.
CK_PACKED_INLINE INTEGERS CK_NAME(codes)(struct ck_packed_layout layout, const uint8_t *planes, int quad, int piece) {
    planes += piece * PIECE_BYTES;
    INTEGERS codes;
    if (layout.low_bits == 8) {
        codes = CK_NAME(load)(planes + quad * CK_PACKED_VECTOR);
    } else if (layout.low_bits == 4) {
        const INTEGERS raw = CK_NAME(load)(planes + quad % 4 * CK_PACKED_VECTOR);
        codes = BITS(and)(CK_NAME(shift)(raw, -(quad / 4 * 4)), V(set1_epi8)(15));
    } else {
        const INTEGERS raw = CK_NAME(load)(planes + quad / 4 * CK_PACKED_VECTOR);
        codes = BITS(and)(CK_NAME(shift)(raw, -(quad % 4 * 2)), V(set1_epi8)(3));
    }
    planes += ck_layout_low(layout);
    if (layout.high_bits == 1) {
        const INTEGERS raw = CK_NAME(shift)(CK_NAME(load)(planes), layout.low_bits - quad);
        codes = BITS(or)(codes, BITS(and)(raw, V(set1_epi8)((char)(1 << layout.low_bits))));
    } else if (layout.high_bits == 2) {
        const INTEGERS raw = CK_NAME(load)(planes + quad / 4 * CK_PACKED_VECTOR);
        codes = BITS(or)(codes, BITS(and)(CK_NAME(shift)(raw, layout.low_bits - quad % 4 * 2),
                                          V(set1_epi8)((char)(3 << layout.low_bits))));
    }
    if (layout.code == CK_CODE_IQ4_NL) codes = V(shuffle_epi8)(EVERY_16_BYTES(ck_iq4_nl_values), codes);
    if (layout.code == CK_CODE_MXFP4) codes = V(shuffle_epi8)(EVERY_16_BYTES(ck_mxfp4_codes), codes);
    return codes;
}

CK_PACKED_INLINE bool CK_NAME(is_signed)(struct ck_packed_layout layout) {
    return layout.code == CK_CODE_SIGNED || layout.code == CK_CODE_IQ4_NL;
}

/// Quads whose products with activations add up within 16 bits.
CK_PACKED_INLINE int CK_NAME(run)(struct ck_packed_layout layout) {
    const int bits = layout.code == CK_CODE_MXFP4 ? 5 : layout.low_bits + layout.high_bits;
    return CK_NAME(is_signed)(layout) ? 1 : bits <= 4 ? 8 : bits == 5 ? 4 : 2;
}

/// Integer sums of one block for each part of each token: Σ code x, or Σ s code x with the scales of both halves in `pairs`.
///
/// Sums of products are kept in 16 bits as long as they fit. Those of signed bytes do not, and their signs are taken
/// over to the activations, because one factor has to be unsigned.
CK_PACKED_INLINE void CK_NAME(block_dots)(struct ck_packed_layout layout, const int width, const int tokens,
                                          const uint8_t *planes, int piece, INTEGERS pairs, const uint8_t *x,
                                          INTEGERS dots[2 * CK_TILE]) {
    const int parts = 2 * tokens;
    const bool nested = layout.scale == CK_SCALE_NESTED || layout.scale == CK_SCALE_NESTED_BOTH;
#if CK_PACKED_VNNI
    const bool biased = CK_NAME(is_signed)(layout);
    INTEGERS sums[2 * CK_TILE];
#pragma clang loop unroll(full)
    for (int quad = 0; quad < CK_PACKED_QUADS; quad++) {
        INTEGERS codes = CK_NAME(codes)(layout, planes, quad, piece);
        if (biased) codes = BITS(xor)(codes, V(set1_epi8)((char)-128));
#pragma clang loop unroll(full)
        for (int t = 0; t < parts; t++) {
            const bool fresh = quad == 0 || (nested && quad == 4);
            const INTEGERS words = CK_NAME(every_word)(x + 4 * (2 * quad * width + t));
            sums[t] = DOT_BYTES(fresh ? BITS(setzero)() : sums[t], codes, words);
            if (nested && quad == 3) dots[t] = V(mullo_epi32)(sums[t], V(srai_epi32)(V(slli_epi32)(pairs, 16), 16));
            if (nested && quad == 7)
                dots[t] = V(add_epi32)(dots[t], V(mullo_epi32)(sums[t], V(srai_epi32)(pairs, 16)));
        }
    }
    if (!nested)
        for (int t = 0; t < parts; t++) dots[t] = sums[t];
#else
    INTEGERS factors[2], sums[2 * CK_TILE];
    factors[0] = factors[1] = V(set1_epi16)(1);
    if (nested) {
        const INTEGERS first = V(set1_epi32)(0xffff);
        factors[0] = BITS(or)(BITS(and)(pairs, first), V(slli_epi32)(pairs, 16));
        factors[1] = BITS(or)(BITS(andnot)(first, pairs), V(srli_epi32)(pairs, 16));
    }
    const bool biased = CK_NAME(is_signed)(layout);
    const int most = CK_NAME(run)(layout), run = nested && most > 4 ? 4 : most;
#pragma clang loop unroll(full)
    for (int quad = 0; quad < CK_PACKED_QUADS; quad++) {
        const INTEGERS codes = CK_NAME(codes)(layout, planes, quad, piece);
        const INTEGERS magnitudes = biased ? V(abs_epi8)(codes) : codes;
#pragma clang loop unroll(full)
        for (int t = 0; t < parts; t++) {
            const INTEGERS words = CK_NAME(every_word)(x + 4 * (2 * quad * width + t));
            const INTEGERS product = V(maddubs_epi16)(magnitudes, biased ? CK_NAME(with_sign)(words, codes) : words);
            sums[t] = quad % run == 0 ? product : V(add_epi16)(sums[t], product);
            if (quad % run < run - 1) continue;
            const INTEGERS dot = V(madd_epi16)(sums[t], factors[quad / 4]);
            dots[t] = quad < run ? dot : V(add_epi32)(dots[t], dot);
        }
    }
#endif
}

/// The sum that those of the high and of the low part stand for.
CK_PACKED_INLINE FLOATS CK_NAME(whole)(const INTEGERS parts[2]) {
    return V(fmadd_ps)(V(cvtepi32_ps)(parts[0]), V(set1_ps)(CK_PART_STEP), V(cvtepi32_ps)(parts[1]));
}

/// Adds one block's products to the sums of each token.
CK_PACKED_INLINE void CK_NAME(add_block)(struct ck_packed_layout layout, const int width, const int tokens,
                                         const uint8_t *super, const uint8_t *block, int piece, const uint8_t *x,
                                         FLOATS totals[CK_TILE]) {
    const uint8_t *halves = super + 2 * LANES * piece, *second = halves + 2 * CK_PACKED_ROWS;
    const uint8_t *small = block + LANES * piece;
    FLOATS scale = layout.scale == CK_SCALE_BRAIN
                       ? (FLOATS)V(slli_epi32)(WORDS_TO_INTEGERS(halves), 16)
                       : HALVES_TO_FLOATS(halves);
    FLOATS minimum = V(setzero_ps)();
    INTEGERS pairs = BITS(setzero)(), minima = pairs;
    const bool nested = layout.scale == CK_SCALE_NESTED || layout.scale == CK_SCALE_NESTED_BOTH;
    bool shifted = true;
    switch (layout.scale) {
    case CK_SCALE_MINIMUM: minimum = HALVES_TO_FLOATS(second); break;
    case CK_SCALE_NESTED_MINIMUM:
        scale = V(mul_ps)(scale, V(cvtepi32_ps)(BYTES_TO_INTEGERS(small)));
        minimum = V(sub_ps)(minimum, V(mul_ps)(HALVES_TO_FLOATS(second),
                                               V(cvtepi32_ps)(BYTES_TO_INTEGERS(small + CK_PACKED_ROWS))));
        break;
    case CK_SCALE_NESTED_BOTH:
        minimum = V(sub_ps)(minimum, HALVES_TO_FLOATS(second));
        minima = BYTES_TO_WORDS(block + 2 * CK_PACKED_ROWS + 2 * LANES * piece);
        pairs = BYTES_TO_WORDS(block + 2 * LANES * piece);
        break;
    case CK_SCALE_NESTED:
        pairs = BYTES_TO_WORDS(block + 2 * LANES * piece);
        minima = V(mullo_epi16)(pairs, V(set1_epi16)((short)layout.offset));
        break;
    default: {
        const int offset = CK_PACKED_VNNI && CK_NAME(is_signed)(layout) ? 128 : layout.offset;
        shifted = offset != 0;
        minimum = V(mul_ps)(scale, V(set1_ps)((float)-offset));
    }
    }
    INTEGERS dots[2 * CK_TILE];
    CK_NAME(block_dots)(layout, width, tokens, block + ck_layout_small(layout), piece, pairs, x, dots);
#pragma clang loop unroll(full)
    for (int t = 0; t < tokens; t++) {
        const FLOATS unit = CK_NAME(every_float)(x + 8 * (8 * width + t));
        const uint8_t *sum = x + 8 * (8 * width + t) + 4, *half_sums = x + 8 * (9 * width + t);
        INTEGERS shifts[2] = {BITS(setzero)(), BITS(setzero)()};
        if (nested)
            for (int part = 0; part < 2; part++)
                shifts[part] = V(madd_epi16)(minima, CK_NAME(every_word)(half_sums + 4 * part));
        if (layout.scale == CK_SCALE_NESTED)
            for (int part = 0; part < 2; part++)
                dots[2 * t + part] = V(sub_epi32)(dots[2 * t + part], shifts[part]);
        totals[t] = V(fmadd_ps)(CK_NAME(whole)(dots + 2 * t), V(mul_ps)(scale, unit), totals[t]);
        if (layout.scale == CK_SCALE_NESTED_BOTH)
            totals[t] = V(fmadd_ps)(CK_NAME(whole)(shifts), V(mul_ps)(minimum, unit), totals[t]);
        else if (layout.scale != CK_SCALE_NESTED && shifted)
            totals[t] = V(fmadd_ps)(minimum, CK_NAME(every_float)(sum), totals[t]);
    }
}

/// The first `tokens` tokens from `x` on, in a tile of `width`, and the pieces `first ..< first + pieces` of a group.
CK_PACKED_INLINE void CK_NAME(tile)(struct ck_packed_layout layout, const int width, const int tokens, const int first,
                                    const int pieces, const uint8_t *group, long columns, const uint8_t *x,
                                    const float *bias, float *y, long stride) {
    FLOATS totals[PIECES][CK_TILE];
    for (int piece = 0; piece < pieces; piece++)
        for (int t = 0; t < tokens; t++) totals[piece][t] = V(setzero_ps)();
    const int blocks = ck_layout_blocks(layout);
    for (long super = columns / (CK_PACKED_BLOCK * blocks); super > 0; super--) {
        const uint8_t *block = group + ck_layout_header(layout);
        for (int part = 0; part < blocks; part++) {
            if (first == 0) CK_NAME(prefetch)(block, ck_layout_block(layout));
#pragma clang loop unroll(full)
            for (int piece = 0; piece < pieces; piece++)
                CK_NAME(add_block)(layout, width, tokens, group, block, first + piece, x, totals[piece]);
            block += ck_layout_block(layout);
            x += CK_ACTIVATION_BYTES * width;
        }
        group += ck_layout_super(layout);
    }
#pragma clang loop unroll(full)
    for (int piece = 0; piece < pieces; piece++)
#pragma clang loop unroll(full)
        for (int t = 0; t < tokens; t++) {
            const int row = (first + piece) * LANES;
            FLOATS total = totals[piece][t];
            if (bias) total = V(add_ps)(total, V(loadu_ps)(bias + row));
            V(storeu_ps)(y + t * stride + row, total);
        }
}

/// A token takes all rows of a group at once, so that memory is read in order; more keep the sums of one piece. Signed
/// formats need more registers for a token and take a wide tile in two steps.
CK_PACKED_INLINE void CK_NAME(tile_of)(struct ck_packed_layout layout, const int width, const uint8_t *group,
                                       long columns, const uint8_t *x, const float *bias, float *y, long stride) {
    const int together = width == 1 ? PIECES : 1;
    const int tokens = CK_NAME(is_signed)(layout) && width > 2 ? 2 : width;
#pragma clang loop unroll(full)
    for (int piece = 0; piece < PIECES; piece += together) {
        CK_NAME(tile)(layout, width, tokens, piece, together, group, columns, x, bias, y, stride);
        if (tokens < width)
            CK_NAME(tile)(layout, width, width - tokens, piece, together, group, columns, x + 8 * tokens, bias,
                          y + tokens * stride, stride);
    }
}

CK_PACKED_INLINE void CK_NAME(group_product)(struct ck_packed_layout layout, const uint8_t *group, long columns,
                                             const uint8_t *x, long count, const float *bias, float *y, long stride) {
    const struct ck_tiles tiles = ck_tiles_of(count, CK_TILE);
    for (long tile = 0; tile < tiles.tiles; tile++) {
        const long width = tiles.base + (tile < tiles.wider);
        switch (width) {
#define CASE(WIDTH)                                                                                                    \
    case WIDTH:                                                                                                        \
        if (WIDTH <= CK_TILE) CK_NAME(tile_of)(layout, WIDTH, group, columns, x, bias, y, stride);                     \
        break;
            CASE(1) CASE(2) CASE(3)
#undef CASE
        default: break;
        }
        x += CK_ACTIVATION_BYTES * width * (columns / CK_PACKED_BLOCK);
        y += width * stride;
    }
}
