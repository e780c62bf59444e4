import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct WeightedMeanTests {
    private static func draw(_ shape: [Int], _ seed: UInt64, _ size: Double = 1) -> Tensor {
        var random = RandomStream(seed: seed)
        return Tensor.uniform(shape, low: -size, high: size, .float64, using: &random)
    }

    private static func problem(_ length: Int, width: Int = 3) -> [Tensor] {
        [
            draw([2, length, width], 1, 2), draw([2, length, width], 2), exp(draw([width], 3)), draw([width], 4),
            draw([2, 2, width], 5),
        ]
    }

    private static func both(_ values: [Tensor]) -> Tensor {
        let result = weightedKeyValue(
            key: values[0],
            value: values[1],
            decay: values[2],
            bonus: values[3],
            initial: values.count > 4 ? values[4] : nil
        )
        return Tensor.concatenated([result.output.reshaped([-1]), result.final.reshaped([-1])])
    }

    /// The quotient of sums as written; `shift` is added to all keys and cancels.
    @Test(arguments: [0.0, 500, -500]) func followsTheQuotientOfSums(shift: Double) {
        let (length, width) = (19, 5)
        let values = Self.problem(length, width: width)
        let found = weightedKeyValue(
            key: values[0] + shift,
            value: values[1],
            decay: values[2],
            bonus: values[3]
        ).output
        let (k, v, w, u) = (values[0].doubles, values[1].doubles, values[2].doubles, values[3].doubles)
        var expected: [Double] = []
        for row in 0..<2 {
            for t in 0..<length {
                for c in 0..<width {
                    func place(_ i: Int) -> Int { (row * length + i) * width + c }
                    let exponents = (0...t).map { i in
                        i == t ? u[c] + k[place(t)] : k[place(i)] - Double(t - 1 - i) * w[c]
                    }
                    let weights = exp(Tensor(exponents)).doubles
                    let sum = weights.reduce(0, +)
                    expected.append((0...t).reduce(0) { $0 + weights[$1] * v[place($1)] } / sum)
                }
            }
        }
        expectClose(found.doubles, expected, tolerance: 1e-10)
        let single = weightedKeyValue(
            key: (values[0] + shift).cast(to: .float32),
            value: values[1].cast(to: .float32),
            decay: values[2].cast(to: .float32),
            bonus: values[3].cast(to: .float32)
        ).output
        expectClose(single.doubles, expected, tolerance: shift == 0 ? 1e-5 : 1e-3)
    }

    @Test(arguments: [1, 7, 33]) func hasItsGradients(length: Int) {
        let values = Self.problem(length)
        checkGradients(values, Self.both)
        checkGradients(Array(values[..<4]), tolerance: 1e-5) { values in
            weightedKeyValue(key: values[0], value: values[1], decay: values[2], bonus: values[3]).output
        }
    }

    @Test func goesOnFromItsState() {
        let values = Self.problem(12)
        let whole = weightedKeyValue(key: values[0], value: values[1], decay: values[2], bonus: values[3])
        var state: Tensor?
        var pieces: [Tensor] = []
        for range in [0..<1, 1..<7, 7..<12] {
            let (output, final) = weightedKeyValue(
                key: values[0].sliced(range, axis: 1),
                value: values[1].sliced(range, axis: 1),
                decay: values[2],
                bonus: values[3],
                initial: state ?? emptyWeightedMean(batch: 2, width: 3, .float64)
            )
            pieces.append(output)
            state = final
        }
        expectClose(Tensor.concatenated(pieces, axis: 1), whole.output, tolerance: 1e-12)
    }
}
