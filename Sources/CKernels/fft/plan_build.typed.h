/// The tables of the plans of one number type, computed in double precision.

enum { CK_TYPED(lanes) = 64 / sizeof(REAL) };

static REAL *CK_TYPED(numbers)(void *plan, long count) { return ck_plan_memory(plan, (size_t)count * sizeof(REAL)); }

static void CK_TYPED(set_root)(REAL *pair, long stride, long k, long n) {
    double c, s;
    ck_unit_root(k, n, &c, &s);
    pair[0] = (REAL)c, pair[stride] = (REAL)s;
}

static void CK_TYPED(add_pass)(CK_TYPED(fft_plan) * plan, int radix, long s) {
    enum { lanes = CK_TYPED(lanes) };
    CK_TYPED(fft_pass) *pass = &plan->pass[plan->passes++];
    long length = plan->n / s, m = length / radix;
    pass->radix = radix;
    pass->m = m;
    pass->s = s;
    pass->wide = s == 1 && radix == lanes && m % lanes == 0;
    pass->vectors = s % lanes == 0;
    pass->twiddles = CK_TYPED(numbers)(plan, m * (radix - 1) * 2);
    for (long p = 0; p < m; p++)
        for (long j = 1; j < radix; j++)
            if (pass->wide)
                CK_TYPED(set_root)(pass->twiddles + p / lanes * lanes * 2 * (radix - 1) + 2 * (j - 1) * lanes + p % lanes,
                                   lanes, -p * j, length);
            else
                CK_TYPED(set_root)(pass->twiddles + (p * (radix - 1) + j - 1) * 2, 1, -p * j, length);
    pass->roots = CK_TYPED(numbers)(plan, 2 * radix);
    for (long k = 0; k < radix; k++) CK_TYPED(set_root)(pass->roots + 2 * k, 1, k, radix);
}

/// Bluestein: with c_t = exp(-pi i t^2 / n), X_k = c_k sum_t (x_t c_t) conj(c_{k-t}).
static void CK_TYPED(build_chirp)(CK_TYPED(fft_plan) * plan) {
    long n = plan->n, inner = 1;
    while (inner < 2 * n - 1) inner *= 2;
    plan->inner = CK_TYPED(fft_plan_acquire)(inner);
    ck_plan_keeps(plan, plan->inner);
    plan->chirp = CK_TYPED(numbers)(plan, 2 * n);
    for (long t = 0, square = 0; t < n; square = (square + 2 * t + 1) % (2 * n), t++)
        CK_TYPED(set_root)(plan->chirp + t, n, -square, 2 * n);
    plan->spectrum = CK_TYPED(numbers)(plan, 2 * inner);
    fft_plan_f64 *exact = fft_plan_acquire_f64(inner);
    long room = fft_room_f64(exact);
    double *a = ck_scratch(CK_SCRATCH_TASK, (size_t)(2 * room) * sizeof(double)), *b = a + room;
    memset(a, 0, (size_t)(2 * inner) * sizeof(double));
    for (long t = 0, square = 0; t < n; square = (square + 2 * t + 1) % (2 * n), t++) {
        ck_unit_root(square, 2 * n, a + t, a + inner + t);
        if (t > 0) a[inner - t] = a[t], a[2 * inner - t] = a[inner + t];
    }
    const double *result = fft_run_f64(exact, a, b, false, false);
    for (long k = 0; k < 2 * inner; k++) plan->spectrum[k] = (REAL)(result[k] / (double)inner);
    ck_plan_release(exact);
}

static void CK_TYPED(build_fft)(void *made, long n) {
    CK_TYPED(fft_plan) *plan = made;
    enum { lanes = CK_TYPED(lanes) };
    plan->n = n;
    static const int odd[] = {3, 5, 7, 11, 13};
    long rest = n;
    for (int k = 0; k < 5; k++)
        while (rest % odd[k] == 0) rest /= odd[k];
    if ((rest & (rest - 1)) != 0) {
        CK_TYPED(build_chirp)(plan);
        return;
    }
    long s = 1;
    if (rest % (lanes * lanes) == 0) {
        CK_TYPED(add_pass)(plan, lanes, s);
        s *= lanes;
        rest /= lanes;
    }
    while (rest > 1) {
        int radix = rest == 2 ? 2 : rest == 4 || rest == 16 ? 4 : 8;
        CK_TYPED(add_pass)(plan, radix, s);
        s *= radix;
        rest /= radix;
    }
    for (int k = 4; k >= 0; k--)
        while (n / s % odd[k] == 0) {
            CK_TYPED(add_pass)(plan, odd[k], s);
            s *= odd[k];
        }
}

CK_TYPED(fft_plan) * CK_TYPED(fft_plan_acquire)(long n) {
    return ck_plan_acquire(CK_TYPED(PLAN_FFT), n, CK_TYPED(build_fft), sizeof(CK_TYPED(fft_plan)));
}

static void CK_TYPED(build_real)(void *made, long n) {
    CK_TYPED(real_plan) *plan = made;
    long m = n / 2;
    plan->n = n;
    plan->half = CK_TYPED(fft_plan_acquire)(m);
    ck_plan_keeps(plan, plan->half);
    plan->twiddles = CK_TYPED(numbers)(plan, 2 * (m + 1));
    for (long k = 0; k <= m; k++) CK_TYPED(set_root)(plan->twiddles + k, m + 1, -k, n);
}

CK_TYPED(real_plan) * CK_TYPED(real_plan_acquire)(long n) {
    return ck_plan_acquire(CK_TYPED(PLAN_REAL), n, CK_TYPED(build_real), sizeof(CK_TYPED(real_plan)));
}

/// Angles of nodes are integers `a` for 2 pi a / (4 nodes), where `nodes` counts the nodes of that level; the root has 1.
static const int CK_TYPED(quarter)[4] = {0, 2, 1, 3};
static long CK_TYPED(child_of_four)(long angle, long nodes, int k) { return angle + 4 * nodes * CK_TYPED(quarter)[k]; }
static long CK_TYPED(child)(long angle, long nodes, int radix, int k) {
    return radix == 4 ? CK_TYPED(child_of_four)(angle, nodes, k) : angle + 4 * nodes * k;
}

/// w and its powers below `radix`, for w = exp(i angle / radix); the parts of a number are `stride` apart.
static void CK_TYPED(node)(REAL *w, long stride, long angle, long nodes, int radix) {
    for (int power = 1; power < radix; power++)
        CK_TYPED(set_root)(w + 2 * (power - 1) * stride, stride, power * angle, 4 * radix * nodes);
}

/// The constants of a block of `lanes` coefficients (or of `lanes` vectors): a radix-lanes transform as its nodes use them.
static void CK_TYPED(block)(REAL *w, long stride, long angle, long nodes) {
    if (CK_TYPED(lanes) == 16) {
        CK_TYPED(node)(w, stride, angle, nodes, 4);
        for (int k = 0; k < 4; k++)
            CK_TYPED(node)(w + 6 * (k + 1) * stride, stride, CK_TYPED(child_of_four)(angle, nodes, k), 4 * nodes, 4);
    } else {
        CK_TYPED(node)(w, stride, angle, nodes, 2);
        for (int k = 0; k < 2; k++)
            CK_TYPED(node)(w + (2 + 6 * k) * stride, stride, CK_TYPED(child)(angle, nodes, 2, k), 2 * nodes, 4);
    }
}

/// The angle of block `v` of the `lanes` blocks below a node.
static long CK_TYPED(angle_of_block)(long angle, long nodes, int v) {
    if (CK_TYPED(lanes) == 16)
        return CK_TYPED(child_of_four)(CK_TYPED(child_of_four)(angle, nodes, v / 4), 4 * nodes, v % 4);
    return CK_TYPED(child_of_four)(CK_TYPED(child)(angle, nodes, 2, v / 4), 2 * nodes, v % 4);
}

static void CK_TYPED(build_ring)(void *made, long size) {
    CK_TYPED(ring_plan) *plan = made;
    enum { lanes = CK_TYPED(lanes) };
    long leaves = size / (lanes * lanes), nodes = 1;
    plan->size = size;
    long *angles = malloc((size_t)leaves * 2 * sizeof(long)), *next = angles + leaves;
    angles[0] = 1;
    for (long rest = leaves; rest > 1; rest = leaves / nodes) {
        int radix = rest % 3 == 0 ? 3 : __builtin_ctzl((unsigned long)rest) % 2 == 1 ? 2 : 4;
        REAL *w = CK_TYPED(numbers)(plan, 6 * nodes);
        plan->radix[plan->levels] = radix;
        plan->level[plan->levels++] = w;
        for (long node = 0; node < nodes; node++) {
            CK_TYPED(node)(w + 6 * node, 1, angles[node], nodes, radix);
            for (int k = 0; k < radix; k++) next[radix * node + k] = CK_TYPED(child)(angles[node], nodes, radix, k);
        }
        nodes *= radix;
        memcpy(angles, next, (size_t)nodes * sizeof(long));
    }
    long shared = lanes == 16 ? 32 : 16, numbers = shared + (lanes == 16 ? 30 : 14) * lanes;
    plan->leaves = CK_TYPED(numbers)(plan, leaves * numbers);
    for (long leaf = 0; leaf < leaves; leaf++) {
        REAL *w = plan->leaves + leaf * numbers;
        CK_TYPED(block)(w, 1, angles[leaf], nodes);
        for (int v = 0; v < lanes; v++)
            CK_TYPED(block)(w + shared + v, lanes, CK_TYPED(angle_of_block)(angles[leaf], nodes, v), lanes * nodes);
    }
    free(angles);
}

/// Blocks of radix 2 down to single coefficients. The nodes of blocks shorter than a vector are worked on in transposed squares,
/// one block of `lanes` coefficients in each lane.
static void CK_TYPED(build_radix_2)(void *made, long size) {
    CK_TYPED(ring_plan) *plan = made;
    enum { lanes = CK_TYPED(lanes) };
    plan->size = size;
    plan->is_radix_2 = true;
    long *angles = malloc((size_t)size * 2 * sizeof(long)), *next = angles + size;
    angles[0] = 1;
    for (long nodes = 1; nodes < size; nodes *= 2) {
        REAL *w = CK_TYPED(numbers)(plan, 2 * nodes);
        plan->level[plan->levels++] = w;
        // Nodes of a level that lie in one block of `lanes` coefficients; more than none where that is cut up.
        long inside = nodes * lanes / size;
        for (long node = 0; node < nodes; node++) {
            long block = inside ? node / inside : 0, group = inside ? block / lanes * inside + node % inside : 0;
            REAL *place = inside ? w + group * 2 * lanes + block % lanes : w + 2 * node;
            CK_TYPED(node)(place, inside ? lanes : 1, angles[node], nodes, 2);
            for (int k = 0; k < 2; k++) next[2 * node + k] = CK_TYPED(child)(angles[node], nodes, 2, k);
        }
        memcpy(angles, next, (size_t)(2 * nodes) * sizeof(long));
    }
    free(angles);
}

long CK_TYPED(ring_size)(long size, bool is_radix_2) {
    long two = CK_TYPED(lanes) * CK_TYPED(lanes);
    while (two < size) two *= 2;
    long three = two / 4 * 3;
    return !is_radix_2 && three >= size && three % (CK_TYPED(lanes) * CK_TYPED(lanes)) == 0 ? three : two;
}

CK_TYPED(ring_plan) * CK_TYPED(ring_plan_acquire)(long size, bool is_radix_2) {
    if (is_radix_2)
        return ck_plan_acquire(CK_TYPED(PLAN_RADIX_2), size, CK_TYPED(build_radix_2), sizeof(CK_TYPED(ring_plan)));
    return ck_plan_acquire(CK_TYPED(PLAN_RING), size, CK_TYPED(build_ring), sizeof(CK_TYPED(ring_plan)));
}
