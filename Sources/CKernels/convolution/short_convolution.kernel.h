/// The inner loops of one number type: whole vectors of channels, then the rest one by one.

#if CK_REAL_BITS == 32
typedef int CK_NAME(integers) __attribute__((vector_size(64)));

/// exp by range reduction to |r| <= ln 2 / 2 and a polynomial of degree 6; relative error below 2e-7.
CK_INLINE VECTOR CK_NAME(exponential)(VECTOR x) {
    x = __builtin_elementwise_max(x, (VECTOR){0} - 87.0f);
    x = __builtin_elementwise_min(x, (VECTOR){0} + 88.0f);
    VECTOR shifted = x * 1.44269504088896341f + 12582912.0f;  // rounds to an integer in the low bits
    VECTOR n = shifted - 12582912.0f;
    VECTOR r = x - n * 0.693359375f + n * 2.12194440e-4f;
    VECTOR p = r * (1.0f / 720) + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    CK_NAME(integers) power = (__builtin_convertvector(n, CK_NAME(integers)) + 127) << 23;
    return p * (VECTOR)power;
}
#else
CK_INLINE VECTOR CK_NAME(exponential)(VECTOR x) {
    for (int lane = 0; lane < LANES; lane++) x[lane] = exp(x[lane]);
    return x;
}
#endif

CK_INLINE VECTOR CK_NAME(sigmoid_vector)(VECTOR z) { return (REAL)1 / ((REAL)1 + CK_NAME(exponential)(-z)); }
CK_INLINE REAL CK_NAME(sigmoid_single)(REAL z) {
    return (REAL)1 / ((REAL)1 + (sizeof(REAL) == 4 ? (REAL)expf((float)-z) : (REAL)exp((double)-z)));
}

#define ELEMENT VECTOR
#define ELEMENT_NAME(name) CK_NAME(name##_vector)
#include "convolution/short_body.kernel.h"
#undef ELEMENT
#undef ELEMENT_NAME
#define ELEMENT REAL
#define ELEMENT_NAME(name) CK_NAME(name##_single)
#include "convolution/short_body.kernel.h"
#undef ELEMENT
#undef ELEMENT_NAME

static void CK_NAME(short_forward)(const CK_TYPED(short_rows) * s) {
    long whole = s->channels / LANES * LANES;
    if (whole) CK_NAME(forward_vector)(s, 0, whole);
    if (whole < s->channels) CK_NAME(forward_single)(s, whole, s->channels);
}

static void CK_NAME(short_through)(const CK_TYPED(short_rows) * s) {
    long whole = s->channels / LANES * LANES;
    if (whole) CK_NAME(through_vector)(s, 0, whole);
    if (whole < s->channels) CK_NAME(through_single)(s, whole, s->channels);
}

static void CK_NAME(short_accumulate)(const CK_TYPED(short_rows) * s) {
    long whole = s->channels / LANES * LANES;
    if (whole) CK_NAME(accumulate_vector)(s, 0, whole);
    if (whole < s->channels) CK_NAME(accumulate_single)(s, whole, s->channels);
}

static void CK_NAME(short_backward_row)(const REAL *weights, const REAL *rows, REAL *target, long channels, long first,
                                        long end, long count) {
    long whole = channels / LANES * LANES;
    CK_NAME(backward_row_vector)(weights, rows, target, channels, first, end, count, 0, whole);
    CK_NAME(backward_row_single)(weights, rows, target, channels, first, end, count, whole, channels);
}

const CK_TYPED(short_kernel_table) CK_NAME(short_kernels) = {
    CK_NAME(short_forward),
    CK_NAME(short_through),
    CK_NAME(short_backward_row),
    CK_NAME(short_accumulate),
};
