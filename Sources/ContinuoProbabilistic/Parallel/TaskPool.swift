import CKernels

/// Runs `body` for each index in `0 ..< count` on the thread pool and returns when all are done. Work is cut by its size, never by the
/// number of threads; each task writes a part of its own.
func runTasks(_ count: Int, _ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
        var task = body
        withUnsafeMutablePointer(to: &task) { pointer in
            ck_parallel(
                count,
                { context, index in context!.assumingMemoryBound(to: ((Int) -> Void).self).pointee(index) },
                pointer
            )
        }
    }
}
