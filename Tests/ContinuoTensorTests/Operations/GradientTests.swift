import ContinuoTensor
import ContinuoTestSupport
import Testing

private func sample(_ shape: [Int], seed: UInt64 = 1, low: Double = -2, high: Double = 2) -> Tensor {
    var random = RandomStream(seed: seed)
    return Tensor.uniform(shape, low: low, high: high, .float64, using: &random)
}

@Suite struct GradientTests {
    @Test func elementwiseFunctions() {
        let x = sample([3, 5])
        let positive = sample([3, 5], low: 0.3, high: 2)
        for function in [exp, tanh, sigmoid, silu, gelu, geluErf, softplus, logSigmoid, sin, cos, expm1]
            as [(Tensor) -> Tensor]
        {
            checkGradients([x]) { function($0[0]) }
        }
        for function in [log, sqrt, rsqrt, log1p, { 1 / $0 }, { $0.squared() }] as [(Tensor) -> Tensor] {
            checkGradients([positive]) { function($0[0]) }
        }
    }

    @Test(arguments: [([4, 3], [4, 3]), ([4, 3], [3]), ([2, 1, 3], [4, 1]), ([1], [2, 3]), ([], [2, 2])])
    func broadcastArithmetic(shapes: ([Int], [Int])) {
        let a = sample(shapes.0, low: 0.5, high: 2)
        let b = sample(shapes.1, seed: 2, low: 0.5, high: 2)
        checkGradients([a, b]) { $0[0] + $0[1] }
        checkGradients([a, b]) { $0[0] - $0[1] }
        checkGradients([a, b]) { $0[0] * $0[1] }
        checkGradients([a, b]) { $0[0] / $0[1] }
        checkGradients([a, b]) { pow($0[0], $0[1]) }
        checkGradients([a, b]) { maximum($0[0], $0[1]) }
    }

    @Test func shapingAndIndexing() {
        let x = sample([2, 3, 4])
        checkGradients([x]) { $0[0].permuted([2, 0, 1]) }
        checkGradients([x]) { $0[0].sliced(1..<3, axis: 1) }
        checkGradients([x]) { $0[0].sliced(1..<2) }
        checkGradients([x]) {
            let p = $0[0].split([1, 3]); return p[0] * p[1].sum(axis: -1, keepingAxis: true)
        }
        checkGradients([x]) { $0[0].split([1, 3])[1] }
        checkGradients([x, sample([2, 1, 4], seed: 3)]) { Tensor.concatenated([$0[0], $0[1]], axis: 1) }
        checkGradients([x]) { $0[0].padded(1, 2, axis: 1) }
        let indices = Tensor([Int32(1), 0, 1, 1], shape: [2, 2])
        checkGradients([sample([2, 3])]) { $0[0].rows(at: indices) }
        checkGradients([sample([3, 3]), sample([2, 2, 3], seed: 5)]) { $0[0].scatterAdding($0[1], at: indices) }
        checkGradients([sample([2, 2, 3])]) { $0[0].gathered(indices) }
    }

    @Test func reductions() {
        let x = sample([2, 3, 4])
        for axis in 0..<3 {
            checkGradients([x]) { $0[0].sum(axis: axis) }
            checkGradients([x]) { $0[0].max(axis: axis) }
            checkGradients([x]) { $0[0].variance(axis: axis, keepingAxis: true) }
        }
        checkGradients([x]) { $0[0].mean() }
        checkGradients([x]) { $0[0].logSumExp() }
        checkGradients([x]) { softmax($0[0]) }
        checkGradients([x]) { logSoftmax($0[0]) }
    }

    @Test func matrixProducts() {
        for (left, right, ta, tb) in [
            ([3, 4], [4, 2], false, false), ([4, 3], [4, 2], true, false), ([3, 4], [2, 4], false, true),
            ([4, 3], [2, 4], true, true), ([2, 3, 4], [2, 4, 2], false, false), ([2, 3, 4], [4, 2], false, false),
        ] {
            checkGradients([sample(left), sample(right, seed: 2)]) {
                $0[0].matmul($0[1], transposeSelf: ta, transposeOther: tb)
            }
        }
    }

    @Test func fusedLinear() {
        for activation in [Activation.identity, .gelu, .silu, .tanh] {
            checkGradients([sample([2, 3, 4]), sample([5, 4], seed: 2), sample([5], seed: 3)]) {
                linear($0[0], weight: $0[1], bias: $0[2], activation: activation)
            }
            checkGradients([sample([3, 4]), sample([5, 4], seed: 2)]) {
                linear($0[0], weight: $0[1], activation: activation)
            }
        }
        checkGradients([sample([3, 8])]) { gatedLinearUnit($0[0]) }
        checkGradients([sample([3, 8])]) { gatedLinearUnit($0[0], activation: .gelu) }
    }

    @Test func normalisation() {
        let x = sample([3, 5])
        let gain = sample([5], seed: 2)
        let bias = sample([5], seed: 3)
        checkGradients([x, gain, bias]) { normalise($0[0], .layer, gain: $0[1], bias: $0[2]) }
        checkGradients([x, gain]) { normalise($0[0], .rootMeanSquare, gain: $0[1]) }
        checkGradients([x]) { normalise($0[0], .layer, gain: nil) }
        checkGradients([x, sample([3, 5], seed: 4), gain, bias]) {
            let (sum, normalised) = addAndNormalise($0[0], $0[1], .layer, gain: $0[2], bias: $0[3])
            return sum.squared() + normalised
        }
        checkGradients([x, sample([3, 5], seed: 4), gain]) {
            addAndNormalise($0[0], $0[1], .rootMeanSquare, gain: $0[2]).sum
        }
    }

    @Test func crossEntropies() {
        let ids = Tensor([Int32(0), 3, -1, 2])
        let weights = sample([4], seed: 7, low: 0, high: 1)
        let prior = softmax(sample([5], seed: 8))
        for smoothing in [0.0, 0.3] {
            for prior in [nil, prior] {
                let target = CrossEntropyTarget(ids, weights: weights, smoothing: smoothing, prior: prior)
                checkGradients([sample([4, 5])]) { crossEntropy($0[0], target).sum }
                checkGradients([sample([4, 3]), sample([5, 3], seed: 2), sample([5], seed: 3)]) {
                    linearCrossEntropy($0[0], weight: $0[1], bias: $0[2], target).sum
                }
                checkGradients([sample([4, 3]), sample([5, 3], seed: 2), sample([5], seed: 3)]) {
                    linearCrossEntropy($0[0], weight: $0[1], bias: $0[2], softCap: 0.4, target).sum
                }
            }
        }
    }

    /// A bound of the logits is applied before the bias.
    @Test func boundedCrossEntropyIsThatOfBoundedLogits() {
        let (hidden, weight, bias) = (sample([4, 3]), sample([5, 3], seed: 2), sample([5], seed: 3))
        let target = CrossEntropyTarget(Tensor([Int32(0), 3, -1, 2]))
        let logits = tanh(linear(hidden, weight: weight) / 0.4) * 0.4 + bias
        let found = linearCrossEntropy(hidden, weight: weight, bias: bias, softCap: 0.4, target)
        expectClose(found.losses.doubles, crossEntropy(logits, target).losses.doubles, tolerance: 1e-12)
    }

    @Test func checkpointingGivesTheSameGradients() {
        let x = sample([3, 4])
        let w = sample([4, 4], seed: 2)
        checkGradients([x, w]) { checkpointed($0) { [gelu(linear($0[0], weight: $0[1])) * $0[0]] }[0] }
        checkGradients([x, w]) { leaves in
            checkpointed([leaves[0]], parameters: [leaves[1]]) { [gelu(linear($0[0], weight: leaves[1])) * $0[0]] }[0]
        }
    }

    @Test func attentionForms() {
        let rotary = RotaryPositions(RotaryTables(rotaryWidth: 4, positions: 8, .float64))
        for rotary in [nil, rotary] {
            checkGradients([sample([2, 5, 16], low: -1, high: 1)]) {
                selfAttention(
                    projection: $0[0],
                    queryHeads: 2,
                    keyHeads: 1,
                    rotary: rotary,
                    AttentionOptions(isCausal: true)
                )
            }
        }
        let mask = AttentionMask(queries: 3, keys: 4) { ($0 + $1) % 3 != 0 }
        checkGradients([sample([2, 3, 2, 4]), sample([2, 4, 2, 4], seed: 2), sample([2, 4, 2, 4], seed: 3)]) {
            attention(query: $0[0], key: $0[1], value: $0[2], AttentionOptions(isCausal: false, mask: mask))
        }
    }

    @Test func aLongChainIsReleased() {
        var x = Tensor.ones([1]).tracked()
        for _ in 0..<200_000 { x = x + 1 }
        #expect(x.item == 200_001)
    }
}
