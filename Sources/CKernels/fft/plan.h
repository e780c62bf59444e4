/// Plans for the transforms: tables that are made once for each length and shared by all threads.
#ifndef CK_FFT_PLAN_H
#define CK_FFT_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "vector/scratch.h"

#define CK_JOIN3_(a, b, c) a##_##b##_##c
#define CK_JOIN3(a, b, c) CK_JOIN3_(a, b, c)

/// Gives the cached plan of this kind and size, or builds it. A plan in use is never thrown away; plans out of use go,
/// the least recently used first, when all of them together exceed 256 MB. All memory of a plan comes from `ck_plan_memory`.
void *ck_plan_acquire(int kind, long size, void (*build)(void *plan, long size), size_t plan_size);
void ck_plan_release(void *plan);
/// Memory, aligned to 64 bytes, that lives as long as the plan. Ends the program when there is none.
void *ck_plan_memory(void *plan, size_t bytes);
/// Another plan that this one keeps in use as long as it lives.
void ck_plan_keeps(void *plan, void *other);

/// cos and sin of 2 pi k / n, exact to the last bit of a double for k reduced to an octant.
void ck_unit_root(long k, long n, double *cosine, double *sine);

enum { PLAN_FFT_f32, PLAN_FFT_f64, PLAN_REAL_f32, PLAN_REAL_f64, PLAN_RING_f32, PLAN_RING_f64, PLAN_RADIX_2_f32, PLAN_RADIX_2_f64 };

#define REAL float
#define CK_REAL_NAME f32
#include "fft/plan_types.typed.h"
#undef REAL
#undef CK_REAL_NAME
#define REAL double
#define CK_REAL_NAME f64
#include "fft/plan_types.typed.h"
#undef REAL
#undef CK_REAL_NAME

#endif
