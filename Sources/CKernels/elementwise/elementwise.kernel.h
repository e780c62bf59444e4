/// Elementwise kernels over a contiguous run. One loop for each function: the compiler vectorises it for the level.
#include "ck_elementwise.h"

#define LOOP(expression)                                                                                               \
    for (long i = 0; i < count; i++) {                                                                                 \
        REAL a = x[i];                                                                                                 \
        y[i] = (expression);                                                                                           \
    }                                                                                                                  \
    break;

void CK_NAME(unary_run)(ck_unary f, const REAL *x, REAL *y, long count) {
    switch (f) {
    case CK_IDENTITY: LOOP(a)
    case CK_NEGATE: LOOP(-a)
    case CK_ABSOLUTE: LOOP(CK_FABS(a))
    case CK_EXPONENTIAL: LOOP(CK_EXP(a))
    case CK_LOGARITHM: LOOP(CK_LOG(a))
    case CK_SQUARE_ROOT: LOOP(CK_SQRT(a))
    case CK_RECIPROCAL_SQUARE_ROOT: LOOP((REAL)1 / CK_SQRT(a))
    case CK_RECIPROCAL: LOOP((REAL)1 / a)
    case CK_SQUARE: LOOP(a * a)
    case CK_SINE: LOOP(CK_SIN(a))
    case CK_COSINE: LOOP(CK_COS(a))
    case CK_TANH: LOOP(CK_NAME(vtanh)(a))
    case CK_SIGMOID: LOOP(CK_NAME(vsigmoid)(a))
    case CK_SILU: LOOP(a * CK_NAME(vsigmoid)(a))
    case CK_GELU: LOOP(CK_NAME(vgelu)(a))
    case CK_GELU_ERF: LOOP((REAL)0.5 * a * ((REAL)1 + CK_ERF(a * (REAL)0.70710678118654752)))
    case CK_RELU: LOOP(a > 0 ? a : 0)
    case CK_SOFTPLUS: LOOP(CK_NAME(vsoftplus)(a))
    case CK_LOG_SIGMOID: LOOP(-CK_NAME(vsoftplus)(-a))
    case CK_SIGN: LOOP((REAL)(a > 0) - (REAL)(a < 0))
    case CK_FLOOR_OF: LOOP(CK_FLOOR(a))
    case CK_LOG_ONE_PLUS: LOOP((REAL)log1p((double)a))
    case CK_EXPONENTIAL_MINUS_ONE: LOOP((REAL)expm1((double)a))
    case CK_NORMAL_CUMULATIVE: LOOP((REAL)0.5 * ((REAL)1 + CK_ERF(a * (REAL)0.70710678118654752)))
    }
}
#undef LOOP

#define LOOP(expression)                                                                                               \
    for (long i = 0; i < count; i++) {                                                                                 \
        REAL a = x[i], b = y[i];                                                                                       \
        (void)a, (void)b;                                                                                              \
        dx[i] = dy[i] * (expression);                                                                                  \
    }                                                                                                                  \
    break;

void CK_NAME(unary_adjoint_run)(ck_unary f, const REAL *x, const REAL *y, const REAL *dy, REAL *dx, long count) {
    switch (f) {
    case CK_IDENTITY: LOOP((REAL)1)
    case CK_NEGATE: LOOP((REAL)-1)
    case CK_ABSOLUTE: LOOP((REAL)(a > 0) - (REAL)(a < 0))
    case CK_EXPONENTIAL: LOOP(b)
    case CK_LOGARITHM: LOOP((REAL)1 / a)
    case CK_SQUARE_ROOT: LOOP((REAL)0.5 / b)
    case CK_RECIPROCAL_SQUARE_ROOT: LOOP((REAL)-0.5 * b / a)
    case CK_RECIPROCAL: LOOP(-b * b)
    case CK_SQUARE: LOOP(2 * a)
    case CK_SINE: LOOP(CK_COS(a))
    case CK_COSINE: LOOP(-CK_SIN(a))
    case CK_TANH: LOOP((REAL)1 - b * b)
    case CK_SIGMOID: LOOP(b * ((REAL)1 - b))
    case CK_SILU: {
        for (long i = 0; i < count; i++) {
            REAL s = CK_NAME(vsigmoid)(x[i]);
            dx[i] = dy[i] * (s + x[i] * s * ((REAL)1 - s));
        }
        break;
    }
    case CK_GELU: LOOP(CK_NAME(vgelu_slope)(a))
    case CK_GELU_ERF:
        LOOP((REAL)0.5 * ((REAL)1 + CK_ERF(a * (REAL)0.70710678118654752))
             + a * (REAL)0.3989422804014327 * CK_EXP((REAL)-0.5 * a * a))
    case CK_RELU: LOOP(a > 0 ? (REAL)1 : (REAL)0)
    case CK_SOFTPLUS: LOOP(CK_NAME(vsigmoid)(a))
    case CK_LOG_SIGMOID: LOOP(CK_NAME(vsigmoid)(-a))
    case CK_SIGN: LOOP((REAL)0)
    case CK_FLOOR_OF: LOOP((REAL)0)
    case CK_LOG_ONE_PLUS: LOOP((REAL)1 / ((REAL)1 + a))
    case CK_EXPONENTIAL_MINUS_ONE: LOOP(b + (REAL)1)
    case CK_NORMAL_CUMULATIVE: LOOP((REAL)0.3989422804014327 * CK_EXP((REAL)-0.5 * a * a))
    }
}
#undef LOOP

/// z_i = f(x_{i sx}, y_{i sy}); the strides 0 and 1 have loops of their own.
#define LOOPS(expression)                                                                                              \
    if (sx == 1 && sy == 1)                                                                                            \
        for (long i = 0; i < count; i++) {                                                                             \
            REAL a = x[i], b = y[i];                                                                                   \
            z[i] = (expression);                                                                                       \
        }                                                                                                              \
    else if (sx == 1 && sy == 0) {                                                                                     \
        REAL b = *y;                                                                                                   \
        for (long i = 0; i < count; i++) {                                                                             \
            REAL a = x[i];                                                                                             \
            z[i] = (expression);                                                                                       \
        }                                                                                                              \
    } else if (sx == 0 && sy == 1) {                                                                                   \
        REAL a = *x;                                                                                                   \
        for (long i = 0; i < count; i++) {                                                                             \
            REAL b = y[i];                                                                                             \
            z[i] = (expression);                                                                                       \
        }                                                                                                              \
    } else                                                                                                             \
        for (long i = 0; i < count; i++) {                                                                             \
            REAL a = x[i * sx], b = y[i * sy];                                                                         \
            z[i] = (expression);                                                                                       \
        }                                                                                                              \
    break;

void CK_NAME(binary_run)(ck_binary f, const REAL *x, long sx, const REAL *y, long sy, REAL *z, long count) {
    switch (f) {
    case CK_ADD: LOOPS(a + b)
    case CK_SUBTRACT: LOOPS(a - b)
    case CK_MULTIPLY: LOOPS(a *b)
    case CK_DIVIDE: LOOPS(a / b)
    case CK_MAXIMUM: LOOPS(a > b ? a : b)
    case CK_MINIMUM: LOOPS(a < b ? a : b)
    case CK_POWER: LOOPS(CK_POW(a, b))
    case CK_GREATER: LOOPS((REAL)(a > b))
    case CK_GREATER_EQUAL: LOOPS((REAL)(a >= b))
    case CK_EQUAL: LOOPS((REAL)(a == b))
    }
}
#undef LOOPS

void CK_NAME(axpby_run)(REAL a, const REAL *x, REAL b, REAL *y, long count) {
    if (b == 0)
        for (long i = 0; i < count; i++) y[i] = a * x[i];
    else if (b == 1)
        for (long i = 0; i < count; i++) y[i] += a * x[i];
    else
        for (long i = 0; i < count; i++) y[i] = a * x[i] + b * y[i];
}

void CK_NAME(affine_run)(REAL scale, REAL shift, const REAL *x, REAL *y, long count) {
    for (long i = 0; i < count; i++) y[i] = scale * x[i] + shift;
}

void CK_NAME(clamp_run)(REAL low, REAL high, const REAL *x, REAL *y, long count) {
    for (long i = 0; i < count; i++) {
        REAL a = x[i];
        a = a < low ? low : a;
        y[i] = a > high ? high : a;
    }
}

/// y_j += sum over rows of x_{r j}: rows of `width`.
void CK_NAME(add_rows)(const REAL *x, REAL *y, long rows, long width, long stride) {
    for (long r = 0; r < rows; r++)
        for (long j = 0; j < width; j++) y[j] += x[r * stride + j];
}

/// Sum of a contiguous run, in sixteen independent lanes.
REAL CK_NAME(sum_run)(const REAL *x, long count) {
    REAL lanes[16] = {0}, total = 0;
    long i = 0;
    for (; i + 16 <= count; i += 16)
        for (int j = 0; j < 16; j++) lanes[j] += x[i + j];
    for (; i < count; i++) total += x[i];
    for (int j = 0; j < 16; j++) total += lanes[j];
    return total;
}

double CK_NAME(sum_squares_run)(const REAL *x, long count) {
    double lanes[16] = {0}, total = 0;
    long i = 0;
    for (; i + 16 <= count; i += 16)
        for (int j = 0; j < 16; j++) lanes[j] += (double)x[i + j] * (double)x[i + j];
    for (; i < count; i++) total += (double)x[i] * (double)x[i];
    for (int j = 0; j < 16; j++) total += lanes[j];
    return total;
}

/// Bias and activation of one row whose sum is not kept. A function in place would not vectorise, since its input and output
/// overlap: the sum passes through a block of its own.
static void CK_NAME(bias_activation_in_place)(ck_unary f, REAL *row, const REAL *bias, long width) {
    enum { BLOCK = 256 };
    REAL block[BLOCK];
    for (long begin = 0; begin < width; begin += BLOCK) {
        long count = width - begin < BLOCK ? width - begin : BLOCK;
        for (long j = 0; j < count; j++) block[j] = bias ? row[begin + j] + bias[begin + j] : row[begin + j];
        CK_NAME(unary_run)(f, block, row + begin, count);
    }
}

void CK_NAME(bias_activation_run)(ck_unary f, REAL *z, const REAL *bias, REAL *kept, long rows, long width) {
    for (long r = 0; r < rows; r++) {
        REAL *row = z + r * width;
        if (!kept && f != CK_IDENTITY) {
            CK_NAME(bias_activation_in_place)(f, row, bias, width);
            continue;
        }
        REAL *target = kept ? kept + r * width : row;
        if (bias)
            for (long j = 0; j < width; j++) target[j] = row[j] + bias[j];
        else if (kept)
            for (long j = 0; j < width; j++) target[j] = row[j];
        if (kept) CK_NAME(unary_run)(f, target, row, width);
    }
}

void CK_NAME(gated_run)(ck_unary f, const REAL *x, REAL *y, long rows, long width) {
    for (long r = 0; r < rows; r++) {
        const REAL *gate = x + r * 2 * width, *value = gate + width;
        REAL *out = y + r * width;
        if (f == CK_SILU) {
            for (long j = 0; j < width; j++) out[j] = gate[j] * CK_NAME(vsigmoid)(gate[j]) * value[j];
            continue;
        }
        CK_NAME(unary_run)(f, gate, out, width);
        for (long j = 0; j < width; j++) out[j] *= value[j];
    }
}

void CK_NAME(gated_adjoint_run)(ck_unary f, const REAL *x, const REAL *dy, REAL *dx, long rows, long width) {
    for (long r = 0; r < rows; r++) {
        const REAL *gate = x + r * 2 * width, *value = gate + width, *g = dy + r * width;
        REAL *dgate = dx + r * 2 * width, *dvalue = dgate + width;
        if (f == CK_SILU) {
            for (long j = 0; j < width; j++) {
                REAL s = CK_NAME(vsigmoid)(gate[j]);
                REAL silu = gate[j] * s;
                dvalue[j] = g[j] * silu;
                dgate[j] = g[j] * value[j] * (s + silu * ((REAL)1 - s));
            }
            continue;
        }
        // dvalue holds f(gate) until it is multiplied; dgate first holds the gradient of f(gate).
        CK_NAME(unary_run)(f, gate, dvalue, width);
        for (long j = 0; j < width; j++) dgate[j] = g[j] * value[j];
        CK_NAME(unary_adjoint_run)(f, gate, dvalue, dgate, dgate, width);
        for (long j = 0; j < width; j++) dvalue[j] *= g[j];
    }
}
