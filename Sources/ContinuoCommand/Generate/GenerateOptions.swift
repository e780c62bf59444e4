import ArgumentParser
import Continuo

/// Options of sampling, token by token.
struct SamplingOptions: ParsableArguments {
    @Option(help: "Divides the logits; 0 takes the most probable token (default: the model's, else 1).")
    var temperature: Double?
    @Option(help: "Keep the K most probable tokens.") var topK: Int?
    @Option(help: "Keep the most probable tokens up to this probability.") var topP: Double?
    @Option(help: "Keep tokens of at least this share of the greatest probability.") var minP: Double?
    @Option(help: "Keep the tokens nearest to the entropy, up to this probability.") var typical: Double?
    @Option(help: "Divides the logits of tokens that occurred.") var repetitionPenalty: Double?
    @Option(help: "Taken from the logits of tokens that were generated.") var presencePenalty: Double?
    @Option(help: "The same for each time that they were.") var frequencyPenalty: Double?
    @Option(help: "Text that ends generation. Repeatable.") var stop: [String] = []
    @Option(help: "A token's id or text, =, and what is added to its logit; -inf forbids it. Repeatable.")
    var logitBias: [String] = []
    @Option(help: "Start of the random numbers.") var seed: UInt64?
    @Option(help: "A drafter for speculative decoding: a model, ngram (the text's repetitions) or ngram-counts.")
    var draft: String?
    @Option(help: "Tokens drafted at a time; auto: as many as pay (default: auto).") var draftLength: DraftLength?
    @Flag(help: "With --json: a line for each piece of text, then the result.") var pieces = false

    /// Names of the options that were given.
    var given: Set<String> {
        let all: [(String, Bool)] = [
            ("--temperature", temperature != nil), ("--top-k", topK != nil), ("--top-p", topP != nil),
            ("--min-p", minP != nil), ("--typical", typical != nil),
            ("--repetition-penalty", repetitionPenalty != nil), ("--presence-penalty", presencePenalty != nil),
            ("--frequency-penalty", frequencyPenalty != nil), ("--stop", !stop.isEmpty),
            ("--logit-bias", !logitBias.isEmpty), ("--seed", seed != nil),
            ("--draft", draft != nil), ("--draft-length", draftLength != nil), ("--pieces", pieces),
        ]
        return Set(all.filter(\.1).map(\.0))
    }

    /// The settings for at most so many tokens.
    /// - Parameter defaults: what holds where no option is given.
    func settings(maximumTokens: Int, defaults: SamplingSettings = SamplingSettings()) -> SamplingSettings {
        var settings = defaults
        settings.temperature = temperature ?? settings.temperature
        settings.topK = topK ?? settings.topK
        settings.topP = topP ?? settings.topP
        settings.minP = minP ?? settings.minP
        settings.typicalP = typical ?? settings.typicalP
        settings.repetitionPenalty = repetitionPenalty ?? settings.repetitionPenalty
        settings.presencePenalty = presencePenalty ?? settings.presencePenalty
        settings.frequencyPenalty = frequencyPenalty ?? settings.frequencyPenalty
        settings.stopStrings = stop
        settings.seed = seed
        settings.maximumTokens = maximumTokens
        return settings
    }
}

/// Options of beam search.
struct BeamOptions: ParsableArguments {
    @Option(help: "Search with so many beams instead of sampling.") var beams: Int?
    @Option(help: "Groups of beams that must differ.") var groups: Int?
    @Option(help: "What likeness with earlier groups costs (default: 0.5).") var diversityStrength: Double?
    @Option(help: "How likeness is measured: hamming, cumulative or ngram (default: hamming).") var diversity: String?
    @Option(help: "Scores are divided by length to this power (default: 1).") var lengthPenalty: Double?

    /// Names of the options that were given.
    var given: Set<String> {
        let all: [(String, Bool)] = [
            ("--beams", beams != nil), ("--groups", groups != nil), ("--diversity-strength", diversityStrength != nil),
            ("--diversity", diversity != nil), ("--length-penalty", lengthPenalty != nil),
        ]
        return Set(all.filter(\.1).map(\.0))
    }

    /// The settings for at most so many tokens.
    func settings(maximumTokens: Int) throws -> BeamSettings {
        var settings = BeamSettings()
        settings.width = beams ?? settings.width
        settings.groups = groups ?? settings.groups
        settings.maximumTokens = maximumTokens
        settings.diversityStrength = diversityStrength ?? settings.diversityStrength
        settings.lengthNormalisation = .power(lengthPenalty ?? 1)
        switch diversity ?? "hamming" {
        case "hamming": settings.diversity = .hamming
        case "cumulative": settings.diversity = .cumulative(temperature: 1)
        case "ngram": settings.diversity = .ngram(size: 2)
        default: throw CommandError.usage("--diversity \(diversity ?? ""): expected hamming, cumulative or ngram.")
        }
        return settings
    }
}

/// Options that hold the text to a form.
struct ConstraintOptions: ParsableArguments {
    @Option(help: "A file with a grammar in GBNF; the text follows its rule root.") var grammar: String?
    @Option(help: "A file with a JSON schema, or the schema itself; {} is any JSON.") var jsonSchema: String?

    /// Names of the options that were given.
    var given: Set<String> {
        let all: [(String, Bool)] = [("--grammar", grammar != nil), ("--json-schema", jsonSchema != nil)]
        return Set(all.filter(\.1).map(\.0))
    }

    /// The constraint that the options ask for.
    func constraint(_ tokeniser: any Tokeniser, endTokens: [Int32]) throws -> GrammarConstraint? {
        guard let grammar = try readGrammar() else { return nil }
        return try GrammarConstraint(grammar, vocabulary: TokenVocabulary(tokeniser), endTokens: endTokens)
    }

    private func readGrammar() throws -> Grammar? {
        switch (grammar, jsonSchema) {
        case (nil, nil): return nil
        case (let file?, nil):
            guard let text = String(validating: try TextInput.read(file), as: UTF8.self) else {
                throw CommandError(.badData, "\(file): expected a grammar in UTF-8.")
            }
            return try Grammar(gbnf: text)
        case (nil, let schema?):
            let isText = schema.first { !$0.isWhitespace } == "{" || schema == "true" || schema == "false"
            let value =
                isText ? try JSONParser.parse(schema, source: "--json-schema") : try JSONParser.parse(file: schema)
            return try Grammar(jsonSchema: value)
        default: throw CommandError.usage("The form of the text is given twice: --grammar and --json-schema.")
        }
    }
}

/// Options of processes that fill open positions.
struct FillingOptions: ParsableArguments {
    @Option(help: "Open positions after the prompt (default: 64).") var length: Int?
    @Option(help: "Text that stands behind the open positions.") var suffix: String?
    @Option(help: "A text in which every underscore is an open position, in place of a prompt.") var infill: String?
    @Option(help: "Which positions are filled first: \(FillingOptions.orders) (default: confidence).")
    var unmasking: String?
    @Option(help: "Steps in which positions are filled (default: one position at a time).") var unmaskingSteps: Int?
    @Option(help: "How many times what is given counts, with the process dirichlet (default: the model's, else 1).")
    var guidance: Double?

    static let orders = FillOrder.allCases.map(\.rawValue).joined(separator: ", ")

    /// Names of the options that were given.
    var given: Set<String> {
        let all: [(String, Bool)] = [
            ("--length", length != nil), ("--suffix", suffix != nil), ("--infill", infill != nil),
            ("--unmasking", unmasking != nil), ("--unmasking-steps", unmaskingSteps != nil),
            ("--guidance", guidance != nil),
        ]
        return Set(all.filter(\.1).map(\.0))
    }
}
