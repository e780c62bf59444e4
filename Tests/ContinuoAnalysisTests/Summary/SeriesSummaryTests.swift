import ContinuoSequences
import ContinuoTensor
import Foundation
import Testing

@testable import ContinuoAnalysis

@Suite("Summary of series")
struct SeriesSummaryTests {
    /// Series of which groups show the same slow waves, with noise.
    private static func series(_ count: Int, _ length: Int, seed: UInt64) -> [[Float]] {
        var random = RandomStream(seed: seed)
        let phases = (0..<3).map { _ in Float(6 * random.uniform()) }
        return (0..<count).map { index in
            var level: Float = 0
            return (0..<length).map { place in
                level += 0.3 * Float(random.normal())
                let wave = 2 * sin(Float(place) / 7 + phases[index % 3])
                return (place / 20 + index) % 4 < 2 ? wave + 0.1 * Float(random.normal()) : level
            }
        }
    }

    @Test("Bounds change no symbol", arguments: WindowSymbols.Normalisation.allCases)
    func pruning(normalisation: WindowSymbols.Normalisation) {
        let series = Self.series(20, 123, seed: 1)
        func symbols(_ isExhaustive: Bool) -> WindowSymbols {
            WindowSymbols(
                series,
                window: 10,
                tolerance: 0.4,
                band: 2,
                normalisation: normalisation,
                exhaustive: isExhaustive
            )
        }
        let (fast, slow) = (symbols(false), symbols(true))
        #expect(fast.symbols == slow.symbols && fast.representatives == slow.representatives)
        #expect(fast.slots == 12 && Set(fast.symbols.joined()).count > 1)
    }

    @Test("Patterns are those of all strings of all starts, on small alphabets", arguments: 0..<40)
    func patterns(seed: Int) {
        var random = RandomStream(seed: UInt64(seed))
        let count = 2 + random.integer(below: 5)
        let slots = 1 + random.integer(below: 8)
        let symbols = (0..<count).map { _ in (0..<slots).map { _ in random.integer(below: 2) } }
        var all: [SymbolPattern] = []
        for start in 0..<slots {
            for end in (start + 1)...slots {
                let strings = Dictionary(grouping: 0..<count) { Array(symbols[$0][start..<end]) }
                for (string, members) in strings where members.count >= 2 {
                    all.append(SymbolPattern(start: start, symbols: string, members: members))
                }
            }
        }
        let closed = all.filter { pattern in
            !all.contains { other in
                let (end, otherEnd) = (pattern.start + pattern.symbols.count, other.start + other.symbols.count)
                return other.members == pattern.members && other.symbols.count > pattern.symbols.count
                    && other.start <= pattern.start && otherEnd >= end
            }
        }
        #expect(Set(SymbolPatterns.closed(symbols, support: 2)) == Set(closed))
    }

    @Test("Groups cover every cell once, and their members are within ε of each symbol's representative")
    func groups() {
        let series = Self.series(30, 200, seed: 2)
        let symbols = WindowSymbols(series, window: 10, tolerance: 0.4, band: 2)
        let summary = SeriesSummary(symbols, support: 3)
        var covered = series.map { _ in [Int](repeating: 0, count: symbols.slots) }
        let warping = TimeWarping(band: 2)
        for group in summary.groups + summary.rest {
            for member in group.members {
                for (place, symbol) in group.symbols.enumerated() {
                    covered[member][group.start + place] += 1
                    let window = symbols.windows[member][group.start + place]
                    let distance = warping.distance(window, symbols.representatives[symbol]) ?? .infinity
                    #expect(distance <= 0.4 * Float(10).squareRoot())
                }
            }
        }
        #expect(covered.allSatisfy { $0.allSatisfy { $0 == 1 } })
        #expect(!summary.groups.isEmpty && summary.groups.allSatisfy { $0.members.count >= 3 })
        #expect(summary.merged.flatMap { $0 }.count == summary.groups.count)
    }

    @Test("The figure draws every stretch's own values")
    func figure() {
        let series = Self.series(12, 80, seed: 3)
        let summary = SeriesSummary(WindowSymbols(series, window: 10, tolerance: 0.4, band: 2), support: 3)
        let figure = summary.figure(series.map { $0.map { Double($0) } }, title: "waves", panels: 4)
        let lines = figure.panels.flatMap(\.lines)
        #expect(lines.count == (summary.groups + summary.rest).reduce(0) { $0 + $1.members.count })
        #expect(lines.allSatisfy { line in series.contains { $0[Int(line.start)] == Float(line.values[0]) } })
    }

    @Test("Average linkage joins the nearest first and stops at the limit", arguments: [0.5, 2, 6, 100] as [Float])
    func linkage(limit: Float) {
        var random = RandomStream(seed: 4)
        let places = (0..<12).map { _ in Float(10 * random.uniform()) }
        let distances = places.map { place in places.map { abs($0 - place) } }
        // The plain algorithm: join the two clusters of the least mean distance.
        var clusters = places.indices.map { [$0] }
        while clusters.count > 1 {
            var best: (Float, Int, Int) = (.infinity, 0, 0)
            for first in clusters.indices {
                for second in clusters.indices where second > first {
                    let sum = clusters[first].reduce(Float(0)) { sum, a in
                        clusters[second].reduce(sum) { $0 + distances[a][$1] }
                    }
                    let mean = sum / Float(clusters[first].count * clusters[second].count)
                    if mean < best.0 { best = (mean, first, second) }
                }
            }
            guard best.0 <= limit else { break }
            clusters[best.1] += clusters[best.2]
            clusters.remove(at: best.2)
        }
        let found = Dictionary(grouping: places.indices, by: { AverageLinkage.clusters(distances, limit: limit)[$0] })
        #expect(Set(found.values.map { Set($0) }) == Set(clusters.map { Set($0) }))
    }
}
