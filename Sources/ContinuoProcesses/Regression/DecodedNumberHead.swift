import ContinuoBackbones
import ContinuoSequences
import ContinuoTensor
import Foundation

/// A number as a sequence of tokens of a `NumberCode` that a small causal decoder writes, given features: a dense map of them is
/// its first token.
///
///     φ → linear → + position; tokens so far → embedding + position;  [attention → norm; feed-forward → norm] × layers → logits
///
/// The objective is the cross-entropy of the tokens. Tokens that the code does not allow at a place have no probability.
///
/// - Source: Song and Bahri 2025, "Decoding-based Regression".
public struct DecodedNumberHead: NumberHead {
    public struct Configuration: Codable, Sendable, Equatable {
        public var width = 32
        public var heads = 2
        public var layers = 2
        /// Samples that stand for the law where it cannot be written out.
        public var samples = 64
        /// Divides the logits of what is drawn.
        public var temperature = 1.0

        public init() {}
    }

    /// The greatest number of codes of which all probabilities are found; beyond it the law is drawn from.
    static let greatestTree = 1024

    public let configuration: Configuration
    public let code: NumberCode
    @Parameter("features") var features: Linear
    @Parameter("tokens") var tokens: Embedding
    @Parameter("positions") var positions: Embedding
    @Parameter("blocks") var blocks: [PostNormBlock]
    @Parameter("head") var head: Linear

    public init(_ configuration: Configuration, code: NumberCode, inputs: Int, _ initialiser: inout Initialiser) {
        (self.configuration, self.code) = (configuration, code)
        let width = configuration.width
        let deviation = 1 / Double(width).squareRoot()
        features = Linear(inputs: inputs, outputs: width, bias: true, &initialiser)
        tokens = Embedding(count: code.vocabularySize, width: width, deviation: 0.5, &initialiser)
        positions = Embedding(count: code.length, width: width, deviation: 0.5, &initialiser)
        blocks = (0..<configuration.layers).map { _ in
            PostNormBlock(
                mixer: SelfAttention(
                    .init(heads: configuration.heads, bias: true, maximumLength: code.length),
                    width: width,
                    deviation: deviation,
                    outputDeviation: deviation,
                    &initialiser
                ),
                feedForward: FeedForward(
                    .init(hiddenSize: 4 * width, activation: .gelu, gated: false, bias: true),
                    width: width,
                    deviation: deviation,
                    outputDeviation: deviation / 2,
                    &initialiser
                ),
                normalisation: .init(.layer),
                &initialiser
            )
        }
        head = Linear(inputs: width, outputs: code.vocabularySize, bias: true, deviation: 0.02, &initialiser)
    }

    /// Logits `[rows, places, vocabulary]` of the tokens at places 0 … n behind n tokens that are given.
    func logits(_ features: Tensor, after given: [[Int32]]) -> Tensor {
        let (rows, count) = (features.shape[0], given.first?.count ?? 0)
        var inputs = self.features(features).expanded(at: 1)
        if count > 0 { inputs = Tensor.concatenated([inputs, tokens(Tensor(rows: given))], axis: 1) }
        let places = positions.vectors(0..<(count + 1)).broadcast(to: [rows, count + 1, configuration.width])
        let hidden = blocks.reduce(inputs + places) { $1.forward($0, .causal) }
        return head(hidden) + banned(0..<(count + 1), hidden.elementType)
    }

    /// −1e9 for tokens that a place does not allow, `[places, vocabulary]`.
    private func banned(_ places: Range<Int>, _ type: ElementType) -> Tensor {
        let size = code.vocabularySize
        let values = places.flatMap { place in (0..<size).map { $0 < code.choices(at: place) ? 0.0 : -1e9 } }
        return Tensor(values, shape: [places.count, size]).cast(to: type)
    }

    public func loss(_ features: Tensor, _ targets: [Double]) -> ProcessLoss {
        loss(features, codes: targets.map(code.encode))
    }

    /// The objective for codes.
    public func loss(_ features: Tensor, codes: [[Int32]], weights: [Double]? = nil) -> ProcessLoss {
        let logits = logits(features, after: codes.map { Array($0.dropLast()) })
        var target = CrossEntropyTarget(Tensor(codes.flatMap { $0 }))
        if let weights {
            let each = weights.flatMap { [Double](repeating: $0, count: code.length) }
            target.weights = Tensor(each).cast(to: logits.elementType)
        }
        let sum = crossEntropy(logits, target).sum
        return ProcessLoss(sum: sum, count: weights?.reduce(0, +) ?? Double(codes.count))
    }

    /// ln p of a code for each row.
    public func logProbabilities(_ features: Tensor, codes: [[Int32]]) -> [Double] {
        withoutGradients {
            let logits = logits(features, after: codes.map { Array($0.dropLast()) })
            let losses = crossEntropy(logits, CrossEntropyTarget(Tensor(codes.flatMap { $0 }))).losses.doubles
            return codes.indices.map { row in -losses[(row * code.length)..<((row + 1) * code.length)].reduce(0, +) }
        }
    }

    /// The law of the next token behind each of some beginnings of one row's code.
    public func next(_ row: Tensor) -> NumberCode.NextToken {
        { beginnings in
            withoutGradients {
                let place = beginnings[0].count
                let same = row.reshaped([1, row.count]).broadcast(to: [beginnings.count, row.count])
                let logits = logits(same, after: beginnings).selected(place, axis: 1)
                let values = softmax(logits).doubles
                let size = code.vocabularySize
                return beginnings.indices.map { Array(values[($0 * size)..<($0 * size + code.choices(at: place))]) }
            }
        }
    }

    public func distributions(_ features: Tensor, using random: inout RandomStream) -> [NumberDistribution] {
        guard let bins = code.bins, code.repeats == 1, bins <= Self.greatestTree else {
            let drawn = (0..<configuration.samples).map { _ in samples(features, using: &random) }
            return (0..<features.shape[0]).map { row in NumberDistribution(samples: drawn.map { $0[row] }) }
        }
        return (0..<features.shape[0]).map { row in
            // The closure of `next` throws nothing.
            let leaves = (try? code.leaves(next(features.selected(row)))) ?? []
            return NumberDistribution(leaves.map { (code.decode($0.tokens), $0.probability) })
        }
    }

    /// One number for each row, drawn token by token.
    public func samples(_ features: Tensor, using random: inout RandomStream) -> [Double] {
        withoutGradients {
            var codes = [[Int32]](repeating: [], count: features.shape[0])
            for place in 0..<code.length {
                let scores = logits(features, after: codes).selected(place, axis: 1)
                let laws = softmax(scores / max(configuration.temperature, 1e-6)).doubles
                let size = code.vocabularySize
                for row in codes.indices {
                    let law = Array(laws[(row * size)..<(row * size + code.choices(at: place))])
                    codes[row].append(Int32(random.categorical(law)))
                }
            }
            return codes.map(code.decode)
        }
    }

    public func logDensities(_ features: Tensor, _ targets: [Double]) -> [Double]? {
        let codes = targets.map(code.encode)
        let logarithms = logProbabilities(features, codes: codes)
        return targets.indices.map { row in
            code.covers(targets[row]) ? logarithms[row] - log(code.width(of: codes[row])) : -.infinity
        }
    }
}

extension NumberCode {
    /// Whether a number lies where the code has bins: outside, densities are 0.
    func covers(_ number: Double) -> Bool {
        if case .float = kind { return true }
        return range.contains(number)
    }
}
