/// Forward pass of the selective scan.

/// One tile over `steps` positions. `state`, `rate`: [TILE_STATES] rows apart by `group` and the padded width. `b`,
/// `c`: rows of `padded` states. Adds to `y`. `step`, `input` (step * x) and `y` are rows of BLOCK; `longhorn` is a
/// constant.
INLINE void CK_NAME(forward_tile)(REAL *state, const REAL *rate, long rate_row, const REAL *b, const REAL *c,
                                  long padded, long steps, const REAL *step, const REAL *input, REAL *y,
                                  bool longhorn) {
    VEC a[TILE_STATES][TILE_VECTORS], h[TILE_STATES][TILE_VECTORS];
    for (int n = 0; n < TILE_STATES; n++)
        for (int k = 0; k < TILE_VECTORS; k++) {
            a[n][k] = CK_NAME(load)(rate + n * rate_row + k * LANES);
            h[n][k] = CK_NAME(load)(state + n * CK_NAME(group) + k * LANES);
        }
    for (long t = 0; t < steps; t++, step += BLOCK, input += BLOCK, y += BLOCK, b += padded, c += padded) {
#pragma clang loop unroll(full)
        for (int k = 0; k < TILE_VECTORS; k++) {
            const VEC size = CK_NAME(load)(step + k * LANES), in = CK_NAME(load)(input + k * LANES);
            VEC sum = CK_NAME(load)(y + k * LANES);
#pragma clang loop unroll(full)
            for (int n = 0; n < TILE_STATES; n++) {
                const VEC decay = longhorn ? 1 - size * (b[n] * b[n]) : CK_NAME(vexp2)(size * a[n][k]);
                h[n][k] = decay * h[n][k] + in * b[n];
                sum = h[n][k] * c[n] + sum;
            }
            CK_NAME(store)(y + k * LANES, sum);
        }
    }
    for (int n = 0; n < TILE_STATES; n++)
        for (int k = 0; k < TILE_VECTORS; k++) CK_NAME(store)(state + n * CK_NAME(group) + k * LANES, h[n][k]);
}

/// One block of channels over one chunk: fills `y` with sum h c + d x, times SiLU(gate), and writes it out.
static void CK_NAME(forward_block)(const CK_NAME(selective) *call, long row, long channel, long count, long steps,
                                   REAL *state, const REAL *b, const REAL *c) {
    const SCAN *scan = &call->scan;
    _Alignas(64) REAL step[CK_SCAN_STEPS * BLOCK_MAXIMUM], input[CK_SCAN_STEPS * BLOCK_MAXIMUM];
    _Alignas(64) REAL y[CK_SCAN_STEPS * BLOCK_MAXIMUM];
    _Alignas(64) REAL d[BLOCK_MAXIMUM] = {0}, gate[BLOCK_MAXIMUM];
    if (scan->d) CK_NAME(load_row)(d, scan->d + channel, count);
    CK_NAME(load_steps)(scan, row, channel, count, steps, step);
    for (long t = 0; t < steps; t++) {
        REAL *x = input + t * BLOCK;
        CK_NAME(load_row)(x, scan->x + (row + t) * scan->x_stride + channel, count);
        for (long i = 0; i < BLOCK; i += LANES) {
            const VEC value = CK_NAME(load)(x + i);
            CK_NAME(store)(y + t * BLOCK + i, value * CK_NAME(load)(d + i));
            CK_NAME(store)(x + i, value * CK_NAME(load)(step + t * BLOCK + i));
        }
    }
    for (long n = 0; n < call->padded_states; n += TILE_STATES) {
        REAL *tile = state + n * CK_NAME(group);
        const REAL *rate = call->rates + n * call->padded_width + channel;
        if (scan->longhorn)
            CK_NAME(forward_tile)(tile, rate, call->padded_width, b + n, c + n, call->padded_states, steps, step, input,
                                  y, true);
        else
            CK_NAME(forward_tile)(tile, rate, call->padded_width, b + n, c + n, call->padded_states, steps, step, input,
                                  y, false);
    }
    for (long t = 0; t < steps; t++) {
        if (scan->gate) {
            CK_NAME(load_row)(gate, scan->gate + (row + t) * scan->gate_stride + channel, count);
            for (long i = 0; i < BLOCK; i += LANES) {
                const VEC z = CK_NAME(load)(gate + i);
                CK_NAME(store)(y + t * BLOCK + i, CK_NAME(load)(y + t * BLOCK + i) * z * CK_NAME(vsigmoid)(z));
            }
        }
        CK_NAME(store_row)(call->y + (row + t) * scan->width + channel, y + t * BLOCK, count);
    }
}

static void CK_NAME(forward_task)(void *context, long index) {
    const CK_NAME(selective) *call = context;
    const SCAN *scan = &call->scan;
    const CK_NAME(part) part = CK_NAME(part_of)(call, index);
    const long padded = call->padded_states;
    REAL *state = ck_scratch(CK_SCRATCH_TASK, (size_t)padded * (CK_NAME(group) + 2 * CK_SCAN_STEPS) * sizeof(REAL));
    REAL *b = state + padded * CK_NAME(group), *c = b + padded * CK_SCAN_STEPS;
    CK_NAME(gather_state)(call, part, scan->initial, state);
    for (long chunk = 0; chunk < call->chunks; chunk++) {
        const long t = chunk * CK_SCAN_STEPS, row = part.sequence * scan->length + t;
        const long steps = scan->length - t < CK_SCAN_STEPS ? scan->length - t : CK_SCAN_STEPS;
        if (call->checkpoints) {
            REAL *saved = call->checkpoints
                          + (part.sequence * call->chunks + chunk) * scan->states * call->padded_width + part.first;
            for (long n = 0; n < scan->states; n++)
                memcpy(saved + n * call->padded_width, state + n * CK_NAME(group),
                       (size_t)(part.blocks * BLOCK) * sizeof(REAL));
        }
        CK_NAME(gather_rows)(call, scan->b, scan->b_stride, row, steps, b);
        CK_NAME(gather_rows)(call, scan->c, scan->c_stride, row, steps, c);
        for (long block = 0; block < part.blocks; block++)
            CK_NAME(forward_block)(call, row, part.first + block * BLOCK, part.channels - block * BLOCK, steps,
                                   state + block * BLOCK, b, c);
    }
    if (call->final) CK_NAME(scatter_state)(call, part, state, call->final);
}

void CK_NAME(selective_forward)(const SCAN *scan, REAL *y, REAL *final, REAL *checkpoints) {
    CK_NAME(selective) call = {.scan = *scan, .y = y, .final = final, .checkpoints = checkpoints};
    CK_NAME(selective_prepare)(&call);
    call.rates = ck_scratch(CK_SCRATCH_DRIVER, (size_t)(call.padded_states * call.padded_width) * sizeof(REAL));
    ck_parallel(call.padded_width / CK_SCAN_CHANNEL_PADDING, CK_NAME(rates_task), &call);
    ck_parallel(scan->batch * call.groups, CK_NAME(forward_task), &call);
}

/// One position of `width` channels of one sequence: vectors run over the states, which lie next to each other.
static void CK_NAME(step_task)(void *context, long begin, long end) {
    const CK_NAME(selective) *call = context;
    const SCAN *scan = &call->scan;
    const long states = scan->states;
    for (long item = begin; item < end; item++) {
        const long sequence = item / scan->width, channel = item % scan->width;
        const REAL x = scan->x[sequence * scan->x_stride + channel];
        const REAL *b = scan->b + sequence * scan->b_stride, *c = scan->c + sequence * scan->c_stride;
        REAL raw = scan->delta[sequence * scan->delta_stride + channel];
        if (scan->delta_bias) raw += scan->delta_bias[channel];
        const REAL size = scan->softplus ? CK_NAME(vsoftplus)((VEC)raw)[0] : raw;
        REAL y = scan->d ? scan->d[channel] * x : 0;
        for (long n = 0; n < states; n += LANES) {
            const long some = states - n < LANES ? states - n : LANES;
            REAL *h = call->final + item * states + n;
            const REAL *a_log = scan->longhorn ? b : scan->a_log + channel * states + n;
            REAL rows[4][CK_VECTOR_BYTES / sizeof(REAL)] = {{0}};
            for (long i = 0; i < some; i++) {
                rows[0][i] = a_log[i];
                rows[1][i] = h[i];
                rows[2][i] = b[n + i];
                rows[3][i] = c[n + i];
            }
            const VEC rate = CK_NAME(vexp)(CK_NAME(load)(rows[0])) * (REAL)-1.4426950408889634074;
            const VEC key = CK_NAME(load)(rows[2]);
            const VEC decay = scan->longhorn ? 1 - key * key * size : CK_NAME(vexp2)(rate * size);
            const VEC next = decay * CK_NAME(load)(rows[1]) + key * (size * x);
            CK_NAME(store)(rows[1], next);
            for (long i = 0; i < some; i++) h[i] = rows[1][i];
            y += CK_NAME(lane_sum)(next * CK_NAME(load)(rows[3]));
        }
        if (scan->gate) {
            const REAL z = scan->gate[sequence * scan->gate_stride + channel];
            y *= z * CK_NAME(vsigmoid)((VEC)z)[0];
        }
        call->y[item] = y;
    }
}

void CK_NAME(selective_step)(const SCAN *scan, REAL *state, REAL *y) {
    CK_NAME(selective) call = {.scan = *scan, .y = y, .final = state};
    CK_NAME(selective_prepare)(&call);
    ck_parallel_ranges(scan->batch * scan->width, 1 + 16384 / (1 + scan->states), CK_NAME(step_task), &call);
}
