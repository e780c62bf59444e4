/// The block formats, a file of functions for each group. Blocks lie one after another and need no alignment.
///
/// Source: the GGUF format and the layouts of ggml's quantised types, as Python's `gguf` 0.19 defines their values.
#ifndef CK_WEIGHTS_FORMATS_H
#define CK_WEIGHTS_FORMATS_H

#include <stdint.h>

/// Values of whole blocks.
typedef void ck_decode_blocks(const uint8_t *source, int64_t blocks, float *target);
/// Blocks for values.
typedef void ck_encode_blocks(const float *source, int64_t blocks, uint8_t *target);

enum {
    /// Elements of a block of the simple formats, and of a sub-block of Q4_K and Q5_K.
    CK_SHORT_BLOCK = 32,
    /// Elements of a block of the K formats.
    CK_LONG_BLOCK = 256,
    /// Bytes that hold the eight 6-bit scales and the eight 6-bit minima of a block of Q4_K and Q5_K.
    CK_SCALE_BYTES = 12,
};

/// The sixteen values of IQ4_NL, and of MXFP4 (doubled, in the order of their codes).
extern const int8_t ck_iq4_nl_values[16], ck_mxfp4_values[16];

/// Half of the power of two that an MXFP4 block is scaled by: its values are doubled.
float ck_mxfp4_scale(uint8_t exponent);

ck_decode_blocks ck_decode_f32, ck_decode_f16, ck_decode_bf16, ck_decode_q4_0, ck_decode_q4_1, ck_decode_q5_0,
    ck_decode_q5_1, ck_decode_q8_0, ck_decode_iq4_nl, ck_decode_mxfp4, ck_decode_q2_k, ck_decode_q3_k, ck_decode_q4_k,
    ck_decode_q5_k, ck_decode_q6_k;

ck_encode_blocks ck_encode_f32, ck_encode_f16, ck_encode_bf16, ck_encode_q4_0, ck_encode_q4_1, ck_encode_q5_0,
    ck_encode_q5_1, ck_encode_q8_0, ck_encode_iq4_nl, ck_encode_mxfp4, ck_encode_q2_k, ck_encode_q3_k, ck_encode_q4_k,
    ck_encode_q5_k, ck_encode_q6_k;

#endif
