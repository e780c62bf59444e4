/// The distance of two streams of typed events: what it costs to turn one into the other by moving events in time and by deleting
/// or inserting them.
///
///     d = Σ over types  min over alignments  Σ_aligned |t − t'| + C · (events that are not aligned)
///
/// - Source: Mei, Qin and Eisner 2019, "Imputing missing events in continuous-time event streams", section 4.
public struct EventTransport: Sendable, Equatable {
    /// Costs of a deletion or insertion over which the distance is averaged.
    public var costs: [Double]

    public init(costs: [Double] = [0.05, 0.5, 1, 1.5, 2, 3, 4]) { self.costs = costs }

    /// The distance, averaged over the costs.
    /// - Parameter first: times in rising order with types; the unit of time is that of the costs.
    public func distance(_ first: [(time: Double, type: Int)], _ second: [(time: Double, type: Int)]) -> Double {
        let types = Set(first.map(\.type)).union(second.map(\.type))
        let total = types.reduce(0.0) { sum, type in
            let (left, right) = (first.filter { $0.type == type }, second.filter { $0.type == type })
            return costs.reduce(sum) { $0 + Self.cost(left.map(\.time), right.map(\.time), deletion: $1) }
        }
        return total / Double(costs.count)
    }

    /// The cost of the best alignment of two rising lists of times.
    static func cost(_ first: [Double], _ second: [Double], deletion: Double) -> Double {
        // An alignment of least cost need not cross itself, so that it is a path of the lattice.
        let lattice = AlignmentLattice(rows: first.count, columns: second.count) { step, row, column in
            step == .both ? -abs(first[row - 1] - second[column - 1]) : -deletion
        }
        return -lattice.total(MaxProduct.self)
    }
}
