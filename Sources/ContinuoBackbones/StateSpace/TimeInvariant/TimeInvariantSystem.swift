import ContinuoTensor

/// A linear time-invariant system for each channel, `x' = A x + B u`, `y = C x` in discrete steps: a convolution over whole
/// sequences, a recurrence from a state.
protocol TimeInvariantSystem: Module {
    var channels: Int { get }
    /// Shape of the state of one row.
    var stateShape: [Int] { get }
    var elementType: ElementType { get }

    /// K `[channels, length]`, K_l = C Ā^l B̄.
    func kernel(length: Int) -> Tensor

    /// Reads `u` `[batch, length ≥ 1, channels]` from `state` `[batch] + stateShape`.
    /// - Returns: y of the shape of u, and the state behind the last position.
    func advance(_ u: Tensor, state: Tensor) -> (output: Tensor, state: Tensor)
}

extension TimeInvariantSystem {
    /// y + D ⊙ u of whole sequences `[batch, length, channels]`.
    func convolve(_ u: Tensor, skip: Tensor) -> Tensor {
        longConvolution(u, kernel: kernel(length: u.shape[1]), skip: skip)
    }

    /// y + D ⊙ u from a state.
    func advance(_ u: Tensor, skip: Tensor, state: inout FixedSizeState, part: Int = 0) -> Tensor {
        let (y, next) = advance(u, state: state.parts[part])
        var parts = state.parts
        parts[part] = next
        state.advance(u.shape[1], to: parts)
        return y + skip * u
    }
}

/// Initial step sizes and how they are stored.
public struct StepRange: Codable, Sendable, Equatable {
    /// Initial step sizes are drawn evenly on a logarithmic scale between these.
    public var smallest = 1e-3
    public var greatest = 1e-1

    public init(smallest: Double = 1e-3, greatest: Double = 1e-1) {
        (self.smallest, self.greatest) = (smallest, greatest)
    }
}

extension Initialiser {
    /// Logarithms of numbers drawn evenly on a logarithmic scale.
    mutating func logarithms(_ shape: [Int], from smallest: Double, to greatest: Double) -> Tensor {
        let ends = log(Tensor([smallest, greatest])).doubles
        return uniform(shape, bound: (ends[1] - ends[0]) / 2) + (ends[0] + ends[1]) / 2
    }

    /// Numbers computed in Float64, in this initialiser's type.
    func values(_ x: Tensor) -> Tensor { x.cast(to: elementType) }
}
