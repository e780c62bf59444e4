import ContinuoSequences
import Foundation

/// The law of bytes that a law of tokens means: P(next byte | text), over all encodings that spell the text and go on.
///
/// Conditioning on the encoding of a text is biased: the last token rules out every continuation that it would have merged
/// with. The probability of a text is the sum over its *cover encodings*: live sequences t₁…t_j whose bytes begin with the
/// text while those of t₁…t_{j−1} do not. With the text cut at each place i,
///
///     P(x₁…x_N, b) = Σ_i Σ_{t: live, bytes(t) begins with x_{i+1}…x_N b} P(t₁…t_k) P(t | t₁…t_k),   t₁…t_k spells x₁…x_i
///
/// and only places i matter from which a token reaches beyond the text: at most as many as the longest token has bytes. Each
/// takes one call, on a beginning that the others share. Probability that a network gives to sequences that are not live
/// is left out, and the next byte's law is normalised.
///
/// Exact for tokenisers whose live sequences are closed under taking beginnings: byte pairs and maximum prefixes, words cut
/// by patterns that look ahead of white space included. A unigram tokeniser may choose an encoding that no beginning of the
/// text has; what goes through such beginnings is missed.
///
/// - Source: Phan et al. 2024, "Understanding and Mitigating Tokenization Bias in Language Models", sections 3 and 4.
public final class ByteMarginal {
    /// The outcome that stands for the end of the text, after the 256 bytes.
    public static let end = 256
    /// Bytes and the end.
    public static let outcomes = 257

    private let encodings: LiveEncodings
    /// The law of tokens that it is taken from.
    public let law: any TokenLaw
    private let tolerance: Double
    private let endToken: Int32?

    /// - Parameters:
    ///   - tolerance: continuations less probable than this share of the most probable one are taken as live without being
    ///     encoded; 0 checks all of them.
    public convenience init(_ tokeniser: any Tokeniser, _ law: any TokenLaw, tolerance: Double = 0) {
        self.init(LiveEncodings(tokeniser), law, tolerance)
    }

    init(_ encodings: LiveEncodings, _ law: any TokenLaw, _ tolerance: Double) {
        self.encodings = encodings
        self.law = law
        self.tolerance = tolerance
        endToken = encodings.tokeniser.endOfText
    }

    /// Passes through the network so far.
    public var networkCalls: Int { law.networkCalls }

    /// The same law, which goes on by itself.
    public func copy() -> ByteMarginal { ByteMarginal(encodings, law.copy(), tolerance) }

    /// A way to go on: ln p of the tokens and the token after them.
    private struct Candidate {
        let weight: Double
        let outcome: Int
        let token: Int32
        let start: Int
    }

    /// Where candidates begin: live tokens that spell the text's first bytes.
    private struct Start {
        let tokens: [Int32]
        let text: [UInt8]
    }

    /// The joint probabilities of a text and what follows it.
    /// - Returns: ln P(text, byte) for each byte, then ln P(text, end of text); −∞ for what cannot be.
    /// - Throws: `ByteExactError.textChanges` where the tokeniser does not keep the text; what the model throws.
    public func joint(after text: [UInt8]) throws -> [Double] {
        let whole = encodings.hidden + text
        let index = encodings.index
        let earliest = max(0, whole.count - index.longest)
        let places = (earliest..<max(whole.count, 1)).filter {
            $0 < whole.count && ($0 == 0 || $0 >= encodings.hidden.count)
                && !index.longer(than: Array(whole[$0...])).isEmpty
        }
        let cut = encodings.cut(of: whole, limit: places.first ?? whole.count)
        let head = cut > 0 ? encodings.encode(whole[..<cut]) : []
        let tail = Array(whole[cut...])

        var starts: [Start] = []
        var candidates: [Candidate] = []
        let ends = encodings.sequences(spelling: tail)
        guard !ends.isEmpty || tail.isEmpty else { throw ByteExactError.textChanges(tail) }
        // Before any text there is nothing but the empty sequence, even where the tokens will spell hidden bytes first.
        for end in ends where !text.isEmpty || encodings.hidden.isEmpty || !end.tokens.isEmpty {
            let state = try law.state(after: head + end.tokens)
            for (token, bytes) in index.bytes.enumerated() {
                guard let first = bytes.first, state.next[token] > -.infinity else { continue }
                let weight = state.logProbability + state.next[token]
                candidates.append(
                    Candidate(weight: weight, outcome: Int(first), token: Int32(token), start: starts.count)
                )
            }
            if let endToken, end.isComplete {
                let weight = state.logProbability + state.next[Int(endToken)]
                candidates.append(Candidate(weight: weight, outcome: Self.end, token: endToken, start: -1))
            }
            starts.append(Start(tokens: end.tokens, text: tail))
        }
        for place in places {
            let begun = Array(tail[..<(place - cut)])
            let rest = Array(whole[place...])
            let tokens = index.longer(than: rest)
            let sequences = place == 0 ? [[]] : encodings.sequences(spelling: begun).map(\.tokens)
            for sequence in sequences {
                let spelled = place == 0 ? [] : begun
                guard tokens.contains(where: { encodings.isLive(sequence, $0, text: spelled) }) else { continue }
                let state = try law.state(after: head + sequence)
                for token in tokens where state.next[Int(token)] > -.infinity {
                    let weight = state.logProbability + state.next[Int(token)]
                    let outcome = Int(index.bytes[Int(token)][rest.count])
                    candidates.append(Candidate(weight: weight, outcome: outcome, token: token, start: starts.count))
                }
                starts.append(Start(tokens: sequence, text: spelled))
            }
        }
        return sum(candidates, starts)
    }

    /// ln P(outcome | text): the joint probabilities, normalised.
    public func next(after text: [UInt8]) throws -> [Double] {
        let joint = try joint(after: text)
        let total = logSum(joint)
        guard total > -.infinity else { throw ByteExactError.impossible(text) }
        return joint.map { $0 - total }
    }

    private func sum(_ candidates: [Candidate], _ starts: [Start]) -> [Double] {
        let greatest = candidates.map(\.weight).max() ?? -.infinity
        guard greatest > -.infinity else { return Array(repeating: -.infinity, count: Self.outcomes) }
        let least = tolerance > 0 ? greatest + log(tolerance) : -.infinity
        var sums = [Double](repeating: 0, count: Self.outcomes)
        for candidate in candidates {
            if candidate.start >= 0, candidate.weight >= least {
                let start = starts[candidate.start]
                guard encodings.isLive(start.tokens, candidate.token, text: start.text) else { continue }
            }
            sums[candidate.outcome] += exp(candidate.weight - greatest)
        }
        return sums.map { $0 > 0 ? log($0) + greatest : -.infinity }
    }
}

/// ln Σ exp of some logarithms.
func logSum(_ values: [Double]) -> Double {
    let greatest = values.max() ?? -.infinity
    guard greatest > -.infinity else { return -.infinity }
    return greatest + log(values.reduce(0) { $0 + exp($1 - greatest) })
}

/// Why bytes cannot be predicted exactly.
public enum ByteExactError: Error, Equatable, CustomStringConvertible {
    case textChanges([UInt8])
    case impossible([UInt8])
    case differentModels(count: Int, weights: Int)

    public var description: String {
        switch self {
        case .textChanges(let text):
            "the tokeniser does not keep the text \(Self.shown(text)): its tokens spell other bytes. Exact bytes need a "
                + "tokeniser that gives back every text, such as byte-level BPE"
        case .impossible(let text):
            "the model gives the text \(Self.shown(text)) and all that could follow it the probability 0"
        case .differentModels(let count, let weights):
            "an ensemble of \(count) models got \(weights) weights; expected one positive weight for each model"
        }
    }

    private static func shown(_ text: [UInt8]) -> String {
        "\"" + String(decoding: text.suffix(24), as: UTF8.self).replacing("\n", with: "\\n") + "\""
    }
}
