#include <math.h>
#include <string.h>

#include "attention/attention.h"
#include "ck_dispatch.h"
#include "ck_pool.h"

enum {
    WANTED_TASKS = 8,  // heads are cut into chunks until there are so many tasks
    FORWARD_CHUNK = 256,
    MINIMUM_BACKWARD_CHUNK = 128,
};

/// Below so many multiply-adds (some tens of microseconds) waking the pool costs more than it brings; and the same while
/// decoding, where the threads wait awake between products that follow each other closely.
static const double worth_waking = 4e5, worth_sharing = 4e4;

static const ck_attention_kernels *kernels(void) {
    switch (ck_current_level()) {
#if defined(__x86_64__)
        case CK_AVX512: return &ck_attention_avx512;
        case CK_AVX2: return &ck_attention_avx2;
#endif
#if defined(__aarch64__)
        case CK_NEON: return &ck_attention_neon;
#endif
        default: return NULL;
    }
}

ck_attention ck_attention_make(
    long batch, long query_heads, long key_heads, long query_length, long key_length, long head_dimension) {
    ck_attention_strides query = {
        query_length * query_heads * head_dimension, query_heads * head_dimension, head_dimension};
    ck_attention_strides key = {key_length * key_heads * head_dimension, key_heads * head_dimension, head_dimension};
    return (ck_attention){
        .batch = batch, .query_heads = query_heads, .key_heads = key_heads, .query_length = query_length,
        .key_length = key_length, .head_dimension = head_dimension, .q = query, .k = key, .v = key, .o = query,
        .scale = head_dimension > 0 ? 1 / sqrt((double)head_dimension) : 1, .offset = key_length - query_length};
}

/// An upper bound of the multiply-adds of one head product.
static double work(const ck_attention *shape) {
    double keys = (double)shape->key_length;
    if (shape->window > 0 && keys > 2.0 * (double)shape->window) keys = 2.0 * (double)shape->window;
    return (double)shape->batch * (double)shape->query_heads * (double)shape->query_length * keys
           * (double)shape->head_dimension;
}

/// Runs tasks on the pool where `work` is at least `least`.
static void run(const ck_attention_job *job, double work, double least, long tasks, ck_task task) {
    if (work >= least)
        ck_parallel(tasks, task, (void *)job);
    else
        for (long index = 0; index < tasks; index++) task((void *)job, index);
}

static bool nothing_to_do(const ck_attention *shape) {
    return shape->batch <= 0 || shape->query_heads <= 0 || shape->query_length <= 0 || shape->head_dimension <= 0;
}

/// Adds up what the key chunks found for every row: o = Σ_c 2^(m_c − m) O_c / Σ_c 2^(m_c − m) l_c, in rising order.
static void merge_chunks(const ck_attention_job *job) {
    const ck_attention *shape = job->shape;
    long group = shape->query_heads / shape->key_heads, width = shape->head_dimension, stride = width + 2;
    long rows = group * shape->query_length;
    for (long index = 0; index < shape->batch * shape->key_heads * rows; index++) {
        long row = index / rows / shape->key_heads, i = index % shape->query_length;
        long head = index / rows % shape->key_heads * group + index % rows / shape->query_length;
        const float *state = job->partial + (index / rows * job->chunks * rows + index % rows) * stride;
        float *o = job->o_result + ck_attention_at(shape->o, row, i, head);
        float top = -INFINITY, sum = 0;
        for (long chunk = 0; chunk < job->chunks; chunk++)
            top = state[chunk * rows * stride] > top ? state[chunk * rows * stride] : top;
        memset(o, 0, sizeof(float) * (size_t)width);
        for (long chunk = 0; chunk < job->chunks; chunk++) {
            const float *part = state + chunk * rows * stride;
            if (part[1] == 0) continue;
            float factor = part[0] == top ? 1 : exp2f(part[0] - top);
            sum += factor * part[1];
            for (long d = 0; d < width; d++) o[d] += factor * part[2 + d];
        }
        float inverse = sum == 0 ? 0 : 1 / sum;
        for (long d = 0; d < width; d++) o[d] *= inverse;
        if (job->lse_result)
            job->lse_result[(row * shape->query_heads + head) * shape->query_length + i] =
                sum == 0 ? -INFINITY : (top + log2f(sum)) * 0.6931471805599453f;
    }
}

static void decode(ck_attention_job *job, const ck_attention_kernels *kernels) {
    const ck_attention *shape = job->shape;
    job->chunk = CK_ATTENTION_DECODE_KEYS;
    job->chunks = shape->key_length > 0 ? (shape->key_length + job->chunk - 1) / job->chunk : 1;
    long tasks = shape->batch * shape->key_heads * job->chunks;
    long rows = shape->query_heads / shape->key_heads * shape->query_length;
    job->partial =
        ck_scratch(CK_SCRATCH_DRIVER, sizeof(float) * (size_t)(tasks * rows) * (size_t)(shape->head_dimension + 2));
    run(job, work(shape), worth_sharing, tasks, kernels->decode);
    merge_chunks(job);
}

/// The plain version reads floats: it gets those that the stored numbers stand for, `[batch, keys, key heads, width]`.
static void forward_plain(
    const ck_attention *shape, int32_t format, const float *q, const void *k, const void *v, float *o, float *lse) {
    if (format == CK_WEIGHT_F32) {
        ck_attention_forward_plain_f32(shape, q, k, v, o, lse);
        return;
    }
    ck_attention plain = *shape;
    long width = shape->head_dimension;
    plain.k = (ck_attention_strides){
        shape->key_length * shape->key_heads * width, shape->key_heads * width, width};
    plain.v = plain.k;
    float *keys = ck_scratch(CK_SCRATCH_DRIVER, 2 * sizeof(float) * (size_t)(shape->batch * plain.k.batch));
    float *values = keys + shape->batch * plain.k.batch;
    for (long row = 0; row < shape->batch; row++)
        for (long j = 0; j < ck_attention_keys(shape, row); j++)
            for (long head = 0; head < shape->key_heads; head++) {
                long to = ck_attention_at(plain.k, row, j, head);
                long key = ck_attention_at(shape->k, row, j, head), value = ck_attention_at(shape->v, row, j, head);
                ck_weight_decode(format, ck_attention_element(format, k, key), width, keys + to);
                ck_weight_decode(format, ck_attention_element(format, v, value), width, values + to);
            }
    ck_attention_forward_plain_f32(&plain, q, keys, values, o, lse);
}

void ck_attention_forward_f32(
    const ck_attention *shape, const float *q, const float *k, const float *v, float *o, float *lse) {
    ck_attention_forward_stored(shape, CK_WEIGHT_F32, q, k, v, o, lse);
}

void ck_attention_forward_stored(
    const ck_attention *shape, int32_t format, const float *q, const void *k, const void *v, float *o, float *lse) {
    if (nothing_to_do(shape)) return;
    const ck_attention_kernels *table = kernels();
    if (!table) {
        forward_plain(shape, format, q, k, v, o, lse);
        return;
    }
    ck_attention_job job = {
        .shape = shape, .q = q, .keys = k, .values = v, .format = format, .o_result = o, .lse_result = lse};
    if (shape->query_length <= CK_ATTENTION_DECODE_QUERIES) {
        decode(&job, table);
        return;
    }
    long heads = shape->batch * shape->query_heads;
    job.chunk = FORWARD_CHUNK;
    while (job.chunk > CK_ATTENTION_TILE && heads * ((shape->query_length + job.chunk - 1) / job.chunk) < WANTED_TASKS)
        job.chunk /= 2;
    job.chunks = (shape->query_length + job.chunk - 1) / job.chunk;
    run(&job, work(shape), worth_waking, heads * job.chunks, table->forward);
}

void ck_attention_forward_f64(
    const ck_attention *shape, const double *q, const double *k, const double *v, double *o, double *lse) {
    if (!nothing_to_do(shape)) ck_attention_forward_plain_f64(shape, q, k, v, o, lse);
}

/// One query row of one head: the key chunks' gradients, added in rising order.
static void add_chunks(void *context, long index) {
    const ck_attention_job *job = context;
    const ck_attention *shape = job->shape;
    long row = index / shape->query_heads, head = index % shape->query_heads, width = shape->head_dimension;
    long part = shape->batch * shape->query_heads * shape->query_length * width;
    for (long i = 0; i < shape->query_length; i++) {
        float *to = job->q_gradient + ck_attention_at(shape->q, row, i, head);
        const float *from = job->partial + (index * shape->query_length + i) * width;
        for (long d = 0; d < width; d++) to[d] = from[d];
        for (long chunk = 1; chunk < job->chunks; chunk++)
            for (long d = 0; d < width; d++) to[d] += from[chunk * part + d];
    }
}

/// Writes zeros where an operand has no counterpart to get a gradient from.
static void clear(ck_attention_strides strides, long batch, long length, long heads, long width, float *gradient) {
    for (long row = 0; row < batch; row++)
        for (long i = 0; i < length; i++)
            for (long head = 0; head < heads; head++)
                memset(gradient + ck_attention_at(strides, row, i, head), 0, sizeof(float) * (size_t)width);
}

void ck_attention_backward_f32(
    const ck_attention *shape, const float *q, const float *k, const float *v, const float *o, const float *lse,
    const float *o_gradient, float *q_gradient, float *k_gradient, float *v_gradient) {
    if (shape->batch <= 0 || shape->query_heads <= 0 || shape->head_dimension <= 0) return;
    if (shape->key_length <= 0) {
        clear(shape->q, shape->batch, shape->query_length, shape->query_heads, shape->head_dimension, q_gradient);
        return;
    }
    const ck_attention_kernels *table = kernels();
    if (!table) {
        ck_attention_backward_plain_f32(shape, q, k, v, o, lse, o_gradient, q_gradient, k_gradient, v_gradient);
        return;
    }
    ck_attention_job job = {
        .shape = shape, .q = q, .k = k, .v = v, .o = o, .lse = lse, .o_gradient = o_gradient,
        .q_gradient = q_gradient, .k_gradient = k_gradient, .v_gradient = v_gradient};
    long heads = shape->batch * shape->key_heads;
    long chunks = (WANTED_TASKS + heads - 1) / heads;
    job.chunk = ck_attention_round((shape->key_length + chunks - 1) / chunks, CK_ATTENTION_TILE);
    if (job.chunk < MINIMUM_BACKWARD_CHUNK) job.chunk = MINIMUM_BACKWARD_CHUNK;
    job.chunks = (shape->key_length + job.chunk - 1) / job.chunk;
    size_t parts = (size_t)(job.chunks * shape->batch * shape->query_heads);
    size_t query_floats = job.chunks > 1 ? parts * (size_t)(shape->query_length * shape->head_dimension) : 0;
    size_t bias_floats = shape->bias && shape->bias_gradient ? parts * (size_t)ck_attention_part(shape).span : 0;
    float *memory = ck_scratch(CK_SCRATCH_DRIVER, sizeof(float) * (query_floats + bias_floats));
    if (job.chunks > 1) job.partial = memory;
    if (bias_floats > 0) {
        job.bias_parts = memory + query_floats;
        memset(job.bias_parts, 0, sizeof(float) * bias_floats);
    }
    run(&job, work(shape), worth_waking, heads * job.chunks, table->backward);
    if (job.chunks > 1) run(&job, work(shape), worth_waking, shape->batch * shape->query_heads, add_chunks);
    if (job.bias_parts) ck_attention_add_bias_parts_f32(shape, job.chunks, job.bias_parts);
}

void ck_attention_backward_f64(
    const ck_attention *shape, const double *q, const double *k, const double *v, const double *o, const double *lse,
    const double *o_gradient, double *q_gradient, double *k_gradient, double *v_gradient) {
    if (shape->batch <= 0 || shape->query_heads <= 0 || shape->head_dimension <= 0) return;
    ck_attention_backward_plain_f64(shape, q, k, v, o, lse, o_gradient, q_gradient, k_gradient, v_gradient);
}
