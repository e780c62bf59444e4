/// Products of a few rows with packed weights: out[r][j] = sum over k of rows[r][k] * w[k][j], for a panel of `vectors`
/// vectors of columns. A packed panel is [depth][vectors * LANES], read once in order; rows are broadcast.

/// Rows whose sums are kept in registers at a time.
#if CK_VECTOR_BYTES == 64
#define TILE_ROWS 8
#else
#define TILE_ROWS 4
#endif

INLINE void CK_NAME(product_tile)(const int count, const int vectors, long depth, const REAL *const *rows,
                                  const REAL *panel, REAL *out, bool add) {
    VEC sums[TILE_ROWS][3];
    for (int r = 0; r < count; r++)
        for (int v = 0; v < vectors; v++)
            sums[r][v] = add ? CK_NAME(load)(out + (r * vectors + v) * LANES) : (VEC)(REAL)0;
    for (long k = 0; k < depth; k++, panel += vectors * LANES) {
        VEC columns[3];
        for (int v = 0; v < vectors; v++) columns[v] = CK_NAME(load)(panel + v * LANES);
#pragma clang loop unroll(full)
        for (int r = 0; r < count; r++)
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++) sums[r][v] = columns[v] * rows[r][k] + sums[r][v];
    }
    for (int r = 0; r < count; r++)
        for (int v = 0; v < vectors; v++) CK_NAME(store)(out + (r * vectors + v) * LANES, sums[r][v]);
}

/// `out` has `vectors` * LANES columns a row; with `add` the product is added to it.
INLINE void CK_NAME(product)(const int vectors, long count, long depth, const REAL *const *rows, const REAL *panel,
                             REAL *out, bool add) {
    const long row = vectors * LANES;
    for (; count >= TILE_ROWS; count -= TILE_ROWS, rows += TILE_ROWS, out += TILE_ROWS * row)
        CK_NAME(product_tile)(TILE_ROWS, vectors, depth, rows, panel, out, add);
    for (; count >= 4; count -= 4, rows += 4, out += 4 * row)
        CK_NAME(product_tile)(4, vectors, depth, rows, panel, out, add);
    for (; count >= 2; count -= 2, rows += 2, out += 2 * row)
        CK_NAME(product_tile)(2, vectors, depth, rows, panel, out, add);
    if (count > 0) CK_NAME(product_tile)(1, vectors, depth, rows, panel, out, add);
}

/// Dot product; the order of the sum is fixed by the level alone.
INLINE REAL CK_NAME(dot)(const REAL *a, const REAL *b, long count) {
    VEC sums[4] = {0};
    long i = 0;
    for (; i + 4 * LANES <= count; i += 4 * LANES)
        for (int v = 0; v < 4; v++)
            sums[v] = CK_NAME(load)(a + i + v * LANES) * CK_NAME(load)(b + i + v * LANES) + sums[v];
    REAL sum = CK_NAME(lane_sum)((sums[0] + sums[1]) + (sums[2] + sums[3]));
    for (; i < count; i++) sum += a[i] * b[i];
    return sum;
}

/// A vector from up to LANES elements, the rest zero.
INLINE VEC CK_NAME(load_some)(const REAL *from, long count) {
    if (count >= LANES) return CK_NAME(load)(from);
    REAL lanes[CK_VECTOR_BYTES / sizeof(REAL)] = {0};
    for (long i = 0; i < count; i++) lanes[i] = from[i];
    return CK_NAME(load)(lanes);
}

INLINE void CK_NAME(store_some)(REAL *to, VEC value, long count) {
    if (count >= LANES) {
        CK_NAME(store)(to, value);
        return;
    }
    REAL lanes[CK_VECTOR_BYTES / sizeof(REAL)];
    CK_NAME(store)(lanes, value);
    for (long i = 0; i < count; i++) to[i] = lanes[i];
}
