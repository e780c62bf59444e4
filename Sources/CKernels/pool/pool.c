#define _GNU_SOURCE
#include "ck_pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { MAXIMUM_THREADS = 256, SPINS_BEFORE_PARKING = 20000 };

/// One job at a time. `gate` is the job's number (from bit 16), how many workers have joined it (from bit 1) and whether it
/// can still be joined (bit 0); `next` hands out task indices; `left` counts the workers that are through with it. A worker
/// that the system has put aside never joins, and nobody waits for it.
static struct {
    pthread_mutex_t owner;  // held by the thread whose job runs
    pthread_mutex_t lock;   // guards parking
    pthread_cond_t wake;
    pthread_t threads[MAXIMUM_THREADS];
    int workers;     // threads besides the caller
    int count;       // 0 until first use
    int asleep;      // workers that sleep and have not been called; under `lock`, as the next two
    double counted;  // CPU time of the process up to which `worked` is counted
    double worked;
    atomic_ulong gate;
    atomic_int parked;
    atomic_int starting;
    atomic_int stop;
    atomic_long left;
    ck_task task;
    void *context;
    long tasks;
    atomic_long next;
} pool = {.owner = PTHREAD_MUTEX_INITIALIZER, .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

static _Thread_local bool inside_task = false;

static inline void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static void run_tasks(void) {
    inside_task = true;
    for (;;) {
        long index = atomic_fetch_add_explicit(&pool.next, 1, memory_order_relaxed);
        if (index >= pool.tasks) break;
        pool.task(pool.context, index);
    }
    inside_task = false;
}

static double process_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/// Counts the CPU time since the last call, shared by the threads that were awake. `lock` is held.
static double count_work(void) {
    double now = process_seconds();
    int awake = 1 + pool.workers - pool.asleep;
    pool.worked += (now - pool.counted) / (awake > 1 ? awake : 1);
    pool.counted = now;
    return pool.worked;
}

double ck_work_seconds(void) {
    pthread_mutex_lock(&pool.lock);
    double seconds = count_work();
    pthread_mutex_unlock(&pool.lock);
    return seconds;
}

/// Joins job `number`, unless it is closed.
static bool join(unsigned long number) {
    unsigned long gate = atomic_load_explicit(&pool.gate, memory_order_acquire);
    while (gate >> 16 == number && (gate & 1)) {
        if (atomic_compare_exchange_weak_explicit(&pool.gate, &gate, gate + 2, memory_order_acq_rel,
                                                  memory_order_acquire))
            return true;
    }
    return false;
}

static void *worker(void *unused) {
    (void)unused;
    unsigned long seen = atomic_load_explicit(&pool.gate, memory_order_acquire) >> 16;
    atomic_fetch_sub_explicit(&pool.starting, 1, memory_order_release);  // the starter waits for this
    for (;;) {
        int spins = 0;
        while (atomic_load_explicit(&pool.gate, memory_order_acquire) >> 16 == seen) {
            if (++spins < SPINS_BEFORE_PARKING) {
                pause_briefly();
                continue;
            }
            pthread_mutex_lock(&pool.lock);
            atomic_fetch_add(&pool.parked, 1);
            if (atomic_load(&pool.gate) >> 16 == seen) {
                count_work();
                pool.asleep++;
            }
            while (atomic_load(&pool.gate) >> 16 == seen) pthread_cond_wait(&pool.wake, &pool.lock);
            atomic_fetch_sub(&pool.parked, 1);
            pthread_mutex_unlock(&pool.lock);
        }
        seen = atomic_load_explicit(&pool.gate, memory_order_acquire) >> 16;
        if (atomic_load_explicit(&pool.stop, memory_order_acquire)) return NULL;
        if (!join(seen)) continue;
        run_tasks();
        atomic_fetch_add_explicit(&pool.left, 1, memory_order_release);
    }
}

/// Tells the workers that something new is there. The mutex is taken only when somebody sleeps. From now on nobody counts
/// as asleep: that the system wakes a thread late is no idleness of ours.
static void announce(void) {
    unsigned long number = (atomic_load_explicit(&pool.gate, memory_order_relaxed) >> 16) + 1;
    atomic_store(&pool.gate, number << 16 | 1);
    if (atomic_load(&pool.parked) > 0) {
        pthread_mutex_lock(&pool.lock);
        count_work();
        pool.asleep = 0;
        pthread_cond_broadcast(&pool.wake);
        pthread_mutex_unlock(&pool.lock);
    }
}

/// Spins, then lets other threads run.
static void wait_a_little(int *spins) {
    if (++*spins < SPINS_BEFORE_PARKING)
        pause_briefly();
    else
        sched_yield();
}

/// Closes the job and waits for the workers that joined it.
static void finish(void) {
    long joined = (long)(atomic_fetch_and(&pool.gate, ~1ul) >> 1 & 0x7FFF);
    int spins = 0;
    while (atomic_load_explicit(&pool.left, memory_order_acquire) < joined) wait_a_little(&spins);
}

static void set_workers(int workers) {
    pthread_mutex_lock(&pool.lock);
    count_work();
    pool.workers = workers;
    pthread_mutex_unlock(&pool.lock);
}

static void start_workers(int count) {
    set_workers(count - 1);
    atomic_store(&pool.stop, 0);
    atomic_store(&pool.starting, pool.workers);
    int started = 0;
    while (started < pool.workers && pthread_create(&pool.threads[started], NULL, worker, NULL) == 0) started++;
    if (started < pool.workers) {  // the system gives no more threads: go on with those there are
        atomic_fetch_sub(&pool.starting, pool.workers - started);
        set_workers(started);
    }
    int spins = 0;
    while (atomic_load_explicit(&pool.starting, memory_order_acquire) > 0) wait_a_little(&spins);
    pool.count = pool.workers + 1;
}

static void stop_workers(void) {
    atomic_store(&pool.stop, 1);
    announce();
    for (int i = 0; i < pool.workers; i++) pthread_join(pool.threads[i], NULL);
    set_workers(0);
    pool.count = 0;
}

static int default_count(void) {
    const char *wanted = getenv("CONTINUO_THREADS");
    if (wanted) {
        long count = strtol(wanted, NULL, 10);
        if (count >= 1) return count < MAXIMUM_THREADS ? (int)count : MAXIMUM_THREADS;
    }
#if defined(__linux__)
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        int allowed = CPU_COUNT(&set);
        return allowed < MAXIMUM_THREADS ? allowed : MAXIMUM_THREADS;
    }
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : online < MAXIMUM_THREADS ? (int)online : MAXIMUM_THREADS;
}

int ck_thread_count(void) {
    if (pool.count) return pool.count;
    pthread_mutex_lock(&pool.owner);
    if (!pool.count) start_workers(default_count());
    pthread_mutex_unlock(&pool.owner);
    return pool.count;
}

void ck_set_thread_count(int count) {
    if (count < 1) count = 1;
    if (count > MAXIMUM_THREADS) count = MAXIMUM_THREADS;
    pthread_mutex_lock(&pool.owner);
    if (pool.count != count) {
        if (pool.count) stop_workers();
        start_workers(count);
    }
    pthread_mutex_unlock(&pool.owner);
}

void ck_parallel(long tasks, ck_task task, void *context) {
    if (tasks <= 0) return;
    if (tasks == 1 || inside_task || ck_thread_count() == 1 || pthread_mutex_trylock(&pool.owner) != 0) {
        for (long index = 0; index < tasks; index++) task(context, index);
        return;
    }
    pool.task = task;
    pool.context = context;
    pool.tasks = tasks;
    atomic_store_explicit(&pool.next, 0, memory_order_relaxed);
    atomic_store_explicit(&pool.left, 0, memory_order_relaxed);
    announce();
    run_tasks();
    finish();
    pthread_mutex_unlock(&pool.owner);
}

struct ranges {
    ck_range_task task;
    void *context;
    long count, grain;
};

static void run_range(void *context, long index) {
    const struct ranges *ranges = context;
    long begin = index * ranges->grain;
    long end = begin + ranges->grain < ranges->count ? begin + ranges->grain : ranges->count;
    ranges->task(ranges->context, begin, end);
}

void ck_parallel_ranges(long count, long grain, ck_range_task task, void *context) {
    if (count <= 0) return;
    if (grain < 1) grain = 1;
    struct ranges ranges = {task, context, count, grain};
    if (count <= grain) {
        task(context, 0, count);
        return;
    }
    ck_parallel((count + grain - 1) / grain, run_range, &ranges);
}
