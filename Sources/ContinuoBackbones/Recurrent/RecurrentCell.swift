import ContinuoTensor

/// A nonlinear recurrence h_t = f(h_{t−1}, x_t), for many rows at once.
public protocol RecurrentCell: Module {
    /// Size of h.
    var stateSize: Int { get }

    /// What f reads of the inputs `[batch, length, width]`, position by position: `[batch, length, any]`.
    func projected(_ input: Tensor) -> Tensor

    /// f: the next states `[rows, stateSize]` of states `[rows, stateSize]` and projected inputs `[rows, any]`. A row's
    /// result depends on that row alone.
    func next(_ state: Tensor, _ projected: Tensor) -> Tensor
}

extension RecurrentCell {
    /// All states `[batch, length, stateSize]`, one after another.
    /// - Parameters:
    ///   - projected: `[batch, length, any]`, length at least 1.
    ///   - initial: `[batch, stateSize]`.
    public func sequentialStates(_ projected: Tensor, from initial: Tensor) -> Tensor {
        var state = initial
        let steps = projected.split(Array(repeating: 1, count: projected.shape[1]), axis: 1)
        let states = steps.map { step in
            state = next(state, step.squeezed(1))
            return state
        }
        return Tensor.stacked(states, axis: 1)
    }
}

/// ∂f/∂h for each row, `[rows, size, size]`, of an f that maps each row of states `[rows, size]` by itself.
/// - Complexity: as many evaluations of f and its adjoint as a state has numbers.
func rowJacobian(at states: Tensor, _ function: (Tensor) -> Tensor) -> Tensor {
    Tensor.stacked((0..<states.shape[1]).map { rowGradient(of: $0, at: states, function) }, axis: 1)
}

/// The diagonal of `rowJacobian`, `[rows, size]`.
func rowJacobianDiagonal(at states: Tensor, _ function: (Tensor) -> Tensor) -> Tensor {
    let columns = (0..<states.shape[1]).map { index in
        rowGradient(of: index, at: states, function).sliced(index..<(index + 1), axis: 1)
    }
    return Tensor.concatenated(columns, axis: 1)
}

/// seedᵀ ∂f/∂h for each row.
func rowProduct(_ seed: Tensor, at states: Tensor, _ function: (Tensor) -> Tensor) -> Tensor {
    withGradients {
        let leaf = states.detached.tracked()
        return gradients(of: function(leaf), withRespectTo: [leaf], seed: seed)[0]
    }
}

private func rowGradient(of output: Int, at states: Tensor, _ function: (Tensor) -> Tensor) -> Tensor {
    let count = states.shape[1]
    let unit = Tensor((0..<count).map { $0 == output ? 1.0 : 0 }).cast(to: states.elementType)
    return rowProduct(unit.broadcast(to: [states.shape[0], count]), at: states, function)
}
