/// Short vectors of `REAL` as wide as the level's registers, and the elementary functions on them. Included once for
/// each level and each `REAL` (see `dispatch/level.h`), with `CK_REAL_IS_FLOAT` 1 or 0.
///
/// For `float`, functions are polynomials (relative error below 2e-7); for `double`, the C library's, lane by lane.
#define VEC CK_NAME(vec)
#define INLINE static inline __attribute__((always_inline, unused))
#define LANES ((long)(CK_VECTOR_BYTES / sizeof(REAL)))

typedef REAL VEC __attribute__((ext_vector_type(CK_VECTOR_BYTES / sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

INLINE VEC CK_NAME(load)(const REAL *from) { return *(const VEC *)from; }
INLINE void CK_NAME(store)(REAL *to, VEC value) { *(VEC *)to = value; }

/// Sum of the lanes, by halves.
INLINE REAL CK_NAME(lane_sum)(VEC value) {
#if CK_VECTOR_BYTES == 64
    const __auto_type half = value.lo + value.hi;
    const __auto_type quarter = half.lo + half.hi;
#elif CK_VECTOR_BYTES == 32
    const __auto_type quarter = value.lo + value.hi;
#else
    const VEC quarter = value;
#endif
#if CK_REAL_IS_FLOAT
    const __auto_type pair = quarter.lo + quarter.hi;
    return pair.x + pair.y;
#else
    return quarter.x + quarter.y;
#endif
}

#if CK_REAL_IS_FLOAT
typedef int CK_NAME(ivec) __attribute__((ext_vector_type(CK_VECTOR_BYTES / sizeof(REAL))));

/// 2^x. The polynomial is the minimax fit of the relative error on [-1/2, 1/2] with the constant term 1, so that decays
/// close to one stay close to one.
INLINE VEC CK_NAME(vexp2)(VEC x) {
#if defined(CK_TARGET_AVX512) && defined(__x86_64__)
    VEC rest = (VEC)_mm512_reduce_ps((__m512)x, 0);
#else
    x = __builtin_elementwise_max(__builtin_elementwise_min(x, (VEC)127.0f), (VEC)-126.0f);
    VEC shifted = x + 12582912.0f;
    VEC rest = x - (shifted - 12582912.0f);
#endif
    VEC p = rest * 0.001326472731307149f + 0.009671512991189957f;
    p = p * rest + 0.05550733581185341f;
    p = p * rest + 0.24022242426872253f;
    p = p * rest + 0.6931470036506653f;
    p = p * rest + 1.0f;
#if defined(CK_TARGET_AVX512) && defined(__x86_64__)
    return (VEC)_mm512_scalef_ps((__m512)p, (__m512)(x - rest));
#else
    union {
        VEC real;
        CK_NAME(ivec) bits;
    } power = {p}, exponent = {shifted};
    power.bits += exponent.bits << 23;
    return power.real;
#endif
}

INLINE VEC CK_NAME(vexp)(VEC x) { return CK_NAME(vexp2)(x * 1.4426950408889634f); }

/// ln(1 + e^x) without overflow: max(x, 0) + ln(1 + u), u = e^-|x|, the logarithm as 2 artanh(u / (2 + u)).
INLINE VEC CK_NAME(vsoftplus)(VEC x) {
    VEC u = CK_NAME(vexp)(-__builtin_elementwise_abs(x));
    VEC s = u / (u + 2.0f);
    VEC square = s * s;
    VEC p = square * (1.0f / 13) + (1.0f / 11);
    p = p * square + (1.0f / 9);
    p = p * square + (1.0f / 7);
    p = p * square + (1.0f / 5);
    p = p * square + (1.0f / 3);
    p = p * square + 1.0f;
    return __builtin_elementwise_max(x, (VEC)0.0f) + (s + s) * p;
}

INLINE VEC CK_NAME(vsigmoid)(VEC x) { return 1.0f / (1.0f + CK_NAME(vexp)(-x)); }

/// tanh: an odd polynomial near zero (Cephes' coefficients), 1 - 2 / (e^2|x| + 1) beyond.
INLINE VEC CK_NAME(vtanh)(VEC x) {
    VEC magnitude = __builtin_elementwise_abs(x);
    VEC far = 1.0f - 2.0f / (CK_NAME(vexp)(magnitude + magnitude) + 1.0f);
    VEC square = x * x;
    VEC p = square * -5.70498872745e-3f + 2.06390887954e-2f;
    p = p * square - 5.37397155531e-2f;
    p = p * square + 1.33314422036e-1f;
    p = p * square - 3.33332819422e-1f;
    VEC near = p * square * x + x;
    return magnitude < 0.625f ? near : __builtin_elementwise_copysign(far, x);
}

#else

INLINE VEC CK_NAME(vexp2)(VEC x) {
    for (long i = 0; i < LANES; i++) x[i] = exp2(x[i]);
    return x;
}

INLINE VEC CK_NAME(vexp)(VEC x) {
    for (long i = 0; i < LANES; i++) x[i] = exp(x[i]);
    return x;
}

INLINE VEC CK_NAME(vsoftplus)(VEC x) {
    for (long i = 0; i < LANES; i++) x[i] = fmax(x[i], 0) + log1p(exp(-fabs(x[i])));
    return x;
}

INLINE VEC CK_NAME(vsigmoid)(VEC x) { return 1.0 / (1.0 + CK_NAME(vexp)(-x)); }

INLINE VEC CK_NAME(vtanh)(VEC x) {
    for (long i = 0; i < LANES; i++) x[i] = tanh(x[i]);
    return x;
}

#endif
