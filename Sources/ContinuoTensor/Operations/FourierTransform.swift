import CKernels

/// Discrete Fourier transform of complex rows, as `numpy.fft.fft`: `X_k = Σ_t x_t e^{−2πi k t / n}`, any length.
///
/// - Parameter x: `[…, n, 2]`: (real, imaginary) pairs.
/// - Returns: the same shape.
public func fft(_ x: Tensor) -> Tensor { complexTransform(x, inverse: false, scale: 1) }

/// The inverse of `fft`, with its factor 1/n.
public func ifft(_ x: Tensor) -> Tensor {
    precondition(x.rank >= 2, "ifft: shape \(x.shape) is not […, n, 2]")
    return complexTransform(x, inverse: true, scale: 1 / Double(max(x.size(-2), 1)))
}

private func complexTransform(_ x: Tensor, inverse: Bool, scale: Double) -> Tensor {
    x.requireComplex("a Fourier transform")
    let length = x.size(-2)
    let rows = x.rows(of: 2 * length)
    let result = Tensor(uninitialised: x.shape, x.elementType)
    switch x.elementType {
    case .float32: ck_fft_f32(x.float, result.float, length, rows, inverse, scale)
    default: ck_fft_f64(x.double, result.double, length, rows, inverse, scale)
    }
    return result.recorded(from: x) { [complexTransform($0, inverse: !inverse, scale: scale)] }
}

/// Transform of real rows, as `numpy.fft.rfft`.
///
/// - Parameter x: `[…, n]`.
/// - Returns: `[…, n / 2 + 1, 2]`: the numbers with k ≤ n / 2, as (real, imaginary) pairs.
public func rfft(_ x: Tensor) -> Tensor {
    x.requireReal("rfft")
    precondition(x.rank >= 1 && x.size(-1) >= 1, "rfft: shape \(x.shape) has no elements along its last axis")
    let length = x.size(-1)
    let result = realTransform(x, scale: 1, interior: 1)
    return result.recorded(from: x) { [inverseRealTransform($0, length: length, scale: 1, interior: 0.5)] }
}

/// The inverse of `rfft`, with its factor 1/n.
///
/// - Parameters:
///   - x: `[…, length / 2 + 1, 2]`.
///   - length: n; it cannot be told from the shape, since n and n + 1 (n even) have as many numbers.
/// - Returns: `[…, length]`, real.
public func irfft(_ x: Tensor, length: Int) -> Tensor {
    x.requireComplex("irfft")
    precondition(
        length >= 1 && x.size(-2) == length / 2 + 1,
        "irfft: \(x.shape) does not hold the \(length / 2 + 1) numbers of a transform of \(length)"
    )
    let scale = 1 / Double(length)
    let result = inverseRealTransform(x, length: length, scale: scale, interior: 1)
    return result.recorded(from: x) { [realTransform($0, scale: scale, interior: 2)] }
}

private func realTransform(_ x: Tensor, scale: Double, interior: Double) -> Tensor {
    let length = x.size(-1)
    let result = Tensor(uninitialised: x.shape.dropLast() + [length / 2 + 1, 2], x.elementType)
    switch x.elementType {
    case .float32: ck_rfft_f32(x.float, result.float, length, x.rows(of: length), scale, interior)
    default: ck_rfft_f64(x.double, result.double, length, x.rows(of: length), scale, interior)
    }
    return result
}

private func inverseRealTransform(_ x: Tensor, length: Int, scale: Double, interior: Double) -> Tensor {
    let result = Tensor(uninitialised: x.shape.dropLast(2) + [length], x.elementType)
    switch x.elementType {
    case .float32: ck_irfft_f32(x.float, result.float, length, result.rows(of: length), scale, interior)
    default: ck_irfft_f64(x.double, result.double, length, result.rows(of: length), scale, interior)
    }
    return result
}

extension Tensor {
    /// Number of rows of so many elements.
    fileprivate func rows(of size: Int) -> Int { size == 0 ? 0 : count / size }
}
