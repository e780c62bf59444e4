/// Chooses the level's version of each scan.
#include "ck_scan.h"

#include "ck_dispatch.h"
#include "scan/sizes.h"

#define LINEAR_ARGUMENTS(REAL)                                                                                         \
    (long, long, long, const REAL *, ck_decay, const REAL *, const REAL *, REAL *, REAL *)
#define LINEAR_BACKWARD_ARGUMENTS(REAL)                                                                                \
    (long, long, long, const REAL *, ck_decay, const REAL *, const REAL *, const REAL *, const REAL *, REAL *, REAL *, \
     REAL *)

typedef struct {
    void(*linear_scan) LINEAR_ARGUMENTS(float);
    void(*complex_scan) LINEAR_ARGUMENTS(float);
    void(*linear_scan_backward) LINEAR_BACKWARD_ARGUMENTS(float);
    void(*complex_scan_backward) LINEAR_BACKWARD_ARGUMENTS(float);
    void (*selective_forward)(const ck_selective_scan_f32 *, float *, float *, float *);
    void (*selective_backward)(const ck_selective_scan_f32 *, const float *, const float *, const float *,
                               const ck_selective_scan_gradients_f32 *);
    void (*selective_step)(const ck_selective_scan_f32 *, float *, float *);
} versions_f32;

typedef struct {
    void(*linear_scan) LINEAR_ARGUMENTS(double);
    void(*complex_scan) LINEAR_ARGUMENTS(double);
    void(*linear_scan_backward) LINEAR_BACKWARD_ARGUMENTS(double);
    void(*complex_scan_backward) LINEAR_BACKWARD_ARGUMENTS(double);
    void (*selective_forward)(const ck_selective_scan_f64 *, double *, double *, double *);
    void (*selective_backward)(const ck_selective_scan_f64 *, const double *, const double *, const double *,
                               const ck_selective_scan_gradients_f64 *);
    void (*selective_step)(const ck_selective_scan_f64 *, double *, double *);
} versions_f64;

#define DECLARE(REAL, SUFFIX, LEVEL)                                                                                   \
    void linear_scan##SUFFIX##LEVEL LINEAR_ARGUMENTS(REAL);                                                            \
    void complex_scan##SUFFIX##LEVEL LINEAR_ARGUMENTS(REAL);                                                           \
    void linear_scan_backward##SUFFIX##LEVEL LINEAR_BACKWARD_ARGUMENTS(REAL);                                          \
    void complex_scan_backward##SUFFIX##LEVEL LINEAR_BACKWARD_ARGUMENTS(REAL);                                         \
    void selective_forward##SUFFIX##LEVEL(const ck_selective_scan##SUFFIX *, REAL *, REAL *, REAL *);                  \
    void selective_backward##SUFFIX##LEVEL(const ck_selective_scan##SUFFIX *, const REAL *, const REAL *,              \
                                           const REAL *, const ck_selective_scan_gradients##SUFFIX *);                 \
    void selective_step##SUFFIX##LEVEL(const ck_selective_scan##SUFFIX *, REAL *, REAL *);

#define VERSIONS(SUFFIX, LEVEL)                                                                                        \
    {linear_scan##SUFFIX##LEVEL,           complex_scan##SUFFIX##LEVEL,       linear_scan_backward##SUFFIX##LEVEL,     \
     complex_scan_backward##SUFFIX##LEVEL, selective_forward##SUFFIX##LEVEL,  selective_backward##SUFFIX##LEVEL,       \
     selective_step##SUFFIX##LEVEL}

#define DECLARE_LEVEL(LEVEL) DECLARE(float, _f32, LEVEL) DECLARE(double, _f64, LEVEL)

DECLARE_LEVEL(_scalar)
#if defined(__aarch64__)
DECLARE_LEVEL(_neon)
static const versions_f32 table_f32[CK_LEVEL_COUNT] = {
    [CK_SCALAR] = VERSIONS(_f32, _scalar), [CK_NEON] = VERSIONS(_f32, _neon)};
static const versions_f64 table_f64[CK_LEVEL_COUNT] = {
    [CK_SCALAR] = VERSIONS(_f64, _scalar), [CK_NEON] = VERSIONS(_f64, _neon)};
#else
DECLARE_LEVEL(_avx2)
DECLARE_LEVEL(_avx512)
static const versions_f32 table_f32[CK_LEVEL_COUNT] = {
    [CK_SCALAR] = VERSIONS(_f32, _scalar), [CK_AVX2] = VERSIONS(_f32, _avx2), [CK_AVX512] = VERSIONS(_f32, _avx512)};
static const versions_f64 table_f64[CK_LEVEL_COUNT] = {
    [CK_SCALAR] = VERSIONS(_f64, _scalar), [CK_AVX2] = VERSIONS(_f64, _avx2), [CK_AVX512] = VERSIONS(_f64, _avx512)};
#endif

#define DEFINE_LINEAR(NAME, SUFFIX, REAL, KIND)                                                                        \
    void ck_linear_scan##NAME(long batch, long length, long width, const REAL *decay, ck_decay layout,                 \
                              const REAL *input, const REAL *initial, REAL *states, REAL *final) {                     \
        table##SUFFIX[ck_current_level()].KIND##_scan(batch, length, width, decay, layout, input, initial, states,     \
                                                      final);                                                          \
    }                                                                                                                  \
    void ck_linear_scan_backward##NAME(long batch, long length, long width, const REAL *decay, ck_decay layout,        \
                                       const REAL *states, const REAL *initial, const REAL *gradient_states,           \
                                       const REAL *gradient_final, REAL *gradient_decay, REAL *gradient_input,         \
                                       REAL *gradient_initial) {                                                       \
        table##SUFFIX[ck_current_level()].KIND##_scan_backward(batch, length, width, decay, layout, states, initial,   \
                                                               gradient_states, gradient_final, gradient_decay,        \
                                                               gradient_input, gradient_initial);                      \
    }

DEFINE_LINEAR(_f32, _f32, float, linear)
DEFINE_LINEAR(_f64, _f64, double, linear)
DEFINE_LINEAR(_complex_f32, _f32, float, complex)
DEFINE_LINEAR(_complex_f64, _f64, double, complex)

#define DEFINE_SELECTIVE(SUFFIX, REAL)                                                                                 \
    void ck_selective_scan_forward##SUFFIX(const ck_selective_scan##SUFFIX *scan, REAL *y, REAL *final,                \
                                           REAL *checkpoints) {                                                        \
        table##SUFFIX[ck_current_level()].selective_forward(scan, y, final, checkpoints);                              \
    }                                                                                                                  \
    void ck_selective_scan_backward##SUFFIX(const ck_selective_scan##SUFFIX *scan, const REAL *checkpoints,            \
                                            const REAL *gradient_y, const REAL *gradient_final,                        \
                                            const ck_selective_scan_gradients##SUFFIX *gradients) {                    \
        table##SUFFIX[ck_current_level()].selective_backward(scan, checkpoints, gradient_y, gradient_final,            \
                                                             gradients);                                               \
    }                                                                                                                  \
    void ck_selective_scan_step##SUFFIX(const ck_selective_scan##SUFFIX *scan, REAL *state, REAL *y) {                 \
        table##SUFFIX[ck_current_level()].selective_step(scan, state, y);                                              \
    }

DEFINE_SELECTIVE(_f32, float)
DEFINE_SELECTIVE(_f64, double)

long ck_selective_scan_checkpoint_count(long batch, long length, long width, long states) {
    const long chunks = (length + CK_SCAN_STEPS - 1) / CK_SCAN_STEPS;
    const long padded = (width + CK_SCAN_CHANNEL_PADDING - 1) / CK_SCAN_CHANNEL_PADDING * CK_SCAN_CHANNEL_PADDING;
    return batch * chunks * states * padded;
}
