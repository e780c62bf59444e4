import ContinuoDecoding
import Foundation

/// A stretch of a test sequence that every model reads alike, and the place from which on its tokens are scored.
///
/// Windows of a sequence overlap by half, so that each scored token has at least half a window before it, or all there is; the
/// first token of a sequence is read and not scored.
public struct ScoringWindow: Sendable, Equatable {
    public let tokens: [Int32]
    /// The first scored place, at least 1.
    public let from: Int
    /// Which of the sequences it is a part of, and where in it it begins.
    public let sequence: Int
    public let start: Int

    public init(tokens: [Int32], from: Int, sequence: Int = 0, start: Int = 0) {
        (self.tokens, self.from, self.sequence, self.start) = (tokens, from, sequence, start)
    }

    public var scoredCount: Int { tokens.count - from }

    /// The windows of sequences; where they score more than `limit` tokens, windows spread evenly over all.
    public static func windows(_ sequences: [[Int32]], length: Int, limit: Int = .max) -> [ScoringWindow] {
        var all: [ScoringWindow] = []
        for (index, sequence) in sequences.enumerated() where sequence.count > 1 {
            var (start, from) = (0, 1)
            while true {
                let end = min(start + length, sequence.count)
                let tokens = Array(sequence[start..<end])
                all.append(ScoringWindow(tokens: tokens, from: from, sequence: index, start: start))
                guard end < sequence.count else { break }
                start = end - length / 2
                from = end - start
            }
        }
        let total = all.reduce(0) { $0 + $1.scoredCount }
        guard total > limit else { return all }
        let kept = max(1, all.count * limit / total)
        return (0..<kept).map { all[$0 * all.count / kept] }
    }
}

/// How well a model predicted the tokens of scoring windows.
public struct PredictionScores: Sendable {
    /// Nats of the scored tokens of each window.
    public let nats: [[Double]]
    /// Σ_k (p_k − [k = truth])² of the scored tokens of each window (Brier 1950), 0 … 2; nil where the model gives no
    /// distribution.
    public let squares: [[Double]]?
    /// Share of tokens that were the most probable one; nil where the model gives no distribution.
    public let accuracy: Double?
    public let kind: LikelihoodKind
    /// Tokens read for each second of scoring.
    public let tokensPerSecond: Double

    public var count: Int { nats.reduce(0) { $0 + $1.count } }

    /// Mean Brier score of a token.
    public var brier: Double? { squares.map { $0.reduce(0) { $0 + $1.reduce(0, +) } / Double(count) } }

    /// Bits of a token, on average.
    public var bits: Double { nats.reduce(0) { $0 + $1.reduce(0, +) } / Double(count) / log(2) }

    /// Mean bits of stretches of at most `length` tokens, and the number of tokens of each: the items of a bootstrap.
    func stretches(of length: Int) -> (bits: [Double], counts: [Double]) {
        let pieces = nats.flatMap { window in
            stride(from: 0, to: window.count, by: length).map { window[$0..<min($0 + length, window.count)] }
        }
        return (pieces.map { $0.reduce(0, +) / Double($0.count) / log(2) }, pieces.map { Double($0.count) })
    }

    /// How many more bits a token these are than those of another model on the same windows; of nothing when it is nil.
    ///
    /// Resampled are stretches of 32 tokens; where one of the two is a bound, whole windows, as it scores other tokens of them.
    public func excess(over other: PredictionScores?) -> PairedBootstrap {
        let isAlike = other.map { $0.nats.map(\.count) == nats.map(\.count) } ?? true
        let own = stretches(of: isAlike ? 32 : .max)
        let theirs = other?.stretches(of: isAlike ? 32 : .max).bits
        return PairedBootstrap(own.bits, theirs ?? own.bits.map { _ in 0 }, weights: own.counts)
    }

    /// Reads the windows with a model that gives distributions of the next token.
    /// - Parameter rows: windows of one length that are read side by side.
    /// - Throws: what the model throws; `ComparisonError.zeroProbability` where a token was impossible.
    public init(_ model: any GenerativeModel, _ windows: [ScoringWindow], rows: Int = 8) throws {
        var nats = [[Double]](repeating: [], count: windows.count)
        var squares = nats
        var (hits, read) = (0, 0)
        let began = Date()
        for group in PredictionScores.groups(windows, rows: rows) {
            let session = try model.makeSession(rows: group.count)
            let tokens = group.map { windows[$0].tokens }
            let logits = try session.extendWithAllLogits(tokens.map { Array($0.dropLast()) })
            read += tokens.count * tokens[0].count
            let size = model.vocabularySize
            for (row, index) in group.enumerated() {
                for place in windows[index].from..<tokens[row].count {
                    let start = (row * (tokens[row].count - 1) + place - 1) * size
                    let found = Self.prediction(logits[start..<(start + size)], truth: Int(tokens[row][place]))
                    nats[index].append(found.nats)
                    squares[index].append(found.brier)
                    hits += found.isHit ? 1 : 0
                }
            }
        }
        let seconds = Date().timeIntervalSince(began)
        let count = Double(nats.reduce(0) { $0 + $1.count })
        (self.nats, self.squares, accuracy) = (nats, squares, Double(hits) / count)
        (kind, tokensPerSecond) = (.exact, Double(read) / max(seconds, 1e-9))
        guard bits.isFinite else { throw ComparisonError.zeroProbability }
    }

    /// Scores windows as wholes by a model that bounds the likelihood of a sequence: every token counts, as none is given.
    public init(bounded model: any ScoringModel, _ windows: [ScoringWindow]) throws {
        let began = Date()
        let scores = try windows.map { try model.score($0.tokens) }
        let seconds = Date().timeIntervalSince(began)
        nats = scores.map { $0.logProbabilities.map { -$0 } }
        (squares, accuracy, kind) = (nil, nil, scores.first?.kind ?? .exact)
        tokensPerSecond = Double(windows.reduce(0) { $0 + $1.tokens.count }) / max(seconds, 1e-9)
        guard bits.isFinite else { throw ComparisonError.zeroProbability }
    }

    /// Scores windows by laws that are given.
    /// - Parameter laws: p of every token at each scored place of a window.
    public init(_ windows: [ScoringWindow], laws: (ScoringWindow) throws -> [[Double]]) throws {
        var (nats, squares): ([[Double]], [[Double]]) = ([], [])
        var hits = 0
        let began = Date()
        for window in windows {
            var (own, brier): ([Double], [Double]) = ([], [])
            for (law, token) in zip(try laws(window), window.tokens[window.from...]) {
                let truth = Int(token)
                own.append(-log(law[truth]))
                brier.append(law.reduce(0) { $0 + $1 * $1 } - 2 * law[truth] + 1)
                hits += law.firstIndex(of: law.max() ?? 0) == truth ? 1 : 0
            }
            nats.append(own)
            squares.append(brier)
        }
        let seconds = Date().timeIntervalSince(began)
        let count = nats.reduce(0) { $0 + $1.count }
        (self.nats, self.squares, accuracy) = (nats, squares, Double(hits) / Double(count))
        (kind, tokensPerSecond) = (.exact, Double(count) / max(seconds, 1e-9))
        guard bits.isFinite else { throw ComparisonError.zeroProbability }
    }

    /// Windows of equal length, `rows` at a time, by their places.
    private static func groups(_ windows: [ScoringWindow], rows: Int) -> [[Int]] {
        let byLength = Dictionary(grouping: windows.indices) { windows[$0].tokens.count }
        return byLength.keys.sorted().flatMap { length -> [[Int]] in
            let places = byLength[length]!
            return stride(from: 0, to: places.count, by: rows).map { Array(places[$0..<min($0 + rows, places.count)]) }
        }
    }

    /// What logits say of the token that came.
    private static func prediction(_ logits: ArraySlice<Float>, truth: Int) -> (
        nats: Double, brier: Double, isHit: Bool
    ) {
        let most = logits.max() ?? 0
        var (sum, squares) = (0.0, 0.0)
        for logit in logits {
            let weight = exp(Double(logit - most))
            sum += weight
            squares += weight * weight
        }
        let own = logits[logits.startIndex + truth]
        let probability = exp(Double(own - most)) / sum
        let isHit = own == most && logits.firstIndex(of: most) == logits.startIndex + truth
        return (log(sum) - Double(own - most), squares / (sum * sum) - 2 * probability + 1, isHit)
    }
}

/// What makes a comparison impossible.
public enum ComparisonError: Error, Equatable, CustomStringConvertible {
    case unknownModel(name: String, known: [String])
    case zeroProbability
    /// A kind of model that needs other data.
    case unsuitable(needs: String)

    public var description: String {
        switch self {
        case .unknownModel(let name, let known):
            "there is no model \"\(name)\" to compare; expected one of \(known.joined(separator: ", "))"
        case .zeroProbability: "a token of the test part has probability 0 under it"
        case .unsuitable(let needs): "it needs \(needs)"
        }
    }
}
