import ContinuoProbabilistic
import ContinuoTraining
import Foundation

/// Chunks and variables, learnt from as much of the training part as the time allows.
struct ChunkContender: Contender {
    let name = "hvm"
    let summary = "chunks and variables, a hierarchy learnt from neighbours"

    func fit(_ data: ComparisonData, _ budget: ComparisonBudget) throws -> FittedContender {
        let sequences = data.training.map { $0.map { Int($0) } }
        let began = Date()
        var learner = ChunkLearner()
        learner.maximumPasses = 1
        // One pass over a tenth tells how much the time is enough for.
        let total = ComparisonData.count(sequences)
        var taken = max(1, total / 20)
        var result = learner.learn(Self.beginning(sequences, taken), alphabet: data.vocabularySize)
        let rate = Double(taken) / max(Date().timeIntervalSince(began), 1e-3)
        learner.maximumPasses = 6
        taken = min(total, Int(rate * budget.seconds / 12))
        result = learner.learn(Self.beginning(sequences, taken), alphabet: data.vocabularySize) { pass, chunks, _ in
            budget.progress(Double(pass + 1) / 6, "\(chunks) chunks")
        }
        let model = HierarchicalVariableModel(result.library)
        let chunks = result.library.items.count - result.library.alphabet
        return FittedContender(
            model: model,
            detail: "\(chunks) chunks, \(result.library.variables.count) variables from \(taken) tokens",
            byteCount: result.library.items.reduce(0) { $0 + 4 * ($1.parts.count + 1) },
            stateByteCount: nil
        ) { try ChunkFolder.save(model, data.tokeniser, to: $0) }
    }

    private static func beginning(_ sequences: [[Int]], _ count: Int) -> [[Int]] {
        var (result, left): ([[Int]], Int) = ([], count)
        for sequence in sequences where left > 0 {
            result.append(Array(sequence.prefix(left)))
            left -= sequence.count
        }
        return result
    }
}
