import Continuo

extension GenerateCommand {
    /// Samples token by token, with a drafter where one is given.
    func sample(_ loaded: LoadedModel) throws {
        let defaults = try loaded.generationDefaults()
        let settings = sampling.settings(maximumTokens: maxTokens ?? defaults.maximumTokens, defaults: defaults)
        let given = try promptTokens(loaded)
        var random = settings.makeRandomStream()
        var results: [JSONValue] = []
        for index in 0..<count where !Interruption.isRequested {
            if index > 0, !printing.json { Console.print("---") }
            let (session, prompt) = try start(loaded, given)
            let report = try generate(
                session,
                prompt: prompt,
                settings: settings,
                tokeniser: loaded.tokeniser,
                speculation: sampling.speculation(settings, loading.options),
                using: &random,
                onPiece: show,
                isCancelled: { Interruption.isRequested }
            )
            results.append(report.json)
            if !printing.json {
                Console.print("")
                if Console.isTerminal { printing.note(report.summary) }
            }
        }
        guard printing.json, !results.isEmpty else { return }
        if sampling.stream { results.forEach { Console.print(JSONWriter.text($0)) } } else { print(results) }
    }

    private func show(_ piece: GeneratedPiece) {
        if !printing.json {
            Console.stream(piece.text)
        } else if sampling.stream {
            let tokens = JSONValue.array(piece.tokens.map { .integer(Int($0)) })
            Console.print(JSONWriter.text(["piece": .string(piece.text), "tokens": tokens]))
        }
    }
}

extension SamplingOptions {
    /// The drafter that was asked for; nil for none.
    func speculation(_ settings: SamplingSettings, _ loading: LoadOptions) throws -> Speculation? {
        guard let draft else {
            if draftLength != nil { throw CommandError.usage("--draft-length needs --draft.") }
            return nil
        }
        let length = draftLength ?? 4
        guard length >= 1 else { throw CommandError.usage("--draft-length \(length): expected 1 or more.") }
        if draft == "ngram" { return Speculation(drafter: PromptLookupDrafter(), draftLength: length) }
        let drafter = try ModelDrafter(ModelLoader.load(draft, loading).model, settings: settings)
        return Speculation(drafter: drafter, draftLength: length)
    }
}

extension GenerationReport {
    var json: JSONValue {
        var json: JSONValue = [
            "text": .string(text), "tokens": .array(tokens.map { .integer(Int($0)) }), "seconds": .number(seconds),
            "tokens_per_second": .number(tokensPerSecond), "network_calls": .integer(networkCalls),
            "prompt_tokens": .integer(promptTokens), "prompt_seconds": .number(promptSeconds),
            "finish_reason": .string(finishReason.rawValue),
        ]
        if draftedTokens > 0 {
            json["drafted_tokens"] = .integer(draftedTokens)
            json["accepted_tokens"] = .integer(acceptedTokens)
        }
        return json
    }

    var summary: String {
        let speculation = draftedTokens > 0 ? ", \(acceptedTokens) of \(draftedTokens) drafted tokens accepted" : ""
        return
            "\(tokens.count) tokens, \(Figures.short(tokensPerSecond)) tokens/s, \(networkCalls) network calls\(speculation)"
    }
}
