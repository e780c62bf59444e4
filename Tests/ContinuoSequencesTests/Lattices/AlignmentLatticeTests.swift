import ContinuoTensor
import Testing

@testable import ContinuoSequences

@Suite("Alignment of two sequences")
struct AlignmentLatticeTests {
    /// Every alignment, as steps.
    private static func paths(_ rows: Int, _ columns: Int) -> [[AlignmentLattice.Step]] {
        if rows == 0 && columns == 0 { return [[]] }
        var all: [[AlignmentLattice.Step]] = []
        if rows > 0 { all += paths(rows - 1, columns).map { $0 + [.first] } }
        if columns > 0 { all += paths(rows, columns - 1).map { $0 + [.second] } }
        if rows > 0, columns > 0 { all += paths(rows - 1, columns - 1).map { $0 + [.both] } }
        return all
    }

    private static func score(_ path: [AlignmentLattice.Step], _ weight: (AlignmentLattice.Step, Int, Int) -> Double)
        -> Double
    {
        var (row, column, sum) = (0, 0, 0.0)
        for step in path {
            row += step == .second ? 0 : 1
            column += step == .first ? 0 : 1
            sum += weight(step, row, column)
        }
        return sum
    }

    @Test("Totals and the best path are those of all paths", arguments: [(0, 0), (0, 3), (2, 2), (3, 4)])
    func enumeration(rows: Int, columns: Int) {
        var random = RandomStream(seed: 1)
        let weights = (0..<(3 * (rows + 1) * (columns + 1))).map { _ in random.normal() }
        func weight(_ step: AlignmentLattice.Step, _ row: Int, _ column: Int) -> Double {
            let kind = AlignmentLattice.Step.allCases.firstIndex(of: step)!
            return weights[(kind * (rows + 1) + row) * (columns + 1) + column]
        }
        let lattice = AlignmentLattice(rows: rows, columns: columns, weight: weight)
        let scores = Self.paths(rows, columns).map { Self.score($0, weight) }
        #expect(abs(lattice.total(SumProduct.self) - SumProduct.plus(scores)) < 1e-12)
        let best = lattice.bestPath()
        #expect(abs(best.score - scores.max()!) < 1e-12 && abs(Self.score(best.steps, weight) - best.score) < 1e-12)
    }

    @Test("The transport of events costs what the best of all pairings costs")
    func transport() {
        for index in 0..<100 {
            var random = RandomStream(seed: 2).split(index)
            func events() -> [(time: Double, type: Int)] {
                (0..<random.integer(below: 4)).map { _ in (3 * random.uniform(), random.integer(below: 2)) }
                    .sorted { $0.0 < $1.0 }
            }
            let (first, second, cost) = (events(), events(), 0.3 + random.uniform())
            // Every partial pairing of equal types, not only those that do not cross.
            func least(_ left: ArraySlice<(time: Double, type: Int)>, _ right: [(time: Double, type: Int)]) -> Double {
                guard let event = left.first else { return cost * Double(right.count) }
                var best = cost + least(left.dropFirst(), right)
                for (place, other) in right.enumerated() where other.type == event.type {
                    var rest = right
                    rest.remove(at: place)
                    best = min(best, abs(event.time - other.time) + least(left.dropFirst(), rest))
                }
                return best
            }
            #expect(abs(EventTransport(costs: [cost]).distance(first, second) - least(first[...], second)) < 1e-9)
        }
        let (first, second) = ([(time: 0.0, type: 0)], [(time: 1.0, type: 0)])
        #expect(EventTransport(costs: [0.1, 9]).distance(first, second) == (0.2 + 1) / 2)
    }

    @Test(
        "Banded warping is the best path of the lattice, and bounds prune nothing that counts",
        arguments: [0, 1, 3, 8]
    )
    func warping(band: Int) {
        var random = RandomStream(seed: 3)
        let warping = TimeWarping(band: band)
        for _ in 0..<200 {
            let (first, second) = (
                (0..<8).map { _ in Float(random.normal()) }, (0..<8).map { _ in Float(random.normal()) }
            )
            let lattice = AlignmentLattice(rows: 8, columns: 8) { _, row, column in
                guard row > 0, column > 0, abs(row - column) <= band else { return -.infinity }
                let difference = Double(first[row - 1] - second[column - 1])
                return -difference * difference
            }
            let expected = (-lattice.total(MaxProduct.self)).squareRoot()
            let found = warping.distance(first, second)!
            #expect(abs(Double(found) - expected) < 1e-4)
            for limit: Float in [0.5, 1, 2, 4] {
                let pruned = warping.prunedDistance(first, second, warping.envelope(second), limit: limit)
                #expect(pruned == (found <= limit ? found : nil))
            }
        }
    }
}
