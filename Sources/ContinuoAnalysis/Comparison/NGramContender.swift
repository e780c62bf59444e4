import ContinuoProbabilistic
import ContinuoTraining
import Foundation

/// An n-gram model whose order is chosen by the validation part.
struct NGramContender: Contender {
    let name: String
    let summary: String
    let orders: [Int]

    func fit(_ data: ComparisonData, _ budget: ComparisonBudget) throws -> FittedContender {
        let windows = ScoringWindow.windows(data.validation, length: budget.context, limit: 10_000)
        let began = Date()
        var best: (model: NGramModel, bits: Double)?
        for (index, order) in orders.enumerated() {
            budget.progress(Double(index) / Double(orders.count), "order \(order)")
            let model = try NGramModel.train(data.training, order: order, vocabularySize: data.vocabularySize)
            guard orders.count > 1 else {
                best = (model, 0)
                break
            }
            let bits = try PredictionScores(model, windows).bits
            if let best, bits >= best.bits { break }
            best = (model, bits)
            // A longer order takes at least as long.
            let used = Date().timeIntervalSince(began)
            if budget.shouldStop() || used + used / Double(index + 1) > budget.seconds { break }
        }
        let (model, _) = best!
        return FittedContender(
            model: model,
            detail: "order \(model.order), \(model.trie.count) n-grams",
            byteCount: model.serialised().count,
            stateByteCount: model.order * MemoryLayout<Int32>.size
        ) { try NGramFolder.save(model, data.tokeniser, to: $0) }
    }
}
