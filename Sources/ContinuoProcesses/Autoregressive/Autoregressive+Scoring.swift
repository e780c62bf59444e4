import ContinuoBackbones
import ContinuoDecoding
import ContinuoTensor
import Foundation

extension Autoregressive {
    /// Log-likelihoods of sequences of any length, exact for the model and its context.
    ///
    /// A sequence that is longer than the network's context C is read in windows of C tokens that move on by C/2. Every
    /// token is scored once, in the first window that holds it, so that all but the first C tokens see between C/2 and
    /// C − 1 tokens before them. Windows of all sequences are computed in batches. A network without a limit reads long
    /// sequences piece by piece with its state carried on: nothing is cut off.
    public func score(_ backbone: any Backbone, _ sequences: [[Int32]]) throws -> [SequenceScore] {
        for sequence in sequences { try checkTokens(sequence, vocabulary: backbone.vocabularySize) }
        let prefix = start.map { [$0] } ?? []
        let texts = sequences.map { prefix + $0 }
        var windows: [ScoringWindow] = []
        var scores = sequences.map { sequence -> [Double] in
            let first = start == nil && !sequence.isEmpty ? [-log(Double(backbone.vocabularySize))] : []
            return first + [Double](repeating: 0, count: sequence.count - first.count)
        }
        var endLogits = texts.map { [Double](repeating: 0, count: termination == nil ? 0 : max(0, $0.count - 1)) }
        for (index, text) in texts.enumerated() where text.count > 1 {
            windows += ScoringWindow.cover(text.count - 1, of: index, limit: backbone.maximumLength)
        }
        withoutGradients {
            for batch in ScoringWindow.batches(windows) {
                let losses = self.losses(backbone, batch.map { $0.tokens(texts[$0.sequence]) })
                for (window, losses) in zip(batch, losses) {
                    // Target t of the text is token t + 1; the list of scores has no entry for the start.
                    let shift = start == nil ? 1 : 0
                    for position in window.scored {
                        let found = losses[position - window.inputs.lowerBound]
                        scores[window.sequence][position + shift] = -found.loss
                        if termination != nil { endLogits[window.sequence][position] = found.endLogit }
                    }
                }
            }
        }
        if let termination {
            for (index, text) in texts.enumerated() where text.count > 1 {
                var state = TerminationState()
                for position in 0..<(text.count - 1) {
                    let (end, goOn) = state.read(text[position], endLogit: endLogits[index][position], termination)
                    let place = position + (start == nil ? 1 : 0)
                    scores[index][place] = text[position + 1] == termination.end ? end : scores[index][place] + goOn
                }
            }
        }
        return scores.map { SequenceScore(logProbabilities: $0, kind: .exact) }
    }

    /// Cross-entropies of the second and later tokens of each row, in nats. Shorter rows are padded behind, which no
    /// causal network sees.
    private func losses(_ backbone: any Backbone, _ rows: [[Int32]]) -> [[PositionLoss]] {
        let length = (rows.map(\.count).max() ?? 1) - 1
        let padded = rows.map { $0 + [Int32](repeating: 0, count: length + 1 - $0.count) }
        if length > ScoringWindow.piece { return rows.map { carriedLosses(backbone, $0) } }
        let hidden = backbone.hidden(Tensor(rows: padded.map { Array($0.dropLast()) }), .causal)
        let all = entropies(backbone, hidden, padded.map { Array($0.dropFirst()) })
        return rows.indices.map { Array(all[($0 * length)..<($0 * length + rows[$0].count - 1)]) }
    }

    /// The same for one long row, piece by piece.
    private func carriedLosses(_ backbone: any Backbone, _ row: [Int32]) -> [PositionLoss] {
        var state = backbone.initialState(batch: 1)
        var result: [PositionLoss] = []
        for start in stride(from: 0, to: row.count - 1, by: ScoringWindow.piece) {
            let end = min(start + ScoringWindow.piece, row.count - 1)
            let hidden = backbone.hidden(Tensor(rows: [Array(row[start..<end])]), state: &state, .causal)
            result += entropies(backbone, hidden, [Array(row[(start + 1)...end])])
        }
        return result
    }

    private func entropies(_ backbone: any Backbone, _ vectors: Tensor, _ targets: [[Int32]]) -> [PositionLoss] {
        let hidden = backbone.outputFeatures(vectors)
        let ids = termination.map { head in targets.map { $0.map { $0 == head.end ? -1 : $0 } } } ?? targets
        let losses = linearCrossEntropy(
            hidden,
            weight: backbone.outputWeight,
            bias: termination?.biasWithoutEnd(backbone) ?? backbone.outputBias,
            softCap: backbone.logitSoftCap,
            CrossEntropyTarget(Tensor(rows: ids))
        ).losses.doubles
        guard let termination else { return losses.map { PositionLoss(loss: $0) } }
        return zip(losses, termination.endLogits(hidden, backbone).doubles).map { PositionLoss(loss: $0, endLogit: $1) }
    }
}

/// What one position gives: the cross-entropy of its target (among the other tokens, where a termination head decides on
/// the end) and the logit of the end token.
private struct PositionLoss {
    let loss: Double
    var endLogit = 0.0
}

/// A stretch of a text that is read at once: tokens `inputs` are read, the ones after them are predicted.
struct ScoringWindow {
    /// Index of the text.
    let sequence: Int
    let inputs: Range<Int>
    /// Those of `inputs` whose successors are scored here.
    let scored: Range<Int>

    /// Tokens that a network without a limit reads at once.
    static let piece = 4096

    func tokens(_ text: [Int32]) -> [Int32] { Array(text[inputs.lowerBound...inputs.upperBound]) }

    /// Windows of at most `limit` inputs over `count` inputs, each one scored once.
    static func cover(_ count: Int, of sequence: Int, limit: Int?) -> [ScoringWindow] {
        guard let limit, count > limit else {
            return [ScoringWindow(sequence: sequence, inputs: 0..<count, scored: 0..<count)]
        }
        let step = max(1, limit / 2)
        var windows = [ScoringWindow(sequence: sequence, inputs: 0..<limit, scored: 0..<limit)]
        var done = limit
        while done < count {
            let end = min(done + step, count)
            windows.append(ScoringWindow(sequence: sequence, inputs: (end - limit)..<end, scored: done..<end))
            done = end
        }
        return windows
    }

    /// Windows of like lengths together, so that little is padded and a batch stays within `piece` tokens.
    static func batches(_ windows: [ScoringWindow]) -> [[ScoringWindow]] {
        var batches: [[ScoringWindow]] = []
        var longest = 0
        for window in windows.sorted(by: { $0.inputs.count > $1.inputs.count }) {
            if let last = batches.last, (last.count + 1) * longest <= piece {
                batches[batches.count - 1].append(window)
            } else {
                batches.append([window])
                longest = window.inputs.count
            }
        }
        return batches
    }
}
