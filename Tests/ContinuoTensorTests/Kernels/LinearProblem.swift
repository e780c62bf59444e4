import CKernels

/// A linear recurrence with every input and incoming gradient; arrays of `parts` (1 real, 2 complex) numbers an element.
struct LinearProblem {
    var batch: Int, length: Int, width: Int, parts: Int
    var layout: ck_decay
    var decay: [Double], input: [Double], initial: [Double]
    var gradientStates: [Double], gradientFinal: [Double]

    init(batch: Int, length: Int, width: Int, complex: Bool, layout: ck_decay) {
        (self.batch, self.length, self.width, self.layout) = (batch, length, width, layout)
        parts = complex ? 2 : 1
        let row = width * parts
        decay = uniform(layout == CK_DECAY_PER_STEP ? batch * length * row : row, -0.7...0.7, seed: 1)
        input = uniform(batch * length * row, -1...1, seed: 2)
        initial = uniform(batch * row, -1...1, seed: 3)
        gradientStates = uniform(batch * length * row, -1...1, seed: 4)
        gradientFinal = uniform(batch * row, -1...1, seed: 5)
    }

    /// The recurrence as written: states and final state.
    func reference() -> (states: [Double], final: [Double]) {
        var states: [Double] = []
        var final = initial
        let row = width * parts
        for sequence in 0..<batch {
            for t in 0..<length {
                let place = (sequence * length + t) * row
                let decayPlace = layout == CK_DECAY_PER_STEP ? place : 0
                var next = [Double](repeating: 0, count: row)
                for c in 0..<width {
                    if parts == 1 {
                        next[c] = decay[decayPlace + c] * final[sequence * row + c] + input[place + c]
                        continue
                    }
                    let (re, im) = (decay[decayPlace + 2 * c], decay[decayPlace + 2 * c + 1])
                    let (x, y) = (final[sequence * row + 2 * c], final[sequence * row + 2 * c + 1])
                    next[2 * c] = re * x - im * y + input[place + 2 * c]
                    next[2 * c + 1] = re * y + im * x + input[place + 2 * c + 1]
                }
                final.replaceSubrange(sequence * row..<(sequence + 1) * row, with: next)
                states += next
            }
        }
        return (states, final)
    }

    /// sum(states * gradientStates) + sum(final * gradientFinal).
    func loss() -> Double {
        let (states, final) = reference()
        return dot(states, gradientStates) + dot(final, gradientFinal)
    }

    struct Outcome: Equatable {
        var states: [Double], final: [Double]
        var decay: [Double], input: [Double], initial: [Double]
    }

    /// Forward and adjoint by the kernel in `Float` or `Double`.
    func run<Real: ScanReal>(_ type: Real.Type) -> Outcome {
        let decays = KernelBuffer<Real>(decay), inputs = KernelBuffer<Real>(input)
        let before = KernelBuffer<Real>(initial), states = KernelBuffer<Real>(input.count)
        let final = KernelBuffer<Real>(initial.count), outer = KernelBuffer<Real>(gradientStates)
        let outerFinal = KernelBuffer<Real>(gradientFinal), toDecay = KernelBuffer<Real>(decay.count)
        let toInput = KernelBuffer<Real>(input.count), toInitial = KernelBuffer<Real>(initial.count)
        Real.linearScan(complex: parts == 2)(
            batch,
            length,
            width,
            decays.pointer,
            layout,
            inputs.pointer,
            before.pointer,
            states.pointer,
            final.pointer
        )
        Real.linearScanBackward(complex: parts == 2)(
            batch,
            length,
            width,
            decays.pointer,
            layout,
            states.pointer,
            before.pointer,
            outer.pointer,
            outerFinal.pointer,
            toDecay.pointer,
            toInput.pointer,
            toInitial.pointer
        )
        return Outcome(
            states: states.values,
            final: final.values,
            decay: toDecay.values,
            input: toInput.values,
            initial: toInitial.values
        )
    }
}
