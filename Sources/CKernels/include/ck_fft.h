/// Fourier transforms of any length and long convolutions.
///
/// Complex numbers are interleaved pairs (re, im). A batch is `batch` rows, one after another. Any length: products of 2, 3,
/// 5, 7, 11, 13 directly (powers of two fastest), others by Bluestein's algorithm. Tables are made at the first use of a
/// length, kept, and shared by all threads. Rows run in parallel; so does a single long row. A length or batch of 0 does
/// nothing. `input` may equal `output` in the complex transform, and nowhere overlap it otherwise.
#ifndef CK_FFT_H
#define CK_FFT_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// X_k = scale sum_t x_t exp(-+ 2 pi i k t / n), minus when forward, plus when `inverse`. No division by n: ask with `scale`.
/// Both arrays: [batch, n, 2]. Adjoint: the same with `inverse` turned round.
void ck_fft_f32(const float *input, float *output, long n, long batch, bool inverse, double scale);
void ck_fft_f64(const double *input, double *output, long n, long batch, bool inverse, double scale);

/// Real [batch, n] to the n / 2 + 1 complex numbers with k <= n / 2: [batch, n / 2 + 1, 2], as numpy.fft.rfft. All are
/// multiplied by `scale`; those with a mirror image (0 < k < n - k) also by `interior`: 1, or 2 for the adjoint of
/// `ck_irfft` (same scale).
void ck_rfft_f32(const float *input, float *output, long n, long batch, double scale, double interior);
void ck_rfft_f64(const double *input, double *output, long n, long batch, double scale, double interior);

/// [batch, n / 2 + 1, 2] to real [batch, n], as numpy.fft.irfft (which has scale 1 / n). Imaginary parts of k = 0 and
/// k = n / 2 are not read. `interior` multiplies the inputs that have a mirror image: 1, or 1/2 for the adjoint of `ck_rfft`.
void ck_irfft_f32(const float *input, float *output, long n, long batch, double scale, double interior);
void ck_irfft_f64(const double *input, double *output, long n, long batch, double scale, double interior);

/// Where the rows of a long convolution lie.
typedef enum {
    /// [batch, channels, length]
    CK_CHANNELS_FIRST = 0,
    /// [batch, length, channels]
    CK_CHANNELS_LAST = 1,
} ck_channel_layout;

/// How the transforms of a long convolution are cut up. Both give the same numbers up to rounding.
typedef enum {
    /// Depth first, in radices up to 16: a block that fits a cache or the registers stays there until it is done.
    CK_BLOCKED_TRANSFORM = 0,
    /// Radix 2, each level a pass over the whole row: what blocks are worth is measured against it.
    CK_RADIX_2_TRANSFORM = 1,
} ck_convolution_transform;

typedef struct {
    long batch, channels, length;
    /// Coefficients of each channel's kernel; may be shorter or longer than `length`.
    long kernel_length;
    /// Index in 0 ..< kernel_length of the coefficient that multiplies the present. 0: causal. kernel_length / 2: centred.
    /// length - 1 with kernel_length = 2 length - 1: every output sees every input.
    long origin;
    ck_channel_layout layout;
    ck_convolution_transform transform;
} ck_long_convolution;

/// y[b,h,t] = sum_s k[h,s] u[b,h,t + origin - s] + skip[h] u[b,h,t], zero outside the input, no wrap-around.
/// `kernel` is [channels, kernel_length], `skip` [channels] or NULL. Time O(N log N), N = length + kernel_length.
void ck_long_convolution_f32(const ck_long_convolution *shape, const float *input, const float *kernel, const float *skip,
                             float *output);
void ck_long_convolution_f64(const ck_long_convolution *shape, const double *input, const double *kernel,
                             const double *skip, double *output);

/// The adjoint: from the gradient of the output to those of input, kernel and skip (overwritten). Each of the three may be
/// NULL. `skip` as in the forward call.
void ck_long_convolution_adjoint_f32(const ck_long_convolution *shape, const float *input, const float *kernel,
                                     const float *skip, const float *output_gradient, float *input_gradient,
                                     float *kernel_gradient, float *skip_gradient);
void ck_long_convolution_adjoint_f64(const ck_long_convolution *shape, const double *input, const double *kernel,
                                     const double *skip, const double *output_gradient, double *input_gradient,
                                     double *kernel_gradient, double *skip_gradient);

/// The same kernel for many convolutions of one shape: its spectra, `ck_long_convolution_spectrum` numbers for each channel,
/// are made once. `prepared` gives what `ck_long_convolution` gives without skip.
long ck_long_convolution_spectrum_f32(const ck_long_convolution *shape);
long ck_long_convolution_spectrum_f64(const ck_long_convolution *shape);
void ck_long_convolution_prepare_f32(const ck_long_convolution *shape, const float *kernel, float *spectra);
void ck_long_convolution_prepare_f64(const ck_long_convolution *shape, const double *kernel, double *spectra);
void ck_long_convolution_prepared_f32(const ck_long_convolution *shape, const float *input, const float *spectra,
                                      float *output);
void ck_long_convolution_prepared_f64(const ck_long_convolution *shape, const double *input, const double *spectra,
                                      double *output);

/// One output of a causal convolution from its `count` latest inputs: sums[c] += sum_j kernel[j, c] inputs[-j, c], where
/// `kernel` is [count, channels] and `inputs` points at the newest of rows of `channels` that lie in the order of time.
void ck_lagged_sum_f32(const float *kernel, const float *inputs, long count, long channels, float *sums);
void ck_lagged_sum_f64(const double *kernel, const double *inputs, long count, long channels, double *sums);

#ifdef __cplusplus
}
#endif
#endif
