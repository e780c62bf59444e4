/// Vectors of 64 bytes of `REAL`, whatever the level: the compiler splits them where registers are shorter.
/// Functions that take them are always inlined, so how a call would pass them does not matter.
#pragma clang diagnostic ignored "-Wpsabi"
#define LANES ((long)(64 / sizeof(REAL)))
#define VECTOR CK_NAME(vector)
#define CK_INLINE static inline __attribute__((always_inline))
#define CK_UNROLL _Pragma("unroll")

typedef REAL VECTOR __attribute__((vector_size(64), aligned(sizeof(REAL)), may_alias));

/// What loops that need many values at once work on: a whole vector where registers hold one, half of it elsewhere, so that
/// the values of a radix-4 step stay in registers.
#if defined(CK_TARGET_AVX512)
#define REGISTER_BYTES 64
#else
#define REGISTER_BYTES 32
#endif
#define REGISTER CK_NAME(register)
#define STRIPE ((long)(REGISTER_BYTES / sizeof(REAL)))
typedef REAL REGISTER __attribute__((vector_size(REGISTER_BYTES), aligned(sizeof(REAL)), may_alias));
#define LOAD_REGISTER(pointer) (*(const REGISTER *)(pointer))
#define STORE_REGISTER(pointer, value) (*(REGISTER *)(pointer) = (value))

/// Exchanges of 1, 2, 4 lanes between two rows of a half-width square.
#if CK_REAL_BITS == 32
#define EXCHANGE_LOW_1(a, b) __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14)
#define EXCHANGE_HIGH_1(a, b) __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15)
#define EXCHANGE_LOW_2(a, b) __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13)
#define EXCHANGE_HIGH_2(a, b) __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15)
#define EXCHANGE_LOW_4(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11)
#define EXCHANGE_HIGH_4(a, b) __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15)
#else
#define EXCHANGE_LOW_1(a, b) __builtin_shufflevector(a, b, 0, 4, 2, 6)
#define EXCHANGE_HIGH_1(a, b) __builtin_shufflevector(a, b, 1, 5, 3, 7)
#define EXCHANGE_LOW_2(a, b) __builtin_shufflevector(a, b, 0, 1, 4, 5)
#define EXCHANGE_HIGH_2(a, b) __builtin_shufflevector(a, b, 2, 3, 6, 7)
#endif

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

#if REGISTER_BYTES == 32
#define EXCHANGE_ROWS(step)                                                    \
    CK_UNROLL for (int k = 0; k < STRIPE; k++) if (!(k & step)) {              \
        REGISTER low = EXCHANGE_LOW_##step(v[k], v[k + step]);                 \
        v[k + step] = EXCHANGE_HIGH_##step(v[k], v[k + step]);                 \
        v[k] = low;                                                            \
    }

/// Transposes a square of registers.
CK_INLINE void CK_NAME(transpose_registers)(REGISTER *v) {
    EXCHANGE_ROWS(1)
    EXCHANGE_ROWS(2)
#if CK_REAL_BITS == 32
    EXCHANGE_ROWS(4)
#endif
}
#undef EXCHANGE_ROWS
#else
CK_INLINE void CK_NAME(transpose_registers)(REGISTER *v) { CK_NAME(transpose_square)(v); }
#endif

/// Transposes a square of vectors from one place in memory to another, whose rows are so far apart.
CK_INLINE void CK_NAME(transpose_to)(const REAL *source, long source_stride, REAL *target, long target_stride) {
    CK_UNROLL for (long column = 0; column < LANES; column += STRIPE)
        CK_UNROLL for (long row = 0; row < LANES; row += STRIPE) {
            REGISTER v[STRIPE];
            CK_UNROLL for (int k = 0; k < STRIPE; k++) v[k] = LOAD_REGISTER(source + (row + k) * source_stride + column);
            CK_NAME(transpose_registers)(v);
            CK_UNROLL for (int k = 0; k < STRIPE; k++) STORE_REGISTER(target + (column + k) * target_stride + row, v[k]);
        }
}

/// Transposes a square of vectors in memory, in place.
CK_INLINE void CK_NAME(transpose_in_place)(REAL *square) {
    CK_UNROLL for (long row = 0; row < LANES; row += STRIPE)
        CK_UNROLL for (long column = row; column < LANES; column += STRIPE) {
            REAL *upper = square + row * LANES + column, *lower = square + column * LANES + row;
            REGISTER a[STRIPE], b[STRIPE];
            CK_UNROLL for (int k = 0; k < STRIPE; k++) a[k] = LOAD_REGISTER(upper + k * LANES);
            CK_NAME(transpose_registers)(a);
            if (row != column) {
                CK_UNROLL for (int k = 0; k < STRIPE; k++) b[k] = LOAD_REGISTER(lower + k * LANES);
                CK_NAME(transpose_registers)(b);
                CK_UNROLL for (int k = 0; k < STRIPE; k++) STORE_REGISTER(upper + k * LANES, b[k]);
            }
            CK_UNROLL for (int k = 0; k < STRIPE; k++) STORE_REGISTER(lower + k * LANES, a[k]);
        }
}
