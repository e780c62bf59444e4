/// Vectors of 64 bytes of `REAL`, whatever the level: the compiler splits them where registers are shorter.
/// Functions that take them are always inlined, so how a call would pass them does not matter.
#pragma clang diagnostic ignored "-Wpsabi"
#define LANES ((long)(64 / sizeof(REAL)))
#define VECTOR CK_NAME(vector)
#define CK_INLINE static inline __attribute__((always_inline))
#define CK_UNROLL _Pragma("unroll")

typedef REAL VECTOR __attribute__((vector_size(64), aligned(sizeof(REAL)), may_alias));

#if CK_REAL_BITS == 32
#define SHUFFLE_LOW(a, b) __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define SHUFFLE_HIGH(a, b) \
    __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define SHUFFLE_EVEN(a, b) __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define SHUFFLE_ODD(a, b) __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)
#define SHUFFLE_REVERSE(a) __builtin_shufflevector(a, a, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#else
#define SHUFFLE_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define SHUFFLE_HIGH(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define SHUFFLE_EVEN(a, b) __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14)
#define SHUFFLE_ODD(a, b) __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15)
#define SHUFFLE_REVERSE(a) __builtin_shufflevector(a, a, 7, 6, 5, 4, 3, 2, 1, 0)
#endif

#define LOAD(pointer) (*(const VECTOR *)(pointer))
#define STORE(pointer, value) (*(VECTOR *)(pointer) = (value))

/// Transposes a square of vectors in place: log2(lanes) perfect shuffles of the list of rows.
CK_INLINE void CK_NAME(transpose_square)(VECTOR *v) {
    VECTOR t[LANES];
    CK_UNROLL for (int step = 1; step < LANES; step *= 4) {
        CK_UNROLL for (int i = 0; i < LANES / 2; i++) {
            t[2 * i] = SHUFFLE_LOW(v[i], v[i + LANES / 2]);
            t[2 * i + 1] = SHUFFLE_HIGH(v[i], v[i + LANES / 2]);
        }
        if (2 * step >= LANES) {
            CK_UNROLL for (int i = 0; i < LANES; i++) v[i] = t[i];
        } else {
            CK_UNROLL for (int i = 0; i < LANES / 2; i++) {
                v[2 * i] = SHUFFLE_LOW(t[i], t[i + LANES / 2]);
                v[2 * i + 1] = SHUFFLE_HIGH(t[i], t[i + LANES / 2]);
            }
        }
    }
}
