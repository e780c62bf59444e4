/// First-order diagonal linear recurrences (see `ck_scan.h`): a task is one sequence and a range of channels; the loop
/// over channels is the vector loop. The running state is the row written last, so there is no separate state.
typedef struct {
    long batch, length, width, blocks;
    ck_decay layout;
    const REAL *decay, *input, *initial, *states, *gradient_states, *gradient_final;
    REAL *output, *final, *gradient_decay, *gradient_input, *gradient_initial;
} CK_NAME(linear);

/// Channels of one task.
enum { CK_NAME(linear_block) = 256 };

static void CK_NAME(linear_forward_task)(void *context, long index) {
    const CK_NAME(linear) *scan = context;
    const long width = scan->width, sequence = index / scan->blocks;
    const long first = index % scan->blocks * CK_NAME(linear_block);
    const long rest = width - first, count = rest < CK_NAME(linear_block) ? rest : CK_NAME(linear_block);
    const long decay_step = scan->layout == CK_DECAY_PER_STEP ? width : 0;
    const REAL *decay = scan->decay + first + sequence * scan->length * decay_step;
    const long start = sequence * scan->length * width + first;
    REAL zero[CK_NAME(linear_block)] = {0};
    const REAL *previous = scan->initial ? scan->initial + sequence * width + first : zero;
    for (long t = 0; t < scan->length; t++) {
        const REAL *input = scan->input + start + t * width, *factor = decay + t * decay_step;
        REAL *row = scan->output + start + t * width;
#pragma clang loop vectorize(assume_safety)
        for (long c = 0; c < count; c++) row[c] = factor[c] * previous[c] + input[c];
        previous = row;
    }
    if (scan->final) memmove(scan->final + sequence * width + first, previous, (size_t)count * sizeof(REAL));
}

/// Gradient of the decays: adjoint times the state before. Constant decays sum over time into `sum`.
static void CK_NAME(linear_backward_task)(void *context, long index) {
    const CK_NAME(linear) *scan = context;
    const long width = scan->width, sequence = index / scan->blocks;
    const long first = index % scan->blocks * CK_NAME(linear_block);
    const long rest = width - first, count = rest < CK_NAME(linear_block) ? rest : CK_NAME(linear_block);
    const bool per_step = scan->layout == CK_DECAY_PER_STEP;
    const long decay_step = per_step ? width : 0;
    const REAL *decay = scan->decay + first + sequence * scan->length * decay_step;
    const long start = sequence * scan->length * width + first;
    REAL zero[CK_NAME(linear_block)] = {0}, carry[CK_NAME(linear_block)] = {0}, sum[CK_NAME(linear_block)] = {0};
    if (scan->gradient_final)
        memcpy(carry, scan->gradient_final + sequence * width + first, (size_t)count * sizeof(REAL));
    for (long t = scan->length - 1; t >= 0; t--) {
        const long row = start + t * width;
        const REAL *factor = decay + t * decay_step, *gradient = scan->gradient_states + row;
        const REAL *before = t > 0               ? scan->states + row - width
                             : scan->initial     ? scan->initial + sequence * width + first
                                                 : zero;
        REAL *adjoint = scan->gradient_input + row;
        REAL *product = scan->gradient_decay && per_step ? scan->gradient_decay + row : sum;
        const REAL *base = product == sum ? sum : zero;
#pragma clang loop vectorize(assume_safety)
        for (long c = 0; c < count; c++) {
            const REAL g = gradient[c] + carry[c];
            adjoint[c] = g;
            product[c] = base[c] + g * before[c];
            carry[c] = g * factor[c];
        }
    }
    if (scan->gradient_initial)
        memcpy(scan->gradient_initial + sequence * width + first, carry, (size_t)count * sizeof(REAL));
    if (scan->gradient_decay && !per_step)
        memcpy(scan->gradient_decay + sequence * width + first, sum, (size_t)count * sizeof(REAL));
}

static void CK_NAME(complex_forward_task)(void *context, long index) {
    const CK_NAME(linear) *scan = context;
    const long width = scan->width, sequence = index / scan->blocks;
    const long first = index % scan->blocks * CK_NAME(linear_block);
    const long rest = width - first, count = rest < CK_NAME(linear_block) ? rest : CK_NAME(linear_block);
    const long decay_step = scan->layout == CK_DECAY_PER_STEP ? 2 * width : 0;
    const REAL *decay = scan->decay + 2 * first + sequence * scan->length * decay_step;
    const long start = 2 * (sequence * scan->length * width + first);
    REAL zero[2 * CK_NAME(linear_block)] = {0};
    const REAL *previous = scan->initial ? scan->initial + 2 * (sequence * width + first) : zero;
    for (long t = 0; t < scan->length; t++) {
        const REAL *input = scan->input + start + 2 * t * width, *factor = decay + t * decay_step;
        REAL *row = scan->output + start + 2 * t * width;
#pragma clang loop vectorize(assume_safety)
        for (long c = 0; c < count; c++) {
            const REAL a = factor[2 * c], b = factor[2 * c + 1], x = previous[2 * c], y = previous[2 * c + 1];
            row[2 * c] = a * x - b * y + input[2 * c];
            row[2 * c + 1] = a * y + b * x + input[2 * c + 1];
        }
        previous = row;
    }
    if (scan->final) memmove(scan->final + 2 * (sequence * width + first), previous, 2 * (size_t)count * sizeof(REAL));
}

static void CK_NAME(complex_backward_task)(void *context, long index) {
    const CK_NAME(linear) *scan = context;
    const long width = scan->width, sequence = index / scan->blocks;
    const long first = index % scan->blocks * CK_NAME(linear_block);
    const long rest = width - first, count = rest < CK_NAME(linear_block) ? rest : CK_NAME(linear_block);
    const bool per_step = scan->layout == CK_DECAY_PER_STEP;
    const long decay_step = per_step ? 2 * width : 0;
    const REAL *decay = scan->decay + 2 * first + sequence * scan->length * decay_step;
    const long start = 2 * (sequence * scan->length * width + first);
    REAL zero[2 * CK_NAME(linear_block)] = {0}, carry[2 * CK_NAME(linear_block)] = {0};
    REAL sum[2 * CK_NAME(linear_block)] = {0};
    if (scan->gradient_final)
        memcpy(carry, scan->gradient_final + 2 * (sequence * width + first), 2 * (size_t)count * sizeof(REAL));
    for (long t = scan->length - 1; t >= 0; t--) {
        const long row = start + 2 * t * width;
        const REAL *factor = decay + t * decay_step, *gradient = scan->gradient_states + row;
        const REAL *before = t > 0               ? scan->states + row - 2 * width
                             : scan->initial     ? scan->initial + 2 * (sequence * width + first)
                                                 : zero;
        REAL *adjoint = scan->gradient_input + row;
        REAL *product = scan->gradient_decay && per_step ? scan->gradient_decay + row : sum;
        const REAL *base = product == sum ? sum : zero;
#pragma clang loop vectorize(assume_safety)
        for (long c = 0; c < count; c++) {
            const REAL g = gradient[2 * c] + carry[2 * c], h = gradient[2 * c + 1] + carry[2 * c + 1];
            const REAL a = factor[2 * c], b = factor[2 * c + 1], x = before[2 * c], y = before[2 * c + 1];
            adjoint[2 * c] = g;
            adjoint[2 * c + 1] = h;
            product[2 * c] = base[2 * c] + g * x + h * y;
            product[2 * c + 1] = base[2 * c + 1] + h * x - g * y;
            carry[2 * c] = g * a + h * b;
            carry[2 * c + 1] = h * a - g * b;
        }
    }
    if (scan->gradient_initial)
        memcpy(scan->gradient_initial + 2 * (sequence * width + first), carry, 2 * (size_t)count * sizeof(REAL));
    if (scan->gradient_decay && !per_step)
        memcpy(scan->gradient_decay + 2 * (sequence * width + first), sum, 2 * (size_t)count * sizeof(REAL));
}

static void CK_NAME(linear_run)(CK_NAME(linear) *scan, ck_task task) {
    scan->blocks = (scan->width + CK_NAME(linear_block) - 1) / CK_NAME(linear_block);
    ck_parallel(scan->batch * scan->blocks, task, scan);
}

/// Runs the adjoint; gradients of constant decays are summed over the sequences in their order. `parts` is 1 (real) or
/// 2.
static void CK_NAME(linear_run_backward)(CK_NAME(linear) *scan, ck_task task, long parts) {
    REAL *decay_gradient = scan->gradient_decay;
    const bool sums = decay_gradient && scan->layout == CK_DECAY_PER_CHANNEL;
    const long count = parts * scan->width;
    if (sums) scan->gradient_decay = ck_scratch(CK_SCRATCH_DRIVER, (size_t)(scan->batch * count) * sizeof(REAL));
    CK_NAME(linear_run)(scan, task);
    if (!sums) return;
    for (long c = 0; c < count; c++) decay_gradient[c] = 0;
    for (long sequence = 0; sequence < scan->batch; sequence++)
        for (long c = 0; c < count; c++) decay_gradient[c] += scan->gradient_decay[sequence * count + c];
}

void CK_NAME(linear_scan)(long batch, long length, long width, const REAL *decay, ck_decay layout, const REAL *input,
                          const REAL *initial, REAL *states, REAL *final) {
    CK_NAME(linear) scan = {.batch = batch, .length = length, .width = width, .layout = layout, .decay = decay,
                            .input = input, .initial = initial, .output = states, .final = final};
    CK_NAME(linear_run)(&scan, CK_NAME(linear_forward_task));
}

void CK_NAME(complex_scan)(long batch, long length, long width, const REAL *decay, ck_decay layout, const REAL *input,
                           const REAL *initial, REAL *states, REAL *final) {
    CK_NAME(linear) scan = {.batch = batch, .length = length, .width = width, .layout = layout, .decay = decay,
                            .input = input, .initial = initial, .output = states, .final = final};
    CK_NAME(linear_run)(&scan, CK_NAME(complex_forward_task));
}

void CK_NAME(linear_scan_backward)(long batch, long length, long width, const REAL *decay, ck_decay layout,
                                   const REAL *states, const REAL *initial, const REAL *gradient_states,
                                   const REAL *gradient_final, REAL *gradient_decay, REAL *gradient_input,
                                   REAL *gradient_initial) {
    CK_NAME(linear) scan = {.batch = batch, .length = length, .width = width, .layout = layout, .decay = decay,
                            .states = states, .initial = initial, .gradient_states = gradient_states,
                            .gradient_final = gradient_final, .gradient_decay = gradient_decay,
                            .gradient_input = gradient_input, .gradient_initial = gradient_initial};
    CK_NAME(linear_run_backward)(&scan, CK_NAME(linear_backward_task), 1);
}

void CK_NAME(complex_scan_backward)(long batch, long length, long width, const REAL *decay, ck_decay layout,
                                    const REAL *states, const REAL *initial, const REAL *gradient_states,
                                    const REAL *gradient_final, REAL *gradient_decay, REAL *gradient_input,
                                    REAL *gradient_initial) {
    CK_NAME(linear) scan = {.batch = batch, .length = length, .width = width, .layout = layout, .decay = decay,
                            .states = states, .initial = initial, .gradient_states = gradient_states,
                            .gradient_final = gradient_final, .gradient_decay = gradient_decay,
                            .gradient_input = gradient_input, .gradient_initial = gradient_initial};
    CK_NAME(linear_run_backward)(&scan, CK_NAME(complex_backward_task), 2);
}
