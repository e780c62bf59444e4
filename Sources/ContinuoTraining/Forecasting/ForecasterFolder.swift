import ContinuoBackbones
import ContinuoFormats
import ContinuoProbabilistic
import ContinuoProcesses
import ContinuoTensor

/// A trained forecaster in a folder: `config.json` with its settings, `model.safetensors` with its weights and the errors that
/// its intervals are made of. A rule that learns from each series anew has its name there, and no weights.
public enum ForecasterFolder {
    private static let timerXL = "timer-xl"
    private static let window = "window-forecaster"
    private static let rule = "forecast-rule"
    private static let errors = "errors"

    /// What a forecaster from windows is made of besides its weights.
    private struct WindowSettings: Codable {
        /// The name by which the registry makes the network.
        var name = ""
        var shape = WindowForecaster.Shape()
        var training = WindowTrainingConfiguration()
        var probabilities: [Double] = []
    }

    private struct TimerXLSettings: Codable {
        var network = TimerXLConfiguration()
        var graph = VariableGraph.none
        var context = 1
    }

    /// Writes a folder that appears whole or not at all.
    /// - Throws: `ForecastError.badSetting` for a forecaster that no name stands for; `DataFileError` when the system refuses.
    public static func save(_ forecaster: any Forecaster, to path: String) throws {
        switch forecaster {
        case let fitted as FittedTimerXL:
            var settings = TimerXLSettings()
            (settings.network, settings.graph) = (fitted.model.configuration, fitted.graph)
            settings.context = fitted.context
            try write(settings, TimerXLSettings(), timerXL, fitted.model, fitted.errors, to: path)
        case let fitted as FittedWindowForecaster:
            var settings = WindowSettings()
            (settings.name, settings.shape, settings.training) = (fitted.name, fitted.shape, fitted.training)
            settings.probabilities = fitted.probabilities
            try write(settings, WindowSettings(), window, fitted.network, fitted.errors, to: path)
        default:
            guard ForecasterKind.all.contains(where: { $0.name == forecaster.name }) else {
                throw ForecastError.badSetting(field: "model", expected: "a forecaster that has a name")
            }
            let configuration: JSONValue = ["model_type": .string(rule), "name": .string(forecaster.name)]
            try AtomicDirectory.write(path) { folder in
                try AtomicFile.write(
                    JSONWriter.bytes(configuration, .pretty) + [10],
                    to: FileSystem.join(folder, SequenceModel.FileName.configuration)
                )
            }
        }
    }

    /// Reads a folder.
    /// - Throws: `DataFileError` that names the file and what does not fit.
    public static func load(_ path: String) throws -> any Forecaster {
        let file = FileSystem.join(path, SequenceModel.FileName.configuration)
        let parsed = try JSONParser.parse(file: file)
        var object = parsed.objectValue ?? JSONObject()
        let kind = object["model_type"]?.stringValue
        object["model_type"] = nil
        if kind == rule { return try ForecasterKind.named(object["name"]?.stringValue ?? "") }
        let weights = try SafeTensorsModel(path: path)
        var initialiser = Initialiser(unspecified: .float32)
        switch kind {
        case timerXL:
            let settings = try decoded(TimerXLSettings(), object, file)
            let model = try TimerXL(settings.network, &initialiser)
            return FittedTimerXL(
                model: model,
                graph: settings.graph,
                context: settings.context,
                errors: try read(weights, into: model)
            )
        case window:
            let settings = try decoded(WindowSettings(), object, file)
            guard let maker = try ForecasterKind.named(settings.name) as? WindowForecaster else {
                throw DataFileError(
                    .malformed,
                    file: file,
                    place: "\"name\"",
                    expected: "a network that reads windows",
                    found: "\"\(settings.name)\""
                )
            }
            let network = try maker.make(settings.shape, &initialiser)
            return FittedWindowForecaster(
                name: settings.name,
                network: network,
                shape: settings.shape,
                probabilities: settings.probabilities,
                errors: try read(weights, into: network),
                training: settings.training
            )
        default:
            throw DataFileError(
                .malformed,
                file: file,
                place: "\"model_type\"",
                expected: "\"\(timerXL)\", \"\(window)\" or \"\(rule)\"",
                found: kind.map { "\"\($0)\"" } ?? "none"
            )
        }
    }

    private static func decoded<Settings: Codable>(
        _ defaults: Settings,
        _ given: JSONObject,
        _ file: String
    ) throws -> Settings {
        try SettingsDecoder(defaults).decode(
            given: given,
            path: [],
            file: file,
            place: { "\"\($0.joined(separator: "."))\"" }
        )
    }

    private static func write<Settings: Codable>(
        _ settings: Settings,
        _ defaults: Settings,
        _ kind: String,
        _ network: any Module,
        _ errors: [[Float]],
        to path: String
    ) throws {
        try AtomicDirectory.write(path) { folder in
            var configuration = JSONObject([("model_type", .string(kind))])
            for (key, value) in try SettingsDecoder(defaults).json(of: settings) { configuration[key] = value }
            try AtomicFile.write(
                JSONWriter.bytes(.object(configuration), .pretty) + [10],
                to: FileSystem.join(folder, SequenceModel.FileName.configuration)
            )
            var tensors = network.parameters.map {
                SafeTensorsWriter.Source(
                    name: $0.name,
                    type: .float32,
                    shape: $0.tensor.shape,
                    elements: $0.tensor.array(of: Float.self)
                )
            }
            if let count = errors.first?.count, count > 0 {
                tensors.append(
                    SafeTensorsWriter.Source(
                        name: Self.errors,
                        type: .float32,
                        shape: [errors.count, count],
                        elements: errors.flatMap { $0 }
                    )
                )
            }
            try SafeTensorsModel.write(to: folder, tensors: tensors)
        }
    }

    /// Reads weights into a network.
    /// - Returns: the errors, step by step ahead.
    private static func read(_ weights: SafeTensorsModel, into network: any Module) throws -> [[Float]] {
        for parameter in network.parameters {
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
        guard let shape = weights.shape(of: errors), shape.count == 2 else { return [] }
        let tensor = Tensor.zeros(shape)
        try weights.read(errors, into: tensor, from: 0)
        let numbers = tensor.array(of: Float.self)
        return (0..<shape[0]).map { Array(numbers[($0 * shape[1])..<(($0 + 1) * shape[1])]) }
    }
}
