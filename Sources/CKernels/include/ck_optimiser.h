/// Parameter updates, one pass over a parameter each. All in single precision; `scale` multiplies the gradient first
/// (clipping). Formulas stand beside the kernels.
#ifndef CK_OPTIMISER_H
#define CK_OPTIMISER_H

#ifdef __cplusplus
extern "C" {
#endif

/// AdamW (Loshchilov and Hutter 2019). `correction1` = 1 - beta1^t, `correction2` = 1 - beta2^t.
void ck_adamw(float *parameter, const float *gradient, float *first, float *second, long count, float scale, float rate,
              float beta1, float beta2, float epsilon, float decay, float correction1, float correction2);
/// Stochastic gradient descent with (Nesterov) momentum; `velocity` may be NULL when momentum is 0.
void ck_sgd(float *parameter, const float *gradient, float *velocity, long count, float scale, float rate, float momentum,
            float decay, int nesterov);
/// Lion (Chen et al. 2023).
void ck_lion(float *parameter, const float *gradient, float *momentum, long count, float scale, float rate, float beta1,
             float beta2, float decay);

#ifdef __cplusplus
}
#endif
#endif
