import CKernels

/// A clock of work: it passes as the wall clock does while this process computes on an idle machine, and stands still while
/// other programs have the processors.
///
/// Arms of a comparison that share a budget of its seconds get equal shares whatever else the machine does. It is the CPU time
/// of the process over the number of threads that are not asleep for lack of work.
public struct WorkClock: Sendable {
    private var began: Double

    /// A clock that begins now.
    public init() { began = ck_work_seconds() }

    /// Seconds of work since it began, pauses left out.
    public var seconds: Double { ck_work_seconds() - began }

    /// Runs something whose work is no part of the clock's.
    public mutating func pausing<Result>(_ body: () throws -> Result) rethrows -> Result {
        let pause = WorkClock()
        defer { began += pause.seconds }
        return try body()
    }

    /// Seconds of work that something takes.
    public static func seconds<Result>(of body: () throws -> Result) rethrows -> Double {
        let clock = WorkClock()
        _ = try body()
        return clock.seconds
    }
}
