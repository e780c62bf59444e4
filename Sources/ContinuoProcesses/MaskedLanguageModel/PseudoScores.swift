import ContinuoBackbones
import ContinuoDecoding

/// ln p of each token given all others, for processes that have no likelihood of whole sequences. Sequences that are longer than
/// the network's context are cut into windows; each token is scored in one of them.
/// - Parameter losses: −ln p of the tokens at some places of a window while each of them is hidden.
func pseudoScores(
    _ backbone: any Backbone,
    _ sequences: [[Int32]],
    losses: (_ tokens: [Int32], _ places: [Int]) -> [Double]
) throws -> [SequenceScore] {
    try sequences.map { sequence in
        try checkTokens(sequence, vocabulary: backbone.vocabularySize)
        var scores = [Double](repeating: 0, count: sequence.count)
        guard !sequence.isEmpty else { return SequenceScore(logProbabilities: [], kind: .pseudo) }
        for window in ScoringWindow.cover(sequence.count, of: 0, limit: backbone.maximumLength) {
            let tokens = Array(sequence[window.inputs])
            let rows = max(1, ScoringWindow.piece / tokens.count)
            for start in stride(from: window.scored.lowerBound, to: window.scored.upperBound, by: rows) {
                let positions = start..<min(start + rows, window.scored.upperBound)
                let found = losses(tokens, positions.map { $0 - window.inputs.lowerBound })
                for (position, loss) in zip(positions, found) { scores[position] = -loss }
            }
        }
        return SequenceScore(logProbabilities: scores, kind: .pseudo)
    }
}
