import CKernels

extension Tensor {
    /// `[outer, middle, inner]` around an axis.
    func around(_ axis: Int) -> (outer: Int, middle: Int, inner: Int) {
        (shape[..<axis].reduce(1, *), shape[axis], shape[(axis + 1)...].reduce(1, *))
    }

    private func reduced(_ axis: Int, _ keepingAxis: Bool) -> [Int] {
        var target = shape
        if keepingAxis { target[axis] = 1 } else { target.remove(at: axis) }
        return target
    }

    /// Sum over an axis.
    public func sum(axis: Int, keepingAxis: Bool = false) -> Tensor {
        requireReal("sum")
        let axis = resolve(axis)
        let result = Tensor(uninitialised: reduced(axis, keepingAxis), elementType)
        let (outer, middle, inner) = around(axis)
        switch elementType {
        case .float32: ck_sum_f32(float, result.float, outer, middle, inner)
        default: ck_sum_f64(double, result.double, outer, middle, inner)
        }
        let original = shape
        let kept = reduced(axis, true)
        return result.recorded(from: self) { [$0.reshaped(kept).broadcast(to: original)] }
    }

    /// Sum of all elements, a scalar.
    public func sum() -> Tensor { reshaped([count]).sum(axis: 0) }

    public func mean(axis: Int, keepingAxis: Bool = false) -> Tensor {
        sum(axis: axis, keepingAxis: keepingAxis) / Double(size(axis))
    }

    /// Mean of all elements, a scalar.
    public func mean() -> Tensor { sum() / Double(count) }

    /// Population variance along an axis.
    public func variance(axis: Int, keepingAxis: Bool = false) -> Tensor {
        (self - mean(axis: axis, keepingAxis: true)).squared().mean(axis: axis, keepingAxis: keepingAxis)
    }

    private func extreme(_ axis: Int, _ keepingAxis: Bool, least: Bool) -> Tensor {
        requireReal("max")
        let axis = resolve(axis)
        precondition(shape[axis] > 0, "an axis of size 0 has no greatest element: \(shape)")
        let result = Tensor(uninitialised: reduced(axis, keepingAxis), elementType)
        let (outer, middle, inner) = around(axis)
        switch elementType {
        case .float32: ck_extreme_f32(float, result.float, outer, middle, inner, least ? 1 : 0)
        default: ck_extreme_f64(double, result.double, outer, middle, inner, least ? 1 : 0)
        }
        let input = detached
        let kept = reduced(axis, true)
        let output = result
        return result.recorded(from: self) { gradient in
            // Equal elements share the gradient.
            let chosen = input.equal(to: output.reshaped(kept))
            return [chosen / chosen.sum(axis: axis, keepingAxis: true) * gradient.reshaped(kept)]
        }
    }

    /// Greatest element along an axis.
    public func max(axis: Int, keepingAxis: Bool = false) -> Tensor { extreme(axis, keepingAxis, least: false) }

    /// Least element along an axis.
    public func min(axis: Int, keepingAxis: Bool = false) -> Tensor { extreme(axis, keepingAxis, least: true) }

    /// Index of the greatest element along the last axis, Int32; the first of equals.
    public func argmax() -> Tensor {
        requireReal("argmax")
        let width = size(-1)
        let result = Tensor(uninitialised: Array(shape.dropLast()), .int32)
        switch elementType {
        case .float32: ck_argmax_f32(float, result.int32, result.count, width)
        default: ck_argmax_f64(double, result.int32, result.count, width)
        }
        return result
    }

    /// ln Σ exp along the last axis, without overflow.
    public func logSumExp() -> Tensor {
        requireReal("logSumExp")
        let result = Tensor(uninitialised: Array(shape.dropLast()), elementType)
        let width = size(-1)
        switch elementType {
        case .float32: ck_log_sum_exp_f32(float, result.float, result.count, width)
        default: ck_log_sum_exp_f64(double, result.double, result.count, width)
        }
        let input = detached
        return result.recorded(from: self) { [softmax(input) * $0.expanded(at: -1)] }
    }

    /// Σ x², in double precision.
    public var sumOfSquares: Double {
        switch elementType {
        case .float32: ck_sum_squares_f32(float, count)
        case .float64: ck_sum_squares_f64(double, count)
        case .int32: array(of: Int32.self).reduce(0) { $0 + Double($1) * Double($1) }
        case .packed: unpacked().sumOfSquares
        }
    }

    /// Whether no element is NaN or infinite.
    public var isFinite: Bool { sumOfSquares.isFinite || !doubles.contains { !$0.isFinite } }
}

/// exp(x) / Σ exp(x) along the last axis.
public func softmax(_ x: Tensor) -> Tensor { x.softmaxRows(logarithm: false) }

/// Logarithm of the softmax along the last axis.
public func logSoftmax(_ x: Tensor) -> Tensor { x.softmaxRows(logarithm: true) }

extension Tensor {
    fileprivate func softmaxRows(logarithm: Bool) -> Tensor {
        requireReal("softmax")
        let width = size(-1)
        let rows = width == 0 ? 0 : count / width
        let flag: Int32 = logarithm ? 1 : 0
        let result = Tensor(uninitialised: shape, elementType)
        switch elementType {
        case .float32: ck_softmax_f32(float, result.float, rows, width, flag)
        default: ck_softmax_f64(double, result.double, rows, width, flag)
        }
        let output = result
        return result.recorded(from: self) { gradient in
            let inputGradient = Tensor(uninitialised: output.shape, output.elementType)
            switch output.elementType {
            case .float32: ck_softmax_adjoint_f32(output.float, gradient.float, inputGradient.float, rows, width, flag)
            default: ck_softmax_adjoint_f64(output.double, gradient.double, inputGradient.double, rows, width, flag)
            }
            return [inputGradient]
        }
    }
}

/// The greatest of some values and its place, the first of equals.
/// - Returns: −∞ at -1 for none; +∞ where a value is not a number or is +∞.
public func greatestElement(of values: UnsafeBufferPointer<Float>) -> (index: Int, value: Float) {
    guard let base = values.baseAddress else { return (-1, -.infinity) }
    var value: Float = 0
    let index = ck_greatest_f32(base, values.count, &value)
    return (index, value)
}
