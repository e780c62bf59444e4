#include <math.h>

#include "convolution/short_convolution.h"

#include "dispatch/level.h"
#include "convolution/level.kernel.h"
#include "dispatch/level_end.h"
