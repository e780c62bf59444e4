import ContinuoDecoding
import Foundation

/// A generalised language model: modified Kneser–Ney over n-grams with gaps.
///
///     p(w | S) = (c(S w) − D_S(c)) / c(S) + γ(S) · Σ_j λ_j · p(w | S without its token j),   p(w | nothing) ends in 1 / V
///
/// S is a pattern of kept context tokens (`PatternCounts`). Leaving out one token after another leads through a lattice of 2^(n−1)
/// patterns; each has its own counts and discounts. A context that was never seen gives the mean of its shorter ones. The predicted
/// token is never skipped, so all distributions sum to one. With `first` this is modified Kneser–Ney.
/// - Source: Pickhardt et al. 2014; weights by expectation–maximisation are ours.
public struct SkipKneserNeyModel: SteppedModel, Sendable {
    /// Counts of ordinary n-grams, from which all patterns follow.
    let counts: NGramCounts
    public let patterns: PatternCounts
    public let weights: SkipWeights
    /// The discounts of each pattern.
    public let discounts: [KneserNeyDiscounts]
    /// The id that ends a document, where there is one.
    public let endToken: Int32?
    /// What the user should know about the training.
    public let notes: [String]

    /// The sum of the counts, and γ, of each context of each pattern.
    private let totals: [[Double]]
    private let backOffs: [[Double]]

    public var vocabularySize: Int { patterns.vocabularySize }
    public var order: Int { patterns.order }

    init(_ counts: NGramCounts, weights: SkipWeights, endToken: Int32?) throws(NGramError) {
        try self.init(counts, try PatternCounts(counts), weights: weights, endToken: endToken)
    }

    private init(
        _ counts: NGramCounts,
        _ patterns: PatternCounts,
        weights: SkipWeights,
        endToken: Int32?
    ) throws(NGramError) {
        self.counts = counts
        self.patterns = patterns
        self.weights = weights
        self.endToken = endToken
        let estimates = patterns.tables.map { KneserNeyDiscounts(counts: $0.counts) }
        let discounts = estimates.map { $0 ?? .fallback }
        self.discounts = discounts
        let missing = estimates.filter { $0 == nil }.count
        notes = missing == 0 ? [] : [KneserNeyDiscounts.note("\(missing) of \(estimates.count) patterns")]
        var totals: [[Double]] = []
        var backOffs: [[Double]] = []
        for (table, discount) in zip(patterns.tables, discounts) {
            var (sums, shares) = ([Double](), [Double]())
            for context in 0..<table.contextCount {
                let counts = table.counts[table.entries(of: Int32(context))]
                let total = counts.reduce(0.0) { $0 + Double($1) }
                sums.append(total)
                shares.append(total > 0 ? counts.reduce(0.0) { $0 + discount[$1] } / total : 1)
            }
            totals.append(sums)
            backOffs.append(shares)
        }
        self.totals = totals
        self.backOffs = backOffs
    }

    /// The same counts with other weights.
    func with(_ weights: SkipWeights) throws(NGramError) -> SkipKneserNeyModel {
        try SkipKneserNeyModel(counts, patterns, weights: weights, endToken: endToken)
    }

    /// What each pattern of a history says, before the weights.
    struct Reading {
        /// The pattern of the whole history that is used.
        let top: Int
        /// The context of each mask up to `top`; −1 where it was never seen.
        var contexts: [Int32]
        /// γ of each mask; 1 where the context was never seen.
        var backOffs: [Double]
        /// The frequencies of each mask's shorter contexts, as one number.
        var buckets: [Int]
    }

    /// The last `order` − 1 tokens, the begin marker included; the nearest is the last.
    func read(_ history: [Int32]) -> Reading {
        let top = (1 << min(history.count, order - 1)) - 1
        var contexts = [Int32](repeating: 0, count: top + 1)
        var backOffs = [self.backOffs[0][0]] + [Double](repeating: 1, count: top)
        var buckets = [Int](repeating: 0, count: top + 1)
        var classes = [LearnedSkipWeights.frequencyClass(totals[0][0])] + [Int](repeating: 0, count: top)
        for mask in 1..<max(1, top + 1) {
            let parent = contexts[mask & (mask - 1)]
            let token = history[history.count - 1 - mask.trailingZeroBitCount]
            let context = parent < 0 ? nil : patterns.tables[mask].context(parent, token)
            contexts[mask] = context ?? -1
            if let context {
                backOffs[mask] = self.backOffs[mask][Int(context)]
                classes[mask] = LearnedSkipWeights.frequencyClass(totals[mask][Int(context)])
            }
            var rest = mask
            while rest != 0 {
                let bit = rest & -rest
                buckets[mask] = buckets[mask] * LearnedSkipWeights.classes + classes[mask ^ bit]
                rest ^= bit
            }
        }
        return Reading(top: top, contexts: contexts, backOffs: backOffs, buckets: buckets)
    }

    /// Calls `body` with each shorter pattern of a mask and its share.
    func forEachChild(
        _ mask: Int,
        bucket: Int,
        _ weights: SkipWeights,
        _ body: (_ child: Int, _ index: Int, _ share: Double) -> Void
    ) {
        let count = mask.nonzeroBitCount
        var (rest, index) = (mask, 0)
        while rest != 0 {
            let bit = rest & -rest
            body(mask ^ bit, index, weights.share(index, of: count, mask: mask, bucket: bucket))
            rest ^= bit
            index += 1
        }
    }

    /// How much of the whole falls to each pattern: p(w) = Σ share · α(w), and `uniform` to each token of the vocabulary.
    func shares(_ reading: Reading) -> (patterns: [Double], uniform: Double) {
        var shares = [Double](repeating: 0, count: reading.top + 1)
        shares[reading.top] = 1
        for mask in stride(from: reading.top, to: 0, by: -1) where shares[mask] > 0 {
            let passed = shares[mask] * reading.backOffs[mask]
            forEachChild(mask, bucket: reading.buckets[mask], weights) { child, _, share in
                shares[child] += passed * share
            }
        }
        return (shares, shares[0] * reading.backOffs[0] / Double(vocabularySize))
    }

    /// α of a token: what the counts of one pattern themselves give it.
    func own(_ token: Int32, _ mask: Int, _ context: Int32) -> Double {
        guard context >= 0 else { return 0 }
        let count = patterns.tables[mask].count(of: token, after: context)
        guard count > 0 else { return 0 }
        return (Double(count) - discounts[mask][count]) / totals[mask][Int(context)]
    }

    /// p(token | history).
    func probability(of token: Int32, after history: [Int32]) -> Double {
        let reading = read(history)
        let (shares, uniform) = shares(reading)
        return (0...reading.top).reduce(uniform) { sum, mask in
            shares[mask] > 0 ? sum + shares[mask] * own(token, mask, reading.contexts[mask]) : sum
        }
    }

    /// p of every token after a history of vocabulary ids: the last `order` − 1 tokens, the begin marker where the document begins among them.
    func distribution(after history: [Int32]) -> [Double] {
        let reading = read(history)
        let (shares, uniform) = shares(reading)
        var result = [Double](repeating: uniform, count: vocabularySize)
        for mask in 0...reading.top where shares[mask] > 0 && reading.contexts[mask] >= 0 {
            let (table, discount) = (patterns.tables[mask], discounts[mask])
            let context = reading.contexts[mask]
            let total = totals[mask][Int(context)]
            guard total > 0 else { continue }
            for entry in table.entries(of: context) {
                let count = table.counts[entry]
                result[Int(table.tokens[entry])] += shares[mask] * (Double(count) - discount[count]) / total
            }
        }
        return result
    }

    /// p of every token behind a document's first tokens.
    public func distribution(afterTokens tokens: [Int32]) -> [Double] {
        distribution(after: Array((startState + tokens).suffix(order - 1)))
    }

    /// The state is the history that counts.
    var startState: [Int32] { order > 1 ? [Int32(vocabularySize)] : [] }
    func step(_ state: [Int32], _ token: Int32) -> (logProbability: Double, next: [Int32]) {
        (log(probability(of: token, after: state)), self.state(after: state, reading: token))
    }
    func state(after state: [Int32], reading token: Int32) -> [Int32] { Array((state + [token]).suffix(order - 1)) }
    func logits(of state: [Int32]) -> [Float] { distribution(after: state).map { Float(log($0)) } }
}
