/// Elementwise functions, their derivatives, broadcasting and sums. Sizes are counts of elements; buffers do not overlap
/// unless a function says that they may. `_f32` and `_f64` have the same contract.
#ifndef CK_ELEMENTWISE_H
#define CK_ELEMENTWISE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    CK_NEGATE, CK_ABSOLUTE, CK_EXPONENTIAL, CK_LOGARITHM, CK_SQUARE_ROOT, CK_RECIPROCAL_SQUARE_ROOT, CK_RECIPROCAL,
    CK_SQUARE, CK_SINE, CK_COSINE, CK_TANH, CK_SIGMOID, CK_SILU, CK_GELU, CK_GELU_ERF, CK_RELU, CK_SOFTPLUS,
    CK_LOG_SIGMOID, CK_SIGN, CK_FLOOR_OF, CK_IDENTITY, CK_LOG_ONE_PLUS, CK_EXPONENTIAL_MINUS_ONE,
    CK_NORMAL_CUMULATIVE
} ck_unary;

typedef enum {
    CK_ADD, CK_SUBTRACT, CK_MULTIPLY, CK_DIVIDE, CK_MAXIMUM, CK_MINIMUM, CK_POWER, CK_GREATER, CK_GREATER_EQUAL, CK_EQUAL
} ck_binary;

enum { CK_MAXIMUM_RANK = 8 };

#define CK_DECLARE(REAL, real)                                                                                         \
    /* y = f(x); y may be x. */                                                                                        \
    void ck_unary_##real(ck_unary f, const REAL *x, REAL *y, long count);                                              \
    /* dx = f'(x) dy; y is f(x), read by the functions whose derivative is simplest in y; dx may be dy. */             \
    void ck_unary_adjoint_##real(ck_unary f, const REAL *x, const REAL *y, const REAL *dy, REAL *dx, long count);      \
    /* z = f(x, y) over a shape of `rank` dimensions with element strides (0 = broadcast); z is contiguous. */         \
    void ck_binary_##real(ck_binary f, int rank, const long *shape, const long *x_strides, const long *y_strides,      \
                          const REAL *x, const REAL *y, REAL *z);                                                      \
    /* y = a x + b y, b = 0 does not read y. */                                                                        \
    void ck_axpby_##real(REAL a, const REAL *x, REAL b, REAL *y, long count);                                          \
    /* y = scale x + shift. */                                                                                         \
    void ck_affine_##real(REAL scale, REAL shift, const REAL *x, REAL *y, long count);                                 \
    void ck_fill_##real(REAL value, REAL *y, long count);                                                              \
    void ck_clamp_##real(REAL low, REAL high, const REAL *x, REAL *y, long count);                                     \
    /* Copies with strides: z (contiguous) [shape] = x [strides]. Transposes, slices, broadcasts. */                   \
    void ck_copy_strided_##real(int rank, const long *shape, const long *strides, const REAL *x, REAL *z);             \
    /* The reverse: z [strides] = x (contiguous), or z += x with `accumulate`. Strided places must be distinct. */     \
    void ck_scatter_strided_##real(int rank, const long *shape, const long *strides, const REAL *x, REAL *z,           \
                                   int accumulate);                                                                    \
    /* x [outer, middle, inner] reduced over the middle: sum, greatest, least. */                                      \
    void ck_sum_##real(const REAL *x, REAL *y, long outer, long middle, long inner);                                   \
    void ck_extreme_##real(const REAL *x, REAL *y, long outer, long middle, long inner, int least);                    \
    /* Index of the greatest in each row of [rows, width]; the first of equals. */                                     \
    void ck_argmax_##real(const REAL *x, int32_t *index, long rows, long width);                                       \
    /* Sum of squares, accumulated in double; partial sums are cut by size alone. */                                   \
    double ck_sum_squares_##real(const REAL *x, long count);                                                           \
    /* After a product: z = f(z + bias) over rows of `width`; with `kept`, z + bias is left there. bias may be NULL. */\
    void ck_bias_activation_##real(ck_unary f, REAL *z, const REAL *bias, REAL *kept, long rows, long width);          \
    /* dz = f'(kept) dy, y = f(kept); bias_gradient[j] = sum over rows of dz, may be NULL. dz may be dy. */            \
    void ck_bias_activation_adjoint_##real(ck_unary f, const REAL *kept, const REAL *y, const REAL *dy, REAL *dz,      \
                                           REAL *bias_gradient, long rows, long width);                                \
    /* Gated linear unit: x is [rows, 2 width]; y = f(x[:width]) * x[width:]. */                                       \
    void ck_gated_##real(ck_unary f, const REAL *x, REAL *y, long rows, long width);                                   \
    void ck_gated_adjoint_##real(ck_unary f, const REAL *x, const REAL *dy, REAL *dx, long rows, long width);          \
    /* Rows of a table: y[i] = table[index[i]]; the adjoint adds dy[i] to table_gradient[index[i]] in rising i. */     \
    void ck_gather_rows_##real(const REAL *table, const int32_t *index, REAL *y, long count, long width);              \
    void ck_scatter_add_rows_##real(const REAL *dy, const int32_t *index, REAL *table_gradient, long count,            \
                                    long width);

CK_DECLARE(float, f32)
CK_DECLARE(double, f64)
#undef CK_DECLARE

/// Index of the greatest value, the first of equals, and the value itself: −∞ with -1 for none, +∞ where a value is not a number
/// or is +∞ (-1 where none is equal to it).
long ck_greatest_f32(const float *x, long count, float *value);

#ifdef __cplusplus
}
#endif
#endif
