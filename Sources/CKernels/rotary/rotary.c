#include "rotary/rotary.h"

#include "ck_dispatch.h"
#include "ck_pool.h"

/// Elements of one task: enough to be worth a hand-over to another thread.
enum { GRAIN = 32768 };

static void run(ck_rotary_job *job, ck_range_task task) {
    const ck_rotary *shape = job->shape;
    if (shape->batch <= 0 || shape->length <= 0 || shape->heads <= 0) return;
    long elements = shape->heads * shape->head_dimension;
    ck_parallel_ranges(shape->batch * shape->length, elements > 0 ? 1 + GRAIN / elements : GRAIN, task, job);
}

void ck_rotary_f32(const ck_rotary *shape, const float *cosines, const float *sines, const float *x, float *y) {
    ck_rotary_job job = {shape, cosines, sines, x, y};
    switch (ck_current_level()) {
#if defined(__x86_64__)
        case CK_AVX512: run(&job, ck_rotary_range_f32_avx512); break;
        case CK_AVX2: run(&job, ck_rotary_range_f32_avx2); break;
#endif
#if defined(__aarch64__)
        case CK_NEON: run(&job, ck_rotary_range_f32_neon); break;
#endif
        default: run(&job, ck_rotary_range_f32_scalar);
    }
}

void ck_rotary_f64(const ck_rotary *shape, const double *cosines, const double *sines, const double *x, double *y) {
    ck_rotary_job job = {shape, cosines, sines, x, y};
    switch (ck_current_level()) {
#if defined(__x86_64__)
        case CK_AVX512: run(&job, ck_rotary_range_f64_avx512); break;
        case CK_AVX2: run(&job, ck_rotary_range_f64_avx2); break;
#endif
#if defined(__aarch64__)
        case CK_NEON: run(&job, ck_rotary_range_f64_neon); break;
#endif
        default: run(&job, ck_rotary_range_f64_scalar);
    }
}
