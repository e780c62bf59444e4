/// Which instruction set the kernels use. Chosen once, at the first kernel call: the best that the processor has, or what
/// `CONTINUO_KERNELS=scalar|avx2|avx512|neon` asks for (a level that the processor lacks falls back to the best one below).
#ifndef CK_DISPATCH_H
#define CK_DISPATCH_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { CK_SCALAR = 0, CK_AVX2 = 1, CK_AVX512 = 2, CK_NEON = 3, CK_LEVEL_COUNT = 4 } ck_level;

/// The level in use.
ck_level ck_current_level(void);
/// Forces a level (tests compare levels with it). Returns the level that is now in use.
ck_level ck_set_level(ck_level level);
/// The best level that this processor runs.
ck_level ck_best_level(void);
/// "scalar", "avx2", "avx512" or "neon".
const char *ck_level_name(ck_level level);

#ifdef __cplusplus
}
#endif
#endif
