import ContinuoTensor

extension StackedBackbone {
    /// A network of mixers alone: a norm before each and a residual connection around it, no positions, no feed-forward part
    /// and no limit of length.
    /// - Parameter mixer: makes each layer.
    init(
        vocabularySize: Int,
        width: Int,
        layers: Int,
        normalisation: Normalisation.Configuration,
        tied: Bool,
        deviation: Double,
        dropout: Double,
        _ initialiser: inout Initialiser,
        mixer: (inout Initialiser) -> any SequenceLayer
    ) {
        let blocks = (0..<layers).map { _ in
            Block(
                mixer: mixer(&initialiser),
                feedForward: nil,
                normalisation: normalisation,
                dropout: dropout,
                &initialiser
            )
        }
        self.init(
            vocabularySize: vocabularySize,
            width: width,
            blocks: blocks,
            normalisation: normalisation,
            maximumLength: nil,
            tied: tied,
            embeddingDeviation: deviation,
            &initialiser
        )
    }
}
