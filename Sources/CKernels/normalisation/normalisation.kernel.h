/// Rows of softmax, normalisation and cross-entropy.
#include <stdint.h>

#define LANES 16

static inline REAL CK_NAME(greatest)(const REAL *x, long width) {
    REAL best = x[0];
    if (width >= LANES) {
        REAL lane[LANES];
        for (int j = 0; j < LANES; j++) lane[j] = x[j];
        long i = LANES;
        for (; i + LANES <= width; i += LANES)
            for (int j = 0; j < LANES; j++) lane[j] = x[i + j] > lane[j] ? x[i + j] : lane[j];
        for (int j = 0; j < LANES; j++) best = lane[j] > best ? lane[j] : best;
        for (; i < width; i++) best = x[i] > best ? x[i] : best;
        return best;
    }
    for (long i = 1; i < width; i++) best = x[i] > best ? x[i] : best;
    return best;
}

/// Sum of a fixed expression of i over a row, in lanes.
#define ROW_SUM(result, expression)                                                                                    \
    do {                                                                                                               \
        REAL lane[LANES] = {0}, rest = 0;                                                                              \
        long i = 0;                                                                                                    \
        for (; i + LANES <= width; i += LANES)                                                                         \
            for (int j = 0; j < LANES; j++) {                                                                          \
                const long k = i + j;                                                                                  \
                lane[j] += (expression);                                                                               \
            }                                                                                                          \
        for (; i < width; i++) {                                                                                       \
            const long k = i;                                                                                          \
            rest += (expression);                                                                                      \
        }                                                                                                              \
        for (int j = 0; j < LANES; j++) rest += lane[j];                                                               \
        result = rest;                                                                                                 \
    } while (0)

/// y = exp(x - shift); returns the sum.
static inline REAL CK_NAME(exponentials)(const REAL *x, REAL *y, REAL shift, long width) {
    for (long i = 0; i < width; i++) y[i] = CK_EXP(x[i] - shift);
    REAL total;
    ROW_SUM(total, y[k]);
    return total;
}

void CK_NAME(softmax_rows)(const REAL *x, REAL *y, long rows, long width, int logarithm) {
    for (long r = 0; r < rows; r++, x += width, y += width) {
        REAL top = CK_NAME(greatest)(x, width);
        if (top == -(REAL)INFINITY) top = 0;
        if (logarithm) {
            REAL total;
            ROW_SUM(total, CK_EXP(x[k] - top));
            REAL shift = top + CK_LOG(total);
            for (long i = 0; i < width; i++) y[i] = x[i] - shift;
        } else {
            REAL scale = (REAL)1 / CK_NAME(exponentials)(x, y, top, width);
            for (long i = 0; i < width; i++) y[i] *= scale;
        }
    }
}

void CK_NAME(softmax_adjoint_rows)(const REAL *y, const REAL *dy, REAL *dx, long rows, long width, int logarithm) {
    for (long r = 0; r < rows; r++, y += width, dy += width, dx += width) {
        REAL dot;
        if (logarithm) {
            ROW_SUM(dot, dy[k]);
            for (long i = 0; i < width; i++) dx[i] = dy[i] - CK_EXP(y[i]) * dot;
        } else {
            ROW_SUM(dot, dy[k] * y[k]);
            for (long i = 0; i < width; i++) dx[i] = y[i] * (dy[i] - dot);
        }
    }
}

void CK_NAME(log_sum_exp_rows)(const REAL *x, REAL *y, long rows, long width) {
    for (long r = 0; r < rows; r++, x += width) {
        REAL top = CK_NAME(greatest)(x, width), total;
        if (top == -(REAL)INFINITY) {
            y[r] = top;
            continue;
        }
        ROW_SUM(total, CK_EXP(x[k] - top));
        y[r] = top + CK_LOG(total);
    }
}

void CK_NAME(normalise_rows)(const REAL *x, const REAL *residual, REAL *sum, const REAL *gain, const REAL *bias, REAL *y,
                             REAL *statistics, long rows, long width, REAL epsilon, int centred) {
    for (long r = 0; r < rows; r++, x += width, y += width) {
        const REAL *row = x;
        if (residual) {
            REAL *target = sum + r * width;
            const REAL *other = residual + r * width;
            for (long i = 0; i < width; i++) target[i] = x[i] + other[i];
            row = target;
        }
        REAL mean = 0, variance;
        if (centred) {
            ROW_SUM(mean, row[k]);
            mean /= (REAL)width;
        }
        ROW_SUM(variance, (row[k] - mean) * (row[k] - mean));
        REAL scale = (REAL)1 / CK_SQRT(variance / (REAL)width + epsilon);
        statistics[2 * r] = mean;
        statistics[2 * r + 1] = scale;
        if (gain && bias)
            for (long i = 0; i < width; i++) y[i] = (row[i] - mean) * scale * gain[i] + bias[i];
        else if (gain)
            for (long i = 0; i < width; i++) y[i] = (row[i] - mean) * scale * gain[i];
        else
            for (long i = 0; i < width; i++) y[i] = (row[i] - mean) * scale;
    }
}

/// With n = (x - mean) s: dx = s (g - mean(g) - n mean(g n)), g = dy * gain. Adds dy n and dy to the partial gradients.
void CK_NAME(normalise_adjoint_rows)(const REAL *x, const REAL *statistics, const REAL *gain, const REAL *dy,
                                     const REAL *extra, REAL *dx, REAL *gain_partial, REAL *bias_partial, long rows,
                                     long width, int centred) {
    for (long r = 0; r < rows; r++, x += width, dy += width, dx += width) {
        REAL mean = statistics[2 * r], scale = statistics[2 * r + 1], along, average = 0;
        if (gain) {
            ROW_SUM(along, dy[k] * gain[k] * (x[k] - mean));
            if (centred) ROW_SUM(average, dy[k] * gain[k]);
        } else {
            ROW_SUM(along, dy[k] * (x[k] - mean));
            if (centred) ROW_SUM(average, dy[k]);
        }
        along *= scale * scale / (REAL)width;
        average /= (REAL)width;
        if (gain_partial)
            for (long i = 0; i < width; i++) gain_partial[i] += dy[i] * (x[i] - mean) * scale;
        if (bias_partial)
            for (long i = 0; i < width; i++) bias_partial[i] += dy[i];
        const REAL *more = extra ? extra + r * width : 0;
        if (gain && more)
            for (long i = 0; i < width; i++)
                dx[i] = scale * (dy[i] * gain[i] - average - (x[i] - mean) * along) + more[i];
        else if (gain)
            for (long i = 0; i < width; i++) dx[i] = scale * (dy[i] * gain[i] - average - (x[i] - mean) * along);
        else
            for (long i = 0; i < width; i++)
                dx[i] = scale * (dy[i] - average - (x[i] - mean) * along) + (more ? more[i] : 0);
    }
}

void CK_NAME(cross_entropy_rows)(REAL *logits, const int32_t *target, const REAL *weight, const REAL *prior,
                                 REAL smoothing, REAL *loss, long rows, long width, int make_gradient) {
    for (long r = 0; r < rows; r++, logits += width) {
        REAL w = weight ? weight[r] : (REAL)1;
        if (target[r] < 0) {
            loss[r] = 0;
            if (make_gradient)
                for (long i = 0; i < width; i++) logits[i] = 0;
            continue;
        }
        REAL top = CK_NAME(greatest)(logits, width), total, expected = 0, chosen = logits[target[r]];
        if (smoothing != 0) {
            if (prior)
                ROW_SUM(expected, prior[k] * (logits[k] - top));
            else {
                ROW_SUM(expected, logits[k] - top);
                expected /= (REAL)width;
            }
        }
        if (make_gradient)
            total = CK_NAME(exponentials)(logits, logits, top, width);
        else
            ROW_SUM(total, CK_EXP(logits[k] - top));
        loss[r] = CK_LOG(total) - ((REAL)1 - smoothing) * (chosen - top) - smoothing * expected;
        if (!make_gradient) continue;
        REAL scale = w / total, share = w * smoothing;
        if (smoothing != 0 && prior)
            for (long i = 0; i < width; i++) logits[i] = logits[i] * scale - share * prior[i];
        else
            for (long i = 0; i < width; i++) logits[i] = logits[i] * scale - share / (REAL)width;
        logits[target[r]] -= w * ((REAL)1 - smoothing);
    }
}
#undef LANES
#undef ROW_SUM
