import CKernels

/// What inputs contribute to outputs that come later, through the kernel of a causal convolution: `Σ_i k[s + lag + i] · x[n − 1 − i]`
/// for the outputs s = 1 … count behind the last input.
///
/// - Parameters:
///   - x: the inputs, `[batch, n, channels]`.
///   - kernel: `[channels, coefficients]`.
///   - lag: outputs behind the last input that are left out.
///   - count: outputs wanted.
/// - Returns: `[batch, count, channels]`. Nothing is recorded for gradients.
/// - Complexity: O(N log N) for each channel, N = n + lag + count, by one transform.
/// - Source: Agarwal et al. 2024, "FutureFill: Fast Generation from Convolutional Sequence Models".
public func futureFill(_ x: Tensor, kernel: Tensor, lag: Int = 0, count: Int) -> Tensor {
    withoutGradients {
        let (batch, channels, reach) = (x.shape[0], x.shape[2], kernel.shape[1])
        // Coefficient j carries an input to the output j places on: inputs further back than that reach nothing.
        let seen = min(x.shape[1], max(reach - 1 - lag, 0))
        let wanted = min(count, max(reach - 1 - lag, 0))
        guard seen > 0, wanted > 0 else { return Tensor.zeros([batch, count, channels], x.elementType) }
        let recent = x.sliced((x.shape[1] - seen)..<x.shape[1], axis: 1)
        // As many outputs as inputs, the first of them one place behind the last input.
        let length = max(seen + lag, wanted)
        let inputs = recent.padded(length - seen - lag, lag, axis: 1)
        let result = longConvolution(inputs, kernel: kernel, reach: .bidirectional(origin: length))
        return result.sliced(0..<wanted, axis: 1).padded(0, count - wanted, axis: 1)
    }
}

/// The pieces of causal convolutions in which inputs become known one after another.
///
/// A piece takes `block` consecutive inputs to what they contribute to the `block` outputs behind them.
public struct ConvolutionPiece: Sendable {
    public let block: Int
    private let kernel: Tensor
    /// nil where the kernel is transformed anew for each use.
    private let spectra: Tensor?
    private var shape = ck_long_convolution()

    /// - Parameters:
    ///   - kernel: `[channels, coefficients]`.
    ///   - isPrepared: whether the kernel's transform is kept: 4 · block numbers for each channel.
    public init(kernel: Tensor, block: Int, isPrepared: Bool) {
        self.block = block
        self.kernel = kernel.detached
        (shape.batch, shape.channels, shape.length) = (1, kernel.shape[0], block)
        (shape.kernel_length, shape.origin, shape.layout) = (kernel.shape[1], block, CK_CHANNELS_LAST)
        guard isPrepared else {
            spectra = nil
            return
        }
        let isSingle = kernel.elementType == .float32
        let size = isSingle ? ck_long_convolution_spectrum_f32(&shape) : ck_long_convolution_spectrum_f64(&shape)
        let spectra = Tensor(uninitialised: [kernel.shape[0], size], kernel.elementType)
        switch kernel.elementType {
        case .float32: ck_long_convolution_prepare_f32(&shape, kernel.float, spectra.float)
        default: ck_long_convolution_prepare_f64(&shape, kernel.double, spectra.double)
        }
        self.spectra = spectra
    }

    public var byteCount: Int { spectra?.byteCount ?? 0 }

    /// Adds what the inputs at `start ..< start + block` contribute to the following outputs to the rows of `sums` from
    /// `place` on, in place. Both are `[rows, positions, channels]`.
    public func add(_ inputs: Tensor, at start: Int, to sums: Tensor, at place: Int) {
        let channels = kernel.shape[0]
        precondition(
            inputs.rank == 3 && sums.rank == 3 && inputs.shape[0] == sums.shape[0] && inputs.shape[2] == channels
                && sums.shape[2] == channels && (0...(inputs.shape[1] - block)).contains(start)
                && (0...(sums.shape[1] - block)).contains(place),
            "a piece of \(block) positions at \(start) of \(inputs.shape), at \(place) of \(sums.shape)"
        )
        let part = Tensor(uninitialised: [block, channels], kernel.elementType)
        for row in 0..<inputs.shape[0] {
            let source = (row * inputs.shape[1] + start) * channels
            let target = (row * sums.shape[1] + place) * channels
            switch kernel.elementType {
            case .float32:
                convolve(inputs.float + source, part.float)
                for index in 0..<part.count { sums.float[target + index] += part.float[index] }
            default:
                convolve(inputs.double + source, part.double)
                for index in 0..<part.count { sums.double[target + index] += part.double[index] }
            }
        }
    }

    private func convolve(_ input: UnsafeMutablePointer<Float>, _ output: UnsafeMutablePointer<Float>) {
        var shape = shape
        if let spectra {
            ck_long_convolution_prepared_f32(&shape, input, spectra.float, output)
        } else {
            ck_long_convolution_f32(&shape, input, kernel.float, nil, output)
        }
    }

    private func convolve(_ input: UnsafeMutablePointer<Double>, _ output: UnsafeMutablePointer<Double>) {
        var shape = shape
        if let spectra {
            ck_long_convolution_prepared_f64(&shape, input, spectra.double, output)
        } else {
            ck_long_convolution_f64(&shape, input, kernel.double, nil, output)
        }
    }
}

/// One output of a causal convolution from its latest inputs, term by term: `sums[c] += Σ_{j < count} k[j, c] · x[newest − j, c]`.
///
/// - Parameters:
///   - inputs: `[rows, positions, channels]`; of row `row`, those at `newest` and before it.
///   - kernel: `[coefficients, channels]`, those from `lag` on.
///   - sums: `[rows, positions, channels]`, added to in place at `place` of the row.
public func addLaggedSum(
    _ inputs: Tensor,
    row: Int,
    newest: Int,
    kernel: Tensor,
    lag: Int,
    count: Int,
    to sums: Tensor,
    at place: Int
) {
    let channels = inputs.shape[2]
    precondition(
        count >= 0 && newest - count >= -1 && newest < inputs.shape[1] && lag + count <= kernel.shape[0]
            && kernel.shape[1] == channels && sums.shape[2] == channels && place < sums.shape[1],
        "\(count) terms from \(newest) of \(inputs.shape) with lag \(lag) of \(kernel.shape)"
    )
    let source = (row * inputs.shape[1] + newest) * channels
    let target = (row * sums.shape[1] + place) * channels
    switch inputs.elementType {
    case .float32:
        ck_lagged_sum_f32(kernel.float + lag * channels, inputs.float + source, count, channels, sums.float + target)
    default:
        ck_lagged_sum_f64(kernel.double + lag * channels, inputs.double + source, count, channels, sums.double + target)
    }
}
