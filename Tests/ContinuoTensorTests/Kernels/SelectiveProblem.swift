import CKernels
import Foundation

/// A selective scan with its inputs in `Double`; b and c are slices of `projection` with other columns around them.
struct SelectiveProblem {
    var batch: Int, length: Int, width: Int, states: Int
    var longhorn = false
    var softplus = true, hasBias = true, hasSkip = true, hasGate = true, hasInitial = true
    var x: [Double], delta: [Double], deltaBias: [Double], aLog: [Double], projection: [Double]
    var d: [Double], gate: [Double], initial: [Double]
    var gradientY: [Double], gradientFinal: [Double]

    var stride: Int { 2 * states + 3 }
    var bColumn: Int { 2 }
    var cColumn: Int { 2 + states }

    init(batch: Int, length: Int, width: Int, states: Int) {
        (self.batch, self.length, self.width, self.states) = (batch, length, width, states)
        let positions = batch * length
        x = uniform(positions * width, -1...1, seed: 11)
        delta = uniform(positions * width, -2...1, seed: 12)
        deltaBias = uniform(width, -1...1, seed: 13)
        aLog = uniform(width * states, -1...2, seed: 14)
        projection = uniform(positions * (2 * states + 3), -1...1, seed: 15)
        d = uniform(width, -1...1, seed: 16)
        gate = uniform(positions * width, -2...2, seed: 17)
        initial = uniform(batch * width * states, -1...1, seed: 18)
        gradientY = uniform(positions * width, -1...1, seed: 19)
        gradientFinal = uniform(batch * width * states, -1...1, seed: 20)
    }

    /// The formula as written, in `Double`: y and final state.
    func reference() -> (y: [Double], final: [Double]) {
        var y = [Double](repeating: 0, count: batch * length * width)
        var state = hasInitial ? initial : [Double](repeating: 0, count: batch * width * states)
        for sequence in 0..<batch {
            for t in 0..<length {
                let position = sequence * length + t
                for e in 0..<width {
                    let raw = delta[position * width + e] + (hasBias ? deltaBias[e] : 0)
                    let step = softplus ? log(1 + exp(raw)) : raw
                    var sum = hasSkip ? d[e] * x[position * width + e] : 0
                    for n in 0..<states {
                        let place = (sequence * width + e) * states + n
                        let b = projection[position * stride + bColumn + n]
                        let decay = longhorn ? 1 - step * b * b : exp(-exp(aLog[e * states + n]) * step)
                        state[place] = decay * state[place] + step * x[position * width + e] * b
                        sum += state[place] * projection[position * stride + cColumn + n]
                    }
                    let z = gate[position * width + e]
                    y[position * width + e] = hasGate ? sum * z / (1 + exp(-z)) : sum
                }
            }
        }
        return (y, state)
    }

    func loss() -> Double {
        let (y, final) = reference()
        return dot(y, gradientY) + dot(final, gradientFinal)
    }

    /// Results and gradients of the kernel.
    struct Outcome: Equatable {
        var y: [Double], final: [Double], x: [Double], delta: [Double], deltaBias: [Double], aLog: [Double]
        var projection: [Double], d: [Double], gate: [Double], initial: [Double]

        /// The worst relative error of any array against another outcome.
        func error(against other: Outcome) -> Double {
            let parts: [KeyPath<Outcome, [Double]>] = [
                \.y, \.final, \.x, \.delta, \.deltaBias, \.aLog, \.projection, \.d, \.gate, \.initial,
            ]
            return parts.map { relativeError(self[keyPath: $0], other[keyPath: $0]) }.max() ?? 0
        }
    }

    func buffers<Real: ScanReal>(_ type: Real.Type) -> SelectiveBuffers<Real> {
        SelectiveBuffers(
            x: KernelBuffer(x),
            delta: KernelBuffer(delta),
            deltaBias: hasBias ? KernelBuffer(deltaBias) : nil,
            aLog: KernelBuffer(aLog),
            projection: KernelBuffer(projection),
            projectionStride: stride,
            bColumn: bColumn,
            cColumn: cColumn,
            d: hasSkip ? KernelBuffer(d) : nil,
            gate: hasGate ? KernelBuffer(gate) : nil,
            initial: hasInitial ? KernelBuffer(initial) : nil
        )
    }

    /// Forward and adjoint by the kernel. Columns of the projection that are neither b nor c have zero gradient.
    func run<Real: ScanReal>(_ type: Real.Type) -> Outcome {
        let inputs = buffers(type)
        let y = KernelBuffer<Real>(x.count), final = KernelBuffer<Real>(initial.count)
        let checkpoints = KernelBuffer<Real>(ck_selective_scan_checkpoint_count(batch, length, width, states))
        Real.selectiveForward(self, inputs, y: y, final: final, checkpoints: checkpoints)
        let gradients = SelectiveBuffers<Real>(
            x: KernelBuffer(x.count),
            delta: KernelBuffer(delta.count),
            deltaBias: KernelBuffer(deltaBias.count),
            aLog: KernelBuffer(aLog.count),
            projection: KernelBuffer([Double](repeating: 0, count: projection.count)),
            projectionStride: stride,
            bColumn: bColumn,
            cColumn: cColumn,
            d: KernelBuffer(d.count),
            gate: hasGate ? KernelBuffer(gate.count) : nil,
            initial: KernelBuffer(initial.count)
        )
        Real.selectiveBackward(
            self,
            inputs,
            checkpoints: checkpoints,
            outer: KernelBuffer(gradientY),
            outerFinal: KernelBuffer(gradientFinal),
            gradients: gradients
        )
        return Outcome(
            y: y.values,
            final: final.values,
            x: gradients.x.values,
            delta: gradients.delta.values,
            deltaBias: gradients.deltaBias?.values ?? [],
            aLog: gradients.aLog.values,
            projection: gradients.projection.values,
            d: gradients.d?.values ?? [],
            gate: gradients.gate?.values ?? [],
            initial: gradients.initial?.values ?? []
        )
    }
}
