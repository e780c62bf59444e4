import ContinuoTensor

/// A layer that reads forwards and remembers tensors of a fixed size: what its formulas need is one function for any piece
/// of a sequence.
protocol RecurrentMixer: SequenceLayer where State == FixedSizeState {
    /// Its name in errors.
    static var name: StaticString { get }
    /// Shapes of what it remembers, without the batch axis.
    var memoryShapes: [[Int]] { get }
    var elementType: ElementType { get }

    /// The next positions of sequences.
    /// - Parameters:
    ///   - input: `[batch, length, width]`.
    ///   - memory: what was remembered of the positions before, in the order of `memoryShapes`; nil at the beginning.
    ///   - start: number of positions before.
    /// - Returns: the output, shaped as the input, and what is remembered now.
    func mix(_ input: Tensor, _ memory: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor])
}

extension RecurrentMixer {
    public var capabilities: LayerCapabilities { [.causal, .steppable, .parallelInTime] }

    public func initialState(batch: Int) -> FixedSizeState {
        FixedSizeState(layer: "\(Self.name)", batch: batch, shapes: memoryShapes, elementType)
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading(Self.name)
        return mix(input, nil, start: 0).output
    }

    public func forward(_ input: Tensor, state: inout FixedSizeState, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading(Self.name)
        let result = mix(input, state.parts, start: state.length)
        state.advance(input.shape[1], to: result.memory)
        return result.output
    }
}

extension Tensor {
    /// `[batch, length, width]` as `[batch, length, heads, width / heads]`.
    func inHeads(_ heads: Int) -> Tensor { reshaped([shape[0], shape[1], heads, shape[2] / heads]) }

    /// `[batch, length, heads, width]` as `[batch, length, heads · width]`.
    var joinedHeads: Tensor { reshaped([shape[0], shape[1], shape[2] * shape[3]]) }

    /// Vectors of the last axis brought to length 1; the smallest stay short.
    var unitVectors: Tensor {
        let width = Double(size(-1))
        return normalise(self, .rootMeanSquare, gain: nil, epsilon: 1e-6 / width) * (1 / width.squareRoot())
    }

    /// The inputs one position earlier, and the last one: `[batch, length, width]` and `[batch, width]`.
    /// - Parameter last: the input before the first, `[batch, width]`; zeros when nil.
    func shifted(after last: Tensor?) -> (earlier: Tensor, last: Tensor) {
        let (batch, length, width) = (shape[0], shape[1], shape[2])
        let first = last ?? Tensor.zeros([batch, width], elementType)
        let earlier = Tensor.concatenated([first.expanded(at: 1), sliced(0..<(length - 1), axis: 1)], axis: 1)
        return (earlier, selected(length - 1, axis: 1))
    }
}
