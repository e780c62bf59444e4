import ContinuoBackbones
import ContinuoTensor

/// What a checkpoint knows besides tensors.
struct CheckpointFacts: Codable {
    var version = 1
    var step: Int
    var elapsed: Double
    var bestValidation: Double?
    var validationsWithoutImprovement: Int
    var configuration: TrainingConfiguration
    var parameters: [String: [Int]]
}

extension Trainer {
    /// Writes everything that the run needs to go on into a folder, which appears whole or not at all.
    public func writeCheckpoint(to folder: String) throws {
        let facts = CheckpointFacts(
            step: step,
            elapsed: elapsed,
            bestValidation: bestValidation,
            validationsWithoutImprovement: validationsWithoutImprovement,
            configuration: configuration,
            parameters: CheckpointFiles.shapesByName(parameters)
        )
        try CheckpointFiles.write(facts, stateTensors, to: folder)
        lastCheckpoint = step
    }

    /// Takes a run up where a checkpoint left it. Everything is checked before anything is changed.
    public func resume(from folder: String) throws {
        let facts = try CheckpointFiles.facts(CheckpointFacts.self, in: folder, for: parameters, shapes: \.parameters)
        if facts.bestValidation != nil, configuration.patience != nil {
            bestParameters = parameters.map { $0.tensor.copy() }
        }
        try CheckpointFiles.read(stateTensors, from: folder)
        step = facts.step
        elapsed = facts.elapsed
        bestValidation = facts.bestValidation
        validationsWithoutImprovement = facts.validationsWithoutImprovement
        lastCheckpoint = facts.step
    }

    /// Everything that a run consists of, by name.
    private var stateTensors: [(name: String, tensor: Tensor)] {
        var tensors = parameters.map { ("parameter.\($0.name)", $0.tensor) }
        tensors += optimiser.state.map { ("optimiser.\($0.name)", $0.tensor) }
        tensors += zip(parameters, averages).map { ("average.\($0.name)", $1) }
        tensors += zip(parameters, bestParameters).map { ("best.\($0.name)", $1) }
        return tensors.map { (name: $0.0, tensor: $0.1) }
    }
}
