#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "attention/attention.h"

enum { SLOTS = 2 };

struct scratch {
    void *memory[SLOTS];
    size_t bytes[SLOTS];
};

static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static _Thread_local struct scratch *mine;

static void release(void *value) {
    struct scratch *scratch = value;
    for (int slot = 0; slot < SLOTS; slot++) free(scratch->memory[slot]);
    free(scratch);
}

static void make_key(void) { pthread_key_create(&key, release); }

static void *or_stop(void *memory, size_t bytes) {
    if (memory) return memory;
    fprintf(stderr, "attention: the system gives no %zu bytes of scratch memory\n", bytes);
    abort();
}

void *ck_attention_scratch(int slot, size_t bytes) {
    if (!mine) {
        pthread_once(&key_once, make_key);
        mine = or_stop(calloc(1, sizeof *mine), sizeof *mine);
        pthread_setspecific(key, mine);
    }
    if (mine->bytes[slot] < bytes) {
        bytes = (bytes + bytes / 4 + 4095) / 4096 * 4096;
        free(mine->memory[slot]);
        mine->memory[slot] = or_stop(aligned_alloc(4096, bytes), bytes);
        mine->bytes[slot] = bytes;
    }
    return mine->memory[slot];
}
