/// What the files of the search for the greatest value share.
#ifndef CK_PEAK_INTERNAL_H
#define CK_PEAK_INTERNAL_H

#include "dispatch/table.h"

CK_TABLE(peak, f32, float(const float *x, long count))

#endif
