#ifdef CK_PUSHED
#pragma clang attribute pop
#undef CK_PUSHED
#endif
