/// The thread pool: a fixed set of workers that spin briefly, then park.
///
/// Work is cut into tasks by the *size of the problem alone*, never by the number of threads, and each task writes its own
/// part of the result. So the bits of a result do not depend on how many threads ran it.
#ifndef CK_POOL_H
#define CK_POOL_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One task: `index` in `0 ..< tasks`.
typedef void (*ck_task)(void *context, long index);
/// One range of a long loop: `begin ..< end`.
typedef void (*ck_range_task)(void *context, long begin, long end);

/// Number of threads that run tasks, the calling one included. First use reads `CONTINUO_THREADS`; default: the
/// processors this process may run on.
int ck_thread_count(void);
/// Sets the number of threads (1 ... 256). Must not be called from inside a task.
void ck_set_thread_count(int count);

/// Runs `task` once for each index in `0 ..< tasks` and returns when all are done. Tasks are claimed in rising order.
/// A call from inside a task, or while another thread holds the pool, runs its tasks on the calling thread.
void ck_parallel(long tasks, ck_task task, void *context);

/// Cuts `0 ..< count` into ranges of `grain` (the last may be shorter) and runs them as tasks.
void ck_parallel_ranges(long count, long grain, ck_range_task task, void *context);

/// Seconds that the process has worked, of an arbitrary beginning: its CPU time over the number of threads that were not
/// asleep for lack of work. On an idle machine it passes as the wall clock does while the caller computes; what other
/// programs take of the processors is no part of it.
double ck_work_seconds(void);

#ifdef __cplusplus
}
#endif
#endif
