import ContinuoTensor

/// The right-hand side of a system of ordinary differential equations y' = f(y, t), for many rows at once.
public protocol VectorField: Module {
    /// Size of y.
    var stateSize: Int { get }

    /// f of states `[rows, stateSize]` at times `[rows]`; a row's result depends on that row alone.
    func derivative(_ state: Tensor, _ time: Tensor) -> Tensor
}

/// The solution of y' = f(y, t) at all times at once (DEER's form for differential equations): Newton's method on the whole
/// trajectory.
///
/// With J = ∂f/∂y on the trajectory so far, the next one solves y' = J y + (f − J yᵒˡᵈ). Between two times J and the right-hand
/// side are constant, the mean of both ends, so that the step is exact by the exponential of J, and a scan joins the steps.
/// The gradient is one scan backwards with the last J; nothing of the iterations is kept.
///
/// - Parameters:
///   - initial: y at the first time, `[batch, stateSize]`.
///   - times: rising, at least two.
///   - options: `jacobian` is taken whole and `warmStart` not looked at; `damping` and the tolerances are.
/// - Returns: y at all times but the first, `[batch, times.count − 1, stateSize]`. Where Newton's method did not converge, the
///   states are the last ones and `converged` says so.
/// - Complexity: error of the order of the square of the steps.
/// - Source: Lim et al. 2024, "Parallelizing non-linear sequential models over the sequence length".
public func parallelTrajectory(
    of field: some VectorField,
    from initial: Tensor,
    times: [Double],
    _ options: DeerOptions = DeerOptions()
) -> DeerSolution {
    precondition(times.count >= 2, "a trajectory needs two times, got \(times.count)")
    let problem = ODETrajectory(field: field, initial: initial.detached, times: times, options: options)
    let found = withoutGradients { problem.newton() }
    return DeerSolution(
        states: problem.recorded(found.states, initial),
        iterations: found.iterations,
        depth: found.iterations * options.execution.depth(times.count - 1),
        converged: found.converged
    )
}

private struct ODETrajectory<Field: VectorField> {
    let field: Field
    let initial: Tensor
    let times: [Double]
    let options: DeerOptions

    private var batch: Int { initial.shape[0] }
    private var size: Int { field.stateSize }
    private var steps: Int { times.count - 1 }
    private var points: Int { batch * times.count }

    /// Times of all points, batch after batch.
    private var clock: Tensor {
        Tensor(times).cast(to: initial.elementType).broadcast(to: [batch, times.count]).reshaped([points])
    }

    /// All points `[batch, times, size]` of the states behind the first.
    private func all(_ states: Tensor) -> Tensor { Tensor.concatenated([initial.expanded(at: 1), states], axis: 1) }

    private func derivative(_ all: Tensor) -> Tensor {
        field.derivative(all.reshaped([points, size]), clock).reshaped([batch, times.count, size])
    }

    /// Means of both ends of each step.
    private func means(_ x: Tensor) -> Tensor {
        (x.sliced(0..<steps, axis: 1) + x.sliced(1..<times.count, axis: 1)) * 0.5
    }

    /// exp(J Δ) and ∫ exp(J s) ds over each step, `[batch, steps, size, size]` each: blocks of the exponential of
    /// [[J, 1], [0, 0]] Δ.
    private func propagators(_ jacobian: Tensor) -> (step: Tensor, integral: Tensor) {
        let rows = batch * steps
        let widths = zip(times.dropFirst(), times).map { $0 - $1 }
        let width = Tensor(widths).cast(to: initial.elementType).broadcast(to: [batch, steps]).reshaped([rows, 1, 1])
        let unit = identity(size, initial.elementType).broadcast(to: [rows, size, size])
        let upper = Tensor.concatenated([means(jacobian).reshaped([rows, size, size]), unit], axis: 2) * width
        let whole = Tensor.concatenated([upper, Tensor.zeros(upper.shape, upper.elementType)], axis: 1)
        let parts = matrixExponential(whole).sliced(0..<size, axis: 1).split([size, size])
        return (parts[0].reshaped([batch, steps, size, size]), parts[1].reshaped([batch, steps, size, size]))
    }

    private func jacobian(_ all: Tensor) -> Tensor {
        rowJacobian(at: all.reshaped([points, size])) { field.derivative($0, clock) }
            .reshaped([batch, times.count, size, size])
    }

    private func times(_ matrices: Tensor, _ vectors: Tensor) -> Tensor {
        matrices.matmul(vectors.expanded(at: -1)).squeezed(-1)
    }

    func newton() -> (states: Tensor, iterations: Int, converged: Bool) {
        var states = initial.expanded(at: 1).broadcast(to: [batch, steps, size])
        let (absolute, relative) = options.tolerances(initial.elementType)
        for iteration in stride(from: 1, through: options.maximumIterations, by: 1) {
            let all = all(states)
            let jacobian = jacobian(all)
            let right = means(derivative(all) - times(jacobian, all))
            let (step, integral) = propagators(jacobian)
            var moved = matrixLinearScan(times(integral, right), matrices: step, initial: initial, options.execution)
            if options.damping < 1 { moved = states + (moved - states) * options.damping }
            let excess = abs(moved - states) - abs(moved) * relative
            states = moved
            if excess.reshaped([-1]).max(axis: 0).item <= absolute { return (states, iteration, true) }
        }
        return (states, options.maximumIterations, false)
    }

    /// The states as a function of the field's parameters and the initial state.
    func recorded(_ states: Tensor, _ initial: Tensor) -> Tensor {
        let all = all(states)
        let value = means(derivative(all))
        return Tensor.record([states], inputs: [value, initial]) { gradients in
            let (step, integral) = propagators(jacobian(all))
            let adjoint = dualScan(gradients[0]!, matrices: step, options.execution)
            let first = times(step.selected(0, axis: 1).transposed(), adjoint.selected(0, axis: 1))
            return [times(integral.transposed(), adjoint), first]
        }[0]
    }
}

private func identity(_ size: Int, _ type: ElementType) -> Tensor {
    let places = Tensor.range(size, type)
    return places.expanded(at: 1).equal(to: places)
}

/// exp of each matrix `[count, n, n]`: a Taylor polynomial of a part small enough, squared as often as it was halved.
private func matrixExponential(_ matrices: Tensor) -> Tensor {
    let greatest = abs(matrices).sum(axis: -1).reshaped([-1]).max(axis: 0).item
    var halvings = 0
    while greatest / Double(1 << halvings) > 0.5, halvings < 60 { halvings += 1 }
    let part = matrices / Double(1 << halvings)
    let unit = identity(matrices.shape[1], matrices.elementType)
    var result = part / 12 + unit
    for order in stride(from: 11, through: 1, by: -1) { result = part.matmul(result) / Double(order) + unit }
    for _ in 0..<halvings { result = result.matmul(result) }
    return result
}
