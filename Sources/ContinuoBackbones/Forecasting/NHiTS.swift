import ContinuoFormats
import ContinuoTensor

/// Neural hierarchical interpolation for time series: blocks that each look at one scale of time, subtract what they have
/// explained from the input, and add their part to the forecast.
///
///     y_1 = the window    (b_ℓ, f_ℓ) = block_ℓ(y_ℓ)    y_{ℓ+1} = (y_ℓ − b_ℓ) ⊙ mask    forecast = last value + Σ f_ℓ
///
/// - Shapes: windows `[batch, input]`; forecasts `[batch, outputs, horizon]`.
/// - Source: Challu et al. 2022; with nothing pooled and nothing interpolated it is N-BEATS (Oreshkin et al. 2020).
public struct NHiTS: WindowNetwork {
    public let configuration: NHiTSConfiguration
    @Parameter("blocks") var blocks: [NHiTSBlock]
    /// The stack that each block belongs to.
    private let stackOfBlock: [Int]

    /// - Throws: `DataFileError` that names a setting that makes no sense.
    public init(_ configuration: NHiTSConfiguration, _ initialiser: inout Initialiser) throws(DataFileError) {
        try configuration.validate()
        self.configuration = configuration
        var made: [NHiTSBlock] = []
        var stacks: [Int] = []
        for (index, stack) in configuration.stacks.enumerated() {
            for _ in 0..<stack.blocks {
                made.append(NHiTSBlock(configuration, stack, &initialiser))
                stacks.append(index)
            }
        }
        stackOfBlock = stacks
        blocks = made
    }

    public var outputs: Int { configuration.outputs }

    /// Coefficients that the forecast is made of, for each output.
    public var coefficientCount: Int { blocks.reduce(0) { $0 + $1.forecast.count } }

    /// The level and each block's forecast.
    private func parts(_ batch: SeriesWindowBatch) -> (level: Tensor?, blocks: [Tensor]) {
        precondition(
            batch.values.rank == 2 && batch.values.shape[1] == configuration.input,
            "n-hits: windows \(batch.values.shape) are not [batch, \(configuration.input)]"
        )
        var residual = batch.values
        var found: [Tensor] = []
        for (index, block) in blocks.enumerated() {
            var own = batch
            own.dropout = batch.dropout?.split(index)
            let (backcast, forecast) = block(residual, own)
            found.append(forecast)
            guard index + 1 < blocks.count else { break }
            residual = residual - backcast
            if let mask = batch.mask { residual = residual * mask }
        }
        let last = configuration.input - 1
        let level = configuration.level ? batch.values.sliced(last..<(last + 1), axis: 1).expanded(at: 1) : nil
        return (level, found)
    }

    public func predict(_ batch: SeriesWindowBatch) -> Tensor {
        let (level, blocks) = parts(batch)
        var sum = blocks[0]
        for block in blocks.dropFirst() { sum = sum + block }
        return level.map { sum + $0 } ?? sum
    }

    public func components(_ batch: SeriesWindowBatch) -> [(name: String, values: Tensor)] {
        let (level, blocks) = parts(batch)
        var found: [(name: String, values: Tensor)] = []
        if let level { found.append(("level", level + Tensor.zeros(blocks[0].shape, level.elementType))) }
        for (index, stack) in configuration.stacks.enumerated() {
            let own = blocks.indices.filter { stackOfBlock[$0] == index }
            guard var sum = own.first.map({ blocks[$0] }) else { continue }
            for block in own.dropFirst() { sum = sum + blocks[block] }
            found.append(
                ("stack \(index + 1) (\(stack.basis.rawValue), pool \(stack.pool), 1/\(stack.downsample))", sum)
            )
        }
        return found
    }
}
