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

/// The results of `0 ..< count`, each made on any thread.
func parallelMap<Result>(_ count: Int, _ make: (Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { buffer, initialised in
        guard let start = buffer.baseAddress else { return }
        parallelRanges(count, grain: 1) { range in
            for index in range { (start + index).initialize(to: make(index)) }
        }
        initialised = count
    }
}
