import Foundation

/// What filling a grid gave.
public struct UnmaskingReport: Sendable, Equatable {
    public var grid: [[Int32]]
    /// The step (from 1) at which each cell got its token; 0 for cells that were given.
    public var filledAt: [[Int]]
    public var networkCalls: Int
    public var seconds: Double
    /// Whether it was interrupted; then open cells are left.
    public var isCancelled: Bool

    public init(grid: [[Int32]], filledAt: [[Int]], networkCalls: Int, seconds: Double, isCancelled: Bool) {
        (self.grid, self.filledAt, self.networkCalls) = (grid, filledAt, networkCalls)
        (self.seconds, self.isCancelled) = (seconds, isCancelled)
    }
}

/// Fills the masked cells of a grid in steps: predict all open cells, score them, commit the best of them (and open
/// uncertain ones again where the settings say so), until none is open. Cells that are given stay as they are, wherever
/// they stand: prompts, endings, infilling.
/// - Parameters:
///   - grid: rows of equal length; open cells have the model's mask.
///   - forbidden: ids that are never chosen, besides the mask.
///   - onStep: called after each step with the grid.
///   - isCancelled: asked before every network call.
/// - Throws: settings out of range, ids outside of the vocabulary, rows of unequal length, damaged logits.
public func unmask(
    _ grid: [[Int32]],
    model: some MaskedModel,
    settings: UnmaskingSettings,
    forbidden: [Int32] = [],
    using generator: inout some RandomNumberGenerator,
    onStep: ([[Int32]]) throws -> Void = { _ in },
    isCancelled: () -> Bool = { Task.isCancelled }
) throws -> UnmaskingReport {
    try settings.validate(vocabularySize: model.vocabularySize)
    let length = grid.first?.count ?? 0
    try checkGrid(grid, vocabularySize: model.vocabularySize)
    let began = ContinuousClock.now
    let filler = try CellFiller(settings: settings, mask: model.mask, forbidden: forbidden)
    var rows = grid.map { UnmaskingRow($0, mask: model.mask) }
    var step = 0
    var cancelled = false
    while rows.contains(where: \.hasOpenCells) {
        guard !isCancelled() else {
            cancelled = true
            break
        }
        step += 1
        let active = rows.indices.filter { rows[$0].hasOpenCells }
        let logits = try model.logits(for: active.map { rows[$0].cells })
        let stride = length * model.vocabularySize
        for (place, row) in active.enumerated() {
            try filler.fill(
                &rows[row],
                logits[(place * stride)..<((place + 1) * stride)],
                step: step,
                width: model.vocabularySize,
                using: &generator
            )
        }
        try onStep(rows.map(\.cells))
    }
    return UnmaskingReport(
        grid: rows.map(\.cells),
        filledAt: rows.map(\.filledAt),
        networkCalls: step,
        seconds: began.duration(to: .now).seconds,
        isCancelled: cancelled
    )
}

/// One row of the grid while it is filled.
struct UnmaskingRow {
    var cells: [Int32]
    let mask: Int32
    /// The cells that were open at the beginning.
    let free: [Int]
    var filledAt: [Int]
    /// The certainty that a cell was last predicted with.
    var certainty: [Double]

    init(_ cells: [Int32], mask: Int32) {
        self.cells = cells
        self.mask = mask
        free = cells.indices.filter { cells[$0] == mask }
        filledAt = [Int](repeating: 0, count: cells.count)
        certainty = [Double](repeating: 0, count: cells.count)
    }

    var open: [Int] { free.filter { cells[$0] == mask } }
    var hasOpenCells: Bool { free.contains { cells[$0] == mask } }
}

/// Makes one step of one row.
struct CellFiller {
    let settings: UnmaskingSettings
    let sampler: Sampler
    /// The model's own distribution without the mask, which certainty is measured by.
    let plain: Sampler

    init(settings: UnmaskingSettings, mask: Int32, forbidden: [Int32]) throws {
        self.settings = settings
        sampler = try Sampler(settings.sampling, forbidden: [mask] + forbidden)
        plain = try Sampler(SamplingSettings(), forbidden: [mask] + forbidden)
    }

    func fill(
        _ row: inout UnmaskingRow,
        _ logits: ArraySlice<Float>,
        step: Int,
        width: Int,
        using generator: inout some RandomNumberGenerator
    ) throws {
        func cell(_ position: Int) -> [Float] {
            let start = logits.startIndex + position * width
            return Array(logits[start..<(start + width)])
        }
        let open = row.open
        let target = settings.schedule.openCells(after: step, total: row.free.count)
        if settings.order.looksAtPredictions {
            for position in open {
                let values = cell(position)
                let token = try sampler.choose(from: values, after: TokenContext(), using: &generator)
                row.certainty[position] = certainty(
                    of: token,
                    try plain.distribution(of: values, after: TokenContext())
                )
                row.cells[position] = token
                row.filledAt[position] = step
            }
            let ranks = (settings.remasks ? row.free : open).map { position in
                (noisy(row.certainty[position], row.free.count, target, using: &generator), position)
            }
            for (_, position) in ranks.sorted(by: { ($0.0, -$0.1) < ($1.0, -$1.1) }).prefix(target) {
                row.cells[position] = row.mask
                row.filledAt[position] = 0
            }
        } else {
            let order = settings.order == .random ? open.shuffled(using: &generator) : open
            for position in order.prefix(open.count - target) {
                row.cells[position] = try sampler.choose(
                    from: cell(position),
                    after: TokenContext(),
                    using: &generator
                )
                row.filledAt[position] = step
            }
        }
    }

    private func certainty(of token: Int32, _ distribution: [Double]) -> Double {
        switch settings.order {
        case .margin:
            let best = topIndices(of: distribution, count: 2)
            return distribution[best[0]] - (best.count > 1 ? distribution[best[1]] : 0)
        case .entropy: return distribution.reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 }
        default: return distribution[Int(token)]
        }
    }

    /// The certainty with Gumbel noise in proportion to what stays open.
    private func noisy(
        _ certainty: Double,
        _ total: Int,
        _ target: Int,
        using generator: inout some RandomNumberGenerator
    ) -> Double {
        guard settings.orderNoise > 0 else { return certainty }
        let scale = settings.orderNoise * Double(target) / Double(total)
        let gumbel = -log(-log(max(generator.unitUniform(), .leastNormalMagnitude)))
        return (settings.order == .entropy ? certainty : log(certainty)) + scale * gumbel
    }
}
