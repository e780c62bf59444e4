import Continuo

extension GenerateCommand {
    /// Reads standard input line by line and goes on after each from a copy of the state.
    func follow(_ loaded: LoadedModel) throws {
        try refuseWithStream(loaded)
        let defaults = try loaded.generationDefaults()
        var settings = sampling.settings(maximumTokens: maxTokens ?? defaults.maximumTokens, defaults: defaults)
        for bias in sampling.logitBias { try settings.addLogitBias(bias, tokeniser: loaded.tokeniser) }
        let constraint = try form.constraint(loaded.tokeniser, endTokens: loaded.allEndTokens())
        let session = try loaded.model.makeSession(rows: 1)
        if let maximum = session.maximumLength {
            printing.note("\(model) holds \(maximum) tokens: the stream ends there.")
        }
        var random = settings.makeRandomStream()
        let text = StreamedText(session, loaded.tokeniser)
        var input = StandardInput()
        var isWaiting = false
        func goOn() throws {
            isWaiting = false
            let report = try text.continuation(
                settings: settings,
                transforms: [constraint].compactMap { $0 },
                using: &random,
                onPiece: show
            )
            Console.print(printing.json ? JSONWriter.text(report.streamedJSON) : "")
        }
        while let piece = input.next() {
            try text.read(piece.bytes)
            isWaiting = true
            if piece.endsLine { try goOn() }
        }
        if isWaiting { try goOn() }
    }

    private func refuseWithStream(_ loaded: LoadedModel) throws {
        let others: [(String, Bool)] = [
            ("--prompt", prompt != nil), ("--prompt-file", promptFile != nil), ("--prompt-cache", promptCache != nil),
            ("--count", count != 1), ("--byte-exact", byteExact), ("--draft", sampling.draft != nil),
            ("--draft-length", sampling.draftLength != nil),
        ]
        if let name = others.first(where: \.1)?.0 ?? beams.given.min() ?? filling.given.min() {
            throw CommandError.usage("\(name) does not go with --stream.")
        }
        if let network = loaded.model as? SequenceModel, network.canFill || network.isConditional {
            throw CommandError.usage("--stream needs a model that goes on from a prompt, which \(model) does not.")
        }
    }
}

extension GenerationReport {
    /// What one line of a stream brought.
    fileprivate var streamedJSON: JSONValue {
        [
            "text": .string(text), "tokens": .array(tokens.map { .integer(Int($0)) }), "seconds": .number(seconds),
            "finish_reason": .string(finishReason.rawValue),
        ]
    }
}
