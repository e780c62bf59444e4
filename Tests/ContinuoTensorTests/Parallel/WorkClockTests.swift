import ContinuoTensor
import Foundation
import Testing

@Suite struct WorkClockTests {
    /// Computes until this thread has had so much of a processor.
    private func work(_ seconds: Double) {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
        }
        let began = now()
        while now() - began < seconds {}
    }

    /// What one thread computes counts whole when the others sleep, and never less than its share.
    @Test func workCounts() {
        let seconds = WorkClock.seconds { work(0.2) }
        #expect(seconds > 0.2 / Double(max(ProcessInfo.processInfo.activeProcessorCount, 2)) && seconds < 0.3)
    }

    @Test func waitingDoesNotCount() {
        let seconds = WorkClock.seconds { Thread.sleep(forTimeInterval: 0.3) }
        #expect(seconds < 0.15)
    }

    @Test func pausesDoNotCount() {
        var clock = WorkClock()
        let result = clock.pausing { () -> Int in
            work(0.2)
            return 7
        }
        #expect(result == 7)
        #expect(clock.seconds < 0.05)
    }
}
