import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import Foundation

/// A saved point of the three axes — representation, backbone, process — with training settings.
///
///     recipe: llama                     # a family's name; or `extends: path/to/other.yaml`
///     model: {layers: 4, width: 256}    # words that all families share, or keys of their config.json
///     representation: bytes             # bytes, characters, or bpe: 4096
///     process: autoregressive           # a process' name, or {name: …, …}
///     training: {steps: 1000, batch_size: 16}
///
/// Everything but `recipe` may be left out.
public struct Recipe: Sendable {
    /// Name of a family, or of a mixer that a stack is made of.
    public var family: String
    public var model = JSONObject()
    public var representation = Representation.bytes
    public var process: JSONObject = ["name": .string(Autoregressive.name)]
    public var training = TrainingConfiguration()

    public enum Representation: Sendable, Equatable {
        case bytes
        case characters
        /// Byte-level BPE of so many ids, trained on the training part.
        case bpe(vocabulary: Int)

        /// `bytes`, `characters`, `bpe:4096`.
        public init?(_ text: String) {
            switch text {
            case "bytes": self = .bytes
            case "characters": self = .characters
            default:
                guard text.hasPrefix("bpe:"), let size = Int(text.dropFirst(4)), size > 256 else { return nil }
                self = .bpe(vocabulary: size)
            }
        }

        public var text: String {
            switch self {
            case .bytes: "bytes"
            case .characters: "characters"
            case .bpe(let vocabulary): "bpe:\(vocabulary)"
            }
        }
    }

    /// The defaults of a family, or of a stack of a mixer of this name.
    public init(family name: String) throws { try self.init(name: name, source: "recipe") }

    private init(name: String, source: String) throws {
        let (type, settings) = try FamilyRegistry.resolve(name, file: source)
        family = settings.isEmpty ? type.name : name
    }

    /// A recipe by a family's name, or the path of a YAML file.
    public static func named(_ name: String) throws -> Recipe {
        if name.hasSuffix(".yaml") || name.hasSuffix(".yml") || FileSystem.exists(name) {
            return try Recipe(YAMLDocument(path: name))
        }
        return try Recipe(family: name)
    }

    public init(_ document: YAMLDocument) throws {
        try self.init(document.value, source: document.source) { document.place(of: $0) }
    }

    /// Reads the form that `json` writes.
    public init(_ value: JSONValue, source: String, place: ([String]) -> String = { $0.joined(separator: ".") }) throws
    {
        func failure(_ path: [String], _ expected: String, _ found: String) -> DataFileError {
            DataFileError(.malformed, file: source, place: place(path), expected: expected, found: found)
        }
        guard let object = value.objectValue else {
            throw failure([], "keys such as \"recipe: gpt2\"", value.kindDescription)
        }
        let known = ["recipe", "model", "representation", "process", "training"]
        for key in object.keys where !known.contains(key) {
            throw failure([key], "one of \(known.joined(separator: ", "))", "the unknown key \"\(key)\"")
        }
        guard let name = object["recipe"]?.stringValue else {
            throw failure(
                ["recipe"],
                "the name of a family or a mixer: \(FamilyRegistry.recipeNames.joined(separator: ", "))",
                "nothing"
            )
        }
        try self.init(name: name, source: source)
        if let model = object["model"] {
            guard let settings = model.objectValue else { throw failure(["model"], "keys", model.kindDescription) }
            self.model = settings
        }
        do {
            _ = try FamilyRegistry.recipe(family, vocabularySize: 256, overrides: self.model)
        } catch let error as DataFileError {
            let key = error.place.filter { $0 != "\"" }
            throw failure(key.isEmpty ? ["model"] : ["model", key], error.expected, error.found)
        }
        if let text = object["representation"] {
            guard let found = text.stringValue.flatMap(Representation.init) ?? Recipe.bpe(text) else {
                throw failure(["representation"], "bytes, characters or bpe:SIZE with SIZE above 256", "\(text)")
            }
            representation = found
        }
        if let process = object["process"] {
            if let name = process.stringValue {
                self.process = ["name": .string(name)]
            } else if let settings = process.objectValue, settings["name"]?.stringValue != nil {
                self.process = settings
            } else {
                throw failure(["process"], "a name, or keys with a name", process.kindDescription)
            }
            guard ProcessRegistry.names.contains(processName) else {
                let names = ProcessRegistry.names.joined(separator: ", ")
                throw failure(["process"], "one of \(names)", "\"\(processName)\"")
            }
        }
        if let training = object["training"] {
            guard let settings = training.objectValue else {
                throw failure(["training"], "keys", training.kindDescription)
            }
            self.training = try SettingsDecoder(TrainingConfiguration()).decode(
                optional: TrainingConfiguration.CodingKeys.allCases.map(\.rawValue),
                given: settings,
                path: ["training"],
                file: source,
                place: place
            )
        }
        try self.training.validate()
    }

    private static func bpe(_ value: JSONValue) -> Representation? {
        value.objectValue?["bpe"]?.intValue.flatMap { Representation("bpe:\($0)") }
    }

    /// Everything that the recipe states, for the record of a run.
    public func json() throws -> JSONValue {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var training = try JSONParser.parse(Array(encoder.encode(self.training)))
        // What is nil is left out by the encoder, and would be read back as its default.
        for key in TrainingConfiguration.CodingKeys.allCases where training[key.rawValue] == nil {
            training[key.rawValue] = .null
        }
        return [
            "recipe": .string(family), "model": .object(model), "representation": .string(representation.text),
            "process": .object(process), "training": training,
        ]
    }
}
