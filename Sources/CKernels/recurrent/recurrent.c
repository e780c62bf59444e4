/// Chooses the level's version of each recurrent cell.
#include "ck_recurrent.h"

#include "ck_dispatch.h"

#define DECLARE_VERSIONS(SUFFIX, REAL)                                                                                 \
    typedef struct {                                                                                                   \
        void (*gru_forward)(const ck_gru##SUFFIX *, REAL *, REAL *, REAL *);                                           \
        void (*gru_backward)(const ck_gru##SUFFIX *, const REAL *, const REAL *, const REAL *, const REAL *,           \
                             const ck_gru_gradients##SUFFIX *);                                                        \
        void (*lstm_forward)(const ck_lstm##SUFFIX *, REAL *, REAL *, REAL *, REAL *);                                 \
        void (*lstm_backward)(const ck_lstm##SUFFIX *, const REAL *, const REAL *, const REAL *, const REAL *,         \
                              const REAL *, const ck_lstm_gradients##SUFFIX *);                                        \
    } versions##SUFFIX;

DECLARE_VERSIONS(_f32, float)
DECLARE_VERSIONS(_f64, double)

#define DECLARE(SUFFIX, REAL, LEVEL)                                                                                   \
    void gru_forward##SUFFIX##LEVEL(const ck_gru##SUFFIX *, REAL *, REAL *, REAL *);                                   \
    void gru_backward##SUFFIX##LEVEL(const ck_gru##SUFFIX *, const REAL *, const REAL *, const REAL *, const REAL *,   \
                                     const ck_gru_gradients##SUFFIX *);                                                \
    void lstm_forward##SUFFIX##LEVEL(const ck_lstm##SUFFIX *, REAL *, REAL *, REAL *, REAL *);                         \
    void lstm_backward##SUFFIX##LEVEL(const ck_lstm##SUFFIX *, const REAL *, const REAL *, const REAL *, const REAL *, \
                                      const REAL *, const ck_lstm_gradients##SUFFIX *);

#define DECLARE_LEVEL(LEVEL) DECLARE(_f32, float, LEVEL) DECLARE(_f64, double, LEVEL)
#define VERSIONS(SUFFIX, LEVEL)                                                                                        \
    {gru_forward##SUFFIX##LEVEL, gru_backward##SUFFIX##LEVEL, lstm_forward##SUFFIX##LEVEL,                             \
     lstm_backward##SUFFIX##LEVEL}

DECLARE_LEVEL(_scalar)
#if defined(__aarch64__)
DECLARE_LEVEL(_neon)
#define TABLE(SUFFIX) {[CK_SCALAR] = VERSIONS(SUFFIX, _scalar), [CK_NEON] = VERSIONS(SUFFIX, _neon)}
#else
DECLARE_LEVEL(_avx2)
DECLARE_LEVEL(_avx512)
#define TABLE(SUFFIX)                                                                                                  \
    {[CK_SCALAR] = VERSIONS(SUFFIX, _scalar), [CK_AVX2] = VERSIONS(SUFFIX, _avx2),                                     \
     [CK_AVX512] = VERSIONS(SUFFIX, _avx512)}
#endif

static const versions_f32 table_f32[CK_LEVEL_COUNT] = TABLE(_f32);
static const versions_f64 table_f64[CK_LEVEL_COUNT] = TABLE(_f64);

#define DEFINE(SUFFIX, REAL)                                                                                           \
    void ck_gru_forward##SUFFIX(const ck_gru##SUFFIX *cell, REAL *outputs, REAL *final, REAL *saved) {                 \
        table##SUFFIX[ck_current_level()].gru_forward(cell, outputs, final, saved);                                    \
    }                                                                                                                  \
    void ck_gru_backward##SUFFIX(const ck_gru##SUFFIX *cell, const REAL *outputs, const REAL *saved,                   \
                                 const REAL *gradient_outputs, const REAL *gradient_final,                             \
                                 const ck_gru_gradients##SUFFIX *gradients) {                                          \
        table##SUFFIX[ck_current_level()].gru_backward(cell, outputs, saved, gradient_outputs, gradient_final,         \
                                                       gradients);                                                     \
    }                                                                                                                  \
    void ck_lstm_forward##SUFFIX(const ck_lstm##SUFFIX *cell, REAL *outputs, REAL *final, REAL *final_cell,            \
                                 REAL *saved) {                                                                        \
        table##SUFFIX[ck_current_level()].lstm_forward(cell, outputs, final, final_cell, saved);                       \
    }                                                                                                                  \
    void ck_lstm_backward##SUFFIX(const ck_lstm##SUFFIX *cell, const REAL *outputs, const REAL *saved,                 \
                                  const REAL *gradient_outputs, const REAL *gradient_final,                            \
                                  const REAL *gradient_final_cell, const ck_lstm_gradients##SUFFIX *gradients) {       \
        table##SUFFIX[ck_current_level()].lstm_backward(cell, outputs, saved, gradient_outputs, gradient_final,        \
                                                        gradient_final_cell, gradients);                               \
    }

DEFINE(_f32, float)
DEFINE(_f64, double)
