import CKernels

/// Functions of one number, applied to each element.
public enum Activation: String, Codable, Sendable, CaseIterable {
    case identity, relu, gelu, geluErf, silu, tanh, sigmoid, softplus

    var kernel: ck_unary {
        switch self {
        case .identity: CK_IDENTITY
        case .relu: CK_RELU
        case .gelu: CK_GELU
        case .geluErf: CK_GELU_ERF
        case .silu: CK_SILU
        case .tanh: CK_TANH
        case .sigmoid: CK_SIGMOID
        case .softplus: CK_SOFTPLUS
        }
    }

    public func callAsFunction(_ input: Tensor) -> Tensor {
        self == .identity ? input : input.elementwise(kernel)
    }
}

extension Tensor {
    func elementwise(_ function: ck_unary) -> Tensor {
        requireReal("an elementwise function")
        let result = Tensor(uninitialised: shape, elementType)
        switch elementType {
        case .float32: ck_unary_f32(function, float, result.float, count)
        default: ck_unary_f64(function, double, result.double, count)
        }
        guard Tensor.isRecording([self]) else { return result }
        let input = detached
        let output = result
        return result.recorded(from: self) { gradient in
            let inputGradient = Tensor(uninitialised: input.shape, input.elementType)
            switch input.elementType {
            case .float32:
                ck_unary_adjoint_f32(
                    function,
                    input.float,
                    output.float,
                    gradient.float,
                    inputGradient.float,
                    input.count
                )
            default:
                ck_unary_adjoint_f64(
                    function,
                    input.double,
                    output.double,
                    gradient.double,
                    inputGradient.double,
                    input.count
                )
            }
            return [inputGradient]
        }
    }

    /// `scale · x + shift`.
    func affine(_ scale: Double, _ shift: Double) -> Tensor {
        requireReal("arithmetic with a number")
        let result = Tensor(uninitialised: shape, elementType)
        switch elementType {
        case .float32: ck_affine_f32(Float(scale), Float(shift), float, result.float, count)
        default: ck_affine_f64(scale, shift, double, result.double, count)
        }
        return result.recorded(from: self) { [scale == 1 ? $0 : $0.affine(scale, 0)] }
    }

    /// Each element moved into `low ... high`; no gradient flows where that changed it.
    public func clamped(_ low: Double, _ high: Double) -> Tensor {
        requireReal("clamped")
        let result = Tensor(uninitialised: shape, elementType)
        switch elementType {
        case .float32: ck_clamp_f32(Float(low), Float(high), float, result.float, count)
        default: ck_clamp_f64(low, high, double, result.double, count)
        }
        let input = detached
        let output = result
        return result.recorded(from: self) { [$0 * input.equal(to: output)] }
    }

    public func squared() -> Tensor { elementwise(CK_SQUARE) }
}

public func exp(_ x: Tensor) -> Tensor { x.elementwise(CK_EXPONENTIAL) }
public func log(_ x: Tensor) -> Tensor { x.elementwise(CK_LOGARITHM) }
public func log1p(_ x: Tensor) -> Tensor { x.elementwise(CK_LOG_ONE_PLUS) }
public func expm1(_ x: Tensor) -> Tensor { x.elementwise(CK_EXPONENTIAL_MINUS_ONE) }
public func sqrt(_ x: Tensor) -> Tensor { x.elementwise(CK_SQUARE_ROOT) }
public func rsqrt(_ x: Tensor) -> Tensor { x.elementwise(CK_RECIPROCAL_SQUARE_ROOT) }
public func abs(_ x: Tensor) -> Tensor { x.elementwise(CK_ABSOLUTE) }
public func sin(_ x: Tensor) -> Tensor { x.elementwise(CK_SINE) }
public func cos(_ x: Tensor) -> Tensor { x.elementwise(CK_COSINE) }
public func floor(_ x: Tensor) -> Tensor { x.elementwise(CK_FLOOR_OF) }
public func sign(_ x: Tensor) -> Tensor { x.elementwise(CK_SIGN) }
public func tanh(_ x: Tensor) -> Tensor { x.elementwise(CK_TANH) }
public func sigmoid(_ x: Tensor) -> Tensor { x.elementwise(CK_SIGMOID) }
public func logSigmoid(_ x: Tensor) -> Tensor { x.elementwise(CK_LOG_SIGMOID) }
public func silu(_ x: Tensor) -> Tensor { x.elementwise(CK_SILU) }
public func relu(_ x: Tensor) -> Tensor { x.elementwise(CK_RELU) }
public func softplus(_ x: Tensor) -> Tensor { x.elementwise(CK_SOFTPLUS) }
/// GELU in its tanh form (Hendrycks and Gimpel 2016), as GPT-2 uses it.
public func gelu(_ x: Tensor) -> Tensor { x.elementwise(CK_GELU) }
/// GELU by the error function.
public func geluErf(_ x: Tensor) -> Tensor { x.elementwise(CK_GELU_ERF) }

/// Probability that a standard normal number is at most x.
public func normalCumulative(_ x: Tensor) -> Tensor { x.elementwise(CK_NORMAL_CUMULATIVE) }

public prefix func - (x: Tensor) -> Tensor { x.elementwise(CK_NEGATE) }
public func + (x: Tensor, y: Double) -> Tensor { x.affine(1, y) }
public func + (x: Double, y: Tensor) -> Tensor { y.affine(1, x) }
public func - (x: Tensor, y: Double) -> Tensor { x.affine(1, -y) }
public func - (x: Double, y: Tensor) -> Tensor { y.affine(-1, x) }
public func * (x: Tensor, y: Double) -> Tensor { x.affine(y, 0) }
public func * (x: Double, y: Tensor) -> Tensor { y.affine(x, 0) }
public func / (x: Tensor, y: Double) -> Tensor { x.affine(1 / y, 0) }
public func / (x: Double, y: Tensor) -> Tensor { y.elementwise(CK_RECIPROCAL).affine(x, 0) }
