import Foundation

extension SkipKneserNeyModel {
    /// Trains on documents of token ids.
    ///
    /// Learned weights come from a tenth of the text that the counts do not see; the counts of the model are those of all of it.
    /// - Parameters:
    ///   - order: the length of the longest n-grams, 1 ... 8.
    ///   - endToken: the id that ends a document, appended to each; nil where documents just stop.
    /// - Throws: `NGramError` for an order, a vocabulary or an id that cannot be.
    public static func train(
        _ documents: [[Int32]],
        order: Int,
        vocabularySize: Int,
        endToken: Int32? = nil,
        weights kind: SkipWeights.Kind = .learned
    ) throws -> SkipKneserNeyModel {
        func model(_ documents: [[Int32]], _ weights: SkipWeights) throws -> SkipKneserNeyModel {
            let counts = try NGramCounts(
                documents: documents,
                order: order,
                vocabularySize: vocabularySize,
                endToken: endToken
            )
            return try SkipKneserNeyModel(counts, weights: weights, endToken: endToken)
        }
        switch kind {
        case .uniform: return try model(documents, .uniform)
        case .first: return try model(documents, .first)
        case .learned:
            let (counted, heldOut) = HeldOutDocuments.split(documents)
            let learner = try model(
                counted,
                .learned(LearnedSkipWeights(order: min(order, PatternCounts.greatestOrder)))
            )
            return try model(documents, .learned(learner.weights(from: heldOut)))
        }
    }

    /// The weights under which text that the counts have not seen is most probable, by expectation–maximisation.
    func weights(from documents: [[Int32]], iterations: Int = 30) -> LearnedSkipWeights {
        var weights = LearnedSkipWeights(order: order)
        let steps = documents.flatMap(steps)
        var last = -Double.infinity
        for _ in 0..<iterations {
            var uses = [Double](repeating: 0, count: weights.values.count)
            let total = steps.reduce(0) { $0 + add($1, weights, to: &uses) }
            weights.set(fromUses: uses)
            guard total - last > 1e-5 * abs(total) else { break }
            last = total
        }
        return weights
    }

    /// One predicted token: what each pattern gives it.
    private struct Step {
        let reading: Reading
        let own: [Double]
    }

    private func steps(_ document: [Int32]) -> [Step] {
        var history = startState
        return (document + (endToken.map { [$0] } ?? [])).map { token in
            let reading = read(history)
            history = state(after: history, reading: token)
            return Step(
                reading: reading,
                own: (0...reading.top).map { own(token, $0, reading.contexts[$0]) }
            )
        }
    }

    /// Adds the expected uses of each share for one token; its ln p.
    private func add(_ step: Step, _ weights: LearnedSkipWeights, to uses: inout [Double]) -> Double {
        let reading = step.reading
        var probabilities = step.own
        probabilities[0] += reading.backOffs[0] / Double(vocabularySize)
        let weighting = SkipWeights.learned(weights)
        func children(_ mask: Int, _ body: (_ child: Int, _ index: Int, _ share: Double) -> Void) {
            forEachChild(mask, bucket: reading.buckets[mask], weighting, body)
        }
        for mask in 1..<max(1, reading.top + 1) {
            var lower = 0.0
            children(mask) { child, _, share in lower += share * probabilities[child] }
            probabilities[mask] += reading.backOffs[mask] * lower
        }
        var reach = [Double](repeating: 0, count: reading.top + 1)
        reach[reading.top] = 1
        for mask in stride(from: reading.top, to: 0, by: -1) where reach[mask] > 0 && probabilities[mask] > 0 {
            let passed = reach[mask] * reading.backOffs[mask] / probabilities[mask]
            children(mask) { child, index, share in
                let use = passed * share * probabilities[child]
                uses[weights.place(mask, reading.buckets[mask], index)] += use
                reach[child] += use
            }
        }
        return log(probabilities[reading.top])
    }
}

/// Text that is kept back to choose weights by.
enum HeldOutDocuments {
    /// Every tenth document; of fewer than 20 the last tenth of each.
    static func split(_ documents: [[Int32]]) -> (counted: [[Int32]], heldOut: [[Int32]]) {
        guard documents.count < 20 else {
            let numbered = documents.enumerated()
            return (
                numbered.filter { $0.offset % 10 != 9 }.map(\.element),
                numbered.filter { $0.offset % 10 == 9 }.map(\.element)
            )
        }
        let cuts = documents.map { ($0, $0.count - $0.count / 10) }
        return (cuts.map { Array($0.0[..<$0.1]) }, cuts.map { Array($0.0[$0.1...]) })
    }
}
