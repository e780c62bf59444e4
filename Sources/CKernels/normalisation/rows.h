/// Row kernels cut into tasks. Included once for each element type by normalisation.c.

TABLE(softmax_rows, void(const REAL *, REAL *, long, long, int))
TABLE(softmax_adjoint_rows, void(const REAL *, const REAL *, REAL *, long, long, int))
TABLE(log_sum_exp_rows, void(const REAL *, REAL *, long, long))
TABLE(normalise_rows,
      void(const REAL *, const REAL *, REAL *, const REAL *, const REAL *, REAL *, REAL *, long, long, REAL, int))
TABLE(normalise_adjoint_rows, void(const REAL *, const REAL *, const REAL *, const REAL *, const REAL *, REAL *, REAL *,
                                   REAL *, long, long, int))
TABLE(cross_entropy_rows, void(REAL *, const int32_t *, const REAL *, const REAL *, REAL, REAL *, long, long, int))

struct F(row_work) {
    const REAL *x, *residual, *gain, *bias, *dy, *extra, *weight, *prior;
    REAL *y, *sum, *statistics, *gain_partial, *bias_partial, *loss;
    const int32_t *target;
    REAL epsilon;
    long rows, width, grain;
    int flag;
};

static void F(softmax_task)(void *context, long begin, long end) {
    const struct F(row_work) *s = context;
    CALL(softmax_rows)(s->x + begin * s->width, s->y + begin * s->width, end - begin, s->width, s->flag);
}
void F(ck_softmax)(const REAL *x, REAL *y, long rows, long width, int logarithm) {
    struct F(row_work) s = {.x = x, .y = y, .width = width, .flag = logarithm};
    if (width > 0) ck_parallel_ranges(rows, rows_per_task(width), F(softmax_task), &s);
}

static void F(softmax_adjoint_task)(void *context, long begin, long end) {
    const struct F(row_work) *s = context;
    long at = begin * s->width;
    CALL(softmax_adjoint_rows)(s->x + at, s->dy + at, s->y + at, end - begin, s->width, s->flag);
}
void F(ck_softmax_adjoint)(const REAL *y, const REAL *dy, REAL *dx, long rows, long width, int logarithm) {
    struct F(row_work) s = {.x = y, .dy = dy, .y = dx, .width = width, .flag = logarithm};
    if (width > 0) ck_parallel_ranges(rows, rows_per_task(width), F(softmax_adjoint_task), &s);
}

static void F(log_sum_exp_task)(void *context, long begin, long end) {
    const struct F(row_work) *s = context;
    CALL(log_sum_exp_rows)(s->x + begin * s->width, s->y + begin, end - begin, s->width);
}
void F(ck_log_sum_exp)(const REAL *x, REAL *y, long rows, long width) {
    struct F(row_work) s = {.x = x, .y = y, .width = width};
    if (width > 0) ck_parallel_ranges(rows, rows_per_task(width), F(log_sum_exp_task), &s);
}

static void F(normalise_task)(void *context, long begin, long end) {
    const struct F(row_work) *s = context;
    long at = begin * s->width;
    CALL(normalise_rows)
    (s->x + at, s->residual ? s->residual + at : NULL, s->residual ? s->sum + at : NULL, s->gain, s->bias, s->y + at,
     s->statistics + 2 * begin, end - begin, s->width, s->epsilon, s->flag);
}
void F(ck_normalise)(const REAL *x, const REAL *residual, REAL *sum, const REAL *gain, const REAL *bias, REAL *y,
                     REAL *statistics, long rows, long width, REAL epsilon, int centred) {
    struct F(row_work) s = {.x = x,
                            .residual = residual,
                            .sum = sum,
                            .gain = gain,
                            .bias = bias,
                            .y = y,
                            .statistics = statistics,
                            .width = width,
                            .epsilon = epsilon,
                            .flag = centred};
    ck_parallel_ranges(rows, rows_per_task(width), F(normalise_task), &s);
}

static void F(normalise_adjoint_task)(void *context, long task) {
    const struct F(row_work) *s = context;
    long begin = task * s->grain, rows = s->rows - begin < s->grain ? s->rows - begin : s->grain;
    long at = begin * s->width, partial = task * s->width;
    CALL(normalise_adjoint_rows)
    (s->x + at, s->statistics + 2 * begin, s->gain, s->dy + at, s->extra ? s->extra + at : NULL, s->y + at,
     s->gain_partial ? s->gain_partial + partial : NULL, s->bias_partial ? s->bias_partial + partial : NULL, rows,
     s->width, s->flag);
}
void F(ck_normalise_adjoint)(const REAL *x, const REAL *statistics, const REAL *gain, const REAL *dy, const REAL *extra,
                             REAL *dx, REAL *gain_gradient, REAL *bias_gradient, long rows, long width, int centred) {
    long grain = (rows + 15) / 16;  // at most sixteen partial sums, whatever the number of threads
    if (grain < rows_per_task(width)) grain = rows_per_task(width);
    long tasks = rows > 0 ? (rows + grain - 1) / grain : 0;
    size_t bytes = (size_t)(tasks * width) * sizeof(REAL);
    struct F(row_work) s = {.x = x,
                            .gain = gain,
                            .dy = dy,
                            .extra = extra,
                            .y = dx,
                            .statistics = (REAL *)statistics,
                            .rows = rows,
                            .width = width,
                            .grain = grain,
                            .flag = centred};
    if (gain_gradient) s.gain_partial = memset(ck_buffer_acquire(bytes), 0, bytes);
    if (bias_gradient) s.bias_partial = memset(ck_buffer_acquire(bytes), 0, bytes);
    ck_parallel(tasks, F(normalise_adjoint_task), &s);
    if (gain_gradient) F(ck_sum)(s.gain_partial, gain_gradient, 1, tasks, width);
    if (bias_gradient) F(ck_sum)(s.bias_partial, bias_gradient, 1, tasks, width);
    ck_buffer_release(s.gain_partial, bytes);
    ck_buffer_release(s.bias_partial, bytes);
}

static void F(cross_entropy_task)(void *context, long begin, long end) {
    const struct F(row_work) *s = context;
    CALL(cross_entropy_rows)
    (s->y + begin * s->width, s->target + begin, s->weight ? s->weight + begin : NULL, s->prior, s->epsilon,
     s->loss + begin, end - begin, s->width, s->flag);
}
void F(ck_cross_entropy)(REAL *logits, const int32_t *target, const REAL *weight, const REAL *prior, REAL smoothing,
                         REAL *loss, long rows, long width, int make_gradient) {
    struct F(row_work) s = {.y = logits,
                            .target = target,
                            .weight = weight,
                            .prior = prior,
                            .epsilon = smoothing,
                            .loss = loss,
                            .width = width,
                            .flag = make_gradient};
    ck_parallel_ranges(rows, rows_per_task(width), F(cross_entropy_task), &s);
}
