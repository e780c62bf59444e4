/// Recurrences with a transition that is diagonal plus rank one (see `ck_matrix_scan.h`).
///
/// Columns of the state are independent of one another: a block of them stays in the first-level cache while it runs
/// through the positions of a chunk, each of which passes over it twice. Chunked forms that gather the rank-one factors in
/// triangular matrices do more arithmetic than that, which only pays on matrix units.

/// Packed arrays of one task for one chunk: [steps][padded rows] and [steps][padded lanes].
typedef struct {
    long rows, lanes;  // padded
    REAL *q, *k, *b, *c, *decay, *v;
} CK_NAME(chunk_rows);

enum { CK_NAME(steps) = CK_RANK_ONE_STEPS };

/// Elements of memory that `carve_chunk` hands out.
INLINE long CK_NAME(chunk_size)(long rows, long lanes) { return CK_NAME(steps) * (5 * rows + lanes); }

INLINE CK_NAME(chunk_rows) CK_NAME(carve_chunk)(REAL *memory, long rows, long lanes) {
    const long part = CK_NAME(steps) * rows;
    return (CK_NAME(chunk_rows)){rows, lanes, memory, memory + part, memory + 2 * part, memory + 3 * part,
                                 memory + 4 * part, memory + 5 * part};
}

INLINE long CK_NAME(padded_rows)(long rows) { return CK_NAME(round_up)(rows, CK_NAME(round_up)(TILE_ROWS, LANES)); }

static void CK_NAME(pack_chunk)(const RANK_ONE *scan, const CK_NAME(chunk_rows) *to, long sequence, long head,
                                long start, long steps) {
    const size_t row_bytes = (size_t)scan->rows * sizeof(REAL), lane_bytes = (size_t)scan->lanes * sizeof(REAL);
    memset(to->decay, 0, (size_t)(steps * to->rows) * sizeof(REAL));
    for (long step = 0; step < steps; step++) {
        const long place = (sequence * scan->length + start + step) * scan->heads + head;
        const long from = place * scan->rows, row = step * to->rows;
        memcpy(to->q + row, scan->q + from, row_bytes);
        memcpy(to->k + row, scan->k + from, row_bytes);
        memcpy(to->b + row, scan->b + from, row_bytes);
        memcpy(to->c + row, scan->c + from, row_bytes);
        memcpy(to->v + step * to->lanes, scan->v + place * scan->lanes, lane_bytes);
        if (scan->layout == CK_MATRIX_DECAY_ROWS) memcpy(to->decay + row, scan->decay + from, row_bytes);
        if (scan->layout == CK_MATRIX_DECAY_STEP)
            for (long d = 0; d < scan->rows; d++) to->decay[row + d] = scan->decay[place];
    }
    CK_NAME(exponentiate)(to->decay, steps * to->rows);
}

/// Sums over rows of factor * state, of one block of columns.
INLINE void CK_NAME(read_block)(const REAL *state, long stride, const REAL *factor, long rows, VEC *sum) {
    VEC parts[TILE_ROWS][TILE_VECTORS];
    for (int n = 0; n < TILE_ROWS; n++)
        for (int j = 0; j < TILE_VECTORS; j++) parts[n][j] = (VEC)(REAL)0;
    for (long d = 0; d < rows; d += TILE_ROWS)
#pragma clang loop unroll(full)
        for (int n = 0; n < TILE_ROWS; n++)
#pragma clang loop unroll(full)
            for (int j = 0; j < TILE_VECTORS; j++)
                parts[n][j] = CK_NAME(load)(state + (d + n) * stride + j * LANES) * factor[d + n] + parts[n][j];
    for (int j = 0; j < TILE_VECTORS; j++)
        sum[j] = (parts[0][j] + parts[1][j]) + (parts[2][j] + parts[3][j]);
}

/// One block of columns over a chunk, from `state` to `next` (which may be the same), rows apart by `stride`. Each
/// position's state goes to `next` + t * `advance`, where the next position finds it.
INLINE void CK_NAME(rank_one_block)(const CK_NAME(chunk_rows) *p, long e, long steps, const REAL *state, REAL *next,
                                    long stride, long advance, REAL *written, REAL *output) {
    for (long t = 0; t < steps; t++) {
        const long row = t * p->rows;
        const REAL *q = p->q + row, *k = p->k + row, *b = p->b + row, *decay = p->decay + row;
        VEC u[TILE_VECTORS], v[TILE_VECTORS], parts[TILE_ROWS][TILE_VECTORS];
        CK_NAME(read_block)(state + e, stride, p->c + row, p->rows, u);
        for (int j = 0; j < TILE_VECTORS; j++) {
            v[j] = CK_NAME(load)(p->v + t * p->lanes + e + j * LANES);
            if (written) CK_NAME(store)(written + t * p->lanes + e + j * LANES, u[j]);
        }
        for (int n = 0; n < TILE_ROWS; n++)
            for (int j = 0; j < TILE_VECTORS; j++) parts[n][j] = (VEC)(REAL)0;
        for (long d = 0; d < p->rows; d += TILE_ROWS)
#pragma clang loop unroll(full)
            for (int n = 0; n < TILE_ROWS; n++) {
                const VEC factor = (VEC)decay[d + n], write = (VEC)b[d + n], key = (VEC)k[d + n], query = (VEC)q[d + n];
                const long place = (d + n) * stride + e;
#pragma clang loop unroll(full)
                for (int j = 0; j < TILE_VECTORS; j++) {
                    VEC s = CK_NAME(load)(state + place + j * LANES) * factor;
                    s = u[j] * write + s;
                    s = v[j] * key + s;
                    parts[n][j] = s * query + parts[n][j];
                    CK_NAME(store)(next + place + j * LANES, s);
                }
            }
        if (output)
            for (int j = 0; j < TILE_VECTORS; j++)
                CK_NAME(store)(output + t * p->lanes + e + j * LANES,
                               (parts[0][j] + parts[1][j]) + (parts[2][j] + parts[3][j]));
        state = next;
        next += advance;
    }
}

typedef struct {
    const RANK_ONE *scan;
    REAL *output, *final, *checkpoints;
    const REAL *saved, *gradient_output, *gradient_final;
    const RANK_ONE_GRADIENTS *gradients;
} CK_NAME(rank_one_call);

static void CK_NAME(rank_one_task)(void *context, long index) {
    const CK_NAME(rank_one_call) *call = context;
    const RANK_ONE *scan = call->scan;
    const long sequence = index / scan->heads, head = index % scan->heads;
    const long rows = CK_NAME(padded_rows)(scan->rows), lanes = CK_NAME(round_up)(scan->lanes, BLOCK);
    const long size = rows * lanes + CK_NAME(chunk_size)(rows, lanes) + CK_NAME(steps) * lanes;
    REAL *state = ck_scratch(CK_SCRATCH_TASK, (size_t)size * sizeof(REAL));
    memset(state, 0, (size_t)size * sizeof(REAL));
    const CK_NAME(chunk_rows) p = CK_NAME(carve_chunk)(state + rows * lanes, rows, lanes);
    REAL *output = state + rows * lanes + CK_NAME(chunk_size)(rows, lanes);
    const long place = index * scan->rows * scan->lanes;
    const long chunks = (scan->length + CK_NAME(steps) - 1) / CK_NAME(steps);
    CK_NAME(load_state)(scan->initial ? scan->initial + place : NULL, scan->rows, scan->lanes, state, rows, lanes);
    for (long start = 0; start < scan->length; start += CK_NAME(steps)) {
        const long steps = scan->length - start < CK_NAME(steps) ? scan->length - start : CK_NAME(steps);
        if (call->checkpoints)
            CK_NAME(store_state)(state, lanes,
                                 call->checkpoints
                                     + (index * chunks + start / CK_NAME(steps)) * scan->rows * scan->lanes,
                                 scan->rows, scan->lanes);
        CK_NAME(pack_chunk)(scan, &p, sequence, head, start, steps);
        for (long e = 0; e < lanes; e += BLOCK)
            CK_NAME(rank_one_block)(&p, e, steps, state, state, lanes, 0, NULL, output);
        for (long step = 0; step < steps; step++)
            memcpy(call->output + ((sequence * scan->length + start + step) * scan->heads + head) * scan->lanes,
                   output + step * lanes, (size_t)scan->lanes * sizeof(REAL));
    }
    if (call->final) CK_NAME(store_state)(state, lanes, call->final + place, scan->rows, scan->lanes);
}

void CK_NAME(rank_one_forward)(const RANK_ONE *scan, REAL *output, REAL *final, REAL *checkpoints) {
    CK_NAME(rank_one_call) call = {.scan = scan, .output = output, .final = final, .checkpoints = checkpoints};
    ck_parallel(scan->batch * scan->heads, CK_NAME(rank_one_task), &call);
}
