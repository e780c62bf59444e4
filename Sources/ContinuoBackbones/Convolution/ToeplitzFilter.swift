import ContinuoTensor

/// The coefficients of a Toeplitz operator from a small network of the offset: `T_ij = λ^{|i − j|} · RPE(i − j)`, RPE a linear
/// map of the offset, then [normalisation → ReLU → linear] some times.
///
/// - Source: Qin et al. 2023, "Toeplitz Neural Network for Sequence Modeling".
struct ToeplitzFilter: Module, LongFilter {
    let channels: Int
    /// Offsets, `[coefficients, 1]`, and λ to their power, `[coefficients]`.
    private let offsets: Tensor
    private let decay: Tensor
    @Parameter("position") var position: Linear
    @Parameter("norms") var normalisations: [Normalisation]
    @Parameter("layers") var layers: [Linear]

    /// - Parameters:
    ///   - coefficients: offsets from 0 on, or on both sides of it.
    ///   - depth: layers behind the first.
    init(
        channels: Int,
        coefficients: Int,
        isBidirectional: Bool,
        width: Int,
        depth: Int,
        decay: Double,
        _ initialiser: inout Initialiser
    ) {
        self.channels = channels
        let type = initialiser.elementType
        let places = isBidirectional ? Array((1 - coefficients)..<coefficients) : Array(0..<coefficients)
        offsets = Tensor(places.map(Double.init), shape: [places.count, 1]).cast(to: type)
        let rate = log(Tensor(scalar: decay, .float64)).item
        self.decay = exp(Tensor(places.map { Double(Swift.abs($0)) * rate })).cast(to: type)
        var position = Linear(inputs: 1, outputs: width, bias: true, &initialiser)
        // With biases of 0 the offset 0 would be a vector of zeros, which has no direction to normalise.
        position.bias = initialiser.uniform([width], bound: 1)
        self.position = position
        normalisations = (0..<depth).map { _ in Normalisation(.init(.layer), width: width, &initialiser) }
        layers = (0..<depth).map { layer in
            Linear(inputs: width, outputs: layer == depth - 1 ? channels : width, bias: true, &initialiser)
        }
    }

    var probe: Tensor { position.weight }

    func kernel(_ length: Int?, _ dropout: RandomStream?) -> Tensor {
        var hidden = position(offsets)
        for (normalisation, layer) in zip(normalisations, layers) { hidden = layer(relu(normalisation(hidden))) }
        return hidden.transposed() * decay
    }
}
