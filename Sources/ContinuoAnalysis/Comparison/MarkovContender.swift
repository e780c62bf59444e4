import ContinuoProbabilistic
import ContinuoTraining
import Foundation

/// Frequencies behind the last symbols: of a fixed number of them (a Markov chain), or of the longest run that was seen (AKOM).
/// The number, or its limit, and the weight of what is fallen back on are chosen by the validation part.
struct MarkovContender: Contender {
    let name: String
    let summary: String
    /// Symbols that are looked back on.
    let orders: [Int]
    let make: @Sendable (NGramCounts, Double) -> NGramModel

    private static let weights = [0.01, 0.1, 0.5, 1, 3, 10]

    func fit(_ data: ComparisonData, _ budget: ComparisonBudget) throws -> FittedContender {
        let windows = ScoringWindow.windows(data.validation, length: budget.context, limit: 10_000)
        let began = Date()
        var best: (model: NGramModel, order: Int, weight: Double, bits: Double)?
        for (index, order) in orders.enumerated() {
            budget.progress(Double(index) / Double(orders.count), "order \(order)")
            let counts = try NGramCounts(
                documents: data.training,
                order: order + 1,
                vocabularySize: data.vocabularySize
            )
            let before = best?.bits
            for weight in Self.weights {
                let model = make(counts, weight)
                let bits = try PredictionScores(model, windows).bits
                if bits < best?.bits ?? .infinity { best = (model, order, weight, bits) }
            }
            // A longer order takes at least as long, and where one more symbol does not help, two seldom do.
            let used = Date().timeIntervalSince(began)
            if budget.shouldStop() || best?.bits == before || used + used / Double(index + 1) > budget.seconds { break }
        }
        guard let best else { throw ComparisonError.zeroProbability }
        return FittedContender(
            model: best.model,
            detail: "order \(best.order), fall-back weight \(best.weight), \(best.model.trie.count) contexts",
            byteCount: best.model.serialised().count,
            stateByteCount: best.model.order * MemoryLayout<Int32>.size
        ) { try NGramFolder.save(best.model, data.tokeniser, to: $0) }
    }
}
