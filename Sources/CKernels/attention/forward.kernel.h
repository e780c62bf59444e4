/// Forward pass of a chunk of queries of one head.
///
/// Queries lie in the lanes: S^T = K·Q^T takes keys as broadcast operands straight from their rows, the running softmax is
/// lane-wise without any horizontal step, and O^T += V^T·P^T takes values the same way. Only Q is transposed going in and O
/// coming out, once for all keys. Logits are in base 2 (the scale contains log₂ e).

static const float log2_e = 1.442695040888963f, ln_2 = 0.6931471805599453f;

/// One tile of queries under way.
typedef struct {
    tile_queries queries;
    float maximum[TILE], sum[TILE];
    float *transposed;  // Q^T, [width][TILE]
    float *output;      // O^T, [padded width][TILE]
} forward_tile;

/// Replaces the logits of register `v` by exp₂(s − m) with the new running maximum m; returns the factor for what was
/// summed before, exp₂(m_before − m).
INLINE vector soften(
    const tile_extent *extent, long v, const int *allowed, float cap, const float *bias, float *maximum, float *sum,
    float *logits) {
    const vector nothing = -INFINITY;
    vector before = load(maximum + v * LANES), top = before;
    for (long g = 0; g < GROUPS; g++) {
        if (v < extent->begin[g] || v >= extent->end[g]) continue;
        for (long j = g * GROUP; j < (g + 1) * GROUP; j++) {
            float *place = logits + j * TILE + v * LANES;
            vector s = load(place);
            if (cap > 0) s = cap * log2_e * hyperbolic_tangent(s * (1 / cap));
            if (bias) s += load(bias + j * TILE + v * LANES);
            if (allowed) s = *(const integers *)(allowed + j * TILE + v * LANES) ? s : nothing;
            if (cap > 0 || allowed || bias) store(place, s);
            top = larger(s, top);
        }
    }
    vector base = top == nothing ? (vector)0.0f : top, total = 0.0f;
    for (long g = 0; g < GROUPS; g++) {
        if (v < extent->begin[g] || v >= extent->end[g]) continue;
        for (long j = g * GROUP; j < (g + 1) * GROUP; j++) {
            float *place = logits + j * TILE + v * LANES;
            vector p = power_of_two(load(place) - base);
            store(place, p);
            total += p;
        }
    }
    vector factor = power_of_two(before - base);
    store(maximum + v * LANES, top);
    store(sum + v * LANES, multiply_add(load(sum + v * LANES), factor, total));
    return factor;
}

static __attribute__((noinline)) void soften_tile(
    const tile_extent *extent, const int *allowed, float cap, const float *bias, forward_tile *tile, long padded,
    float *logits) {
    for (long v = 0; v < registers_of(&tile->queries); v++) {
        vector factor = bias || cap > 0 ? soften(extent, v, allowed, cap, bias, tile->maximum, tile->sum, logits)
                        : allowed       ? soften(extent, v, allowed, 0, NULL, tile->maximum, tile->sum, logits)
                                        : soften(extent, v, NULL, 0, NULL, tile->maximum, tile->sum, logits);
        if (!any_differs_from_one(factor)) continue;
        for (long d = 0; d < padded; d++) {
            float *place = tile->output + d * TILE + v * LANES;
            store(place, load(place) * factor);
        }
    }
}

/// Divides by the sums and writes the tile's rows and log-sum-exps.
static void finish_tile(const ck_attention_job *job, long row, long head, forward_tile *tile) {
    const ck_attention *shape = job->shape;
    const tile_queries *queries = &tile->queries;
    float inverse[TILE];
    for (long i = 0; i < TILE; i++) inverse[i] = tile->sum[i] == 0 ? 0 : 1 / tile->sum[i];
    transpose_out(
        tile->output, queries->count, shape->head_dimension, inverse,
        job->o_result + ck_attention_at(shape->o, row, queries->first, head), shape->o.position);
    if (!job->lse_result) return;
    float *lse = job->lse_result + (row * shape->query_heads + head) * shape->query_length + queries->first;
    for (long i = 0; i < queries->count; i++)
        lse[i] = tile->sum[i] == 0 ? -INFINITY : tile->maximum[i] * ln_2 + logf(tile->sum[i]);
}

static void forward_task(void *context, long index) {
    const ck_attention_job *job = context;
    const ck_attention *shape = job->shape;
    long heads = shape->batch * shape->query_heads;
    long chunk = job->chunks - 1 - index / heads;  // the last chunks see most keys: begin with them
    long row = index % heads / shape->query_heads, head = index % shape->query_heads;
    long key_head = head / (shape->query_heads / shape->key_heads);
    long width = shape->head_dimension, padded = ck_attention_round(width, 4);
    long begin = chunk * job->chunk;
    long end = begin + job->chunk < shape->query_length ? begin + job->chunk : shape->query_length;
    long tiles = (end - begin + TILE - 1) / TILE;
    float cap = (float)shape->soft_cap;

    size_t per_tile = (size_t)((width + padded) * TILE);
    size_t bytes = sizeof(forward_tile) * (size_t)tiles
                   + sizeof(float) * ((size_t)tiles * per_tile + (size_t)(2 * TILE * padded + 3 * TILE * TILE)) + 64;
    float *memory = ck_scratch(CK_SCRATCH_TASK, bytes);
    float *logits = memory, *keys = logits + TILE * TILE, *values = keys + TILE * padded;
    int *allowed = (int *)(values + TILE * padded);
    float *bias = (float *)(allowed + TILE * TILE), *matrices = bias + TILE * TILE;
    forward_tile *tile = (forward_tile *)(matrices + (size_t)tiles * per_tile);

    for (long t = 0; t < tiles; t++) {
        long first = begin + t * TILE, count = end - first < TILE ? end - first : TILE;
        bound_queries(shape, row, first, count, &tile[t].queries);
        tile[t].transposed = matrices + (size_t)t * per_tile;
        tile[t].output = tile[t].transposed + width * TILE;
        for (long i = 0; i < TILE; i++) {
            tile[t].maximum[i] = -INFINITY;
            tile[t].sum[i] = 0;
        }
        memset(tile[t].output, 0, sizeof(float) * (size_t)(padded * TILE));
        transpose_in(
            job->q + ck_attention_at(shape->q, row, first, head), shape->q.position, count, width,
            (float)shape->scale * (cap > 0 ? 1 : log2_e), tile[t].transposed);
    }
    long stop = ck_attention_high(shape, row, end - 1), existing = ck_attention_keys(shape, row);
    for (long k0 = ck_attention_low(shape, row, begin) / TILE * TILE; k0 < stop; k0 += TILE) {
        long count = existing - k0 < TILE ? existing - k0 : TILE;
        const void *k = ck_attention_element(job->format, job->keys, ck_attention_at(shape->k, row, k0, key_head));
        const void *v = ck_attention_element(job->format, job->values, ck_attention_at(shape->v, row, k0, key_head));
        copy_rows(job->format, k, shape->k.position, count, width, keys, padded, TILE);
        copy_rows(job->format, v, shape->v.position, count, width, values, padded, TILE);
        for (long t = 0; t < tiles; t++) {
            tile_extent extent = survey_tile(shape, row, &tile[t].queries, k0, allowed);
            if (extent.empty) continue;
            long registers = registers_of(&tile[t].queries);
            multiply_tile(&extent, registers, keys, padded, tile[t].transposed, width, logits);
            if (shape->bias) load_bias(shape, row, head, &tile[t].queries, k0, count, bias);
            soften_tile(
                &extent, extent.partial ? allowed : NULL, cap, shape->bias ? bias : NULL, &tile[t], padded, logits);
            accumulate_transposed(&extent, registers, values, padded, logits, tile[t].output);
        }
    }
    for (long t = 0; t < tiles; t++) finish_tile(job, row, head, &tile[t]);
}
