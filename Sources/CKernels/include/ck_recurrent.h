/// Recurrent cells over whole sequences: GRU and LSTM in PyTorch's conventions. The input projections of all positions
/// come from one product outside; a kernel runs the recurrent product, the gates and the adjoint through time. Arrays
/// are packed, row-major, and must not overlap unless said. Results have the same bits for every thread count. Sizes
/// may be zero. A gradient pointer that is NULL is not wanted; the others are written over, not added to.
#ifndef CK_RECURRENT_H
#define CK_RECURRENT_H

#ifdef __cplusplus
extern "C" {
#endif

/// GRU (Cho et al., 2014; gates r, z, n; the reset gate acts after the recurrent product):
///
///     r = sigmoid(p_r + W_r h + b_r)    z = sigmoid(p_z + W_z h + b_z)    n = tanh(p_n + r (W_n h + b_n))
///     h' = (1 - z) n + z h
///
/// with p = W_input x + b_input, given.
#define CK_DECLARE_GRU(SUFFIX, REAL)                                                                                   \
    typedef struct {                                                                                                   \
        long batch, length, hidden;                                                                                    \
        const REAL *projected; /* [batch, length, 3 hidden] */                                                         \
        const REAL *weight;    /* [3 hidden, hidden], recurrent */                                                     \
        const REAL *bias;      /* [3 hidden], recurrent; or NULL */                                                    \
        const REAL *initial;   /* [batch, hidden]; NULL means zero */                                                  \
    } ck_gru##SUFFIX;                                                                                                  \
                                                                                                                       \
    /** `projected` is needed, the others may be NULL. */                                                              \
    typedef struct {                                                                                                   \
        REAL *projected, *weight, *bias, *initial;                                                                     \
    } ck_gru_gradients##SUFFIX;                                                                                        \
                                                                                                                       \
    /** `outputs` [batch, length, hidden]: every h. `final` [batch, hidden] or NULL, may be `initial`. `saved`         \
        [batch, length, 4 hidden] for the adjoint (r, z, n, W_n h + b_n), or NULL. One position (length 1) is the step \
        of generation: it does not repack the weights. */                                                              \
    void ck_gru_forward##SUFFIX(const ck_gru##SUFFIX *cell, REAL *outputs, REAL *final, REAL *saved);                  \
                                                                                                                       \
    /** The adjoint. `gradient_outputs` [batch, length, hidden]; `gradient_final` [batch, hidden] or NULL. */          \
    void ck_gru_backward##SUFFIX(const ck_gru##SUFFIX *cell, const REAL *outputs, const REAL *saved,                   \
                                 const REAL *gradient_outputs, const REAL *gradient_final,                             \
                                 const ck_gru_gradients##SUFFIX *gradients);

CK_DECLARE_GRU(_f32, float)
CK_DECLARE_GRU(_f64, double)

/// LSTM (Hochreiter and Schmidhuber, 1997; gates i, f, g, o):
///
///     i, f, o = sigmoid(p + W h + b)    g = tanh(p_g + W_g h + b_g)    c' = f c + i g    h' = o tanh(c')
#define CK_DECLARE_LSTM(SUFFIX, REAL)                                                                                  \
    typedef struct {                                                                                                   \
        long batch, length, hidden;                                                                                    \
        const REAL *projected;    /* [batch, length, 4 hidden] */                                                      \
        const REAL *weight;       /* [4 hidden, hidden], recurrent */                                                  \
        const REAL *bias;         /* [4 hidden], recurrent; or NULL */                                                 \
        const REAL *initial;      /* [batch, hidden]; NULL means zero */                                               \
        const REAL *initial_cell; /* [batch, hidden]; NULL means zero */                                               \
    } ck_lstm##SUFFIX;                                                                                                 \
                                                                                                                       \
    /** `projected` is needed, the others may be NULL. */                                                              \
    typedef struct {                                                                                                   \
        REAL *projected, *weight, *bias, *initial, *initial_cell;                                                      \
    } ck_lstm_gradients##SUFFIX;                                                                                       \
                                                                                                                       \
    /** `outputs` [batch, length, hidden]: every h. `final`, `final_cell` [batch, hidden] or NULL, may be the initial  \
        ones. `saved` [batch, length, 5 hidden] for the adjoint (i, f, g, o, c'), or NULL. One position (length 1) is  \
        the step of generation: it does not repack the weights. */                                                     \
    void ck_lstm_forward##SUFFIX(const ck_lstm##SUFFIX *cell, REAL *outputs, REAL *final, REAL *final_cell,            \
                                 REAL *saved);                                                                         \
                                                                                                                       \
    /** The adjoint. `gradient_outputs` [batch, length, hidden]; those of the final states [batch, hidden] or NULL. */ \
    void ck_lstm_backward##SUFFIX(const ck_lstm##SUFFIX *cell, const REAL *outputs, const REAL *saved,                 \
                                  const REAL *gradient_outputs, const REAL *gradient_final,                            \
                                  const REAL *gradient_final_cell, const ck_lstm_gradients##SUFFIX *gradients);

CK_DECLARE_LSTM(_f32, float)
CK_DECLARE_LSTM(_f64, double)

#ifdef __cplusplus
}
#endif
#endif
