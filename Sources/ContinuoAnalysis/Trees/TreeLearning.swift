import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// A transformer that is trained on the leaves of a tree grammar and held against exact belief propagation, on the whole tree and
/// on trees whose upper levels are filtered out.
///
/// - Source: Garnier-Brun et al. 2024, "How transformers learn structured data: insights from hierarchical filtering".
public struct TreeLearning: Sendable {
    public enum Task: String, Sendable, CaseIterable {
        /// The root's symbol, from all leaves.
        case root
        /// One leaf that is masked, from all others.
        case leaf = "mlm"
    }

    public var grammar: TreeGrammar
    public var task: Task
    /// Blocks; as many as the tree has levels when nil.
    public var layers: Int?
    public var width = 64
    public var batchSize = 32
    public var steps = 2000
    public var learningRate = 1e-3
    public var seed: UInt64 = 1

    public init(_ grammar: TreeGrammar, _ task: Task) { (self.grammar, self.task) = (grammar, task) }

    /// The network with random parameters: learnt positions, one head, both directions.
    /// - Throws: `DataFileError` for a width that does not fit.
    public func network() throws -> SequenceClassifier {
        var initialiser = Initialiser(seed: seed)
        let family = try FamilyRegistry.recipe(
            "gpt2",
            vocabularySize: grammar.symbols + 1,
            overrides: [
                "layers": .integer(layers ?? grammar.depth), "width": .integer(width), "heads": 1,
                "context": .integer(grammar.leaves), "initializer_range": .number(1 / Double(width).squareRoot() / 2),
            ]
        )
        return try SequenceClassifier(
            family.backbone(.bidirectional, &initialiser),
            classes: grammar.symbols,
            pooling: .mean,
            direction: .bidirectional,
            &initialiser
        )
    }

    /// Sequences with what is asked about each: for the leaf task the masked place.
    private struct Questions {
        var leaves: [[Int]] = []
        var roots: [Int] = []
        var places: [Int] = []

        init(_ count: Int, _ learning: TreeLearning, using random: inout RandomStream) {
            for _ in 0..<count {
                let levels = learning.grammar.draw(using: &random)
                leaves.append(levels[learning.grammar.depth])
                roots.append(levels[0][0])
                places.append(random.integer(below: learning.grammar.leaves))
            }
        }

        func batch(_ learning: TreeLearning) -> SequenceBatch {
            let isMasked = learning.task == .leaf
            let rows = leaves.indices.map { row in
                leaves[row].enumerated().map { place, symbol in
                    Int32(isMasked && place == places[row] ? learning.grammar.symbols : symbol)
                }
            }
            var batch = SequenceBatch(tokens: Tensor(rows: rows))
            if isMasked { batch.places = places.map { [Int32($0)] } }
            return batch
        }

        func answers(_ learning: TreeLearning) -> [Int32] {
            learning.task == .root
                ? roots.map { Int32($0) } : zip(leaves, places).map { Int32($0[$1]) }
        }
    }

    /// Trains a network.
    /// - Parameter observe: told the number of steps from time to time, more often at first.
    /// - Throws: `TrainingError`; what `observe` throws.
    public func train(
        _ network: SequenceClassifier,
        progress: (String) -> Void = { _ in },
        observe: (Int) throws -> Void = { _ in }
    ) throws {
        var configuration = TrainingConfiguration()
        configuration.steps = steps
        configuration.seed = seed
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: learningRate)
        configuration.optimiser.weightDecay = 0
        configuration.schedule = LearningRateSchedule(.cosine, warmup: min(50, steps / 10), floor: 0.02)
        let parameters = network.parameters.filter { !$0.name.hasPrefix("backbone.head.") }
        var next = 1
        try fit(
            parameters,
            configuration,
            progress: progress,
            isDone: { steps in
                if steps >= next {
                    next = max(next + 1, next * 3 / 2)
                    try observe(steps)
                }
                return false
            }
        ) { _, random in
            var draws = random.split("trees")
            let questions = Questions(batchSize, self, using: &draws)
            return try network.loss(
                questions.batch(self),
                labels: questions.answers(self),
                ObjectiveOptions(random: random, isTraining: true)
            )
        }
    }

    /// What was measured on new trees.
    public struct Result: Sendable {
        /// Shares of right answers of the network and of belief propagation.
        public let accuracy: Double
        public let exactAccuracy: Double
        /// Mean KL(BP_k ‖ network) for every filter k.
        public let divergences: [Double]

        /// The filter whose law is nearest.
        public var nearestFilter: Int {
            divergences.indices.reduce(0) { divergences[$1] < divergences[$0] ? $1 : $0 }
        }
    }

    /// Holds a network against belief propagation on `count` new trees of the grammar.
    public func evaluate(_ network: SequenceClassifier, count: Int = 500) -> Result {
        var random = RandomStream(seed: 977).split("test trees")
        let questions = Questions(count, self, using: &random)
        let laws = withoutGradients { logSoftmax(network.logits(questions.batch(self))).doubles }
        let answers = questions.answers(self)
        let size = grammar.symbols
        func best(_ law: [Double]) -> Int { law.indices.reduce(0) { law[$1] > law[$0] ? $1 : $0 } }
        var (right, exactRight) = (0, 0)
        var divergences = [Double](repeating: 0, count: grammar.depth + 1)
        let oracles = (0...grammar.depth).map { TreeGrammarOracle(grammar.filtered($0)) }
        for row in 0..<count {
            let law = Array(laws[(row * size)..<((row + 1) * size)])
            if best(law) == Int(answers[row]) { right += 1 }
            for (filter, oracle) in oracles.enumerated() {
                let exact =
                    task == .root
                    ? oracle.posteriors(questions.leaves[row].map(Optional.some)).root
                    : oracle.leaf(questions.places[row], of: questions.leaves[row])
                if filter == grammar.filter, best(exact) == Int(answers[row]) { exactRight += 1 }
                divergences[filter] += exact.indices.reduce(0) { sum, symbol in
                    exact[symbol] > 0 ? sum + exact[symbol] * (log(exact[symbol]) - law[symbol]) : sum
                }
            }
        }
        return Result(
            accuracy: Double(right) / Double(count),
            exactAccuracy: Double(exactRight) / Double(count),
            divergences: divergences.map { $0 / Double(count) }
        )
    }
}

/// What the network's layers do.
extension TreeLearning {
    /// The mean distance in the tree, in levels up to the common ancestor, of what each layer's attention looks at.
    public func attentionDistances(_ network: SequenceClassifier, count: Int = 100) -> [Double] {
        guard let stack = network.backbone as? StackedBackbone else { return [] }
        var random = RandomStream(seed: 978).split("attention")
        let tokens = Questions(count, self, using: &random).batch(self).tokens
        return withoutGradients {
            zip(stack.blocks, stack.mixerInputs(tokens, .bidirectional)).compactMap { block, read in
                guard let attention = block.mixer as? SelfAttention else { return nil }
                let weights = attention.attentionWeights(read)
                let values = weights.doubles
                let length = grammar.leaves
                var sum = 0.0
                for cell in values.indices {
                    let (query, key) = (cell / length % length, cell % length)
                    sum += values[cell] * Double(Self.distance(query, key))
                }
                return sum / Double(values.count / length)
            }
        }
    }

    /// Levels up to the first common ancestor of two leaves; 0 for a leaf and itself.
    static func distance(_ one: Int, _ other: Int) -> Int {
        var (one, other, levels) = (one, other, 0)
        while one != other { (one, other, levels) = (one >> 1, other >> 1, levels + 1) }
        return levels
    }

    /// How well a linear map tells, from the token states behind each block, the ancestor of every height: accuracies
    /// `[blocks][heights]`, height 1 being the parent. For whole grammars (filter 0), whose ancestors are all there.
    /// - Throws: `TrainingError`.
    public func ancestorProbes(_ network: SequenceClassifier, count: Int = 1000, steps: Int = 200) throws -> [[Double]]
    {
        guard let stack = network.backbone as? StackedBackbone, grammar.filter == 0 else { return [] }
        var random = RandomStream(seed: 979).split("probes")
        let trees = (0..<(2 * count)).map { _ in grammar.draw(using: &random) }
        let tokens = Tensor(rows: trees.map { $0[grammar.depth].map { Int32($0) } })
        let states = withoutGradients { stack.blockOutputs(tokens, .bidirectional) }
        let cells = count * grammar.leaves
        return try states.map { state in
            let flat = normalise(state, .layer, gain: nil, epsilon: 1e-6).reshaped([2 * cells, width])
            return try (1...grammar.depth).map { height in
                let labels = trees.flatMap { tree in
                    (0..<grammar.leaves).map { Int32(tree[grammar.depth - height][$0 >> height]) }
                }
                return try probe(flat, labels, training: cells, steps: steps)
            }
        }
    }

    /// The accuracy on the second half of a linear map that was fitted to the first.
    private func probe(_ vectors: Tensor, _ labels: [Int32], training: Int, steps: Int) throws -> Double {
        var initialiser = Initialiser(seed: seed)
        let map = Linear(inputs: width, outputs: grammar.symbols, bias: true, &initialiser)
        var configuration = TrainingConfiguration()
        configuration.steps = steps
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 1e-2)
        try fit(map.parameters, configuration) { _, random in
            var random = random.split("rows")
            let rows = (0..<512).map { _ in random.integer(below: training) }
            let logits = map(vectors.rows(at: Tensor(rows.map { Int32($0) })))
            let sum = crossEntropy(logits, CrossEntropyTarget(Tensor(rows.map { labels[$0] }))).sum
            return ProcessLoss(sum: sum, count: 512)
        }
        return withoutGradients {
            let guesses = map(vectors.sliced(training..<(2 * training))).argmax().array(of: Int32.self)
            return Double(zip(guesses, labels[training...]).count { $0 == $1 }) / Double(training)
        }
    }
}
