import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// A hidden Markov model fitted by expectation–maximisation, its number of states chosen by the validation part.
struct HiddenMarkovContender: Contender {
    let name = "hmm"
    let summary = "hidden Markov model by Baum–Welch, its number of states chosen by validation"
    private let sizes = [4, 8, 16, 32]
    /// Iterations that the training part is cut for, where time is short.
    private let leastIterations = 20

    func fit(_ data: ComparisonData, _ budget: ComparisonBudget) throws -> FittedContender {
        let windows = ScoringWindow.windows(data.validation, length: budget.context, limit: 10_000)
        let began = Date()
        let total = sizes.reduce(0) { $0 + $1 * $1 }
        var (best, share): ((model: HiddenMarkovModel, bits: Double)?, Double) = (nil, 0)
        for states in sizes {
            share += Double(states * states) / Double(total)
            let model = try fit(data, states, until: began.addingTimeInterval(budget.seconds * share), budget) {
                budget.progress(min(1, Date().timeIntervalSince(began) / budget.seconds), "\(states) states, \($0)")
            }
            let bits = try PredictionScores(model, windows).bits
            if best.map({ bits < $0.bits }) ?? true { best = (model, bits) }
            if budget.shouldStop() { break }
        }
        let (model, _) = best!
        let numbers = model.states * (1 + model.states + model.vocabularySize)
        return FittedContender(
            model: model,
            detail: "\(model.states) states",
            byteCount: numbers * MemoryLayout<Double>.size,
            stateByteCount: model.states * MemoryLayout<Double>.size
        ) { try HiddenMarkovFolder.save(model, data.tokeniser, to: $0) }
    }

    private func fit(
        _ data: ComparisonData,
        _ states: Int,
        until end: Date,
        _ budget: ComparisonBudget,
        progress: (String) -> Void
    ) throws -> HiddenMarkovModel {
        var random = RandomStream(seed: budget.seed).split("hmm").split(states)
        let fitting = BaumWelch(states: states, symbols: data.vocabularySize)
        var source = fitting.start(using: &random)
        var sequences = Self.pieces(data.training, length: 4 * budget.context, count: 20_000, &random)
        let before = Date()
        source = try fitting.step(source, sequences).source
        // The first iteration tells how many tokens the time is enough for.
        let tokens = Double(ComparisonData.count(sequences))
        let rate = tokens / max(Date().timeIntervalSince(before), 1e-6)
        let room = rate * max(end.timeIntervalSinceNow, 0) / Double(leastIterations)
        sequences = Self.pieces(data.training, length: 4 * budget.context, count: max(Int(room), 1000), &random)
        var last = -Double.infinity
        for iteration in 1... {
            guard Date() < end, !budget.shouldStop() else { break }
            let (next, score) = try fitting.step(source, sequences)
            progress("iteration \(iteration) on \(ComparisonData.count(sequences)) tokens")
            if score - last < fitting.tolerance * abs(last) { break }
            (source, last) = (next, score)
        }
        return HiddenMarkovModel(source)
    }

    /// All sequences, or pieces of them drawn at random that have about `count` tokens together.
    private static func pieces(
        _ sequences: [[Int32]],
        length: Int,
        count: Int,
        _ random: inout RandomStream
    ) -> [[Int]] {
        var pieces: [ArraySlice<Int32>] = []
        for sequence in sequences {
            for start in stride(from: 0, to: sequence.count, by: length) {
                pieces.append(sequence[start..<min(start + length, sequence.count)])
            }
        }
        var (chosen, size): ([[Int]], Int) = ([], 0)
        for index in random.permutation(pieces.count) {
            guard size < count else { break }
            chosen.append(pieces[index].map { Int($0) })
            size += pieces[index].count
        }
        return chosen
    }
}
