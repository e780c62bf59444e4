import ContinuoBackbones
import ContinuoTensor

/// A plain Transformer that forecasts: the window's values and a placeholder for each step ahead are positions of one sequence,
/// every position sees all, and the placeholders are read out at once (Vaswani et al. 2017, with the one-pass output of Zhou et
/// al. 2021).
struct TransformerForecastNetwork: WindowNetwork {
    let outputs = 1
    let input: Int
    let horizon: Int
    @Parameter("value") var value: Linear
    @Parameter("position", .embedding) var position: Tensor
    @Parameter("blocks") var blocks: [Block]
    @Parameter("norm") var normalisation: Normalisation
    @Parameter("head") var head: Linear

    init(input: Int, horizon: Int, width: Int, layers: Int, heads: Int, _ initialiser: inout Initialiser) {
        (self.input, self.horizon) = (input, horizon)
        let deviation = 1 / Double(width).squareRoot()
        value = Linear(inputs: 2, outputs: width, bias: true, &initialiser)
        self.position = initialiser.normal([input + horizon, width], deviation: 0.1)
        var made: [Block] = []
        for _ in 0..<layers {
            let attention = SelfAttention(
                SelfAttention.Configuration(heads: heads, bias: true, maximumLength: input + horizon),
                width: width,
                deviation: deviation,
                outputDeviation: deviation / Double(2 * layers).squareRoot(),
                &initialiser
            )
            let feedForward = FeedForward(
                .init(hiddenSize: 4 * width, activation: .gelu, gated: false, bias: true),
                width: width,
                deviation: deviation,
                outputDeviation: deviation / Double(8 * layers).squareRoot(),
                &initialiser
            )
            made.append(
                Block(mixer: attention, feedForward: feedForward, normalisation: .init(.layer), &initialiser)
            )
        }
        blocks = made
        normalisation = Normalisation(.init(.layer), width: width, &initialiser)
        head = Linear(inputs: width, outputs: 1, bias: true, &initialiser)
    }

    func predict(_ batch: SeriesWindowBatch) -> Tensor {
        let rows = batch.values.shape[0]
        let level = batch.values.sliced((input - 1)..<input, axis: 1)
        let known = Tensor.stacked(
            [batch.values - level, Tensor.ones([rows, input], batch.values.elementType)],
            axis: 2
        )
        let placeholders = Tensor.zeros([rows, horizon, 2], batch.values.elementType)
        var stream = ResidualStream(value(Tensor.concatenated([known, placeholders], axis: 1)) + position)
        for block in blocks { block.forward(&stream, .bidirectional) }
        let read = normalisation(&stream).sliced(input..<(input + horizon), axis: 1)
        return head(read).transposed() + level.expanded(at: 1)
    }
}
