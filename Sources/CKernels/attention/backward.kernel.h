/// Backward pass of a chunk of keys of one key head, for all queries of all heads of its group.
///
/// With g = ∂L/∂o, δ_i = ⟨g_i, o_i⟩ and keys in the rows, queries in the lanes of a tile:
///     P^T = exp₂(K·Q^T − lse),  dS^T = P^T ∘ (V·g^T − δ),
///     dV += P^T·g,  dK += dS^T·Q,  dQ^T += K^T·dS^T,
/// five small products, all with their left operand broadcast from rows as they are. dK and dV stay in scratch until the
/// chunk is done; dQ^T stays for the 512 queries that are packed at a time.

/// Queries `first ..< first + count` packed for one tile.
typedef struct {
    tile_queries queries;
    float lse[TILE], delta[TILE];  // lse in base 2, +∞ for queries that see nothing (so that p = 0)
    float *query, *gradient;                        // rows, [TILE][wide]
    float *query_transposed, *gradient_transposed;  // [width][TILE]; the queries times scale · log₂ e
    float *result;                                  // dQ^T, [padded][TILE]
} backward_tile;

static void pack_tile(const ck_attention_job *job, long row, long head, long wide, backward_tile *tile) {
    const ck_attention *shape = job->shape;
    long width = shape->head_dimension, first = tile->queries.first, count = tile->queries.count;
    const float *query = job->q + ck_attention_at(shape->q, row, first, head);
    const float *gradient = job->o_gradient + ck_attention_at(shape->o, row, first, head);
    const float *o = job->o + ck_attention_at(shape->o, row, first, head);
    const float *lse = job->lse + (row * shape->query_heads + head) * shape->query_length + first;
    copy_rows(CK_WEIGHT_F32, query, shape->q.position, count, width, tile->query, wide, TILE);
    copy_rows(CK_WEIGHT_F32, gradient, shape->o.position, count, width, tile->gradient, wide, TILE);
    float factor = (float)shape->scale * (shape->soft_cap > 0 ? 1 : log2_e);
    transpose_in(tile->query, wide, count, width, factor, tile->query_transposed);
    transpose_in(tile->gradient, wide, count, width, 1, tile->gradient_transposed);
    for (long i = 0; i < TILE; i++) {
        float sum = 0;
        if (i < count) {
            vector products = 0.0f;
            long d = 0;
            for (; d + LANES <= width; d += LANES)
                products = multiply_add(load(tile->gradient + i * wide + d), load(o + i * shape->o.position + d), products);
            sum = total(products);
            for (; d < width; d++) sum += tile->gradient[i * wide + d] * o[i * shape->o.position + d];
        }
        tile->delta[i] = sum;
        tile->lse[i] = i < count && lse[i] != -INFINITY ? lse[i] * log2_e : INFINITY;
    }
    memset(tile->result, 0, sizeof(float) * (size_t)(ck_attention_round(width, 4) * TILE));
}

/// From logits and ⟨g, v⟩ to P^T (in place of the logits) and dS^T (in place of the products), without the scale. The biases
/// are replaced by their gradients.
INLINE void differentiate(
    const tile_extent *extent, const int *allowed, float cap, float *bias, const backward_tile *tile, float *logits,
    float *products) {
    for (long g = 0; g < GROUPS; g++)
        for (long v = extent->begin[g]; v < extent->end[g]; v++) {
            vector lse = load(tile->lse + v * LANES), delta = load(tile->delta + v * LANES);
            for (long j = g * GROUP; j < (g + 1) * GROUP; j++) {
                long place = j * TILE + v * LANES;
                vector s = load(logits + place), slope = 1.0f;
                if (cap > 0) {
                    vector bent = hyperbolic_tangent(s * (1 / cap));
                    s = cap * log2_e * bent;
                    slope = 1.0f - bent * bent;
                }
                if (bias) s += load(bias + place);
                vector p = power_of_two(s - lse);
                if (allowed) p = *(const integers *)(allowed + place) ? p : (vector)0.0f;
                vector change = p * (load(products + place) - delta);
                if (bias) store(bias + place, change);
                store(logits + place, p);
                store(products + place, cap > 0 ? change * slope : change);
            }
        }
}

static __attribute__((noinline)) void differentiate_tile(
    const tile_extent *extent, const int *allowed, float cap, float *bias, const backward_tile *tile, float *logits,
    float *products) {
    if (bias || cap > 0)
        differentiate(extent, allowed, cap, bias, tile, logits, products);
    else if (allowed)
        differentiate(extent, allowed, 0, NULL, tile, logits, products);
    else
        differentiate(extent, NULL, 0, NULL, tile, logits, products);
}

/// Adds a tile of bias gradients, `[j][i]`, to the part of its head; `part` points to (first query, first key).
static void add_bias_gradient(
    const tile_extent *extent, const float *tile, long queries, long keys, long position, float *part) {
    for (long g = 0; g < GROUPS; g++)
        for (long j = g * GROUP; j < (g + 1) * GROUP && j < keys; j++)
            for (long i = extent->begin[g] * LANES; i < extent->end[g] * LANES && i < queries; i++)
                part[i * position + j] += tile[j * TILE + i];
}

/// result[j][.] += Σ_i weights[j][i] rows[i][.] over the extent.
static void accumulate_rows(
    const tile_extent *extent, long registers, const float *weights, const float *rows, long wide, float *result) {
    if (extent->whole) {
        multiply_rows(TILE, wide / LANES, weights, TILE, rows, wide, result, wide, registers * LANES, true);
        return;
    }
    for (long g = 0; g < GROUPS; g++) {
        long from = extent->begin[g] * LANES, count = (extent->end[g] - extent->begin[g]) * LANES;
        if (count == 0) continue;
        multiply_rows(
            GROUP, wide / LANES, weights + g * GROUP * TILE + from, TILE, rows + from * wide, wide,
            result + g * GROUP * wide, wide, count, true);
    }
}

static void scaled_rows(const float *from, long wide, long count, long width, float factor, float *to, long stride) {
    for (long i = 0; i < count; i++)
        for (long d = 0; d < width; d++) to[i * stride + d] = factor * from[i * wide + d];
}

/// Memory of one task; `wide` and `padded` are the head dimension rounded to registers and to 4.
typedef struct {
    long width, wide, padded, begin, end;
    float *logits, *products, *bias, *keys, *values, *key_gradient, *value_gradient, *matrices;
    int *allowed;
    backward_tile *tiles;
} backward_memory;

static void divide_memory(backward_memory *memory, long tiles) {
    long keys = ck_attention_round(memory->end - memory->begin, TILE), padded = memory->padded, wide = memory->wide;
    size_t per_tile = (size_t)(TILE * (2 * wide + 2 * memory->width + padded));
    size_t floats = (size_t)(4 * TILE * TILE + 2 * TILE * padded + 2 * keys * wide) + (size_t)tiles * per_tile;
    memory->logits = ck_scratch(CK_SCRATCH_TASK, sizeof(float) * floats + sizeof(backward_tile) * (size_t)tiles + 64);
    memory->products = memory->logits + TILE * TILE;
    memory->allowed = (int *)(memory->products + TILE * TILE);
    memory->bias = (float *)(memory->allowed + TILE * TILE);
    memory->keys = memory->bias + TILE * TILE;
    memory->values = memory->keys + TILE * padded;
    memory->key_gradient = memory->values + TILE * padded;
    memory->value_gradient = memory->key_gradient + keys * wide;
    memory->matrices = memory->value_gradient + keys * wide;
    memory->tiles = (backward_tile *)(memory->matrices + (size_t)tiles * per_tile);
    memset(memory->key_gradient, 0, sizeof(float) * (size_t)(2 * keys * wide));
    for (long t = 0; t < tiles; t++) {
        float *place = memory->matrices + (size_t)t * per_tile;
        memory->tiles[t].query = place;
        memory->tiles[t].gradient = place + TILE * wide;
        memory->tiles[t].query_transposed = place + TILE * 2 * wide;
        memory->tiles[t].gradient_transposed = place + TILE * (2 * wide + memory->width);
        memory->tiles[t].result = place + TILE * (2 * wide + 2 * memory->width);
    }
}

/// The key blocks of the chunk against the packed tiles `0 ..< tiles`.
static void sweep_keys(
    const ck_attention_job *job, const backward_memory *memory, long row, long head, long low, long high,
    long tiles, float *bias_part) {
    const ck_attention *shape = job->shape;
    ck_attention_bias_part part = ck_attention_part(shape);
    long key_head = head / (shape->query_heads / shape->key_heads);
    long existing = ck_attention_keys(shape, row), padded = memory->padded, wide = memory->wide;
    if (low < memory->begin) low = memory->begin;
    if (high > memory->end) high = memory->end;
    for (long k0 = low / TILE * TILE; k0 < high; k0 += TILE) {
        long count = existing - k0 < TILE ? existing - k0 : TILE;
        copy_rows(
            CK_WEIGHT_F32, job->k + ck_attention_at(shape->k, row, k0, key_head), shape->k.position, count, memory->width,
            memory->keys, padded, TILE);
        copy_rows(
            CK_WEIGHT_F32, job->v + ck_attention_at(shape->v, row, k0, key_head), shape->v.position, count, memory->width,
            memory->values, padded, TILE);
        for (long t = 0; t < tiles; t++) {
            backward_tile *tile = &memory->tiles[t];
            tile_extent extent = survey_tile(shape, row, &tile->queries, k0, memory->allowed);
            if (extent.empty) continue;
            long registers = registers_of(&tile->queries), at = (k0 - memory->begin) * wide;
            multiply_tile(
                &extent, registers, memory->keys, padded, tile->query_transposed, memory->width, memory->logits);
            multiply_tile(
                &extent, registers, memory->values, padded, tile->gradient_transposed, memory->width,
                memory->products);
            if (shape->bias) load_bias(shape, row, head, &tile->queries, k0, count, memory->bias);
            differentiate_tile(
                &extent, extent.partial ? memory->allowed : NULL, (float)shape->soft_cap,
                shape->bias ? memory->bias : NULL, tile, memory->logits, memory->products);
            if (bias_part)
                add_bias_gradient(
                    &extent, memory->bias, tile->queries.count, count, part.position,
                    bias_part + part.origin + tile->queries.first * part.position + k0);
            accumulate_rows(
                &extent, registers, memory->logits, tile->gradient, wide, memory->value_gradient + at);
            accumulate_rows(&extent, registers, memory->products, tile->query, wide, memory->key_gradient + at);
            accumulate_transposed(&extent, registers, memory->keys, padded, memory->products, tile->result);
        }
    }
}

static void backward_task(void *context, long index) {
    const ck_attention_job *job = context;
    const ck_attention *shape = job->shape;
    long heads = shape->batch * shape->key_heads, group = shape->query_heads / shape->key_heads;
    long chunk = index / heads, row = index % heads / shape->key_heads, key_head = index % shape->key_heads;
    long width = shape->head_dimension, step = CK_ATTENTION_BACKWARD_CHUNK;
    backward_memory memory = {
        .width = width, .wide = ck_attention_round(width, LANES), .padded = ck_attention_round(width, 4)};
    memory.begin = chunk * job->chunk;
    memory.end = memory.begin + job->chunk < shape->key_length ? memory.begin + job->chunk : shape->key_length;
    divide_memory(&memory, (shape->query_length < step ? shape->query_length + TILE - 1 : step) / TILE);

    float factors[TILE];
    for (long i = 0; i < TILE; i++) factors[i] = (float)shape->scale;
    for (long head = key_head * group; head < (key_head + 1) * group; head++)
        for (long q0 = 0; q0 < shape->query_length; q0 += step) {
            long q1 = q0 + step < shape->query_length ? q0 + step : shape->query_length;
            long tiles = (q1 - q0 + TILE - 1) / TILE;
            for (long t = 0; t < tiles; t++) {
                long first = q0 + t * TILE, count = q1 - first < TILE ? q1 - first : TILE;
                bound_queries(shape, row, first, count, &memory.tiles[t].queries);
                pack_tile(job, row, head, memory.wide, &memory.tiles[t]);
            }
            long low = ck_attention_low(shape, row, q0), high = ck_attention_high(shape, row, q1 - 1);
            float *bias_part = NULL;
            if (job->bias_parts) {
                long index = (chunk * shape->batch + row) * shape->query_heads + head;
                bias_part = job->bias_parts + index * ck_attention_part(shape).span;
            }
            sweep_keys(job, &memory, row, head, low, high, tiles, bias_part);
            for (long t = 0; t < tiles; t++) {
                long first = memory.tiles[t].queries.first, count = memory.tiles[t].queries.count;
                float *to = job->q_gradient + ck_attention_at(shape->q, row, first, head);
                long stride = shape->q.position;
                if (job->partial) {
                    long part = (chunk * shape->batch + row) * shape->query_heads + head;
                    to = job->partial + (part * shape->query_length + first) * width;
                    stride = width;
                }
                transpose_out(memory.tiles[t].result, count, width, factors, to, stride);
            }
        }
    long keys = memory.end - memory.begin;
    scaled_rows(
        memory.key_gradient, memory.wide, keys, width, (float)shape->scale,
        job->k_gradient + ck_attention_at(shape->k, row, memory.begin, key_head), shape->k.position);
    scaled_rows(
        memory.value_gradient, memory.wide, keys, width, 1,
        job->v_gradient + ck_attention_at(shape->v, row, memory.begin, key_head), shape->v.position);
}
