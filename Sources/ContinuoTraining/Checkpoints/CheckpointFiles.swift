import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor
import Foundation

/// The two files of a checkpoint: all tensors of a run, and what it knows besides them. Every training loop writes its own facts.
enum CheckpointFiles {
    static let tensors = "state.safetensors"
    static let facts = "state.json"

    /// Writes a checkpoint as a folder, which appears whole or not at all.
    static func write(
        _ facts: some Encodable,
        _ tensors: [(name: String, tensor: Tensor)],
        to folder: String
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        let json = try encoder.encode(facts)
        try AtomicDirectory.write(folder) { temporary in
            try SafeTensorsWriter.write(
                to: FileSystem.join(temporary, Self.tensors),
                tensors: tensors.map { SafeTensorsWriter.Source($0.name, $0.tensor) }
            )
            try AtomicFile.write(Array(json), to: FileSystem.join(temporary, Self.facts))
        }
    }

    /// The facts of a checkpoint of this model.
    /// - Parameter found: the shapes of the parameters that facts tell of.
    /// - Throws: `TrainingError.foreignCheckpoint` for another program's or another model's.
    static func facts<Facts: Decodable>(
        _ kind: Facts.Type,
        in folder: String,
        for parameters: [NamedParameter],
        shapes found: (Facts) -> [String: [Int]]
    ) throws -> Facts {
        let path = FileSystem.join(folder, Self.facts)
        let facts: Facts
        do {
            facts = try JSONDecoder().decode(kind, from: Data(FileSystem.read(path)))
        } catch let error as DecodingError {
            throw TrainingError.foreignCheckpoint(
                path: path,
                reason: "it is not a checkpoint of this program (\(error))"
            )
        }
        let shapes = found(facts)
        for (name, shape) in shapesByName(parameters).sorted(by: { $0.key < $1.key }) where shapes[name] != shape {
            let found = shapes[name].map { "has shape \($0)" } ?? "is missing"
            throw TrainingError.foreignCheckpoint(
                path: path,
                reason: "parameter \"\(name)\" \(found), the model asks for \(shape). Is it another model's?"
            )
        }
        return facts
    }

    /// Shape and name of every parameter: another model's checkpoint is refused.
    static func shapesByName(_ parameters: [NamedParameter]) -> [String: [Int]] {
        Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.tensor.shape) })
    }

    /// Reads a checkpoint's tensors, all of them checked before any is changed.
    /// - Throws: `TrainingError.foreignCheckpoint` that names the tensor that is missing or does not fit.
    static func read(_ tensors: [(name: String, tensor: Tensor)], from folder: String) throws {
        let file = try SafeTensorsFile(path: FileSystem.join(folder, Self.tensors))
        var loaded: [(Tensor, UnsafeRawBufferPointer)] = []
        for (name, tensor) in tensors {
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
