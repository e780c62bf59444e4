/// What the files of this folder share: the job of one call, visibility, scratch memory, the table of versions.
#ifndef CK_ATTENTION_INTERNAL_H
#define CK_ATTENTION_INTERNAL_H

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "ck_attention.h"
#include "ck_weights.h"
#include "vector/scratch.h"

enum {
    CK_ATTENTION_TILE = 64,             // queries and keys of a tile
    CK_ATTENTION_BACKWARD_CHUNK = 512,  // queries packed at once by the backward pass: five copies of 128 kB stay in L2
    CK_ATTENTION_DECODE_QUERIES = 16,   // up to here the decoding path
    CK_ATTENTION_DECODE_KEYS = 128,     // keys of one decoding task
    CK_ATTENTION_BLOCK = 32,            // elements and bytes of a block of Q8_0
    CK_ATTENTION_BLOCK_BYTES = 34,
};

/// One call. Pointers that the direction does not use are null.
typedef struct {
    const ck_attention *shape;
    const float *q, *k, *v, *o, *lse, *o_gradient;
    const void *keys, *values;  // forward and decoding: in `format`, in place of `k` and `v`
    int32_t format;             // of ck_weight_format
    float *o_result, *lse_result;
    float *q_gradient, *k_gradient, *v_gradient;
    long chunk;      // queries (forward), keys (backward, decoding) of a task
    long chunks;     // chunks of one head
    float *partial;  // decoding: (maximum, sum, output) of each row of each task; backward: query gradients by chunk
    float *bias_parts;  // backward: bias gradients by chunk and row, [chunk][row][head][span]; or null
} ck_attention_job;

/// The tasks of one instruction set: forward (row, head, query chunk), backward (row, key head, key chunk), decoding
/// (row, key head, key chunk).
typedef struct {
    void (*forward)(void *job, long index);
    void (*backward)(void *job, long index);
    void (*decode)(void *job, long index);
} ck_attention_kernels;

extern const ck_attention_kernels ck_attention_avx2, ck_attention_avx512, ck_attention_neon;

/// The plain versions: the formulas as written. Oracle of the tests, all of f64, and f32 at the scalar level.
void ck_attention_forward_plain_f32(
    const ck_attention *, const float *, const float *, const float *, float *, float *);
void ck_attention_forward_plain_f64(
    const ck_attention *, const double *, const double *, const double *, double *, double *);
void ck_attention_backward_plain_f32(
    const ck_attention *, const float *, const float *, const float *, const float *, const float *, const float *,
    float *, float *, float *);
void ck_attention_backward_plain_f64(
    const ck_attention *, const double *, const double *, const double *, const double *, const double *,
    const double *, double *, double *, double *);

/// Adds the parts `[parts][batch][query_heads][span]` of a bias's gradient to `bias_gradient`, in rising order.
void ck_attention_add_bias_parts_f32(const ck_attention *, long parts, const float *);
void ck_attention_add_bias_parts_f64(const ck_attention *, long parts, const double *);

/// A head's part of a bias's gradient: its elements, where i = j = 0 stands among them, and how far the next query is.
typedef struct {
    long span, origin, position;
} ck_attention_bias_part;

static inline ck_attention_bias_part ck_attention_part(const ck_attention *shape) {
    if (shape->bias_strides.position < 0)
        return (ck_attention_bias_part){shape->query_length + shape->key_length - 1, shape->query_length - 1, -1};
    if (shape->bias_strides.position == 0) return (ck_attention_bias_part){shape->key_length, 0, 0};
    return (ck_attention_bias_part){shape->query_length * shape->key_length, 0, shape->key_length};
}

/// Where query `i` of `row` stands among the keys.
static inline long ck_attention_place(const ck_attention *shape, long row, long i) {
    return i + (shape->query_offsets ? shape->query_offsets[row] : shape->offset);
}

/// Keys of `row` that exist.
static inline long ck_attention_keys(const ck_attention *shape, long row) {
    long keys = shape->key_length;
    if (shape->key_lengths && shape->key_lengths[row] < keys) keys = shape->key_lengths[row];
    return keys < 0 ? 0 : keys;
}

/// Query `i` sees only keys in `low ..< high` (both rise with `i`; `low` may exceed `high`).
static inline long ck_attention_high(const ck_attention *shape, long row, long i) {
    long high = ck_attention_keys(shape, row);
    if (shape->causal || shape->window > 0) {
        long end = ck_attention_place(shape, row, i) + (shape->causal ? 1 : shape->window);
        if (end < high) high = end;
    }
    return high < 0 ? 0 : high;
}

static inline long ck_attention_low(const ck_attention *shape, long row, long i) {
    if (shape->window <= 0) return 0;
    long low = ck_attention_place(shape, row, i) - shape->window + 1;
    if (low > shape->key_length) low = shape->key_length;
    return low < 0 ? 0 : low;
}

/// The mask's row for a query, or null.
static inline const uint8_t *ck_attention_mask(const ck_attention *shape, long row, long i) {
    return shape->mask ? shape->mask + row * shape->mask_batch_stride + i * shape->mask_position_stride : NULL;
}

static inline long ck_attention_at(ck_attention_strides strides, long row, long position, long head) {
    return row * strides.batch + position * strides.position + head * strides.head;
}

/// Element `index` of keys or values in a format; where a block begins, for blocks.
static inline const void *ck_attention_element(int32_t format, const void *first, long index) {
    switch (format) {
        case CK_WEIGHT_Q8_0: return (const uint8_t *)first + index / CK_ATTENTION_BLOCK * CK_ATTENTION_BLOCK_BYTES;
        case CK_WEIGHT_F16: return (const uint16_t *)first + index;
        default: return (const float *)first + index;
    }
}

static inline long ck_attention_round(long count, long unit) { return (count + unit - 1) / unit * unit; }

#endif
