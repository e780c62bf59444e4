#ifndef CONTINUO_CBLAS_SHIM_H
#define CONTINUO_CBLAS_SHIM_H
#if defined(__APPLE__)
#include <Accelerate/Accelerate.h>
#else
#include <cblas.h>
#endif
#endif
