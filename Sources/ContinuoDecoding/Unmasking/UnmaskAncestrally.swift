/// Fills the masked cells of a grid as the reverse process of an absorbing diffusion does: in each step every open cell is
/// revealed by itself with the step's probability.
///
/// Which cells are revealed does not depend on what the model says, and predictions change only when something was
/// revealed; so the model is called only in steps that reveal something, for the rows concerned (Sahoo et al. 2024).
/// - Parameters:
///   - grid: rows of equal length; open cells have the model's mask.
///   - revealing: the probability of each step; the last must be 1.
///   - forbidden: ids that are never chosen, besides the mask.
///   - onStep: called with the grid after each step that reveals something.
///   - isCancelled: asked before every network call.
/// - Throws: settings out of range, ids outside of the vocabulary, rows of unequal length, damaged logits.
public func unmaskAncestrally(
    _ grid: [[Int32]],
    model: some MaskedModel,
    revealing: [Double],
    sampling: SamplingSettings = SamplingSettings(),
    forbidden: [Int32] = [],
    using generator: inout some RandomNumberGenerator,
    onStep: ([[Int32]]) throws -> Void = { _ in },
    isCancelled: () -> Bool = { Task.isCancelled }
) throws -> UnmaskingReport {
    let began = ContinuousClock.now
    let sampler = try Sampler(sampling, forbidden: [model.mask] + forbidden)
    try sampling.validate(vocabularySize: model.vocabularySize)
    guard revealing.last == 1, revealing.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
        throw SamplingError.invalidSetting(
            name: "reveal probabilities",
            value: "\(revealing)",
            expected: "one for each of at least one step, from 0 to 1, the last of them 1"
        )
    }
    try checkGrid(grid, vocabularySize: model.vocabularySize)
    var rows = grid.map { UnmaskingRow($0, mask: model.mask) }
    let width = model.vocabularySize
    var calls = 0
    for (index, probability) in revealing.enumerated() {
        let chosen = rows.map { $0.open.filter { _ in generator.unitUniform() < probability } }
        let active = rows.indices.filter { !chosen[$0].isEmpty }
        guard !active.isEmpty else { continue }
        if isCancelled() { break }
        calls += 1
        let logits = try model.logits(for: active.map { rows[$0].cells })
        let length = grid[0].count
        for (place, row) in active.enumerated() {
            for cell in chosen[row] {
                rows[row].cells[cell] = try sampler.choose(
                    from: rowSlice(logits, place * length + cell, width: width),
                    after: TokenContext(),
                    using: &generator
                )
                rows[row].filledAt[cell] = index + 1
            }
        }
        try onStep(rows.map(\.cells))
    }
    return UnmaskingReport(
        grid: rows.map(\.cells),
        filledAt: rows.map(\.filledAt),
        networkCalls: calls,
        seconds: began.duration(to: .now).seconds,
        isCancelled: rows.contains(where: \.hasOpenCells)
    )
}

/// Refuses rows of unequal length and ids that no vocabulary entry has.
func checkGrid(_ grid: [[Int32]], vocabularySize: Int) throws(SessionError) {
    for (row, cells) in grid.enumerated() {
        guard cells.count == grid[0].count else {
            throw .unequalRows(row: row, length: cells.count, expected: grid[0].count)
        }
        for token in cells where token < 0 || Int(token) >= vocabularySize {
            throw .tokenOutsideVocabulary(token: token, row: row, vocabularySize: vocabularySize)
        }
    }
}
