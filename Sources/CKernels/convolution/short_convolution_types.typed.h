/// Time steps `begin ..< end` of one element of the batch.
///
/// `before` holds the width - 1 inputs before the first, then the first width - 1 inputs: [2 (width - 1), channels], so that
/// each step finds its inputs in one array: rows t - (width - 1) ... t of the input, or of `before` when t < width - 1.
typedef struct {
    long channels, width, begin, end;
    bool silu;
    /// [width, channels]
    const REAL *weights;
    const REAL *bias;
    const REAL *input, *before;
    REAL *output;
    /// For the adjoint: the gradient of the output, and of the sum before SiLU (rows from `begin`).
    const REAL *output_gradient;
    REAL *sum_gradient;
    /// [width + 1, channels]: gradients of the weights and of the bias, added to.
    REAL *partial;
} CK_TYPED(short_rows);

typedef struct {
    /// output = f(sum)
    void (*forward)(const CK_TYPED(short_rows) *);
    /// sum_gradient = output_gradient f'(sum)
    void (*through)(const CK_TYPED(short_rows) *);
    /// target[c] = sum_j weights[j, c] rows[(count - 1 - j) channels + c] over the coefficients j in first ..< end
    void (*backward_row)(const REAL *weights, const REAL *rows, REAL *target, long channels, long first, long end, long count);
    /// partial += products of sum_gradient and inputs
    void (*accumulate)(const CK_TYPED(short_rows) *);
} CK_TYPED(short_kernel_table);

extern const CK_TYPED(short_kernel_table) CK_JOIN3(short_kernels, CK_REAL_NAME, scalar);
extern const CK_TYPED(short_kernel_table) CK_JOIN3(short_kernels, CK_REAL_NAME, avx2);
extern const CK_TYPED(short_kernel_table) CK_JOIN3(short_kernels, CK_REAL_NAME, avx512);
extern const CK_TYPED(short_kernel_table) CK_JOIN3(short_kernels, CK_REAL_NAME, neon);
