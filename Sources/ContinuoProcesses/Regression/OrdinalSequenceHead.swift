import ContinuoBackbones
import ContinuoSequences
import ContinuoTensor
import Foundation

/// An ordered class as the path through an `OrdinalTree` that a decoder writes node by node: each step divides the classes that
/// are left.
///
///     features → slots → [encoder blocks] → memory;  start and nodes so far → [decoder blocks] → a linear map for each step
///
/// Each step has a score for every class, learnt against the set of all classes under the true node (the sum of binary
/// cross-entropies). With `decides`, a step looks at the classes under the last node alone: masked decision.
///
/// - Source: Wang et al. 2023, "Ord2Seq: Regarding Ordinal Regression as Label Sequence Prediction".
public struct OrdinalSequenceHead: NumberHead {
    public struct Configuration: Codable, Sendable, Equatable {
        public var width = 32
        public var heads = 2
        /// Blocks of the encoder, and as many of the decoder.
        public var layers = 1
        /// Vectors that features become for the encoder.
        public var slots = 4
        /// Masked decision, when classes are told.
        public var decides = true
        /// Whether training, too, leaves out classes that are not under the last node.
        public var masksTraining = false

        public init() {}
    }

    public var configuration: Configuration
    public let tree: OrdinalTree
    @Parameter("slots") var slots: Linear
    @Parameter("encoder") var encoder: [Block]
    @Parameter("encoder_norm") var encoderNormalisation: Normalisation
    @Parameter("nodes") var nodes: Embedding
    @Parameter("positions") var positions: Embedding
    @Parameter("decoder") var decoder: [ConditionedBlock]
    @Parameter("decoder_norm") var decoderNormalisation: Normalisation
    @Parameter("steps") var steps: [Linear]

    public init(_ configuration: Configuration, tree: OrdinalTree, inputs: Int, _ initialiser: inout Initialiser) {
        (self.configuration, self.tree) = (configuration, tree)
        let width = configuration.width
        let deviation = 1 / Double(width).squareRoot()
        let outputDeviation = deviation / (2 * Double(configuration.layers)).squareRoot()
        func attention(_ initialiser: inout Initialiser) -> SelfAttention {
            SelfAttention(
                .init(heads: configuration.heads, bias: true, maximumLength: max(configuration.slots, tree.depth)),
                width: width,
                deviation: deviation,
                outputDeviation: outputDeviation,
                &initialiser
            )
        }
        func feedForward(_ initialiser: inout Initialiser) -> FeedForward {
            FeedForward(
                .init(hiddenSize: 4 * width, activation: .gelu, gated: false, bias: true),
                width: width,
                deviation: deviation,
                outputDeviation: outputDeviation,
                &initialiser
            )
        }
        slots = Linear(inputs: inputs, outputs: configuration.slots * width, bias: true, &initialiser)
        encoder = (0..<configuration.layers).map { _ in
            Block(
                mixer: attention(&initialiser),
                feedForward: feedForward(&initialiser),
                normalisation: .init(.layer),
                &initialiser
            )
        }
        encoderNormalisation = Normalisation(.init(.layer), width: width, &initialiser)
        // The start, then the nodes level by level.
        nodes = Embedding(count: 1 + tree.nodeCount, width: width, deviation: 0.5, &initialiser)
        positions = Embedding(count: tree.depth, width: width, deviation: 0.5, &initialiser)
        decoder = (0..<configuration.layers).map { _ in
            ConditionedBlock(
                mixer: attention(&initialiser),
                cross: CrossAttention(
                    .init(heads: configuration.heads, bias: true),
                    width: width,
                    deviation: deviation,
                    outputDeviation: outputDeviation,
                    &initialiser
                ),
                feedForward: feedForward(&initialiser),
                normalisation: .init(.layer),
                &initialiser
            )
        }
        decoderNormalisation = Normalisation(.init(.layer), width: width, &initialiser)
        steps = (0..<tree.depth).map { _ in
            Linear(inputs: width, outputs: tree.classes, bias: true, deviation: 0.02, &initialiser)
        }
    }

    /// Scores of all classes at steps 0 … n behind n nodes of each row's path, each `[rows, classes]`.
    func scores(_ features: Tensor, after paths: [[Int]]) -> [Tensor] {
        let (rows, count) = (features.shape[0], paths[0].count)
        var read = ResidualStream(slots(features).reshaped([rows, configuration.slots, configuration.width]))
        for block in encoder { block.forward(&read, .bidirectional) }
        let memory = encoderNormalisation(&read)
        let ids = paths.map { path in [0] + path.enumerated().map { Int32(1 + tree.id(level: $0, node: $1)) } }
        let places = positions.vectors(0..<(count + 1)).broadcast(to: [rows, count + 1, configuration.width])
        var stream = ResidualStream(nodes(Tensor(rows: ids)) + places)
        for block in decoder { block.forward(&stream, block.cross.memory(memory, lengths: nil), .causal) }
        let vectors = decoderNormalisation(&stream)
        return (0...count).map { steps[$0](vectors.selected($0, axis: 1)) }
    }

    public func loss(_ features: Tensor, _ targets: [Double]) -> ProcessLoss {
        let labels = targets.map { Int($0) }
        let paths = labels.map(tree.path)
        let type = features.elementType
        var sum = Tensor(scalar: 0, type)
        for (step, scores) in scores(features, after: paths.map { Array($0.dropLast()) }).enumerated() {
            var (wanted, kept) = ([Double](), [Double]())
            for path in paths {
                let node = tree.levels[step][path[step]]
                let parent = configuration.masksTraining ? parent(of: step, path) : 0..<tree.classes
                for label in 0..<tree.classes {
                    wanted.append(node.contains(label) ? 1 : 0)
                    kept.append(parent.contains(label) ? 1 : 0)
                }
            }
            let shape = [labels.count, tree.classes]
            let target = Tensor(wanted, shape: shape).cast(to: type)
            let each = softplus(scores) - target * scores
            sum = sum + (each * Tensor(kept, shape: shape).cast(to: type)).sum()
        }
        return ProcessLoss(sum: sum, count: Double(labels.count))
    }

    /// The path of each row as it is decided node by node, with the share of each node among those it was chosen from.
    ///
    /// A node's share is that of its classes' probabilities. Without masked decision all nodes of a level are chosen from, and the
    /// last step's most probable class is the label, whether the path led there or not.
    public func decide(_ features: Tensor) -> [(path: [Int], shares: [Double], label: Int)] {
        withoutGradients {
            var paths = [[Int]](repeating: [], count: features.shape[0])
            var shares = [[Double]](repeating: [], count: features.shape[0])
            var labels = [Int](repeating: 0, count: features.shape[0])
            for step in 0..<tree.depth {
                let scores = scores(features, after: paths)[step].doubles
                for row in paths.indices {
                    let probabilities = (0..<tree.classes).map { logistic(scores[row * tree.classes + $0]) }
                    let parent = configuration.decides ? parent(of: step, paths[row]) : 0..<tree.classes
                    let choice = choice(step, parent, probabilities)
                    let best = choice.shares.indices.reduce(0) { choice.shares[$1] > choice.shares[$0] ? $1 : $0 }
                    paths[row].append(choice.nodes[best])
                    shares[row].append(choice.shares[best])
                    labels[row] = parent.reduce(parent.lowerBound) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
                }
            }
            return paths.indices.map { row in
                (
                    paths[row], shares[row],
                    configuration.decides ? tree.label(of: paths[row]) ?? labels[row] : labels[row]
                )
            }
        }
    }

    /// The nodes of a level under a range of classes and the share of each.
    private func choice(_ step: Int, _ parent: Range<Int>, _ probabilities: [Double]) -> (
        nodes: [Int], shares: [Double]
    ) {
        let level = tree.levels[step]
        let nodes = level.indices.filter { parent.contains(level[$0].lowerBound) }
        let sums = nodes.map { node in level[node].reduce(1e-12) { $0 + probabilities[$1] } }
        let total = sums.reduce(0, +)
        return (nodes, sums.map { $0 / total })
    }

    /// The law of the classes: the product of the shares along each path with masked decision, or else the last step's
    /// probabilities behind the decided path.
    public func distributions(_ features: Tensor, using random: inout RandomStream) -> [NumberDistribution] {
        withoutGradients {
            let rows = features.shape[0]
            if !configuration.decides {
                let decided = decide(features)
                let scores = scores(features, after: decided.map { Array($0.path.dropLast()) })[tree.depth - 1].doubles
                return (0..<rows).map { row in
                    NumberDistribution(
                        (0..<tree.classes).map { label -> (value: Double, weight: Double) in
                            (Double(label), logistic(scores[row * tree.classes + label]) + 1e-12)
                        }
                    )
                }
            }
            // Every path of every row at once.
            let paths = (0..<tree.classes).map(tree.path)
            let indices = Tensor((0..<rows).flatMap { row in paths.map { _ in Int32(row) } })
            let prefixes = (0..<rows).flatMap { _ in paths.map { Array($0.dropLast()) } }
            let all = scores(features.rows(at: indices), after: prefixes).map(\.doubles)
            return (0..<rows).map { row in
                NumberDistribution(
                    paths.enumerated().map { label, path -> (value: Double, weight: Double) in
                        let place = (row * paths.count + label) * tree.classes
                        var weight = 1.0
                        for (step, node) in path.enumerated() {
                            let probabilities = (0..<tree.classes).map { logistic(all[step][place + $0]) }
                            let choice = choice(step, parent(of: step, path), probabilities)
                            weight *= choice.shares[choice.nodes.firstIndex(of: node) ?? 0]
                        }
                        return (Double(label), weight)
                    }
                )
            }
        }
    }

    /// The classes that are left before a step of a path.
    private func parent(of step: Int, _ path: [Int]) -> Range<Int> {
        step == 0 ? 0..<tree.classes : tree.levels[step - 1][path[step - 1]]
    }

    public func logDensities(_ features: Tensor, _ targets: [Double]) -> [Double]? { nil }
}

private func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
