import ContinuoSequences
import ContinuoTensor

/// Series on one time grid as strings of symbols: windows that look alike have the same symbol, wherever they stand.
///
/// A window gets the symbol of the nearest representative within ε by dynamic time warping, and becomes a representative itself
/// where there is none. The work of the distance is spared by bounds: only representatives whose first and last values are
/// within ε are looked at, of these those whose envelope allows it, and the programme ends as soon as it is above the best.
public struct WindowSymbols: Sendable {
    /// How values are made comparable.
    public enum Normalisation: String, Sendable, CaseIterable {
        /// Each series by its own mean and standard deviation.
        case series
        /// Each window by its own mean, and by the standard deviation of its series.
        case level
        /// Each window by its own mean and standard deviation: its shape alone.
        case window
        case none
    }

    /// Samples of a window.
    public let window: Int
    /// `[series][slot]`.
    public let symbols: [[Int]]
    /// The windows that stand for symbols, normalised.
    public let representatives: [[Float]]
    /// The windows, normalised, `[series][slot]`.
    public let windows: [[[Float]]]

    public var slots: Int { symbols.first?.count ?? 0 }

    init(window: Int, symbols: [[Int]], representatives: [[Float]], windows: [[[Float]]]) {
        (self.window, self.symbols) = (window, symbols)
        (self.representatives, self.windows) = (representatives, windows)
    }

    /// - Parameters:
    ///   - series: of equal length; what does not fill a window at the end is left out.
    ///   - tolerance: ε by sample: the root mean square of the differences along the best warping.
    ///   - band: greatest shift of the warping, samples.
    ///   - exhaustive: looks at all representatives without any bound; for checks.
    public init(
        _ series: [[Float]],
        window: Int,
        tolerance: Float,
        band: Int,
        normalisation: Normalisation = .series,
        exhaustive: Bool = false
    ) {
        precondition(window > 0 && tolerance > 0 && band >= 0, "a window of \(window), ε \(tolerance), band \(band)")
        self.window = window
        windows = series.map { Self.windows($0, window, normalisation) }
        let slots = windows.map(\.count).min() ?? 0
        var book = Codebook(limit: tolerance * Float(window).squareRoot(), warping: TimeWarping(band: band), exhaustive)
        var symbols = [[Int]](repeating: [], count: series.count)
        // Slot by slot, so that what stands at one time is compared first.
        for slot in 0..<slots {
            for index in series.indices { symbols[index].append(book.symbol(of: windows[index][slot])) }
        }
        (self.symbols, representatives) = (symbols, book.representatives)
    }

    private static func windows(_ values: [Float], _ window: Int, _ normalisation: Normalisation) -> [[Float]] {
        let own = scale(values)
        return stride(from: 0, through: values.count - window, by: window).map { start in
            let piece = Array(values[start..<(start + window)])
            let local = scale(piece)
            return switch normalisation {
            case .series: piece.map { ($0 - own.mean) / own.deviation }
            case .level: piece.map { ($0 - local.mean) / own.deviation }
            case .window: piece.map { ($0 - local.mean) / local.deviation }
            case .none: piece
            }
        }
    }

    /// Mean and standard deviation, the latter 1 for a constant.
    private static func scale(_ values: [Float]) -> (mean: Float, deviation: Float) {
        let mean = values.reduce(0, +) / Float(max(values.count, 1))
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(max(values.count, 1))
        return (mean, variance > 1e-12 ? variance.squareRoot() : 1)
    }
}

/// Representatives, found by their first and last values.
private struct Codebook {
    private struct Cell: Hashable {
        let first: Int
        let last: Int
    }

    let limit: Float
    let warping: TimeWarping
    let exhaustive: Bool
    private(set) var representatives: [[Float]] = []
    private var envelopes: [TimeWarping.Envelope] = []
    private var cells: [Cell: [Int]] = [:]

    init(limit: Float, warping: TimeWarping, _ exhaustive: Bool) {
        (self.limit, self.warping, self.exhaustive) = (limit, warping, exhaustive)
    }

    private func cell(_ window: [Float]) -> Cell {
        Cell(first: Self.number(window[0] / limit), last: Self.number(window[window.count - 1] / limit))
    }

    private static func number(_ value: Float) -> Int { Int(max(-1e9, min(1e9, value.rounded(.down)))) }

    /// The symbol of the nearest representative, of the first where several are equally near; a new one where none is near.
    mutating func symbol(of window: [Float]) -> Int {
        var (best, nearest) = (limit, -1)
        func consider(_ index: Int) {
            let other = representatives[index]
            let found =
                exhaustive
                ? warping.distance(window, other).flatMap { $0 <= best ? $0 : nil }
                : warping.prunedDistance(window, other, envelopes[index], limit: best)
            guard let found else { return }
            if nearest < 0 || found < best || (found == best && index < nearest) { (best, nearest) = (found, index) }
        }
        let own = cell(window)
        if exhaustive {
            representatives.indices.forEach(consider)
        } else {
            for first in (own.first - 1)...(own.first + 1) {
                for last in (own.last - 1)...(own.last + 1) {
                    cells[Cell(first: first, last: last)]?.forEach(consider)
                }
            }
        }
        if nearest >= 0 { return nearest }
        cells[own, default: []].append(representatives.count)
        representatives.append(window)
        envelopes.append(warping.envelope(window))
        return representatives.count - 1
    }
}
