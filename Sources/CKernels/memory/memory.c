#define _GNU_SOURCE
#include "ck_memory.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#include <string.h>
#include <sys/mman.h>

/// Sizes are rounded up to classes of 2^k * (4...7)/4, so that at most a quarter of a buffer is wasted.
enum { CLASSES = 4 * 48, ALIGNMENT = 64, SMALLEST_BITS = 6 };

struct free_buffer {
    struct free_buffer *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct free_buffer *free_lists[CLASSES];
static size_t in_use, peak, cached;
static bool poison;

static int class_of(size_t bytes, size_t *rounded) {
    if (bytes < (1u << SMALLEST_BITS)) bytes = 1u << SMALLEST_BITS;
    int bits = 63 - __builtin_clzll((unsigned long long)bytes);
    size_t quarter = (size_t)1 << (bits - 2);
    size_t quarters = (bytes + quarter - 1) / quarter;  // 4 ... 8
    *rounded = quarters * quarter;
    return (bits - SMALLEST_BITS) * 4 + (int)(quarters - 4);
}

static void *system_allocate(size_t bytes) {
    void *buffer = NULL;
    const size_t huge = (size_t)2 << 20;
    if (posix_memalign(&buffer, bytes >= huge ? huge : ALIGNMENT, bytes) != 0) return NULL;
#if defined(__linux__)
    if (bytes >= huge) madvise(buffer, bytes, MADV_HUGEPAGE);
#endif
    return buffer;
}

void *ck_buffer_acquire(size_t bytes) {
    size_t rounded;
    int class = class_of(bytes, &rounded);
    if (class >= CLASSES) return NULL;
    pthread_mutex_lock(&lock);
    void *buffer = free_lists[class];
    if (buffer) {
        free_lists[class] = free_lists[class]->next;
        cached -= rounded;
    }
    in_use += rounded;
    if (in_use > peak) peak = in_use;
    pthread_mutex_unlock(&lock);
    if (!buffer) {
        buffer = system_allocate(rounded);
        if (!buffer) {
            ck_buffer_trim();
            buffer = system_allocate(rounded);
        }
        if (!buffer) {
            pthread_mutex_lock(&lock);
            in_use -= rounded;
            pthread_mutex_unlock(&lock);
            return NULL;
        }
    }
    if (poison) memset(buffer, 0xFF, rounded);
    return buffer;
}

void ck_buffer_release(void *buffer, size_t bytes) {
    if (!buffer) return;
    size_t rounded;
    int class = class_of(bytes, &rounded);
    struct free_buffer *entry = buffer;
    pthread_mutex_lock(&lock);
    entry->next = free_lists[class];
    free_lists[class] = entry;
    cached += rounded;
    in_use -= rounded;
    pthread_mutex_unlock(&lock);
}

void ck_buffer_trim(void) {
    pthread_mutex_lock(&lock);
    for (int class = 0; class < CLASSES; class++) {
        while (free_lists[class]) {
            struct free_buffer *entry = free_lists[class];
            free_lists[class] = entry->next;
            free(entry);
        }
    }
    cached = 0;
    pthread_mutex_unlock(&lock);
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}

size_t ck_buffer_bytes_in_use(void) { return in_use; }
size_t ck_buffer_bytes_peak(void) { return peak; }
void ck_buffer_poison(bool enabled) { poison = enabled; }
