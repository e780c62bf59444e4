import ContinuoTensor
import Foundation
import Synchronization

/// Watches a layer's parallel evaluations: keeps the last trajectory for a warm start, and warns where Newton's method did not
/// converge and the states were found one after another.
public final class DeerMonitor: Sendable {
    private let last = Mutex<DeerSolution?>(nil)
    private let count = Mutex(0)
    private let warn: @Sendable (String) -> Void

    /// - Parameter warn: takes warnings; written to the standard error by default.
    public init(
        warn: @escaping @Sendable (String) -> Void = {
            FileHandle.standardError.write(Data(("warning: " + $0 + "\n").utf8))
        }
    ) {
        self.warn = warn
    }

    /// The last evaluation.
    public var solution: DeerSolution? { last.withLock { $0 } }

    /// Evaluations that did not converge.
    public var fallbacks: Int { count.withLock { $0 } }

    var trajectory: Tensor? { solution?.states }

    func note(_ solution: DeerSolution) {
        let kept = DeerSolution(
            states: solution.states.detached,
            iterations: solution.iterations,
            depth: solution.depth,
            converged: solution.converged
        )
        last.withLock { $0 = kept }
        guard !solution.converged else { return }
        count.withLock { $0 += 1 }
        warn(
            "Newton's method did not converge in \(solution.iterations) iterations; "
                + "the states were computed one after another"
        )
    }
}
