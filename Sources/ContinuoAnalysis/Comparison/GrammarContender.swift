import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTraining
import Foundation

/// An automaton from a prefix tree, its states merged by a rule; what is chosen is chosen by the validation part.
struct AutomatonContender: Contender {
    let name: String
    let summary: String
    /// Rules to choose from; none leaves the prefix tree as it is.
    let rules: [StateMerging.Rule]

    private static let weights = [0.1, 0.5, 2, 10]

    func fit(_ data: ComparisonData, _ budget: ComparisonBudget) throws -> FittedContender {
        let (traces, end) = try data.traces()
        let windows = ScoringWindow.windows(data.validation, length: budget.context, limit: 10_000)
        let began = Date()
        var best: (model: AutomatonModel, bits: Double)?
        for (index, rule) in (rules.isEmpty ? [nil] : rules.map { Optional($0) }).enumerated() {
            budget.progress(Double(index) / Double(max(rules.count, 1)), "\(rule.map { "\($0)" } ?? "prefix tree")")
            let limit = began.addingTimeInterval(budget.seconds * Double(index + 1) / Double(max(rules.count, 1)))
            let automaton =
                if let rule {
                    try StateMerging(rule).learn(traces) { budget.shouldStop() || Date() > limit }
                } else { TraceAutomaton(prefixesOf: traces) }
            for weight in Self.weights {
                let model = AutomatonModel(
                    automaton,
                    vocabularySize: data.vocabularySize,
                    endToken: end,
                    weight: weight
                )
                let bits = try PredictionScores(model, windows).bits
                if bits < best?.bits ?? .infinity { best = (model, bits) }
            }
            if budget.shouldStop() { break }
        }
        guard let model = best?.model else { throw ComparisonError.zeroProbability }
        return FittedContender(
            model: model,
            detail: "\(model.automaton.states.count) states, \(model.automaton.edgeCount) arcs",
            byteCount: (model.automaton.states.count + 3 * model.automaton.edgeCount) * MemoryLayout<Int32>.size,
            stateByteCount: MemoryLayout<Int32>.size
        ) { try GrammarFolder.save(model, data.tokeniser, to: $0) }
    }
}

/// A Petri net that a miner finds in the traces.
struct NetContender: Contender {
    let name: String
    let summary: String
    /// Nets to choose from by the validation part.
    let miners: [@Sendable ([[Int32]]) throws -> PetriNet]

    /// Miners look at pairs of activities again and again.
    private static let activityLimit = 500
    private static let errors = [0.02, 0.1, 0.3]
    private static let weights = [0.3, 1, 5]

    func fit(_ data: ComparisonData, _ budget: ComparisonBudget) throws -> FittedContender {
        let (traces, end) = try data.traces()
        let windows = ScoringWindow.windows(data.validation, length: budget.context, limit: 5_000)
        let different = Set(traces.joined()).count
        guard different <= Self.activityLimit else {
            throw ComparisonError.unsuitable(
                needs: "at most \(Self.activityLimit) different activities, not \(different)"
            )
        }
        let limit = Date().addingTimeInterval(budget.seconds)
        var best: (model: NetModel, bits: Double)?
        func consider(_ model: NetModel) throws {
            let bits = try PredictionScores(model, windows).bits
            if bits < best?.bits ?? .infinity { best = (model, bits) }
        }
        for (index, mine) in miners.enumerated() {
            budget.progress(Double(index) / Double(miners.count), "net \(index + 1) of \(miners.count)")
            let model = NetModel(
                try mine(traces),
                traces: traces,
                vocabularySize: data.vocabularySize,
                endToken: end,
                shouldStop: { budget.shouldStop() || Date() > limit }
            )
            // One after the other, as they have little to do with each other.
            for error in Self.errors { try consider(model.reweighted(weight: model.weight, error: error)) }
            let error = best?.model.error ?? model.error
            for weight in Self.weights { try consider(model.reweighted(weight: weight, error: error)) }
            if budget.shouldStop() || Date() > limit { break }
        }
        guard let model = best?.model else { throw ComparisonError.zeroProbability }
        let net = model.net
        return FittedContender(
            model: model,
            detail: "\(net.placeCount) places, \(net.transitions.count) transitions, \(net.arcCount) arcs",
            byteCount: (net.arcCount + 2 * model.counts.reduce(0) { $0 + $1.value.count }) * MemoryLayout<Int32>.size,
            stateByteCount: net.placeCount
        ) { try GrammarFolder.save(model, data.tokeniser, to: $0) }
    }
}
