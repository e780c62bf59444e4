import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoTensor

/// A trained Timer-XL in a folder: `config.json` with its settings, `model.safetensors` with its weights.
public enum TimerXLFolder {
    private static let kind = "timer-xl"

    /// Writes a folder that appears whole or not at all.
    /// - Throws: `DataFileError` when the system refuses.
    public static func save(_ model: TimerXL, to path: String) throws {
        try AtomicDirectory.write(path) { folder in
            let decoder = SettingsDecoder(TimerXLConfiguration())
            var configuration = JSONObject([("model_type", .string(kind))])
            for (key, value) in try decoder.json(of: model.configuration) { configuration[key] = value }
            try AtomicFile.write(
                JSONWriter.bytes(.object(configuration), .pretty) + [10],
                to: FileSystem.join(folder, SequenceModel.FileName.configuration)
            )
            let tensors = model.parameters.map {
                SafeTensorsWriter.Source(
                    name: $0.name,
                    type: .float32,
                    shape: $0.tensor.shape,
                    elements: $0.tensor.array(of: Float.self)
                )
            }
            try SafeTensorsModel.write(to: folder, tensors: tensors)
        }
    }

    /// Reads a folder.
    /// - Throws: `DataFileError` that names the file and what does not fit.
    public static func load(_ path: String) throws -> TimerXL {
        let file = FileSystem.join(path, SequenceModel.FileName.configuration)
        let parsed = try JSONParser.parse(file: file)
        guard var object = parsed.objectValue, object["model_type"]?.stringValue == kind else {
            throw DataFileError(
                .malformed,
                file: file,
                place: "\"model_type\"",
                expected: "\"\(kind)\"",
                found: parsed.objectValue?["model_type"].map { JSONWriter.text($0) } ?? "none"
            )
        }
        object["model_type"] = nil
        let configuration = try SettingsDecoder(TimerXLConfiguration()).decode(
            given: object,
            path: [],
            file: file,
            place: { "\"\($0.joined(separator: "."))\"" }
        )
        var initialiser = Initialiser(unspecified: .float32)
        let model = try TimerXL(configuration, &initialiser)
        let weights = try SafeTensorsModel(path: path)
        for parameter in model.parameters {
            let found = weights.shape(of: parameter.name)
            guard found == parameter.tensor.shape else {
                throw DataFileError(
                    .malformed,
                    file: weights.path,
                    place: "tensor \"\(parameter.name)\"",
                    expected: "the shape \(parameter.tensor.shape)",
                    found: found.map { "\($0)" } ?? "no such tensor",
                    advice: "Is config.json from another model?"
                )
            }
            try weights.read(parameter.name, into: parameter.tensor, from: 0)
        }
        return model
    }
}
