import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor

/// A network that models sequences: a representation (tokeniser), a backbone of some family and a process, which are
/// chosen independently.
///
///     let family = try FamilyRegistry.recipe("llama", vocabularySize: tokeniser.vocabularySize)
///     let model = try SequenceModel(family: family, tokeniser: tokeniser, process: Autoregressive(), seed: 1)
///     try model.save(to: "my-model")
///     let same = try SequenceModel.load(from: "my-model")
///
/// Copies share the parameters: what an optimiser writes is seen by all.
public struct SequenceModel: GenerativeModel, Sendable {
    public let family: any ModelFamily
    public let tokeniser: any Tokeniser
    public let process: any SequenceProcess
    public var backbone: any Backbone

    /// Facts about the training, kept in `config.json` under `continuo.training`.
    public var training = JSONObject()
    /// The contents of `generation_config.json`: default settings of generation.
    public var generation = JSONObject()
    /// The text of the template that conversations have; nil where the model has none, or has it in files of its own.
    public var chatTemplate: String?
    /// The greatest number of positions that sessions hold, where it is below the network's own.
    public var contextLimit: Int?
    /// What else `config.json` held; written back unchanged.
    var otherSettings = JSONObject()

    /// A model with initial weights.
    /// - Parameter elementType: of the parameters.
    /// - Throws: `ProcessError` when the backbone lacks what the process needs.
    public init(
        family: any ModelFamily,
        tokeniser: any Tokeniser,
        process: any SequenceProcess,
        seed: UInt64,
        _ elementType: ElementType = .float32
    ) throws {
        var initialiser = Initialiser(seed: seed, elementType)
        try self.init(family: family, tokeniser: tokeniser, process: process, &initialiser)
    }

    init(
        family: any ModelFamily,
        tokeniser: any Tokeniser,
        process: any SequenceProcess,
        _ initialiser: inout Initialiser
    ) throws {
        guard tokeniser.vocabularySize <= family.vocabularySize else {
            throw ModelError.vocabularyTooSmall(model: family.vocabularySize, tokeniser: tokeniser.vocabularySize)
        }
        self.family = family
        self.tokeniser = tokeniser
        self.process = process
        let direction: SequenceContext.Direction =
            process.requirements.contains(.bidirectional) ? .bidirectional : .causal
        backbone = try family.backbone(direction, &initialiser)
        try process.check(backbone)
    }

    public var vocabularySize: Int { backbone.vocabularySize }

    /// Number of trainable numbers.
    public var parameterCount: Int { backbone.parameterCount }

    /// Scores one sequence; see `score(_: [[Int32]])`.
    public func score(_ tokens: [Int32]) throws -> SequenceScore { try score([tokens])[0] }

    /// Scores sequences, of any length where the process allows, in batches.
    public func score(_ sequences: [[Int32]]) throws -> [SequenceScore] { try process.score(backbone, sequences) }

    /// - Throws: `ModelError.noNextElement` where the process has no distribution of a next token.
    public func makeSession(rows: Int) throws -> any DecodingSession {
        guard let process = process as? any NextElementProcess else {
            throw ModelError.noNextElement(process: type(of: process).name)
        }
        let session = try process.makeSession(backbone, rows: rows)
        if let contextLimit, let session = session as? BackboneSession { session.limit = contextLimit }
        return session
    }
}

/// Parts that do not make a model together.
public enum ModelError: Error, Equatable, CustomStringConvertible {
    case vocabularyTooSmall(model: Int, tokeniser: Int)
    case noNextElement(process: String)

    public var description: String {
        switch self {
        case .vocabularyTooSmall(let model, let tokeniser):
            "the tokeniser has \(tokeniser) ids, the network only \(model). Is the tokeniser from another model?"
        case .noNextElement(let process):
            "the process \"\(process)\" has no distribution of the next token, so it cannot be decoded step by step"
        }
    }
}
