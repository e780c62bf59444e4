/// Plans of one number type. They are the same for every instruction set: a vector always has 64 bytes, which the lower
/// levels treat as two or four registers.
#include "fft/typed.h"

/// One pass of Stockham's algorithm: for p in 0 ..< m, q in 0 ..< s and w = exp(-2 pi i / (radix m))
///
///     y[q + s (radix p + j)] = w^(p j) sum_k exp(-2 pi i j k / radix) x[q + s (p + m k)]
typedef struct {
    int radix;
    long m, s;
    /// Whether this is a first pass (s = 1) that runs over p in vectors and transposes them on the way out.
    bool wide;
    /// Whether s is a multiple of a vector, so that the pass runs over q in vectors.
    bool vectors;
    /// [m][radix - 1] pairs w^(p j); in a wide pass [m / lanes][radix - 1][re, im][lanes].
    REAL *twiddles;
    /// [radix] pairs (cos, sin)(2 pi k / radix), for the odd radices.
    REAL *roots;
} CK_TYPED(fft_pass);

/// A complex transform of length `n`: either passes, or (Bluestein) a chirp and a longer power of two.
typedef struct CK_TYPED(fft_plan) {
    long n;
    int passes;
    CK_TYPED(fft_pass) pass[40];
    struct CK_TYPED(fft_plan) * inner;
    /// exp(-pi i t^2 / n), split, [n] and [n].
    REAL *chirp;
    /// Transform of the conjugate chirp over the inner length, divided by that length; split.
    REAL *spectrum;
} CK_TYPED(fft_plan);

/// What a real transform of even length n adds to the complex one of n / 2: exp(-2 pi i k / n), k in 0 ... n / 2, split.
typedef struct {
    long n;
    CK_TYPED(fft_plan) * half;
    REAL *twiddles;
} CK_TYPED(real_plan);

/// The transform of the ring of long convolutions; see `ring.kernel.h`.
typedef struct {
    long size;
    /// Whether every level has radix 2 and is a pass over the whole row (see `radix2.kernel.h`). There are no leaves then.
    bool is_radix_2;
    /// Passes above the leaves. The first may have radix 2 or 3, or the first two 3 and 2; all others have radix 4.
    int levels;
    int radix[40];
    /// For each of them: [nodes][6] = w, w^2, w^3, as far as the radix has use for them. Of radix 2 alone: [nodes][2] = w; where
    /// blocks are shorter than a vector, [nodes / lanes][re, im][lanes].
    REAL *level[40];
    /// For each leaf: its constants, then its vectors of constants, in the order of use.
    REAL *leaves;
} CK_TYPED(ring_plan);

/// The versions of one instruction set.
typedef struct {
    void (*pass)(const CK_TYPED(fft_pass) *, const REAL *, const REAL *, REAL *, REAL *, long, long, long, long);
    void (*split)(const REAL *, REAL *, REAL *, long);
    void (*join)(const REAL *, const REAL *, REAL *, long, REAL);
    void (*product)(const REAL *, const REAL *, const REAL *, const REAL *, REAL *, REAL *, long);
    void (*real_finish)(const REAL *, const REAL *, const REAL *, REAL *, long, REAL, REAL);
    void (*real_begin)(const REAL *, const REAL *, REAL *, REAL *, long, REAL, REAL);
    void (*ring_forward)(const CK_TYPED(ring_plan) *, REAL *, REAL *, bool);
    void (*ring_inverse)(const CK_TYPED(ring_plan) *, REAL *, REAL *, bool);
    void (*product_adjoint)(const REAL *, const REAL *, const REAL *, const REAL *, REAL *, REAL *, REAL *, REAL *, long);
    void (*transpose)(const REAL *, long, REAL *, long, long, long);
    void (*scale_add)(const REAL *, const REAL *, REAL, REAL *, long);
    REAL (*dot)(const REAL *, const REAL *, long);
    void (*lagged_sum)(const REAL *, const REAL *, long, long, REAL *, long);
} CK_TYPED(fft_kernel_table);

extern const CK_TYPED(fft_kernel_table) CK_JOIN3(fft_kernels, CK_REAL_NAME, scalar);
extern const CK_TYPED(fft_kernel_table) CK_JOIN3(fft_kernels, CK_REAL_NAME, avx2);
extern const CK_TYPED(fft_kernel_table) CK_JOIN3(fft_kernels, CK_REAL_NAME, avx512);
extern const CK_TYPED(fft_kernel_table) CK_JOIN3(fft_kernels, CK_REAL_NAME, neon);

/// Cached plans; every `acquire` needs a `release`.
CK_TYPED(fft_plan) * CK_TYPED(fft_plan_acquire)(long n);
CK_TYPED(real_plan) * CK_TYPED(real_plan_acquire)(long n);
CK_TYPED(ring_plan) * CK_TYPED(ring_plan_acquire)(long size, bool is_radix_2);
/// The smallest ring with at least `size` complex coefficients: a square of vectors times 2^k or, unless it has radix 2 alone,
/// 3 2^k.
long CK_TYPED(ring_size)(long size, bool is_radix_2);
/// The kernels of the current level.
const CK_TYPED(fft_kernel_table) * CK_TYPED(fft_kernels)(void);
/// Runs the passes on split rows: from `a` by way of `b`, both [re n][im n] with room for `fft_room(plan)` numbers. Gives
/// back the one that holds the result. `inverse` exchanges re and im on the way.
REAL *CK_TYPED(fft_run)(const CK_TYPED(fft_plan) * plan, REAL *a, REAL *b, bool inverse, bool parallel);
/// Numbers in one of the two buffers of `fft_run`.
long CK_TYPED(fft_room)(const CK_TYPED(fft_plan) * plan);
