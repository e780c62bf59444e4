#include "fft/plan.h"

#include "dispatch/level.h"
#include "fft/level.kernel.h"
#include "dispatch/level_end.h"
