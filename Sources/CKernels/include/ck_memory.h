/// Buffers of tensors: aligned to 64 bytes and kept for reuse, so that a training step allocates nothing after warm-up.
#ifndef CK_MEMORY_H
#define CK_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A buffer of at least `bytes` bytes with unspecified content, or NULL when the system has no memory left.
void *ck_buffer_acquire(size_t bytes);
/// Gives a buffer back. `bytes` is what was asked for at `ck_buffer_acquire`.
void ck_buffer_release(void *buffer, size_t bytes);
/// Bytes now handed out, and the greatest value that this had.
size_t ck_buffer_bytes_in_use(void);
size_t ck_buffer_bytes_peak(void);
/// Returns cached buffers to the system, and what the C library keeps of freed memory.
void ck_buffer_trim(void);
/// Tests: fill each acquired buffer with NaN bit patterns, so that reads of unwritten memory show.
void ck_buffer_poison(bool enabled);

#ifdef __cplusplus
}
#endif
#endif
