import ContinuoDecoding
import Foundation

/// An interpolated n-gram model.
///
///     p(w | h) = α(hw) + γ(h) · p(w | h without its first token),   p(w | nothing) = α(w) + γ() / V
///
/// Where h has never been seen, p(w | h) is that of its longest suffix. With modified Kneser–Ney smoothing (Chen and
/// Goodman 1999) α(hw) = (c − D(c)) / Σ c over the adjusted counts of h's continuations, and γ(h) is what the discounts
/// took. The boundaries are KenLM's: a begin marker precedes each document and is never predicted.
public struct NGramModel: SteppedModel, Sendable {
    /// The n-grams that have probabilities.
    public let trie: NGramTrie

    /// α of each node.
    let weights: [Double]

    /// γ of each node; 1 where nothing follows it.
    let backOffs: [Double]

    /// p(w | nothing) of each token.
    let unigrams: [Double]

    /// The adjusted counts and the discounts of each length from 1, where the model was trained here.
    let smoothing: (counts: [UInt32], discounts: [KneserNeyDiscounts])?

    /// The id that ends a document, where there is one.
    public let endToken: Int32?

    /// What the user should know about the training.
    public let notes: [String]

    public var vocabularySize: Int { trie.vocabularySize }
    public var order: Int { trie.order }

    /// The discounts for n-grams of each length from 1; nil for a model that was read from an ARPA file.
    public var discounts: [KneserNeyDiscounts]? { smoothing?.discounts }

    /// A model from explicit weights.
    init(
        trie: NGramTrie,
        weights: [Double],
        backOffs: [Double],
        endToken: Int32?,
        smoothing: (counts: [UInt32], discounts: [KneserNeyDiscounts])? = nil,
        notes: [String] = []
    ) {
        self.trie = trie
        self.weights = weights
        self.backOffs = backOffs
        self.endToken = endToken
        self.smoothing = smoothing
        self.notes = notes
        let uniform = backOffs[0] / Double(trie.vocabularySize)
        unigrams = (0..<trie.vocabularySize).map { weights[1 + $0] + uniform }
    }

    /// The same model with another token that ends a document.
    public func ending(with endToken: Int32?) -> NGramModel {
        NGramModel(
            trie: trie,
            weights: weights,
            backOffs: backOffs,
            endToken: endToken,
            smoothing: smoothing,
            notes: notes
        )
    }

    /// p(token | context) of a node of the trie.
    public func probability(of token: Int32, after context: Int32) -> Double {
        var share = 1.0
        var total = 0.0
        var node = context
        while node != NGramTrie.root {
            if let child = trie.child(of: node, token) { total += share * weights[Int(child)] }
            share *= backOffs[Int(node)]
            node = trie.suffixes[Int(node)]
        }
        return total + share * unigrams[Int(token)]
    }

    /// p of the last token of each n-gram after the others; 0 for the empty one and for the begin marker.
    func ownProbabilities(parents: [Int32]) -> [Double] {
        var result = [Double](repeating: 0, count: trie.count)
        for node in 1..<trie.count where trie.tokens[node] != trie.beginMarker {
            let (parent, suffix) = (parents[node], Int(trie.suffixes[node]))
            // Mostly the shorter context has the token too, and its probability is known already.
            if parent != NGramTrie.root, parents[suffix] == trie.suffixes[Int(parent)] {
                result[node] = weights[node] + backOffs[Int(parent)] * result[suffix]
            } else {
                result[node] = probability(of: trie.tokens[node], after: parent)
            }
        }
        return result
    }

    /// p of every token after a context of the trie; the sum is 1.
    public func distribution(after context: Int32) -> [Double] {
        var share = 1.0
        var result = [Double](repeating: 0, count: vocabularySize)
        var node = context
        while node != NGramTrie.root {
            for child in trie.children(of: node) { result[Int(trie.tokens[child])] += share * weights[child] }
            share *= backOffs[Int(node)]
            node = trie.suffixes[Int(node)]
        }
        for token in result.indices { result[token] += share * unigrams[token] }
        return result
    }

    /// The state is the longest context that the model knows.
    var startState: Int32 { trie.start }
    func step(_ state: Int32, _ token: Int32) -> (logProbability: Double, next: Int32) {
        (log(probability(of: token, after: state)), trie.advance(state, token))
    }
    func state(after state: Int32, reading token: Int32) -> Int32 { trie.advance(state, token) }
    func logits(of state: Int32) -> [Float] { distribution(after: state).map { Float(log($0)) } }
}
