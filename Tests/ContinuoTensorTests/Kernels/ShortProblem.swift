import CKernels
import Foundation

/// A short causal convolution: its shape, random contents, and the sums of its definition.
struct ShortProblem: CustomStringConvertible {
    var shape: ck_short_convolution
    var input: [Double]
    var weights: [Double]
    var bias: [Double]?
    var state: [Double]?

    init(
        batch: Int = 2,
        length: Int,
        channels: Int,
        width: Int,
        silu: Bool,
        bias: Bool = true,
        state: Bool = true,
        seed: UInt64 = 1
    ) {
        shape = ck_short_convolution(batch: batch, length: length, channels: channels, width: width, silu: silu)
        input = uniform(batch * length * channels, -2...2, seed: seed)
        weights = uniform(channels * width, -1...1, seed: seed + 1)
        self.bias = bias ? uniform(channels, -1...1, seed: seed + 2) : nil
        self.state = state ? uniform(batch * (width - 1) * channels, -2...2, seed: seed + 3) : nil
    }

    var description: String {
        "length \(shape.length) channels \(shape.channels) width \(shape.width) silu \(shape.silu)"
    }

    /// Input t of an element of the batch; negative t are in the state.
    private func value(_ b: Int, _ t: Int, _ c: Int) -> Double {
        let back = shape.width - 1
        if t >= 0 { return input[(b * shape.length + t) * shape.channels + c] }
        return state?[(b * back + back + t) * shape.channels + c] ?? 0
    }

    var reference: (output: [Double], state: [Double]) {
        let back = shape.width - 1
        var output: [Double] = []
        var newState: [Double] = []
        for b in 0..<shape.batch {
            for t in 0..<shape.length {
                for c in 0..<shape.channels {
                    var sum = bias?[c] ?? 0
                    for j in 0..<shape.width { sum += weights[c * shape.width + j] * value(b, t - back + j, c) }
                    output.append(shape.silu ? sum / (1 + exp(-sum)) : sum)
                }
            }
            for i in 0..<back {
                for c in 0..<shape.channels { newState.append(value(b, shape.length - back + i, c)) }
            }
        }
        return (output, newState)
    }
}

struct ShortGradients: Equatable {
    var input: [Double]
    var weights: [Double]
    var bias: [Double]
    var state: [Double]
}

final class ShortBuffers<Element: BinaryFloatingPoint> {
    let input, weights, output, newState, inputGradient, weightGradient: KernelBuffer<Element>
    let bias, state, biasGradient, stateGradient: KernelBuffer<Element>?

    init(_ problem: ShortProblem) {
        input = KernelBuffer(problem.input)
        weights = KernelBuffer(problem.weights)
        bias = problem.bias.map { KernelBuffer($0) }
        state = problem.state.map { KernelBuffer($0) }
        output = KernelBuffer(problem.input.count)
        newState = KernelBuffer(problem.shape.batch * (problem.shape.width - 1) * problem.shape.channels)
        inputGradient = KernelBuffer(problem.input.count)
        weightGradient = KernelBuffer(problem.weights.count)
        biasGradient = problem.bias.map { KernelBuffer($0.count) }
        stateGradient = problem.state.map { KernelBuffer($0.count) }
    }

    var gradients: ShortGradients {
        ShortGradients(
            input: inputGradient.values,
            weights: weightGradient.values,
            bias: biasGradient?.values ?? [],
            state: stateGradient?.values ?? []
        )
    }
}
