/// Vandermonde products and their transposes (see `ck_state_space.h`). Powers of a few terms are made for one block of
/// positions, a vector of neighbouring positions at a time, and serve all rows. Each block begins from an exact power, so
/// that errors do not grow with the length.

enum {
    CK_NAME(power_block) = 256, // positions
    CK_NAME(power_tile) = 4     // terms
};

typedef struct {
    long groups, rows, terms, length, blocks;
    const REAL *x, *in;
    REAL *out, *weighted;
} CK_NAME(powers);

/// real[l], imaginary[l] = e^((start + l) x) for the positions of a block.
INLINE void CK_NAME(fill_powers)(const REAL *x, long start, long count, REAL *real, REAL *imaginary) {
    const double decay = x[0], turn = x[1];
    const double size = exp(decay), step_re = size * cos(turn), step_im = size * sin(turn);
    const double first = exp(decay * (double)start), angle = turn * (double)start;
    double re = first * cos(angle), im = first * sin(angle), jump_re = 1, jump_im = 0;
    for (long lane = 0; lane < LANES; lane++) {
        real[lane] = (REAL)re;
        imaginary[lane] = (REAL)im;
        const double next = re * step_re - im * step_im, jump = jump_re * step_re - jump_im * step_im;
        im = re * step_im + im * step_re;
        re = next;
        jump_im = jump_re * step_im + jump_im * step_re;
        jump_re = jump;
    }
    const VEC factor_re = (VEC)(REAL)jump_re, factor_im = (VEC)(REAL)jump_im;
    VEC power_re = CK_NAME(load)(real), power_im = CK_NAME(load)(imaginary);
    for (long l = LANES; l < count; l += LANES) {
        const VEC next = power_re * factor_re - power_im * factor_im;
        power_im = power_re * factor_im + power_im * factor_re;
        power_re = next;
        CK_NAME(store)(real + l, power_re);
        CK_NAME(store)(imaginary + l, power_im);
    }
}

/// One group and one block of positions.
static void CK_NAME(power_products_task)(void *context, long index) {
    const CK_NAME(powers) *call = context;
    enum { BLOCK = CK_NAME(power_block), TILE = CK_NAME(power_tile) };
    const long group = index / call->blocks, start = index % call->blocks * BLOCK;
    const long rest = call->length - start, count = rest < BLOCK ? rest : BLOCK;
    REAL powers[TILE][2][BLOCK];
    for (long row = 0; row < call->rows; row++) {
        memset(call->out + (group * call->rows + row) * call->length + start, 0, (size_t)count * sizeof(REAL));
    }
    for (long first = 0; first < call->terms; first += TILE) {
        const long left = call->terms - first, terms = left < TILE ? left : TILE;
        for (long n = 0; n < terms; n++) {
            CK_NAME(fill_powers)
            (call->x + 2 * (group * call->terms + first + n), start, count, powers[n][0], powers[n][1]);
        }
        for (long row = 0; row < call->rows; row++) {
            const REAL *w = call->in + 2 * ((group * call->rows + row) * call->terms + first);
            REAL *y = call->out + (group * call->rows + row) * call->length + start;
            REAL re[TILE] = {0}, im[TILE] = {0};
            for (long n = 0; n < terms; n++) {
                re[n] = w[2 * n];
                im[n] = w[2 * n + 1];
            }
            if (terms < TILE) {
                for (long n = 0; n < terms; n++) {
#pragma clang loop vectorize(assume_safety)
                    for (long l = 0; l < count; l++) y[l] += re[n] * powers[n][0][l] - im[n] * powers[n][1][l];
                }
            } else {
#pragma clang loop vectorize(assume_safety)
                for (long l = 0; l < count; l++) {
                    y[l] += re[0] * powers[0][0][l] - im[0] * powers[0][1][l] + re[1] * powers[1][0][l] -
                            im[1] * powers[1][1][l] + re[2] * powers[2][0][l] - im[2] * powers[2][1][l] +
                            re[3] * powers[3][0][l] - im[3] * powers[3][1][l];
                }
            }
        }
    }
}

void CK_NAME(power_products)(long groups, long rows, long terms, long length, const REAL *x, const REAL *w, REAL *y) {
    const long blocks = (length + CK_NAME(power_block) - 1) / CK_NAME(power_block);
    CK_NAME(powers)
    call = {.groups = groups, .rows = rows, .terms = terms, .length = length, .blocks = blocks, .x = x, .in = w, .out = y};
    ck_parallel(groups * blocks, CK_NAME(power_products_task), &call);
}

/// One group and one tile of terms.
static void CK_NAME(power_sums_task)(void *context, long index) {
    const CK_NAME(powers) *call = context;
    enum { BLOCK = CK_NAME(power_block), TILE = CK_NAME(power_tile) };
    const long group = index / call->blocks, first = index % call->blocks * TILE;
    const long left = call->terms - first, terms = left < TILE ? left : TILE;
    REAL powers[2][BLOCK];
    for (long n = first; n < first + terms; n++) {
        for (long row = 0; row < call->rows; row++) {
            const long place = 2 * ((group * call->rows + row) * call->terms + n);
            call->out[place] = call->out[place + 1] = 0;
            if (call->weighted) call->weighted[place] = call->weighted[place + 1] = 0;
        }
        for (long start = 0; start < call->length; start += BLOCK) {
            const long rest = call->length - start, count = rest < BLOCK ? rest : BLOCK, whole = count / LANES * LANES;
            CK_NAME(fill_powers)(call->x + 2 * (group * call->terms + n), start, count, powers[0], powers[1]);
            for (long row = 0; row < call->rows; row++) {
                const REAL *u = call->in + (group * call->rows + row) * call->length + start;
                VEC re = (VEC)(REAL)0, im = re, re1 = re, im1 = re, at;
                for (long lane = 0; lane < LANES; lane++) at[lane] = (REAL)(start + lane);
                for (long l = 0; l < whole; l += LANES) {
                    const VEC value = CK_NAME(load)(u + l), value1 = value * at;
                    const VEC power_re = CK_NAME(load)(powers[0] + l), power_im = CK_NAME(load)(powers[1] + l);
                    re += value * power_re;
                    im += value * power_im;
                    re1 += value1 * power_re;
                    im1 += value1 * power_im;
                    at += (VEC)(REAL)LANES;
                }
                REAL sum_re = CK_NAME(lane_sum)(re), sum_im = CK_NAME(lane_sum)(im);
                REAL sum_re1 = CK_NAME(lane_sum)(re1), sum_im1 = CK_NAME(lane_sum)(im1);
                for (long l = whole; l < count; l++) {
                    sum_re += u[l] * powers[0][l];
                    sum_im += u[l] * powers[1][l];
                    sum_re1 += (REAL)(start + l) * u[l] * powers[0][l];
                    sum_im1 += (REAL)(start + l) * u[l] * powers[1][l];
                }
                const long place = 2 * ((group * call->rows + row) * call->terms + n);
                call->out[place] += sum_re;
                call->out[place + 1] += sum_im;
                if (!call->weighted) continue;
                call->weighted[place] += sum_re1;
                call->weighted[place + 1] += sum_im1;
            }
        }
    }
}

void CK_NAME(power_sums)(long groups, long rows, long terms, long length, const REAL *x, const REAL *u, REAL *s,
                         REAL *s1) {
    const long tiles = (terms + CK_NAME(power_tile) - 1) / CK_NAME(power_tile);
    CK_NAME(powers)
    call = {.groups = groups, .rows = rows, .terms = terms, .length = length, .blocks = tiles,
            .x = x,           .in = u,      .out = s,       .weighted = s1};
    ck_parallel(groups * tiles, CK_NAME(power_sums_task), &call);
}
