/// Complex arithmetic cut into tasks, for one element type.

TABLE(complex_multiply_run, void(const REAL *, const REAL *, REAL *, long, REAL))
TABLE(complex_conjugate_run, void(const REAL *, REAL *, long))
TABLE(complex_magnitude_run, void(const REAL *, REAL *, long))
TABLE(complex_magnitude_adjoint_run, void(const REAL *, const REAL *, const REAL *, REAL *, long))

typedef struct {
    const REAL *x, *other, *gradient;
    REAL *y, sign;
    long period;
} F(complex_call);

static void F(complex_multiply_task)(void *context, long begin, long end) {
    const F(complex_call) *call = context;
    while (begin < end) {
        const long first = begin % call->period, left = call->period - first;
        const long count = end - begin < left ? end - begin : left;
        CALL(complex_multiply_run)
        (call->x + 2 * begin, call->other + 2 * first, call->y + 2 * begin, count, call->sign);
        begin += count;
    }
}
void F(ck_complex_multiply)(const REAL *x, const REAL *factor, REAL *y, long count, long period, bool conjugate) {
    F(complex_call) call = {.x = x, .other = factor, .y = y, .sign = conjugate ? -1 : 1, .period = period};
    ck_parallel_ranges(count, CK_GRAIN, F(complex_multiply_task), &call);
}

static void F(complex_conjugate_task)(void *context, long begin, long end) {
    const F(complex_call) *call = context;
    CALL(complex_conjugate_run)(call->x + 2 * begin, call->y + 2 * begin, end - begin);
}
void F(ck_complex_conjugate)(const REAL *x, REAL *y, long count) {
    F(complex_call) call = {.x = x, .y = y};
    ck_parallel_ranges(count, CK_GRAIN, F(complex_conjugate_task), &call);
}

static void F(complex_magnitude_task)(void *context, long begin, long end) {
    const F(complex_call) *call = context;
    CALL(complex_magnitude_run)(call->x + 2 * begin, call->y + begin, end - begin);
}
void F(ck_complex_magnitude)(const REAL *x, REAL *y, long count) {
    F(complex_call) call = {.x = x, .y = y};
    ck_parallel_ranges(count, CK_GRAIN, F(complex_magnitude_task), &call);
}

static void F(complex_magnitude_adjoint_task)(void *context, long begin, long end) {
    const F(complex_call) *call = context;
    CALL(complex_magnitude_adjoint_run)
    (call->x + 2 * begin, call->other + begin, call->gradient + begin, call->y + 2 * begin, end - begin);
}
void F(ck_complex_magnitude_adjoint)(const REAL *x, const REAL *y, const REAL *dy, REAL *dx, long count) {
    F(complex_call) call = {.x = x, .other = y, .gradient = dy, .y = dx};
    ck_parallel_ranges(count, CK_GRAIN, F(complex_magnitude_adjoint_task), &call);
}
