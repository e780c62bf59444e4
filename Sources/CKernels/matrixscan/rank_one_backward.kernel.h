/// Adjoint of the rank-one scan. With G[t] the gradient of S[t], from the last position to the first:
///
///     G[t] = q[t]^T dy[t] + decay[t+1] G[t+1] + c[t+1]^T (b[t+1] G[t+1])
///     dq = S[t] dy^T   dk = G v^T   dv = k G   db = G (c S[t-1])^T   dc = S[t-1] (b G)^T   d log decay = decay sum G S[t-1]

/// Working memory of a task: states before and behind each position of a chunk, what c read of them, and G.
typedef struct {
    REAL *states, *adjoint, *written, *outer, *value_gradient, *combined;
} CK_NAME(adjoint_memory);

/// Of one position, by columns: G += q^T dy, then dv = k G and r = b G.
static void CK_NAME(adjoint_columns)(const CK_NAME(chunk_rows) *p, const CK_NAME(adjoint_memory) *m, long t) {
    const REAL *q = p->q + t * p->rows, *outer = m->outer + t * p->lanes;
    for (long e = 0; e < p->lanes; e += BLOCK) {
        VEC sum[TILE_VECTORS];
        for (long d = 0; d < p->rows; d++)
            for (int j = 0; j < TILE_VECTORS; j++) {
                REAL *g = m->adjoint + d * p->lanes + e + j * LANES;
                CK_NAME(store)(g, CK_NAME(load)(outer + e + j * LANES) * q[d] + CK_NAME(load)(g));
            }
        CK_NAME(read_block)(m->adjoint + e, p->lanes, p->k + t * p->rows, p->rows, sum);
        for (int j = 0; j < TILE_VECTORS; j++)
            CK_NAME(store)(m->value_gradient + t * p->lanes + e + j * LANES, sum[j]);
        CK_NAME(read_block)(m->adjoint + e, p->lanes, p->b + t * p->rows, p->rows, sum);
        for (int j = 0; j < TILE_VECTORS; j++) CK_NAME(store)(m->combined + e + j * LANES, sum[j]);
    }
}

/// Of one position, by rows: the gradients of q, k, b, c and the decay, and G of the position before.
static void CK_NAME(adjoint_rows)(const CK_NAME(rank_one_call) *call, const CK_NAME(chunk_rows) *p,
                                  const CK_NAME(adjoint_memory) *m, long t, long place) {
    const RANK_ONE *scan = call->scan;
    const RANK_ONE_GRADIENTS *to = call->gradients;
    const REAL *before = m->states + t * p->rows * p->lanes, *behind = before + p->rows * p->lanes;
    const REAL *v = p->v + t * p->lanes, *outer = m->outer + t * p->lanes, *written = m->written + t * p->lanes;
    REAL total = 0;
    for (long d = 0; d < scan->rows; d++) {
        const REAL factor = p->decay[t * p->rows + d], c = p->c[t * p->rows + d];
        VEC sums[5] = {0};
        for (long e = 0; e < p->lanes; e += LANES) {
            REAL *adjoint = m->adjoint + d * p->lanes + e;
            const VEC g = CK_NAME(load)(adjoint), s = CK_NAME(load)(before + d * p->lanes + e);
            const VEC r = CK_NAME(load)(m->combined + e);
            sums[0] = CK_NAME(load)(behind + d * p->lanes + e) * CK_NAME(load)(outer + e) + sums[0];
            sums[1] = g * CK_NAME(load)(v + e) + sums[1];
            sums[2] = g * CK_NAME(load)(written + e) + sums[2];
            sums[3] = s * r + sums[3];
            sums[4] = g * s + sums[4];
            CK_NAME(store)(adjoint, r * c + g * factor);
        }
        to->q[place * scan->rows + d] = CK_NAME(lane_sum)(sums[0]);
        to->k[place * scan->rows + d] = CK_NAME(lane_sum)(sums[1]);
        to->b[place * scan->rows + d] = CK_NAME(lane_sum)(sums[2]);
        to->c[place * scan->rows + d] = CK_NAME(lane_sum)(sums[3]);
        const REAL decay = factor * CK_NAME(lane_sum)(sums[4]);
        if (scan->layout == CK_MATRIX_DECAY_ROWS) to->decay[place * scan->rows + d] = decay;
        total += decay;
    }
    if (scan->layout == CK_MATRIX_DECAY_STEP) to->decay[place] = total;
}

static void CK_NAME(rank_one_backward_task)(void *context, long index) {
    const CK_NAME(rank_one_call) *call = context;
    const RANK_ONE *scan = call->scan;
    const long sequence = index / scan->heads, head = index % scan->heads;
    const long rows = CK_NAME(padded_rows)(scan->rows), lanes = CK_NAME(round_up)(scan->lanes, BLOCK);
    const long steps = CK_NAME(steps), state = rows * lanes, columns = steps * lanes;
    const long size = (steps + 2) * state + 3 * columns + lanes + CK_NAME(chunk_size)(rows, lanes);
    REAL *memory = ck_scratch(CK_SCRATCH_TASK, (size_t)size * sizeof(REAL));
    memset(memory, 0, (size_t)size * sizeof(REAL));
    CK_NAME(adjoint_memory) m = {.states = memory, .adjoint = memory + (steps + 1) * state};
    m.written = m.adjoint + state;
    m.outer = m.written + columns;
    m.value_gradient = m.outer + columns;
    m.combined = m.value_gradient + columns;
    const CK_NAME(chunk_rows) p = CK_NAME(carve_chunk)(m.combined + lanes, rows, lanes);
    const long place = index * scan->rows * scan->lanes, chunks = (scan->length + steps - 1) / steps;
    const size_t lane_bytes = (size_t)scan->lanes * sizeof(REAL);
    CK_NAME(load_state)(call->gradient_final ? call->gradient_final + place : NULL, scan->rows, scan->lanes, m.adjoint,
                        rows, lanes);
    for (long chunk = chunks - 1; chunk >= 0; chunk--) {
        const long start = chunk * steps, count = scan->length - start < steps ? scan->length - start : steps;
        CK_NAME(pack_chunk)(scan, &p, sequence, head, start, count);
        CK_NAME(load_state)(call->saved + (index * chunks + chunk) * scan->rows * scan->lanes, scan->rows, scan->lanes,
                            m.states, rows, lanes);
        for (long e = 0; e < lanes; e += BLOCK)
            CK_NAME(rank_one_block)(&p, e, count, m.states, m.states + state, lanes, state, m.written, NULL);
        for (long t = count - 1; t >= 0; t--) {
            const long position = (sequence * scan->length + start + t) * scan->heads + head;
            memcpy(m.outer + t * lanes, call->gradient_output + position * scan->lanes, lane_bytes);
            CK_NAME(adjoint_columns)(&p, &m, t);
            CK_NAME(adjoint_rows)(call, &p, &m, t, position);
            memcpy(call->gradients->v + position * scan->lanes, m.value_gradient + t * lanes, lane_bytes);
        }
    }
    if (call->gradients->initial)
        CK_NAME(store_state)(m.adjoint, lanes, call->gradients->initial + place, scan->rows, scan->lanes);
}

void CK_NAME(rank_one_backward)(const RANK_ONE *scan, const REAL *checkpoints, const REAL *gradient_output,
                                const REAL *gradient_final, const RANK_ONE_GRADIENTS *gradients) {
    CK_NAME(rank_one_call) call = {.scan = scan, .saved = checkpoints, .gradient_output = gradient_output,
                                   .gradient_final = gradient_final, .gradients = gradients};
    ck_parallel(scan->batch * scan->heads, CK_NAME(rank_one_backward_task), &call);
}
