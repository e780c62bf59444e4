import ContinuoTensor

/// MEGA: a damped moving average, then gated attention with one head inside of chunks.
///
///     x' = EMA(x);  Z = SiLU(x' W_z);  Q = κ_q ⊙ Z + μ_q;  K = κ_k ⊙ Z + μ_k;  V = SiLU(x W_v);  O = f(Q Kᵀ / τ + bias) V
///     γ = SiLU(x' W_γ);  ĥ = SiLU(x' W_h + (γ ⊙ O) U_h);  φ = σ(x' W_φ);  output = φ ⊙ ĥ + (1 − φ) ⊙ x
///
/// f is softmax with τ = √(width of Z), or the Laplace function ½ [1 + erf((s − √½) / (√(1/4π) √2))] with τ the number of
/// positions seen. The bias is learnt for each distance.
///
/// - Shapes: input and output `[batch, length, width]`; state: the averages, and keys and values of the chunk begun.
/// - Complexity: O(length · width · (width + chunk)) time.
/// - Source: Ma et al. 2022, "Mega: Moving Average Equipped Gated Attention".
public struct Mega: Mixer, RecurrentLayer {
    /// f.
    public enum Score: String, Codable, Sendable {
        case softmax
        case laplace
    }

    public struct Configuration: MixerSettings, Equatable {
        /// Moving averages of each channel.
        public var dimensions = 16
        /// Width of Z; a quarter of the width when nil.
        public var keyWidth: Int?
        /// Width of V; twice the width when nil.
        public var valueWidth: Int?
        public var score = Score.softmax
        /// Positions of a chunk; attention does not look out of it.
        public var chunk = 128

        public init() {}

        public func fault(width: Int) -> MixerSettingFault? {
            .first(
                (dimensions > 0, "dimensions", "a number above 0"),
                (keyWidth ?? 1 > 0, "key_width", "a number above 0"),
                (valueWidth ?? 1 > 0, "value_width", "a number above 0"),
                (chunk > 0, "chunk", "a number above 0")
            )
        }
    }

    static let title: StaticString = "MEGA"
    public let configuration: Configuration
    public let width: Int
    private let keyWidth: Int
    private let valueWidth: Int
    @Parameter("ema") var average: DampedAverage
    /// Of x': Z, γ, W_h and φ.
    @Parameter("in_proj") var inputProjection: Linear
    @Parameter("value") var value: Linear
    /// κ_q, κ_k.
    @Parameter("scale", .vector) var scale: Tensor
    /// μ_q, μ_k.
    @Parameter("offset", .vector) var offset: Tensor
    @Parameter("position_bias", .vector) var bias: Tensor
    @Parameter("hidden") var hidden: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.configuration = configuration
        self.width = width
        keyWidth = configuration.keyWidth ?? max(1, width / 4)
        valueWidth = configuration.valueWidth ?? 2 * width
        average = DampedAverage(channels: width, dimensions: configuration.dimensions, &initialiser)
        let outputs = keyWidth + valueWidth + 2 * width
        inputProjection = Linear(inputs: width, outputs: outputs, bias: true, &initialiser)
        value = Linear(inputs: width, outputs: valueWidth, bias: true, &initialiser)
        scale = initialiser.normal([2, keyWidth], deviation: 0.02) + 1
        offset = initialiser.zeros([2, keyWidth])
        bias = initialiser.normal([configuration.chunk], deviation: 0.02)
        hidden = Linear(inputs: valueWidth, outputs: width, bias: false, &initialiser)
    }

    var elementType: ElementType { bias.elementType }
    var stateShapes: [[Int]] {
        [[width, configuration.dimensions], [configuration.chunk, keyWidth], [configuration.chunk, valueWidth]]
    }

    func mix(_ x: Tensor, from state: FixedSizeState?) -> (output: Tensor, parts: [Tensor]) {
        let smooth: (output: Tensor, state: Tensor)? = state.map { average(x, from: $0.parts[0]) }
        let projected = inputProjection(smooth?.output ?? average(x), parts: [keyWidth, valueWidth, width, width])
        let shared = silu(projected[0])
        let filled = 0..<((state?.length ?? 0) % configuration.chunk)
        var memory = ChunkMemory(
            keys: state?.parts[1].sliced(filled, axis: 1) ?? Tensor.zeros([x.shape[0], 0, keyWidth], x.elementType),
            values: state?.parts[2].sliced(filled, axis: 1)
                ?? Tensor.zeros([x.shape[0], 0, valueWidth], x.elementType)
        )
        let attended = attend(
            queries: shared * scale.selected(0) + offset.selected(0),
            keys: shared * scale.selected(1) + offset.selected(1),
            values: silu(value(x)),
            &memory
        )
        let candidate = silu(projected[2] + hidden(silu(projected[1]) * attended))
        let gate = sigmoid(projected[3])
        return (x + gate * (candidate - x), smooth.map { [$0.state, whole(memory.keys), whole(memory.values)] } ?? [])
    }

    /// Filled up with zeros to a chunk, so that states are of one size.
    private func whole(_ part: Tensor) -> Tensor { part.padded(0, configuration.chunk - part.shape[1], axis: 1) }

    /// Keys and values of the chunk begun, `[batch, fewer than chunk, …]`.
    private struct ChunkMemory {
        var keys: Tensor
        var values: Tensor
    }

    private func attend(queries: Tensor, keys: Tensor, values: Tensor, _ memory: inout ChunkMemory) -> Tensor {
        let length = queries.shape[1]
        var outputs: [Tensor] = []
        var start = 0
        while start < length {
            let end = min(length, start + configuration.chunk - memory.keys.shape[1])
            memory.keys = Tensor.concatenated([memory.keys, keys.sliced(start..<end, axis: 1)], axis: 1)
            memory.values = Tensor.concatenated([memory.values, values.sliced(start..<end, axis: 1)], axis: 1)
            let scores = queries.sliced(start..<end, axis: 1).matmul(memory.keys, transposeOther: true)
            outputs.append(weights(scores).matmul(memory.values))
            if memory.keys.shape[1] == configuration.chunk {
                memory.keys = memory.keys.sliced(0..<0, axis: 1)
                memory.values = memory.values.sliced(0..<0, axis: 1)
            }
            start = end
        }
        return Tensor.concatenated(outputs, axis: 1)
    }

    /// f of the scores `[batch, queries, keys]`; the queries are the last positions of the keys.
    private func weights(_ scores: Tensor) -> Tensor {
        let (queries, keys) = (scores.shape[1], scores.shape[2])
        let places = (0..<queries).map { $0 + keys - queries }
        let distances = places.flatMap { place in (0..<keys).map { Int32(max(0, place - $0)) } }
        let near = bias.rows(at: Tensor(distances, shape: [queries, keys]))
        let seen = Tensor(places.flatMap { place in (0..<keys).map { $0 <= place ? 1.0 : 0 } }, shape: [queries, keys])
            .cast(to: scores.elementType)
        switch configuration.score {
        case .softmax:
            return softmax(scores / Double(keyWidth).squareRoot() + near + (seen - 1) * 1e9)
        case .laplace:
            let deviation = (0.25 / Double.pi).squareRoot()
            let mean = scores / seen.sum(axis: 1, keepingAxis: true) + near
            return normalCumulative((mean - 0.5.squareRoot()) / deviation) * seen
        }
    }
}
