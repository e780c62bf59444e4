import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// The Laughing Hyena distillery (Massaroli et al. 2023): long filters as recurrences of a few modes.
struct LaughingHyenaReproduction: Reproduction {
    let id = "laughing-hyena"
    let claim = """
        A MultiHyena character model of the King James Bible whose filters become recurrences of order at most 16 loses at most \
        1 % in bits a character and keeps at least 98 % of its first choices; generating 2048 tokens after 2048, it makes at \
        least 1.5 times the tokens a second of naively cached convolutions, and 3 times those of attention of equal size at \
        context 8192; MultiHyena is no worse than Hyena.
        """
    let command = "continuo distill-recurrence MODEL OUTPUT --order auto"

    func run(on bench: Workbench) throws -> Evidence {
        var rows = exactness()
        let text = try TokenisedText(KingJamesCorpus())
        let model = try ConvolutionalCharacters.model(bench, text, mixer: "multihyena")
        bench.progress("distilling")
        let (distilled, reports) = try RecurrenceDistillation(.automatic(tolerance: 1e-3, most: 16)).distil(model)
        let test = Array(text.documents(.test).flatMap { $0 }.prefix(bench.budget.choose(quick: 2_000, full: 40_000)))
        let (before, after) = (Judged(model, test), Judged(distilled, test))
        rows.append(
            .init(
                "bits a character after distillation, as a share of those before, %",
                ours: 100 * after.bits / before.bits,
                target: .atMost(101)
            )
        )
        let same = zip(before.choices, after.choices).count { $0 == $1 }
        rows.append(
            .init(
                "first choices kept, %",
                ours: 100 * Double(same) / Double(before.choices.count),
                target: .atLeast(98)
            )
        )
        var notes = reports.map {
            "Layer \($0.layer): \($0.filters) filters, order \($0.order), error \(Figure.text(100 * $0.relativeError)) %, "
                + "σ_{d+1}/σ_1 at most \(Figure.text($0.bound))."
        }
        notes.append("Bits a character: \(Figure.text(before.bits)) before, \(Figure.text(after.bits)) after.")
        guard bench.budget == .full else {
            notes.append("Rows on speed and against Hyena are measured by the full run.")
            return Evidence(rows: rows, notes: notes)
        }
        let hyena = try ConvolutionalCharacters.model(bench, text, mixer: "hyena")
        rows.append(
            .init(
                "MultiHyena, bits a character, against Hyena",
                ours: before.bits,
                baseline: Judged(hyena, test).bits,
                target: .atMostBaseline(plus: 0)
            )
        )
        rows += try speeds(bench)
        let recall = try ["multihyena", "hyena"].map { try recallOutcome($0, bench) }
        rows.append(
            .init(
                "associative recall of 8 pairs among 64 tokens, %: MultiHyena against Hyena",
                ours: recall[0].accuracy,
                baseline: recall[1].accuracy,
                target: .atLeastBaseline(plus: 0)
            )
        )
        notes.append(
            "Recall: \(recall[0].parameters) and \(recall[1].parameters) parameters, \(recall[0].steps) and "
                + "\(recall[1].steps) steps."
        )
        return Evidence(rows: rows, notes: notes)
    }

    private func recallOutcome(_ mixer: String, _ bench: Workbench) throws -> RecallArm.Outcome {
        bench.progress("recall: \(mixer)")
        var arm = RecallArm(
            name: mixer,
            mixer: mixer,
            task: AssociativeRecall(symbols: 16, pairs: 8, length: 64),
            width: 64,
            layers: 2
        )
        arm.practice = [AssociativeRecall(symbols: 16, pairs: 4, length: 32)]
        return try arm.run(seconds: 60, tests: 256, seed: 1, bench.progress)
    }

    private func exactness() -> [Evidence.Row] {
        let exact = FilterModes(
            poles: [(0.95, 0.2), (0.5, 0.6), (-0.3, 0.85), (0.9, 0)],
            residues: [(0.4, -0.2), (1, 0.3), (-0.5, 0.1), (0.2, 0)],
            direct: 0.7
        )
        let filter = exact.filter(256)
        let found = HankelReduction(filter).modes(order: 7).filter(256)
        let worst = zip(found, filter).map { abs($0 - $1) }.max() ?? 1
        var random = RandomStream(seed: 4)
        let noisy = (0..<256).map { pow(0.97, Double($0)) * random.normal() }
        let reduction = HankelReduction(noisy)
        let modes = reduction.modes(order: 8)
        let (time, frequency) = (modes.error(of: noisy), modes.frequencyError(of: noisy))
        return [
            .init("greatest error of a filter of order 7 that is recovered", ours: worst, target: .atMost(1e-5)),
            .init(
                "difference of the ℓ₂ and H₂ errors, relative",
                ours: abs(time - frequency) / time,
                target: .atMost(1e-6)
            ),
            .init(
                "Hankel error of order 8 over the ninth singular value",
                ours: reduction.hankelError(of: modes.filter(256)) / reduction.singularValues[8],
                target: .atLeast(1)
            ),
        ]
    }

    /// Bits a token and first choices over a text, in windows of 256.
    private struct Judged {
        var bits = 0.0
        var choices: [Int] = []

        init(_ model: SequenceModel, _ tokens: [Int32]) {
            let window = 256
            var (sum, count) = (0.0, 0)
            for start in stride(from: 0, to: tokens.count - 1, by: window) {
                let end = min(start + window, tokens.count - 1)
                let ids = Tensor(Array(tokens[start..<end]), shape: [1, end - start])
                let logits = withoutGradients { logSoftmax(model.backbone.logits(model.backbone.hidden(ids, .causal))) }
                choices += logits.selected(0).argmax().array(of: Int32.self).map(Int.init)
                let wanted = Tensor(Array(tokens[(start + 1)...end]), shape: [1, end - start])
                sum -= logits.gathered(wanted).sum().item
                count += end - start
            }
            bits = sum / Double(count) / log(2)
        }
    }

    /// Tokens a second of networks of 4 layers and width 128 with initial weights.
    private func speeds(_ bench: Workbench) throws -> [Evidence.Row] {
        func network(_ mixer: String, context: Int, settings: JSONObject, _ scheme: ConvolutionScheme) throws
            -> any Backbone
        {
            var overrides: JSONObject = ["layers": 4, "width": 128, "context": .integer(context)]
            if !settings.isEmpty { overrides[mixer] = .object(settings) }
            let family = try FamilyRegistry.recipe(mixer, vocabularySize: 256, overrides: overrides)
            var initialiser = Initialiser(seed: 1)
            initialiser.convolutionScheme = scheme
            return try family.backbone(.causal, &initialiser)
        }
        /// Tokens a second of two networks, a piece of the text by turns.
        func rates(_ networks: [any Backbone], prompt: Int, tokens: Int) throws -> (ours: Double, baseline: Double) {
            let piece = 32
            let arms = try networks.map { network -> () throws -> Void in
                let session = BackboneSession(network, rows: 1, prefix: [])
                _ = try session.extend([(0..<prompt).map { Int32($0 * 31 % 256) }])
                return { for token in 0..<piece { _ = try session.extend([[Int32(token)]]) } }
            }
            let (ours, baseline) = try Turns(rounds: tokens / piece, warmUp: 0, arms).pair(0, against: 1)
            return (Double(piece) / ours, Double(piece) / baseline)
        }
        bench.progress("generating 2048 tokens after 2048")
        let modal = try network("multihyena", context: 4096, settings: ["modes": 8], .continuous)
        let naive = try network("hyena", context: 4096, settings: [:], .naive)
        let (ours, cached) = try rates([modal, naive], prompt: 2048, tokens: 2048)
        bench.progress("generating at context 8192")
        let transformer = try network("attention", context: 8448, settings: [:], .continuous)
        let (long, attention) = try rates([modal, transformer], prompt: 8192, tokens: 256)
        return [
            .init(
                "tokens a second after a prompt of 2048, over naively cached Hyena",
                ours: ours,
                baseline: cached,
                target: .atLeastTimes(1.5)
            ),
            .init("tokens a second at 8192, over attention", ours: long, baseline: attention, target: .atLeastTimes(3)),
        ]
    }
}
