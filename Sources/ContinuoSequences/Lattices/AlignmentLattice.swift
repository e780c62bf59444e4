/// Paths that align two sequences: each step reads an element of the first, of the second, or of both.
///
/// The weight of a step may depend on the places it leads to, so that edit distance, dynamic time warping, global alignment
/// kernels and the transport of events are all lattices of this kind. Every programme takes O(rows · columns).
public struct AlignmentLattice {
    /// What a step reads.
    public enum Step: Sendable, Hashable, CaseIterable {
        case first, second, both
    }

    /// Lengths of the two sequences.
    public let rows: Int
    public let columns: Int
    /// ln weight of a step that leads to `row` read elements of the first and `column` of the second sequence.
    private let weight: (_ step: Step, _ row: Int, _ column: Int) -> Double

    public init(rows: Int, columns: Int, weight: @escaping (_ step: Step, _ row: Int, _ column: Int) -> Double) {
        (self.rows, self.columns, self.weight) = (rows, columns, weight)
    }

    /// Scores of all paths to each place, `[rows + 1, columns + 1]`.
    public func forward<S: Semiring>(_ semiring: S.Type) -> [Double] {
        var table = [Double](repeating: 0, count: (rows + 1) * (columns + 1))
        for row in 0...rows {
            for column in 0...columns where row + column > 0 {
                table[row * (columns + 1) + column] = S.plus(entering(row, column, table).map(\.score))
            }
        }
        return table
    }

    /// The score of all paths together.
    public func total<S: Semiring>(_ semiring: S.Type) -> Double { forward(semiring)[(rows + 1) * (columns + 1) - 1] }

    /// The path of the greatest score; of equal ones that which reads both sooner.
    public func bestPath() -> (steps: [Step], score: Double) {
        let table = forward(MaxProduct.self)
        var (row, column, steps) = (rows, columns, [Step]())
        while row + column > 0 {
            let ways = entering(row, column, table)
            let best = ways.max { $0.score < $1.score }!.step
            steps.append(best)
            row -= best == .second ? 0 : 1
            column -= best == .first ? 0 : 1
        }
        return (steps.reversed(), table[table.count - 1])
    }

    /// The steps to a place with the scores of all paths that end with them.
    private func entering(_ row: Int, _ column: Int, _ table: [Double]) -> [(step: Step, score: Double)] {
        let place = row * (columns + 1) + column
        var ways: [(step: Step, score: Double)] = []
        if row > 0 { ways.append((.first, table[place - columns - 1] + weight(.first, row, column))) }
        if column > 0 { ways.append((.second, table[place - 1] + weight(.second, row, column))) }
        if row > 0, column > 0 { ways.append((.both, table[place - columns - 2] + weight(.both, row, column))) }
        return ways
    }
}
