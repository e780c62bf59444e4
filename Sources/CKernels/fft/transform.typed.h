/// The public transforms of one number type: rows to tasks, tasks to the kernels of the current level.

const CK_TYPED(fft_kernel_table) * CK_TYPED(fft_kernels)(void) {
#if defined(__x86_64__)
    switch (ck_current_level()) {
        case CK_AVX512: return &CK_JOIN3(fft_kernels, CK_REAL_NAME, avx512);
        case CK_AVX2: return &CK_JOIN3(fft_kernels, CK_REAL_NAME, avx2);
        default: break;
    }
#elif defined(__aarch64__)
    if (ck_current_level() == CK_NEON) return &CK_JOIN3(fft_kernels, CK_REAL_NAME, neon);
#endif
    return &CK_JOIN3(fft_kernels, CK_REAL_NAME, scalar);
}

typedef struct {
    const CK_TYPED(fft_kernel_table) * kernels;
    const CK_TYPED(fft_pass) * pass;
    const REAL *sr, *si;
    REAL *dr, *di;
} CK_TYPED(pass_task);

static void CK_TYPED(pass_over_p)(void *context, long begin, long end) {
    const CK_TYPED(pass_task) *t = context;
    t->kernels->pass(t->pass, t->sr, t->si, t->dr, t->di, begin, end, 0, t->pass->s);
}

static void CK_TYPED(pass_over_q)(void *context, long begin, long end) {
    const CK_TYPED(pass_task) *t = context;
    t->kernels->pass(t->pass, t->sr, t->si, t->dr, t->di, 0, t->pass->m, begin, end);
}

/// Runs the passes between two split buffers (`re[0]`, `im[0]` hold the input); gives back the index of the result.
static int CK_TYPED(run_passes)(const CK_TYPED(fft_plan) * plan, REAL *re[2], REAL *im[2], bool parallel) {
    const CK_TYPED(fft_kernel_table) *kernels = CK_TYPED(fft_kernels)();
    int at = 0;
    for (int k = 0; k < plan->passes; k++, at = 1 - at) {
        const CK_TYPED(fft_pass) *pass = &plan->pass[k];
        CK_TYPED(pass_task) task = {kernels, pass, re[at], im[at], re[1 - at], im[1 - at]};
        if (!parallel || plan->n < LONG_ROW)
            CK_TYPED(pass_over_p)(&task, 0, pass->m);
        else if (pass->m >= pass->s)
            ck_parallel_ranges(pass->m, (TASK_POINTS / (pass->s * pass->radix) + 64) / 64 * 64, CK_TYPED(pass_over_p), &task);
        else
            ck_parallel_ranges(pass->s, (TASK_POINTS / (pass->m * pass->radix) + 64) / 64 * 64, CK_TYPED(pass_over_q), &task);
    }
    return at;
}

long CK_TYPED(fft_room)(const CK_TYPED(fft_plan) * plan) { return 2 * (plan->inner ? plan->inner->n : plan->n); }

REAL *CK_TYPED(fft_run)(const CK_TYPED(fft_plan) * plan, REAL *a, REAL *b, bool inverse, bool parallel) {
    long n = plan->n;
    REAL *re[2] = {a, b}, *im[2] = {a + n, b + n};
    if (!plan->inner) {  // an inverse is a forward transform with re and im exchanged
        int at = inverse ? CK_TYPED(run_passes)(plan, im, re, parallel) : CK_TYPED(run_passes)(plan, re, im, parallel);
        return at ? b : a;
    }
    const CK_TYPED(fft_kernel_table) *kernels = CK_TYPED(fft_kernels)();
    long m = plan->inner->n;
    REAL *xr = inverse ? im[0] : re[0], *xi = inverse ? re[0] : im[0];
    kernels->product(xr, xi, plan->chirp, plan->chirp + n, b, b + m, n);
    memset(b + n, 0, (size_t)(m - n) * sizeof(REAL));
    memset(b + m + n, 0, (size_t)(m - n) * sizeof(REAL));
    REAL *inner_re[2] = {b, a}, *inner_im[2] = {b + m, a + m};
    int at = CK_TYPED(run_passes)(plan->inner, inner_re, inner_im, parallel);
    REAL *zr = inner_re[at], *zi = inner_im[at];
    kernels->product(zr, zi, plan->spectrum, plan->spectrum + m, zr, zi, m);
    REAL *back_re[2] = {zr, inner_re[1 - at]}, *back_im[2] = {zi, inner_im[1 - at]};
    at = CK_TYPED(run_passes)(plan->inner, back_im, back_re, parallel);
    REAL *result = back_re[1 - at];
    kernels->product(back_re[at], back_im[at], plan->chirp, plan->chirp + n, inverse ? result + n : result,
                     inverse ? result : result + n, n);
    return result;
}

typedef struct {
    const REAL *input;
    REAL *output;
    const CK_TYPED(fft_plan) * plan;
    const CK_TYPED(real_plan) * real;
    long n;
    bool inverse, parallel;
    REAL scale, interior;
} CK_TYPED(rows);

static void CK_TYPED(complex_rows)(void *context, long begin, long end) {
    const CK_TYPED(rows) *t = context;
    const CK_TYPED(fft_kernel_table) *kernels = CK_TYPED(fft_kernels)();
    long n = t->n, room = CK_TYPED(fft_room)(t->plan);
    REAL *a = ck_scratch(CK_SCRATCH_TASK, (size_t)(2 * room) * sizeof(REAL)), *b = a + room;
    for (long row = begin; row < end; row++) {
        kernels->split(t->input + row * 2 * n, a, a + n, n);
        const REAL *z = CK_TYPED(fft_run)(t->plan, a, b, t->inverse, t->parallel);
        kernels->join(z, z + n, t->output + row * 2 * n, n, t->scale);
    }
}

static void CK_TYPED(real_rows)(void *context, long begin, long end) {
    const CK_TYPED(rows) *t = context;
    const CK_TYPED(fft_kernel_table) *kernels = CK_TYPED(fft_kernels)();
    long n = t->n, m = n / 2, room = CK_TYPED(fft_room)(t->plan);
    REAL *a = ck_scratch(CK_SCRATCH_TASK, (size_t)(2 * room) * sizeof(REAL)), *b = a + room;
    for (long row = begin; row < end; row++) {
        const REAL *input = t->input + row * n;
        REAL *output = t->output + row * 2 * (m + 1);
        if (t->real) {
            kernels->split(input, a, a + m, m);
            const REAL *z = CK_TYPED(fft_run)(t->plan, a, b, false, t->parallel);
            kernels->real_finish(z, z + m, t->real->twiddles, output, m, t->scale, t->interior);
            continue;
        }
        memcpy(a, input, (size_t)n * sizeof(REAL));
        memset(a + n, 0, (size_t)n * sizeof(REAL));
        const REAL *z = CK_TYPED(fft_run)(t->plan, a, b, false, t->parallel);
        kernels->join(z, z + n, output, m + 1, t->scale * t->interior);
        output[0] = z[0] * t->scale;
    }
}

static void CK_TYPED(inverse_real_rows)(void *context, long begin, long end) {
    const CK_TYPED(rows) *t = context;
    const CK_TYPED(fft_kernel_table) *kernels = CK_TYPED(fft_kernels)();
    long n = t->n, m = n / 2, room = CK_TYPED(fft_room)(t->plan);
    REAL *a = ck_scratch(CK_SCRATCH_TASK, (size_t)(2 * room) * sizeof(REAL)), *b = a + room;
    for (long row = begin; row < end; row++) {
        const REAL *input = t->input + row * 2 * (m + 1);
        REAL *output = t->output + row * n;
        if (t->real) {
            kernels->real_begin(input, t->real->twiddles, a, a + m, m, t->scale, t->interior);
            const REAL *z = CK_TYPED(fft_run)(t->plan, a, b, true, t->parallel);
            kernels->join(z, z + m, output, m, 1);
            continue;
        }
        REAL factor = t->scale * t->interior;
        a[0] = input[0] * t->scale, a[n] = 0;
        for (long k = 1; k <= m; k++) {
            a[k] = a[n - k] = input[2 * k] * factor;
            a[n + k] = input[2 * k + 1] * factor, a[2 * n - k] = -a[n + k];
        }
        const REAL *z = CK_TYPED(fft_run)(t->plan, a, b, true, t->parallel);
        memcpy(output, z, (size_t)n * sizeof(REAL));
    }
}

static void CK_TYPED(run_rows)(CK_TYPED(rows) * rows, long batch, ck_range_task task) {
    rows->parallel = batch == 1;
    ck_parallel_ranges(batch, 1 + ROW_POINTS / rows->n, task, rows);
}

void CK_TYPED(ck_fft)(const REAL *input, REAL *output, long n, long batch, bool inverse, double scale) {
    if (n <= 0 || batch <= 0) return;
    CK_TYPED(fft_plan) *plan = CK_TYPED(fft_plan_acquire)(n);
    CK_TYPED(rows) rows = {input, output, plan, NULL, n, inverse, false, (REAL)scale, 1};
    CK_TYPED(run_rows)(&rows, batch, CK_TYPED(complex_rows));
    ck_plan_release(plan);
}

/// Both directions of the real transform: an even length is half as many pairs, an odd one a complex row.
static void CK_TYPED(real_transform)(const REAL *input, REAL *output, long n, long batch, double scale, double interior,
                                     ck_range_task task) {
    if (n <= 0 || batch <= 0) return;
    CK_TYPED(rows) rows = {input, output, NULL, NULL, n, false, false, (REAL)scale, (REAL)interior};
    if (n % 2 == 0) {
        CK_TYPED(real_plan) *real = CK_TYPED(real_plan_acquire)(n);
        rows.real = real;
        rows.plan = real->half;
        CK_TYPED(run_rows)(&rows, batch, task);
        ck_plan_release(real);
    } else {
        CK_TYPED(fft_plan) *plan = CK_TYPED(fft_plan_acquire)(n);
        rows.plan = plan;
        CK_TYPED(run_rows)(&rows, batch, task);
        ck_plan_release(plan);
    }
}

void CK_TYPED(ck_rfft)(const REAL *input, REAL *output, long n, long batch, double scale, double interior) {
    CK_TYPED(real_transform)(input, output, n, batch, scale, interior, CK_TYPED(real_rows));
}

void CK_TYPED(ck_irfft)(const REAL *input, REAL *output, long n, long batch, double scale, double interior) {
    CK_TYPED(real_transform)(input, output, n, batch, scale, interior, CK_TYPED(inverse_real_rows));
}
