import Continuo
import Foundation

extension GenerateCommand {
    /// Searches for probable continuations.
    func search(_ loaded: LoadedModel) throws {
        if let option = sampling.given.min() {
            throw CommandError.usage("\(option) does not apply to beam search, which draws nothing by chance.")
        }
        if promptCache != nil { throw CommandError.usage("--prompt-cache does not apply to beam search.") }
        guard beams.beams != nil else {
            throw CommandError.usage("\(beams.given.min() ?? "") needs --beams.")
        }
        let settings = try beams.settings(maximumTokens: maxTokens ?? 64)
        guard count <= settings.width else {
            throw CommandError.usage(
                "--count \(count): a search with \(settings.width) beams has at most as many results."
            )
        }
        let ends = try loaded.allEndTokens()
        let constraint = try form.constraint(loaded.tokeniser, endTokens: ends)
        let (session, prompt) = try start(loaded, promptTokens(loaded))
        let result = try beamSearch(
            session,
            prompt: prompt,
            settings: settings,
            endTokens: ends,
            transforms: [constraint].compactMap { $0 },
            isCancelled: { Interruption.isRequested }
        )
        let best = result.hypotheses.prefix(count)
        if printing.json, !best.isEmpty {
            print(best.map { json($0, result, loaded.tokeniser) })
            return
        }
        for (index, hypothesis) in best.enumerated() {
            if index > 0 { Console.print("---") }
            Console.print(text(hypothesis, loaded.tokeniser))
        }
    }

    private func text(_ hypothesis: Hypothesis, _ tokeniser: any Tokeniser) -> String {
        String(decoding: tokeniser.decode(hypothesis.tokens), as: UTF8.self)
    }

    private func json(_ hypothesis: Hypothesis, _ result: BeamResult, _ tokeniser: any Tokeniser) -> JSONValue {
        let rate = result.seconds > 0 ? Double(hypothesis.tokens.count) / result.seconds : 0
        return [
            "text": .string(text(hypothesis, tokeniser)),
            "tokens": .array(hypothesis.tokens.map { .integer(Int($0)) }),
            "seconds": .number(result.seconds), "tokens_per_second": .number(rate),
            "network_calls": .integer(result.networkCalls), "logprob": .number(hypothesis.logProbability),
            "score": .number(hypothesis.score), "group": .integer(hypothesis.group),
            "finish_reason": .string((hypothesis.isFinished ? FinishReason.endOfText : .length).rawValue),
        ]
    }
}
