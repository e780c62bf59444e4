import ContinuoBackbones
import ContinuoDecoding
import ContinuoTensor

extension MaskedDiffusion {
    /// Bounds of sequences, by `draws` noised copies of each, stratified over the number of masks; the standard error
    /// says how far the average may be from the bound itself.
    ///
    /// Each token's share is what it adds to the bound; shares sum to it. Where a sequence is longer than the network's
    /// context C, it is cut as for the autoregressive process: the first C tokens, then C/2 at a time, given the C/2 before
    /// them.
    public func score(_ backbone: any Backbone, _ sequences: [[Int32]]) throws -> [SequenceScore] {
        try check(backbone)
        for sequence in sequences { try checkTokens(sequence, vocabulary: backbone.vocabularySize) }
        var windows: [ScoringWindow] = []
        for (index, sequence) in sequences.enumerated() where !sequence.isEmpty {
            windows += ScoringWindow.cover(sequence.count, of: index, limit: backbone.maximumLength)
        }
        let copies = windows.enumerated().flatMap { index, window in
            noisedCopies(of: index, window, Array(sequences[window.sequence][window.inputs]))
        }
        var scores = sequences.map { [Double](repeating: 0, count: $0.count) }
        var totals = [[Double]](repeating: [], count: windows.count)
        withoutGradients {
            for batch in NoisedCopy.batches(copies) {
                for (copy, losses) in zip(batch, losses(backbone, batch)) {
                    let window = windows[copy.window]
                    var total = 0.0
                    for (cell, loss) in zip(copy.subset.cells, losses) {
                        let share = copy.subset.weight * loss
                        scores[window.sequence][window.inputs.lowerBound + cell] -= share / Double(draws)
                        total += share
                    }
                    totals[copy.window].append(total)
                }
            }
        }
        var variances = [Double](repeating: 0, count: sequences.count)
        for (window, values) in zip(windows, totals) where draws > 1 {
            let mean = values.reduce(0, +) / Double(draws)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            variances[window.sequence] += squares / Double(draws - 1) / Double(draws)
        }
        return sequences.indices.map {
            SequenceScore(
                logProbabilities: scores[$0],
                kind: .bound,
                standardError: draws > 1 ? variances[$0].squareRoot() : nil
            )
        }
    }

    private func noisedCopies(of index: Int, _ window: ScoringWindow, _ tokens: [Int32]) -> [NoisedCopy] {
        let free = window.scored.map { $0 - window.inputs.lowerBound }
        var random = tokens.reduce(RandomStream(seed: seed).split("score")) { $0.split(Int($1)) }
        return stratifiedUniforms(draws, using: &random).map { level in
            NoisedCopy(window: index, tokens: tokens, subset: MaskedSubset(of: free, level: level, using: &random))
        }
    }

    /// Losses of the masked cells of copies of equal length.
    private func losses(_ backbone: any Backbone, _ copies: [NoisedCopy]) -> [[Double]] {
        let length = copies[0].tokens.count
        var prediction = CellPrediction(inputs: copies.flatMap { $0.tokens })
        for (row, copy) in copies.enumerated() {
            for cell in copy.subset.cells {
                prediction.inputs[row * length + cell] = mask
                prediction.add(row * length + cell, weight: 1, target: copy.tokens[cell])
            }
        }
        let hidden = backbone.hidden(Tensor(prediction.inputs, shape: [copies.count, length]), .bidirectional)
        let all = prediction.crossEntropy(backbone, hidden: hidden, mask: mask).losses.doubles
        var start = 0
        return copies.map { copy in
            defer { start += copy.subset.cells.count }
            return Array(all[start..<(start + copy.subset.cells.count)])
        }
    }

    /// A window with some of its tokens to be masked.
    struct NoisedCopy {
        /// Index of the window.
        let window: Int
        let tokens: [Int32]
        let subset: MaskedSubset

        /// Copies of equal length together, at most `ScoringWindow.piece` tokens (or one copy).
        static func batches(_ copies: [NoisedCopy]) -> [[NoisedCopy]] {
            var batches: [[NoisedCopy]] = []
            for copy in copies.sorted(by: { $0.tokens.count > $1.tokens.count }) {
                if let last = batches.last, last[0].tokens.count == copy.tokens.count,
                    (last.count + 1) * copy.tokens.count <= ScoringWindow.piece
                {
                    batches[batches.count - 1].append(copy)
                } else {
                    batches.append([copy])
                }
            }
            return batches
        }
    }
}
