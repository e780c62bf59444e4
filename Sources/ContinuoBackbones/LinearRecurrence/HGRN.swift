import ContinuoTensor

/// The gated linear recurrence of HGRN, whose forget gates have a learnt lower bound that rises with the layer.
///
///     c_t = SiLU(W_r x) + i SiLU(W_i x);  μ_t = σ(W_μ x);  λ_t = γ + (1 − γ) ⊙ μ_t
///     h_t = λ_t e^{iθ} ⊙ h_{t−1} + (1 − λ_t) ⊙ c_t;  output = LayerNorm(τ(W_g x) ⊙ [Re h_t, Im h_t]) W_o
///
/// γ of layer k is the sum of softmax(Γ) over the layers before k (an exclusive sum: the first layer's bound is 0 and no
/// bound reaches 1); Γ `[layers, width]` is one parameter of the whole network. Without complex numbers θ and the imaginary
/// part are left out.
///
/// A bidirectional reading adds a second scan, backwards, and joins both.
///
/// - Shapes: input and output `[batch, length, width]`; state h: `[batch, width, 2]`, or `[batch, width]` without complex
///   numbers.
/// - Complexity: O(length · width²) time, constant for each step.
/// - Source: Qin, Yang and Zhong 2023, "Hierarchically Gated Recurrent Neural Network for Sequence Modeling".
public struct HGRN: Mixer {
    public enum LowerBound: String, Codable, Sendable {
        /// γ from Γ.
        case learned
        /// γ = 0.
        case none
    }

    /// τ of the output gate.
    public enum OutputGate: String, Codable, Sendable {
        case sigmoid
        case silu
    }

    public struct Configuration: MixerSettings, Equatable {
        /// Whether states are complex numbers that turn by a learnt phase.
        public var complex = true
        public var lowerBound = LowerBound.learned
        public var outputGate = OutputGate.sigmoid
        /// Whether all layers have one phase θ in common.
        public var sharedPhase = false
        /// Phases begin at base^(−channel / width).
        public var phaseBase = 10_000.0

        public init() {}

        public func fault(width: Int) -> MixerSettingFault? {
            .first((phaseBase > 0, "phase_base", "a number above 0"))
        }
    }

    public let configuration: Configuration
    public let width: Int
    /// Number of the layer, from 0.
    public let layer: Int
    @Parameter("lower_bounds", .vector) var lowerBounds: Tensor?
    @Parameter("theta", .stateSpace) var phase: Tensor?
    @Parameter("in_proj") var inputProjection: Linear
    @Parameter("norm") var normalisation: Normalisation
    @Parameter("out_proj") var outputProjection: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.configuration = configuration
        (self.width, layer) = (width, place.layer)
        let parts = configuration.complex ? 2 : 1
        lowerBounds =
            configuration.lowerBound == .learned
            ? place.shared.tensor("hgrn.lower_bounds") { initialiser.zeros([place.layers, width]) } : nil
        func phases() -> Tensor { Self.phases(configuration, width: width, &initialiser) }
        switch (configuration.complex, configuration.sharedPhase) {
        case (false, _): phase = nil
        case (true, false): phase = phases()
        case (true, true): phase = place.shared.tensor("hgrn.theta", make: phases)
        }
        inputProjection = Linear(inputs: width, outputs: (2 * parts + 1) * width, bias: true, &initialiser)
        normalisation = Normalisation(.init(.layer), width: parts * width, &initialiser)
        let deviation = place.outputScale / Double(max(parts * width, 1)).squareRoot()
        outputProjection = Linear(inputs: parts * width, outputs: width, bias: true, deviation: deviation, &initialiser)
    }

    /// Initial phases, those of rotary positions: base^(−channel / width), `[width]`.
    static func phases(_ configuration: Configuration, width: Int, _ initialiser: inout Initialiser) -> Tensor {
        exp(
            Tensor.range(width, initialiser.elementType)
                * (-log(Tensor([configuration.phaseBase])).item / Double(width))
        )
    }

    /// Lower bounds γ of all layers, `[layers, width]`, of Γ.
    public static func bounds(of parameter: Tensor) -> Tensor {
        Tensor.stacked((0..<parameter.shape[0]).map { bound(of: parameter, layer: $0) })
    }

    /// γ of one layer, `[width]`. Shares that differ a lot add up to 1 in floating point: a gate that never opens would freeze
    /// the layer, so that bounds stay a little below.
    private static func bound(of parameter: Tensor, layer: Int) -> Tensor {
        guard layer > 0 else { return Tensor.zeros([parameter.shape[1]], parameter.elementType) }
        return softmax(parameter.transposed()).sliced(0..<layer, axis: 1).sum(axis: 1).clamped(0, 1 - 1e-6)
    }

    /// γ of this layer, `[width]`; nil where the gates have no bound.
    var bound: Tensor? {
        lowerBounds.flatMap { layer == 0 ? nil : Self.bound(of: $0, layer: layer) }
    }

    public var capabilities: LayerCapabilities { [.causal, .bidirectional, .steppable, .parallelInTime] }

    public func initialState(batch: Int) -> FixedSizeState {
        let shape = configuration.complex ? [width, 2] : [width]
        return FixedSizeState(layer: "HGRN", batch: batch, shapes: [shape], inputProjection.weight.elementType)
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        precondition(context.mask == nil, "HGRN takes no mask")
        let gates = read(input, padding: context.direction == .bidirectional ? context.padding(of: input) : nil)
        var memory = scan(gates, from: nil).states
        if context.direction == .bidirectional {
            memory = memory + scan(gates.reversed, from: nil).states.reversed(axis: 1)
        }
        return output(memory, gate: gates.output)
    }

    public func forward(_ input: Tensor, state: inout FixedSizeState, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("HGRN with a state")
        let gates = read(input, padding: nil)
        let (states, final) = scan(gates, from: state.parts[0])
        state.advance(input.shape[1], to: [final])
        return output(states, gate: gates.output)
    }

    /// Forget gates λ `[batch, length, width]` on inputs `[batch, length, width]` as this layer gets them.
    func forgetGates(_ input: Tensor) -> Tensor { read(input, padding: nil).forget }

    /// λ_t, (1 − λ_t) ⊙ c_t in one or two parts along the last axis, and τ(W_g x).
    private struct Gates {
        var forget: Tensor
        var drive: Tensor
        var output: Tensor

        var reversed: Gates {
            Gates(forget: forget.reversed(axis: 1), drive: drive.reversed(axis: 1), output: output)
        }
    }

    private func read(_ x: Tensor, padding: Tensor?) -> Gates {
        let parts = configuration.complex ? 2 : 1
        let projected = inputProjection(x, parts: [width, parts * width, parts * width])
        var forget = sigmoid(projected[0])
        if let bound { forget = bound + (1 - bound) * forget }
        // What lies behind a row's end neither enters nor fades the memory of a backward scan.
        if let padding { forget = maximum(forget, padding) }
        let content = silu(projected[1])
        let input = 1 - forget
        let drive = parts == 1 ? content * input : content * Tensor.concatenated([input, input], axis: -1)
        let gate = configuration.outputGate == .sigmoid ? sigmoid(projected[2]) : silu(projected[2])
        return Gates(forget: forget, drive: drive, output: gate)
    }

    /// States `[batch, length, parts · width]` (real parts, then imaginary ones), and the last one in the state's form.
    private func scan(_ gates: Gates, from initial: Tensor?) -> (states: Tensor, final: Tensor) {
        guard let phase else { return linearScan(gates.drive, decay: gates.forget, initial: initial) }
        let parts = gates.drive.split([width, width])
        let (states, final) = complexLinearScan(
            parts[0].asComplex(imaginary: parts[1]),
            decay: (gates.forget * cos(phase)).asComplex(imaginary: gates.forget * sin(phase)),
            initial: initial
        )
        return (Tensor.concatenated([states.realPart, states.imaginaryPart], axis: -1), final)
    }

    private func output(_ memory: Tensor, gate: Tensor) -> Tensor {
        outputProjection(normalisation(gate * memory))
    }
}
