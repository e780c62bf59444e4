import ContinuoTensor

extension T5 {
    public func backbone(
        _ direction: SequenceContext.Direction,
        _ initialiser: inout Initialiser
    ) throws -> any Backbone {
        let normalisation = Normalisation.Configuration(.rootMeanSquare, epsilon: epsilon)
        let encoderBias = relativeBias(isBidirectional: true, &initialiser)
        let decoderBias = relativeBias(isBidirectional: false, &initialiser)
        let encoder = (0..<layers).map { _ in
            Block(
                mixer: attention(encoderBias, &initialiser),
                feedForward: feedForward(&initialiser),
                normalisation: normalisation,
                dropout: dropout,
                &initialiser
            )
        }
        let decoder = (0..<decoderLayers).map { _ in
            ConditionedBlock(
                mixer: attention(decoderBias, &initialiser),
                cross: cross(&initialiser),
                feedForward: feedForward(&initialiser),
                normalisation: normalisation,
                dropout: dropout,
                &initialiser
            )
        }
        return EncoderDecoder(
            vocabularySize: vocabularySize,
            width: width,
            encoder: encoder,
            decoder: decoder,
            normalisation: normalisation,
            decoderStart: Int32(decoderStart),
            tied: tied,
            embeddingDeviation: initialFactor,
            headDeviation: inputDeviation,
            outputScale: scalesOutput ? 1 / Double(width).squareRoot() : 1,
            dropout: dropout,
            &initialiser
        )
    }

    /// Standard deviation of maps from the stream.
    private var inputDeviation: Double { initialFactor / Double(width).squareRoot() }

    /// Standard deviation of maps from the heads to the stream.
    private var headDeviation: Double { initialFactor / Double(heads * headWidth).squareRoot() }

    private func relativeBias(isBidirectional: Bool, _ initialiser: inout Initialiser) -> RelativePositionBias {
        RelativePositionBias(
            RelativePositionBuckets(
                count: buckets,
                maximumDistance: maximumDistance,
                isBidirectional: isBidirectional
            ),
            heads: heads,
            deviation: inputDeviation,
            &initialiser
        )
    }

    private func attention(_ bias: RelativePositionBias, _ initialiser: inout Initialiser) -> SelfAttention {
        var configuration = SelfAttention.Configuration(
            heads: heads,
            headWidth: headWidth,
            bias: false,
            maximumLength: .max
        )
        configuration.scale = 1
        let layer = SelfAttention(
            configuration,
            width: width,
            deviation: inputDeviation,
            outputDeviation: headDeviation,
            relativeBias: bias,
            &initialiser
        )
        dampen(layer.projection.weight.sliced(0..<(heads * headWidth)))
        return layer
    }

    private func cross(_ initialiser: inout Initialiser) -> CrossAttention {
        let layer = CrossAttention(
            .init(heads: heads, headWidth: headWidth, bias: false, scale: 1),
            width: width,
            deviation: inputDeviation,
            outputDeviation: headDeviation,
            &initialiser
        )
        dampen(layer.query.weight)
        return layer
    }

    /// Scales initial query weights by head width^−½, in place: what the scores' scale does elsewhere.
    private func dampen(_ queries: Tensor) {
        withoutGradients { queries.assign(queries * (1 / Double(headWidth).squareRoot())) }
    }

    private func feedForward(_ initialiser: inout Initialiser) -> FeedForward {
        FeedForward(
            .init(hiddenSize: hiddenSize, activation: activation, gated: isGated, bias: false),
            width: width,
            deviation: inputDeviation,
            outputDeviation: initialFactor / Double(hiddenSize).squareRoot(),
            &initialiser
        )
    }
}
