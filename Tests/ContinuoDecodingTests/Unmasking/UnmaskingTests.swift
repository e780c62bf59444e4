import ContinuoDecoding
import ContinuoTestSupport
import Foundation
import Testing

/// A distribution of short sequences by a table, with its exact conditionals.
struct TableModel: MaskedModel {
    let tokens: Int
    let length: Int
    let table: [[Int32]: Double]

    init(tokens: Int, length: Int, seed: UInt64) {
        self.tokens = tokens
        self.length = length
        var generator = TestGenerator(seed: seed)
        var table: [[Int32]: Double] = [:]
        for sequence in ToyLanguageModel(vocabularySize: tokens).allSequences(length: length) {
            table[sequence] = pow(Double.random(in: 0...1, using: &generator), 4)
        }
        let sum = table.values.reduce(0, +)
        self.table = table.mapValues { $0 / sum }
    }

    var vocabularySize: Int { tokens + 1 }
    var mask: Int32 { Int32(tokens) }

    /// The law of what fits the given cells.
    func law(given row: [Int32]) -> [[Int32]: Double] {
        let fitting = table.filter { zip($0.key, row).allSatisfy { $0 == $1 || $1 == mask } }
        let sum = fitting.values.reduce(0, +)
        return fitting.mapValues { $0 / sum }
    }

    func logits(for grid: [[Int32]]) throws -> [Float] {
        grid.flatMap { row in
            let law = law(given: row)
            return (0..<length).flatMap { position in
                var sums = [Double](repeating: 0, count: vocabularySize)
                for (sequence, probability) in law { sums[Int(sequence[position])] += probability }
                sums[tokens] = 2  // a model that likes its mask: it must not be chosen
                return sums.map { Float(log($0)) }
            }
        }
    }
}

struct UnmaskingTests {
    static let model = TableModel(tokens: 3, length: 3, seed: 4)

    static func settings(_ order: UnmaskingOrder, _ schedule: UnmaskingSchedule = .fixed(cells: 1)) -> UnmaskingSettings
    {
        var settings = UnmaskingSettings()
        settings.order = order
        settings.schedule = schedule
        return settings
    }

    /// One cell a step from exact conditionals is a draw from the joint distribution, with and without given cells.
    @Test(arguments: [UnmaskingOrder.random, .leftToRight], [[3, 3, 3], [3, 1, 3], [3, 3, 0]] as [[Int32]])
    func drawsFromTheExactJoint(order: UnmaskingOrder, row: [Int32]) throws {
        var generator = TestGenerator(seed: 6)
        var counts: [[Int32]: Int] = [:]
        for _ in 0..<300 {
            let report = try unmask(
                Array(repeating: row, count: 100),
                model: Self.model,
                settings: Self.settings(order),
                using: &generator
            )
            #expect(report.networkCalls == row.filter { $0 == 3 }.count)
            for filled in report.grid { counts[filled, default: 0] += 1 }
        }
        #expect(chiSquareTest(counts: counts, probabilities: Self.model.law(given: row)) > 0.001)
    }

    /// Several cells at once are drawn independently: the same test must notice it.
    @Test func twoCellsAtOnceMissTheJoint() throws {
        var generator = TestGenerator(seed: 6)
        let report = try unmask(
            Array(repeating: [3, 3, 3], count: 30_000),
            model: Self.model,
            settings: Self.settings(.random, .linear(steps: 1)),
            using: &generator
        )
        var counts: [[Int32]: Int] = [:]
        for filled in report.grid { counts[filled, default: 0] += 1 }
        #expect(chiSquareTest(counts: counts, probabilities: Self.model.law(given: [3, 3, 3])) < 0.001)
    }

    @Test(
        arguments: UnmaskingOrder.allCases,
        [UnmaskingSchedule.linear(steps: 3), .cosine(steps: 4), .fixed(cells: 2)]
    )
    func givenCellsStayAndNoneIsLeftOpen(order: UnmaskingOrder, schedule: UnmaskingSchedule) throws {
        let model = TableModel(tokens: 2, length: 7, seed: 1)
        let grid: [[Int32]] = [
            [2, 2, 2, 2, 2, 2, 2], [0, 2, 1, 2, 2, 2, 0], [1, 0, 1, 1, 0, 0, 1], [2, 2, 2, 2, 2, 2, 1],
        ]
        var generator = TestGenerator(seed: 2)
        for remasks in order == .random || order == .leftToRight ? [false] : [false, true] {
            var settings = Self.settings(order, schedule)
            settings.remasks = remasks
            settings.orderNoise = remasks ? 0.5 : 0
            var open: [Int] = []
            let report = try unmask(grid, model: model, settings: settings, using: &generator) {
                open.append($0[0].filter { $0 == 2 }.count)
            }
            #expect(open == (1...report.networkCalls).map { schedule.openCells(after: $0, total: 7) })
            #expect(open.last == 0)
            for (row, given) in zip(report.grid, grid) {
                #expect(zip(row, given).allSatisfy { $0 < 2 && ($1 == 2 || $0 == $1) })
            }
            #expect(report.filledAt[2] == [0, 0, 0, 0, 0, 0, 0])
            #expect(report.filledAt[0].allSatisfy { $0 >= 1 && $0 <= report.networkCalls })
        }
    }

    @Test func oneStepIsTheArgmax() throws {
        var settings = Self.settings(.confidence, .linear(steps: 1))
        settings.sampling = .greedy
        settings.remasks = true
        var generator = TestGenerator(seed: 2)
        let report = try unmask([[3, 3, 3]], model: Self.model, settings: settings, using: &generator)
        let logits = try Self.model.logits(for: [[3, 3, 3]])
        #expect(report.grid == [(0..<3).map { Int32(greatestIndex(Array(logits[($0 * 4)..<($0 * 4 + 3)]))) }])
        #expect(report.networkCalls == 1)
    }

    @Test func greedyConfidenceFillsTheSurestCellFirst() throws {
        let model = TableModel(tokens: 2, length: 5, seed: 9)
        for (order, certainty) in [
            (UnmaskingOrder.confidence, { (p: [Double]) in p.max() ?? 0 }), (.margin, { abs($0[0] - $0[1]) }),
            (.entropy, { p in p.reduce(0) { $0 + $1 * log($1) } }),
        ] {
            var settings = Self.settings(order)
            settings.sampling = .greedy
            var generator = TestGenerator(seed: 2)
            let report = try unmask([[2, 2, 2, 2, 2]], model: model, settings: settings, using: &generator)
            var row = [Int32](repeating: 2, count: 5)
            for step in 1...5 {
                let logits = try model.logits(for: [row])
                let scores = (0..<5).map { cell in
                    row[cell] == 2 ? certainty(softmax(logits[(cell * 3)..<(cell * 3 + 2)])) : -.infinity
                }
                let surest = scores.indices.max { scores[$0] < scores[$1] } ?? 0
                #expect(report.filledAt[0][surest] == step)
                row[surest] = report.grid[0][surest]
            }
        }
    }

    @Test func schedulesFallToZero() {
        for total in [0, 1, 2, 7, 64, 65] {
            for schedule in [UnmaskingSchedule.linear(steps: 8), .cosine(steps: 8), .fixed(cells: 3)] {
                let open = (1...70).map { schedule.openCells(after: $0, total: total) }
                #expect(zip(open, open.dropFirst()).allSatisfy { $0 > $1 || $0 == 0 })
                #expect(open.first ?? 0 < max(1, total) && open.last == 0)
            }
        }
        #expect((1...4).map { UnmaskingSchedule.linear(steps: 4).openCells(after: $0, total: 8) } == [6, 4, 2, 0])
    }

    @Test func interruptionLeavesOpenCells() throws {
        var generator = TestGenerator(seed: 2)
        var asked = 0
        let report = try unmask(
            [[3, 3, 3]],
            model: Self.model,
            settings: Self.settings(.random),
            using: &generator,
            isCancelled: {
                asked += 1
                return asked > 2
            }
        )
        #expect(report.isCancelled && report.grid[0].filter { $0 == 3 }.count == 1)
    }

    @Test func badInputIsRefused() {
        var generator = TestGenerator(seed: 2)
        #expect(throws: SessionError.self) {
            try unmask([[3, 4]], model: Self.model, settings: UnmaskingSettings(), using: &generator)
        }
        #expect(throws: SessionError.self) {
            try unmask([[3], [3, 3]], model: Self.model, settings: UnmaskingSettings(), using: &generator)
        }
        var settings = Self.settings(.random)
        settings.remasks = true
        #expect(throws: SamplingError.self) {
            try unmask([[3, 3, 3]], model: Self.model, settings: settings, using: &generator)
        }
    }
}
