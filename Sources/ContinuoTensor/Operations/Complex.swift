import CKernels

// Complex numbers are (real, imaginary) pairs along a last axis of size 2. The gradient of a complex number is
// dLoss/dReal + i dLoss/dImaginary, so that a step against it lowers the loss.

extension Tensor {
    func requireComplex(_ operation: StaticString) {
        requireReal(operation)
        precondition(rank >= 2 && size(-1) == 2, "\(operation) needs complex pairs […, 2], the shape is \(shape)")
    }

    /// This real tensor `[…]` as complex numbers `[…, 2]`.
    public func asComplex(imaginary: Tensor? = nil) -> Tensor {
        Tensor.stacked([self, imaginary ?? Tensor.zeros(shape, elementType)], axis: rank)
    }

    /// Real parts `[…]` of complex numbers `[…, 2]`.
    public var realPart: Tensor { selected(0, axis: -1) }

    /// Imaginary parts `[…]` of complex numbers `[…, 2]`.
    public var imaginaryPart: Tensor { selected(1, axis: -1) }
}

/// Product of complex numbers. `factor` has the shape of `x`, or of its last axes: it then repeats over the leading ones.
///
/// - Parameter conjugated: multiplies with the conjugate of `factor`.
public func complexProduct(_ x: Tensor, _ factor: Tensor, conjugated: Bool = false) -> Tensor {
    x.requireComplex("complexProduct")
    x.requireSameType(factor, "complexProduct")
    precondition(
        factor.size(-1) == 2 && factor.rank <= x.rank && x.shape.suffix(factor.rank) == factor.shape[...],
        "complexProduct: factor \(factor.shape) does not fit \(x.shape)"
    )
    let result = product(x, factor, conjugated: conjugated)
    let (left, right) = (x.detached, factor.detached)
    let (wantsLeft, wantsRight) = (x.isTracked, factor.isTracked)
    return result.recorded(from: x, factor) { gradient in
        // y = x f: dx = dy f*, df = dy x*. y = x f*: dx = dy f, df = (dy x*)* = x dy*.
        let leftGradient = wantsLeft ? product(gradient, right, conjugated: !conjugated) : nil
        guard wantsRight else { return [leftGradient, nil] }
        let whole = conjugated ? product(left, gradient, conjugated: true) : product(gradient, left, conjugated: true)
        return [leftGradient, whole.summed(to: right.shape)]
    }
}

private func product(_ x: Tensor, _ factor: Tensor, conjugated: Bool) -> Tensor {
    let result = Tensor(uninitialised: x.shape, x.elementType)
    let (count, period) = (x.count / 2, max(factor.count / 2, 1))
    switch x.elementType {
    case .float32: ck_complex_multiply_f32(x.float, factor.float, result.float, count, period, conjugated)
    default: ck_complex_multiply_f64(x.double, factor.double, result.double, count, period, conjugated)
    }
    return result
}

/// Complex conjugates.
public func complexConjugate(_ x: Tensor) -> Tensor {
    x.requireComplex("complexConjugate")
    let result = Tensor(uninitialised: x.shape, x.elementType)
    switch x.elementType {
    case .float32: ck_complex_conjugate_f32(x.float, result.float, x.count / 2)
    default: ck_complex_conjugate_f64(x.double, result.double, x.count / 2)
    }
    return result.recorded(from: x) { [complexConjugate($0)] }
}

/// Absolute values `[…]` of complex numbers `[…, 2]`. The gradient at 0 is 0.
public func complexMagnitude(_ x: Tensor) -> Tensor {
    x.requireComplex("complexMagnitude")
    let result = Tensor(uninitialised: Array(x.shape.dropLast()), x.elementType)
    switch x.elementType {
    case .float32: ck_complex_magnitude_f32(x.float, result.float, result.count)
    default: ck_complex_magnitude_f64(x.double, result.double, result.count)
    }
    let (input, magnitudes) = (x.detached, result)
    return result.recorded(from: x) { gradient in
        let inputGradient = Tensor(uninitialised: input.shape, input.elementType)
        let count = magnitudes.count
        switch input.elementType {
        case .float32:
            ck_complex_magnitude_adjoint_f32(
                input.float,
                magnitudes.float,
                gradient.float,
                inputGradient.float,
                count
            )
        default:
            ck_complex_magnitude_adjoint_f64(
                input.double,
                magnitudes.double,
                gradient.double,
                inputGradient.double,
                count
            )
        }
        return [inputGradient]
    }
}
