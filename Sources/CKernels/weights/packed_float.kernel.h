/// Products with packed floats: lanes are rows, the activation of a column is broadcast. Every sum runs over the
/// columns in order.
enum { CK_NAME(float_tile) = 6 };

CK_PACKED_INLINE FLOATS CK_NAME(weights)(int32_t format, const uint8_t *column, int piece) {
    if (format == CK_WEIGHT_F32) return V(loadu_ps)((const float *)(const void *)column + piece * LANES);
    const uint8_t *source = column + 2 * LANES * piece;
    return format == CK_WEIGHT_F16 ? HALVES_TO_FLOATS(source) : (FLOATS)V(slli_epi32)(WORDS_TO_INTEGERS(source), 16);
}

CK_PACKED_INLINE void CK_NAME(float_tile_of)(int32_t format, const int width, const uint8_t *group, long columns,
                                             const float *x, const float *bias, float *y, long stride) {
    const int column_bytes = CK_PACKED_ROWS * (format == CK_WEIGHT_F32 ? 4 : 2);
    FLOATS totals[CK_NAME(float_tile)][PIECES];
#pragma clang loop unroll(full)
    for (int t = 0; t < width; t++)
#pragma clang loop unroll(full)
        for (int piece = 0; piece < PIECES; piece++) totals[t][piece] = V(setzero_ps)();
    for (long column = 0; column < columns; column++, group += column_bytes) {
        CK_NAME(prefetch)(group, column_bytes);
        FLOATS weights[PIECES];
#pragma clang loop unroll(full)
        for (int piece = 0; piece < PIECES; piece++) weights[piece] = CK_NAME(weights)(format, group, piece);
#pragma clang loop unroll(full)
        for (int t = 0; t < width; t++) {
            const FLOATS activation = V(set1_ps)(x[t * columns + column]);
#pragma clang loop unroll(full)
            for (int piece = 0; piece < PIECES; piece++)
                totals[t][piece] = V(fmadd_ps)(weights[piece], activation, totals[t][piece]);
        }
    }
#pragma clang loop unroll(full)
    for (int t = 0; t < width; t++)
#pragma clang loop unroll(full)
        for (int piece = 0; piece < PIECES; piece++) {
            const int row = piece * LANES;
            const FLOATS total = totals[t][piece];
            V(storeu_ps)(y + t * stride + row, bias ? V(add_ps)(total, V(loadu_ps)(bias + row)) : total);
        }
}

CK_PACKED_INLINE void CK_NAME(float_product)(int32_t format, const uint8_t *group, long columns, const float *x,
                                             long count, const float *bias, float *y, long stride) {
    const struct ck_tiles tiles = ck_tiles_of(count, CK_NAME(float_tile));
    for (long tile = 0; tile < tiles.tiles; tile++) {
        const long width = tiles.base + (tile < tiles.wider);
        switch (width) {
#define CASE(WIDTH)                                                                                                    \
    case WIDTH: CK_NAME(float_tile_of)(format, WIDTH, group, columns, x, bias, y, stride); break;
            CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6)
#undef CASE
        default: break;
        }
        x += width * columns;
        y += width * stride;
    }
}
