/// Decayed sums of outer products (see `ck_matrix_scan.h`).
///
/// A tile of TILE_ROWS rows by TILE_VECTORS vectors of the state stays in registers while it runs through CHUNK positions.
/// Such a step does three multiply-adds for each element of the state. The form with products of matrices inside a chunk
/// does four or more, and none of them is cheaper where there are no matrix units.
enum { CK_NAME(chunk) = 32 };

/// Packed arrays of one task. `decay` holds factors: [chunk], [chunk][padded rows] or [chunk][padded lanes].
typedef struct {
    long rows, lanes;  // padded
    REAL *state, *read, *row, *lane, *decay, *output;
} CK_NAME(packed);

INLINE void CK_NAME(outer_tile)(const ck_matrix_decay layout, const bool exclusive,
                                                               const CK_NAME(packed) *p, long d, long e, long steps) {
    VEC s[TILE_ROWS][TILE_VECTORS];
    for (int n = 0; n < TILE_ROWS; n++)
        for (int j = 0; j < TILE_VECTORS; j++) s[n][j] = CK_NAME(load)(p->state + (d + n) * p->lanes + e + j * LANES);
    for (long t = 0; t < steps; t++) {
        const REAL *read = p->read + t * p->rows + d, *row = p->row + t * p->rows + d;
        const long place = t * p->lanes + e;
        VEC value[TILE_VECTORS], sum[TILE_VECTORS], factor[TILE_VECTORS];
#pragma clang loop unroll(full)
        for (int j = 0; j < TILE_VECTORS; j++) {
            value[j] = CK_NAME(load)(p->lane + place + j * LANES);
            sum[j] = CK_NAME(load)(p->output + place + j * LANES);
            if (layout == CK_MATRIX_DECAY_STEP) factor[j] = (VEC)p->decay[t];
            if (layout == CK_MATRIX_DECAY_LANES) factor[j] = CK_NAME(load)(p->decay + place + j * LANES);
        }
#pragma clang loop unroll(full)
        for (int n = 0; n < TILE_ROWS; n++) {
            const VEC q = (VEC)read[n], k = (VEC)row[n];
            const VEC own = layout == CK_MATRIX_DECAY_ROWS ? (VEC)p->decay[t * p->rows + d + n] : (VEC)(REAL)1;
#pragma clang loop unroll(full)
            for (int j = 0; j < TILE_VECTORS; j++) {
                if (exclusive) sum[j] = s[n][j] * q + sum[j];
                if (layout == CK_MATRIX_DECAY_ROWS) s[n][j] *= own;
                if (layout == CK_MATRIX_DECAY_STEP || layout == CK_MATRIX_DECAY_LANES) s[n][j] *= factor[j];
                s[n][j] = value[j] * k + s[n][j];
                if (!exclusive) sum[j] = s[n][j] * q + sum[j];
            }
        }
        for (int j = 0; j < TILE_VECTORS; j++) CK_NAME(store)(p->output + place + j * LANES, sum[j]);
    }
    for (int n = 0; n < TILE_ROWS; n++)
        for (int j = 0; j < TILE_VECTORS; j++) CK_NAME(store)(p->state + (d + n) * p->lanes + e + j * LANES, s[n][j]);
}

INLINE void CK_NAME(outer_tiles)(const ck_matrix_decay layout, const bool exclusive, const CK_NAME(packed) *p,
                                 long steps) {
    for (long e = 0; e < p->lanes; e += BLOCK)
        for (long d = 0; d < p->rows; d += TILE_ROWS) CK_NAME(outer_tile)(layout, exclusive, p, d, e, steps);
}

static void CK_NAME(outer_chunk)(const SCAN *scan, const CK_NAME(packed) *p, long steps) {
    // A decay of a head is packed as one of each step.
    const ck_matrix_decay layout = scan->layout == CK_MATRIX_DECAY_HEAD ? CK_MATRIX_DECAY_STEP : scan->layout;
    const bool exclusive = scan->exclusive;
    if (layout == CK_MATRIX_DECAY_NONE) {
        exclusive ? CK_NAME(outer_tiles)(CK_MATRIX_DECAY_NONE, true, p, steps)
                  : CK_NAME(outer_tiles)(CK_MATRIX_DECAY_NONE, false, p, steps);
    } else if (layout == CK_MATRIX_DECAY_STEP) {
        exclusive ? CK_NAME(outer_tiles)(CK_MATRIX_DECAY_STEP, true, p, steps)
                  : CK_NAME(outer_tiles)(CK_MATRIX_DECAY_STEP, false, p, steps);
    } else if (layout == CK_MATRIX_DECAY_ROWS) {
        exclusive ? CK_NAME(outer_tiles)(CK_MATRIX_DECAY_ROWS, true, p, steps)
                  : CK_NAME(outer_tiles)(CK_MATRIX_DECAY_ROWS, false, p, steps);
    } else {
        exclusive ? CK_NAME(outer_tiles)(CK_MATRIX_DECAY_LANES, true, p, steps)
                  : CK_NAME(outer_tiles)(CK_MATRIX_DECAY_LANES, false, p, steps);
    }
}

/// Row of an array [batch, length, heads / share, width] for a position.
INLINE const REAL *CK_NAME(vector_at)(const REAL *array, const SCAN *scan, long sequence, long t, long head, long share,
                                      long width) {
    const long heads = scan->heads / share;
    return array + ((sequence * scan->length + t) * heads + head / share) * width;
}

/// Factors of the step that leads to (reversed: away from) the position; all 1 before the first step of a reversed scan.
static void CK_NAME(pack_decay)(const SCAN *scan, const CK_NAME(packed) *p, long sequence, long head, long step, long t) {
    if (scan->layout == CK_MATRIX_DECAY_NONE) return;
    const bool shifted = scan->reverse && !scan->exclusive;
    const bool none = shifted && t == scan->length - 1;
    const long position = shifted ? t + 1 : t;
    if (scan->layout == CK_MATRIX_DECAY_HEAD) {
        p->decay[step] = none ? 0 : scan->decay[head];
        return;
    }
    if (scan->layout == CK_MATRIX_DECAY_STEP) {
        p->decay[step] = none ? 0 : scan->decay[(sequence * scan->length + position) * scan->heads + head];
        return;
    }
    const bool rows = scan->layout == CK_MATRIX_DECAY_ROWS;
    const long width = rows ? scan->rows : scan->lanes, padded = rows ? p->rows : p->lanes;
    REAL *to = p->decay + step * padded;
    if (none)
        memset(to, 0, (size_t)width * sizeof(REAL));
    else
        memcpy(to, CK_NAME(vector_at)(scan->decay, scan, sequence, position, head, scan->decay_share, width),
               (size_t)width * sizeof(REAL));
}

/// The last factor of a reversed scan, that of the first position, which leads to the gradient of the initial state.
static void CK_NAME(decay_once_more)(const SCAN *scan, const CK_NAME(packed) *p, long sequence, long head) {
    const ck_matrix_decay layout = scan->layout;
    const bool rows = layout == CK_MATRIX_DECAY_ROWS, lanes = layout == CK_MATRIX_DECAY_LANES;
    const REAL *decay = layout == CK_MATRIX_DECAY_HEAD   ? scan->decay + head
                        : layout == CK_MATRIX_DECAY_STEP ? scan->decay + sequence * scan->length * scan->heads + head
                                                         : CK_NAME(vector_at)(scan->decay, scan, sequence, 0, head,
                                                                              scan->decay_share,
                                                                              rows ? scan->rows : scan->lanes);
    for (long d = 0; d < scan->rows; d++)
        for (long e = 0; e < scan->lanes; e++)
            p->state[d * p->lanes + e] *= CK_NAME(vexp)((VEC)decay[rows ? d : lanes ? e : 0])[0];
}

static void CK_NAME(outer_task)(void *context, long index) {
    const SCAN *scan = context;
    const long sequence = index / scan->heads, head = index % scan->heads;
    const long rows = CK_NAME(round_up)(scan->rows, CK_NAME(round_up)(TILE_ROWS, LANES));
    const long lanes = CK_NAME(round_up)(scan->lanes, BLOCK), widest = rows > lanes ? rows : lanes;
    const long chunk = CK_NAME(chunk), size = rows * lanes + chunk * (2 * rows + 2 * lanes + widest);
    REAL *memory = ck_scratch(CK_SCRATCH_TASK, (size_t)size * sizeof(REAL));
    memset(memory, 0, (size_t)size * sizeof(REAL));
    CK_NAME(packed) p = {.rows = rows, .lanes = lanes, .state = memory, .read = memory + rows * lanes};
    p.row = p.read + chunk * rows;
    p.lane = p.row + chunk * rows;
    p.output = p.lane + chunk * lanes;
    p.decay = p.output + chunk * lanes;
    const long place = index * scan->rows * scan->lanes;
    CK_NAME(load_state)(scan->initial ? scan->initial + place : NULL, scan->rows, scan->lanes, p.state, rows, lanes);
    const long factors = scan->layout == CK_MATRIX_DECAY_NONE    ? 0
                         : scan->layout == CK_MATRIX_DECAY_ROWS  ? rows
                         : scan->layout == CK_MATRIX_DECAY_LANES ? lanes
                                                                 : 1;
    const size_t row_bytes = (size_t)scan->rows * sizeof(REAL), lane_bytes = (size_t)scan->lanes * sizeof(REAL);
    for (long start = 0; start < scan->length; start += chunk) {
        const long steps = scan->length - start < chunk ? scan->length - start : chunk;
        memset(p.decay, 0, (size_t)CK_NAME(round_up)(steps * factors, LANES) * sizeof(REAL));
        for (long step = 0; step < steps; step++) {
            const long t = scan->reverse ? scan->length - 1 - start - step : start + step;
            memcpy(p.read + step * rows,
                   CK_NAME(vector_at)(scan->read, scan, sequence, t, head, scan->read_share, scan->rows), row_bytes);
            memcpy(p.row + step * rows,
                   CK_NAME(vector_at)(scan->row, scan, sequence, t, head, scan->row_share, scan->rows), row_bytes);
            memcpy(p.lane + step * lanes,
                   CK_NAME(vector_at)(scan->lane, scan, sequence, t, head, scan->lane_share, scan->lanes), lane_bytes);
            CK_NAME(pack_decay)(scan, &p, sequence, head, step, t);
        }
        CK_NAME(exponentiate)(p.decay, CK_NAME(round_up)(steps * factors, LANES));
        memset(p.output, 0, (size_t)(steps * lanes) * sizeof(REAL));
        CK_NAME(outer_chunk)(scan, &p, steps);
        for (long step = 0; step < steps; step++) {
            const long t = scan->reverse ? scan->length - 1 - start - step : start + step;
            memcpy(scan->output + ((sequence * scan->length + t) * scan->heads + head) * scan->lanes,
                   p.output + step * lanes, lane_bytes);
        }
    }
    if (!scan->final) return;
    if (scan->reverse && !scan->exclusive && scan->length > 0 && scan->layout != CK_MATRIX_DECAY_NONE)
        CK_NAME(decay_once_more)(scan, &p, sequence, head);
    CK_NAME(store_state)(p.state, lanes, scan->final + place, scan->rows, scan->lanes);
}

void CK_NAME(matrix_scan)(const SCAN *scan) {
    ck_parallel(scan->batch * scan->heads, CK_NAME(outer_task), (void *)scan);
}
