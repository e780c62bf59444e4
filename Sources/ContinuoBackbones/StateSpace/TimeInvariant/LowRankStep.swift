import ContinuoTensor

/// One position of ``LowRankSystem`` in O(N) for each channel, without gradients:
/// `(I − ΔA/2) x_t = (I + ΔA/2) x_{t−1} + ΔB u_t` with A = Λ − P P*, the left side by Woodbury's identity.
struct LowRankStep<Real: BinaryFloatingPoint & TensorElement> {
    private let system: LowRankSystem
    /// −Re Λ `[H, N / 2]` and Δ `[H]`.
    private let decay: Tensor
    private let step: Tensor

    init(_ system: LowRankSystem) {
        self.system = system
        decay = exp(system.logarithmicDecay.detached)
        step = exp(system.logarithmicStep.detached) * system.rate
    }

    /// - Parameters:
    ///   - u: `[batch, 1, H]`.
    ///   - state: `[batch, H, N]`, real parts before imaginary ones.
    func callAsFunction(_ u: Tensor, _ state: Tensor) -> (output: Tensor, state: Tensor) {
        let (batch, channels, pairs) = (u.shape[0], system.channels, system.pairs)
        let output = Tensor(uninitialised: u.shape, u.elementType)
        let next = Tensor(uninitialised: state.shape, state.elementType)
        let (inputs, before) = (u.pointer(Real.self), state.pointer(Real.self))
        let (y, after) = (output.pointer(Real.self), next.pointer(Real.self))
        var channel = Channel(pairs)
        for h in 0..<channels {
            channel.load(system, decay, step, h)
            for row in 0..<batch {
                let place = row * channels + h
                y[place] = channel.advance(inputs[place], before + place * 2 * pairs, after + place * 2 * pairs)
            }
        }
        return (output, next)
    }

    /// The numbers of one channel.
    private struct Channel {
        let pairs: Int
        var halfStep: Real = 0
        /// Δ/2 / (1 + Δ/2 P* D P)
        var weight: Real = 0
        /// ΔΛ/2, D = 1/(1 − ΔΛ/2), P, D P, ΔB and 2C: real parts, then imaginary parts.
        var half: [Real]
        var resolvent: [Real]
        var low: [Real]
        var column: [Real]
        var input: [Real]
        var readout: [Real]

        init(_ pairs: Int) {
            self.pairs = pairs
            let empty = [Real](repeating: 0, count: 2 * pairs)
            (half, resolvent, low, column, input, readout) = (empty, empty, empty, empty, empty, empty)
        }

        mutating func load(_ system: LowRankSystem, _ decay: Tensor, _ steps: Tensor, _ h: Int) {
            let step = steps.pointer(Real.self)[h]
            let (decays, turns) = (decay.pointer(Real.self), system.frequency.pointer(Real.self))
            let (p, b) = (system.lowRank.pointer(Real.self), system.input.pointer(Real.self))
            let c = system.output.pointer(Real.self)
            halfStep = step / 2
            var sum: Real = 0
            for n in 0..<pairs {
                let (place, other) = (h * pairs + n, n + pairs)
                let (re, im) = (-halfStep * decays[place], halfStep * turns[place])
                let size = (1 - re) * (1 - re) + im * im
                let (inverse, turned) = ((1 - re) / size, im / size)
                (half[n], half[other]) = (re, im)
                (resolvent[n], resolvent[other]) = (inverse, turned)
                let (pr, pi) = (p[2 * place], p[2 * place + 1])
                (low[n], low[other]) = (pr, pi)
                (column[n], column[other]) = (inverse * pr - turned * pi, inverse * pi + turned * pr)
                (input[n], input[other]) = (step * b[2 * place], step * b[2 * place + 1])
                (readout[n], readout[other]) = (2 * c[2 * place], 2 * c[2 * place + 1])
                sum += (pr * pr + pi * pi) * inverse
            }
            weight = halfStep / (1 + 2 * halfStep * sum)
        }

        func advance(_ u: Real, _ x: UnsafePointer<Real>, _ next: UnsafeMutablePointer<Real>) -> Real {
            var seen: Real = 0
            for k in 0..<(2 * pairs) { seen += low[k] * x[k] }
            seen *= 2 * halfStep
            var solved: Real = 0
            for n in 0..<pairs {
                let m = n + pairs
                let right = x[n] + half[n] * x[n] - half[m] * x[m] - low[n] * seen + input[n] * u
                let turned = x[m] + half[n] * x[m] + half[m] * x[n] - low[m] * seen + input[m] * u
                next[n] = resolvent[n] * right - resolvent[m] * turned
                next[m] = resolvent[n] * turned + resolvent[m] * right
                solved += low[n] * next[n] + low[m] * next[m]
            }
            solved *= 2 * weight
            var y: Real = 0
            for n in 0..<pairs {
                next[n] -= column[n] * solved
                next[n + pairs] -= column[n + pairs] * solved
                y += readout[n] * next[n] - readout[n + pairs] * next[n + pairs]
            }
            return y
        }
    }
}
