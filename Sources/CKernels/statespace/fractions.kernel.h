/// Sums of conjugate pairs of simple fractions (see `ck_state_space.h`): vectors of neighbouring points, one channel a task.

typedef struct {
    long terms, points, padded;
    const REAL *c, *s, *a, *b, *q, *m, *dy;
    REAL *y, *da, *db, *dq, *dm;
} CK_NAME(fractions);

/// c and s, filled up to whole vectors with the point c = 1, s = 0, where nothing is singular.
INLINE REAL *CK_NAME(padded_points)(long points, long padded, const REAL *c, const REAL *s) {
    REAL *copy = ck_scratch(CK_SCRATCH_DRIVER, (size_t)(2 * padded) * sizeof(REAL));
    memcpy(copy, c, (size_t)points * sizeof(REAL));
    memcpy(copy + padded, s, (size_t)points * sizeof(REAL));
    for (long f = points; f < padded; f++) {
        copy[f] = 1;
        copy[padded + f] = 0;
    }
    return copy;
}

static void CK_NAME(fraction_sums_task)(void *context, long h) {
    const CK_NAME(fractions) *call = context;
    enum { SUMS = CK_FRACTION_SUMS };
    const long terms = call->terms;
    const REAL *a = call->a + h * SUMS * terms, *b = call->b + h * SUMS * terms;
    const REAL *q = call->q + h * terms, *m = call->m + h * terms;
    for (long f = 0; f < call->points; f += LANES) {
        const VEC c = CK_NAME(load)(call->c + f), s = CK_NAME(load)(call->s + f);
        const VEC c2 = c * c, s2 = s * s * (REAL)4, sc = s * c * (REAL)-4, twice_c = c * (REAL)-2, four_s = s * (REAL)4;
        VEC re[SUMS], im[SUMS];
        for (long k = 0; k < SUMS; k++) re[k] = im[k] = (VEC)(REAL)0;
        for (long n = 0; n < terms; n++) {
            const VEC d_re = c2 * q[n] - s2, d_im = sc * m[n];
            const VEC scale = (REAL)1 / (d_re * d_re + d_im * d_im);
            const VEC w_re = d_re * scale, w_im = -d_im * scale;
            const VEC b_re = twice_c * w_re, b_im = twice_c * w_im, a_re = -four_s * w_im, a_im = four_s * w_re;
            for (long k = 0; k < SUMS; k++) {
                re[k] += b_re * b[k * terms + n] + a_re * a[k * terms + n];
                im[k] += b_im * b[k * terms + n] + a_im * a[k * terms + n];
            }
        }
        const long rest = call->points - f, count = rest < LANES ? rest : LANES;
        for (long k = 0; k < SUMS; k++) {
            REAL *y = call->y + 2 * ((h * SUMS + k) * call->points + f);
            for (long lane = 0; lane < count; lane++) {
                y[2 * lane] = re[k][lane];
                y[2 * lane + 1] = im[k][lane];
            }
        }
    }
}

void CK_NAME(fraction_sums)(long channels, long terms, long points, const REAL *c, const REAL *s, const REAL *a,
                            const REAL *b, const REAL *q, const REAL *m, REAL *y) {
    const long padded = (points + LANES - 1) / LANES * LANES;
    const REAL *copy = CK_NAME(padded_points)(points, padded, c, s);
    CK_NAME(fractions)
    call = {.terms = terms, .points = points, .padded = padded, .c = copy, .s = copy + padded,
            .a = a,         .b = b,           .q = q,           .m = m,    .y = y};
    ck_parallel(channels, CK_NAME(fraction_sums_task), &call);
}

static void CK_NAME(fraction_sums_adjoint_task)(void *context, long h) {
    const CK_NAME(fractions) *call = context;
    enum { SUMS = CK_FRACTION_SUMS };
    const long terms = call->terms, points = call->points, padded = call->padded;
    REAL *g = ck_scratch(CK_SCRATCH_TASK, (size_t)(2 * SUMS * padded) * sizeof(REAL));
    for (long k = 0; k < SUMS; k++) {
        const REAL *dy = call->dy + 2 * (h * SUMS + k) * points;
        for (long f = 0; f < padded; f++) {
            g[2 * k * padded + f] = f < points ? dy[2 * f] : 0;
            g[(2 * k + 1) * padded + f] = f < points ? dy[2 * f + 1] : 0;
        }
    }
    for (long n = 0; n < terms; n++) {
        const REAL *a = call->a + h * SUMS * terms + n, *b = call->b + h * SUMS * terms + n;
        const REAL q = call->q[h * terms + n], m = call->m[h * terms + n];
        VEC da[SUMS], db[SUMS], dq = (VEC)(REAL)0, dm = dq;
        for (long k = 0; k < SUMS; k++) da[k] = db[k] = (VEC)(REAL)0;
        for (long f = 0; f < padded; f += LANES) {
            const VEC c = CK_NAME(load)(call->c + f), s = CK_NAME(load)(call->s + f);
            const VEC d_re = c * c * q - s * s * (REAL)4, d_im = s * c * ((REAL)-4 * m);
            const VEC scale = (REAL)1 / (d_re * d_re + d_im * d_im);
            const VEC w_re = d_re * scale, w_im = -d_im * scale;
            VEC u_re = (VEC)(REAL)0, u_im = u_re;
            for (long k = 0; k < SUMS; k++) {
                const VEC g_re = CK_NAME(load)(g + 2 * k * padded + f);
                const VEC g_im = CK_NAME(load)(g + (2 * k + 1) * padded + f);
                // t = conj(g) w
                const VEC t_re = g_re * w_re + g_im * w_im, t_im = g_re * w_im - g_im * w_re;
                da[k] += s * t_im;
                db[k] += c * t_re;
                // u += t (4 i s a - 2 c b)
                const VEC n_re = c * ((REAL)-2 * b[k * terms]), n_im = s * ((REAL)4 * a[k * terms]);
                u_re += t_re * n_re - t_im * n_im;
                u_im += t_re * n_im + t_im * n_re;
            }
            // d(1/d) = -w^2 dd
            dq += c * c * (u_re * w_re - u_im * w_im);
            dm += s * c * (u_re * w_im + u_im * w_re);
        }
        for (long k = 0; k < SUMS; k++) {
            call->da[(h * SUMS + k) * terms + n] = (REAL)-4 * CK_NAME(lane_sum)(da[k]);
            call->db[(h * SUMS + k) * terms + n] = (REAL)-2 * CK_NAME(lane_sum)(db[k]);
        }
        call->dq[h * terms + n] = -CK_NAME(lane_sum)(dq);
        call->dm[h * terms + n] = (REAL)-4 * CK_NAME(lane_sum)(dm);
    }
}

void CK_NAME(fraction_sums_adjoint)(long channels, long terms, long points, const REAL *c, const REAL *s,
                                    const REAL *a, const REAL *b, const REAL *q, const REAL *m, const REAL *dy,
                                    REAL *da, REAL *db, REAL *dq, REAL *dm) {
    const long padded = (points + LANES - 1) / LANES * LANES;
    const REAL *copy = CK_NAME(padded_points)(points, padded, c, s);
    CK_NAME(fractions)
    call = {.terms = terms, .points = points, .padded = padded, .c = copy, .s = copy + padded, .a = a,  .b = b,
            .q = q,         .m = m,           .dy = dy,         .da = da,  .db = db,           .dq = dq, .dm = dm};
    ck_parallel(channels, CK_NAME(fraction_sums_adjoint_task), &call);
}
