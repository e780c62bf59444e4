/// Rotary position embedding: each pair (x_a, x_b) of the first `rotary_dimension` elements of a head is turned by the
/// angle of its position,
///
///     y_a = x_a cos θ − x_b sin θ,   y_b = x_b cos θ + x_a sin θ,
///
/// with cos θ, sin θ from tables `[positions, rotary_dimension / 2]`. The inverse rotation is the adjoint. Elements beyond
/// the rotary dimension are copied.
/// Source: Su, Lu, Pan, Murtadha, Wen, Liu 2021 (RoFormer), equation 34.
#ifndef CK_ROTARY_H
#define CK_ROTARY_H

#include <stdbool.h>
#include <stdint.h>

#include "ck_attention.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    CK_ROTARY_HALVES = 0,    ///< pairs (i, i + R/2): GPT-NeoX, Llama in the Hugging Face layout
    CK_ROTARY_ADJACENT = 1,  ///< pairs (2i, 2i + 1): the paper, GPT-J, Llama in the original layout
} ck_rotary_pairing;

/// Shapes and positions. `heads` counts whatever heads follow each other: all query and key heads of a fused projection
/// are one call.
typedef struct {
    long batch, length, heads;
    long head_dimension;
    long rotary_dimension;           ///< even, at most `head_dimension`
    ck_attention_strides x, y;       ///< where the input and the result lie
    const int32_t *positions;        ///< `[batch, length]` with row stride `positions_stride`; or null
    long positions_stride;           ///< 0: the same positions in every row
    long start;                      ///< without `positions`: element t stands at `start` + t
    ck_rotary_pairing pairing;
    bool inverse;                    ///< turn back (the adjoint)
} ck_rotary;

/// Turns `x` to `y`; they may be the same memory with the same strides. Every position must lie inside the tables.
void ck_rotary_f32(const ck_rotary *shape, const float *cosines, const float *sines, const float *x, float *y);
void ck_rotary_f64(const ck_rotary *shape, const double *cosines, const double *sines, const double *x, double *y);

#ifdef __cplusplus
}
#endif
#endif
