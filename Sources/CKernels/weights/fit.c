#include "weights/fit.h"

#include <math.h>

// The same bits whether or not a processor can fuse.
#pragma STDC FP_CONTRACT OFF

/// Sums are kept in lanes, so that a compiler may use vectors without changing their order.
enum { LANES = 8 };

static float sum(const float lanes[LANES]) {
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

float ck_extreme(const float *values, int count) {
    float largest = 0, value = 0;
    for (int i = 0; i < count; i++) {
        if (fabsf(values[i]) > largest) {
            largest = fabsf(values[i]);
            value = values[i];
        }
    }
    return value;
}

void ck_fit_weights(const float *x, int count, ck_fit_weight kind, float *weights) {
    float squares[LANES] = {0};
    for (int i = 0; i < count; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) squares[lane] += x[i + lane] * x[i + lane];
    }
    const float base = kind == CK_WEIGHT_MIXED ? sqrtf(sum(squares) / (float)count) : 0;
    for (int i = 0; i < count; i++) {
        const float magnitude = fabsf(x[i]);
        weights[i] = kind == CK_WEIGHT_SQUARE ? magnitude * magnitude : base + magnitude;
    }
}

/// Sums over a sub-block: Σ w, Σ w x; with codes q also Σ w q, Σ w q², Σ w q x.
struct sums {
    float w, x, q, qq, qx;
};

static void sum_codes(const float *x, const float *w, const float *q, int count, struct sums *sums) {
    float first[LANES] = {0}, second[LANES] = {0}, mixed[LANES] = {0};
    for (int i = 0; i < count; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) {
            const float weighted = w[i + lane] * q[i + lane];
            first[lane] += weighted;
            second[lane] += weighted * q[i + lane];
            mixed[lane] += weighted * x[i + lane];
        }
    }
    sums->q = sum(first);
    sums->qq = sum(second);
    sums->qx = sum(mixed);
}

/// Σ w e² or Σ w |e| with e = scale q + minimum − x.
static float error_of(const float *x, const float *w, const float *q, int count, float scale, float minimum,
                      bool absolute) {
    float errors[LANES] = {0};
    for (int i = 0; i < count; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) {
            const float error = scale * q[i + lane] + minimum - x[i + lane];
            errors[lane] += w[i + lane] * (absolute ? fabsf(error) : error * error);
        }
    }
    return sum(errors);
}

ck_affine_fit ck_fit_affine(const float *x, int count, ck_grid grid) {
    float w[32], q[32];
    ck_fit_weights(x, count, grid.weight, w);
    float minimum = 0, maximum = x[0];
    struct sums sums = {0};
    for (int i = 0; i < count; i++) {
        minimum = x[i] < minimum ? x[i] : minimum;
        maximum = x[i] > maximum ? x[i] : maximum;
        sums.w += w[i];
        sums.x += w[i] * x[i];
    }
    if (!(maximum > minimum)) return (ck_affine_fit){0, -minimum};
    const float levels = (float)grid.levels, factor = levels / (maximum - minimum);
    for (int i = 0; i < count; i++) q[i] = ck_nearest(factor * (x[i] - minimum), 0, levels);
    float scale = 1 / factor;
    float least = error_of(x, w, q, count, scale, minimum, grid.absolute);
    for (int trial = 0; trial < grid.trials; trial++) {
        // From the best minimum so far: along with the scale, the minimum descends from trial to trial.
        const float tried = (grid.first + 0.1f * (float)trial + levels) / (maximum - minimum);
        for (int i = 0; i < count; i++) q[i] = ck_nearest(tried * (x[i] - minimum), 0, levels);
        sum_codes(x, w, q, count, &sums);
        const float determinant = sums.w * sums.qq - sums.q * sums.q;
        if (!(determinant > 0)) continue;
        float fitted = (sums.w * sums.qx - sums.x * sums.q) / determinant;
        float offset = (sums.qq * sums.x - sums.q * sums.qx) / determinant;
        if (offset > 0) { // a minimum above zero cannot be stored
            offset = 0;
            fitted = sums.qx / sums.qq;
        }
        const float error = error_of(x, w, q, count, fitted, offset, grid.absolute);
        if (error < least) {
            least = error;
            scale = fitted;
            minimum = offset;
        }
    }
    return (ck_affine_fit){scale, -minimum};
}

/// Smaller sub-blocks are taken for zeros, so that no quotient overflows.
static const float negligible = 1e-15f;

/// A scale for fixed codes, and what it leaves unexplained: least squares explain Σ w x² of (Σ w q x)² / Σ w q².
struct projection {
    float scale, explained;
};

static struct projection project(const float *x, const float *w, const float *q, int count) {
    float second[LANES] = {0}, mixed[LANES] = {0};
    for (int i = 0; i < count; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) {
            const float weighted = w[i + lane] * q[i + lane];
            second[lane] += weighted * q[i + lane];
            mixed[lane] += weighted * x[i + lane];
        }
    }
    const float qq = sum(second), qx = sum(mixed);
    const float scale = qq > 0 ? qx / qq : 0;
    return (struct projection){scale, scale * qx};
}

/// Half the number of other grids that are tried, a tenth of a level apart.
enum { SYMMETRIC_TRIALS = 9 };

float ck_fit_symmetric(const float *x, int count, int levels, ck_fit_weight weight) {
    const float extreme = ck_extreme(x, count);
    if (!(fabsf(extreme) >= negligible)) return 0;
    float w[32], q[32];
    ck_fit_weights(x, count, weight, w);
    struct projection best = {0, -1};
    for (int step = 0; step <= 2 * SYMMETRIC_TRIALS; step++) {
        // The plain grid comes first: of several that fit equally well it uses the levels best.
        const int trial = step == 0 ? 0 : step <= SYMMETRIC_TRIALS ? step - 1 - SYMMETRIC_TRIALS : step - SYMMETRIC_TRIALS;
        const float factor = -((float)levels + 0.1f * (float)trial) / extreme;
        for (int i = 0; i < count; i++) q[i] = ck_nearest(factor * x[i], (float)-levels, (float)(levels - 1));
        const struct projection found = project(x, w, q, count);
        if (found.explained > best.explained) best = found;
    }
    return best.scale;
}

int ck_nearest_entry(float value, const signed char values[16]) {
    int below = 0;
    while (below < 14 && (float)values[below + 1] <= value) below++;
    return value - (float)values[below] < (float)values[below + 1] - value ? below : below + 1;
}

/// Half the number of other grids that are tried for each end of a table, a whole step of its end apart.
enum { TABLE_TRIALS = 7 };

float ck_fit_table(const float *x, int count, const signed char values[16]) {
    const float extreme = ck_extreme(x, count);
    if (!(fabsf(extreme) >= negligible)) return 0;
    float w[32], q[32];
    ck_fit_weights(x, count, CK_WEIGHT_SQUARE, w);
    struct projection best = {0, -1};
    // The table is no mirror of itself: either end may serve the extreme element.
    for (int end = 0; end < 16; end += 15) {
        for (int trial = -TABLE_TRIALS; trial <= TABLE_TRIALS; trial++) {
            const float factor = ((float)values[end] + (float)trial) / extreme;
            for (int i = 0; i < count; i++) q[i] = (float)values[ck_nearest_entry(factor * x[i], values)];
            const struct projection found = project(x, w, q, count);
            if (found.explained > best.explained) best = found;
        }
    }
    return best.scale;
}
