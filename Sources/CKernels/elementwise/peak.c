#include "elementwise/peak.h"

#include "ck_elementwise.h"

long ck_greatest_f32(const float *x, long count, float *value) {
    *value = CK_CALL(peak, f32)(x, count);
    for (long i = 0; i < count; i++)
        if (x[i] == *value) return i;
    return -1;
}
