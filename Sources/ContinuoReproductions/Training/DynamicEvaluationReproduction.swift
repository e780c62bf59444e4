import ContinuoAnalysis
import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTraining

/// Dynamic evaluation (Krause et al. 2018) against static scoring by the same network.
struct DynamicEvaluationReproduction: Reproduction {
    let id = "dynamic-eval"
    let claim = """
        Adapting while scoring, a character LSTM of the King James Bible takes at least 3 % fewer bits a character on \
        held-out chapters and at least 15 % fewer on fortunes; the RMS rule is no worse than SGD; the sparse form has at \
        least 40 % of the RMS gain. The same holds for K-lm, and SmolLM2 gains 8 % perplexity on a long man page.
        """
    let command = "continuo score MODEL FILE --dynamic rms --dynamic-data TRAINING"

    private static let segment = 20

    func run(on bench: Workbench) throws -> Evidence {
        let characters = try characterModel(bench)
        var evidence = try measure(characters, bench)
        guard bench.budget == .full else {
            evidence.notes.append("The other rules, fortunes, K-lm and SmolLM2 belong to the full run.")
            return evidence
        }
        do {
            let part = try measure(wordPieceModel(bench), bench)
            evidence.rows += part.rows
            evidence.notes += part.notes
        } catch let DatasetError.missingPackage(_, package, _) {
            evidence.rows.append(
                .notRun(
                    "K-lm: bits a byte, rms",
                    target: .atMostTimes(0.97),
                    reason: "the package \(package) is not installed"
                )
            )
        }
        bench.progress("SmolLM2")
        let real = try SmallChatModelAdaptation().measure(bench)
        evidence.rows += real.rows
        evidence.notes += real.notes
        return evidence
    }

    /// A model with the texts that its claims are about.
    private struct Subject {
        let name: String
        let judge: DynamicJudge
        let validation: DynamicJudge.Text
        let test: DynamicJudge.Text
        let encode: ([UInt8]) -> [Int32]
        /// Bytes on which settings are chosen, and bytes that are scored.
        let choosing: Int
        let testing: Int
        let grids: [DynamicJudge.Grid]
    }

    private func characterModel(_ bench: Workbench) throws -> Subject {
        let fixture = try RecurrentCharacters(bench)
        let backbone = fixture.model.backbone
        let units = [backbone.width / 2, backbone.width]
        bench.progress("collecting mean squared gradients")
        return Subject(
            name: "character LSTM",
            judge: try DynamicJudge(
                fixture.model,
                fixture.training,
                units: bench.budget.choose(quick: [], full: units),
                batches: bench.budget.choose(quick: 10, full: 200),
                segment: Self.segment
            ),
            // Characters of this text are bytes.
            validation: .init(tokens: fixture.validation, bytes: fixture.validation.count),
            test: .init(tokens: fixture.test, bytes: fixture.test.count),
            encode: fixture.encode,
            choosing: bench.budget.choose(quick: 800, full: 6000),
            testing: bench.budget.choose(quick: 3000, full: 60_000),
            grids: bench.budget.choose(
                quick: [("rms", ["rms(0.001,0.003)"])],
                full: DynamicJudge.grids(sparse: units, rates: [0.01, 0.03, 0.1])
            )
        )
    }

    private func wordPieceModel(_ bench: Workbench) throws -> Subject {
        let fixture = try KingJamesManualModel(bench)
        let units = [fixture.model.backbone.width / 2, fixture.model.backbone.width]
        bench.progress("K-lm: collecting mean squared gradients")
        return Subject(
            name: "K-lm",
            judge: try DynamicJudge(fixture.model, fixture.training, units: units, batches: 100, segment: Self.segment),
            validation: .init(tokens: fixture.validation.tokens, bytes: fixture.validation.bytes),
            test: .init(tokens: fixture.test.tokens, bytes: fixture.test.bytes),
            encode: { fixture.model.tokeniser.encode($0) },
            choosing: 5000,
            testing: 20_000,
            grids: DynamicJudge.grids(sparse: units, rates: [0.003, 0.03, 0.1])
        )
    }

    private func measure(_ subject: Subject, _ bench: Workbench) throws -> Evidence {
        let name = subject.name
        let (choosing, testing) = (subject.choosing, subject.testing)
        bench.progress("\(name): King James")
        let held = try subject.judge.compare(
            choosing: subject.validation.prefix(bytes: choosing),
            test: subject.test.prefix(bytes: testing),
            grids: subject.grids,
            progress: bench.progress
        )
        var evidence = Evidence(
            rows: [
                .init(
                    "\(name), King James held-out: bits a byte, rms",
                    ours: held.bits("rms"),
                    baseline: held.still,
                    target: .atMostTimes(0.97)
                )
            ],
            notes: ["\(name): \(testing) bytes of the last 5 % of the verses, bits a byte. \(held.text)"]
        )
        guard bench.budget == .full else { return evidence }
        evidence.rows += [
            .init(
                "\(name), King James held-out: bits a byte, rms against sgd",
                ours: held.bits("rms"),
                baseline: held.bits("sgd"),
                target: .atMostBaseline(plus: 0)
            ),
            .init(
                "\(name), King James held-out: share of the rms gain that the sparse form has",
                ours: (held.still - held.bits("sparse")) / (held.still - held.bits("rms")),
                target: .atLeast(0.4)
            ),
        ]
        let shift = "\(name), fortunes: bits a byte, rms"
        guard let fortunes = try Fortunes() else {
            let reason = "the package \(Fortunes.package) is not installed"
            evidence.rows.append(.notRun(shift, target: .atMostTimes(0.85), reason: reason))
            return evidence
        }
        bench.progress("\(name): fortunes")
        let (first, rest) = fortunes.parts(choosing: choosing, testing: testing)
        let shifted = try subject.judge.compare(
            choosing: .init(tokens: subject.encode(first), bytes: first.count),
            test: .init(tokens: subject.encode(rest), bytes: rest.count),
            grids: subject.grids.filter { $0.name == "rms" || $0.name == "sgd" },
            progress: bench.progress
        )
        evidence.rows.append(
            .init(shift, ours: shifted.bits("rms"), baseline: shifted.still, target: .atMostTimes(0.85))
        )
        evidence.notes.append(
            "\(name), fortunes: \(rest.count) bytes; settings chosen on \(first.count) bytes before them. \(shifted.text)"
        )
        return evidence
    }
}

/// The sayings of Debian's package `fortunes-min`, one file after another.
private struct Fortunes {
    static let package = "fortunes-min"
    private static let files = ["fortunes", "literature", "riddles"].map { "/usr/share/games/fortunes/\($0)" }

    private let bytes: [UInt8]

    /// Nil where the package is not installed.
    init?() throws {
        guard Self.files.allSatisfy(FileSystem.exists) else { return nil }
        bytes = try Self.files.flatMap { try FileSystem.read($0) }
    }

    /// A part for choosing settings, and what is scored behind it.
    func parts(choosing: Int, testing: Int) -> ([UInt8], [UInt8]) {
        (Array(bytes.prefix(choosing)), Array(bytes.dropFirst(choosing).prefix(testing)))
    }
}
