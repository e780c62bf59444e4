#include "convolution/short_convolution.h"
#include "vector/system.h"

#include "dispatch/level.h"
#include "convolution/level.kernel.h"
#include "dispatch/level_end.h"
