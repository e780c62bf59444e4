import ArgumentParser
import Continuo

extension GenerateCommand {
    /// Samples token by token, with a drafter where one is given.
    func sample(_ loaded: LoadedModel) throws {
        let defaults = try loaded.generationDefaults()
        var settings = sampling.settings(maximumTokens: maxTokens ?? defaults.maximumTokens, defaults: defaults)
        for bias in sampling.logitBias { try settings.addLogitBias(bias, tokeniser: loaded.tokeniser) }
        let constraint = try form.constraint(loaded.tokeniser, endTokens: loaded.allEndTokens())
        let transforms = [constraint].compactMap { $0 }
        let given = try promptTokens(loaded)
        var random = settings.makeRandomStream()
        let cache = try promptCache.map { try loaded.promptCache($0) }
        var results: [JSONValue] = []
        for index in 0..<count where !Interruption.isRequested {
            if index > 0, !printing.json { Console.print("---") }
            let (session, prompt) = try start(loaded, given)
            let beginning = try cache?.begin(prompt)
            if index == 0, let cache, let read = beginning?.read { printing.note(cache.saved(read, of: prompt.count)) }
            let report = try generate(
                beginning?.session ?? session,
                prompt: prompt,
                read: beginning?.read ?? 0,
                logits: beginning?.logits,
                settings: settings,
                tokeniser: loaded.tokeniser,
                speculation: sampling.speculation(settings, loading.options, transforms: transforms),
                transforms: transforms,
                using: &random,
                onPiece: show,
                isCancelled: { Interruption.isRequested },
                onPromptRead: { session, logits in
                    if beginning?.logits == nil { try cache?.write(session, tokens: prompt, logits: logits) }
                }
            )
            results.append(report.json)
            if !printing.json {
                Console.print("")
                if Console.isTerminal { printing.note(report.summary) }
            }
        }
        guard printing.json, !results.isEmpty else { return }
        if sampling.pieces { results.forEach { Console.print(JSONWriter.text($0)) } } else { print(results) }
    }

    /// Shows a piece of text as it comes.
    func show(_ piece: GeneratedPiece) {
        if !printing.json {
            Console.stream(piece.text)
        } else if sampling.pieces {
            let tokens = JSONValue.array(piece.tokens.map { .integer(Int($0)) })
            Console.print(JSONWriter.text(["piece": .string(piece.text), "tokens": tokens]))
        }
    }
}

extension SamplingOptions {
    /// The drafter that was asked for; nil for none.
    func speculation(
        _ settings: SamplingSettings,
        _ loading: LoadOptions,
        transforms: [any LogitTransform] = []
    ) throws -> Speculation? {
        guard let draft else {
            if draftLength != nil { throw CommandError.usage("--draft-length needs --draft.") }
            return nil
        }
        let drafter: any Drafter =
            switch draft {
            case "ngram": PromptLookupDrafter()
            case "ngram-counts": NGramDrafter()
            default:
                try ModelDrafter(ModelLoader.load(draft, loading).model, settings: settings, transforms: transforms)
            }
        if case .fixed(let length) = draftLength { return Speculation(drafter: drafter, draftLength: length) }
        // Where tokens are drawn from a seed, lengths that follow the clock would give another text each time.
        let isTimed = settings.isGreedy || settings.seed == nil
        return Speculation(drafter: drafter, control: DraftLengthControl(learnsCost: isTimed))
    }
}

/// How many tokens are drafted at a time.
enum DraftLength: ExpressibleByArgument, Equatable {
    case automatic
    case fixed(Int)

    init?(argument: String) {
        if argument == "auto" {
            self = .automatic
        } else if let length = Int(argument), length >= 1 {
            self = .fixed(length)
        } else {
            return nil
        }
    }
}

extension LoadedModel {
    /// Every id that ends a text.
    func allEndTokens() throws -> [Int32] {
        try generationDefaults().stopTokens + [tokeniser.endOfText].compactMap { $0 }
    }

    /// The prompts that a file keeps for this model.
    func promptCache(_ path: String) throws -> PromptCache {
        guard let network = model as? SequenceModel else {
            throw CommandError.usage("--prompt-cache does not apply to this model, which has no network.")
        }
        return try PromptCache(path, network)
    }
}

extension PromptCache {
    /// What a command says about it.
    func saved(_ read: Int, of count: Int) -> String { "\(read) of \(count) tokens of the prompt come from \(path)." }
}

extension GenerationReport {
    var json: JSONValue {
        var json: JSONValue = [
            "text": .string(text), "tokens": .array(tokens.map { .integer(Int($0)) }), "seconds": .number(seconds),
            "tokens_per_second": .number(tokensPerSecond), "network_calls": .integer(networkCalls),
            "prompt_tokens": .integer(promptTokens), "cached_tokens": .integer(cachedTokens),
            "prompt_seconds": .number(promptSeconds),
            "finish_reason": .string(finishReason.rawValue),
        ]
        if draftedTokens > 0 {
            json["drafted_tokens"] = .integer(draftedTokens)
            json["accepted_tokens"] = .integer(acceptedTokens)
            json["accepted_lengths"] = .array(acceptedLengths.map { .integer($0) })
            json["draft_seconds"] = .number(draftSeconds)
            json["calls_per_token"] = .number(callsPerToken)
        }
        return json
    }

    var summary: String {
        let speculation =
            draftedTokens > 0
            ? ", \(acceptedTokens) of \(draftedTokens) drafted tokens accepted, \(Figures.short(tokensPerRound)) tokens a draft"
            : ""
        return
            "\(tokens.count) tokens, \(Figures.short(tokensPerSecond)) tokens/s, \(networkCalls) network calls\(speculation)"
    }
}
