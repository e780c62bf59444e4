/// CKernels: the numerical kernels of Continuo. One header per concern; every function is documented in its own header.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "ck_attention.h"
#include "ck_complex.h"
#include "ck_convolution.h"
#include "ck_dispatch.h"
#include "ck_eigenvalues.h"
#include "ck_elementwise.h"
#include "ck_fft.h"
#include "ck_lapack.h"
#include "ck_matrix.h"
#include "ck_matrix_scan.h"
#include "ck_memory.h"
#include "ck_normalisation.h"
#include "ck_optimiser.h"
#include "ck_pool.h"
#include "ck_recurrent.h"
#include "ck_rotary.h"
#include "ck_scan.h"
#include "ck_state_space.h"
#include "ck_weights.h"

#endif
