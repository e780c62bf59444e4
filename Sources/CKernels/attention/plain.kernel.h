/// Attention as its formulas say, one query at a time, for `REAL`. `CK_PLAIN(name)` appends the type.

static REAL CK_PLAIN(capped)(const ck_attention *shape, REAL logit) {
    REAL cap = (REAL)shape->soft_cap;
    return cap > 0 ? cap * CK_TANH(logit / cap) : logit;
}

/// The bias of query `i` for key 0 (the next key's is one further), or null.
static const REAL *CK_PLAIN(bias)(const ck_attention *shape, long row, long head, long i) {
    return shape->bias ? (const REAL *)shape->bias + ck_attention_at(shape->bias_strides, row, i, head) : NULL;
}

/// Logits of query `i` into `logits[low ..< high]`; −∞ where the mask forbids.
static void CK_PLAIN(logits)(
    const ck_attention *shape, const REAL *q, const REAL *k, long row, long head, long i, long low, long high,
    REAL *logits) {
    long group = shape->query_heads / shape->key_heads;
    const REAL *query = q + ck_attention_at(shape->q, row, i, head);
    const uint8_t *mask = ck_attention_mask(shape, row, i);
    const REAL *bias = CK_PLAIN(bias)(shape, row, head, i);
    for (long j = low; j < high; j++) {
        const REAL *key = k + ck_attention_at(shape->k, row, j, head / group);
        REAL product = 0;
        for (long d = 0; d < shape->head_dimension; d++) product += query[d] * key[d];
        REAL logit = CK_PLAIN(capped)(shape, (REAL)shape->scale * product);
        if (bias) logit += bias[j];
        logits[j] = mask && !mask[j] ? -(REAL)INFINITY : logit;
    }
}

struct CK_PLAIN(forward) {
    const ck_attention *shape;
    const REAL *q, *k, *v;
    REAL *o, *lse;
};

static void CK_PLAIN(forward_head)(void *context, long index) {
    const struct CK_PLAIN(forward) *job = context;
    const ck_attention *shape = job->shape;
    long row = index / shape->query_heads, head = index % shape->query_heads;
    long group = shape->query_heads / shape->key_heads;
    REAL *weights = ck_scratch(CK_SCRATCH_TASK, sizeof(REAL) * (size_t)(shape->key_length + 1));
    for (long i = 0; i < shape->query_length; i++) {
        long low = ck_attention_low(shape, row, i), high = ck_attention_high(shape, row, i);
        REAL *o = job->o + ck_attention_at(shape->o, row, i, head);
        for (long d = 0; d < shape->head_dimension; d++) o[d] = 0;
        CK_PLAIN(logits)(shape, job->q, job->k, row, head, i, low, high, weights);
        REAL maximum = -(REAL)INFINITY, sum = 0;
        for (long j = low; j < high; j++) maximum = weights[j] > maximum ? weights[j] : maximum;
        for (long j = low; j < high; j++) {
            weights[j] = weights[j] == -(REAL)INFINITY ? 0 : CK_EXP(weights[j] - maximum);
            sum += weights[j];
        }
        for (long j = low; j < high; j++) {
            const REAL *value = job->v + ck_attention_at(shape->v, row, j, head / group);
            for (long d = 0; d < shape->head_dimension; d++) o[d] += weights[j] / sum * value[d];
        }
        if (sum == 0)
            for (long d = 0; d < shape->head_dimension; d++) o[d] = 0;
        if (job->lse)
            job->lse[(row * shape->query_heads + head) * shape->query_length + i] =
                sum == 0 ? -(REAL)INFINITY : maximum + CK_LOG(sum);
    }
}

void CK_PLAIN(ck_attention_forward_plain)(
    const ck_attention *shape, const REAL *q, const REAL *k, const REAL *v, REAL *o, REAL *lse) {
    struct CK_PLAIN(forward) job = {shape, q, k, v, o, lse};
    ck_parallel(shape->batch * shape->query_heads, CK_PLAIN(forward_head), &job);
}

struct CK_PLAIN(backward) {
    const ck_attention *shape;
    const REAL *q, *k, *v, *o, *lse, *o_gradient;
    REAL *q_gradient, *k_gradient, *v_gradient;
    REAL *bias_parts;  // [row][head][span], or null
};

/// Adds the share of query `i` of `head`: with g = ∂L/∂o_i and δ = ⟨g, o_i⟩,
/// ∂L/∂v_j += p_j g, ∂L/∂s_j = p_j (⟨g, v_j⟩ − δ), and through the cap and the scale to q_i and k_j.
static void CK_PLAIN(backward_query)(
    const struct CK_PLAIN(backward) * job, long row, long head, long i, REAL *logits) {
    const ck_attention *shape = job->shape;
    long group = shape->query_heads / shape->key_heads, width = shape->head_dimension;
    long low = ck_attention_low(shape, row, i), high = ck_attention_high(shape, row, i);
    const REAL *query = job->q + ck_attention_at(shape->q, row, i, head);
    const REAL *o = job->o + ck_attention_at(shape->o, row, i, head);
    const REAL *gradient = job->o_gradient + ck_attention_at(shape->o, row, i, head);
    REAL *q_gradient = job->q_gradient + ck_attention_at(shape->q, row, i, head);
    REAL lse = job->lse[(row * shape->query_heads + head) * shape->query_length + i];
    REAL delta = 0, cap = (REAL)shape->soft_cap, scale = (REAL)shape->scale;
    const REAL *bias = CK_PLAIN(bias)(shape, row, head, i);
    ck_attention_bias_part part = ck_attention_part(shape);
    REAL *bias_gradient = NULL;
    if (job->bias_parts)
        bias_gradient = job->bias_parts + (row * shape->query_heads + head) * part.span + part.origin + i * part.position;
    for (long d = 0; d < width; d++) {
        q_gradient[d] = 0;
        delta += o[d] * gradient[d];
    }
    CK_PLAIN(logits)(shape, job->q, job->k, row, head, i, low, high, logits);
    for (long j = low; j < high; j++) {
        if (logits[j] == -(REAL)INFINITY) continue;
        const REAL *key = job->k + ck_attention_at(shape->k, row, j, head / group);
        const REAL *value = job->v + ck_attention_at(shape->v, row, j, head / group);
        REAL *k_gradient = job->k_gradient + ck_attention_at(shape->k, row, j, head / group);
        REAL *v_gradient = job->v_gradient + ck_attention_at(shape->v, row, j, head / group);
        REAL probability = CK_EXP(logits[j] - lse), product = 0;
        for (long d = 0; d < width; d++) product += gradient[d] * value[d];
        REAL change = probability * (product - delta), slope = change * scale;
        REAL bent = bias ? logits[j] - bias[j] : logits[j];
        if (cap > 0) slope *= 1 - (bent / cap) * (bent / cap);
        if (bias_gradient) bias_gradient[j] += change;
        for (long d = 0; d < width; d++) {
            v_gradient[d] += probability * gradient[d];
            k_gradient[d] += slope * query[d];
            q_gradient[d] += slope * key[d];
        }
    }
}

static void CK_PLAIN(backward_head)(void *context, long index) {
    const struct CK_PLAIN(backward) *job = context;
    const ck_attention *shape = job->shape;
    long row = index / shape->key_heads, key_head = index % shape->key_heads;
    long group = shape->query_heads / shape->key_heads;
    REAL *logits = ck_scratch(CK_SCRATCH_TASK, sizeof(REAL) * (size_t)(shape->key_length + 1));
    for (long j = 0; j < shape->key_length; j++)
        for (long d = 0; d < shape->head_dimension; d++) {
            job->k_gradient[ck_attention_at(shape->k, row, j, key_head) + d] = 0;
            job->v_gradient[ck_attention_at(shape->v, row, j, key_head) + d] = 0;
        }
    for (long head = key_head * group; head < (key_head + 1) * group; head++)
        for (long i = 0; i < shape->query_length; i++) CK_PLAIN(backward_query)(job, row, head, i, logits);
}

void CK_PLAIN(ck_attention_add_bias_parts)(const ck_attention *shape, long parts, const REAL *from) {
    ck_attention_bias_part part = ck_attention_part(shape);
    long runs = part.position > 0 ? shape->query_length : 1, length = part.span / runs;
    for (long index = 0; index < parts * shape->batch * shape->query_heads; index++) {
        long row = index / shape->query_heads % shape->batch, head = index % shape->query_heads;
        REAL *to = (REAL *)shape->bias_gradient + ck_attention_at(shape->bias_strides, row, 0, head) - part.origin;
        for (long i = 0; i < runs; i++)
            for (long e = 0; e < length; e++)
                to[i * shape->bias_strides.position + e] += from[index * part.span + i * length + e];
    }
}

void CK_PLAIN(ck_attention_backward_plain)(
    const ck_attention *shape, const REAL *q, const REAL *k, const REAL *v, const REAL *o, const REAL *lse,
    const REAL *o_gradient, REAL *q_gradient, REAL *k_gradient, REAL *v_gradient) {
    struct CK_PLAIN(backward) job = {shape, q, k, v, o, lse, o_gradient, q_gradient, k_gradient, v_gradient, NULL};
    if (shape->bias && shape->bias_gradient) {
        size_t bytes = sizeof(REAL) * (size_t)(shape->batch * shape->query_heads * ck_attention_part(shape).span);
        job.bias_parts = ck_scratch(CK_SCRATCH_DRIVER, bytes);
        memset(job.bias_parts, 0, bytes);
    }
    ck_parallel(shape->batch * shape->key_heads, CK_PLAIN(backward_head), &job);
    if (job.bias_parts) CK_PLAIN(ck_attention_add_bias_parts)(shape, 1, job.bias_parts);
}
