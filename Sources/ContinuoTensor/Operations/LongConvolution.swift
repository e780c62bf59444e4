import CKernels

/// What a long convolution's output sees.
public enum ConvolutionReach: Sendable, Equatable {
    /// Present and past: coefficient s multiplies the input s positions back.
    case causal
    /// Both sides: a kernel of 2 · length − 1 (or any) coefficients whose coefficient `origin` multiplies the present; those
    /// before it multiply the future.
    case bidirectional(origin: Int)
}

/// Which axes of a long convolution's input are which.
public enum ChannelLayout: Sendable {
    /// `[batch, channels, length]`
    case channelsFirst
    /// `[batch, length, channels]`
    case channelsLast
}

/// How the transforms behind a long convolution are cut up. Both give the same numbers up to rounding.
public enum ConvolutionTransform: Sendable {
    /// Depth first, in radices up to 16: a block that fits a cache or the registers stays there until it is done, and halves of
    /// a row that hold zeros are left out.
    case blocked
    /// Radix 2, each level a pass over the whole row: what blocks are worth is measured against it.
    case radix2
}

/// Depthwise convolution with a kernel as long as the sequence, by Fourier transforms:
/// `y[b, h, t] = Σ_s k[h, s] · u[b, h, t + origin − s] + skip[h] · u[b, h, t]`, zero outside, without wrap-around.
///
/// - Parameters:
///   - x: the input, in `layout`.
///   - kernel: `[channels, coefficients]`; shorter or longer than the sequence.
///   - skip: weight of the input itself, `[channels]`; nil for none.
///   - transform: for comparison; nobody needs another than the default.
/// - Returns: the shape of `x`.
/// - Complexity: O(N log N) for each channel, N = length + coefficients.
public func longConvolution(
    _ x: Tensor,
    kernel: Tensor,
    skip: Tensor? = nil,
    reach: ConvolutionReach = .causal,
    layout: ChannelLayout = .channelsLast,
    transform: ConvolutionTransform = .blocked
) -> Tensor {
    x.requireReal("longConvolution")
    let inputs = [x, kernel] + (skip.map { [$0] } ?? [])
    for input in inputs { x.requireSameType(input, "longConvolution") }
    precondition(x.rank == 3, "longConvolution: input \(x.shape) needs three axes")
    let (channelAxis, timeAxis) = layout == .channelsLast ? (2, 1) : (1, 2)
    let channels = x.shape[channelAxis]
    precondition(
        kernel.rank == 2 && kernel.shape[0] == channels && (skip == nil || skip?.shape == [channels]),
        "longConvolution: kernel \(kernel.shape), skip \(skip?.shape ?? []) do not fit \(channels) channels"
    )
    var origin = 0
    if case .bidirectional(let place) = reach { origin = place }
    precondition(
        origin == 0 || (0..<kernel.shape[1]).contains(origin),
        "longConvolution: origin \(origin) lies outside of \(kernel.shape[1]) coefficients"
    )
    var shape = ck_long_convolution()
    (shape.batch, shape.channels, shape.length) = (x.shape[0], channels, x.shape[timeAxis])
    (shape.kernel_length, shape.origin) = (kernel.shape[1], origin)
    shape.layout = layout == .channelsLast ? CK_CHANNELS_LAST : CK_CHANNELS_FIRST
    shape.transform = transform == .blocked ? CK_BLOCKED_TRANSFORM : CK_RADIX_2_TRANSFORM
    let type = x.elementType
    let result = Tensor(uninitialised: x.shape, type)
    switch type {
    case .float32: ck_long_convolution_f32(&shape, x.float, kernel.float, skip?.float, result.float)
    default: ck_long_convolution_f64(&shape, x.double, kernel.double, skip?.double, result.double)
    }
    guard Tensor.isRecording(inputs) else { return result }
    let (input, coefficients, direct) = (x.detached, kernel.detached, skip?.detached)
    let (wantsInput, wantsKernel) = (x.isTracked, kernel.isTracked)
    let call = shape
    return Tensor.record([result], inputs: inputs) { gradients in
        var shape = call
        let gradient = gradients[0]!
        let inputGradient = wantsInput ? Tensor(uninitialised: input.shape, type) : nil
        let kernelGradient = wantsKernel ? Tensor(uninitialised: coefficients.shape, type) : nil
        let skipGradient = direct.map { Tensor(uninitialised: $0.shape, type) }
        switch type {
        case .float32:
            ck_long_convolution_adjoint_f32(
                &shape,
                input.float,
                coefficients.float,
                direct?.float,
                gradient.float,
                inputGradient?.float,
                kernelGradient?.float,
                skipGradient?.float
            )
        default:
            ck_long_convolution_adjoint_f64(
                &shape,
                input.double,
                coefficients.double,
                direct?.double,
                gradient.double,
                inputGradient?.double,
                kernelGradient?.double,
                skipGradient?.double
            )
        }
        return [inputGradient, kernelGradient] + (direct == nil ? [] : [skipGradient])
    }[0]
}
