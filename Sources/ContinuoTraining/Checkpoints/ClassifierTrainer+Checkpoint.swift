import ContinuoBackbones
import ContinuoTensor

/// What a classifier's checkpoint knows besides tensors.
private struct ClassifierFacts: Codable {
    var version = 1
    var step: Int
    var elapsed: Double
    var configuration: ClassifierConfiguration
    var parameters: [String: [Int]]
}

extension ClassifierTrainer {
    /// Writes everything that the run needs to go on into a folder, which appears whole or not at all.
    public func writeCheckpoint(to folder: String) throws {
        let facts = ClassifierFacts(
            step: step,
            elapsed: elapsed,
            configuration: configuration,
            parameters: CheckpointFiles.shapesByName(updater.parameters)
        )
        try CheckpointFiles.write(facts, stateTensors, to: folder)
    }

    /// Takes a run up where a checkpoint left it, as if nothing had happened in between; the data must be the same. Everything
    /// is checked before anything is changed.
    /// - Throws: `TrainingError.foreignCheckpoint`.
    public func resume(from folder: String) throws {
        let facts = try CheckpointFiles.facts(
            ClassifierFacts.self,
            in: folder,
            for: updater.parameters,
            shapes: \.parameters
        )
        try CheckpointFiles.read(stateTensors, from: folder)
        (step, elapsed) = (facts.step, facts.elapsed)
    }

    private var stateTensors: [(name: String, tensor: Tensor)] {
        updater.parameters.map { ("parameter.\($0.name)", $0.tensor) }
            + updater.optimiser.state.map { ("optimiser.\($0.name)", $0.tensor) }
    }
}
