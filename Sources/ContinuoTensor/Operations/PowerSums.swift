import CKernels

/// Values of sums of exponentials at 0, 1, …: `y[g, r, l] = Re Σ_n w[g, r, n] e^{l x[g, n]}` (a Vandermonde product). One
/// operation, one adjoint: the powers are made block by block and never stored.
///
/// This is the convolution kernel of a diagonal state space with continuous eigenvalues Λ, step Δ, x = ΔΛ and w = C B̄; with
/// w = C Λ̄ h it is what a state h adds to the outputs that follow.
///
/// - Parameters:
///   - exponents: x, complex `[groups, terms, 2]`.
///   - weights: w, complex `[groups, rows, terms, 2]`: the rows of a group share its exponents.
/// - Returns: `[groups, rows, length]`.
/// - Complexity: O(groups · rows · terms · length) time, no memory beyond the result.
public func powerProducts(exponents: Tensor, weights: Tensor, length: Int) -> Tensor {
    let call = PowerSums(exponents, weights.shape.dropLast(2) + [length], terms: weights.size(-2), "powerProducts")
    weights.requireComplex("powerProducts")
    exponents.requireSameType(weights, "powerProducts")
    let result = call.products(exponents, weights)
    let (x, w) = (exponents.detached, weights.detached)
    let wantsExponents = exponents.isTracked
    return result.recorded(from: exponents, weights) { gradient in
        let (sums, weighted) = call.sums(x, gradient, isWeighted: wantsExponents)
        // y = Re w e^{lx}: dw = conj(Σ g e^{lx}), dx = conj(w Σ l g e^{lx}).
        let exponentGradient = weighted.map { complexConjugate(complexProduct($0, w)).sum(axis: 1) }
        return [exponentGradient, complexConjugate(sums)]
    }
}

/// The transpose of ``powerProducts(exponents:weights:length:)``: `s[g, r, n] = Σ_l u[g, r, l] e^{l x[g, n]}`.
///
/// With u in reverse order this is the state that a diagonal state space reaches from zero.
///
/// - Parameters:
///   - exponents: x, complex `[groups, terms, 2]`.
///   - inputs: u, `[groups, rows, length]`.
/// - Returns: complex `[groups, rows, terms, 2]`.
/// - Complexity: O(groups · rows · terms · length) time, no memory beyond the result.
public func powerSums(exponents: Tensor, inputs: Tensor) -> Tensor {
    let call = PowerSums(exponents, inputs.shape, terms: exponents.size(-2), "powerSums")
    exponents.requireSameType(inputs, "powerSums")
    let result = call.sums(exponents, inputs, isWeighted: false).sums
    let (x, u) = (exponents.detached, inputs.detached)
    let (wantsExponents, wantsInputs) = (exponents.isTracked, inputs.isTracked)
    return result.recorded(from: exponents, inputs) { gradient in
        let inputGradient = wantsInputs ? call.products(x, complexConjugate(gradient)) : nil
        guard wantsExponents, let weighted = call.sums(x, u, isWeighted: true).weighted else {
            return [nil, inputGradient]
        }
        return [complexProduct(gradient, weighted, conjugated: true).sum(axis: 1), inputGradient]
    }
}

/// The sizes of one call.
private struct PowerSums {
    let groups: Int
    let rows: Int
    let length: Int
    let terms: Int

    /// - Parameter shape: that of the real side, `[groups, rows, length]`.
    init(_ exponents: Tensor, _ shape: [Int], terms: Int, _ operation: StaticString) {
        exponents.requireComplex(operation)
        precondition(
            shape.count == 3 && exponents.shape == [shape[0], terms, 2],
            "\(operation): exponents \(exponents.shape) do not fit \(shape) and \(terms) terms"
        )
        (groups, rows, length, self.terms) = (shape[0], shape[1], shape[2], terms)
    }

    func products(_ x: Tensor, _ w: Tensor) -> Tensor {
        let y = Tensor(uninitialised: [groups, rows, length], x.elementType)
        switch x.elementType {
        case .float32: ck_power_products_f32(groups, rows, terms, length, x.float, w.float, y.float)
        default: ck_power_products_f64(groups, rows, terms, length, x.double, w.double, y.double)
        }
        return y
    }

    func sums(_ x: Tensor, _ u: Tensor, isWeighted: Bool) -> (sums: Tensor, weighted: Tensor?) {
        let sums = Tensor(uninitialised: [groups, rows, terms, 2], x.elementType)
        let weighted = isWeighted ? Tensor(uninitialised: sums.shape, x.elementType) : nil
        switch x.elementType {
        case .float32: ck_power_sums_f32(groups, rows, terms, length, x.float, u.float, sums.float, weighted?.float)
        default: ck_power_sums_f64(groups, rows, terms, length, x.double, u.double, sums.double, weighted?.double)
        }
        return (sums, weighted)
    }
}
