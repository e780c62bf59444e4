import ContinuoTensor

/// A mixer whose long filters can be turned into recurrences: with the setting `modes` it is the same layer with filters of
/// so many modes.
public protocol ConvolutionalMixer: SequenceLayer {
    /// The kernels of each long convolution, `[channels, coefficients]`, without gradients; none where they are recurrences
    /// already.
    var longKernels: [Tensor] { get }
}

private func kernels(_ filters: [any LongFilter]) -> [Tensor] {
    withoutGradients { filters.filter { $0.modes == nil }.map { $0.kernel(nil, nil).detached } }
}

extension Hyena: ConvolutionalMixer {
    public var longKernels: [Tensor] { kernels(filters) }
}

extension MultiHyena: ConvolutionalMixer {
    public var longKernels: [Tensor] { kernels(filters) }
}

extension LongConvolutionLayer: ConvolutionalMixer {
    public var longKernels: [Tensor] { kernels(filters) }
}
