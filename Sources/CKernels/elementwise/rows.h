/// Sums, and kernels over rows of a matrix. Included once for each element type by elementwise.c.

TABLE(sum_run, REAL(const REAL *, long))
TABLE(add_rows, void(const REAL *, REAL *, long, long, long))
TABLE(bias_activation_run, void(ck_unary, REAL *, const REAL *, REAL *, long, long))
TABLE(gated_run, void(ck_unary, const REAL *, REAL *, long, long))
TABLE(gated_adjoint_run, void(ck_unary, const REAL *, const REAL *, REAL *, long, long))

struct F(rows) {
    int f;
    const REAL *x, *y, *dy;
    REAL *z, *kept;
    const int32_t *index;
    int32_t *index_out;
    long count, middle, width, blocks;
};

/// A piece of a row sum: long rows are cut at multiples of GRAIN, so that the order of additions is the size's alone.
static void F(sum_rows_task)(void *context, long begin, long end) {
    const struct F(rows) *s = context;
    for (long row = begin; row < end; row++) {
        REAL total = 0;
        for (long i = 0; i < s->middle; i += GRAIN)
            total += CALL(sum_run)(s->x + row * s->middle + i, s->middle - i < GRAIN ? s->middle - i : GRAIN);
        s->z[row] = total;
    }
}
static void F(sum_long_task)(void *context, long index) {
    const struct F(rows) *s = context;
    long begin = index * GRAIN, rest = s->middle - begin;
    s->z[index] = CALL(sum_run)(s->x + begin, rest < GRAIN ? rest : GRAIN);
}
static void F(sum_columns_task)(void *context, long index) {
    const struct F(rows) *s = context;
    long outer = index / s->blocks, first = (index % s->blocks) * COLUMNS;
    long width = s->width - first < COLUMNS ? s->width - first : COLUMNS;
    REAL *y = s->z + outer * s->width + first;
    for (long j = 0; j < width; j++) y[j] = 0;
    CALL(add_rows)(s->x + outer * s->middle * s->width + first, y, s->middle, width, s->width);
}

void F(ck_sum)(const REAL *x, REAL *y, long outer, long middle, long inner) {
    struct F(rows) s = {.x = x, .z = y, .middle = middle, .width = inner};
    if (inner != 1) {
        s.blocks = (inner + COLUMNS - 1) / COLUMNS;
        ck_parallel(outer * s.blocks, F(sum_columns_task), &s);
    } else if (outer == 1 && middle > GRAIN) {
        long tasks = (middle + GRAIN - 1) / GRAIN;
        REAL *partial = malloc((size_t)tasks * sizeof *partial);
        s.z = partial;
        ck_parallel(tasks, F(sum_long_task), &s);
        REAL total = 0;
        for (long i = 0; i < tasks; i++) total += partial[i];
        *y = total;
        free(partial);
    } else
        ck_parallel_ranges(outer, rows_per_task(middle), F(sum_rows_task), &s);
}

static void F(extreme_task)(void *context, long begin, long end) {
    const struct F(rows) *s = context;
    for (long o = begin; o < end; o++) {
        const REAL *x = s->x + o * s->middle * s->width;
        REAL *y = s->z + o * s->width;
        for (long j = 0; j < s->width; j++) y[j] = x[j];
        for (long m = 1; m < s->middle; m++) 
            CALL(binary_run)(s->f ? CK_MINIMUM : CK_MAXIMUM, y, 1, x + m * s->width, 1, y, s->width);
    }
}
void F(ck_extreme)(const REAL *x, REAL *y, long outer, long middle, long inner, int least) {
    struct F(rows) s = {.f = least, .x = x, .z = y, .middle = middle, .width = inner};
    if (middle > 0) ck_parallel_ranges(outer, rows_per_task(middle * inner), F(extreme_task), &s);
}

static void F(argmax_task)(void *context, long begin, long end) {
    const struct F(rows) *s = context;
    for (long row = begin; row < end; row++) {
        const REAL *x = s->x + row * s->width;
        long best = 0;
        for (long j = 1; j < s->width; j++)
            if (x[j] > x[best]) best = j;
        s->index_out[row] = (int32_t)best;
    }
}
void F(ck_argmax)(const REAL *x, int32_t *index, long rows, long width) {
    struct F(rows) s = {.x = x, .index_out = index, .width = width};
    ck_parallel_ranges(rows, rows_per_task(width), F(argmax_task), &s);
}

static void F(bias_activation_task)(void *context, long begin, long end) {
    const struct F(rows) *s = context;
    REAL *kept = s->kept ? s->kept + begin * s->width : NULL;
    CALL(bias_activation_run)((ck_unary)s->f, s->z + begin * s->width, s->x, kept, end - begin, s->width);
}
void F(ck_bias_activation)(ck_unary f, REAL *z, const REAL *bias, REAL *kept, long rows, long width) {
    struct F(rows) s = {.f = (int)f, .x = bias, .z = z, .kept = kept, .width = width};
    ck_parallel_ranges(rows, rows_per_task(width), F(bias_activation_task), &s);
}

void F(ck_bias_activation_adjoint)(ck_unary f, const REAL *kept, const REAL *y, const REAL *dy, REAL *dz,
                                   REAL *bias_gradient, long rows, long width) {
    const REAL *source = dy;
    if (f != CK_IDENTITY) {
        F(ck_unary_adjoint)(f, kept, y, dy, dz, rows * width);
        source = dz;
    }
    if (bias_gradient) F(ck_sum)(source, bias_gradient, 1, rows, width);
}

static void F(gated_task)(void *context, long begin, long end) {
    const struct F(rows) *s = context;
    CALL(gated_run)
    ((ck_unary)s->f, s->x + begin * 2 * s->width, s->z + begin * s->width, end - begin, s->width);
}
void F(ck_gated)(ck_unary f, const REAL *x, REAL *y, long rows, long width) {
    struct F(rows) s = {.f = (int)f, .x = x, .z = y, .width = width};
    ck_parallel_ranges(rows, rows_per_task(width), F(gated_task), &s);
}

static void F(gated_adjoint_task)(void *context, long begin, long end) {
    const struct F(rows) *s = context;
    CALL(gated_adjoint_run)
    ((ck_unary)s->f, s->x + begin * 2 * s->width, s->dy + begin * s->width, s->z + begin * 2 * s->width, end - begin,
     s->width);
}
void F(ck_gated_adjoint)(ck_unary f, const REAL *x, const REAL *dy, REAL *dx, long rows, long width) {
    struct F(rows) s = {.f = (int)f, .x = x, .dy = dy, .z = dx, .width = width};
    ck_parallel_ranges(rows, rows_per_task(width), F(gated_adjoint_task), &s);
}

static void F(gather_task)(void *context, long begin, long end) {
    const struct F(rows) *s = context;
    for (long i = begin; i < end; i++)
        memcpy(s->z + i * s->width, s->x + s->index[i] * s->width, (size_t)s->width * sizeof(REAL));
}
void F(ck_gather_rows)(const REAL *table, const int32_t *index, REAL *y, long count, long width) {
    struct F(rows) s = {.x = table, .index = index, .z = y, .width = width};
    ck_parallel_ranges(count, rows_per_task(width), F(gather_task), &s);
}

/// Each task owns a block of columns and walks all indices in order, so that repeated indices add in one fixed order.
static void F(scatter_rows_task)(void *context, long block) {
    const struct F(rows) *s = context;
    long first = block * COLUMNS, width = s->width - first < COLUMNS ? s->width - first : COLUMNS;
    for (long i = 0; i < s->count; i++)
        CALL(add_rows)(s->dy + i * s->width + first, s->z + s->index[i] * s->width + first, 1, width, s->width);
}
void F(ck_scatter_add_rows)(const REAL *dy, const int32_t *index, REAL *table_gradient, long count, long width) {
    struct F(rows) s = {.dy = dy, .index = index, .z = table_gradient, .count = count, .width = width};
    ck_parallel((width + COLUMNS - 1) / COLUMNS, F(scatter_rows_task), &s);
}
