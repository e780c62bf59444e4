/// The inner loops of one number type: whole vectors of channels, then the rest one by one.

INLINE VEC CK_NAME(sigmoid_vector)(VEC z) { return CK_NAME(vsigmoid)(z); }
INLINE REAL CK_NAME(sigmoid_single)(REAL z) {
    return (REAL)1 / ((REAL)1 + (sizeof(REAL) == 4 ? (REAL)expf((float)-z) : (REAL)exp((double)-z)));
}

#define ELEMENT VEC
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
