/// Adjoint of the selective scan. A task goes through its chunks backwards; for each block and tile of a chunk it runs
/// the states forward again from the checkpoint, keeping decays and states of the chunk (they stay in the first-level
/// cache), then runs the adjoint state back.

/// Sums over channels of one chunk, lane by lane, for the gradients of b and c: [steps][padded states] vectors each.
/// `adjoint`, `a_sum`: [padded states][group], carried from chunk to chunk.
typedef struct {
    REAL *adjoint, *a_sum, *state, *b, *c, *b_sum, *c_sum;
} CK_NAME(backward_memory);

/// Rows of BLOCK, one for each step of a chunk.
typedef REAL CK_NAME(rows)[CK_SCAN_STEPS][BLOCK_MAXIMUM];

typedef struct {
    CK_NAME(rows) step, x, input, gradient, y, step_gradient, input_gradient;
} CK_NAME(block_rows);

INLINE void CK_NAME(backward_tile)(const CK_NAME(backward_memory) *memory, long offset, long n0, const REAL *rate,
                                   long rate_row, long padded, long steps, CK_NAME(block_rows) *rows, bool want_y,
                                   bool longhorn) {
    _Alignas(64) VEC decays[CK_SCAN_STEPS][TILE_STATES][TILE_VECTORS];
    _Alignas(64) VEC h[CK_SCAN_STEPS + 1][TILE_STATES][TILE_VECTORS];
    VEC a[TILE_STATES][TILE_VECTORS], g[TILE_STATES][TILE_VECTORS], sum[TILE_STATES][TILE_VECTORS];
    const long place = n0 * CK_NAME(group) + offset;
    for (int n = 0; n < TILE_STATES; n++)
        for (int k = 0; k < TILE_VECTORS; k++) {
            a[n][k] = CK_NAME(load)(rate + n * rate_row + k * LANES);
            g[n][k] = CK_NAME(load)(memory->state + place + n * CK_NAME(group) + k * LANES);
            h[0][n][k] = g[n][k];
        }
    for (long t = 0; t < steps; t++) {
        const REAL *b = memory->b + t * padded + n0, *c = memory->c + t * padded + n0;
#pragma clang loop unroll(full)
        for (int k = 0; k < TILE_VECTORS; k++) {
            const VEC size = CK_NAME(load)(rows->step[t] + k * LANES), in = CK_NAME(load)(rows->input[t] + k * LANES);
            VEC y = CK_NAME(load)(rows->y[t] + k * LANES);
#pragma clang loop unroll(full)
            for (int n = 0; n < TILE_STATES; n++) {
                const VEC decay = longhorn ? 1 - size * (b[n] * b[n]) : CK_NAME(vexp2)(size * a[n][k]);
                g[n][k] = decay * g[n][k] + in * b[n];
                decays[t][n][k] = decay;
                h[t + 1][n][k] = g[n][k];
                if (want_y) y = g[n][k] * c[n] + y;
            }
            if (want_y) CK_NAME(store)(rows->y[t] + k * LANES, y);
        }
    }
    for (int n = 0; n < TILE_STATES; n++)
        for (int k = 0; k < TILE_VECTORS; k++) {
            g[n][k] = CK_NAME(load)(memory->adjoint + place + n * CK_NAME(group) + k * LANES);
            sum[n][k] = CK_NAME(load)(memory->a_sum + place + n * CK_NAME(group) + k * LANES);
        }
    for (long t = steps - 1; t >= 0; t--) {
        const REAL *b = memory->b + t * padded + n0, *c = memory->c + t * padded + n0;
        REAL *b_sum = memory->b_sum + (t * padded + n0) * LANES, *c_sum = memory->c_sum + (t * padded + n0) * LANES;
        VEC b_part[TILE_STATES], c_part[TILE_STATES];
        for (int n = 0; n < TILE_STATES; n++) {
            b_part[n] = CK_NAME(load)(b_sum + n * LANES);
            c_part[n] = CK_NAME(load)(c_sum + n * LANES);
        }
#pragma clang loop unroll(full)
        for (int k = 0; k < TILE_VECTORS; k++) {
            const VEC size = CK_NAME(load)(rows->step[t] + k * LANES), in = CK_NAME(load)(rows->input[t] + k * LANES);
            const VEC out = CK_NAME(load)(rows->gradient[t] + k * LANES);
            VEC step_sum = CK_NAME(load)(rows->step_gradient[t] + k * LANES);
            VEC input_sum = CK_NAME(load)(rows->input_gradient[t] + k * LANES);
#pragma clang loop unroll(full)
            for (int n = 0; n < TILE_STATES; n++) {
                const VEC adjoint = out * c[n] + g[n][k];
                c_part[n] = out * h[t + 1][n][k] + c_part[n];
                b_part[n] = adjoint * in + b_part[n];
                input_sum = adjoint * b[n] + input_sum;
                g[n][k] = adjoint * decays[t][n][k];
                if (longhorn) {
                    const VEC decay = adjoint * h[t][n][k] * -b[n];
                    step_sum = decay * b[n] + step_sum;
                    b_part[n] = decay * size * 2 + b_part[n];
                    continue;
                }
                const VEC exponent = g[n][k] * h[t][n][k];
                step_sum = exponent * a[n][k] + step_sum;
                sum[n][k] = exponent * size + sum[n][k];
            }
            CK_NAME(store)(rows->step_gradient[t] + k * LANES, step_sum);
            CK_NAME(store)(rows->input_gradient[t] + k * LANES, input_sum);
        }
        for (int n = 0; n < TILE_STATES; n++) {
            CK_NAME(store)(b_sum + n * LANES, b_part[n]);
            CK_NAME(store)(c_sum + n * LANES, c_part[n]);
        }
    }
    for (int n = 0; n < TILE_STATES; n++)
        for (int k = 0; k < TILE_VECTORS; k++) {
            CK_NAME(store)(memory->adjoint + place + n * CK_NAME(group) + k * LANES, g[n][k]);
            CK_NAME(store)(memory->a_sum + place + n * CK_NAME(group) + k * LANES, sum[n][k]);
        }
}

/// Adds one row's products into a sum of BLOCK channels.
INLINE void CK_NAME(add_row)(REAL *sum, const REAL *row, long count) {
    for (long i = 0; i < count && i < BLOCK; i++) sum[i] += row[i];
}

static void CK_NAME(backward_block)(const CK_NAME(selective) *call, const CK_NAME(backward_memory) *memory,
                                    long sequence, long row, long channel, long offset, long count, long steps) {
    const SCAN *scan = &call->scan;
    const GRADIENTS *to = &call->gradients;
    _Alignas(64) CK_NAME(block_rows) rows;
    _Alignas(64) REAL d[BLOCK_MAXIMUM] = {0}, bias[BLOCK_MAXIMUM] = {0}, gate[BLOCK_MAXIMUM], result[BLOCK_MAXIMUM];
    if (scan->d) CK_NAME(load_row)(d, scan->d + channel, count);
    if (scan->delta_bias) CK_NAME(load_row)(bias, scan->delta_bias + channel, count);
    CK_NAME(load_steps)(scan, row, channel, count, steps, rows.step[0]);
    for (long t = 0; t < steps; t++) {
        CK_NAME(load_row)(rows.x[t], scan->x + (row + t) * scan->x_stride + channel, count);
        CK_NAME(load_row)(rows.gradient[t], call->gradient_y + (row + t) * scan->width + channel, count);
        if (scan->gate) CK_NAME(load_row)(gate, scan->gate + (row + t) * scan->gate_stride + channel, count);
        for (long i = 0; i < BLOCK; i += LANES) {
            const VEC x = CK_NAME(load)(rows.x[t] + i);
            CK_NAME(store)(rows.y[t] + i, x * CK_NAME(load)(d + i));
            CK_NAME(store)(rows.input[t] + i, x * CK_NAME(load)(rows.step[t] + i));
            CK_NAME(store)(rows.step_gradient[t] + i, (VEC)(REAL)0);
            CK_NAME(store)(rows.input_gradient[t] + i, (VEC)(REAL)0);
            if (!scan->gate) continue;
            const VEC z = CK_NAME(load)(gate + i);
            CK_NAME(store)(rows.gradient[t] + i, CK_NAME(load)(rows.gradient[t] + i) * z * CK_NAME(vsigmoid)(z));
        }
    }
    const bool want_y = scan->gate && to->gate;
    for (long n = 0; n < call->padded_states; n += TILE_STATES) {
        const REAL *rate = call->rates + n * call->padded_width + channel;
        if (scan->longhorn)
            CK_NAME(backward_tile)(memory, offset, n, rate, call->padded_width, call->padded_states, steps, &rows,
                                   want_y, true);
        else
            CK_NAME(backward_tile)(memory, offset, n, rate, call->padded_width, call->padded_states, steps, &rows,
                                   want_y, false);
    }
    REAL *d_sum = call->partial_d + sequence * call->padded_width + channel;
    REAL *bias_sum = call->partial_delta_bias + sequence * call->padded_width + channel;
    for (long t = 0; t < steps; t++) {
        for (long i = 0; i < BLOCK; i += LANES) {
            const VEC x = CK_NAME(load)(rows.x[t] + i), out = CK_NAME(load)(rows.gradient[t] + i);
            const VEC in = CK_NAME(load)(rows.input_gradient[t] + i);
            CK_NAME(store)(d_sum + i, CK_NAME(load)(d_sum + i) + out * x);
            CK_NAME(store)(result + i, in * CK_NAME(load)(rows.step[t] + i) + out * CK_NAME(load)(d + i));
            // Rates are in powers of two; Longhorn has none.
            const VEC unit = (VEC)(REAL)(scan->longhorn ? 1 : 0.69314718055994530942);
            CK_NAME(store)(rows.step_gradient[t] + i, CK_NAME(load)(rows.step_gradient[t] + i) * unit + in * x);
        }
        if (to->x) CK_NAME(store_row)(to->x + (row + t) * to->x_stride + channel, result, count);
        if (scan->softplus) {
            CK_NAME(load_row)(result, scan->delta + (row + t) * scan->delta_stride + channel, count);
            for (long i = 0; i < BLOCK; i += LANES) {
                const VEC slope = CK_NAME(vsigmoid)(CK_NAME(load)(result + i) + CK_NAME(load)(bias + i));
                CK_NAME(store)(rows.step_gradient[t] + i, CK_NAME(load)(rows.step_gradient[t] + i) * slope);
            }
        }
        if (to->delta)
            CK_NAME(store_row)(to->delta + (row + t) * to->delta_stride + channel, rows.step_gradient[t], count);
        CK_NAME(add_row)(bias_sum, rows.step_gradient[t], count);
        if (!want_y) continue;
        CK_NAME(load_row)(gate, scan->gate + (row + t) * scan->gate_stride + channel, count);
        CK_NAME(load_row)(result, call->gradient_y + (row + t) * scan->width + channel, count);
        for (long i = 0; i < BLOCK; i += LANES) {
            const VEC z = CK_NAME(load)(gate + i), s = CK_NAME(vsigmoid)(z);
            const VEC slope = s * (z * (1 - s) + 1);
            CK_NAME(store)(result + i, CK_NAME(load)(result + i) * CK_NAME(load)(rows.y[t] + i) * slope);
        }
        CK_NAME(store_row)(to->gate + (row + t) * to->gate_stride + channel, result, count);
    }
}

/// Folds the lanes of one chunk's sums for b or c into rows of `states`.
static void CK_NAME(fold_lanes)(const REAL *sums, long padded, long states, long steps, REAL *to, long stride) {
    for (long t = 0; t < steps; t++)
        for (long n = 0; n < states; n++)
            to[t * stride + n] = CK_NAME(lane_sum)(CK_NAME(load)(sums + (t * padded + n) * LANES));
}

static void CK_NAME(backward_task)(void *context, long index) {
    const CK_NAME(selective) *call = context;
    const SCAN *scan = &call->scan;
    const CK_NAME(part) part = CK_NAME(part_of)(call, index);
    const long padded = call->padded_states, plane = padded * CK_NAME(group), rows = padded * CK_SCAN_STEPS;
    REAL *memory_start = ck_scratch(CK_SCRATCH_TASK, (size_t)(3 * plane + 2 * rows + 2 * rows * LANES) * sizeof(REAL));
    CK_NAME(backward_memory) memory = {.adjoint = memory_start};
    memory.a_sum = memory.adjoint + plane;
    memory.state = memory.a_sum + plane;
    memory.b_sum = memory.state + plane;
    memory.c_sum = memory.b_sum + rows * LANES;
    memory.b = memory.c_sum + rows * LANES;
    memory.c = memory.b + rows;
    CK_NAME(gather_state)(call, part, call->gradient_final, memory.adjoint);
    memset(memory.a_sum, 0, (size_t)(2 * plane) * sizeof(REAL));
    const size_t channel_bytes = (size_t)(part.blocks * BLOCK) * sizeof(REAL);
    const long parameter = part.sequence * call->padded_width + part.first;
    memset(call->partial_d + parameter, 0, channel_bytes);
    memset(call->partial_delta_bias + parameter, 0, channel_bytes);
    const long all_rows = scan->batch * scan->length;
    for (long chunk = call->chunks - 1; chunk >= 0; chunk--) {
        const long t = chunk * CK_SCAN_STEPS, row = part.sequence * scan->length + t;
        const long steps = scan->length - t < CK_SCAN_STEPS ? scan->length - t : CK_SCAN_STEPS;
        const REAL *saved =
            call->saved + (part.sequence * call->chunks + chunk) * scan->states * call->padded_width + part.first;
        for (long n = 0; n < scan->states; n++)
            memcpy(memory.state + n * CK_NAME(group), saved + n * call->padded_width, channel_bytes);
        CK_NAME(gather_rows)(call, scan->b, scan->b_stride, row, steps, memory.b);
        CK_NAME(gather_rows)(call, scan->c, scan->c_stride, row, steps, memory.c);
        memset(memory.b_sum, 0, (size_t)(2 * rows * LANES) * sizeof(REAL));
        for (long block = 0; block < part.blocks; block++)
            CK_NAME(backward_block)(call, &memory, part.sequence, row, part.first + block * BLOCK, block * BLOCK,
                                    part.channels - block * BLOCK, steps);
        const long place = (part.group * all_rows + row) * scan->states;
        CK_NAME(fold_lanes)(memory.b_sum, padded, scan->states, steps, call->partial_b + place, scan->states);
        CK_NAME(fold_lanes)(memory.c_sum, padded, scan->states, steps, call->partial_c + place, scan->states);
    }
    if (call->gradients.initial) CK_NAME(scatter_state)(call, part, memory.adjoint, call->gradients.initial);
    for (long n = 0; n < scan->states; n++)
        memcpy(call->partial_a + (part.sequence * scan->states + n) * call->padded_width + part.first,
               memory.a_sum + n * CK_NAME(group), channel_bytes);
}

/// Sums of the groups' parts for b and c, in the groups' order.
static void CK_NAME(sum_groups)(void *context, long begin, long end) {
    const CK_NAME(selective) *call = context;
    const long states = call->scan.states, group_size = call->scan.batch * call->scan.length * states;
    for (long row = begin; row < end; row++)
        for (long n = 0; n < states; n++) {
            REAL b = 0, c = 0;
            for (long group = 0; group < call->groups; group++) {
                b += call->partial_b[group * group_size + row * states + n];
                c += call->partial_c[group * group_size + row * states + n];
            }
            if (call->gradients.b) call->gradients.b[row * call->gradients.b_stride + n] = b;
            if (call->gradients.c) call->gradients.c[row * call->gradients.c_stride + n] = c;
        }
}

/// Sums over the sequences, in their order, of what belongs to parameters. d A / d a_log = A; the factor log2(e) of the
/// rate and ln 2 of the derivative of 2^x cancel.
static void CK_NAME(sum_sequences)(void *context, long begin, long end) {
    const CK_NAME(selective) *call = context;
    const SCAN *scan = &call->scan;
    const long states = scan->states, width = call->padded_width;
    for (long channel = begin; channel < end; channel++) {
        REAL d = 0, bias = 0;
        for (long sequence = 0; sequence < scan->batch; sequence++) {
            d += call->partial_d[sequence * width + channel];
            bias += call->partial_delta_bias[sequence * width + channel];
        }
        if (call->gradients.d) call->gradients.d[channel] = d;
        if (call->gradients.delta_bias) call->gradients.delta_bias[channel] = bias;
        if (!call->gradients.a_log) continue;
        for (long n = 0; n < states; n++) {
            REAL sum = 0;
            for (long sequence = 0; sequence < scan->batch; sequence++)
                sum += call->partial_a[(sequence * states + n) * width + channel];
            const REAL ln2 = (REAL)0.69314718055994530942;
            call->gradients.a_log[channel * states + n] = sum * call->rates[n * width + channel] * ln2;
        }
    }
}

void CK_NAME(selective_backward)(const SCAN *scan, const REAL *checkpoints, const REAL *gradient_y,
                                 const REAL *gradient_final, const GRADIENTS *gradients) {
    CK_NAME(selective) call = {.scan = *scan, .saved = checkpoints, .gradient_y = gradient_y,
                               .gradient_final = gradient_final, .gradients = *gradients};
    CK_NAME(selective_prepare)(&call);
    GRADIENTS *to = &call.gradients;
    if (!to->x_stride) to->x_stride = scan->width;
    if (!to->delta_stride) to->delta_stride = scan->width;
    if (!to->gate_stride) to->gate_stride = scan->width;
    if (!to->b_stride) to->b_stride = scan->states;
    if (!to->c_stride) to->c_stride = scan->states;
    const long plane = call.padded_states * call.padded_width, parameters = scan->batch * call.padded_width;
    const long partial = call.groups * scan->batch * scan->length * scan->states;
    call.rates = ck_scratch(CK_SCRATCH_DRIVER,
                            (size_t)(plane + parameters * (2 + scan->states) + 2 * partial) * sizeof(REAL));
    call.partial_d = call.rates + plane;
    call.partial_delta_bias = call.partial_d + parameters;
    call.partial_a = call.partial_delta_bias + parameters;
    call.partial_b = call.partial_a + parameters * scan->states;
    call.partial_c = call.partial_b + partial;
    ck_parallel(call.padded_width / CK_SCAN_CHANNEL_PADDING, CK_NAME(rates_task), &call);
    ck_parallel(scan->batch * call.groups, CK_NAME(backward_task), &call);
    ck_parallel_ranges(scan->batch * scan->length, 256, CK_NAME(sum_groups), &call);
    ck_parallel_ranges(scan->width, 64, CK_NAME(sum_sequences), &call);
}
