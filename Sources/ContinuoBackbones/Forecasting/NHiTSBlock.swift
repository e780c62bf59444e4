import ContinuoTensor

/// A block of N-HiTS: pools its input, reads it with a perceptron, and says by a few coefficients what it has explained of the
/// input and what it makes of it for the horizon.
struct NHiTSBlock: Module {
    @Parameter("layers") var layers: [Linear]
    @Parameter("coefficients") var coefficients: Linear
    let pool: Int
    let pooling: NHiTSConfiguration.Pooling
    let dropout: Double
    let outputs: Int
    let backcast: FixedBasis
    let forecast: FixedBasis

    init(_ configuration: NHiTSConfiguration, _ stack: NHiTSConfiguration.Stack, _ initialiser: inout Initialiser) {
        let (input, horizon) = (configuration.input, configuration.horizon)
        pool = stack.pool
        pooling = configuration.pooling
        dropout = configuration.dropout
        outputs = configuration.outputs
        forecast = Self.basis(configuration, stack, length: horizon, initialiser.elementType)
        backcast =
            configuration.backcast == .full
            ? FixedBasis(identity: input) : Self.basis(configuration, stack, length: input, initialiser.elementType)
        let (past, whole) = ((input + pool - 1) / pool, (input + horizon + pool - 1) / pool)
        var width =
            past * (1 + configuration.historyFeatures) + whole * configuration.futureFeatures
            + configuration.staticFeatures
        var made: [Linear] = []
        for hidden in configuration.hidden {
            made.append(Self.linear(width, hidden, &initialiser))
            width = hidden
        }
        layers = made
        coefficients = Self.linear(width, backcast.count + outputs * forecast.count, &initialiser)
    }

    /// Weights and biases drawn evenly from ±1/√inputs, as the released code's are.
    private static func linear(_ inputs: Int, _ outputs: Int, _ initialiser: inout Initialiser) -> Linear {
        var layer = Linear(inputs: inputs, outputs: outputs, bias: true, &initialiser)
        let bound = 1 / Double(inputs).squareRoot()
        layer.weight = initialiser.uniform([outputs, inputs], bound: bound)
        layer.bias = initialiser.uniform([outputs], bound: bound)
        return layer
    }

    private static func basis(
        _ configuration: NHiTSConfiguration,
        _ stack: NHiTSConfiguration.Stack,
        length: Int,
        _ elementType: ElementType
    ) -> FixedBasis {
        switch stack.basis {
        case .knots:
            let count = Swift.max((length + stack.downsample - 1) / stack.downsample, 1)
            guard count < length else { return FixedBasis(identity: length) }
            let matrix = ForecastBasis.Matrix.knots(count, length: length, configuration.interpolation)
            return FixedBasis(matrix, length: length, elementType)
        case .trend:
            return FixedBasis(ForecastBasis.Matrix.trend(stack.order, length: length), length: length, elementType)
        case .seasonality:
            let matrix = ForecastBasis.Matrix.seasonality(stack.order, length: length)
            return FixedBasis(matrix, length: length, elementType)
        }
    }

    /// `[…, length]` to `[…, ⌈length / pool⌉]`. Groups are counted from the end, so that the latest is always whole; the first
    /// may be smaller.
    func pooled(_ x: Tensor) -> Tensor {
        guard pool > 1 else { return x }
        let length = x.size(-1)
        let groups = (length + pool - 1) / pool
        let lacking = groups * pool - length
        var padded = x
        if lacking > 0 {
            // The first value again changes neither the maximum of its group nor, much, its mean.
            let first = x.sliced(0..<1, axis: -1)
            padded = Tensor.concatenated(Array(repeating: first, count: lacking) + [x], axis: x.rank - 1)
        }
        let grouped = padded.reshaped(Array(x.shape.dropLast()) + [groups, pool])
        return pooling == .maximum ? grouped.max(axis: -1) : grouped.mean(axis: -1)
    }

    /// - Parameter residual: what earlier blocks have left of the input, `[batch, input]`.
    /// - Returns: what is explained of it, and `[batch, outputs, horizon]`.
    func callAsFunction(_ residual: Tensor, _ batch: SeriesWindowBatch) -> (backcast: Tensor, forecast: Tensor) {
        let rows = residual.shape[0]
        var parts = [pooled(residual)]
        for features in [batch.history, batch.future] {
            if let features { parts.append(pooled(features).reshaped([rows, -1])) }
        }
        if let fixed = batch.fixed { parts.append(fixed) }
        var x = parts.count == 1 ? parts[0] : Tensor.concatenated(parts, axis: 1)
        for (index, layer) in layers.enumerated() {
            x = layer(x, activation: .relu)
            if self.dropout > 0, var random = batch.dropout?.split(index) {
                x = ContinuoTensor.dropout(x, rate: self.dropout, using: &random)
            }
        }
        let theta = coefficients(x, parts: [backcast.count, outputs * forecast.count])
        let knots = theta[1].reshaped([rows, outputs, forecast.count])
        return (backcast(theta[0]), forecast(knots))
    }
}
