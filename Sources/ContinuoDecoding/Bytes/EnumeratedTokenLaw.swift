import ContinuoSequences
import Foundation

/// The law of tokens that a law of short texts means: the texts are encoded, and what begins their encodings is counted. The exact
/// answer for what estimates from tokens are tested against.
public final class EnumeratedTokenLaw: TokenLaw {
    private let next: [[Int32]: [Double]]
    private let totals: [[Int32]: Double]
    private let size: Int
    public private(set) var networkCalls = 0

    /// - Parameters:
    ///   - texts: probabilities of texts, which end where they end.
    ///   - tokeniser: has an end of text.
    public init(_ texts: [(text: [UInt8], probability: Double)], _ tokeniser: any Tokeniser) {
        size = tokeniser.vocabularySize
        var next: [[Int32]: [Double]] = [:]
        var totals: [[Int32]: Double] = [:]
        for (text, probability) in texts {
            let ids = tokeniser.encode(text) + (tokeniser.endOfText.map { [$0] } ?? [])
            for place in 0...ids.count {
                let begun = Array(ids[..<place])
                totals[begun, default: 0] += probability
                if place < ids.count {
                    next[begun, default: Array(repeating: 0, count: size)][Int(ids[place])] += probability
                }
            }
        }
        self.next = next
        self.totals = totals
    }

    public func state(after tokens: [Int32]) -> TokenState {
        networkCalls += 1
        guard let total = totals[tokens], let row = next[tokens] else {
            return TokenState(logProbability: -.infinity, next: Array(repeating: -.infinity, count: size))
        }
        return TokenState(logProbability: log(total), next: row.map { log($0 / total) })
    }

    /// The law does not change; only the count of calls is shared.
    public func copy() -> any TokenLaw { self }
}
