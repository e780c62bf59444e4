import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor

/// Flow matching on the simplex (Stark et al. 2024): each token is a corner, noise is spread evenly between the corners, and a
/// network that sees the whole blurred sequence tells which corners were meant. Sampling follows the speeds that its
/// probabilities give, from noise to corners.
///
/// A blurred position is read as a mixture of the embeddings, to which the mask's is added by as much as it is early (the
/// publication scales two copies of the input by the same share). The objective is the cross-entropy of the tokens at one time
/// for each row: it is no likelihood, and scores are pseudo-likelihoods. Tokens of weight 0 are given, not blurred; where
/// `givenShare` says so, some tokens of a row are given as well, so that beginnings and endings can be written on.
public struct DirichletFlow: FillingProcess {
    public static let name = "dirichlet"

    public let mask: Int32
    public var path: any SimplexPath
    /// Share of the rows of training some of whose tokens are given.
    public var givenShare = 0.25
    /// Probability with which what is given is not shown in training: what guidance compares with.
    public var conditionDropout = 0.3
    /// γ: what is given counts so many times as much as it does; 1 for a plain sampler. The score of the law under guidance is
    /// (1 − γ) s(x) + γ s(x | given), and since scores are affine in the probabilities, these are mixed alike.
    public var guidance = 1.0

    /// - Parameter mask: the id that tells how early it is; it lies within the network's vocabulary and occurs in no data.
    public init(mask: Int32, path: any SimplexPath = DirichletPath()) {
        self.mask = mask
        self.path = path
    }

    public var requirements: LayerCapabilities { [.bidirectional, .mixtures] }
    public var likelihood: LikelihoodKind { .pseudo }
    public var extraIds: Int { 1 }

    public func check(_ backbone: any Backbone) throws {
        try checkCapabilities(backbone)
        guard mask >= 0, Int(mask) < backbone.vocabularySize else {
            throw ProcessError.maskOutside(mask: mask, vocabulary: backbone.vocabularySize)
        }
    }

    /// The cross-entropy of the tokens that are not given, at one time for each row, stratified over the batch.
    public func loss(
        _ backbone: any Backbone,
        _ batch: SequenceBatch,
        _ options: ObjectiveOptions
    ) throws -> ProcessLoss {
        let reader = try reader(backbone)
        var random = options.random.split("noise")
        let (rows, length) = (batch.tokens.shape[0], batch.tokens.shape[1])
        let tokens = batch.tokens.array(of: Int32.self)
        let weights = batch.cellWeights
        var mixtures = SimplexMixtures(rows: rows, length: length, vocabulary: backbone.vocabularySize, mask: mask)
        var prediction = CellPrediction(inputs: tokens)
        for (row, level) in stratifiedUniforms(rows, using: &random).enumerated() {
            let time = path.time(level)
            let given = options.isTraining && random.uniform() < givenShare ? random.uniform() : 0
            let isShown = !options.isTraining || random.uniform() >= conditionDropout
            for cell in (row * length)..<((row + 1) * length) {
                if weights[cell] == 0 {
                    if isShown { mixtures.show(tokens[cell], at: cell) } else { mixtures.hide(cell) }
                } else if given > 0, random.uniform() < given {
                    mixtures.show(tokens[cell], at: cell)
                } else {
                    let label = mixtures.coordinate(of: tokens[cell])
                    let point = path.point(towards: label, of: mixtures.count, at: time, using: &random)
                    mixtures.set(point, noiseShare: path.noiseShare(at: time), at: cell)
                    prediction.add(cell, weight: weights[cell], target: tokens[cell])
                }
            }
        }
        // Where all is given there is nothing to learn, and every gradient is 0.
        guard !prediction.cells.isEmpty else { return ProcessLoss(sum: backbone.outputWeight.sum() * 0, count: 0) }
        var context = SequenceContext.bidirectional
        context.lengths = batch.lengths
        if options.isTraining { context.dropout = options.random.split("dropout") }
        let result = prediction.crossEntropy(
            backbone,
            hidden: reader.hidden(mixtures: mixtures.tensor(backbone.elementType), context),
            mask: mask,
            smoothing: options.smoothing,
            prior: options.smoothingPrior
        )
        return ProcessLoss(sum: result.sum, count: prediction.weights.reduce(0, +))
    }

    /// Pseudo-log-likelihoods: each token at time 0, its place the middle of the simplex, while all others are given.
    public func score(_ backbone: any Backbone, _ sequences: [[Int32]]) throws -> [SequenceScore] {
        let reader = try reader(backbone)
        return try pseudoScores(backbone, sequences) { tokens, places in
            var mixtures = SimplexMixtures(
                rows: places.count,
                length: tokens.count,
                vocabulary: backbone.vocabularySize,
                mask: mask
            )
            var prediction = CellPrediction(inputs: [])
            for (row, place) in places.enumerated() {
                for (position, token) in tokens.enumerated() { mixtures.show(token, at: row * tokens.count + position) }
                mixtures.hide(row * tokens.count + place)
                prediction.add(row * tokens.count + place, weight: 1, target: tokens[place])
                prediction.inputs += tokens
            }
            return withoutGradients {
                let hidden = reader.hidden(mixtures: mixtures.tensor(backbone.elementType), .bidirectional)
                return prediction.crossEntropy(backbone, hidden: hidden, mask: mask).losses.doubles
            }
        }
    }

    /// The backbone, checked.
    func reader(_ backbone: any Backbone) throws -> any MixtureReading {
        try check(backbone)
        guard let reader = backbone as? any MixtureReading else {
            throw ProcessError.missingCapability(process: Self.name, missing: .mixtures, has: backbone.capabilities)
        }
        return reader
    }
}

extension DirichletFlow {
    /// Reads the settings of a configuration: `mask` (the tokeniser's mask, or else the id behind its last), `path` (`dirichlet`
    /// or `linear`), `given` (0.25), `condition_dropout` (0.3) and `guidance` (1).
    public init(_ settings: ConfigurationValues, tokeniser: any Tokeniser) throws {
        self.init(mask: try settings.mask(tokeniser))
        let paths: [any SimplexPath] = [DirichletPath(), LinearSimplexPath()]
        let name = try settings.text("path", default: DirichletPath.name)
        guard let path = paths.first(where: { type(of: $0).name == name }) else {
            let known = paths.map { type(of: $0).name }.joined(separator: " or ")
            throw settings.error("path", expected: known)
        }
        self.path = path
        givenShare = try settings.number("given", default: givenShare, in: 0...1)
        conditionDropout = try settings.number("condition_dropout", default: conditionDropout, in: 0...1)
        guidance = try settings.number("guidance", default: guidance, in: 0...1000)
    }

    public var settings: JSONObject {
        [
            "mask": .integer(Int(mask)), "path": .string(type(of: path).name), "given": .number(givenShare),
            "condition_dropout": .number(conditionDropout), "guidance": .number(guidance),
        ]
    }
}
