import Foundation

/// How well predictors do along sequences, at growing lengths of what they have seen.
public struct InContextComparison: Sendable {
    /// One predictor's results.
    public struct Column: Sendable {
        public let name: String
        /// Share of sequences whose symbol at each place was the most probable one, `[length]`.
        public let accuracy: [Double]
        /// Mean accuracy of each sequence after its first symbol, `[sequences]`.
        public let bySequence: [Double]
        /// Mean Hellinger distance to the reference at each place; empty without a reference.
        public let hellinger: [Double]
        /// Mean ln p of the symbols at each place.
        public let logProbability: [Double]

        /// Mean accuracy over places.
        public func accuracy(_ places: Range<Int>) -> Double { mean(accuracy, places) }
        /// Mean Hellinger distance over places; nil without a reference.
        public func hellinger(_ places: Range<Int>) -> Double? { hellinger.isEmpty ? nil : mean(hellinger, places) }

        private func mean(_ values: [Double], _ places: Range<Int>) -> Double {
            let part = values[places.clamped(to: values.indices)]
            return part.isEmpty ? .nan : part.reduce(0, +) / Double(part.count)
        }
    }

    public private(set) var columns: [Column] = []
    /// Number of places: that of the shortest sequence.
    public let length: Int
    /// Number of sequences.
    public let sequences: Int

    /// Runs predictors over sequences, cut to the shortest one's length.
    /// - Parameters:
    ///   - predictors: for each sequence (by its index) the same list; the same names in the same order.
    ///   - reference: the predictor that Hellinger distances are taken to, for each sequence; nil for none.
    public init(
        _ sequences: [[Int]],
        reference: ((Int) -> any InContextPredictor)? = nil,
        predictors: (Int) throws -> [any InContextPredictor],
        progress: (String) -> Void = { _ in }
    ) throws {
        let length = sequences.map(\.count).min() ?? 0
        self.length = length
        self.sequences = sequences.count
        var sums: [Sums] = []
        for (index, whole) in sequences.enumerated() {
            let sequence = Array(whole.prefix(length))
            let ideal = try reference?(index).predictions(of: sequence)
            for (column, predictor) in try predictors(index).enumerated() {
                if column == sums.count { sums.append(Sums(name: predictor.name, length, ideal != nil)) }
                sums[column].add(try predictor.predictions(of: sequence), sequence, ideal)
            }
            progress("sequence \(index + 1) of \(sequences.count)")
        }
        let count = Double(max(sequences.count, 1))
        columns = sums.map { sum in
            Column(
                name: sum.name,
                accuracy: sum.hits.map { $0 / count },
                bySequence: sum.bySequence,
                hellinger: sum.distances.map { $0 / count },
                logProbability: sum.logProbabilities.map { $0 / count }
            )
        }
    }

    private struct Sums {
        let name: String
        var hits: [Double]
        var bySequence: [Double] = []
        var distances: [Double]
        var logProbabilities: [Double]

        init(name: String, _ length: Int, _ hasReference: Bool) {
            self.name = name
            hits = Array(repeating: 0, count: length)
            logProbabilities = hits
            distances = hasReference ? hits : []
        }

        mutating func add(_ laws: [[Double]], _ sequence: [Int], _ ideal: [[Double]]?) {
            var own = 0.0
            for (place, law) in laws.enumerated() {
                let best = law.indices.reduce(0) { law[$1] > law[$0] ? $1 : $0 }
                if best == sequence[place] {
                    hits[place] += 1
                    if place > 0 { own += 1 }
                }
                logProbabilities[place] += log(max(law[sequence[place]], 1e-12))
                if let ideal { distances[place] += hellingerDistance(law, ideal[place]) }
            }
            bySequence.append(own / Double(max(sequence.count - 1, 1)))
        }
    }

    /// The column of a name.
    public func column(_ name: String) -> Column? { columns.first { $0.name == name } }

    /// The windows of doubling lengths that tables show: 1 ..< 4, 4 ..< 8, …
    public var windows: [Range<Int>] {
        var found: [Range<Int>] = []
        var start = 1
        while start < length {
            let end = start == 1 ? 4 : 2 * start
            found.append(start..<min(end, length))
            start = end
        }
        return found
    }

    /// The first place from which on a column's accuracy, as a mean over `window` places, is never more than `gap` below the
    /// reference column's; nil where there is none.
    public func convergence(of column: Column, to reference: Column, gap: Double, window: Int = 16) -> Int? {
        guard length > window else { return nil }
        let starts = 1...(length - window)
        let last = starts.last { start in
            let places = start..<(start + window)
            return reference.accuracy(places) - column.accuracy(places) > gap
        }
        guard let last else { return 1 }
        return last == starts.upperBound ? nil : last + 1
    }
}

/// √(1 − Σ √(p q)): 0 for equal laws, 1 for laws without common ground.
public func hellingerDistance(_ first: [Double], _ second: [Double]) -> Double {
    max(0, 1 - zip(first, second).reduce(0) { $0 + ($1.0 * $1.1).squareRoot() }).squareRoot()
}
