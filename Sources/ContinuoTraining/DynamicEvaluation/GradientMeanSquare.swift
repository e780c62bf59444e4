import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor

/// The mean squared minibatch gradient of each parameter on training data: the fixed scale of RMS dynamic evaluation.
public struct GradientMeanSquare: Sendable {
    /// One tensor for each parameter, of its shape.
    public let values: [Tensor]

    public init(values: [Tensor]) { self.values = values }

    /// Collects it over windows of a text.
    /// - Parameters:
    ///   - parameters: which to collect for.
    ///   - batches: number of minibatches, taken at random places.
    ///   - length, batchSize: of a minibatch.
    public init(
        of parameters: [NamedParameter],
        _ backbone: any Backbone,
        _ process: Autoregressive,
        _ store: TokenStore,
        batches: Int,
        length: Int,
        batchSize: Int = 16,
        seed: UInt64 = 1
    ) throws {
        let sampler = try WindowSampler(store, length: length, batchSize: batchSize, order: .random, seed: seed)
        var sums = parameters.map { Tensor.zeros($0.tensor.shape, $0.tensor.elementType) }
        for index in 0..<batches {
            let windows = sampler.batch(at: index)
            let tokens = Tensor(windows.tokens, shape: [windows.batch, windows.length + 1])
            let options = ObjectiveOptions(random: RandomStream(seed: seed), isTraining: false)
            let loss = try process.loss(backbone, SequenceBatch(tokens: tokens), options)
            let found = gradients(of: loss.mean, withRespectTo: parameters.map(\.tensor))
            withoutGradients { sums = zip(sums, found).map { $0 + $1.squared() } }
        }
        values = withoutGradients { sums.map { $0 / Double(max(batches, 1)) } }
    }
}
