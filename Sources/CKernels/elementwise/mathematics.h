/// Vectorisable functions of one REAL. Included by kernels after `REAL` is defined, once for each element type.
///
/// Single precision: polynomials that the compiler vectorises, error below 2 ulp over the range that matters. Double
/// precision is for oracles and set-up: it calls the C library.

#ifndef CK_MATHEMATICS_COMMON
#define CK_MATHEMATICS_COMMON
#include <math.h>
#include <stdint.h>
#include <string.h>
#endif

#pragma clang fp contract(fast)

#ifdef CK_REAL_IS_FLOAT

/// exp(x) = 2^n exp(r), |r| <= ln2/2, with a Taylor-like polynomial fitted to the interval (Cephes' split of ln2).
static inline __attribute__((always_inline)) float CK_NAME(vexp)(float x) {
    float clamped = x > 88.72283f ? 88.72283f : x;
    clamped = clamped < -87.33654f ? -87.33654f : clamped;
    float n = __builtin_elementwise_rint(clamped * 1.44269504088896341f);
    float r = clamped - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    // 2^n in two factors, so that n = 128 does not overflow the exponent.
    int32_t whole = (int32_t)n, half = whole >> 1;
    uint32_t a = (uint32_t)(half + 127) << 23, b = (uint32_t)(whole - half + 127) << 23;
    float fa, fb;
    memcpy(&fa, &a, 4);
    memcpy(&fb, &b, 4);
    float y = p * fa * fb;
    y = x > 88.72283f ? INFINITY : y;
    y = x < -103.97f ? 0.0f : y;
    return x != x ? x : y;
}

/// ln(x) by Cephes' polynomial in the mantissa moved to [sqrt(1/2), sqrt(2)).
static inline __attribute__((always_inline)) float CK_NAME(vlog)(float x) {
    float scaled = x < 1.17549435e-38f ? x * 8388608.0f : x;
    float shift = x < 1.17549435e-38f ? -23.0f : 0.0f;
    uint32_t bits;
    memcpy(&bits, &scaled, 4);
    int32_t exponent = (int32_t)(bits >> 23) - 126;
    bits = (bits & 0x007FFFFFu) | 0x3F000000u;
    float m;
    memcpy(&m, &bits, 4);
    float low = m < 0.707106781186547524f ? 1.0f : 0.0f;
    float e = (float)exponent + shift - low;
    float f = m + (low != 0.0f ? m : 0.0f) - 1.0f;
    float z = f * f;
    float p = 7.0376836292e-2f;
    p = p * f - 1.1514610310e-1f;
    p = p * f + 1.1676998740e-1f;
    p = p * f - 1.2420140846e-1f;
    p = p * f + 1.4249322787e-1f;
    p = p * f - 1.6668057665e-1f;
    p = p * f + 2.0000714765e-1f;
    p = p * f - 2.4999993993e-1f;
    p = p * f + 3.3333331174e-1f;
    float y = f * z * p + e * -2.12194440e-4f - 0.5f * z;
    y = f + y + e * 0.693359375f;
    y = x > 3.4028234e38f ? x : y;
    y = x == 0.0f ? -INFINITY : y;
    return x < 0.0f || x != x ? NAN : y;
}

#define CK_EXP(x) CK_NAME(vexp)(x)
#define CK_LOG(x) CK_NAME(vlog)(x)
#define CK_SQRT(x) __builtin_elementwise_sqrt(x)
#define CK_SIN(x) sinf(x)
#define CK_COS(x) cosf(x)
#define CK_POW(x, y) powf(x, y)
#define CK_ERF(x) erff(x)
#define CK_FLOOR(x) __builtin_elementwise_floor(x)
#define CK_FABS(x) __builtin_fabsf(x)

#else

#define CK_EXP(x) exp(x)
#define CK_LOG(x) log(x)
#define CK_SQRT(x) __builtin_elementwise_sqrt(x)
#define CK_SIN(x) sin(x)
#define CK_COS(x) cos(x)
#define CK_POW(x, y) pow(x, y)
#define CK_ERF(x) erf(x)
#define CK_FLOOR(x) __builtin_elementwise_floor(x)
#define CK_FABS(x) __builtin_fabs(x)

#endif

/// log(1 + u) for u in [0, 1]: log(1+u) + correction of the rounding of 1+u.
static inline __attribute__((always_inline)) REAL CK_NAME(vlog1p)(REAL u) {
    REAL s = (REAL)1 + u;
    REAL d = u - (s - (REAL)1);
    return CK_LOG(s) + d / s;
}
static inline __attribute__((always_inline)) REAL CK_NAME(vsigmoid)(REAL x) {
    REAL e = CK_EXP(-CK_FABS(x));
    REAL s = (REAL)1 / ((REAL)1 + e);
    return x >= 0 ? s : e * s;
}
static inline __attribute__((always_inline)) REAL CK_NAME(vtanh)(REAL x) {
#ifdef CK_REAL_IS_FLOAT
    // Near 0 the quotient below loses digits: a short odd polynomial takes over.
    float a = CK_FABS(x), z = x * x;
    float small = x + x * z * (((-5.70498872745e-3f * z + 2.06390887954e-2f) * z - 5.37397155531e-2f) * z
                               + 1.33314422036e-1f) * z + x * z * -3.33332819422e-1f;
    float e = CK_EXP(2.0f * a);
    float large = 1.0f - 2.0f / (e + 1.0f);
    large = x < 0 ? -large : large;
    return a < 0.625f ? small : large;
#else
    return tanh(x);
#endif
}
static inline __attribute__((always_inline)) REAL CK_NAME(vsoftplus)(REAL x) {
    return (x > 0 ? x : 0) + CK_NAME(vlog1p)(CK_EXP(-CK_FABS(x)));
}
/// tanh of the argument of GELU's tanh form, sqrt(2/pi)(x + 0.044715 x^3) (Hendrycks and Gimpel 2016).
static inline __attribute__((always_inline)) REAL CK_NAME(vgelu_inner)(REAL x) {
    return (REAL)0.7978845608028654 * (x + (REAL)0.044715 * x * x * x);
}
static inline __attribute__((always_inline)) REAL CK_NAME(vgelu)(REAL x) {
    // x * sigmoid(2u) = x/2 (1 + tanh u)
    return x * CK_NAME(vsigmoid)(2 * CK_NAME(vgelu_inner)(x));
}
static inline __attribute__((always_inline)) REAL CK_NAME(vgelu_slope)(REAL x) {
    REAL s = CK_NAME(vsigmoid)(2 * CK_NAME(vgelu_inner)(x));
    REAL du = (REAL)0.7978845608028654 * (1 + (REAL)(3 * 0.044715) * x * x);
    return s + x * 2 * s * (1 - s) * du;
}
