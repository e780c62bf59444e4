/// Chooses the level's version of each kernel.
#include "ck_state_space.h"

#include "dispatch/table.h"

#define DEFINE_STATE_SPACE(REAL_NAME, REAL)                                                                            \
    CK_TABLE(power_products, REAL_NAME, void(long, long, long, long, const REAL *, const REAL *, REAL *))              \
    CK_TABLE(power_sums, REAL_NAME, void(long, long, long, long, const REAL *, const REAL *, REAL *, REAL *))          \
    CK_TABLE(fraction_sums, REAL_NAME,                                                                                 \
             void(long, long, long, const REAL *, const REAL *, const REAL *, const REAL *, const REAL *,              \
                  const REAL *, REAL *))                                                                               \
    CK_TABLE(fraction_sums_adjoint, REAL_NAME,                                                                         \
             void(long, long, long, const REAL *, const REAL *, const REAL *, const REAL *, const REAL *,              \
                  const REAL *, const REAL *, REAL *, REAL *, REAL *, REAL *))                                         \
    void ck_power_products_##REAL_NAME(long groups, long rows, long terms, long length, const REAL *x, const REAL *w,  \
                                       REAL *y) {                                                                      \
        CK_CALL(power_products, REAL_NAME)(groups, rows, terms, length, x, w, y);                                      \
    }                                                                                                                  \
    void ck_power_sums_##REAL_NAME(long groups, long rows, long terms, long length, const REAL *x, const REAL *u,      \
                                   REAL *s, REAL *s1) {                                                                \
        CK_CALL(power_sums, REAL_NAME)(groups, rows, terms, length, x, u, s, s1);                                      \
    }                                                                                                                  \
    void ck_fraction_sums_##REAL_NAME(long channels, long terms, long points, const REAL *c, const REAL *s,            \
                                      const REAL *a, const REAL *b, const REAL *q, const REAL *m, REAL *y) {           \
        CK_CALL(fraction_sums, REAL_NAME)(channels, terms, points, c, s, a, b, q, m, y);                               \
    }                                                                                                                  \
    void ck_fraction_sums_adjoint_##REAL_NAME(long channels, long terms, long points, const REAL *c, const REAL *s,    \
                                              const REAL *a, const REAL *b, const REAL *q, const REAL *m,              \
                                              const REAL *dy, REAL *da, REAL *db, REAL *dq, REAL *dm) {                \
        CK_CALL(fraction_sums_adjoint, REAL_NAME)(channels, terms, points, c, s, a, b, q, m, dy, da, db, dq, dm);      \
    }

DEFINE_STATE_SPACE(f32, float)
DEFINE_STATE_SPACE(f64, double)
