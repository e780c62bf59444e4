/// Few queries against many keys: a chunk of keys of one key head, for all queries of all heads of its group.
///
/// Bound by reading keys and values, so each is read once from memory for up to all rows (head, query) of the group; the
/// head dimension lies in the lanes. A task leaves, for each row, the running maximum (base 2), the sum and the unscaled
/// output over its chunk in `job->partial`; the chunks are merged afterwards in their order. Blocks begin at multiples of 64
/// whatever the queries see, so that a query's sums do not depend on those beside it. Stored keys and values become floats
/// in registers.

enum { DECODE_ROWS = 4 };  // rows that share one pass over a block of keys

/// The sums of four vectors.
INLINE quad add_across(const vector x[4]) {
    const quad part[4] = {fold(x[0]), fold(x[1]), fold(x[2]), fold(x[3])};
    quad ab = __builtin_shufflevector(part[0], part[1], 0, 4, 1, 5) + __builtin_shufflevector(part[0], part[1], 2, 6, 3, 7);
    quad cd = __builtin_shufflevector(part[2], part[3], 0, 4, 1, 5) + __builtin_shufflevector(part[2], part[3], 2, 6, 3, 7);
    return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

/// Fetches `bytes` bytes into the cache: rows of one head lie apart, so that hardware does not fetch them ahead.
INLINE void decode_fetch(const void *row, long bytes) {
    for (long byte = 0; byte < bytes; byte += 64) __builtin_prefetch((const char *)row + byte);
}

/// logits[r][j] = ⟨queries[r], keys[j]⟩ for j < count; queries are rows of `wide` floats. Meanwhile the values of the block
/// and the keys of the next one are fetched when `bytes`, those of a row, are not 0.
INLINE void decode_logits(
    const int32_t format, const int rows, const float *queries, long wide, const void *keys, long stride,
    const void *values, long value_stride, long bytes, long count, long width, float *logits) {
    for (long j = 0; j < count; j += 4) {
        for (long n = j; bytes > 0 && n < j + 4; n++) {
            decode_fetch(ck_attention_element(format, values, n * value_stride), bytes);
            decode_fetch(ck_attention_element(format, keys, (n + TILE) * stride), bytes);
        }
        const void *key[4];
        for (long n = 0; n < 4; n++)
            key[n] = ck_attention_element(format, keys, (j + n < count ? j + n : count - 1) * stride);
        vector sum[DECODE_ROWS][4];
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
            for (int n = 0; n < 4; n++) sum[r][n] = 0.0f;
        long d = 0;
        for (; d + LANES <= width; d += LANES) {
            vector part[4];
#pragma clang loop unroll(full)
            for (int n = 0; n < 4; n++) part[n] = load_stored(format, key[n], d);
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++) {
                vector query = load(queries + r * wide + d);
#pragma clang loop unroll(full)
                for (int n = 0; n < 4; n++) sum[r][n] = multiply_add(query, part[n], sum[r][n]);
            }
        }
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            quad sums = add_across(sum[r]);
            for (long e = d; e < width; e++)
                for (int n = 0; n < 4; n++) sums[n] += queries[r * wide + e] * element_stored(format, key[n], e);
            *(quad *)(logits + r * TILE + j) = sums;
        }
    }
}

/// output[r][.] = factors[r] · output[r][.] + Σ_j weights[r][j] values[j][.] on `columns` registers from element `d` on.
INLINE void decode_values(
    const int32_t format, const int rows, const int columns, const float *weights, const float *factors,
    const void *values, long stride, long d, long count, float *output, long output_stride) {
    output += d;
    vector sum[DECODE_ROWS][4];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int n = 0; n < columns; n++) sum[r][n] = factors[r] * load(output + r * output_stride + n * LANES);
    for (long j = 0; j < count; j++) {
        const void *value = ck_attention_element(format, values, j * stride);
        vector part[4];
#pragma clang loop unroll(full)
        for (int n = 0; n < columns; n++) part[n] = load_stored(format, value, d + n * LANES);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            vector weight = weights[r * TILE + j];
#pragma clang loop unroll(full)
            for (int n = 0; n < columns; n++) sum[r][n] = multiply_add(weight, part[n], sum[r][n]);
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int n = 0; n < columns; n++) store(output + r * output_stride + n * LANES, sum[r][n]);
}

/// A block of up to 64 keys and values for `rows` rows. `state[r]` is (maximum, sum, output…), rows of `width + 2`.
typedef struct {
    const float *queries;
    const void *keys, *values;
    long wide, width, key_stride, value_stride, k0, count;
    long bytes;  // of a row to fetch ahead, or 0
    long low[DECODE_ROWS], high[DECODE_ROWS];
    const uint8_t *mask[DECODE_ROWS];
    const float *bias[DECODE_ROWS];  // for key 0, or null
    float cap;
    float *state;
} decode_block;

/// Running softmax of one row of logits: leaves exp₂(s − m) in place, returns the factor for what came before.
INLINE float decode_soften(const decode_block *block, int r, float *logits) {
    float *state = block->state + r * (block->width + 2);
    long padded = ck_attention_round(block->count, LANES);
    for (long j = 0; j < padded && block->cap > 0; j += LANES)
        store(logits + j, block->cap * log2_e * hyperbolic_tangent(load(logits + j) * (1 / block->cap)));
    for (long j = 0; block->bias[r] && j < block->count; j++) logits[j] += log2_e * block->bias[r][block->k0 + j];
    for (long j = 0; j < block->low[r] - block->k0 && j < block->count; j++) logits[j] = -INFINITY;
    long seen = block->high[r] > block->k0 ? block->high[r] - block->k0 : 0;
    for (long j = seen < block->count ? seen : block->count; j < padded; j++) logits[j] = -INFINITY;
    for (long j = 0; block->mask[r] && j < block->count; j++)
        if (!block->mask[r][block->k0 + j]) logits[j] = -INFINITY;
    vector tops = -INFINITY, sums = 0.0f;
    for (long j = 0; j < padded; j += LANES) tops = larger(load(logits + j), tops);
    float top = __builtin_reduce_max(tops), before = state[0];
    if (before > top) top = before;
    vector base = top == -INFINITY ? 0 : top;
    for (long j = 0; j < padded; j += LANES) {
        vector p = power_of_two(load(logits + j) - base);
        store(logits + j, p);
        sums += p;
    }
    float factor = power_of_two((vector)before - base)[0];
    state[0] = top;
    state[1] = state[1] * factor + total(sums);
    return factor;
}

INLINE void decode_rows(const int32_t format, const int rows, const decode_block *block) {
    float logits[DECODE_ROWS * TILE], factors[DECODE_ROWS];
    long width = block->width, stride = width + 2, d = 0;
    float *output = block->state + 2;
    decode_logits(
        format, rows, block->queries, block->wide, block->keys, block->key_stride, block->values, block->value_stride,
        block->bytes, block->count, width, logits);
    for (int r = 0; r < rows; r++) factors[r] = decode_soften(block, r, logits + r * TILE);
    for (; d + 4 * LANES <= width; d += 4 * LANES)
        decode_values(
            format, rows, 4, logits, factors, block->values, block->value_stride, d, block->count, output, stride);
    for (; d + LANES <= width; d += LANES)
        decode_values(
            format, rows, 1, logits, factors, block->values, block->value_stride, d, block->count, output, stride);
    for (; d < width; d++)
        for (int r = 0; r < rows; r++) {
            float sum = factors[r] * output[r * stride + d];
            for (long j = 0; j < block->count; j++)
                sum += logits[r * TILE + j]
                       * element_stored(
                           format, ck_attention_element(format, block->values, j * block->value_stride), d);
            output[r * stride + d] = sum;
        }
}

INLINE void decode_format(const int32_t format, long rows, const decode_block *block) {
    switch (rows) {
        case 1: decode_rows(format, 1, block); break;
        case 2: decode_rows(format, 2, block); break;
        case 3: decode_rows(format, 3, block); break;
        default: decode_rows(format, 4, block);
    }
}

static void decode_task(void *context, long index) {
    const ck_attention_job *job = context;
    const ck_attention *shape = job->shape;
    long chunk = index % job->chunks, row = index / job->chunks / shape->key_heads;
    long key_head = index / job->chunks % shape->key_heads, group = shape->query_heads / shape->key_heads;
    long width = shape->head_dimension, wide = ck_attention_round(width, LANES);
    long rows = group * shape->query_length, begin = chunk * job->chunk;
    float *state = job->partial + index * rows * (width + 2);
    for (long r = 0; r < rows; r++) {
        state[r * (width + 2)] = -INFINITY;
        memset(state + r * (width + 2) + 1, 0, sizeof(float) * (size_t)(width + 1));
    }
    long low = ck_attention_low(shape, row, 0), high = ck_attention_high(shape, row, shape->query_length - 1);
    if (low < begin) low = begin;
    if (high > begin + job->chunk) high = begin + job->chunk;
    if (low >= high) return;
    float cap = (float)shape->soft_cap, factor = (float)shape->scale * (cap > 0 ? 1 : log2_e);
    float *queries = ck_scratch(CK_SCRATCH_TASK, sizeof(float) * (size_t)(rows * wide));
    for (long r = 0; r < rows; r++) {
        const float *query =
            job->q + ck_attention_at(shape->q, row, r % shape->query_length, key_head * group + r / shape->query_length);
        for (long d = 0; d < wide; d++) queries[r * wide + d] = d < width ? factor * query[d] : 0;
    }
    long row_bytes =
        (const char *)ck_attention_element(job->format, job->keys, ck_attention_round(width, CK_ATTENTION_BLOCK))
        - (const char *)job->keys;
    for (long k0 = low / TILE * TILE; k0 < high; k0 += TILE)
        for (long r = 0; r < rows; r += DECODE_ROWS) {
            long together = rows - r < DECODE_ROWS ? rows - r : DECODE_ROWS;
            decode_block block = {
                .queries = queries + r * wide, .wide = wide, .width = width, .cap = cap, .k0 = k0,
                .keys = ck_attention_element(job->format, job->keys, ck_attention_at(shape->k, row, k0, key_head)),
                .values = ck_attention_element(job->format, job->values, ck_attention_at(shape->v, row, k0, key_head)),
                .key_stride = shape->k.position, .value_stride = shape->v.position, .bytes = r == 0 ? row_bytes : 0,
                .count = high - k0 < TILE ? high - k0 : TILE, .state = state + r * (width + 2)};
            for (long n = 0; n < together; n++) {
                long query = (r + n) % shape->query_length;
                block.low[n] = ck_attention_low(shape, row, query);
                block.high[n] = ck_attention_high(shape, row, query);
                block.mask[n] = ck_attention_mask(shape, row, query);
                long head = key_head * group + (r + n) / shape->query_length;
                block.bias[n] = NULL;
                if (shape->bias)
                    block.bias[n] =
                        (const float *)shape->bias + ck_attention_at(shape->bias_strides, row, query, head);
            }
            switch (job->format) {
                case CK_WEIGHT_F16: decode_format(CK_WEIGHT_F16, together, &block); break;
                case CK_WEIGHT_Q8_0: decode_format(CK_WEIGHT_Q8_0, together, &block); break;
                default: decode_format(CK_WEIGHT_F32, together, &block);
            }
        }
}
