import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor

/// The mean squared minibatch gradient of what is adapted, on training data: the fixed scale of RMS dynamic evaluation.
public struct GradientMeanSquare: Sendable {
    /// One tensor for each adapted one, of its shape.
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
        try self.init(of: parameters.map(\.tensor), sampler, batches: batches) { tokens in
            let options = ObjectiveOptions(random: RandomStream(seed: seed), isTraining: false)
            return try process.loss(backbone, SequenceBatch(tokens: tokens), options).mean
        }
    }

    /// Collects it for the matrix of a sparse rule, at M = 0.
    /// - Parameter units: size of the matrix. The others are those of the form for parameters.
    /// - Throws: `TrainingError.badSetting` where the network has fewer units.
    public init(
        sparse units: Int,
        _ backbone: any Backbone,
        _ store: TokenStore,
        batches: Int,
        length: Int,
        batchSize: Int = 16,
        seed: UInt64 = 1
    ) throws {
        let sampler = try WindowSampler(store, length: length, batchSize: batchSize, order: .random, seed: seed)
        let matrix = try SparseAdaptation.matrix(units: units, backbone)
        try self.init(of: [matrix], sampler, batches: batches) { tokens in
            let inputs = tokens.sliced(0..<length, axis: 1)
            let hidden = SparseAdaptation.hidden(backbone, matrix) { backbone.hidden(inputs, $0) }
            let target = CrossEntropyTarget(tokens.sliced(1..<(length + 1), axis: 1))
            let weight = backbone.outputWeight.detached
            let result = linearCrossEntropy(
                hidden,
                weight: weight,
                bias: backbone.outputBias,
                softCap: backbone.logitSoftCap,
                target
            )
            return result.sum / Double(inputs.count)
        }
    }

    private init(
        of tensors: [Tensor],
        _ sampler: WindowSampler,
        batches: Int,
        loss: (_ tokens: Tensor) throws -> Tensor
    ) throws {
        var sums = tensors.map { Tensor.zeros($0.shape, $0.elementType) }
        for index in 0..<batches {
            let windows = sampler.batch(at: index)
            let tokens = Tensor(windows.tokens, shape: [windows.batch, windows.length + 1])
            let found = gradients(of: try loss(tokens), withRespectTo: tensors)
            withoutGradients { sums = zip(sums, found).map { $0 + $1.squared() } }
        }
        values = withoutGradients { sums.map { $0 / Double(max(batches, 1)) } }
    }
}
