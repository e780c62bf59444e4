/// Short causal depthwise convolutions over rows [batch, length, channels], as in front of state-space layers.
#ifndef CK_CONVOLUTION_H
#define CK_CONVOLUTION_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    long batch, length, channels;
    /// Coefficients of a channel: 1 ... 16.
    long width;
    /// Whether the output goes through SiLU, z sigmoid(z).
    bool silu;
} ck_short_convolution;

/// y[b,t,c] = f(bias[c] + sum_j weights[c,j] x[b, t - (width - 1) + j, c]): the last coefficient multiplies the present.
///
/// - `input`, `output`: [batch, length, channels]; `weights`: [channels, width]; `bias`: [channels] or NULL.
/// - `state`: the width - 1 inputs before the first, oldest first, [batch, width - 1, channels]; NULL means zeros.
/// - `new_state`: the last width - 1 inputs, for the next call; may be NULL, may be `state`.
///
/// A step of a recurrence is length = 1.
void ck_short_convolution_f32(const ck_short_convolution *shape, const float *input, const float *weights,
                              const float *bias, const float *state, float *output, float *new_state);
void ck_short_convolution_f64(const ck_short_convolution *shape, const double *input, const double *weights,
                              const double *bias, const double *state, double *output, double *new_state);

/// The adjoint. `new_state_gradient` may be NULL (zeros). `input_gradient` and `weight_gradient` are always written,
/// `bias_gradient` and `state_gradient` unless NULL; all are overwritten.
void ck_short_convolution_adjoint_f32(const ck_short_convolution *shape, const float *input, const float *weights,
                                      const float *bias, const float *state, const float *output_gradient,
                                      const float *new_state_gradient, float *input_gradient, float *weight_gradient,
                                      float *bias_gradient, float *state_gradient);
void ck_short_convolution_adjoint_f64(const ck_short_convolution *shape, const double *input, const double *weights,
                                      const double *bias, const double *state, const double *output_gradient,
                                      const double *new_state_gradient, double *input_gradient, double *weight_gradient,
                                      double *bias_gradient, double *state_gradient);

#ifdef __cplusplus
}
#endif
#endif
