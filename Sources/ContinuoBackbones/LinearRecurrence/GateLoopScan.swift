import ContinuoTensor

/// How GateLoop's recurrence is computed; all give the same numbers.
public enum GateLoopMode: String, Codable, Sendable, CaseIterable {
    /// Position after position.
    case recurrent
    /// One fused scan.
    case scan
    /// As attention: inside of a chunk, all pairs of positions are compared by the product of the transitions between them.
    case surrogate
}

/// h_t = a_t h_{t−1} + d_t for each channel, of which the real parts are wanted.
struct GateLoopScan {
    /// a = exp(logarithmic magnitude + i phase), `[batch, length, width]`; what is nil is 0.
    struct Transitions {
        var logarithmicMagnitude: Tensor?
        var phase: Tensor?
    }

    /// d, `[batch, length, width]`.
    var drive: Tensor
    var transitions: Transitions
    /// h before the first position: `[batch, width, 2]`, or `[batch, width]` where there are no phases.
    var initial: Tensor?
    var chunk: Int

    /// Re h `[batch, length, width]`, and the last h in the state's form.
    func run(_ mode: GateLoopMode) -> (real: Tensor, final: Tensor) {
        switch mode {
        case .recurrent: return pieces(of: 1) { $0.scan() }
        case .scan: return scan()
        case .surrogate: return pieces(of: max(chunk, 1)) { $0.compare() }
        }
    }

    private func scan() -> (real: Tensor, final: Tensor) {
        guard let phase = transitions.phase else {
            let decay = transitions.logarithmicMagnitude.map(exp) ?? Tensor.ones(drive.shape, drive.elementType)
            let (states, final) = linearScan(drive, decay: decay, initial: initial)
            return (states, final)
        }
        let size = transitions.logarithmicMagnitude ?? Tensor.zeros(drive.shape, drive.elementType)
        let (states, final) = complexLinearScan(
            drive.asComplex(),
            decay: complexExponential(size, phase: phase),
            initial: initial
        )
        return (states.realPart, final)
    }

    /// Consecutive pieces of at most `count` positions, the state carried on.
    private func pieces(
        of count: Int,
        _ body: (GateLoopScan) -> (real: Tensor, final: Tensor)
    ) -> (real: Tensor, final: Tensor) {
        let length = drive.shape[1]
        var results: [Tensor] = []
        var state = initial
        for start in stride(from: 0, to: length, by: count) {
            let range = start..<min(start + count, length)
            var part = self
            part.drive = drive.sliced(range, axis: 1)
            part.transitions.logarithmicMagnitude = transitions.logarithmicMagnitude?.sliced(range, axis: 1)
            part.transitions.phase = transitions.phase?.sliced(range, axis: 1)
            part.initial = state
            let (real, final) = body(part)
            results.append(real)
            state = final
        }
        guard let state else { return scan() }
        return (Tensor.concatenated(results, axis: 1), state)
    }

    /// All pairs of one chunk: h_t = Π_t h_0 + Σ_{s ≤ t} (Π_t / Π_s) d_s, where Π_t is the product of the transitions up to t.
    /// The quotient is taken between sums of logarithms, so that nothing is divided by a product that has vanished.
    private func compare() -> (real: Tensor, final: Tensor) {
        let (length, width) = (drive.shape[1], drive.shape[2])
        let ones = Tensor.ones([width], drive.elementType)
        let size = transitions.logarithmicMagnitude.map { linearScan($0, decay: ones).states }
        let angle = transitions.phase.map { linearScan($0, decay: ones).states }
        func differences(_ sums: Tensor) -> Tensor { sums.expanded(at: 2) - sums.expanded(at: 1) }
        let visible = Tensor.range(length, drive.elementType).reshaped([length, 1])
            .greaterOrEqual(to: Tensor.range(length, drive.elementType))
            .reshaped([1, length, length, 1])
        // What lies ahead is taken out before the exponential too: its quotient may be too great for a number.
        let ratio = size.map { exp(differences($0) * visible) * visible } ?? visible
        let turn = angle.map(differences)
        let inputs = drive.expanded(at: 1)
        var real = (inputs * (turn.map { ratio * cos($0) } ?? ratio)).sum(axis: 2)
        let fade = size.map(exp) ?? Tensor.ones(drive.shape, drive.elementType)
        guard let turn, let angle else {
            if let initial { real = real + fade * initial.expanded(at: 1) }
            return (real, real.selected(length - 1, axis: 1))
        }
        var imaginary = (inputs * ratio * sin(turn)).sum(axis: 2)
        if let initial {
            let (x, y) = (initial.realPart.expanded(at: 1), initial.imaginaryPart.expanded(at: 1))
            let (cosine, sine) = (cos(angle), sin(angle))
            real = real + fade * (cosine * x - sine * y)
            imaginary = imaginary + fade * (sine * x + cosine * y)
        }
        let last = real.selected(length - 1, axis: 1)

        return (real, last.asComplex(imaginary: imaginary.selected(length - 1, axis: 1)))
    }
}
