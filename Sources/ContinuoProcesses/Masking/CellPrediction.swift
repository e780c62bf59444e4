import ContinuoBackbones
import ContinuoTensor

/// Cells of a grid that a network predicts. Only they meet the output matrix, so that the cost of the largest product is
/// in proportion to their number.
struct CellPrediction {
    /// The grid that the network reads, row-major.
    var inputs: [Int32]
    /// Indices of the cells in the grid.
    var cells: [Int32] = []
    var targets: [Int32] = []
    var weights: [Double] = []

    /// Adds a cell: what it holds is what is to be predicted.
    mutating func add(_ cell: Int, weight: Double, target: Int32) {
        cells.append(Int32(cell))
        targets.append(target)
        weights.append(weight)
    }

    /// Cross-entropies of the cells: Σ weight × loss (a recorded scalar), and each cell's loss in nats.
    /// - Parameters:
    ///   - hidden: `[rows, length, width]` for `inputs`.
    ///   - mask: never predicted.
    func crossEntropy(
        _ backbone: any Backbone,
        hidden: Tensor,
        mask: Int32,
        smoothing: Double = 0,
        prior: Tensor? = nil
    ) -> (sum: Tensor, losses: Tensor) {
        let type = backbone.elementType
        let chosen = hidden.reshaped([inputs.count, backbone.width]).rows(at: Tensor(cells))
        let target = CrossEntropyTarget(
            Tensor(targets),
            weights: Tensor(weights).cast(to: type),
            smoothing: smoothing,
            prior: smoothing > 0 ? CellPrediction.prior(prior, without: mask, backbone) : nil
        )
        return linearCrossEntropy(
            backbone.outputFeatures(chosen),
            weight: backbone.outputWeight,
            bias: backbone.bias(without: mask),
            softCap: backbone.logitSoftCap,
            target
        )
    }

    /// A prior of smoothing that gives the mask nothing.
    private static func prior(_ prior: Tensor?, without mask: Int32, _ backbone: any Backbone) -> Tensor {
        var values = prior?.doubles ?? [Double](repeating: 1, count: backbone.vocabularySize)
        values[Int(mask)] = 0
        let sum = values.reduce(0, +)
        return Tensor(values.map { $0 / sum }).cast(to: backbone.elementType)
    }
}

extension Backbone {
    /// The output bias with which an id has no probability.
    func bias(without id: Int32) -> Tensor {
        var values = [Double](repeating: 0, count: vocabularySize)
        values[Int(id)] = -1e9  // finite, since 0 · ∞ is no number; e^−1e9 is 0
        let ban = Tensor(values).cast(to: elementType)
        return outputBias.map { $0 + ban } ?? ban
    }
}
