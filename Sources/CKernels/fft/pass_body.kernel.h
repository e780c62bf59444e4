/// Small transforms and the loops of a pass over `ELEMENT`, a vector or a single number.
#define STEP ((long)(sizeof(ELEMENT) / sizeof(REAL)))

CK_INLINE void ELEMENT_NAME(dft4)(ELEMENT *r, ELEMENT *i, int a, int b, int c, int d) {
    ELEMENT sr = r[a] + r[c], si = i[a] + i[c], dr = r[a] - r[c], di = i[a] - i[c];
    ELEMENT tr = r[b] + r[d], ti = i[b] + i[d], er = r[b] - r[d], ei = i[b] - i[d];
    r[a] = sr + tr, i[a] = si + ti, r[c] = sr - tr, i[c] = si - ti;
    r[b] = dr + ei, i[b] = di - er, r[d] = dr - ei, i[d] = di + er;
}

#define EXCHANGE(a, b)                     \
    do {                                   \
        ELEMENT er = r[a], ei = i[a];      \
        r[a] = r[b], i[a] = i[b];          \
        r[b] = er, i[b] = ei;              \
    } while (0)

/// (x + iy) (c - is)
CK_INLINE void ELEMENT_NAME(turn)(ELEMENT *r, ELEMENT *i, int k, REAL c, REAL s) {
    ELEMENT x = r[k], y = i[k];
    r[k] = x * c + y * s, i[k] = y * c - x * s;
}

static const REAL ELEMENT_NAME(half_root) = (REAL)0.70710678118654752440;
static const REAL ELEMENT_NAME(cosine16) = (REAL)0.92387953251128675613, ELEMENT_NAME(sine16) = (REAL)0.38268343236508977173;

CK_INLINE void ELEMENT_NAME(dft8)(ELEMENT *r, ELEMENT *i) {
    const REAL h = ELEMENT_NAME(half_root);
    ELEMENT_NAME(dft4)(r, i, 0, 2, 4, 6);
    ELEMENT_NAME(dft4)(r, i, 1, 3, 5, 7);
    ELEMENT x = r[3], y = i[3];
    r[3] = (x + y) * h, i[3] = (y - x) * h;
    x = r[5], y = i[5];
    r[5] = y, i[5] = -x;
    x = r[7], y = i[7];
    r[7] = (y - x) * h, i[7] = -(x + y) * h;
    ELEMENT er[8], ei[8];
    CK_UNROLL for (int k = 0; k < 4; k++) {
        er[k] = r[2 * k] + r[2 * k + 1], ei[k] = i[2 * k] + i[2 * k + 1];
        er[k + 4] = r[2 * k] - r[2 * k + 1], ei[k + 4] = i[2 * k] - i[2 * k + 1];
    }
    CK_UNROLL for (int k = 0; k < 8; k++) r[k] = er[k], i[k] = ei[k];
}

CK_INLINE void ELEMENT_NAME(dft16)(ELEMENT *r, ELEMENT *i) {
    const REAL h = ELEMENT_NAME(half_root), c = ELEMENT_NAME(cosine16), s = ELEMENT_NAME(sine16);
    CK_UNROLL for (int k = 0; k < 4; k++) ELEMENT_NAME(dft4)(r, i, k, k + 4, k + 8, k + 12);
    ELEMENT_NAME(turn)(r, i, 5, c, s);
    ELEMENT_NAME(turn)(r, i, 6, h, h);
    ELEMENT_NAME(turn)(r, i, 7, s, c);
    ELEMENT_NAME(turn)(r, i, 9, h, h);
    ELEMENT_NAME(turn)(r, i, 10, 0, 1);
    ELEMENT_NAME(turn)(r, i, 11, -h, h);
    ELEMENT_NAME(turn)(r, i, 13, s, c);
    ELEMENT_NAME(turn)(r, i, 14, -h, h);
    ELEMENT_NAME(turn)(r, i, 15, -c, -s);
    CK_UNROLL for (int k = 0; k < 16; k += 4) ELEMENT_NAME(dft4)(r, i, k, k + 1, k + 2, k + 3);
    EXCHANGE(1, 4);
    EXCHANGE(2, 8);
    EXCHANGE(3, 12);
    EXCHANGE(6, 9);
    EXCHANGE(7, 13);
    EXCHANGE(11, 14);
}

/// Any odd radix: sums and differences of the pairs (k, radix - k), then real products with cos and sin.
CK_INLINE void ELEMENT_NAME(dft_odd)(int radix, const REAL *roots, ELEMENT *r, ELEMENT *i) {
    int half = (radix - 1) / 2;
    ELEMENT tr[7], ti[7], dr[7], di[7], zr = r[0], zi = i[0];
    CK_UNROLL for (int k = 1; k <= half; k++) {
        tr[k] = r[k] + r[radix - k], ti[k] = i[k] + i[radix - k];
        dr[k] = r[k] - r[radix - k], di[k] = i[k] - i[radix - k];
        zr += tr[k], zi += ti[k];
    }
    CK_UNROLL for (int j = 1; j <= half; j++) {
        ELEMENT ar = r[0], ai = i[0], br = {0}, bi = {0};
        CK_UNROLL for (int k = 1; k <= half; k++) {
            REAL c = roots[2 * (j * k % radix)], s = roots[2 * (j * k % radix) + 1];
            ar += tr[k] * c, ai += ti[k] * c, br += di[k] * s, bi -= dr[k] * s;
        }
        r[j] = ar + br, i[j] = ai + bi, r[radix - j] = ar - br, i[radix - j] = ai - bi;
    }
    r[0] = zr, i[0] = zi;
}

CK_INLINE void ELEMENT_NAME(pass_body)(int radix, const CK_TYPED(fft_pass) * pass, const REAL *sr, const REAL *si, REAL *dr,
                                       REAL *di, long p0, long p1, long q0, long q1) {
    long m = pass->m, s = pass->s;
    for (long p = p0; p < p1; p++) {
        const REAL *w = pass->twiddles + p * (radix - 1) * 2;
        for (long q = q0; q < q1; q += STEP) {
            ELEMENT r[16], i[16];
            CK_UNROLL for (int k = 0; k < radix; k++) {
                r[k] = *(const ELEMENT *)(sr + q + s * (p + m * k));
                i[k] = *(const ELEMENT *)(si + q + s * (p + m * k));
            }
            if (radix == 2) {
                ELEMENT xr = r[1], xi = i[1];
                r[1] = r[0] - xr, i[1] = i[0] - xi, r[0] += xr, i[0] += xi;
            } else if (radix == 4) {
                ELEMENT_NAME(dft4)(r, i, 0, 1, 2, 3);
            } else if (radix == 8) {
                ELEMENT_NAME(dft8)(r, i);
            } else {
                ELEMENT_NAME(dft_odd)(radix, pass->roots, r, i);
            }
            CK_UNROLL for (int k = 0; k < radix; k++) {
                if (k > 0 && m > 1) {
                    ELEMENT xr = r[k];
                    REAL wr = w[2 * k - 2], wi = w[2 * k - 1];
                    r[k] = xr * wr - i[k] * wi, i[k] = xr * wi + i[k] * wr;
                }
                *(ELEMENT *)(dr + q + s * (radix * p + k)) = r[k];
                *(ELEMENT *)(di + q + s * (radix * p + k)) = i[k];
            }
        }
    }
}

static void ELEMENT_NAME(pass)(const CK_TYPED(fft_pass) * pass, const REAL *sr, const REAL *si, REAL *dr, REAL *di, long p0,
                               long p1, long q0, long q1) {
    switch (pass->radix) {
        case 2: ELEMENT_NAME(pass_body)(2, pass, sr, si, dr, di, p0, p1, q0, q1); break;
        case 3: ELEMENT_NAME(pass_body)(3, pass, sr, si, dr, di, p0, p1, q0, q1); break;
        case 4: ELEMENT_NAME(pass_body)(4, pass, sr, si, dr, di, p0, p1, q0, q1); break;
        case 5: ELEMENT_NAME(pass_body)(5, pass, sr, si, dr, di, p0, p1, q0, q1); break;
        case 7: ELEMENT_NAME(pass_body)(7, pass, sr, si, dr, di, p0, p1, q0, q1); break;
        case 8: ELEMENT_NAME(pass_body)(8, pass, sr, si, dr, di, p0, p1, q0, q1); break;
        case 11: ELEMENT_NAME(pass_body)(11, pass, sr, si, dr, di, p0, p1, q0, q1); break;
        default: ELEMENT_NAME(pass_body)(13, pass, sr, si, dr, di, p0, p1, q0, q1); break;
    }
}

#undef STEP
#undef EXCHANGE
