import Continuo

extension GenerateCommand {
    /// Fills open positions, with a model that sees both directions.
    func fill(_ model: SequenceModel) throws {
        let reason = "which fills positions and does not go on token by token"
        try refuse(beams.given, reason)
        let applicable: Set = ["--temperature", "--top-k", "--top-p", "--min-p", "--typical", "--seed"]
        try refuse(sampling.given.subtracting(applicable), reason)
        let row = try openRow(model)
        let report = try filled(Array(repeating: row, count: count), model)
        guard !report.isCancelled else { return }
        let open = row.indices.filter { row[$0] == nil }
        // As everywhere, the prompt is not repeated; a text with something behind its gaps is shown whole.
        let isWhole = filling.infill != nil || filling.suffix != nil
        let results = report.grid.map { tokens in isWhole ? tokens : open.map { tokens[$0] } }
        func text(_ tokens: [Int32]) -> String { String(decoding: model.tokeniser.decode(tokens), as: UTF8.self) }
        if printing.json {
            let rate = report.seconds > 0 ? Double(open.count * count) / report.seconds : 0
            print(
                zip(results, report.grid).map { tokens, whole in
                    [
                        "text": .string(text(tokens)), "filled": .string(text(open.map { whole[$0] })),
                        "tokens": .array(tokens.map { .integer(Int($0)) }),
                        "open_positions": .integer(open.count), "seconds": .number(report.seconds),
                        "tokens_per_second": .number(rate), "network_calls": .integer(report.networkCalls),
                    ]
                }
            )
            return
        }
        for (index, tokens) in results.enumerated() {
            if index > 0 { Console.print("---") }
            Console.print(text(tokens))
        }
        if Console.isTerminal { printing.note("\(open.count) positions, \(report.networkCalls) network calls") }
    }

    private func filled(_ rows: [[Int32?]], _ model: SequenceModel) throws -> UnmaskingReport {
        let settings = try fillSettings()
        guard let guidance = filling.guidance else {
            return try model.fill(rows, settings, isCancelled: { Interruption.isRequested })
        }
        guard var flow = model.process as? DirichletFlow else {
            throw CommandError.usage("--guidance is for models of the process \(DirichletFlow.name).")
        }
        guard guidance >= 0, guidance.isFinite else {
            throw CommandError.usage("--guidance \(guidance): expected a number of at least 0.")
        }
        flow.guidance = guidance
        return try flow.fill(
            model.backbone,
            rows,
            settings,
            onStep: { _ in },
            isCancelled: { Interruption.isRequested }
        )
    }

    /// The given tokens, with nil for each open position: `--infill`, or prompt, open positions and suffix.
    private func openRow(_ model: SequenceModel) throws -> [Int32?] {
        if let infill = filling.infill {
            let others: [(String, Bool)] = [
                ("--prompt", prompt != nil || promptFile != nil), ("--length", filling.length != nil),
                ("--suffix", filling.suffix != nil), ("--max-tokens", maxTokens != nil),
            ]
            if let other = others.first(where: \.1) {
                throw CommandError.usage("--infill holds the whole text: leave out \(other.0).")
            }
            let pieces = infill.split(separator: "_", omittingEmptySubsequences: false)
            guard pieces.count > 1 else {
                throw CommandError.usage("--infill \"\(infill)\" has no underscore, which stands for an open position.")
            }
            return Array(pieces.map { model.tokeniser.encode(String($0)).map(Optional.some) }.joined(separator: [nil]))
        }
        let prefix = model.tokeniser.encode(try promptBytes())
        let suffix = model.tokeniser.encode(filling.suffix ?? "")
        let room = model.backbone.maximumLength.map { $0 - prefix.count - suffix.count } ?? 64
        guard room >= 1 else {
            throw ProcessError.tooLong(
                length: prefix.count + suffix.count + 1,
                maximum: model.backbone.maximumLength ?? 0
            )
        }
        let length = filling.length ?? maxTokens ?? min(64, room)
        guard length >= 1 else { throw CommandError.usage("--length \(length): expected 1 or more.") }
        let open = [Int32?](repeating: nil, count: length)
        return prefix.map(Optional.some) + open + suffix.map(Optional.some)
    }

    private func fillSettings() throws -> FillSettings {
        var settings = FillSettings()
        settings.sampling = sampling.settings(maximumTokens: maxTokens ?? 64)
        if let name = filling.unmasking {
            guard let order = FillOrder(rawValue: name) else {
                throw CommandError.usage("--unmasking \(name): expected one of \(FillingOptions.orders).")
            }
            settings.order = order
        }
        settings.steps = filling.unmaskingSteps
        return settings
    }
}
