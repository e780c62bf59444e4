import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining

/// Pre-training of an encoder on pairs of verses by the two objectives of BERT (Devlin et al. 2019): hidden tokens are filled
/// in, and the first vector tells whether the second verse follows the first. Half of the second verses are drawn from all
/// of the text.
struct EncoderPretraining {
    private let texts: ClassificationTexts
    /// Tokens of every verse, cut as the tasks cut them.
    private let verses: [[Int32]]
    /// Indices of verses whose next verse is in the same chapter.
    private let firsts: [Int]

    init(_ texts: ClassificationTexts, _ chapters: [[KingJamesBible.Verse]]) {
        self.texts = texts
        var verses: [[Int32]] = []
        var firsts: [Int] = []
        for chapter in chapters {
            firsts += verses.count..<(verses.count + max(chapter.count - 1, 0))
            verses += chapter.map { texts.tokens(of: $0.text) }
        }
        self.verses = verses
        self.firsts = firsts
    }

    /// Trains in place. The head of the second objective is thrown away afterwards.
    func run(
        _ backbone: any Backbone,
        _ process: MaskedLanguageModel,
        steps: Int,
        rows: Int,
        progress: (String) -> Void
    ) throws {
        var initialiser = Initialiser(seed: 2)
        let head = Linear(inputs: backbone.width, outputs: 2, bias: true, deviation: 0.02, &initialiser)
        let parameters = backbone.parameters + head.parameters
        var configuration = TrainingConfiguration()
        configuration.steps = steps
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 2e-3)
        configuration.schedule = LearningRateSchedule(.cosine, warmup: steps / 20, floor: 0.02)
        configuration.clip = .global(1)
        var batches: [[Pair]] = []
        try fit(parameters, configuration, progress: progress) { step, random in
            if batches.isEmpty { batches = epoch(rows: rows, random.split("epoch")) }
            let pairs = batches.removeLast()
            let batch = SequenceBatch(ragged: pairs.map { texts.joined([verses[$0.first], verses[$0.second]]) })
            let (masked, vectors) = try process.lossAndVectors(
                backbone,
                batch,
                ObjectiveOptions(random: random, isTraining: true)
            )
            let labels = Tensor(pairs.map { Int32($0.second == $0.first + 1 ? 1 : 0) })
            let logits = head(vectors.selected(0, axis: 1))
            let follows = crossEntropy(logits, CrossEntropyTarget(labels)).sum / Double(pairs.count)
            return ProcessLoss(sum: masked.mean + follows, count: 1)
        }
    }

    private struct Pair {
        var first, second: Int
    }

    /// Every first verse once, in batches of pairs of like length.
    private func epoch(rows: Int, _ random: RandomStream) -> [[Pair]] {
        var random = random
        let pairs = firsts.map { first in
            let follows = random.uniform() < 0.5
            return Pair(first: first, second: follows ? first + 1 : random.integer(below: verses.count))
        }
        let lengths = pairs.map { [Int32](repeating: 0, count: verses[$0.first].count + verses[$0.second].count) }
        return LabelledSequences(lengths, labels: lengths.map { _ in 0 }, classes: 1).batches(rows, random)
            .map { batch in batch.map { pairs[$0] } }
    }
}
