import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor
import Foundation

/// What a checkpoint knows besides tensors.
struct CheckpointFacts: Codable {
    var version = 1
    var step: Int
    var elapsed: Double
    var bestValidation: Double?
    var validationsWithoutImprovement: Int
    var configuration: TrainingConfiguration
    /// Shape and name of every parameter: another model's checkpoint is refused.
    var parameters: [String: [Int]]
}

extension Trainer {
    static let checkpointTensors = "state.safetensors"
    static let checkpointFacts = "state.json"

    /// Writes everything that the run needs to go on into a folder, which appears whole or not at all.
    public func writeCheckpoint(to folder: String) throws {
        let facts = CheckpointFacts(
            step: step,
            elapsed: elapsed,
            bestValidation: bestValidation,
            validationsWithoutImprovement: validationsWithoutImprovement,
            configuration: configuration,
            parameters: Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.tensor.shape) })
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        let json = try encoder.encode(facts)
        try AtomicDirectory.write(folder) { temporary in
            try SafeTensorsWriter.write(
                to: FileSystem.join(temporary, Trainer.checkpointTensors),
                tensors: stateTensors.map { SafeTensorsWriter.Source($0.name, $0.tensor) }
            )
            try AtomicFile.write(Array(json), to: FileSystem.join(temporary, Trainer.checkpointFacts))
        }
        lastCheckpoint = step
    }

    /// Takes a run up where a checkpoint left it. Everything is checked before anything is changed.
    public func resume(from folder: String) throws {
        let path = FileSystem.join(folder, Trainer.checkpointFacts)
        let facts: CheckpointFacts
        do {
            facts = try JSONDecoder().decode(CheckpointFacts.self, from: Data(FileSystem.read(path)))
        } catch let error as DecodingError {
            throw TrainingError.foreignCheckpoint(
                path: path,
                reason: "it is not a checkpoint of this program (\(error))"
            )
        }
        let expected = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.tensor.shape) })
        for (name, shape) in expected.sorted(by: { $0.key < $1.key }) where facts.parameters[name] != shape {
            let found = facts.parameters[name].map { "has shape \($0)" } ?? "is missing"
            throw TrainingError.foreignCheckpoint(
                path: path,
                reason: "parameter \"\(name)\" \(found), the model asks for \(shape). Is it another model's?"
            )
        }
        if facts.bestValidation != nil, configuration.patience != nil {
            bestParameters = parameters.map { $0.tensor.copy() }
        }
        let file = try SafeTensorsFile(path: FileSystem.join(folder, Trainer.checkpointTensors))
        var loaded: [(Tensor, UnsafeRawBufferPointer)] = []
        for (name, tensor) in stateTensors {
            guard let entry = file.entry(name) else {
                throw TrainingError.foreignCheckpoint(
                    path: file.path,
                    reason: "tensor \"\(name)\" is missing. Was the optimiser changed?"
                )
            }
            guard entry.shape == tensor.shape, entry.type == .float32 else {
                throw TrainingError.foreignCheckpoint(
                    path: file.path,
                    reason: "tensor \"\(name)\" is \(entry.type) \(entry.shape), expected f32 \(tensor.shape)"
                )
            }
            loaded.append((tensor, file.bytes(of: entry)))
        }
        for (tensor, bytes) in loaded {
            UnsafeMutableRawBufferPointer(start: tensor.pointer(Float.self), count: tensor.byteCount).copyMemory(
                from: bytes
            )
        }
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

extension SafeTensorsWriter.Source {
    /// A float32 tensor.
    init(_ name: String, _ tensor: Tensor) {
        self.init(name: name, type: .float32, shape: tensor.shape) { write in
            try write(UnsafeRawBufferPointer(start: tensor.pointer(Float.self), count: tensor.byteCount))
        }
    }
}
