import ContinuoTensor

/// A layer of long convolutions: what its formulas need is one function, for whole sequences and for pieces of them.
protocol StreamedConvolution: SequenceLayer where State == ConvolutionState {
    /// Its name in errors.
    static var name: StaticString { get }

    /// The output for an input `[batch, length, width]`.
    /// - Parameter pass: convolves, with what is remembered of the positions before where there is a state.
    func mix(_ input: Tensor, _ pass: inout ConvolutionPass) -> Tensor
}

extension StreamedConvolution {
    public var capabilities: LayerCapabilities { [.causal, .steppable, .parallelInTime] }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        var pass = ConvolutionPass(Self.name, context, reads: capabilities)
        return mix(input, &pass)
    }

    public func forward(_ input: Tensor, state: inout ConvolutionState, _ context: SequenceContext) -> Tensor {
        var pass = ConvolutionPass(Self.name, context, state: state.taken(), reads: capabilities)
        let output = mix(input, &pass)
        if var next = pass.state {
            next.fixed.advance(input.shape[1], to: next.fixed.parts)
            state = next
        }
        return output
    }
}
