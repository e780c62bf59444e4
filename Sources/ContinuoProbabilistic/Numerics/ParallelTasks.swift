import CKernels

/// Runs `0 ..< count` in ranges of `grain` on the pool of threads. Ranges depend on the sizes alone, so what each writes is
/// the same for every number of threads; they must not write to the same memory.
func parallelRanges(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    guard count > grain else {
        if count > 0 { body(0..<count) }
        return
    }
    withoutActuallyEscaping(body) { body in
        var task = RangeTask(run: body)
        withUnsafeMutablePointer(to: &task) { task in
            ck_parallel_ranges(
                count,
                grain,
                { context, begin, end in
                    context!.assumingMemoryBound(to: RangeTask.self).pointee.run(begin..<end)
                },
                task
            )
        }
    }
}

private struct RangeTask {
    let run: (Range<Int>) -> Void
}

/// Runs `body` for each index in `0 ..< count` on the pool of threads; each writes a part of its own.
func parallelTasks(_ count: Int, _ body: (Int) -> Void) {
    parallelRanges(count, grain: 1) { $0.forEach(body) }
}

/// The results of `0 ..< count`, each made on any thread.
func parallelMap<Result>(_ count: Int, _ make: (Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { buffer, initialised in
        guard let start = buffer.baseAddress else { return }
        parallelTasks(count) { (start + $0).initialize(to: make($0)) }
        initialised = count
    }
}
