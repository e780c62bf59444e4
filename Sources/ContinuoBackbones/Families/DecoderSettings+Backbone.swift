import ContinuoTensor

extension DecoderSettings {
    /// What differs between the families.
    struct Recipe {
        var attentionBias = false
        var attentionOutputBias = false
        var feedForwardBias = false
        /// Queries and keys are normalised head by head.
        var normalisesHeads = false
        /// The outputs of attention and feed-forward part are normalised too.
        var normalisesOutputs = false
        /// Factor of the attention scores; 1/√head width when nil.
        var scoreScale: Double?
        /// Attention scores are bounded by c · tanh(s/c); 0 for no bound.
        var scoreSoftCap = 0.0
        /// Logits are bounded in the same way.
        var logitSoftCap = 0.0
        var embeddingScale = 1.0
        var sliding: SlidingLayers?
        /// Rotary positions of the layers that see the last positions only, where they have their own.
        var slidingRotary: RotarySettings?
    }

    /// Greatest number of positions of a network: the context, unless the rotary positions end before.
    func maximumLength(_ recipe: Recipe) -> Int {
        [rotary, recipe.slidingRotary].compactMap { $0?.scaling.lengthLimit }.reduce(context, min)
    }

    /// The network with its initial weights. Residual projections start smaller by √(2 · layers).
    func backbone(_ recipe: Recipe, _ initialiser: inout Initialiser) -> StackedBackbone {
        let outputDeviation = deviation / (2 * Double(layers)).squareRoot()
        let normalisation = Normalisation.Configuration(.rootMeanSquare, epsilon: epsilon)
        let maximumLength = maximumLength(recipe)
        let feedForward = FeedForward.Configuration(
            hiddenSize: hiddenSize,
            activation: activation,
            gated: true,
            bias: recipe.feedForwardBias
        )
        var tables: [RotarySettings: RotaryTables] = [:]
        let blocks = (0..<layers).map { layer in
            let window = recipe.sliding?.window(layer) ?? 0
            let rotary = window > 0 ? recipe.slidingRotary ?? rotary : rotary
            let shared =
                tables[rotary]
                ?? rotary.tables(headWidth: headWidth, positions: maximumLength, initialiser.elementType)
            tables[rotary] = shared
            var attention = SelfAttention.Configuration(
                heads: heads,
                keyHeads: keyHeads,
                headWidth: headWidth,
                bias: recipe.attentionBias,
                outputBias: recipe.attentionOutputBias,
                rotary: rotary,
                maximumLength: maximumLength,
                window: window
            )
            attention.headNormalisation = recipe.normalisesHeads ? normalisation : nil
            attention.scale = recipe.scoreScale
            attention.softCap = recipe.scoreSoftCap
            return Block(
                mixer: SelfAttention(
                    attention,
                    width: width,
                    deviation: deviation,
                    outputDeviation: outputDeviation,
                    rotary: shared,
                    &initialiser
                ),
                feedForward: FeedForward(
                    feedForward,
                    width: width,
                    deviation: deviation,
                    outputDeviation: outputDeviation,
                    &initialiser
                ),
                normalisation: normalisation,
                normalisesOutputs: recipe.normalisesOutputs,
                dropout: dropout,
                &initialiser
            )
        }
        var backbone = StackedBackbone(
            vocabularySize: vocabularySize,
            width: width,
            blocks: blocks,
            normalisation: normalisation,
            maximumLength: maximumLength,
            tied: tied,
            embeddingDeviation: deviation,
            embeddingScale: recipe.embeddingScale,
            &initialiser
        )
        backbone.logitSoftCap = recipe.logitSoftCap
        return backbone
    }
}
