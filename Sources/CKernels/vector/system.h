/// What kernel files need from the system, included before a level's target attributes begin.
#include <math.h>
#include <stddef.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif
