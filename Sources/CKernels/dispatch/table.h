/// Dispatch tables. `CK_TABLE(f, f32, type)` declares the versions of kernel `f` and a table indexed by `ck_level`;
/// `CK_CALL(f, f32)(...)` calls the version in use.
#ifndef CK_TABLE_H
#define CK_TABLE_H

#include "ck_dispatch.h"

#if defined(__x86_64__)
#define CK_TABLE(f, real, ...)                                                                                         \
    extern __typeof__(__VA_ARGS__) f##_##real##_scalar, f##_##real##_avx2, f##_##real##_avx512;                                    \
    static __typeof__(__VA_ARGS__) *const f##_##real##_table[CK_LEVEL_COUNT] = {f##_##real##_scalar, f##_##real##_avx2,            \
                                                                    f##_##real##_avx512, f##_##real##_scalar};
#elif defined(__aarch64__)
#define CK_TABLE(f, real, ...)                                                                                         \
    extern __typeof__(__VA_ARGS__) f##_##real##_scalar, f##_##real##_neon;                                                         \
    static __typeof__(__VA_ARGS__) *const f##_##real##_table[CK_LEVEL_COUNT] = {f##_##real##_scalar, f##_##real##_scalar,          \
                                                                    f##_##real##_scalar, f##_##real##_neon};
#else
#define CK_TABLE(f, real, ...)                                                                                         \
    extern __typeof__(__VA_ARGS__) f##_##real##_scalar;                                                                            \
    static __typeof__(__VA_ARGS__) *const f##_##real##_table[CK_LEVEL_COUNT] = {f##_##real##_scalar, f##_##real##_scalar,          \
                                                                    f##_##real##_scalar, f##_##real##_scalar};
#endif

#define CK_CALL(f, real) (f##_##real##_table[ck_current_level()])

#endif
