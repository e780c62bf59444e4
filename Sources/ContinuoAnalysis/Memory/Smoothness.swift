import ContinuoBackbones
import ContinuoTensor

/// How alike the vectors of different positions are, layer by layer: deep state-space models tend to make them the same
/// (over-smoothing).
///
/// - Source: Wang et al. 2025, "Understanding and Mitigating Bottlenecks of State Space Models through the Lens of Recency and
///   Over-smoothing".
public struct Smoothness: Sendable, Equatable {
    /// Number of the layer, from 1.
    public let layer: Int
    /// Mean over sequences and pairs of positions of the distance between their vectors, as a share of the mean length of a
    /// vector: 0 where all are the same, about √2 where they have nothing in common.
    public let vectors: Double
    /// The same of what the layer remembers after each position; nil where it keeps no state of a fixed size.
    public let memory: Double?

    /// Mean distance between the vectors of two positions over the mean length of a vector.
    /// - Parameter vectors: `[batch, length, width]`, of at least two positions.
    public static func distance(_ vectors: Tensor) -> Double {
        withoutGradients {
            let (batch, length) = (vectors.shape[0], vectors.shape[1])
            precondition(length > 1, "smoothness needs two positions or more, the shape is \(vectors.shape)")
            let wide = vectors.cast(to: .float64)
            let squares = wide.squared().sum(axis: 2)
            let products = wide.matmul(wide, transposeOther: true)
            let distances = (squares.expanded(at: 2) + squares.expanded(at: 1) - products * 2).clamped(0, .infinity)
            let sum = sqrt(distances).sum().item
            let lengths = sqrt(squares).mean().item
            return sum / Double(batch * length * (length - 1)) / Swift.max(lengths, 1e-30)
        }
    }

    /// The smoothness of every layer of a network on sequences that are read forwards.
    /// - Parameters:
    ///   - tokens: Int32 `[batch, length]`.
    ///   - readsMemories: whether what layers remember is measured too, position by position.
    public static func measure(_ network: StackedBackbone, _ tokens: Tensor, readsMemories: Bool = true) -> [Smoothness]
    {
        withoutGradients {
            let outputs = network.blockOutputs(tokens, .causal)
            let memories = readsMemories && network.capabilities.contains(.steppable) ? network.memories(tokens) : []
            let byLayer = Dictionary(uniqueKeysWithValues: memories.map { ($0.layer, distance($0.states)) })
            return outputs.enumerated().map {
                Smoothness(layer: $0.offset + 1, vectors: distance($0.element), memory: byLayer[$0.offset])
            }
        }
    }

    /// The first layer whose vectors differ by less than a tolerance; nil where none does.
    public static func collapse(_ layers: [Smoothness], below tolerance: Double) -> Int? {
        layers.first { $0.vectors < tolerance }?.layer
    }
}
