/// How one source becomes a version for each instruction set.
///
/// A kernel is written once, in a `*.kernel.h` file, as plain loops over `REAL`. A small `.c` file for each level defines
/// `CK_TARGET_AVX512`, `CK_TARGET_AVX2`, `CK_TARGET_NEON` or nothing (scalar), includes this header, includes the kernel
/// once for each `REAL`, and ends with `level_end.h`. The compiler then vectorises the same loop for that level; functions
/// are named `CK_NAME(f)`, so that the versions live side by side.
///
/// `CK_TARGET_AVX512_VNNI` and `CK_TARGET_AVX_VNNI` are the levels AVX-512 and AVX2 with the instructions that add products
/// of bytes; a kernel that has such versions asks the processor for them itself.
#if defined(CK_TARGET_AVX512_VNNI)
#define CK_SUFFIX avx512vnni
#if defined(__x86_64__)
#pragma clang attribute push(                                                                                          \
    __attribute__((target("avx512vnni,avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c,bmi,bmi2,lzcnt"))),             \
    apply_to = function)
#define CK_PUSHED 1
#endif
#elif defined(CK_TARGET_AVX_VNNI)
#define CK_SUFFIX avxvnni
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avxvnni,avx2,fma,f16c,bmi,bmi2,lzcnt"))), apply_to = function)
#define CK_PUSHED 1
#endif
#elif defined(CK_TARGET_AVX512)
#define CK_SUFFIX avx512
#if defined(__x86_64__)
#pragma clang attribute push(                                                                                          \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c,bmi,bmi2,lzcnt"))), apply_to = function)
#define CK_PUSHED 1
#endif
#elif defined(CK_TARGET_AVX2)
#define CK_SUFFIX avx2
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c,bmi,bmi2,lzcnt"))), apply_to = function)
#define CK_PUSHED 1
#endif
#elif defined(CK_TARGET_NEON)
#define CK_SUFFIX neon
#else
#define CK_SUFFIX scalar
#endif

#define CK_JOIN3_(a, b, c) a##_##b##_##c
#define CK_JOIN3(a, b, c) CK_JOIN3_(a, b, c)
/// `CK_NAME(exp)` is `exp_f32_avx512` and the like. `CK_REAL_NAME` is `f32` or `f64`.
#define CK_NAME(name) CK_JOIN3(name, CK_REAL_NAME, CK_SUFFIX)
