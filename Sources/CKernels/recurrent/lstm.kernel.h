/// LSTM (see `ck_recurrent.h`), run as the GRU is: a task takes a few sequences through all of time.
#define LSTM CK_TYPE(ck_lstm)
#define LSTM_GRADIENTS CK_TYPE(ck_lstm_gradients)

typedef struct {
    LSTM cell;
    long rows, panels, padded;
    REAL *packed, *outputs, *final_cell, *saved;
    const REAL *kept, *gradient_outputs, *gradient_final, *gradient_final_cell;
    LSTM_GRADIENTS gradients;
    REAL *bias_parts;  // [tasks][4][padded]
} CK_NAME(lstm_call);

/// LANES units from `unit` of one sequence at one position. `product`: the recurrent products of i, f, then of g, o
/// `half` elements further. Returns c'.
INLINE VEC CK_NAME(lstm_units)(const CK_NAME(lstm_call) *call, long position, long unit, const REAL *product, long half,
                               VEC before) {
    const LSTM *cell = &call->cell;
    const long hidden = cell->hidden, count = hidden - unit;
    const REAL *projected = cell->projected + position * 4 * hidden + unit;
    VEC sums[4];
    for (int g = 0; g < 4; g++) {
        sums[g] = CK_NAME(load)(product + g / 2 * half + g % 2 * LANES)
                  + CK_NAME(load_some)(projected + g * hidden, count);
        if (cell->bias) sums[g] += CK_NAME(load_some)(cell->bias + g * hidden + unit, count);
    }
    const VEC i = CK_NAME(vsigmoid)(sums[0]), f = CK_NAME(vsigmoid)(sums[1]), g = CK_NAME(vtanh)(sums[2]);
    const VEC o = CK_NAME(vsigmoid)(sums[3]), c = f * before + i * g;
    CK_NAME(store_some)(call->outputs + position * hidden + unit, o * CK_NAME(vtanh)(c), count);
    if (!call->saved) return c;
    REAL *saved = call->saved + position * 5 * hidden + unit;
    CK_NAME(store_some)(saved, i, count);
    CK_NAME(store_some)(saved + hidden, f, count);
    CK_NAME(store_some)(saved + 2 * hidden, g, count);
    CK_NAME(store_some)(saved + 3 * hidden, o, count);
    CK_NAME(store_some)(saved + 4 * hidden, c, count);
    return c;
}

static void CK_NAME(lstm_forward_task)(void *context, long begin, long end) {
    const CK_NAME(lstm_call) *call = context;
    const LSTM *cell = &call->cell;
    const long hidden = cell->hidden, length = cell->length, padded = call->padded, count = end - begin;
    const long half = CK_RECURRENT_ROWS * 2 * LANES;
    const REAL *before[CK_RECURRENT_ROWS];
    _Alignas(64) REAL product[2 * CK_RECURRENT_ROWS * 2 * CK_VECTOR_BYTES / sizeof(REAL)];
    REAL *zero = ck_scratch(CK_SCRATCH_TASK, (size_t)((1 + count) * padded) * sizeof(REAL)), *c = zero + padded;
    memset(zero, 0, (size_t)((1 + count) * padded) * sizeof(REAL));
    for (long r = 0; r < count; r++) {
        before[r] = cell->initial ? cell->initial + (begin + r) * hidden : zero;
        if (cell->initial_cell)
            memcpy(c + r * padded, cell->initial_cell + (begin + r) * hidden, (size_t)hidden * sizeof(REAL));
    }
    for (long t = 0; t < length; t++) {
        for (long panel = 0; panel < call->panels; panel++) {
            for (long pair = 0; pair < 2; pair++)
                CK_NAME(product)(2, count, hidden, before,
                                 call->packed + (pair * call->panels + panel) * hidden * 2 * LANES,
                                 product + pair * half, false);
            for (long r = 0; r < count; r++) {
                REAL *memory = c + r * padded + panel * LANES;
                CK_NAME(store)(memory, CK_NAME(lstm_units)(call, (begin + r) * length + t, panel * LANES,
                                                           product + r * 2 * LANES, half, CK_NAME(load)(memory)));
            }
        }
        for (long r = 0; r < count; r++) before[r] = call->outputs + ((begin + r) * length + t) * hidden;
    }
    for (long r = 0; call->final_cell && r < count; r++)
        memcpy(call->final_cell + (begin + r) * hidden, c + r * padded, (size_t)hidden * sizeof(REAL));
}

/// One position: products straight from the unpacked weights, a task for each LANES units.
INLINE void CK_NAME(lstm_step_panel)(const CK_NAME(lstm_call) *call, long panel) {
    const LSTM *cell = &call->cell;
    const long hidden = cell->hidden, unit = panel * LANES, count = hidden - unit < LANES ? hidden - unit : LANES;
    _Alignas(64) REAL product[4 * CK_VECTOR_BYTES / sizeof(REAL)] = {0};
    const REAL *zero = call->packed;
    for (long sequence = 0; sequence < cell->batch; sequence++) {
        const REAL *before = cell->initial ? cell->initial + sequence * hidden : zero;
        const REAL *memory = cell->initial_cell ? cell->initial_cell + sequence * hidden : zero;
        for (long g = 0; g < 4; g++)
            for (long i = 0; i < count; i++)
                product[g * LANES + i] = CK_NAME(dot)(cell->weight + (g * hidden + unit + i) * hidden, before, hidden);
        const VEC c = CK_NAME(lstm_units)(call, sequence, unit, product, 2 * LANES,
                                          CK_NAME(load_some)(memory + unit, count));
        if (call->final_cell) CK_NAME(store_some)(call->final_cell + sequence * hidden + unit, c, count);
    }
}

static void CK_NAME(lstm_step_task)(void *context, long begin, long end) {
    for (long panel = begin; panel < end; panel++) CK_NAME(lstm_step_panel)(context, panel);
}

void CK_NAME(lstm_forward)(const LSTM *cell, REAL *outputs, REAL *final, REAL *final_cell, REAL *saved) {
    CK_NAME(lstm_call) call = {.cell = *cell, .outputs = outputs, .final_cell = final_cell, .saved = saved};
    const long hidden = cell->hidden;
    call.panels = (hidden + LANES - 1) / LANES;
    call.padded = call.panels * LANES;
    if (cell->length == 1) {
        call.packed = ck_scratch(CK_SCRATCH_DRIVER, (size_t)call.padded * sizeof(REAL));
        memset(call.packed, 0, (size_t)call.padded * sizeof(REAL));
        ck_parallel_ranges(call.panels, CK_NAME(panels_per_task)(cell->batch, 4, hidden, call.panels),
                           CK_NAME(lstm_step_task), &call);
    } else if (cell->length > 0) {
        call.packed = ck_scratch(CK_SCRATCH_DRIVER, (size_t)(call.padded * 4 * hidden) * sizeof(REAL));
        CK_NAME(packing) packing = {hidden, 2, call.panels, cell->weight, call.packed};
        ck_parallel(2 * call.panels, CK_NAME(pack_forward_task), &packing);
        ck_parallel_ranges(cell->batch, CK_NAME(rows_per_task)(cell->batch), CK_NAME(lstm_forward_task), &call);
    } else {
        CK_NAME(copy_final)(cell->batch, 0, hidden, outputs, hidden, cell->initial_cell, final_cell);
    }
    CK_NAME(copy_final)(cell->batch, cell->length, hidden, outputs, hidden, cell->initial, final);
}

/// Gradients of the gates of LANES units for all the task's sequences at position t. On entry `carry` is dLoss/dh
/// without this position's own; `memory` is dLoss/dc through later positions on entry, of c before this one on exit.
INLINE void CK_NAME(lstm_gate_gradients)(const CK_NAME(lstm_call) *call, long begin, long count, long t, long unit,
                                         const REAL *carry, REAL *memory, REAL *bias) {
    const LSTM *cell = &call->cell;
    const long hidden = cell->hidden, left = hidden - unit;
    VEC sums[4];
    for (int k = 0; k < 4; k++) sums[k] = CK_NAME(load)(bias + k * call->padded + unit);
    for (long row = 0; row < count; row++) {
        const long position = (begin + row) * cell->length + t;
        const REAL *saved = call->kept + position * 5 * hidden + unit;
        const VEC i = CK_NAME(load_some)(saved, left), f = CK_NAME(load_some)(saved + hidden, left);
        const VEC g = CK_NAME(load_some)(saved + 2 * hidden, left), o = CK_NAME(load_some)(saved + 3 * hidden, left);
        const VEC squashed = CK_NAME(vtanh)(CK_NAME(load_some)(saved + 4 * hidden, left));
        VEC before = (VEC)(REAL)0;
        if (t > 0)
            before = CK_NAME(load_some)(saved - hidden, left);
        else if (cell->initial_cell)
            before = CK_NAME(load_some)(cell->initial_cell + (begin + row) * hidden + unit, left);
        REAL *through = memory + row * call->padded + unit;
        const VEC outer = CK_NAME(load)(carry + row * call->padded + unit)
                          + CK_NAME(load_some)(call->gradient_outputs + position * hidden + unit, left);
        const VEC to_c = CK_NAME(load)(through) + outer * o * (1 - squashed * squashed);
        const VEC to_gates[4] = {to_c * g * i * (1 - i), to_c * before * f * (1 - f), to_c * i * (1 - g * g),
                                 outer * squashed * o * (1 - o)};
        for (int k = 0; k < 4; k++) {
            CK_NAME(store_some)(call->gradients.projected + (position * 4 + k) * hidden + unit, to_gates[k], left);
            sums[k] += to_gates[k];
        }
        CK_NAME(store)(through, to_c * f);
    }
    for (int k = 0; k < 4; k++) CK_NAME(store)(bias + k * call->padded + unit, sums[k]);
}

static void CK_NAME(lstm_backward_task)(void *context, long begin, long end) {
    const CK_NAME(lstm_call) *call = context;
    const LSTM *cell = &call->cell;
    const long hidden = cell->hidden, length = cell->length, padded = call->padded, count = end - begin;
    const long columns = 2 * LANES;
    const size_t row_bytes = (size_t)hidden * sizeof(REAL);
    REAL *carry = ck_scratch(CK_SCRATCH_TASK, (size_t)(2 * count * padded) * sizeof(REAL));
    REAL *memory = carry + count * padded, *bias = call->bias_parts + begin / call->rows * 4 * padded;
    _Alignas(64) REAL product[CK_RECURRENT_ROWS * 2 * CK_VECTOR_BYTES / sizeof(REAL)];
    const REAL *gates[CK_RECURRENT_ROWS];
    memset(carry, 0, (size_t)(2 * count * padded) * sizeof(REAL));
    memset(bias, 0, (size_t)(4 * padded) * sizeof(REAL));
    for (long r = 0; r < count; r++) {
        if (call->gradient_final) memcpy(carry + r * padded, call->gradient_final + (begin + r) * hidden, row_bytes);
        if (call->gradient_final_cell)
            memcpy(memory + r * padded, call->gradient_final_cell + (begin + r) * hidden, row_bytes);
    }
    for (long t = length - 1; t >= 0; t--) {
        for (long unit = 0; unit < hidden; unit += LANES)
            CK_NAME(lstm_gate_gradients)(call, begin, count, t, unit, carry, memory, bias);
        for (long r = 0; r < count; r++)
            gates[r] = call->gradients.projected + ((begin + r) * length + t) * 4 * hidden;
        for (long panel = 0; panel < call->panels; panel++) {
            CK_NAME(product)(2, count, 4 * hidden, gates, call->packed + panel * 4 * hidden * columns, product, false);
            for (long r = 0; r < count; r++)
                memcpy(carry + r * padded + panel * columns, product + r * columns, (size_t)columns * sizeof(REAL));
        }
    }
    for (long r = 0; r < count; r++) {
        if (call->gradients.initial)
            memcpy(call->gradients.initial + (begin + r) * hidden, carry + r * padded, row_bytes);
        if (call->gradients.initial_cell)
            memcpy(call->gradients.initial_cell + (begin + r) * hidden, memory + r * padded, row_bytes);
    }
}

void CK_NAME(lstm_backward)(const LSTM *cell, const REAL *outputs, const REAL *saved, const REAL *gradient_outputs,
                            const REAL *gradient_final, const REAL *gradient_final_cell,
                            const LSTM_GRADIENTS *gradients) {
    CK_NAME(lstm_call) call = {.cell = *cell, .kept = saved, .gradient_outputs = gradient_outputs,
                               .gradient_final = gradient_final, .gradient_final_cell = gradient_final_cell,
                               .gradients = *gradients};
    const long hidden = cell->hidden, places = cell->batch * cell->length * hidden;
    call.rows = CK_NAME(rows_per_task)(cell->batch);
    call.panels = (hidden + 2 * LANES - 1) / (2 * LANES);
    call.padded = call.panels * 2 * LANES;
    const long tasks = call.rows > 0 ? (cell->batch + call.rows - 1) / call.rows : 0;
    call.packed = ck_scratch(CK_SCRATCH_DRIVER,
                             (size_t)(4 * hidden * call.padded + 4 * tasks * call.padded + places) * sizeof(REAL));
    call.bias_parts = call.packed + 4 * hidden * call.padded;
    CK_NAME(packing) packing = {hidden, 4, call.panels, cell->weight, call.packed};
    ck_parallel(call.panels, CK_NAME(pack_backward_task), &packing);
    ck_parallel_ranges(cell->batch, call.rows, CK_NAME(lstm_backward_task), &call);
    if (gradients->bias) CK_NAME(sum_bias)(call.bias_parts, tasks, call.padded, 4, hidden, gradients->bias);
    if (!gradients->weight) return;
    CK_NAME(weight_gradient) weight = {
        .batch = cell->batch, .length = cell->length, .hidden = hidden, .gates = 4, .split = 4,
        .early = gradients->projected, .outputs = outputs, .initial = cell->initial,
        .previous = call.bias_parts + 4 * tasks * call.padded, .weight = gradients->weight};
    CK_NAME(weight_gradient_run)(&weight);
}
#undef LSTM
#undef LSTM_GRADIENTS
