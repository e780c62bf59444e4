import ContinuoBackbones
import ContinuoProcesses
import ContinuoTensor
import Foundation

/// How well runs of five tokens are learnt in one order or another, or in the order that the model itself prefers.
///
/// A token of its own says the order first, then the elements follow in it: the law of a run is the sum over orders of that
/// token's probability times the elements'.
///
/// - Source: Vinyals, Bengio and Kudlur 2015, "Order Matters: Sequence to sequence for sets", §5.
public struct TargetOrderStudy: Sendable {
    public static let natural = [0, 1, 2, 3, 4]
    /// The publication's bad order: 5 1 3 4 2.
    public static let scrambled = [4, 0, 2, 3, 1]

    /// Documents of token ids.
    public let texts: [[Int32]]
    public let test: [[Int32]]
    public let vocabularySize: Int
    public var steps: Int
    public var width = 64
    public var batchSize = 64
    public var seed: UInt64 = 1

    public init(texts: [[Int32]], test: [[Int32]], vocabularySize: Int, steps: Int) {
        self.texts = texts.filter { $0.count >= 5 }
        self.test = test.filter { $0.count >= 5 }
        (self.vocabularySize, self.steps) = (vocabularySize, steps)
    }

    /// Perplexity of a token of the test's runs after training.
    /// - Parameter orders: those that may be used; with more than one, the rule says which.
    /// - Throws: `TrainingError`; `TrainingError.badSetting` where no document has five tokens.
    public func perplexity(_ rule: OrderSearch.Rule, orders: [[Int]], _ progress: (String) -> Void = { _ in }) throws
        -> Double
    {
        guard !texts.isEmpty, !test.isEmpty else {
            throw TrainingError.badSetting(
                field: "data",
                expected: "documents of at least five tokens, to learn and to test"
            )
        }
        var initialiser = Initialiser(seed: seed)
        let network = try FamilyRegistry.recipe(
            "gpt2",
            vocabularySize: vocabularySize + 1 + orders.count,
            overrides: ["layers": 1, "width": .integer(width), "heads": 2, "context": 6, "initializer_range": 0.1]
        ).backbone(.causal, &initialiser)
        var search = OrderSearch(rule, candidates: orders)
        search.exploration = min(search.exploration, steps / 3)
        var configuration = TrainingConfiguration()
        configuration.steps = steps
        configuration.seed = seed
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 3e-3)
        configuration.schedule = LearningRateSchedule(.cosine, warmup: min(50, steps / 10), floor: 0.05)
        let name =
            orders.count == 1
            ? "order \(orders[0].map { "\($0 + 1)" }.joined(separator: " "))" : "orders by \(rule.rawValue)"
        try fit(network.parameters, configuration, progress: { progress("\(name): \($0)") }) { step, random in
            var random = random.split("runs")
            let runs = (0..<batchSize).map { _ in run(texts, using: &random) }
            var scores: [[Double]] = []
            if rule == .search, step >= search.exploration {
                scores = withoutGradients {
                    let each = orders.indices.map { order in
                        losses(network, runs, orders: runs.map { _ in order }, among: orders).map { -$0 }
                    }
                    return runs.indices.map { row in each.map { $0[row] } }
                }
            }
            let chosen = runs.indices.map { row in
                // Orders are few: what comes next is never asked.
                let order =
                    orders.count == 1
                    ? orders[0]
                    : search.order(
                        of: 5,
                        step: step,
                        using: &random,
                        logProbabilities: { _ in scores[row] },
                        next: { _ in [] }
                    )
                return orders.firstIndex(of: order) ?? 0
            }
            return ProcessLoss(sum: sum(network, runs, orders: chosen, among: orders).sum, count: Double(5 * batchSize))
        }
        var random = RandomStream(seed: 977).split("test runs")
        let count = 2000
        let runs = (0..<count).map { _ in run(test, using: &random) }
        let each = withoutGradients {
            orders.indices.map { order in losses(network, runs, orders: runs.map { _ in order }, among: orders) }
        }
        let total = (0..<count).reduce(0.0) { total, row in
            let least = each.map { $0[row] }.min() ?? 0
            return total + least - log(each.reduce(0) { $0 + exp(least - $1[row]) })
        }
        return exp(total / Double(5 * count))
    }

    private func run(_ documents: [[Int32]], using random: inout RandomStream) -> [Int32] {
        let document = documents[random.integer(below: documents.count)]
        let start = random.integer(below: document.count - 4)
        return Array(document[start..<(start + 5)])
    }

    /// Cross-entropy of runs, each in an order by its index: summed, and for each position.
    private func sum(
        _ network: any Backbone,
        _ runs: [[Int32]],
        orders: [Int],
        among all: [[Int]]
    ) -> (sum: Tensor, losses: Tensor) {
        let start = Int32(vocabularySize)
        let rows = zip(runs, orders).map { run, order in [start, start + 1 + Int32(order)] + all[order].map { run[$0] }
        }
        return linearCrossEntropy(
            network.outputFeatures(network.hidden(Tensor(rows: rows.map { Array($0.dropLast()) }), .causal)),
            weight: network.outputWeight,
            bias: network.outputBias,
            CrossEntropyTarget(Tensor(rows.flatMap { $0.dropFirst() }))
        )
    }

    /// −ln p of each run in its order, the order's token included.
    private func losses(_ network: any Backbone, _ runs: [[Int32]], orders: [Int], among all: [[Int]]) -> [Double] {
        let values = sum(network, runs, orders: orders, among: all).losses.doubles
        return runs.indices.map { values[(6 * $0)..<(6 * $0 + 6)].reduce(0, +) }
    }
}
