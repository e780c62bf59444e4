/// What stands around the transforms: split and interleaved rows, real transforms, transposition, sums.

/// Interleaved pairs to split rows.
static void CK_NAME(split)(const REAL *pairs, REAL *re, REAL *im, long n) {
    long k = 0;
    for (; k + LANES <= n; k += LANES) {
        VECTOR a = LOAD(pairs + 2 * k), b = LOAD(pairs + 2 * k + LANES);
        STORE(re + k, SHUFFLE_EVEN(a, b)), STORE(im + k, SHUFFLE_ODD(a, b));
    }
    for (; k < n; k++) re[k] = pairs[2 * k], im[k] = pairs[2 * k + 1];
}

/// Split rows to interleaved pairs, times `scale`.
static void CK_NAME(join)(const REAL *re, const REAL *im, REAL *pairs, long n, REAL scale) {
    long k = 0;
    for (; k + LANES <= n; k += LANES) {
        VECTOR a = LOAD(re + k) * scale, b = LOAD(im + k) * scale;
        STORE(pairs + 2 * k, SHUFFLE_LOW(a, b)), STORE(pairs + 2 * k + LANES, SHUFFLE_HIGH(a, b));
    }
    for (; k < n; k++) pairs[2 * k] = re[k] * scale, pairs[2 * k + 1] = im[k] * scale;
}

/// The spectrum of n = 2m real numbers from Z, the transform of the m pairs (even, odd):
///
///     X_k = (Z_k + conj Z_{m-k}) / 2 - (i / 2) w^k (Z_k - conj Z_{m-k}),   w = exp(-2 pi i / n), Z_m = Z_0
///
/// times `scale`, and times `interior` for 0 < k < m. `w` is split: [m + 1] and [m + 1].
static void CK_NAME(real_finish)(const REAL *re, const REAL *im, const REAL *w, REAL *pairs, long m, REAL scale,
                                 REAL interior) {
    const REAL *wr = w, *wi = w + m + 1;
    pairs[0] = (re[0] + im[0]) * scale, pairs[1] = 0;
    pairs[2 * m] = (re[0] - im[0]) * scale, pairs[2 * m + 1] = 0;
    REAL half = scale * interior / 2;
    long k = 1;
    for (; k + LANES <= m; k += LANES) {
        VECTOR ar = LOAD(re + k), ai = LOAD(im + k);
        VECTOR br = LOAD(re + m - k - LANES + 1), bi = LOAD(im + m - k - LANES + 1);
        br = SHUFFLE_REVERSE(br), bi = SHUFFLE_REVERSE(bi);
        VECTOR dr = ar - br, di = ai + bi, cr = LOAD(wr + k), ci = LOAD(wi + k);
        VECTOR xr = (ar + br + (cr * di + ci * dr)) * half, xi = (ai - bi - (cr * dr - ci * di)) * half;
        STORE(pairs + 2 * k, SHUFFLE_LOW(xr, xi)), STORE(pairs + 2 * k + LANES, SHUFFLE_HIGH(xr, xi));
    }
    for (; k < m; k++) {
        REAL dr = re[k] - re[m - k], di = im[k] + im[m - k];
        pairs[2 * k] = (re[k] + re[m - k] + (wr[k] * di + wi[k] * dr)) * half;
        pairs[2 * k + 1] = (im[k] - im[m - k] - (wr[k] * dr - wi[k] * di)) * half;
    }
}

/// The inverse of `real_finish`, doubled: Z_k = (X_k + conj X_{m-k}) + i conj(w^k) (X_k - conj X_{m-k}). The imaginary
/// parts of X_0 and X_m are not read.
static void CK_NAME(real_begin)(const REAL *pairs, const REAL *w, REAL *re, REAL *im, long m, REAL scale, REAL interior) {
    const REAL *wr = w, *wi = w + m + 1;
    re[0] = (pairs[0] + pairs[2 * m]) * scale, im[0] = (pairs[0] - pairs[2 * m]) * scale;
    REAL factor = scale * interior;
    long k = 1;
    for (; k + LANES <= m; k += LANES) {
        VECTOR a = LOAD(pairs + 2 * k), b = LOAD(pairs + 2 * k + LANES);
        VECTOR ar = SHUFFLE_EVEN(a, b), ai = SHUFFLE_ODD(a, b);
        const REAL *mirror = pairs + 2 * (m - k - LANES + 1);
        a = LOAD(mirror), b = LOAD(mirror + LANES);
        VECTOR br = SHUFFLE_EVEN(a, b), bi = SHUFFLE_ODD(a, b);
        br = SHUFFLE_REVERSE(br), bi = SHUFFLE_REVERSE(bi);
        VECTOR dr = ar - br, di = ai + bi, cr = LOAD(wr + k), ci = LOAD(wi + k);
        STORE(re + k, (ar + br - (cr * di - ci * dr)) * factor);
        STORE(im + k, (ai - bi + (cr * dr + ci * di)) * factor);
    }
    for (; k < m; k++) {
        const REAL *x = pairs + 2 * k, *y = pairs + 2 * (m - k);
        REAL dr = x[0] - y[0], di = x[1] + y[1];
        re[k] = (x[0] + y[0] - (wr[k] * di - wi[k] * dr)) * factor;
        im[k] = (x[1] - y[1] + (wr[k] * dr + wi[k] * di)) * factor;
    }
}

/// target[c][r] = source[r][c] for r in 0 ..< rows, c in 0 ..< columns.
static void CK_NAME(transpose)(const REAL *source, long source_stride, REAL *target, long target_stride, long rows,
                               long columns) {
    for (long r = 0; r < rows; r += LANES)
        for (long c = 0; c < columns; c += LANES) {
            const REAL *from = source + r * source_stride + c;
            REAL *to = target + c * target_stride + r;
            if (r + LANES <= rows && c + LANES <= columns) {
                CK_NAME(transpose_to)(from, source_stride, to, target_stride);
                continue;
            }
            long height = rows - r < LANES ? rows - r : LANES, width = columns - c < LANES ? columns - c : LANES;
            for (long x = 0; x < width; x++)
                for (long y = 0; y < height; y++) to[x * target_stride + y] = from[y * source_stride + x];
        }
}

/// z = x + a y
static void CK_NAME(scale_add)(const REAL *x, const REAL *y, REAL a, REAL *z, long n) {
    long k = 0;
    for (; k + LANES <= n; k += LANES) STORE(z + k, LOAD(x + k) + LOAD(y + k) * a);
    for (; k < n; k++) z[k] = x[k] + y[k] * a;
}

static REAL CK_NAME(dot)(const REAL *x, const REAL *y, long n) {
    VECTOR sums = {0}, others = {0};
    long k = 0;
    for (; k + 2 * LANES <= n; k += 2 * LANES) {
        sums += LOAD(x + k) * LOAD(y + k);
        others += LOAD(x + k + LANES) * LOAD(y + k + LANES);
    }
    sums += others;
    REAL sum = 0;
    for (int lane = 0; lane < LANES; lane++) sum += sums[lane];
    for (; k < n; k++) sum += x[k] * y[k];
    return sum;
}

/// sums[c] += sum_j kernel[j stride + c] inputs[-j stride + c] over j in 0 ..< count. Four vectors of channels at a time keep
/// their sums in registers.
static void CK_NAME(lagged_sum)(const REAL *kernel, const REAL *inputs, long count, long stride, REAL *sums,
                                long channels) {
    long c = 0;
    for (; c + 4 * LANES <= channels; c += 4 * LANES) {
        VECTOR sum[4];
        CK_UNROLL for (int v = 0; v < 4; v++) sum[v] = LOAD(sums + c + v * LANES);
        const REAL *k = kernel + c, *u = inputs + c;
        for (long j = 0; j < count; j++, k += stride, u -= stride)
            CK_UNROLL for (int v = 0; v < 4; v++) sum[v] += LOAD(k + v * LANES) * LOAD(u + v * LANES);
        CK_UNROLL for (int v = 0; v < 4; v++) STORE(sums + c + v * LANES, sum[v]);
    }
    for (; c + LANES <= channels; c += LANES) {
        VECTOR sum = LOAD(sums + c);
        for (long j = 0; j < count; j++) sum += LOAD(kernel + j * stride + c) * LOAD(inputs - j * stride + c);
        STORE(sums + c, sum);
    }
    for (; c < channels; c++) {
        REAL sum = sums[c];
        for (long j = 0; j < count; j++) sum += kernel[j * stride + c] * inputs[c - j * stride];
        sums[c] = sum;
    }
}

const CK_TYPED(fft_kernel_table) CK_NAME(fft_kernels) = {
    CK_NAME(pass),         CK_NAME(split),        CK_NAME(join),
    CK_NAME(product),      CK_NAME(real_finish),  CK_NAME(real_begin),
    CK_NAME(ring_forward), CK_NAME(ring_inverse), CK_NAME(product_adjoint),
    CK_NAME(transpose),    CK_NAME(scale_add),    CK_NAME(dot),
    CK_NAME(lagged_sum),
};
