/// Vectors of `LANES` floats, the exponential, small matrix products and transposition: what the tiled kernels are made of.
/// Included once by each instruction set's file, which defines `LANES` (floats of a register) and `COLUMNS` (registers
/// side by side in the micro-kernel: 4 rows × COLUMNS registers accumulate, the rest hold operands).
#define INLINE static inline __attribute__((always_inline))

enum { TILE = CK_ATTENTION_TILE, GROUP = 16, GROUPS = TILE / GROUP, REGISTERS = TILE / LANES };

typedef float vector __attribute__((ext_vector_type(LANES), aligned(4), may_alias));
typedef int integers __attribute__((ext_vector_type(LANES), aligned(4), may_alias));
typedef float quad __attribute__((ext_vector_type(4), aligned(4), may_alias));

INLINE vector load(const float *from) { return *(const vector *)from; }
typedef _Float16 halves __attribute__((ext_vector_type(LANES), aligned(2), may_alias));
typedef int8_t codes __attribute__((ext_vector_type(LANES), aligned(1), may_alias));

/// Elements `d ..< d + LANES` of a row in a format of keys and values; within a block of Q8_0. Products of a half and 8 bits are exact.
INLINE vector load_stored(const int32_t format, const void *row, long d) {
    if (format == CK_WEIGHT_F16)
        return __builtin_convertvector(*(const halves *)((const uint16_t *)row + d), vector);
    if (format == CK_WEIGHT_Q8_0) {
        const uint8_t *block = (const uint8_t *)row + d / CK_ATTENTION_BLOCK * CK_ATTENTION_BLOCK_BYTES;
        vector values = __builtin_convertvector(*(const codes *)(block + 2 + d % CK_ATTENTION_BLOCK), vector);
        return values * (float)*(const _Float16 *)block;
    }
    return load((const float *)row + d);
}

/// Element `d` of a row of F32 or F16: behind the last whole register.
INLINE float element_stored(const int32_t format, const void *row, long d) {
    return format == CK_WEIGHT_F16 ? (float)((const _Float16 *)row)[d] : ((const float *)row)[d];
}

INLINE void store(float *to, vector value) { *(vector *)to = value; }
INLINE vector larger(vector a, vector b) { return a > b ? a : b; }
INLINE vector multiply_add(vector a, vector b, vector c) { return __builtin_elementwise_fma(a, b, c); }

/// 2^x within 1 ulp for x in [−126, 127]; 0 below −126. Splits x = n + f, |f| ≤ ½, and takes 2^f from its minimax
/// polynomial of degree 6 (relative error 2e-9); adding 1.5·2^23 rounds, and leaves n in the low bits.
INLINE vector power_of_two(vector x) {
    const vector rounder = 12582912.0f;
    vector shifted = x + rounder;
    vector f = x - (shifted - rounder);
    vector p = 1.535336159429988e-4f;
    p = multiply_add(p, f, (vector)1.339887451953969e-3f);
    p = multiply_add(p, f, (vector)9.618437359776702e-3f);
    p = multiply_add(p, f, (vector)5.550332470792572e-2f);
    p = multiply_add(p, f, (vector)2.402264791359804e-1f);
    p = multiply_add(p, f, (vector)6.931472028552766e-1f);
    p = multiply_add(p, f, (vector)1.0f);
    integers bits = __builtin_bit_cast(integers, p) + (__builtin_bit_cast(integers, shifted) << 23);
    return x < -126.0f ? (vector)0.0f : __builtin_bit_cast(vector, bits);
}

/// tanh: an odd polynomial near 0, where 1 − 2 / (e^{2x} + 1) would cancel, and that formula elsewhere.
INLINE vector hyperbolic_tangent(vector x) {
    vector square = x * x;
    vector near = 21844.0f / 6081075.0f;
    near = multiply_add(near, square, (vector)(-1382.0f / 155925.0f));
    near = multiply_add(near, square, (vector)(62.0f / 2835.0f));
    near = multiply_add(near, square, (vector)(-17.0f / 315.0f));
    near = multiply_add(near, square, (vector)(2.0f / 15.0f));
    near = multiply_add(near, square, (vector)(-1.0f / 3.0f));
    near = multiply_add(near * square, x, x);
    vector bounded = x > 15.0f ? (vector)15.0f : (x < -15.0f ? (vector)-15.0f : x);
    vector far = 1.0f - 2.0f / (power_of_two(bounded * 2.885390081777927f) + 1.0f);
    return square < 0.16f ? near : (x == x ? far : x);
}

INLINE bool any_differs_from_one(vector x) {
    integers differs = x != 1.0f;
    return __builtin_reduce_or(differs) != 0;
}

/// The vector's quarters (halves) added to four lanes.
INLINE quad fold(vector x) {
#if LANES == 16
    float eight __attribute__((ext_vector_type(8))) = x.lo + x.hi;
    return eight.lo + eight.hi;
#elif LANES == 8
    return x.lo + x.hi;
#else
    return x;
#endif
}

INLINE float total(vector x) {
    quad four = fold(x);
    return (four[0] + four[1]) + (four[2] + four[3]);
}

/// c[4, columns registers] (+)= a[4, depth] · b[depth, columns registers]. Element (m, k) of `a` is a[m·rows + k·steps].
INLINE void multiply_strip(
    const int columns, const float *restrict a, const long rows, const long steps, const float *restrict b, long ldb,
    float *restrict c, long ldc, long depth, bool add) {
    vector sum[4][COLUMNS];
#pragma clang loop unroll(full)
    for (int m = 0; m < 4; m++)
#pragma clang loop unroll(full)
        for (int n = 0; n < columns; n++) sum[m][n] = add ? load(c + m * ldc + n * LANES) : (vector)0.0f;
    for (long k = 0; k < depth; k++) {
        vector right[COLUMNS];
#pragma clang loop unroll(full)
        for (int n = 0; n < columns; n++) right[n] = load(b + k * ldb + n * LANES);
#pragma clang loop unroll(full)
        for (int m = 0; m < 4; m++) {
            vector left = a[m * rows + k * steps];
#pragma clang loop unroll(full)
            for (int n = 0; n < columns; n++) sum[m][n] = multiply_add(left, right[n], sum[m][n]);
        }
    }
#pragma clang loop unroll(full)
    for (int m = 0; m < 4; m++)
#pragma clang loop unroll(full)
        for (int n = 0; n < columns; n++) store(c + m * ldc + n * LANES, sum[m][n]);
}

INLINE void multiply_columns(
    const int columns, long count, const float *a, const long rows, const long steps, const float *b, long ldb, float *c,
    long ldc, long depth, bool add) {
    for (long m = 0; m < count; m += 4)
        multiply_strip(columns, a + m * rows, rows, steps, b, ldb, c + m * ldc, ldc, depth, add);
}

/// c[count, registers] (+)= a[count, depth] · b[depth, registers]; `count` a multiple of 4.
INLINE void multiply(
    long count, long registers, const float *a, const long rows, const long steps, const float *b, long ldb, float *c,
    long ldc, long depth, bool add) {
    for (; registers > 0; registers -= COLUMNS, b += COLUMNS * LANES, c += COLUMNS * LANES) {
        if (registers >= COLUMNS)
            multiply_columns(COLUMNS, count, a, rows, steps, b, ldb, c, ldc, depth, add);
        else if (COLUMNS > 3 && registers == 3)
            multiply_columns(3, count, a, rows, steps, b, ldb, c, ldc, depth, add);
        else if (COLUMNS > 2 && registers == 2)
            multiply_columns(2, count, a, rows, steps, b, ldb, c, ldc, depth, add);
        else
            multiply_columns(1, count, a, rows, steps, b, ldb, c, ldc, depth, add);
    }
}

/// `a` by rows: a[m][k] = a[m·lda + k].
static __attribute__((noinline)) void multiply_rows(
    long count, long registers, const float *a, long lda, const float *b, long ldb, float *c, long ldc, long depth,
    bool add) {
    multiply(count, registers, a, lda, 1, b, ldb, c, ldc, depth, add);
}

/// `a` transposed: a[m][k] = a[k·lda + m].
static __attribute__((noinline)) void multiply_transposed(
    long count, long registers, const float *a, long lda, const float *b, long ldb, float *c, long ldc, long depth,
    bool add) {
    multiply(count, registers, a, 1, lda, b, ldb, c, ldc, depth, add);
}

INLINE void transpose_quads(const float *from, long from_stride, float *to, long to_stride, const quad factors[4]) {
    quad a = *(const quad *)from * factors[0];
    quad b = *(const quad *)(from + from_stride) * factors[1];
    quad c = *(const quad *)(from + 2 * from_stride) * factors[2];
    quad d = *(const quad *)(from + 3 * from_stride) * factors[3];
    quad low_ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), high_ab = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    quad low_cd = __builtin_shufflevector(c, d, 0, 4, 1, 5), high_cd = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    *(quad *)to = __builtin_shufflevector(low_ab, low_cd, 0, 1, 4, 5);
    *(quad *)(to + to_stride) = __builtin_shufflevector(low_ab, low_cd, 2, 3, 6, 7);
    *(quad *)(to + 2 * to_stride) = __builtin_shufflevector(high_ab, high_cd, 0, 1, 4, 5);
    *(quad *)(to + 3 * to_stride) = __builtin_shufflevector(high_ab, high_cd, 2, 3, 6, 7);
}

/// to[d][i] = factor · from[i][d] for i < count ≤ TILE; `to` has rows of TILE floats, zero from `count` on.
static void transpose_in(const float *from, long stride, long count, long width, float factor, float *to) {
    const quad factors[4] = {factor, factor, factor, factor};
    long whole = count / 4 * 4, wide = width / 4 * 4;
    for (long i = 0; i < whole; i += 4) {
        for (long d = 0; d < wide; d += 4) transpose_quads(from + i * stride + d, stride, to + d * TILE + i, TILE, factors);
        for (long d = wide; d < width; d++)
            for (long r = i; r < i + 4; r++) to[d * TILE + r] = factor * from[r * stride + d];
    }
    for (long d = 0; whole < TILE && d < width; d++)
        for (long i = whole; i < TILE; i++) to[d * TILE + i] = i < count ? factor * from[i * stride + d] : 0;
}

/// to[i][d] = factors[i] · from[d][i] for i < count; `from` has rows of TILE floats.
static void transpose_out(const float *from, long count, long width, const float *factors, float *to, long stride) {
    long whole = count / 4 * 4, wide = width / 4 * 4;
    for (long i = 0; i < whole; i += 4) {
        const quad factor = *(const quad *)(factors + i), all[4] = {factor, factor, factor, factor};
        for (long d = 0; d < wide; d += 4) transpose_quads(from + d * TILE + i, TILE, to + i * stride + d, stride, all);
    }
    for (long i = 0; i < count; i++)
        for (long d = i < whole ? wide : 0; d < width; d++) to[i * stride + d] = factors[i] * from[d * TILE + i];
}

/// Copies `count` rows of `width` stored elements to rows of `padded` floats; zeros fill the rest, up to `rows` rows.
INLINE void copy_stored(
    const int32_t format, const void *from, long stride, long count, long width, float *to, long padded, long rows) {
    for (long i = 0; i < count; i++) {
        const void *row = ck_attention_element(format, from, i * stride);
        long d = 0;
        for (; d + LANES <= width; d += LANES) store(to + i * padded + d, load_stored(format, row, d));
        for (; d < width; d++) to[i * padded + d] = element_stored(format, row, d);
        for (; d < padded; d++) to[i * padded + d] = 0;
    }
    memset(to + count * padded, 0, sizeof(float) * (size_t)((rows - count) * padded));
}

static void copy_rows(
    int32_t format, const void *from, long stride, long count, long width, float *to, long padded, long rows) {
    switch (format) {
        case CK_WEIGHT_F16: copy_stored(CK_WEIGHT_F16, from, stride, count, width, to, padded, rows); break;
        case CK_WEIGHT_Q8_0: copy_stored(CK_WEIGHT_Q8_0, from, stride, count, width, to, padded, rows); break;
        default: copy_stored(CK_WEIGHT_F32, from, stride, count, width, to, padded, rows);
    }
}
