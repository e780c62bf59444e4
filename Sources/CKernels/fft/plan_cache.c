#include "fft/plan.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CACHE_LIMIT = 256 << 20, ALIGNMENT = 64 };

/// One piece of a plan's memory, in front of the memory itself.
typedef struct piece {
    struct piece *next;
    char padding[ALIGNMENT - sizeof(void *)];
} piece;

/// Stands in front of each plan.
typedef struct entry {
    struct entry *next;
    piece *pieces;
    struct entry *kept;
    size_t bytes;
    long size;
    long uses;
    unsigned long last_use;
    int kind;
} entry;

enum { HEAD = (sizeof(entry) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static entry *entries;
static size_t total;
static unsigned long clock_tick;

static entry *entry_of(void *plan) { return (entry *)((char *)plan - HEAD); }

static void *aligned(size_t bytes) {
    void *memory = NULL;
    if (posix_memalign(&memory, ALIGNMENT, bytes ? bytes : ALIGNMENT) != 0) {
        fprintf(stderr, "CKernels: no memory for a transform (%zu bytes)\n", bytes);
        abort();
    }
    return memory;
}

void *ck_plan_memory(void *plan, size_t bytes) {
    entry *owner = entry_of(plan);
    piece *made = aligned(sizeof(piece) + bytes);
    made->next = owner->pieces;
    owner->pieces = made;
    owner->bytes += bytes;
    return made + 1;
}

void ck_plan_keeps(void *plan, void *other) { entry_of(plan)->kept = entry_of(other); }

static void destroy(entry *old) {
    if (old->kept) old->kept->uses--;
    for (piece *at = old->pieces; at;) {
        piece *next = at->next;
        free(at);
        at = next;
    }
    free(old);
}

/// Called with the lock held.
static entry *find(int kind, long size) {
    for (entry *at = entries; at; at = at->next)
        if (at->kind == kind && at->size == size) {
            at->uses++;
            at->last_use = ++clock_tick;
            return at;
        }
    return NULL;
}

/// Called with the lock held.
static void throw_away_old_plans(void) {
    while (total > CACHE_LIMIT) {
        entry **oldest = NULL;
        for (entry **at = &entries; *at; at = &(*at)->next)
            if ((*at)->uses == 0 && (!oldest || (*at)->last_use < (*oldest)->last_use)) oldest = at;
        if (!oldest) return;
        entry *old = *oldest;
        *oldest = old->next;
        total -= old->bytes;
        destroy(old);
    }
}

void *ck_plan_acquire(int kind, long size, void (*build)(void *, long), size_t plan_size) {
    pthread_mutex_lock(&lock);
    entry *found = find(kind, size);
    pthread_mutex_unlock(&lock);
    if (found) return (char *)found + HEAD;

    entry *made = aligned(HEAD + plan_size);
    memset(made, 0, HEAD + plan_size);
    made->kind = kind;
    made->size = size;
    made->uses = 1;
    made->bytes = HEAD + plan_size;
    build((char *)made + HEAD, size);

    pthread_mutex_lock(&lock);
    found = find(kind, size);
    if (found) {  // another thread was quicker
        destroy(made);
        made = found;
    } else {
        made->last_use = ++clock_tick;
        made->next = entries;
        entries = made;
        total += made->bytes;
        throw_away_old_plans();
    }
    pthread_mutex_unlock(&lock);
    return (char *)made + HEAD;
}

void ck_plan_release(void *plan) {
    pthread_mutex_lock(&lock);
    entry_of(plan)->uses--;
    pthread_mutex_unlock(&lock);
}

void ck_unit_root(long k, long n, double *cosine, double *sine) {
    k %= n;
    if (k < 0) k += n;
    int octant = 0;
    long eighths = 8 * k;  // the angle in units of an eighth of a turn times 1 / n
    while (eighths >= n) {
        eighths -= n;
        octant++;
    }
    double angle = 0.25 * M_PI * (double)(octant & 1 ? n - eighths : eighths) / (double)n;
    double c = cos(angle), s = sin(angle);
    switch (octant) {
        case 0: *cosine = c, *sine = s; break;
        case 1: *cosine = s, *sine = c; break;
        case 2: *cosine = -s, *sine = c; break;
        case 3: *cosine = -c, *sine = s; break;
        case 4: *cosine = -c, *sine = -s; break;
        case 5: *cosine = -s, *sine = -c; break;
        case 6: *cosine = s, *sine = -c; break;
        default: *cosine = c, *sine = -s; break;
    }
}
