import ContinuoTensor

/// The states of a nonlinear recurrence at all positions at once (DEER): Newton's method on the whole trajectory.
///
/// With A_t = ∂f/∂h at (h_{t−1}, x_t) of the trajectory so far, the next one solves the linear recurrence
///
///     h_t = A_t h_{t−1} + (f(h_{t−1}, x_t) − A_t h_{t−1}ᵒˡᵈ)
///
/// by a scan. The gradient is that of the solved equation (implicit function theorem): one scan backwards with the last A;
/// nothing of the iterations is kept. A trajectory that does not stand after `maximumIterations` is computed one position
/// after another, gradients included, and `converged` says so.
///
/// - Parameters:
///   - projected: the cell's projection of the inputs, `[batch, length, any]`, length at least 1.
///   - initial: the state before the first position, `[batch, stateSize]`.
///   - guess: the first trajectory; zeros when nil or of another shape.
/// - Source: Lim et al. 2024, "Parallelizing non-linear sequential models over the sequence length"; the diagonal form:
///   Gonzalez et al. 2024, "Towards Scalable and Stable Parallelization of Nonlinear RNNs".
public func parallelStates(
    of cell: some RecurrentCell,
    _ projected: Tensor,
    from initial: Tensor,
    _ options: DeerOptions = DeerOptions(),
    guess: Tensor? = nil
) -> DeerSolution {
    let trajectory = Trajectory(cell: cell, projected: projected.detached, initial: initial.detached, options: options)
    let found = withoutGradients { trajectory.newton(guess: guess) }
    guard found.converged else {
        return DeerSolution(
            states: cell.sequentialStates(projected, from: initial),
            iterations: found.iterations,
            depth: found.depth + projected.shape[1],
            converged: false
        )
    }
    return DeerSolution(
        states: trajectory.recorded(found.states, projected, initial),
        iterations: found.iterations,
        depth: found.depth,
        converged: true
    )
}

/// One problem of Newton's method.
struct Trajectory<Cell: RecurrentCell> {
    let cell: Cell
    let projected: Tensor
    let initial: Tensor
    let options: DeerOptions

    private var size: Int { cell.stateSize }
    private var shape: [Int] { [projected.shape[0], projected.shape[1], size] }
    private var rowCount: Int { projected.shape[0] * projected.shape[1] }
    private var inputs: Tensor { projected.reshaped([rowCount, projected.shape[2]]) }

    private func next(_ before: Tensor) -> Tensor {
        cell.next(before.reshaped([rowCount, size]), inputs).reshaped(shape)
    }

    /// A at the states before each position: `[batch, length, size, size]`, or its diagonal `[batch, length, size]`.
    private func transitions(_ before: Tensor) -> Tensor {
        let (rows, inputs) = (before.reshaped([rowCount, size]), inputs)
        switch options.jacobian {
        case .full: return rowJacobian(at: rows) { cell.next($0, inputs) }.reshaped(shape + [size])
        case .diagonal: return rowJacobianDiagonal(at: rows) { cell.next($0, inputs) }.reshaped(shape)
        }
    }

    private func times(_ transitions: Tensor, _ vectors: Tensor) -> Tensor {
        options.jacobian == .diagonal
            ? transitions * vectors : transitions.matmul(vectors.expanded(at: -1)).squeezed(-1)
    }

    private func scan(_ input: Tensor, _ transitions: Tensor) -> Tensor {
        switch options.jacobian {
        case .full: matrixLinearScan(input, matrices: transitions, initial: initial, options.execution)
        case .diagonal: linearScan(input, decay: transitions, initial: initial).states
        }
    }

    func newton(guess: Tensor?) -> (states: Tensor, iterations: Int, depth: Int, converged: Bool) {
        let type = projected.elementType
        var states =
            guess.flatMap { $0.shape == shape && $0.elementType == type ? $0.detached : nil }
            ?? Tensor.zeros(shape, type)
        let depth = options.execution.depth(shape[1])
        for iteration in stride(from: 1, through: options.maximumIterations, by: 1) {
            let before = previousStates(states, initial)
            let matrices = transitions(before)
            var moved = scan(next(before) - times(matrices, before), matrices)
            if options.damping < 1 { moved = states + (moved - states) * options.damping }
            moved.replaceNonFinite(by: 1e8)
            let stands = isClose(moved, states)
            states = moved
            // A step of length zero is no proof: a trajectory that was cut off at the bounds does not move either.
            if stands, isClose(next(previousStates(states, initial)), states) {
                return (states, iteration, iteration * depth, true)
            }
        }
        return (states, options.maximumIterations, options.maximumIterations * depth, false)
    }

    private func isClose(_ x: Tensor, _ y: Tensor) -> Bool {
        let (absolute, relative) = options.tolerances(x.elementType)
        guard x.count > 0 else { return true }
        let excess = abs(x - y) - abs(x) * relative
        return excess.reshaped([x.count]).max(axis: 0).item <= absolute
    }

    /// The states as a function of the inputs, the cell's parameters and the initial state.
    func recorded(_ states: Tensor, _ projected: Tensor, _ initial: Tensor) -> Tensor {
        let before = previousStates(states, self.initial)
        let value = cell.next(before.reshaped([rowCount, size]), projected.reshaped(inputs.shape)).reshaped(shape)
        return Tensor.record([states], inputs: [value, initial]) { gradients in
            let adjoint = dual(gradients[0]!, before)
            let first = rowProduct(adjoint.selected(0, axis: 1), at: self.initial) {
                cell.next($0, self.projected.selected(0, axis: 1))
            }
            return [adjoint, first]
        }[0]
    }

    /// λ_t = gradient_t + A_{t+1}ᵀ λ_{t+1}.
    private func dual(_ gradient: Tensor, _ before: Tensor) -> Tensor {
        let matrices = transitions(before)
        guard options.jacobian == .diagonal else { return dualScan(gradient, matrices: matrices, options.execution) }
        // The diagonal goes into the scan, the rest of A to the right-hand side; after at most `length` rounds nothing moves,
        // because each round makes one more position right.
        var adjoint = Tensor.zeros(shape, gradient.elementType)
        for _ in 0..<shape[1] {
            let whole = rowProduct(adjoint.reshaped([rowCount, size]), at: before.reshaped([rowCount, size])) {
                cell.next($0, inputs)
            }
            let rest = whole.reshaped(shape) - matrices * adjoint
            let moved = backwards(gradient + following(rest), matrices)
            let stands = isClose(moved, adjoint)
            adjoint = moved
            if stands { break }
        }
        return adjoint
    }

    /// What stands one position later; zeros behind the last.
    private func following(_ x: Tensor) -> Tensor {
        x.sliced(1..<shape[1], axis: 1).padded(0, 1, axis: 1)
    }

    private func backwards(_ input: Tensor, _ diagonal: Tensor) -> Tensor {
        linearScan(input.reversed(axis: 1), decay: following(diagonal).reversed(axis: 1)).states.reversed(axis: 1)
    }
}

extension Tensor {
    /// Puts ±`bound` in the place of numbers beyond it, and 0 in that of what is no number. In place.
    fileprivate func replaceNonFinite(by bound: Double) {
        func clip<Real: TensorElement & BinaryFloatingPoint>(_: Real.Type, _ bound: Real) {
            let numbers = pointer(Real.self)
            for index in 0..<count where !(Swift.abs(numbers[index]) <= bound) {
                numbers[index] = numbers[index] > 0 ? bound : numbers[index] < 0 ? -bound : 0
            }
        }
        if elementType == .float64 { clip(Double.self, bound) } else { clip(Float.self, Float(bound)) }
    }
}
