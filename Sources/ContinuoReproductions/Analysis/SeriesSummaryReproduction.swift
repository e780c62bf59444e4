import ContinuoAnalysis
import ContinuoSequences
import ContinuoTensor
import Foundation

/// Visual summary of time series by symbolic patterns (TiVy, 2025).
struct SeriesSummaryReproduction: Reproduction {
    let id = "tivy"
    let claim = """
        Of 500 series of 1,000 samples with planted motifs, the summary finds the motifs' cells with an F1 of at least 0.9 at a \
        noise of 0.1, above that of clustering whole series by dynamic time warping; it takes at most a hundredth of the time of \
        clustering all windows of 20 samples by all pairwise warpings, the ratio growing with the number of series; grouping 10⁶ \
        points again takes at most 1 s; its pictures are at most a tenth as many as the series.
        """
    let command = "continuo analyse series data.csv --picture summary.svg"

    private static let window = 20
    private static let band = 2
    private static let tolerance: Float = 0.17

    func run(on bench: Workbench) throws -> Evidence {
        let count = bench.budget.choose(quick: 100, full: 500)
        let data = PlantedMotifs(count, length: 1000, window: Self.window, noise: 0.1, seed: 1)
        bench.progress("summary of \(count) series")
        let support = max(count / 20, 3)
        let began = Date()
        let symbols = Self.symbols(data)
        let summary = SeriesSummary(symbols, support: support)
        let seconds = Date().timeIntervalSince(began)
        let found = data.score(summary.merged.map { groups in groups.flatMap(Self.cells) })
        let panels = summary.merged.filter { groups in groups.reduce(0) { $0 + $1.count } >= 2 * support }.count
        var evidence = Evidence(rows: [.init("F1 of motifs' cells", ours: found, target: .atLeast(0.9))])
        let words = SeriesSummary(symbols.aggregated(SymbolicAggregate()), support: support)
        let byWords = data.score(words.merged.map { groups in groups.flatMap(Self.cells) })
        bench.progress("clustering of whole series")
        let whole = Self.wholeSeries(data, support: support)
        evidence.rows.append(
            .init(
                "F1 of motifs' cells, against clustering whole series",
                ours: found,
                baseline: whole,
                target: .atLeastBaseline(plus: 0.01)
            )
        )
        bench.progress("clustering of all windows")
        // The cost of clustering is that of its slots: some of them stand for all.
        let ratio = Self.clusteringSeconds(data, slots: bench.budget.choose(quick: 2, full: 4)) / seconds
        let fewer = PlantedMotifs(count / 4, length: 1000, window: Self.window, noise: 0.1, seed: 1)
        let fewerBegan = Date()
        _ = SeriesSummary(Self.symbols(fewer), support: support)
        let fewerSeconds = Date().timeIntervalSince(fewerBegan)
        let fewerRatio = Self.clusteringSeconds(fewer, slots: bench.budget.choose(quick: 2, full: 4)) / fewerSeconds
        if bench.budget == .full {
            evidence.rows.append(.init("times faster than pairwise clustering", ours: ratio, target: .atLeast(100)))
        }
        evidence.rows += [
            .init(
                "the same with 4 times as many series",
                ours: ratio,
                baseline: fewerRatio,
                target: .atLeastBaseline(plus: 0)
            ),
            .init("panels for a series", ours: Double(panels + 1) / Double(count), target: .atMost(0.1)),
        ]
        bench.progress("10⁶ points grouped again")
        let many = PlantedMotifs(
            bench.budget.choose(quick: 200, full: 1000),
            length: 1000,
            window: Self.window,
            noise: 0.1,
            seed: 2
        )
        let ready = Self.symbols(many)
        let again = Date()
        _ = SeriesSummary(ready, support: 2 * support)
        let regrouping = Date().timeIntervalSince(again)
        let anew = Date()
        _ = SeriesSummary(Self.symbols(many), support: support)
        evidence.rows.append(
            .init("seconds to group \(many.series.count * 1000) points again", ours: regrouping, target: .atMost(1))
        )
        evidence.notes = [
            "\(count) series, windows of \(Self.window), tolerance \(Self.tolerance) a sample, band \(Self.band), support \(support); "
                + "\(symbols.representatives.count) symbols, \(summary.groups.count) groups, \(seconds) s.",
            "With the words of SAX for symbols the F1 is \(byWords).",
            "After another tolerance, which makes all symbols anew, grouping takes \(Date().timeIntervalSince(anew)) s.",
            "The baseline of speed warps all pairs of windows of a slot under the same band, without bounds, and joins them by "
                + "average linkage; some slots are measured and stand for all of them.",
        ]
        return evidence
    }

    private static func symbols(_ data: PlantedMotifs) -> WindowSymbols {
        WindowSymbols(data.series, window: window, tolerance: tolerance, band: band, normalisation: .none)
    }

    private static func cells(_ group: SeriesSummary.Group) -> [PlantedMotifs.Cell] {
        group.members.flatMap { member in
            group.symbols.indices.map { PlantedMotifs.Cell(series: member, slot: group.start + $0) }
        }
    }

    /// F1 where cells are grouped by the cluster of their whole series and their slot, at the best of several numbers of clusters.
    private static func wholeSeries(_ data: PlantedMotifs, support: Int) -> Double {
        // Means of five samples: whole warpings of all would take many minutes, and the motifs are slower than that.
        let coarse = data.series.map { values in
            stride(from: 0, to: values.count - 4, by: 5).map { start in values[start..<(start + 5)].reduce(0, +) / 5 }
        }
        let warping = TimeWarping(band: 10)
        var distances = coarse.map { _ in [Float](repeating: 0, count: coarse.count) }
        for first in coarse.indices {
            for second in (first + 1)..<max(coarse.count, first + 1) {
                let distance = warping.distance(coarse[first], coarse[second]) ?? 0
                (distances[first][second], distances[second][first]) = (distance, distance)
            }
        }
        let sorted = distances.flatMap { $0 }.filter { $0 > 0 }.sorted()
        let slots = data.series[0].count / window
        return [0.001, 0.01, 0.05, 0.1, 0.2, 0.4].map { share in
            let limit = sorted[Int(Double(sorted.count - 1) * share)]
            let clusters = AverageLinkage.clusters(distances, limit: limit)
            let groups = Dictionary(grouping: data.series.indices) { clusters[$0] }
            return data.score(
                groups.values.filter { $0.count >= support }.flatMap { members in
                    // Slot by slot, so that a cluster may stand for several motifs; of members enough, as with the summary.
                    (0..<slots).map { slot in members.map { PlantedMotifs.Cell(series: $0, slot: slot) } }
                }
            )
        }.max() ?? 0
    }

    /// Seconds that clustering the windows of every slot takes.
    private static func clusteringSeconds(_ data: PlantedMotifs, slots measured: Int) -> Double {
        let warping = TimeWarping(band: band)
        let slots = data.series[0].count / window
        let began = Date()
        for slot in 0..<measured {
            let windows = data.series.map { Array($0[(slot * window)..<((slot + 1) * window)]) }
            var distances = windows.map { _ in [Float](repeating: 0, count: windows.count) }
            for first in windows.indices {
                for second in windows.indices where second > first {
                    let distance = warping.distance(windows[first], windows[second]) ?? 0
                    (distances[first][second], distances[second][first]) = (distance, distance)
                }
            }
            _ = AverageLinkage.clusters(distances, limit: tolerance * Float(window).squareRoot())
        }
        return Date().timeIntervalSince(began) * Double(slots) / Double(measured)
    }
}

/// Series that wander each for itself, and in which groups of them show the same motif at the same time.
struct PlantedMotifs {
    struct Cell: Hashable {
        let series: Int
        let slot: Int
    }

    private(set) var series: [[Float]]
    /// The motif that fills a cell.
    private(set) var motifs: [Cell: Int] = [:]

    init(_ count: Int, length: Int, window: Int, noise: Float, seed: UInt64) {
        let root = RandomStream(seed: seed).split("motifs")
        series = (0..<count).map { index in
            var random = root.split(index)
            return Self.smooth(length, &random)
        }
        var random = root.split("places")
        var taken = series.map { _ in [Bool](repeating: false, count: length) }
        for motif in 0..<12 {
            let size = 3 * window + random.integer(below: 5 * window)
            let start = random.integer(below: length - size)
            let shape = Self.smooth(size, &random)
            for member in random.permutation(count).prefix(count / 8)
            where !taken[member][start..<(start + size)].contains(true) {
                for place in 0..<size {
                    series[member][start + place] = shape[place]
                    taken[member][start + place] = true
                }
                // Cells that the motif fills whole.
                for slot in ((start + window - 1) / window)..<((start + size) / window) {
                    motifs[Cell(series: member, slot: slot)] = motif
                }
            }
        }
        for index in series.indices {
            for place in 0..<length { series[index][place] += noise * Float(random.normal()) }
        }
    }

    /// A smooth walk around zero, of deviation 1.
    private static func smooth(_ length: Int, _ random: inout RandomStream) -> [Float] {
        var values = [Float](repeating: 0, count: length)
        for wave in 0..<12 {
            let period: Double = Double(30 + 25 * wave) * (0.7 + 0.6 * random.uniform())
            let speed = Float(2 * Double.pi / period)
            let phase = Float(2 * Double.pi * random.uniform())
            let size = Float(random.normal())
            for place in 0..<length { values[place] += size * sin(speed * Float(place) + phase) }
        }
        let power = values.reduce(0) { $0 + $1 * $1 } / Float(length)
        return values.map { $0 / max(power, 1e-6).squareRoot() }
    }

    /// F1 over cells: a group stands for the motif that most of its cells have.
    func score(_ groups: [[Cell]]) -> Double {
        var (right, claimed) = (0, 0)
        for group in groups {
            var counts: [Int: Int] = [:]
            for cell in group { if let motif = motifs[cell] { counts[motif, default: 0] += 1 } }
            // A group most of whose cells have no motif stands for none.
            guard let most = counts.values.max(), 2 * most > group.count else { continue }
            right += most
            claimed += group.count
        }
        return claimed == 0 ? 0 : 2 * Double(right) / Double(claimed + motifs.count)
    }
}
