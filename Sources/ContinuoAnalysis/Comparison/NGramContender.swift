import ContinuoDecoding
import ContinuoProbabilistic
import ContinuoTraining
import Foundation

/// An n-gram model whose order is chosen by the validation part.
struct NGramContender: Contender {
    let name: String
    let summary: String
    let orders: [Int]

    func fit(_ data: ComparisonData, _ budget: ComparisonBudget) throws -> FittedContender {
        let model = try OrderSearch(orders: orders).best(data, budget) { order in
            try NGramModel.train(data.training, order: order, vocabularySize: data.vocabularySize)
        }
        return FittedContender(
            model: model,
            detail: "order \(model.order), \(model.trie.count) n-grams",
            byteCount: model.serialised().count,
            stateByteCount: model.order * MemoryLayout<Int32>.size
        ) { try NGramFolder.save(model, data.tokeniser, to: $0) }
    }
}

/// N-grams with gaps, the order chosen by the validation part and the shares of the patterns by a tenth of the training part.
struct SkipNGramContender: Contender {
    let name = "skip-kneser-ney"
    let summary = "n-grams with gaps, modified Kneser–Ney, learnt shares"

    func fit(_ data: ComparisonData, _ budget: ComparisonBudget) throws -> FittedContender {
        let model = try OrderSearch(orders: [2, 3, 4, 5, 6]).best(data, budget) { order in
            try SkipKneserNeyModel.train(data.training, order: order, vocabularySize: data.vocabularySize)
        }
        let entries = model.patterns.tables.reduce(0) { $0 + $1.entryCount }
        return FittedContender(
            model: model,
            detail: "order \(model.order), \(model.patterns.tables.count) patterns, \(entries) n-grams",
            byteCount: model.serialised().count,
            stateByteCount: model.order * MemoryLayout<Int32>.size
        ) { try SkipNGramFolder.save(model, data.tokeniser, to: $0) }
    }
}

/// Tries orders from low to high until the validation part gains no more, or the time is used up.
struct OrderSearch {
    let orders: [Int]

    func best<Model: GenerativeModel>(
        _ data: ComparisonData,
        _ budget: ComparisonBudget,
        train: (Int) throws -> Model
    ) throws -> Model {
        let windows = ScoringWindow.windows(data.validation, length: budget.context, limit: 10_000)
        let began = Date()
        var best: (model: Model, bits: Double)?
        for (index, order) in orders.enumerated() {
            budget.progress(Double(index) / Double(orders.count), "order \(order)")
            let model = try train(order)
            guard orders.count > 1 else { return model }
            let bits = try PredictionScores(model, windows).bits
            if let best, bits >= best.bits { break }
            best = (model, bits)
            // A longer order takes at least as long.
            let used = Date().timeIntervalSince(began)
            if budget.shouldStop() || used + used / Double(index + 1) > budget.seconds { break }
        }
        return best!.model
    }
}
