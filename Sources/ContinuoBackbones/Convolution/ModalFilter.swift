import ContinuoTensor

/// Kernels that are the impulse responses of recurrences of a few modes each:
///
///     h_0 = direct,   h_t = Re Σ_n R_n λ_n^{t−1}   (t ≥ 1),   λ_n = exp(−exp(decay_n) + i angle_n)
///
/// so that |λ| < 1 whatever the parameters are. One step costs O(modes) for each channel, and the state does not grow.
///
/// - Source: Massaroli et al. 2023, "Laughing Hyena Distillery: Extracting Compact Recurrences From Convolutions".
public struct ModalFilter: Module, LongFilter {
    /// Complex modes of a channel; a mode stands for a pair of conjugate ones, so the order of the recurrence is twice that.
    public let count: Int
    let channels: Int
    /// Coefficients of kernels whose length is not asked for.
    private let coefficients: Int
    /// `[channels, modes]`
    @Parameter("decay", .stateSpace) var decay: Tensor
    @Parameter("angle", .stateSpace) var angle: Tensor
    /// R, `[channels, modes, 2]`
    @Parameter("residue", .vector) var residue: Tensor
    /// `[channels]`
    @Parameter("direct", .vector) var direct: Tensor

    /// Modes with decays that reach over 1 … `coefficients` positions and angles of up to half a turn.
    init(channels: Int, modes: Int, coefficients: Int, _ initialiser: inout Initialiser) {
        (self.channels, count, self.coefficients) = (channels, modes, coefficients)
        let spread = log(Tensor(scalar: Double(max(coefficients, 2)), initialiser.elementType)).item
        self.decay = initialiser.uniform([channels, modes], bound: spread / 2) - spread / 2
        self.angle = initialiser.uniform([channels, modes], bound: 1.5) + 1.5
        self.residue = initialiser.normal([channels, modes, 2], deviation: 0.1 / Double(modes).squareRoot())
        self.direct = initialiser.normal([channels], deviation: 0.1)
    }

    /// Modes that are known.
    /// - Parameters:
    ///   - decay: log of minus the real part of log λ, `[channels, modes]`.
    ///   - angle: imaginary part of log λ.
    ///   - residue: `[channels, modes, 2]`.
    ///   - direct: `[channels]`.
    public init(decay: Tensor, angle: Tensor, residue: Tensor, direct: Tensor, coefficients: Int) {
        (channels, count, self.coefficients) = (decay.shape[0], decay.shape[1], coefficients)
        self.decay = decay
        self.angle = angle
        self.residue = residue
        self.direct = direct
    }

    var probe: Tensor { residue }
    var modes: ModalFilter? { self }

    /// λ, `[channels, modes, 2]`.
    public var poles: Tensor {
        let size = exp(-exp(decay))
        return (size * cos(angle)).asComplex(imaginary: size * sin(angle))
    }

    func kernel(_ length: Int?, _ dropout: RandomStream?) -> Tensor { kernel(length ?? coefficients) }

    /// `[channels, length]`
    public func kernel(_ length: Int) -> Tensor {
        let first = direct.expanded(at: 1)
        guard length > 1 else { return first.sliced(0..<length, axis: 1) }
        let times = Tensor.range(length - 1, from: 0, residue.elementType)
        let size = exp(-exp(decay).expanded(at: 2) * times)
        let turn = angle.expanded(at: 2) * times
        let powers =
            size * (residue.realPart.expanded(at: 2) * cos(turn) - residue.imaginaryPart.expanded(at: 2) * sin(turn))
        return Tensor.concatenated([first, powers.sum(axis: 1)], axis: 1)
    }

    /// The convolution as a recurrence: s_t = λ s_{t−1} + u_t, y_t = h_0 u_t + Re Σ R s_{t−1}.
    ///
    /// - Parameters:
    ///   - x: `[batch, length, channels · copies]`, the copies of a channel side by side.
    ///   - states: before the first position, `[batch, modes, 2, channels · copies]`.
    /// - Returns: the shape of `x`, and the states after the last position.
    func scan(_ x: Tensor, from states: Tensor) -> (output: Tensor, final: Tensor) {
        guard Tensor.isRecording([x, states, residue]) else {
            return modalScan(x, poles: poles, residues: residue, direct: direct, initial: states)
        }
        return recordedScan(x, from: states)
    }

    /// `scan` by operations that have gradients.
    private func recordedScan(_ x: Tensor, from states: Tensor) -> (output: Tensor, final: Tensor) {
        let (batch, length, width) = (x.shape[0], x.shape[1], x.shape[2])
        let copies = width / channels
        func spread(_ numbers: Tensor) -> Tensor {
            numbers.permuted([1, 0, 2]).expanded(at: 2).broadcast(to: [count, channels, copies, 2])
                .reshaped([count * width, 2])
        }
        let drive = x.expanded(at: 2).broadcast(to: [batch, length, count, width])
        let first = states.permuted([0, 1, 3, 2]).reshaped([batch, count * width, 2])
        let (after, final) = complexLinearScan(
            drive.reshaped([batch, length, count * width]).asComplex(),
            decay: spread(poles),
            initial: first
        )
        let before =
            length == 1
            ? first.expanded(at: 1)
            : Tensor.concatenated([first.expanded(at: 1), after.sliced(0..<(length - 1), axis: 1)], axis: 1)
        let read = complexProduct(before, spread(residue)).realPart.reshaped([batch, length, count, width]).sum(axis: 2)
        let direct = direct.expanded(at: 1).broadcast(to: [channels, copies]).reshaped([width])
        return (x * direct + read, final.reshaped([batch, count, width, 2]).permuted([0, 1, 3, 2]))
    }
}
