/// Short convolutions of one number type. A task has up to `TASK_STEPS` time steps of one element of the batch; gradients
/// of weights and bias are summed task by task, then over the tasks in their order.

static const CK_TYPED(short_kernel_table) * CK_TYPED(short_kernels)(void) {
#if defined(__x86_64__)
    switch (ck_current_level()) {
        case CK_AVX512: return &CK_JOIN3(short_kernels, CK_REAL_NAME, avx512);
        case CK_AVX2: return &CK_JOIN3(short_kernels, CK_REAL_NAME, avx2);
        default: break;
    }
#elif defined(__aarch64__)
    if (ck_current_level() == CK_NEON) return &CK_JOIN3(short_kernels, CK_REAL_NAME, neon);
#endif
    return &CK_JOIN3(short_kernels, CK_REAL_NAME, scalar);
}

typedef struct {
    ck_short_convolution shape;
    const CK_TYPED(short_kernel_table) * kernels;
    const REAL *input, *weights, *bias, *state, *output_gradient;
    REAL *output, *input_gradient, *state_gradient, *partials;
    long tasks_per_row;
} CK_TYPED(short_task);

/// weights[c, j] to [j, c].
static void CK_TYPED(turn_weights)(const REAL *weights, REAL *turned, long channels, long width) {
    for (long j = 0; j < width; j++)
        for (long c = 0; c < channels; c++) turned[j * channels + c] = weights[c * width + j];
}

/// The rows of a task; `before` has room for 2 (width - 1) rows and is filled in when the task needs it.
static CK_TYPED(short_rows) CK_TYPED(rows_of_task)(const CK_TYPED(short_task) * t, long index, REAL *before) {
    const ck_short_convolution *shape = &t->shape;
    long b = index / t->tasks_per_row, begin = index % t->tasks_per_row * TASK_STEPS, back = shape->width - 1;
    long end = begin + TASK_STEPS < shape->length ? begin + TASK_STEPS : shape->length;
    long row = shape->length * shape->channels, early = back * shape->channels;
    CK_TYPED(short_rows)
    rows = {
        .channels = shape->channels,
        .width = shape->width,
        .begin = begin,
        .end = end,
        .silu = shape->silu,
        .weights = t->weights,
        .bias = t->bias,
        .input = t->input + b * row,
        .before = before,
        .output = t->output ? t->output + b * row : NULL,
        .output_gradient = t->output_gradient ? t->output_gradient + b * row : NULL,
    };
    if (begin < back) {
        if (t->state)
            memcpy(before, t->state + b * early, (size_t)early * sizeof(REAL));
        else
            memset(before, 0, (size_t)early * sizeof(REAL));
        memcpy(before + early, rows.input, (size_t)(early < row ? early : row) * sizeof(REAL));
    }
    return rows;
}

static void CK_TYPED(forward_task)(void *context, long index) {
    const CK_TYPED(short_task) *t = context;
    long early = 2 * (t->shape.width - 1) * t->shape.channels;
    REAL *before = ck_scratch(CK_SCRATCH_TASK, (size_t)early * sizeof(REAL));
    CK_TYPED(short_rows) rows = CK_TYPED(rows_of_task)(t, index, before);
    t->kernels->forward(&rows);
}

/// The gradient of the sums over the task's steps and the width - 1 after them gives the gradient of its inputs.
static void CK_TYPED(adjoint_task)(void *context, long index) {
    const CK_TYPED(short_task) *t = context;
    long channels = t->shape.channels, width = t->shape.width, back = width - 1, length = t->shape.length;
    long early = 2 * back * channels;
    REAL *before = ck_scratch(CK_SCRATCH_TASK, (size_t)(early + (TASK_STEPS + back) * channels) * sizeof(REAL));
    REAL *gradient = before + early;
    CK_TYPED(short_rows) rows = CK_TYPED(rows_of_task)(t, index, before);
    long begin = rows.begin, end = rows.end, b = index / t->tasks_per_row;
    rows.sum_gradient = gradient;
    rows.partial = t->partials + index * (width + 1) * channels;
    memset(rows.partial, 0, (size_t)((width + 1) * channels) * sizeof(REAL));
    rows.end = end + back < length ? end + back : length;
    long known = rows.end;
    if (t->shape.silu)
        t->kernels->through(&rows);
    else
        memcpy(gradient, rows.output_gradient + begin * channels, (size_t)((known - begin) * channels) * sizeof(REAL));
    rows.end = end;
    t->kernels->accumulate(&rows);
    REAL *target = t->input_gradient + b * length * channels;
    for (long s = begin; s < end; s++) {  // coefficient j meets input s at step s + back - j
        long first = s + back < known ? 0 : s + back - known + 1;
        t->kernels->backward_row(t->weights, gradient + (s - begin) * channels, target + s * channels, channels, first, width,
                                 width);
    }
    if (begin > 0 || !t->state_gradient) return;
    for (long i = 0; i < back; i++) {  // coefficient j meets state i at step i - j
        long first = i < known ? 0 : i - known + 1;
        t->kernels->backward_row(t->weights, gradient, t->state_gradient + (b * back + i) * channels, channels, first, i + 1,
                                 i + 1);
    }
}

static bool CK_TYPED(nothing_to_do)(const ck_short_convolution *shape) {
    return shape->batch <= 0 || shape->length <= 0 || shape->channels <= 0;
}

static void CK_TYPED(carry_state)(const ck_short_convolution *shape, const REAL *input, const REAL *state,
                                  REAL *new_state) {
    long back = shape->width - 1, channels = shape->channels;
    for (long b = 0; b < shape->batch; b++)
        for (long i = 0; i < back; i++) {
            long from = i + shape->length;  // counted from the beginning of the old state
            REAL *target = new_state + (b * back + i) * channels;
            if (from >= back)
                memcpy(target, input + (b * shape->length + from - back) * channels, (size_t)channels * sizeof(REAL));
            else if (state)
                memmove(target, state + (b * back + from) * channels, (size_t)channels * sizeof(REAL));
            else
                memset(target, 0, (size_t)channels * sizeof(REAL));
        }
}

void CK_TYPED(ck_short_convolution)(const ck_short_convolution *shape, const REAL *input, const REAL *weights,
                                    const REAL *bias, const REAL *state, REAL *output, REAL *new_state) {
    if (!CK_TYPED(nothing_to_do)(shape)) {
        long channels = shape->channels, width = shape->width;
        REAL *turned = ck_scratch(CK_SCRATCH_DRIVER, (size_t)(channels * width) * sizeof(REAL));
        CK_TYPED(turn_weights)(weights, turned, channels, width);
        CK_TYPED(short_task)
        task = {
            .shape = *shape,
            .kernels = CK_TYPED(short_kernels)(),
            .input = input,
            .weights = turned,
            .bias = bias,
            .state = state,
            .output = output,
            .tasks_per_row = (shape->length + TASK_STEPS - 1) / TASK_STEPS,
        };
        ck_parallel(shape->batch * task.tasks_per_row, CK_TYPED(forward_task), &task);
    }
    if (new_state) CK_TYPED(carry_state)(shape, input, state, new_state);
}

/// What the new state's gradient gives to the inputs, and to the old state that a short row passes on.
static void CK_TYPED(add_state_gradient)(const ck_short_convolution *shape, const REAL *gradient, REAL *input_gradient,
                                         REAL *state_gradient) {
    long back = shape->width - 1, channels = shape->channels;
    for (long b = 0; b < shape->batch; b++)
        for (long i = 0; i < back; i++) {
            long from = i + shape->length;
            REAL *target = from >= back     ? input_gradient + (b * shape->length + from - back) * channels
                           : state_gradient ? state_gradient + (b * back + from) * channels
                                            : NULL;
            const REAL *source = gradient + (b * back + i) * channels;
            for (long c = 0; target && c < channels; c++) target[c] += source[c];
        }
}

void CK_TYPED(ck_short_convolution_adjoint)(const ck_short_convolution *shape, const REAL *input, const REAL *weights,
                                            const REAL *bias, const REAL *state, const REAL *output_gradient,
                                            const REAL *new_state_gradient, REAL *input_gradient,
                                            REAL *weight_gradient, REAL *bias_gradient, REAL *state_gradient) {
    long channels = shape->channels, width = shape->width, steps = 0;
    REAL *turned = NULL, *partials = NULL;
    if (!CK_TYPED(nothing_to_do)(shape)) {
        long tasks_per_row = (shape->length + TASK_STEPS - 1) / TASK_STEPS;
        steps = shape->batch * tasks_per_row;
        turned = ck_scratch(CK_SCRATCH_DRIVER, (size_t)(channels * (width + steps * (width + 1))) * sizeof(REAL));
        partials = turned + channels * width;
        CK_TYPED(turn_weights)(weights, turned, channels, width);
        CK_TYPED(short_task)
        task = {
            .shape = *shape,
            .kernels = CK_TYPED(short_kernels)(),
            .input = input,
            .weights = turned,
            .bias = bias,
            .state = state,
            .output_gradient = output_gradient,
            .input_gradient = input_gradient,
            .state_gradient = state_gradient,
            .partials = partials,
            .tasks_per_row = tasks_per_row,
        };
        ck_parallel(steps, CK_TYPED(adjoint_task), &task);
        for (long k = 1; k < steps; k++)
            for (long c = 0; c < (width + 1) * channels; c++) partials[c] += partials[k * (width + 1) * channels + c];
    } else if (state_gradient && shape->batch > 0 && channels > 0) {
        memset(state_gradient, 0, (size_t)(shape->batch * (width - 1) * channels) * sizeof(REAL));
    }
    for (long c = 0; c < channels; c++) {
        for (long j = 0; j < width; j++) weight_gradient[c * width + j] = steps ? partials[j * channels + c] : 0;
        if (bias_gradient) bias_gradient[c] = steps ? partials[width * channels + c] : 0;
    }
    if (new_state_gradient) CK_TYPED(add_state_gradient)(shape, new_state_gradient, input_gradient, state_gradient);
}
