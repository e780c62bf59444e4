import ContinuoTensor

/// A layer that reads forwards and carries tensors whose size does not grow: one method gives all that `SequenceLayer` asks
/// for.
protocol RecurrentLayer: SequenceLayer where State == FixedSizeState {
    /// In errors: "an LRU".
    static var title: StaticString { get }
    /// Element type of the parameters.
    var elementType: ElementType { get }
    /// Shapes of the state's parts, without the batch axis.
    var stateShapes: [[Int]] { get }

    /// The outputs `[batch, length, width]`, and the state after the last position.
    /// - Parameter state: what was before the first position; nil at the beginning of a sequence.
    func mix(_ input: Tensor, from state: FixedSizeState?) -> (output: Tensor, parts: [Tensor])
}

extension RecurrentLayer {
    public var capabilities: LayerCapabilities { [.causal, .steppable, .parallelInTime] }

    public func initialState(batch: Int) -> FixedSizeState {
        FixedSizeState(layer: "\(Self.title)", batch: batch, shapes: stateShapes, elementType)
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading(Self.title)
        return mix(input, from: nil).output
    }

    public func forward(_ input: Tensor, state: inout FixedSizeState, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading(Self.title)
        let result = mix(input, from: state)
        state.advance(input.shape[1], to: result.parts)
        return result.output
    }
}
