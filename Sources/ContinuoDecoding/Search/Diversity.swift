import Foundation

/// How a group's likeness with earlier groups is measured: Δ of one continuation, never positive (Vijayakumar et al.
/// 2016, section 5). "Earlier groups' beams" are those chosen at the same step.
public enum Diversity: Sendable, Equatable, Codable {
    /// −(number of earlier groups' beams with this token at this step).
    case hamming
    /// −Σ exp(−(positions that differ so far) / Γ) over earlier groups' beams: who has diverged is left alone.
    case cumulative(temperature: Double)
    /// −(occurrences in earlier groups' beams, anywhere, of the n-gram that the token completes).
    case ngram(size: Int)
    /// −Σ cosine(embedding of this token, embedding of the earlier groups' tokens at this step).
    case embedding

    /// The lists of Δ for each beam and token.
    /// - Parameters:
    ///   - tokens: the beam.
    ///   - earlier: what the earlier groups chose at this step: sequences one token longer than `tokens`.
    func terms(
        after tokens: [Int32],
        earlier: [[Int32]],
        vocabularySize: Int,
        embeddings: TokenEmbeddings?
    ) -> DiversityTerms {
        var terms = DiversityTerms()
        switch self {
        case .hamming:
            for other in earlier { terms.byToken[other[tokens.count], default: 0] -= 1 }
        case .cumulative(let temperature):
            for other in earlier {
                let differing = Double(zip(tokens, other).count { $0 != $1 })
                let (same, different) = (exp(-differing / temperature), exp(-(differing + 1) / temperature))
                terms.everywhere -= different
                terms.byToken[other[tokens.count], default: 0] -= same - different
            }
        case .ngram(let size):
            guard tokens.count >= size - 1 else { break }
            let last = tokens.suffix(size - 1)
            for other in earlier {
                for end in stride(from: size - 1, to: other.count, by: 1)
                where other[(end - size + 1)..<end].elementsEqual(last) {
                    terms.byToken[other[end], default: 0] -= 1
                }
            }
        case .embedding:
            terms.dense = embeddings?.negatedCosines(with: earlier.map { $0[tokens.count] })
        }
        return terms
    }
}

/// Δ of every token after one beam.
struct DiversityTerms {
    var everywhere = 0.0
    var byToken: [Int32: Double] = [:]
    var dense: [Double]?

    subscript(token: Int) -> Double {
        everywhere + (byToken[Int32(token)] ?? 0) + (dense.map { $0[token] } ?? 0)
    }

    /// Adds λ·Δ to the scores of all tokens.
    func add(to scores: inout [Double], strength: Double) {
        if everywhere != 0 { for token in scores.indices { scores[token] += strength * everywhere } }
        for (token, term) in byToken { scores[Int(token)] += strength * term }
        if let dense { for token in scores.indices { scores[token] += strength * dense[token] } }
    }
}

/// A vector for each token, as the embedding diversity compares them.
public struct TokenEmbeddings: Sendable {
    private let width: Int
    private let units: [Float]

    /// - Parameter values: `[vocabularySize, width]`, row-major. A row of zeros is like nothing.
    public init(values: [Float], width: Int) {
        self.width = width
        units = stride(from: 0, to: values.count, by: max(1, width)).flatMap { start in
            let row = values[start..<min(start + width, values.count)]
            let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return row.map { norm > 0 ? $0 / norm : 0 }
        }
    }

    var vocabularySize: Int { width > 0 ? units.count / width : 0 }

    func negatedCosines(with tokens: [Int32]) -> [Double] {
        var sum = [Double](repeating: 0, count: width)
        for token in tokens { for index in 0..<width { sum[index] += Double(units[Int(token) * width + index]) } }
        return (0..<vocabularySize).map { token in
            -(0..<width).reduce(0.0) { $0 + sum[$1] * Double(units[token * width + $1]) }
        }
    }
}
