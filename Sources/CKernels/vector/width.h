/// The width of a vector register at the level being compiled, in bytes.
#if defined(CK_TARGET_AVX512)
#define CK_VECTOR_BYTES 64
#elif defined(CK_TARGET_AVX2)
#define CK_VECTOR_BYTES 32
#else
#define CK_VECTOR_BYTES 16
#endif
