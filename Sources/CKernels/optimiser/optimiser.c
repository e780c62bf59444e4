#include "ck_optimiser.h"

#include "ck_pool.h"
#include "dispatch/typed.h"

#include <stddef.h>

CK_TABLE(adamw_run, f32, void(float *, const float *, float *, float *, long, float, float, float, float, float, float,
                              float, float))
CK_TABLE(sgd_run, f32, void(float *, const float *, float *, long, float, float, float, float, int))
CK_TABLE(lion_run, f32, void(float *, const float *, float *, long, float, float, float, float, float))

struct update {
    float *parameter, *first, *second;
    const float *gradient;
    float scale, rate, beta1, beta2, epsilon, decay, correction1, correction2;
    int nesterov;
};

static void adamw_task(void *context, long begin, long end) {
    const struct update *u = context;
    CK_CALL(adamw_run, f32)
    (u->parameter + begin, u->gradient + begin, u->first + begin, u->second + begin, end - begin, u->scale, u->rate,
     u->beta1, u->beta2, u->epsilon, u->decay, u->correction1, u->correction2);
}
void ck_adamw(float *parameter, const float *gradient, float *first, float *second, long count, float scale, float rate,
              float beta1, float beta2, float epsilon, float decay, float correction1, float correction2) {
    struct update u = {parameter, first, second,  gradient, scale,       rate,        beta1,
                       beta2,     epsilon, decay, correction1, correction2, 0};
    ck_parallel_ranges(count, CK_GRAIN, adamw_task, &u);
}

static void sgd_task(void *context, long begin, long end) {
    const struct update *u = context;
    CK_CALL(sgd_run, f32)
    (u->parameter + begin, u->gradient + begin, u->first ? u->first + begin : NULL, end - begin, u->scale, u->rate,
     u->beta1, u->decay, u->nesterov);
}
void ck_sgd(float *parameter, const float *gradient, float *velocity, long count, float scale, float rate, float momentum,
            float decay, int nesterov) {
    struct update u = {.parameter = parameter, .gradient = gradient, .first = velocity, .scale = scale, .rate = rate,
                       .beta1 = momentum, .decay = decay, .nesterov = nesterov};
    ck_parallel_ranges(count, CK_GRAIN, sgd_task, &u);
}

static void lion_task(void *context, long begin, long end) {
    const struct update *u = context;
    CK_CALL(lion_run, f32)
    (u->parameter + begin, u->gradient + begin, u->first + begin, end - begin, u->scale, u->rate, u->beta1, u->beta2,
     u->decay);
}
void ck_lion(float *parameter, const float *gradient, float *momentum, long count, float scale, float rate, float beta1,
             float beta2, float decay) {
    struct update u = {.parameter = parameter, .gradient = gradient, .first = momentum, .scale = scale, .rate = rate,
                       .beta1 = beta1, .beta2 = beta2, .decay = decay};
    ck_parallel_ranges(count, CK_GRAIN, lion_task, &u);
}
