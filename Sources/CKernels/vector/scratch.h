/// Working memory of one thread, kept between calls: a slot grows when it must and is never handed back.
#ifndef CK_SCRATCH_H
#define CK_SCRATCH_H

#include <stddef.h>

/// Slots that may be in use at one time. A kernel's driver and its tasks run on the same thread, so they use different
/// ones.
typedef enum { CK_SCRATCH_DRIVER, CK_SCRATCH_TASK, CK_SCRATCH_SLOTS } ck_scratch_slot;

/// At least `bytes` bytes, aligned to 64, contents undefined, valid until this thread's next call with the same slot.
/// Ends the process when the system has no memory left.
void *ck_scratch(ck_scratch_slot slot, size_t bytes);

#endif
