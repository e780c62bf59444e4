import ContinuoBackbones
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor

/// Directories in the Hugging Face layout: `config.json`, `model.safetensors`, `tokenizer.json`, `tokenizer_config.json`
/// and `generation_config.json`. What transformers has no place for stands in `config.json` under `continuo`.
extension SequenceModel {
    /// Names of the files that this type reads and writes.
    public enum FileName {
        public static let configuration = "config.json"
        public static let generation = "generation_config.json"
    }

    /// Reads a model that was saved here or by transformers. Without a `continuo` section the process is the
    /// family's own: autoregressive for most.
    /// - Throws: `DataFileError` or `TokeniserError` that names the file and what was expected there.
    public static func load(
        from path: String,
        _ elementType: ElementType = .float32,
        _ options: LoadOptions = LoadOptions()
    ) throws -> SequenceModel {
        let found = try described(in: path) { weights in
            let packs = options.weights == .stored && elementType == .float32 && weights.hasHalfPrecision
            var initialiser = Initialiser(unspecified: elementType, packsMatrices: packs)
            initialiser.cacheFormat = options.cache
            initialiser.convolutionScheme = options.convolutions
            return initialiser
        }
        var model = found.model
        try model.checkCacheFormat(path)
        let names = type(of: model.family).tensorNames
        try names.read(model.backbone, from: found.weights, configuration: FileName.configuration)
        model.contextLimit = options.context
        return model
    }

    /// The configuration, family and weights of a directory.
    static func opened(
        _ path: String
    ) throws -> (values: ConfigurationValues, family: any ModelFamily, weights: SafeTensorsModel) {
        let configuration = FileSystem.join(path, FileName.configuration)
        let values = try FamilyRegistry.languageModel(ConfigurationValues(file: configuration))
        var family = try FamilyRegistry.read(values)
        let weights = try SafeTensorsModel(path: path)
        family.adapt(to: weights.names)
        return (values, family, weights)
    }

    /// A model as its directory describes it, with initial weights, and the files with its own.
    static func described(
        in path: String,
        _ makeInitialiser: (SafeTensorsModel) -> Initialiser
    ) throws -> (model: SequenceModel, weights: SafeTensorsModel) {
        let (values, family, weights) = try opened(path)
        let tokeniser = try TokeniserFiles.load(path)
        let own = try values.section("continuo")
        if let unit = try LabellingModel.unit(own) {
            throw DataFileError(
                .wrongKind,
                file: path,
                expected: "a language model",
                found: "a model that labels \(unit.plural)",
                advice: "Use it with: continuo label \(path) FILE"
            )
        }
        let settings = try own?.section("process") ?? ConfigurationValues([:], file: values.file)
        var process = try ProcessRegistry.make(
            try settings.text("name", default: type(of: family).defaultProcess),
            settings,
            tokeniser: tokeniser
        )
        if own == nil, process is Autoregressive, let subwords = tokeniser as? SubwordTokeniser {
            process = Autoregressive(start: subwords.template.prefix.last)
        }
        var initialiser = makeInitialiser(weights)
        var model = try namingTokeniser(of: path) {
            try SequenceModel(family: family, tokeniser: tokeniser, process: process, &initialiser)
        }
        model.training = try own?.section("training")?.object ?? [:]
        model.otherSettings = values.object
        let generation = FileSystem.join(path, FileName.generation)
        if FileSystem.exists(generation) { model.generation = try ConfigurationValues(file: generation).object }
        return (model, weights)
    }

    /// Puts a model of a directory together; where its parts do not make one, the tokeniser's file is to blame.
    static func namingTokeniser<Model>(of path: String, _ make: () throws -> Model) throws -> Model {
        do {
            return try make()
        } catch let failure as ModelError {
            throw DataFileError(
                .malformed,
                file: FileSystem.join(path, TokenizerJSON.fileName),
                expected: "the tokeniser of this model",
                found: "\(failure)"
            )
        }
    }

    /// Writes the model as a directory that appears whole or not at all; what stood at `path` is replaced.
    public func save(to path: String) throws {
        try AtomicDirectory.write(path) { try write(into: $0) }
    }

    /// Writes the model's files into a directory that exists: for checkpoints, which hold more than the model.
    public func write(into directory: String) throws {
        try SafeTensorsModel.write(to: directory, tensors: type(of: family).tensorNames.sources(of: backbone))
        try writeDescription(into: directory, configurationJSON)
    }

    /// Writes everything but the weights.
    func writeDescription(into directory: String, _ configuration: JSONObject) throws {
        try FileSystem.write(configuration, to: FileSystem.join(directory, FileName.configuration))
        try TokeniserFiles.save(tokeniser, to: directory)
        try FileSystem.write(generationJSON, to: FileSystem.join(directory, FileName.generation))
        if let chatTemplate {
            try AtomicFile.write(chatTemplate, to: FileSystem.join(directory, ChatTemplate.templateFileName))
        }
    }

    /// What `config.json` says of a network: the class that transformers has for it, the family's settings, the type.
    static func configuration(
        of family: any ModelFamily,
        _ architecture: String?,
        _ elementType: ElementType
    ) -> JSONObject {
        var json = JSONObject()
        json["architectures"] = .array(architecture.map { [.string($0)] } ?? [])
        json["model_type"] = .string(type(of: family).modelType)
        for (key, value) in family.configuration { json[key] = value }
        json["dtype"] = .string(elementType.rawValue)
        return json
    }

    /// The contents of `config.json`.
    public var configurationJSON: JSONObject {
        let architecture =
            family.bareArchitecture ?? type(of: family).architecture(forProcess: type(of: process).name)
        var json = SequenceModel.configuration(of: family, architecture, backbone.elementType)
        for (key, value) in specialIds { json[key] = value }
        for (key, value) in otherSettings where !json.contains(key) && key != "continuo" { json[key] = value }
        var processJSON: JSONObject = ["name": .string(type(of: process).name)]
        for (key, value) in process.settings { processJSON[key] = value }
        var own: JSONObject = ["process": .object(processJSON)]
        own["representation"] = ["tokeniser": .string(TokenizerJSON.fileName)]
        if !training.isEmpty { own["training"] = .object(training) }
        json["continuo"] = .object(own)
        return json
    }

    private var generationJSON: JSONObject {
        var json = generation
        for (key, value) in specialIds where json[key] == nil { json[key] = value }
        let start = "decoder_start_token_id"
        if json[start] == nil, let id = family.configuration[start] { json[start] = id }
        return json
    }

    private var specialIds: JSONObject {
        var ids = SequenceModel.specialIds(of: tokeniser)
        if case .null? = ids["bos_token_id"], let start = (process as? Autoregressive)?.start {
            ids["bos_token_id"] = .integer(Int(start))
        }
        return ids
    }

    /// The ids of the parts that special tokens play, by the keys of `config.json`.
    static func specialIds(of tokeniser: any Tokeniser) -> JSONObject {
        func id(_ role: SpecialRole) -> JSONValue {
            tokeniser.specialTokens.id(of: role).map { .integer(Int($0)) } ?? .null
        }
        return ["bos_token_id": id(.beginningOfText), "eos_token_id": id(.endOfText), "pad_token_id": id(.pad)]
    }
}

extension SafeTensorsModel {
    /// Whether weights are stored with 16 bits: then float32 would hold nothing that they do not.
    fileprivate var hasHalfPrecision: Bool { entries.contains { $0.type == .bfloat16 || $0.type == .float16 } }
}

extension FileSystem {
    static func write(_ object: JSONObject, to path: String) throws {
        try AtomicFile.write(JSONWriter.bytes(.object(object), .pretty) + [10], to: path)
    }
}
