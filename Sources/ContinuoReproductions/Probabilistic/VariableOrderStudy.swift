import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// A transformer that learns the variables of a star in an order: each is named, then told.
struct VariableOrderStudy {
    let star: StarGraph
    let steps: Int

    /// Loss on new draws, nats for all variables together.
    func loss(order: [Int], _ progress: (String) -> Void) throws -> Double {
        var initialiser = Initialiser(seed: 1)
        let network = try FamilyRegistry.recipe(
            "gpt2",
            vocabularySize: star.variables + star.states,
            overrides: [
                "layers": 1, "width": 32, "heads": 2, "context": .integer(2 * star.variables), "initializer_range": 0.1,
            ]
        ).backbone(.causal, &initialiser)
        func loss(_ rows: Int, _ random: inout RandomStream) -> ProcessLoss {
            var (tokens, targets) = ([[Int32]](), [Int32]())
            for _ in 0..<rows {
                let values = star.draw(using: &random)
                tokens.append(order.flatMap { [Int32($0), Int32(star.variables + values[$0])] })
                targets += order.flatMap { [Int32(star.variables + values[$0]), -1] }
            }
            let result = linearCrossEntropy(
                network.outputFeatures(network.hidden(Tensor(rows: tokens), .causal)),
                weight: network.outputWeight,
                bias: network.outputBias,
                CrossEntropyTarget(Tensor(targets))
            )
            return ProcessLoss(sum: result.sum, count: Double(rows))
        }
        var configuration = TrainingConfiguration()
        configuration.steps = steps
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 3e-3)
        configuration.schedule = LearningRateSchedule(.cosine, warmup: 10, floor: 0.05)
        try fit(network.parameters, configuration, progress: { progress("star: \($0)") }) { _, random in
            var random = random.split("variables")
            return loss(64, &random)
        }
        var random = RandomStream(seed: 977).split("test variables")
        return withoutGradients { loss(2000, &random).mean.item }
    }

    /// Of the star, nats.
    var entropy: Double {
        func entropy(_ law: [Double]) -> Double { law.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 } }
        return star.links.reduce(entropy(star.root)) { sum, link in
            sum + zip(star.root, link).reduce(0) { $0 + $1.0 * entropy($1.1) }
        }
    }
}
