import ContinuoAnalysis
import ContinuoSequences
import ContinuoTensor

/// ByT5 (Xue et al. 2022): T5 over bytes against the same T5 over subwords.
struct ByteToByteReproduction: Reproduction {
    let id = "byt5"
    let claim = """
        With a T5 of the same depth and width and an equal number of parameters (± 3 %), trained for the same time: the word \
        error of spelling → pronunciation is at least 10 % lower from bytes than from 2,000 byte-pair ids; and of the \
        accuracy at naming a King James verse's book, 10 % random case and 10 % dropped characters at test time cost bytes \
        at most 0.6 times what they cost subwords.
        """
    let command = "continuo noise FILE --kind drop --rate 0.1"

    private static let vocabularySize = 2000
    private static let noiseRate = 0.1
    private static let noises: [TextNoise.Kind] = [.randomCase, .drop]

    /// One representation on one task.
    private struct Arm {
        let name: String
        let model: TextToTextModel
        let parameters: Int
        let steps: Int
        let loss: Double
    }

    func run(on bench: Workbench) throws -> Evidence {
        var rows: [Evidence.Row] = []
        var notes: [String] = []
        // A little is kept back for tokenisers and tests.
        let seconds = bench.budget.choose(quick: 3.2, full: 132)
        let books = try bookTask(bench)
        if bench.budget == .full {
            let words = try wordTask(bench)
            let (bytes, subwords) = try arms(words, seconds: seconds, batchSize: 96, bench)
            let errors = try [bytes, subwords].map { try errorRates($0.model, words) }
            rows.append(
                .init(
                    "spelling → pronunciation: word error, %",
                    ours: errors[0].word,
                    baseline: errors[1].word,
                    target: .atMostTimes(0.9)
                )
            )
            notes.append(
                "Spelling → pronunciation: CMU Pronouncing Dictionary, first pronunciations without stress, "
                    + "\(words.train.count) words to train on, \(words.test.count) test words; phoneme error "
                    + "\(Figure.text(errors[0].phoneme)) % from bytes, \(Figure.text(errors[1].phoneme)) % from subwords."
            )
            notes += [bytes, subwords].map { describe($0, words, seconds) }
            rows.append(sizeRow(bytes, subwords, words))
        }
        let (bytes, subwords) = try arms(books, seconds: seconds, batchSize: 24, bench)
        rows.append(sizeRow(bytes, subwords, books))
        bench.progress("naming the books of noisy verses")
        let measured = try [bytes, subwords].map { try accuracies($0.model, books) }
        // A model that learnt nothing has nothing to lose: the rows mean something above the most frequent book only.
        let guessing = majority(books)
        let hasLearnt = measured.allSatisfy { $0.clean > guessing }
        for (index, noise) in Self.noises.enumerated() {
            let measure = "verse → book: accuracy lost under 10 % \(noise.rawValue), points"
            let target = Evidence.Target.atMostTimes(0.6)
            guard hasLearnt else {
                let reason = "a model is no better than the most frequent book, \(Figure.text(guessing)) %"
                if bench.budget == .full { rows.append(.notRun(measure, target: target, reason: reason)) }
                continue
            }
            rows.append(
                .init(
                    measure,
                    ours: measured[0].clean - measured[0].noisy[index],
                    baseline: measured[1].clean - measured[1].noisy[index],
                    target: target
                )
            )
        }
        for (arm, found) in zip([bytes, subwords], measured) {
            let noisy = zip(Self.noises, found.noisy).map { "\(Figure.text($1)) % under \($0.rawValue)" }
            notes.append(
                describe(arm, books, seconds) + " Accuracy \(Figure.text(found.clean)) %, "
                    + noisy.joined(separator: ", ") + "."
            )
        }
        notes.append(
            "Verse → book: \(books.train.count) verses to train on, \(books.test.count) test verses, the first "
                + "\(books.sourceBytes) bytes of each. Random case draws the case of every tenth character anew."
        )
        if bench.budget == .quick {
            notes.append("Pronunciation is measured by the full run, noise where both models have learnt something.")
        }
        return Evidence(rows: rows, notes: notes)
    }

    private func wordTask(_ bench: Workbench) throws -> TextToTextTask {
        let dictionary = try PronouncingDictionary()
        func pairs(_ part: DatasetPart) -> [TextToTextTask.Pair] {
            dictionary.entries(of: part).map { .init(source: $0.word, target: $0.phonemes.joined(separator: " ")) }
        }
        return TextToTextTask(
            name: "spelling → pronunciation",
            train: pairs(.train),
            test: Array(pairs(.test).prefix(2000)),
            sourceBytes: 32
        )
    }

    private func bookTask(_ bench: Workbench) throws -> TextToTextTask {
        let task = try KingJamesBible().bookTask()
        func pairs(_ examples: [TextClassification.Example]) -> [TextToTextTask.Pair] {
            examples.map { .init(source: $0.texts[0], target: task.classNames[Int($0.label)]) }
        }
        let test = pairs(task.test)
        return TextToTextTask(
            name: "verse → book",
            train: pairs(task.train),
            test: bench.budget.choose(quick: Array(test.prefix(400)), full: test),
            sourceBytes: bench.budget.choose(quick: 64, full: 160)
        )
    }

    /// Both representations, trained one after the other for the same time.
    private func arms(
        _ task: TextToTextTask,
        seconds: Double,
        batchSize: Int,
        _ bench: Workbench
    ) throws -> (bytes: Arm, subwords: Arm) {
        let (width, layers) = bench.budget.choose(quick: (64, 2), full: (128, 3))
        let shape = TextToTextModel.Shape(width: width, layers: layers, decoderLayers: 1, hiddenSize: 2 * width)
        var trainer = ByteLevelBPETrainer(
            .init(
                vocabularySize: Self.vocabularySize,
                special: [SpecialRole.pad, .endOfText].map { NewSpecialToken(role: $0) }
            )
        )
        for pair in task.train {
            trainer.add(Array(pair.source.utf8))
            trainer.add(Array(pair.target.utf8))
        }
        let subwords = try TextToTextModel(task, trainer.train(), shape, seed: 1)
        let bytes = ByteTokeniser(layout: .byT5)
        let wide = try TextToTextModel.shape(shape, bytes, parameters: subwords.backbone.parameterCount)
        func arm(_ name: String, _ model: TextToTextModel) throws -> Arm {
            bench.progress("\(task.name) from \(name)")
            let (steps, loss) = try model.train(
                task,
                seconds: seconds,
                batchSize: batchSize,
                learningRate: 2e-3,
                seed: 1,
                bench
            )
            return Arm(
                name: name,
                model: model,
                parameters: model.backbone.parameterCount,
                steps: steps,
                loss: loss
            )
        }
        return (
            try arm("bytes", TextToTextModel(task, bytes, wide, seed: 1)), try arm("subwords", subwords)
        )
    }

    /// Percentage of the test verses that are of their most frequent book.
    private func majority(_ task: TextToTextTask) -> Double {
        let counts = Dictionary(task.test.map { ($0.target, 1) }, uniquingKeysWith: +)
        return 100 * Double(counts.values.max() ?? 0) / Double(max(task.test.count, 1))
    }

    private func sizeRow(_ bytes: Arm, _ subwords: Arm, _ task: TextToTextTask) -> Evidence.Row {
        let difference = Double(bytes.parameters - subwords.parameters) / Double(subwords.parameters)
        return .init("\(task.name): difference in parameters, %", ours: 100 * abs(difference), target: .atMost(3))
    }

    private func describe(_ arm: Arm, _ task: TextToTextTask, _ seconds: Double) -> String {
        "\(task.name) from \(arm.name): \(arm.parameters) parameters, \(arm.steps) steps in \(Figure.text(seconds)) s, "
            + "training loss \(Figure.text(arm.loss)) nats a token."
    }

    /// Percentages of wrong words, and of edits a phoneme.
    private func errorRates(_ model: TextToTextModel, _ task: TextToTextTask) throws -> (word: Double, phoneme: Double)
    {
        let answers = try model.answers(task.test.map(\.source), maximumTokens: 64)
        var (wrong, edits, phonemes) = (0, 0, 0)
        for (answer, pair) in zip(answers, task.test) {
            let (found, wanted) = (answer.split(separator: " "), pair.target.split(separator: " "))
            wrong += found == wanted ? 0 : 1
            edits += editDistance(found, wanted)
            phonemes += wanted.count
        }
        return (100 * Double(wrong) / Double(task.test.count), 100 * Double(edits) / Double(max(phonemes, 1)))
    }

    /// Percentages of right books, of the verses as they are and under each noise.
    private func accuracies(_ model: TextToTextModel, _ task: TextToTextTask) throws -> (clean: Double, noisy: [Double])
    {
        func accuracy(_ sources: [String]) throws -> Double {
            let answers = try model.answers(sources, maximumTokens: 12)
            let right = zip(answers, task.test).count { $0 == $1.target }
            return 100 * Double(right) / Double(task.test.count)
        }
        let noisy = try Self.noises.map { kind in
            let noise = TextNoise(kind, rate: Self.noiseRate)
            var random = RandomStream(seed: 9).split(kind.rawValue)
            return try accuracy(task.test.map { noise($0.source, using: &random) })
        }
        return (try accuracy(task.test.map(\.source)), noisy)
    }
}
