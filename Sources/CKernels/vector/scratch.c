#include "vector/scratch.h"

#include <stdio.h>
#include <stdlib.h>

static _Thread_local struct {
    void *memory;
    size_t bytes;
} slots[CK_SCRATCH_SLOTS];

void *ck_scratch(ck_scratch_slot slot, size_t bytes) {
    if (slots[slot].memory && slots[slot].bytes >= bytes) return slots[slot].memory;
    free(slots[slot].memory);
    size_t wanted = (bytes + 4095) / 4096 * 4096;
    if (wanted == 0) wanted = 4096;
    slots[slot].memory = aligned_alloc(64, wanted);
    slots[slot].bytes = wanted;
    if (!slots[slot].memory) {
        fprintf(stderr, "continuo: no memory for %zu bytes of kernel scratch\n", wanted);
        abort();
    }
    return slots[slot].memory;
}
