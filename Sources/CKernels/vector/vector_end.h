#undef VEC
#undef INLINE
#undef LANES
