import ContinuoTensor

/// The part of a linear sequence module that decides what its memory holds: what each position writes, and how that is read.
/// The module itself has the queries and the output; a mixture of memories has several of these.
protocol MatrixMemory: Module {
    /// Key width and value width of each head.
    var keyWidth: Int { get }
    var valueWidth: Int { get }
    /// Shapes of what `written` remembers, without the batch axis.
    var carriedShapes: [[Int]] { get }

    /// What positions write, each part `[batch, length, heads, …]`. Zeros in all of them leave a memory as it is.
    /// - Parameter carried: what was remembered of the positions before; nil at the beginning.
    func written(_ input: Tensor, _ carried: [Tensor]?) -> (parts: [Tensor], carried: [Tensor])

    /// Writes and reads position by position.
    /// - Returns: what was read, `[batch, length, heads, value width]`, and the memory at the end.
    func read(_ queries: Tensor, _ parts: [Tensor], initial: Tensor?) -> (output: Tensor, final: Tensor)
}

/// A memory that keeps all it was given.
struct PlainMemory: MatrixMemory {
    let heads: Int
    let keyWidth: Int
    let valueWidth: Int
    @Parameter("in_proj") var projection: Linear

    init(width: Int, heads: Int, _ initialiser: inout Initialiser) {
        (self.heads, keyWidth, valueWidth) = (heads, width / heads, width / heads)
        projection = Linear(inputs: width, outputs: 2 * width, bias: false, &initialiser)
    }

    var carriedShapes: [[Int]] { [] }

    func written(_ input: Tensor, _ carried: [Tensor]?) -> (parts: [Tensor], carried: [Tensor]) {
        (projection(input, parts: [heads * keyWidth, heads * valueWidth]).map { $0.inHeads(heads) }, [])
    }

    func read(_ queries: Tensor, _ parts: [Tensor], initial: Tensor?) -> (output: Tensor, final: Tensor) {
        linearAttention(queries: queries, keys: parts[0], values: parts[1], initial: initial)
    }
}

/// A memory that fades by a factor for each key element.
struct GatedMemory: MatrixMemory {
    let heads: Int
    let keyWidth: Int
    let valueWidth: Int
    let rank: Int
    let temperature: Double
    @Parameter("in_proj") var projection: Linear
    @Parameter("decay") var decay: Linear

    init(
        width: Int,
        heads: Int,
        keyWidth: Int,
        valueWidth: Int,
        rank: Int,
        temperature: Double,
        _ initialiser: inout Initialiser
    ) {
        (self.heads, self.keyWidth, self.valueWidth) = (heads, keyWidth, valueWidth)
        (self.rank, self.temperature) = (rank, temperature)
        let outputs = heads * (keyWidth + valueWidth) + rank
        projection = Linear(inputs: width, outputs: outputs, bias: false, &initialiser)
        decay = Linear(inputs: rank, outputs: heads * keyWidth, bias: true, &initialiser)
    }

    var carriedShapes: [[Int]] { [] }

    func written(_ input: Tensor, _ carried: [Tensor]?) -> (parts: [Tensor], carried: [Tensor]) {
        let parts = projection(input, parts: [heads * keyWidth, heads * valueWidth, rank])
        let logDecay = logSigmoid(decay(parts[2])) * (1 / temperature)
        return ([parts[0], parts[1], logDecay].map { $0.inHeads(heads) }, [])
    }

    func read(_ queries: Tensor, _ parts: [Tensor], initial: Tensor?) -> (output: Tensor, final: Tensor) {
        linearAttention(queries: queries, keys: parts[0], values: parts[1], decay: .keys(parts[2]), initial: initial)
    }
}

/// A memory of the delta rule, which may fade by a factor for each head.
struct DeltaMemory: MatrixMemory {
    let heads: Int
    let keyWidth: Int
    let valueWidth: Int
    @Parameter("in_proj") var projection: Linear
    @Parameter("key_conv") var keyFilter: ShortFilter
    @Parameter("value_conv") var valueFilter: ShortFilter
    @Parameter("decay") var decay: HeadDecay?

    init(
        width: Int,
        heads: Int,
        keyWidth: Int,
        valueWidth: Int,
        convolutionWidth: Int,
        isFading: Bool,
        _ initialiser: inout Initialiser
    ) {
        (self.heads, self.keyWidth, self.valueWidth) = (heads, keyWidth, valueWidth)
        let outputs = heads * (keyWidth + valueWidth + (isFading ? 2 : 1))
        projection = Linear(inputs: width, outputs: outputs, bias: false, &initialiser)
        keyFilter = ShortFilter(channels: heads * keyWidth, width: convolutionWidth, bias: false, &initialiser)
        valueFilter = ShortFilter(channels: heads * valueWidth, width: convolutionWidth, bias: false, &initialiser)
        decay = isFading ? HeadDecay(heads: heads, rates: 0...16, &initialiser) : nil
    }

    var carriedShapes: [[Int]] { [keyFilter, valueFilter].map(\.stateShape) }

    func written(_ input: Tensor, _ carried: [Tensor]?) -> (parts: [Tensor], carried: [Tensor]) {
        let sizes = [heads * keyWidth, heads * valueWidth, heads] + (decay == nil ? [] : [heads])
        let parts = projection(input, parts: sizes)
        let (keys, keyInputs) = keyFilter(parts[0], carried?[0])
        let (values, valueInputs) = valueFilter(parts[1], carried?[1])
        var written = [keys.inHeads(heads).unitVectors, values.inHeads(heads), sigmoid(parts[2]).inHeads(heads)]
        if let decay { written.append(decay.logarithms(parts[3]).inHeads(heads)) }
        return (written, [keyInputs, valueInputs])
    }

    func read(_ queries: Tensor, _ parts: [Tensor], initial: Tensor?) -> (output: Tensor, final: Tensor) {
        deltaRule(
            queries: queries,
            keys: parts[0],
            values: parts[1],
            strength: parts[2].squeezed(3),
            logDecay: decay == nil ? nil : parts[3].squeezed(3),
            initial: initial
        )
    }
}

/// Queries of a memory of the delta rule: through a short convolution, of length one.
struct DeltaQueries: Module {
    let heads: Int
    @Parameter("proj") var projection: Linear
    @Parameter("conv") var filter: ShortFilter

    init(width: Int, heads: Int, convolutionWidth: Int, _ initialiser: inout Initialiser) {
        self.heads = heads
        projection = Linear(inputs: width, outputs: width, bias: false, &initialiser)
        filter = ShortFilter(channels: width, width: convolutionWidth, bias: false, &initialiser)
    }

    func callAsFunction(_ input: Tensor, _ carried: Tensor?) -> (queries: Tensor, carried: Tensor) {
        let (convolved, inputs) = filter(projection(input), carried)
        return (convolved.inHeads(heads).unitVectors, inputs)
    }
}

extension ShortFilter {
    /// Of the inputs before the first that it remembers, without the batch axis.
    var stateShape: [Int] { [weight.shape[1] - 1, weight.shape[0]] }

    /// The convolution through SiLU, and the inputs that the next positions see.
    func callAsFunction(_ x: Tensor, _ carried: Tensor?) -> (output: Tensor, carried: Tensor) {
        let result = shortConvolution(x, weight: weight, bias: bias, silu: true, state: carried)
        return (result.output, result.state)
    }
}

/// Step sizes Δ = softplus(x + b_Δ) and rates A of heads that forget by e^{−Δ A} (Dao and Gu 2024).
struct HeadDecay: Module {
    @Parameter("A_log", .stateSpace) var logarithmicRates: Tensor
    @Parameter("dt_bias", .stateSpace) var stepBias: Tensor

    /// - Parameters:
    ///   - rates: A is drawn evenly from here.
    ///   - steps: initial step sizes are drawn evenly on a logarithmic scale from here.
    init(
        heads: Int,
        rates: ClosedRange<Double>,
        steps: ClosedRange<Double> = 1e-3...1e-1,
        stepFloor: Double = 1e-4,
        _ initialiser: inout Initialiser
    ) {
        let half = (rates.upperBound - rates.lowerBound) / 2
        let drawn = initialiser.uniform([heads], bound: half) + (rates.lowerBound + half)
        logarithmicRates = log(drawn.clamped(1e-6, .greatestFiniteMagnitude))
        let ends = log(Tensor([steps.lowerBound, steps.upperBound])).doubles
        let place = initialiser.uniform([heads], bound: (ends[1] - ends[0]) / 2) + (ends[0] + ends[1]) / 2
        let sizes = exp(place).clamped(stepFloor, .greatestFiniteMagnitude)
        stepBias = sizes + log(-expm1(-sizes))  // the inverse of softplus
    }

    /// Δ `[batch, length, heads]`.
    func steps(_ x: Tensor) -> Tensor { softplus(x + stepBias) }

    /// −Δ A `[batch, length, heads]`.
    func logarithms(_ x: Tensor) -> Tensor { steps(x) * -exp(logarithmicRates) }
}
