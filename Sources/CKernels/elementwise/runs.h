/// Long loops cut into tasks. Included once for each element type by elementwise.c.

TABLE(unary_run, void(ck_unary, const REAL *, REAL *, long))
TABLE(unary_adjoint_run, void(ck_unary, const REAL *, const REAL *, const REAL *, REAL *, long))
TABLE(binary_run, void(ck_binary, const REAL *, long, const REAL *, long, REAL *, long))
TABLE(axpby_run, void(REAL, const REAL *, REAL, REAL *, long))
TABLE(affine_run, void(REAL, REAL, const REAL *, REAL *, long))
TABLE(clamp_run, void(REAL, REAL, const REAL *, REAL *, long))
TABLE(sum_squares_run, double(const REAL *, long))

struct F(run) {
    int f;
    REAL a, b;
    const REAL *x, *y, *dy;
    REAL *out;
    double *partial;
};

static void F(unary_task)(void *context, long begin, long end) {
    const struct F(run) *run = context;
    CALL(unary_run)((ck_unary)run->f, run->x + begin, run->out + begin, end - begin);
}
void F(ck_unary)(ck_unary f, const REAL *x, REAL *y, long count) {
    struct F(run) run = {.f = (int)f, .x = x, .out = y};
    ck_parallel_ranges(count, GRAIN, F(unary_task), &run);
}

static void F(unary_adjoint_task)(void *context, long begin, long end) {
    const struct F(run) *run = context;
    CALL(unary_adjoint_run)
    ((ck_unary)run->f, run->x + begin, run->y + begin, run->dy + begin, run->out + begin, end - begin);
}
void F(ck_unary_adjoint)(ck_unary f, const REAL *x, const REAL *y, const REAL *dy, REAL *dx, long count) {
    struct F(run) run = {.f = (int)f, .x = x, .y = y, .dy = dy, .out = dx};
    ck_parallel_ranges(count, GRAIN, F(unary_adjoint_task), &run);
}

static void F(axpby_task)(void *context, long begin, long end) {
    const struct F(run) *run = context;
    CALL(axpby_run)(run->a, run->x + begin, run->b, run->out + begin, end - begin);
}
void F(ck_axpby)(REAL a, const REAL *x, REAL b, REAL *y, long count) {
    struct F(run) run = {.a = a, .b = b, .x = x, .out = y};
    ck_parallel_ranges(count, GRAIN, F(axpby_task), &run);
}

static void F(affine_task)(void *context, long begin, long end) {
    const struct F(run) *run = context;
    CALL(affine_run)(run->a, run->b, run->x + begin, run->out + begin, end - begin);
}
void F(ck_affine)(REAL scale, REAL shift, const REAL *x, REAL *y, long count) {
    struct F(run) run = {.a = scale, .b = shift, .x = x, .out = y};
    ck_parallel_ranges(count, GRAIN, F(affine_task), &run);
}

static void F(clamp_task)(void *context, long begin, long end) {
    const struct F(run) *run = context;
    CALL(clamp_run)(run->a, run->b, run->x + begin, run->out + begin, end - begin);
}
void F(ck_clamp)(REAL low, REAL high, const REAL *x, REAL *y, long count) {
    struct F(run) run = {.a = low, .b = high, .x = x, .out = y};
    ck_parallel_ranges(count, GRAIN, F(clamp_task), &run);
}

static void F(fill_task)(void *context, long begin, long end) {
    const struct F(run) *run = context;
    for (long i = begin; i < end; i++) run->out[i] = run->a;
}
void F(ck_fill)(REAL value, REAL *y, long count) {
    struct F(run) run = {.a = value, .out = y};
    ck_parallel_ranges(count, GRAIN, F(fill_task), &run);
}

static void F(sum_squares_task)(void *context, long begin, long end) {
    const struct F(run) *run = context;
    run->partial[begin / GRAIN] = CALL(sum_squares_run)(run->x + begin, end - begin);
}
double F(ck_sum_squares)(const REAL *x, long count) {
    if (count <= GRAIN) return CALL(sum_squares_run)(x, count);
    long tasks = (count + GRAIN - 1) / GRAIN;
    double *partial = malloc((size_t)tasks * sizeof *partial);
    struct F(run) run = {.x = x, .partial = partial};
    ck_parallel_ranges(count, GRAIN, F(sum_squares_task), &run);
    double total = 0;
    for (long i = 0; i < tasks; i++) total += partial[i];
    free(partial);
    return total;
}

/// Work over a strided shape: the last dimension is a run, the others are unravelled.
struct F(strided) {
    int f, rank;
    long shape[CK_MAXIMUM_RANK], strides[2][CK_MAXIMUM_RANK];
    const REAL *x, *y;
    REAL *z;
};

static void F(binary_task)(void *context, long begin, long end) {
    struct F(strided) *s = context;
    long width = s->shape[s->rank - 1];
    for (long row = begin; row < end; row++) {
        long offsets[2];
        outer_offsets(row, s->rank, s->shape, 2, s->strides, offsets);
        CALL(binary_run)
        ((ck_binary)s->f, s->x + offsets[0], s->strides[0][s->rank - 1], s->y + offsets[1], s->strides[1][s->rank - 1],
         s->z + row * width, width);
    }
}

/// One long row: cut the row itself.
static void F(binary_row_task)(void *context, long begin, long end) {
    struct F(strided) *s = context;
    CALL(binary_run)
    ((ck_binary)s->f, s->x + begin * s->strides[0][0], s->strides[0][0], s->y + begin * s->strides[1][0],
     s->strides[1][0], s->z + begin, end - begin);
}

void F(ck_binary)(ck_binary f, int rank, const long *shape, const long *x_strides, const long *y_strides,
                  const REAL *x, const REAL *y, REAL *z) {
    struct F(strided) s = {.f = (int)f, .x = x, .y = y, .z = z};
    if (product(rank, shape) == 0) return;
    const long *strides[2] = {x_strides, y_strides};
    s.rank = collapse(rank, shape, 2, strides, s.shape, s.strides);
    if (s.rank == 1)
        ck_parallel_ranges(s.shape[0], GRAIN, F(binary_row_task), &s);
    else
        ck_parallel_ranges(product(s.rank - 1, s.shape), rows_per_task(s.shape[s.rank - 1]), F(binary_task), &s);
}

static void F(copy_task)(void *context, long begin, long end) {
    struct F(strided) *s = context;
    long width = s->shape[s->rank - 1], stride = s->strides[0][s->rank - 1];
    for (long row = begin; row < end; row++) {
        long offset;
        outer_offsets(row, s->rank, s->shape, 1, s->strides, &offset);
        const REAL *x = s->x + offset;
        REAL *z = s->z + row * width;
        if (stride == 1)
            memcpy(z, x, (size_t)width * sizeof(REAL));
        else
            for (long i = 0; i < width; i++) z[i] = x[i * stride];
    }
}
void F(ck_copy_strided)(int rank, const long *shape, const long *strides, const REAL *x, REAL *z) {
    struct F(strided) s = {.x = x, .z = z};
    if (product(rank, shape) == 0) return;
    s.rank = collapse(rank, shape, 1, &strides, s.shape, s.strides);
    ck_parallel_ranges(product(s.rank - 1, s.shape), rows_per_task(s.shape[s.rank - 1]), F(copy_task), &s);
}

static void F(scatter_task)(void *context, long begin, long end) {
    struct F(strided) *s = context;
    long width = s->shape[s->rank - 1], stride = s->strides[0][s->rank - 1];
    for (long row = begin; row < end; row++) {
        long offset;
        outer_offsets(row, s->rank, s->shape, 1, s->strides, &offset);
        const REAL *x = s->x + row * width;
        REAL *z = s->z + offset;
        if (s->f)
            for (long i = 0; i < width; i++) z[i * stride] += x[i];
        else
            for (long i = 0; i < width; i++) z[i * stride] = x[i];
    }
}
void F(ck_scatter_strided)(int rank, const long *shape, const long *strides, const REAL *x, REAL *z, int accumulate) {
    struct F(strided) s = {.f = accumulate, .x = x, .z = z};
    if (product(rank, shape) == 0) return;
    s.rank = collapse(rank, shape, 1, &strides, s.shape, s.strides);
    ck_parallel_ranges(product(s.rank - 1, s.shape), rows_per_task(s.shape[s.rank - 1]), F(scatter_task), &s);
}
