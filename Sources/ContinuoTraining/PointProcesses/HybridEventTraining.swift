import ContinuoBackbones
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor

/// Trains the energy of a `HybridEventModel` to tell real futures from those that the base proposes (noise contrast).
public struct HybridEventTraining: Sendable {
    /// How one real future x⁰ and N proposals xⁿ are told apart.
    public enum Loss: String, Sendable, CaseIterable {
        /// Each for itself: −ln σ(−E(x⁰)) − Σ ln σ(E(xⁿ)).
        case binary
        /// Together: E(x⁰) + ln Σ exp(−E).
        case multiple
    }

    public var loss = Loss.multiple
    /// N, proposals of each example.
    public var proposals = 5
    /// β of Σ max(0, E(x⁰) − E(xⁿ) + d(x⁰, xⁿ)), d being the distance for each event.
    public var regulariser = 0.0
    public var steps = 400
    public var batchSize = 16
    public var optimiser = OptimiserConfiguration(.adamw, learningRate: 2e-3)
    public var seed: UInt64 = 1

    public init() {}

    /// Fits `model.energy`, in place, to examples.
    /// - Parameter progress: told the step and its loss; training ends when it says no.
    /// - Throws: `TrainingError`.
    public func fit(
        _ model: HybridEventModel,
        _ examples: [EventExample],
        progress: (_ step: Int, _ loss: Double) -> Bool = { _, _ in true }
    ) throws {
        guard let horizon = examples.first?.future.count, horizon > 0 else {
            throw TrainingError.badSetting(field: "horizon", expected: "streams longer than it, got none")
        }
        let root = RandomStream(seed: seed)
        var (draws, order) = (root.split("proposals"), root.split("order"))
        // The base stays as it is, so that its proposals are drawn once.
        let candidates = examples.map { example in
            [example.future]
                + model.proposals(after: example.past, horizon: horizon, count: proposals, using: &draws)
        }
        let distances = candidates.map { list in list.dropFirst().map { model.distance(list[0], $0) / Double(horizon) }
        }
        let updater = ParameterUpdater(
            model.energy.parameters,
            optimiser,
            schedule: LearningRateSchedule(.cosine, warmup: 20, floor: 0.05),
            clip: .global(1)
        )
        for step in 0..<steps {
            let chosen = (0..<batchSize).map { _ in order.integer(below: examples.count) }
            let streams = chosen.flatMap { index in candidates[index].map { examples[index].past + $0 } }
            let energies = model.energy(streams).reshaped([batchSize, proposals + 1])
            let mean = loss(energies, chosen.flatMap { distances[$0] })
            let value = mean.item
            guard value.isFinite else {
                throw TrainingError.notFinite(what: "the loss", step: step + 1, lastCheckpoint: nil)
            }
            let found = gradients(of: mean, withRespectTo: updater.parameters.map(\.tensor))
            try updater.update(found, step: step + 1, progress: Double(step) / Double(steps))
            guard progress(step + 1, value) else { return }
        }
    }

    /// The mean over the examples.
    /// - Parameters:
    ///   - energies: `[examples, N + 1]`, the real future first.
    ///   - distances: of the proposals from it, example by example.
    func loss(_ energies: Tensor, _ distances: [Double]) -> Tensor {
        let count = energies.shape[0]
        let (real, drawn) = (energies.sliced(0..<1, axis: 1), energies.sliced(1..<(proposals + 1), axis: 1))
        var total =
            switch loss {
            case .binary: -logSigmoid(-real).sum() - logSigmoid(drawn).sum()
            case .multiple: -logSoftmax(-energies).sliced(0..<1, axis: 1).sum()
            }
        if regulariser > 0 {
            let margin = Tensor(distances.map { Float($0) }, shape: [count, proposals])
            total = total + relu(real - drawn + margin).sum() * regulariser
        }
        return total / Double(count)
    }
}
