/// The greatest of `count` values; −∞ for none, +∞ where one is not a number or is +∞.
///
/// Four registers side by side hide the latency of the comparison. x − x is 0 for finite x alone; −∞ may stand in a row, so it is
/// taken as 0 there.
#include "vector/vector.kernel.h"

#if CK_REAL_IS_FLOAT
float CK_NAME(peak)(const float *x, long count) {
    typedef VEC vector;
    const long lanes = LANES;
    vector best[4], broken[4];
    for (int n = 0; n < 4; n++) {
        best[n] = -INFINITY;
        broken[n] = 0.0f;
    }
    long i = 0;
    for (; i + 4 * lanes <= count; i += 4 * lanes)
#pragma clang loop unroll(full)
        for (int n = 0; n < 4; n++) {
            vector value = CK_NAME(load)(x + i + n * lanes);
            best[n] = value > best[n] ? value : best[n];
            vector finite = value == -INFINITY ? (vector)0.0f : value;
            broken[n] += finite - finite;
        }
    vector all = broken[0] + broken[1] + broken[2] + broken[3];
    float sum = CK_NAME(lane_sum)(all), result = -INFINITY;
    for (int n = 0; n < 4; n++)
        for (long lane = 0; lane < lanes; lane++) result = best[n][lane] > result ? best[n][lane] : result;
    for (; i < count; i++) {
        result = x[i] > result ? x[i] : result;
        if (x[i] != -INFINITY) sum += x[i] - x[i];
    }
    return sum == 0 ? result : INFINITY;
}
#endif

#include "vector/vector_end.h"
