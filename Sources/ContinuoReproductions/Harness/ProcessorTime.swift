import Foundation

/// What this process has cost so far.
enum ProcessorTime {
    /// Seconds of two cores: half of the processor time of all threads, which is the time that passes where two threads have
    /// two cores to themselves.
    static var now: Double {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return Date().timeIntervalSinceReferenceDate }
        return (Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)) / 2
    }
}
