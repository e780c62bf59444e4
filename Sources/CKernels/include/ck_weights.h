/// Weights in the block formats of GGUF: their table, their exact values, and products with them.
#ifndef CK_WEIGHTS_H
#define CK_WEIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Formats of a stored weight, with the numbers that GGUF gives them.
typedef enum ck_weight_format {
    CK_WEIGHT_F32 = 0,
    CK_WEIGHT_F16 = 1,
    CK_WEIGHT_Q4_0 = 2,
    CK_WEIGHT_Q4_1 = 3,
    CK_WEIGHT_Q5_0 = 6,
    CK_WEIGHT_Q5_1 = 7,
    CK_WEIGHT_Q8_0 = 8,
    CK_WEIGHT_Q2_K = 10,
    CK_WEIGHT_Q3_K = 11,
    CK_WEIGHT_Q4_K = 12,
    CK_WEIGHT_Q5_K = 13,
    CK_WEIGHT_Q6_K = 14,
    CK_WEIGHT_IQ4_NL = 20,
    CK_WEIGHT_BF16 = 30,
    CK_WEIGHT_MXFP4 = 39,
} ck_weight_format;

/// One line of the table of formats.
typedef struct ck_weight_info {
    int32_t format;
    /// As GGUF writes it: "Q4_K".
    const char *name;
    /// Elements of a block; a row holds whole blocks.
    int32_t block_elements;
    int32_t block_bytes;
    /// Whether `ck_weight_encode` writes it.
    bool can_encode;
} ck_weight_info;

/// All formats; `*count` lines.
const ck_weight_info *ck_weight_formats(int32_t *count);

/// The line of a format; NULL for a number that is none of them.
const ck_weight_info *ck_weight_find(int32_t format);

/// Values of `count` stored elements (whole blocks), exactly as the format defines them.
void ck_weight_decode(int32_t format, const void *source, int64_t count, float *target);

/// Blocks for `count` values (whole blocks): the nearest ones, rounded as the reference quantiser of the format does.
void ck_weight_encode(int32_t format, const float *source, int64_t count, void *target);

/// A matrix `[rows, columns]` in the layout that products read, made by `ck_pack`.
typedef struct ck_packed {
    int32_t format;
    int64_t rows;
    int64_t columns;
    const void *data;
} ck_packed;

/// Bytes of a packed matrix. `columns` is a multiple of the format's block.
size_t ck_packed_bytes(int32_t format, int64_t rows, int64_t columns);

/// Rows that are packed together.
enum { CK_PACKED_ROWS = 16 };

/// Packs a matrix whose rows are stored one after another. `target` is aligned to 64 bytes. Parts of a matrix may be packed one
/// after another: one that begins at a multiple of `CK_PACKED_ROWS` stands behind the `ck_packed_bytes` of the rows before.
void ck_pack(int32_t format, int64_t rows, int64_t columns, const void *source, void *target);

/// Values of whole rows, bit for bit those of `ck_weight_decode`: `target[i, :] = matrix[ids[i], :]`. Every id lies within
/// the rows.
void ck_packed_rows(const ck_packed *matrix, const int32_t *ids, int64_t count, float *target);

/// y[i, :] = W x[i, :] + bias, where W stacks `part_count` matrices of equal columns, each of any format.
/// Where the format is a quantised one, activations are rounded to 15 bits in blocks of 32: to multiples of max |x| / 32258,
/// in two parts of 8 bits; the integer sums of a block are exact, and a block with an infinity or a NaN gives NaN. F32, F16
/// and BF16 multiply in float.
///
/// x `[count, columns]`, y `[count, Σ rows]`, bias `[Σ rows]` or NULL. Same bits for every number of threads and every `count`.
void ck_packed_product(
    const ck_packed *parts, int32_t part_count, const float *x, int64_t count, const float *bias, float *y);

#endif
