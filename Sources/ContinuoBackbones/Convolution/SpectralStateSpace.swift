import ContinuoTensor

/// The spectral transform unit: fixed filters, learnt matrices only.
///
///     ŷ_t = Σ_{j ≤ k_y} M^y_j ŷ_{t−j} + Σ_{i ≤ k_u} M^u_i u_{t+1−i} + Σ_k M^φ_k σ_k^{1/4} (φ_k * u)_{t−2}
///
/// with φ_k, σ_k the leading eigenvectors and eigenvalues of a Hankel matrix (`HankelFilter`). M^y and M^φ begin at 0. With
/// `feedback` fixed, ŷ_{t−2} itself is added in the place of the learnt feedback; without any, the layer is linear in its
/// parameters and a squared loss convex.
///
/// - Shapes: input and output `[batch, length, width]`.
/// - Complexity: O(length · width · K (log length + width)) time.
/// - Source: Agarwal et al. 2023, "Spectral State Space Models", equations 4–6.
public struct SpectralStateSpace: Mixer, StreamedConvolution {
    public enum Feedback: String, Codable, Sendable, CaseIterable {
        case learned, fixed, none
    }

    public struct Configuration: Codable, Sendable, Equatable {
        /// K: filters.
        public var filters = 24
        /// k_u: inputs that are seen directly, the present one included.
        public var ku = 3
        /// k_y: outputs that are fed back.
        public var ky = 2
        /// `learned`, `fixed` or `none`.
        public var feedback = "learned"
        /// Whether there are filters for negative eigenvalues.
        public var negative = false
        /// Coefficients of the filters; the context when nil.
        public var coefficients: Int?

        public init() {}
    }

    static let name: StaticString = "a spectral state-space layer"
    public let configuration: Configuration
    public let width: Int
    private let scheme: ConvolutionScheme
    private let filter: HankelFilter
    private let order: Int
    /// M^u side by side, the present's first: `[width, k_u · width]`.
    @Parameter("inputs") var inputs: Linear
    /// M^φ side by side: `[width, width · filters]`, the filters of one channel together.
    @Parameter("spectral") var spectral: Linear
    /// M^y, `[k_y, width, width]`.
    @Parameter("feedback", .stateSpace) var matrices: Tensor?

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.configuration = configuration
        self.width = width
        scheme = initialiser.convolutionScheme
        let feedback = Feedback(rawValue: configuration.feedback) ?? .learned
        filter = HankelFilter(
            length: configuration.coefficients ?? place.context,
            count: configuration.filters,
            hasNegative: configuration.negative,
            initialiser.elementType
        )
        order = feedback == .none ? 0 : feedback == .fixed ? 2 : configuration.ky
        inputs = Linear(
            inputs: configuration.ku * width,
            outputs: width,
            bias: false,
            deviation: 1 / Double(width).squareRoot(),
            &initialiser
        )
        spectral = Linear(inputs: width * filter.channels, outputs: width, bias: false, deviation: 0, &initialiser)
        matrices = feedback == .learned && order > 0 ? initialiser.zeros([order, width, width]) : nil
    }

    public func initialState(batch: Int) -> ConvolutionState {
        ConvolutionState(
            layer: "\(Self.name)",
            batch: batch,
            [LongFilterState(filter, batch: batch, copies: width, scheme)],
            shapes: [[configuration.ku - 1, width], [order, width]],
            inputs.weight.elementType
        )
    }

    func mix(_ u: Tensor, _ pass: inout ConvolutionPass) -> Tensor {
        let (batch, length, bank) = (u.shape[0], u.shape[1], filter.channels)
        let rows = u.permuted([0, 2, 1]).reshaped([batch * width, length, 1]).broadcast(to: [
            batch * width, length, bank,
        ])
        let features = pass.convolve(0, rows, filter).reshaped([batch, width, length, bank]).permuted([0, 2, 1, 3])
        let drive = spectral(features.reshaped([batch, length, width * bank])) + direct(u, &pass)
        guard order > 0 else { return drive }
        let past = pass.part(1)
        let output: Tensor
        if let matrices {
            output = vectorAutoregression(drive, matrices: matrices, past: past)
        } else {
            output = vectorAutoregression(drive, matrices: twoBack(drive.elementType), past: past)
        }
        pass.keep(1, last: order, of: output, behind: past)
        return output
    }

    /// Σ_i M^u_i u_{t+1−i}
    private func direct(_ u: Tensor, _ pass: inout ConvolutionPass) -> Tensor {
        let (length, back) = (u.shape[1], configuration.ku - 1)
        let before = pass.part(0)
        let known = before.map { Tensor.concatenated([$0, u], axis: 1) } ?? u.padded(back, 0, axis: 1)
        let seen = (0...back).map { known.sliced((back - $0)..<(back - $0 + length), axis: 1) }
        pass.keep(0, last: back, of: u, behind: before)
        return inputs(Tensor.concatenated(seen, axis: 2))
    }

    /// ŷ_{t−2}, as matrices of the feedback.
    private func twoBack(_ type: ElementType) -> Tensor {
        let identity = Tensor.range(width, from: 0, type)
        let square = identity.expanded(at: 1).equal(to: identity).expanded(at: 0)
        return Tensor.concatenated([Tensor.zeros([1, width, width], type), square])
    }
}
