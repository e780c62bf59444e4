#include "ck_dispatch.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[CK_LEVEL_COUNT] = {"scalar", "avx2", "avx512", "neon"};

static atomic_int current = -1;

const char *ck_level_name(ck_level level) {
    return level >= 0 && level < CK_LEVEL_COUNT ? names[level] : "unknown";
}

ck_level ck_best_level(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return CK_AVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return CK_AVX2;
    return CK_SCALAR;
#elif defined(__aarch64__)
    return CK_NEON;
#else
    return CK_SCALAR;
#endif
}

/// The best level that is no better than `wanted`; NEON and the x86 levels exclude each other.
static ck_level available(ck_level wanted) {
    ck_level best = ck_best_level();
    if (wanted == CK_NEON) return best;
    if (best == CK_NEON) return wanted == CK_SCALAR ? CK_SCALAR : CK_NEON;
    return wanted < best ? wanted : best;
}

ck_level ck_set_level(ck_level level) {
    ck_level chosen = available(level);
    atomic_store_explicit(&current, (int)chosen, memory_order_relaxed);
    return chosen;
}

ck_level ck_current_level(void) {
    int level = atomic_load_explicit(&current, memory_order_relaxed);
    if (level >= 0) return (ck_level)level;
    ck_level chosen = ck_best_level();
    const char *wanted = getenv("CONTINUO_KERNELS");
    if (wanted)
        for (int i = 0; i < CK_LEVEL_COUNT; i++)
            if (strcmp(wanted, names[i]) == 0) chosen = available((ck_level)i);
    return ck_set_level(chosen);
}
