/// Chooses the level's version of each recurrent cell.
#include "ck_recurrent.h"

#include "dispatch/table.h"

#define DEFINE(REAL_NAME, REAL)                                                                                        \
    CK_TABLE(gru_forward, REAL_NAME, void(const ck_gru_##REAL_NAME *, REAL *, REAL *, REAL *))                         \
    CK_TABLE(gru_backward, REAL_NAME,                                                                                  \
             void(const ck_gru_##REAL_NAME *, const REAL *, const REAL *, const REAL *, const REAL *,                  \
                  const ck_gru_gradients_##REAL_NAME *))                                                               \
    CK_TABLE(lstm_forward, REAL_NAME, void(const ck_lstm_##REAL_NAME *, REAL *, REAL *, REAL *, REAL *))               \
    CK_TABLE(lstm_backward, REAL_NAME,                                                                                 \
             void(const ck_lstm_##REAL_NAME *, const REAL *, const REAL *, const REAL *, const REAL *, const REAL *,   \
                  const ck_lstm_gradients_##REAL_NAME *))                                                              \
    void ck_gru_forward_##REAL_NAME(const ck_gru_##REAL_NAME *cell, REAL *outputs, REAL *final, REAL *saved) {         \
        CK_CALL(gru_forward, REAL_NAME)(cell, outputs, final, saved);                                                  \
    }                                                                                                                  \
    void ck_gru_backward_##REAL_NAME(const ck_gru_##REAL_NAME *cell, const REAL *outputs, const REAL *saved,           \
                                     const REAL *gradient_outputs, const REAL *gradient_final,                         \
                                     const ck_gru_gradients_##REAL_NAME *gradients) {                                  \
        CK_CALL(gru_backward, REAL_NAME)(cell, outputs, saved, gradient_outputs, gradient_final, gradients);           \
    }                                                                                                                  \
    void ck_lstm_forward_##REAL_NAME(const ck_lstm_##REAL_NAME *cell, REAL *outputs, REAL *final, REAL *final_cell,    \
                                     REAL *saved) {                                                                    \
        CK_CALL(lstm_forward, REAL_NAME)(cell, outputs, final, final_cell, saved);                                     \
    }                                                                                                                  \
    void ck_lstm_backward_##REAL_NAME(const ck_lstm_##REAL_NAME *cell, const REAL *outputs, const REAL *saved,         \
                                      const REAL *gradient_outputs, const REAL *gradient_final,                        \
                                      const REAL *gradient_final_cell,                                                 \
                                      const ck_lstm_gradients_##REAL_NAME *gradients) {                                \
        CK_CALL(lstm_backward, REAL_NAME)(cell, outputs, saved, gradient_outputs, gradient_final, gradient_final_cell, \
                                          gradients);                                                                  \
    }

DEFINE(f32, float)
DEFINE(f64, double)
