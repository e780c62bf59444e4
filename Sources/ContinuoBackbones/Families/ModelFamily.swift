import ContinuoFormats
import ContinuoTensor

/// A kind of network with the configuration that describes one: GPT-2, Llama, Mamba….
///
/// A family is one file: a struct of settings that reads and writes the keys of the Hugging Face `config.json`, the recipe
/// that builds the blocks, and the names that its tensors have in checkpoints. It is registered in `FamilyRegistry` by one
/// line.
public protocol ModelFamily: Sendable {
    /// Name of the recipe: `continuo train --recipe NAME`.
    static var name: String { get }

    /// `model_type` of `config.json`; the name when not stated.
    static var modelType: String { get }

    /// Larger models that hold one of this family as a part; nil where there are none.
    static var wrapper: ModelWrapper? { get }
    /// Other values of `model_type` that mean this family.
    static var otherNames: [String] { get }

    /// Class of the transformers package that loads our directories; nil where it has none.
    static var architecture: String? { get }

    /// The process of directories that do not state one.
    static var defaultProcess: String { get }

    /// Class of the transformers package that loads a directory of this family under a process; nil where it has none.
    static func architecture(forProcess name: String) -> String?

    /// Class of the transformers package for a network without a head; nil where this one has its head.
    var bareArchitecture: String? { get }

    /// The small model that a recipe stands for, by the keys of `config.json`; `vocab_size` is left out.
    static var defaults: JSONObject { get }

    /// Keys of `config.json` by the words that all families share; see `CommonSetting`.
    static var commonKeys: [CommonSetting: String] { get }

    /// Names of the tensors in checkpoints.
    static var tensorNames: TensorNameMap { get }

    /// Layout of GGUF files; nil where llama.cpp has no such architecture.
    static var gguf: GGUFLayout? { get }

    /// Reads the settings.
    /// - Throws: `DataFileError` that names the key, for one that is missing, of another type or not implemented.
    init(_ values: ConfigurationValues) throws

    /// Learns from the tensors of a checkpoint what its `config.json` does not tell.
    mutating func adapt(to storedNames: [String])

    /// The settings by the keys of `config.json`, without `architectures` and `model_type`.
    var configuration: JSONObject { get }

    /// Number of token ids.
    var vocabularySize: Int { get set }

    /// The network with its initial weights.
    /// - Parameter direction: how it will be used. Attention serves both with one form; a recurrence has one of its own for
    ///   `bidirectional`, or gives a network whose capabilities lack it, which processes then refuse.
    func backbone(_ direction: SequenceContext.Direction, _ initialiser: inout Initialiser) throws -> any Backbone
}

/// How `config.json` describes a model of several parts, of which the language model alone is read.
public struct ModelWrapper: Sendable {
    /// `model_type` of the whole.
    public let modelType: String
    /// Key of the language model's settings.
    public let section: String
}

/// Settings that every family has under a key of its own.
public enum CommonSetting: String, Sendable, CaseIterable {
    /// Width of the vectors.
    case width
    /// Number of blocks.
    case layers
    /// Number of attention heads.
    case heads
    /// Greatest number of positions.
    case context
    /// Probability of dropout in training.
    case dropout
}

extension ModelFamily {
    public static var modelType: String { name }
    public static var wrapper: ModelWrapper? { nil }
    public static var gguf: GGUFLayout? { nil }
    public static var otherNames: [String] { [] }
    public static var architecture: String? { nil }
    public static var defaultProcess: String { "autoregressive" }
    /// transformers would run a network of another process left to right.
    public static func architecture(forProcess name: String) -> String? {
        name == defaultProcess ? architecture : nil
    }
    public var bareArchitecture: String? { nil }
    public mutating func adapt(to storedNames: [String]) {}
    public static var tensorNames: TensorNameMap { TensorNameMap([]) }

    /// The keys that `configuration` writes: those which a recipe may set.
    public var knownKeys: [String] { configuration.keys }
}

/// The families, by name.
public enum FamilyRegistry {
    /// Every family: one line each.
    public static let all: [any ModelFamily.Type] = [
        GPT2.self,
        Llama.self,
        Mistral.self,
        Qwen2.self,
        Qwen3.self,
        Gemma3.self,
        Phi3.self,
        MambaFamily.self,
        Mamba2Family.self,
        SaShiMiFamily.self,
        GRUFamily.self,
        LSTMFamily.self,
        BERT.self,
        DistilBERT.self,
        T5.self,
        MixerStack.self,
        LinearMoE.self,
    ]

    /// Names of the families.
    public static var names: [String] { all.map { $0.name } }

    /// Names of all recipes: the families, and the mixers that a stack can be made of.
    public static var recipeNames: [String] { names + MixerRegistry.all.map(\.name).filter { !names.contains($0) } }

    /// The family of a recipe's name, and the settings that the name stands for: a mixer's name means a stack of it.
    /// - Parameter file: stands in the error.
    public static func resolve(
        _ name: String,
        file: String = "recipe"
    ) throws(DataFileError) -> (type: any ModelFamily.Type, settings: JSONObject) {
        if let family = all.first(where: { $0.name == name || $0.otherNames.contains(name) }) {
            return (family, JSONObject())
        }
        if MixerRegistry.kind(named: name) != nil { return (MixerStack.self, ["mixer": .string(name)]) }
        throw DataFileError(
            .unsupported,
            file: file,
            expected: "one of the families and mixers \(recipeNames.joined(separator: ", "))",
            found: "\"\(name)\""
        )
    }

    /// The model of a recipe: the family's defaults with other values for some keys.
    /// - Parameters:
    ///   - overrides: by the keys of `config.json`, or by the words of `CommonSetting`.
    /// - Throws: `DataFileError` for an unknown recipe, an unknown key, or a value that does not fit.
    public static func recipe(
        _ name: String,
        vocabularySize: Int,
        overrides: JSONObject = JSONObject()
    ) throws -> any ModelFamily {
        let (type, meaning) = try resolve(name)
        let file = "recipe \(name)"
        var settings = type.defaults
        for (key, value) in meaning { settings[key] = value }
        settings["vocab_size"] = .integer(vocabularySize)
        var given: [(word: String, key: String)] = []
        for (word, value) in overrides {
            let key = CommonSetting(rawValue: word).flatMap { type.commonKeys[$0] } ?? word
            settings[key] = value
            given.append((word, key))
        }
        let family = try type.init(ConfigurationValues(settings, file: file))
        let known = family.knownKeys
        if let unknown = given.first(where: { !known.contains($0.key) }) {
            let words = type.commonKeys.keys.map(\.rawValue).sorted()
            throw DataFileError(
                .malformed,
                file: file,
                place: "\"\(unknown.word)\"",
                expected: "one of the settings \((words + known).joined(separator: ", "))",
                found: "a setting that \(name) does not have"
            )
        }
        return family
    }

    /// The family that a `config.json` describes.
    public static func read(_ values: ConfigurationValues) throws -> any ModelFamily {
        let name = try values.text("model_type")
        if let family = all.first(where: { $0.modelType == name || $0.otherNames.contains(name) }) {
            return try family.init(values)
        }
        let part = try languageModel(values)
        if let family = all.first(where: { $0.wrapper?.modelType == name }) { return try family.init(part) }
        let known = all.flatMap { [$0.modelType] + ($0.wrapper.map { [$0.modelType] } ?? []) }
        throw DataFileError(
            .unsupported,
            file: values.file,
            place: "\"model_type\"",
            expected: "one of the families \(known.joined(separator: ", "))",
            found: "\"\(name)\""
        )
    }

    /// The settings of the language model where a `config.json` describes a model of several parts; else all of them.
    public static func languageModel(_ values: ConfigurationValues) throws(DataFileError) -> ConfigurationValues {
        let name = try values.text("model_type")
        guard let wrapper = all.compactMap({ $0.wrapper }).first(where: { $0.modelType == name }) else { return values }
        guard let part = try values.section(wrapper.section) else {
            throw values.error(wrapper.section, expected: "the settings of the language model")
        }
        return part
    }
}
