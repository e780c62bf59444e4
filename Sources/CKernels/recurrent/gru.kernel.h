/// GRU (see `ck_recurrent.h`). A task takes a few sequences through all of time, so that steps need no barrier between
/// threads; its weights stay in the second-level cache.
#define GRU CK_TYPE(ck_gru)
#define GRU_GRADIENTS CK_TYPE(ck_gru_gradients)

typedef struct {
    GRU cell;
    long rows, panels, padded;
    REAL *packed, *outputs, *saved;
    const REAL *states, *kept, *gradient_outputs, *gradient_final;
    GRU_GRADIENTS gradients;
    REAL *candidate;   // gradient of W_n h + b_n at every position
    REAL *bias_parts;  // [tasks][3][padded]
} CK_NAME(gru_call);

/// LANES units from `unit` of one sequence at one position. `product`: the recurrent products of r, z, n.
INLINE void CK_NAME(gru_units)(const CK_NAME(gru_call) *call, long position, long unit, const REAL *product,
                               const REAL *before) {
    const GRU *cell = &call->cell;
    const long hidden = cell->hidden, count = hidden - unit;
    const REAL *projected = cell->projected + position * 3 * hidden + unit;
    VEC sums[3];
    for (int g = 0; g < 3; g++) {
        sums[g] = CK_NAME(load)(product + g * LANES);
        if (cell->bias) sums[g] += CK_NAME(load_some)(cell->bias + g * hidden + unit, count);
    }
    const VEC r = CK_NAME(vsigmoid)(CK_NAME(load_some)(projected, count) + sums[0]);
    const VEC z = CK_NAME(vsigmoid)(CK_NAME(load_some)(projected + hidden, count) + sums[1]);
    const VEC n = CK_NAME(vtanh)(CK_NAME(load_some)(projected + 2 * hidden, count) + r * sums[2]);
    const VEC h = CK_NAME(load_some)(before + unit, count);
    CK_NAME(store_some)(call->outputs + position * hidden + unit, n + z * (h - n), count);
    if (!call->saved) return;
    REAL *saved = call->saved + position * 4 * hidden + unit;
    CK_NAME(store_some)(saved, r, count);
    CK_NAME(store_some)(saved + hidden, z, count);
    CK_NAME(store_some)(saved + 2 * hidden, n, count);
    CK_NAME(store_some)(saved + 3 * hidden, sums[2], count);
}

static void CK_NAME(gru_forward_task)(void *context, long begin, long end) {
    const CK_NAME(gru_call) *call = context;
    const GRU *cell = &call->cell;
    const long hidden = cell->hidden, length = cell->length, count = end - begin;
    const REAL *before[CK_RECURRENT_ROWS];
    _Alignas(64) REAL product[CK_RECURRENT_ROWS * 3 * CK_VECTOR_BYTES / sizeof(REAL)];
    REAL *zero = ck_scratch(CK_SCRATCH_TASK, (size_t)call->padded * sizeof(REAL));
    memset(zero, 0, (size_t)call->padded * sizeof(REAL));
    for (long r = 0; r < count; r++) before[r] = cell->initial ? cell->initial + (begin + r) * hidden : zero;
    for (long t = 0; t < length; t++) {
        for (long panel = 0; panel < call->panels; panel++) {
            CK_NAME(product)(3, count, hidden, before, call->packed + panel * hidden * 3 * LANES, product, false);
            for (long r = 0; r < count; r++)
                CK_NAME(gru_units)(call, (begin + r) * length + t, panel * LANES, product + r * 3 * LANES, before[r]);
        }
        for (long r = 0; r < count; r++) before[r] = call->outputs + ((begin + r) * length + t) * hidden;
    }
}

/// One position: products straight from the unpacked weights, a task for each LANES units.
INLINE void CK_NAME(gru_step_panel)(const CK_NAME(gru_call) *call, long panel) {
    const GRU *cell = &call->cell;
    const long hidden = cell->hidden, unit = panel * LANES, count = hidden - unit < LANES ? hidden - unit : LANES;
    _Alignas(64) REAL product[3 * CK_VECTOR_BYTES / sizeof(REAL)] = {0};
    const REAL *zero = call->packed;
    for (long sequence = 0; sequence < cell->batch; sequence++) {
        const REAL *before = cell->initial ? cell->initial + sequence * hidden : zero;
        for (long g = 0; g < 3; g++)
            for (long i = 0; i < count; i++)
                product[g * LANES + i] = CK_NAME(dot)(cell->weight + (g * hidden + unit + i) * hidden, before, hidden);
        CK_NAME(gru_units)(call, sequence, unit, product, before);
    }
}

static void CK_NAME(gru_step_task)(void *context, long begin, long end) {
    for (long panel = begin; panel < end; panel++) CK_NAME(gru_step_panel)(context, panel);
}

void CK_NAME(gru_forward)(const GRU *cell, REAL *outputs, REAL *final, REAL *saved) {
    CK_NAME(gru_call) call = {.cell = *cell, .outputs = outputs, .saved = saved};
    const long hidden = cell->hidden;
    call.panels = (hidden + LANES - 1) / LANES;
    call.padded = call.panels * LANES;
    if (cell->length == 1) {
        call.packed = ck_scratch(CK_SCRATCH_DRIVER, (size_t)call.padded * sizeof(REAL));
        memset(call.packed, 0, (size_t)call.padded * sizeof(REAL));
        ck_parallel_ranges(call.panels, CK_NAME(panels_per_task)(cell->batch, 3, hidden, call.panels),
                           CK_NAME(gru_step_task), &call);
    } else if (cell->length > 0) {
        call.packed = ck_scratch(CK_SCRATCH_DRIVER, (size_t)(call.padded * 3 * hidden) * sizeof(REAL));
        CK_NAME(packing) packing = {hidden, 3, call.panels, cell->weight, call.packed};
        ck_parallel(call.panels, CK_NAME(pack_forward_task), &packing);
        ck_parallel_ranges(cell->batch, CK_NAME(rows_per_task)(cell->batch), CK_NAME(gru_forward_task), &call);
    }
    CK_NAME(copy_final)(cell->batch, cell->length, hidden, outputs, hidden, cell->initial, final);
}

/// Gradients of the gates of LANES units for all the task's sequences at position t. `carry` is dLoss/dh on entry, the
/// part of dLoss/dh_before that does not go through the product on exit.
INLINE void CK_NAME(gru_gate_gradients)(const CK_NAME(gru_call) *call, long begin, long count, long t, long unit,
                                        REAL *carry, REAL *bias) {
    const GRU *cell = &call->cell;
    const long hidden = cell->hidden, left = hidden - unit;
    VEC sums[3];
    for (int g = 0; g < 3; g++) sums[g] = CK_NAME(load)(bias + g * call->padded + unit);
    for (long row = 0; row < count; row++) {
        const long position = (begin + row) * cell->length + t;
        const REAL *saved = call->kept + position * 4 * hidden + unit;
        const VEC r = CK_NAME(load_some)(saved, left), z = CK_NAME(load_some)(saved + hidden, left);
        const VEC n = CK_NAME(load_some)(saved + 2 * hidden, left);
        const VEC candidate = CK_NAME(load_some)(saved + 3 * hidden, left);
        VEC h = (VEC)(REAL)0;
        if (t > 0)
            h = CK_NAME(load_some)(call->states + (position - 1) * hidden + unit, left);
        else if (cell->initial)
            h = CK_NAME(load_some)(cell->initial + (begin + row) * hidden + unit, left);
        REAL *through = carry + row * call->padded + unit;
        const VEC outer = CK_NAME(load)(through)
                          + CK_NAME(load_some)(call->gradient_outputs + position * hidden + unit, left);
        const VEC to_n = outer * (1 - z) * (1 - n * n), to_candidate = to_n * r;
        const VEC to_z = outer * (h - n) * z * (1 - z), to_r = to_n * candidate * r * (1 - r);
        REAL *projected = call->gradients.projected + position * 3 * hidden + unit;
        CK_NAME(store_some)(projected, to_r, left);
        CK_NAME(store_some)(projected + hidden, to_z, left);
        CK_NAME(store_some)(projected + 2 * hidden, to_n, left);
        CK_NAME(store_some)(call->candidate + position * hidden + unit, to_candidate, left);
        CK_NAME(store)(through, outer * z);
        sums[0] += to_r;
        sums[1] += to_z;
        sums[2] += to_candidate;
    }
    for (int g = 0; g < 3; g++) CK_NAME(store)(bias + g * call->padded + unit, sums[g]);
}

static void CK_NAME(gru_backward_task)(void *context, long begin, long end) {
    const CK_NAME(gru_call) *call = context;
    const GRU *cell = &call->cell;
    const long hidden = cell->hidden, length = cell->length, padded = call->padded, count = end - begin;
    const long columns = 2 * LANES;
    REAL *carry = ck_scratch(CK_SCRATCH_TASK, (size_t)(count * padded) * sizeof(REAL));
    REAL *bias = call->bias_parts + begin / call->rows * 3 * padded;
    _Alignas(64) REAL product[CK_RECURRENT_ROWS * 2 * CK_VECTOR_BYTES / sizeof(REAL)];
    const REAL *early[CK_RECURRENT_ROWS], *late[CK_RECURRENT_ROWS];
    memset(carry, 0, (size_t)(count * padded) * sizeof(REAL));
    memset(bias, 0, (size_t)(3 * padded) * sizeof(REAL));
    for (long r = 0; call->gradient_final && r < count; r++)
        memcpy(carry + r * padded, call->gradient_final + (begin + r) * hidden, (size_t)hidden * sizeof(REAL));
    for (long t = length - 1; t >= 0; t--) {
        for (long unit = 0; unit < hidden; unit += LANES)
            CK_NAME(gru_gate_gradients)(call, begin, count, t, unit, carry, bias);
        for (long r = 0; r < count; r++) {
            const long position = (begin + r) * length + t;
            early[r] = call->gradients.projected + position * 3 * hidden;
            late[r] = call->candidate + position * hidden;
        }
        for (long panel = 0; panel < call->panels; panel++) {
            const REAL *packed = call->packed + panel * 3 * hidden * columns;
            CK_NAME(product)(2, count, 2 * hidden, early, packed, product, false);
            CK_NAME(product)(2, count, hidden, late, packed + 2 * hidden * columns, product, true);
            for (long r = 0; r < count; r++) {
                REAL *to = carry + r * padded + panel * columns;
                for (long i = 0; i < columns; i += LANES)
                    CK_NAME(store)(to + i, CK_NAME(load)(to + i) + CK_NAME(load)(product + r * columns + i));
            }
        }
    }
    for (long r = 0; call->gradients.initial && r < count; r++)
        memcpy(call->gradients.initial + (begin + r) * hidden, carry + r * padded, (size_t)hidden * sizeof(REAL));
}

void CK_NAME(gru_backward)(const GRU *cell, const REAL *outputs, const REAL *saved, const REAL *gradient_outputs,
                           const REAL *gradient_final, const GRU_GRADIENTS *gradients) {
    CK_NAME(gru_call) call = {.cell = *cell, .states = outputs, .kept = saved, .gradient_outputs = gradient_outputs,
                              .gradient_final = gradient_final, .gradients = *gradients};
    const long hidden = cell->hidden, places = cell->batch * cell->length * hidden;
    call.rows = CK_NAME(rows_per_task)(cell->batch);
    call.panels = (hidden + 2 * LANES - 1) / (2 * LANES);
    call.padded = call.panels * 2 * LANES;
    const long tasks = call.rows > 0 ? (cell->batch + call.rows - 1) / call.rows : 0;
    call.packed = ck_scratch(CK_SCRATCH_DRIVER,
                             (size_t)(3 * hidden * call.padded + 3 * tasks * call.padded + 2 * places) * sizeof(REAL));
    call.bias_parts = call.packed + 3 * hidden * call.padded;
    call.candidate = call.bias_parts + 3 * tasks * call.padded;
    CK_NAME(packing) packing = {hidden, 3, call.panels, cell->weight, call.packed};
    ck_parallel(call.panels, CK_NAME(pack_backward_task), &packing);
    ck_parallel_ranges(cell->batch, call.rows, CK_NAME(gru_backward_task), &call);
    if (gradients->bias) CK_NAME(sum_bias)(call.bias_parts, tasks, call.padded, 3, hidden, gradients->bias);
    if (!gradients->weight) return;
    CK_NAME(weight_gradient) weight = {
        .batch = cell->batch, .length = cell->length, .hidden = hidden, .gates = 3, .split = 2,
        .early = gradients->projected, .late = call.candidate, .outputs = outputs, .initial = cell->initial,
        .previous = call.candidate + places, .weight = gradients->weight};
    CK_NAME(weight_gradient_run)(&weight);
}
#undef GRU
#undef GRU_GRADIENTS
