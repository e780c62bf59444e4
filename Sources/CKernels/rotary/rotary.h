/// What the files of this folder share: one call, and the versions of one position's rotation.
#ifndef CK_ROTARY_INTERNAL_H
#define CK_ROTARY_INTERNAL_H

#include "ck_rotary.h"

typedef struct {
    const ck_rotary *shape;
    const void *cosines, *sines, *x;
    void *y;
} ck_rotary_job;

/// Positions `begin ..< end` of `batch` × `length`.
#define CK_ROTARY_DECLARE(level)                                                                                       \
    void ck_rotary_range_f32_##level(void *job, long begin, long end);                                                 \
    void ck_rotary_range_f64_##level(void *job, long begin, long end);
CK_ROTARY_DECLARE(scalar)
CK_ROTARY_DECLARE(avx2)
CK_ROTARY_DECLARE(avx512)
CK_ROTARY_DECLARE(neon)

#endif
