import ContinuoTensor

/// How the states of a nonlinear recurrence are found for a whole sequence.
public enum CellEvaluation: Sendable {
    /// One position after another.
    case sequential
    /// All positions at once, by Newton's method on the whole trajectory.
    case deer(DeerOptions, DeerMonitor)

    /// All states `[batch, length, stateSize]`.
    /// - Parameters:
    ///   - projected: the cell's projection of the inputs, `[batch, length, any]`.
    ///   - initial: the state before the first position, `[batch, stateSize]`.
    func states(of cell: some RecurrentCell, _ projected: Tensor, from initial: Tensor) -> Tensor {
        switch self {
        case .deer(let options, let monitor) where projected.shape[1] > 1:
            let solution = parallelStates(
                of: cell,
                projected,
                from: initial,
                options,
                guess: options.warmStart ? monitor.trajectory : nil
            )
            monitor.note(solution)
            return solution.states
        default: return cell.sequentialStates(projected, from: initial)
        }
    }
}

/// Settings of Newton's method on a trajectory (DEER).
public struct DeerOptions: Codable, Sendable, Equatable {
    public enum Jacobian: String, Codable, Sendable {
        /// ∂f/∂h whole: quadratic convergence, `size²` numbers for each position.
        case full
        /// Its diagonal only: more iterations, `size` numbers for each position.
        case diagonal
    }

    /// A trajectory stands when no number moves by more than this plus `relativeTolerance` of its size; nil: 1e-4 for Float32,
    /// 1e-6 for Float64.
    public var absoluteTolerance: Double?
    /// nil: 1e-3 for Float32, 1e-4 for Float64.
    public var relativeTolerance: Double?
    public var maximumIterations = 100
    public var jacobian = Jacobian.full
    /// Part of each Newton step that is taken; below 1 where whole steps overshoot.
    public var damping = 1.0
    public var execution = ScanExecution.sequential
    /// Whether the last trajectory of the same shape is the first guess, zeros otherwise.
    public var warmStart = false

    public init() {}

    func tolerances(_ type: ElementType) -> (absolute: Double, relative: Double) {
        type == .float64
            ? (absoluteTolerance ?? 1e-6, relativeTolerance ?? 1e-4)
            : (absoluteTolerance ?? 1e-4, relativeTolerance ?? 1e-3)
    }
}

/// What came out of Newton's method on a trajectory.
public struct DeerSolution: Sendable {
    /// `[batch, length, stateSize]`
    public let states: Tensor
    /// Newton steps taken.
    public let iterations: Int
    /// Steps of all scans that had to follow one another.
    public let depth: Int
    /// Whether the trajectory stood; the states were found one after another otherwise.
    public let converged: Bool
}
