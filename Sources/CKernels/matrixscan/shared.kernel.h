/// What the scans share: padded copies of the arrays of one task.
///
/// A task is one sequence and head. Its vectors are copied, some positions at a time, into packed rows padded with zeros
/// to whole tiles, so that inner loops have no edges and run over cached memory.
#define SCAN CK_TYPE(ck_matrix_scan)
#define RANK_ONE CK_TYPE(ck_rank_one_scan)
#define RANK_ONE_GRADIENTS CK_TYPE(ck_rank_one_gradients)
#define TILE_ROWS 4
#define TILE_VECTORS 2
#define BLOCK (TILE_VECTORS * LANES)

INLINE long CK_NAME(round_up)(long value, long multiple) { return (value + multiple - 1) / multiple * multiple; }

/// A state [rows][lanes] into padded rows; NULL gives zeros.
static void CK_NAME(load_state)(const REAL *from, long rows, long lanes, REAL *to, long padded_rows, long padded_lanes) {
    memset(to, 0, (size_t)(padded_rows * padded_lanes) * sizeof(REAL));
    if (!from) return;
    for (long d = 0; d < rows; d++) memcpy(to + d * padded_lanes, from + d * lanes, (size_t)lanes * sizeof(REAL));
}

static void CK_NAME(store_state)(const REAL *from, long padded_lanes, REAL *to, long rows, long lanes) {
    for (long d = 0; d < rows; d++) memcpy(to + d * lanes, from + d * padded_lanes, (size_t)lanes * sizeof(REAL));
}

/// e^x of `count` numbers, a whole number of vectors, in place.
INLINE void CK_NAME(exponentiate)(REAL *x, long count) {
    for (long i = 0; i < count; i += LANES) CK_NAME(store)(x + i, CK_NAME(vexp)(CK_NAME(load)(x + i)));
}
