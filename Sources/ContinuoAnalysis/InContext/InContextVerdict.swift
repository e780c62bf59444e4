/// Whether a model's predictions in context speak for latent structure: they do where they beat every n-gram of the same prefix.
public struct InContextVerdict: Sendable, Equatable {
    /// The best n-gram.
    public let gram: String
    /// Mean accuracy of the model minus the n-gram's.
    public let difference: Double
    /// Share of resamples in which the model is not better: of sequences, where there are five or more, else of places.
    public let pValue: Double

    /// - Parameters: names of the model's column and those of the n-grams.
    /// - Precondition: the columns exist and have two places or more.
    public init(_ comparison: InContextComparison, model: String, grams: [String]) {
        let all = 1..<comparison.length
        let candidates = grams.compactMap { comparison.column($0) }
        guard let column = comparison.column(model),
            let best = candidates.max(by: { $0.accuracy(all) < $1.accuracy(all) })
        else { preconditionFailure("no column is called \(model), or there is none of \(grams)") }
        let manySequences = comparison.sequences >= 5
        let test = PairedBootstrap(
            manySequences ? column.bySequence : Array(column.accuracy[all]),
            manySequences ? best.bySequence : Array(best.accuracy[all])
        )
        gram = best.name
        difference = test.difference
        pValue = test.pValue
    }

    public var isLikely: Bool { difference > 0 && pValue < 0.05 }

    /// In words.
    public var text: String {
        let points = ((difference * 1000).rounded() / 10).magnitude
        let relation = "\(points) points \(difference < 0 ? "below" : "above") the best n-gram (\(gram)), p = \(pValue)"
        return isLikely
            ? "In context \(relation): latent structure is likely."
            : "In context \(relation): no sign of structure beyond n-grams."
    }
}
