import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct RecurrentTests {
    /// Inputs: projections, weight, then bias and states.
    private static func problem(gates: Int, states: Int, length: Int, hidden: Int) -> [Tensor] {
        [
            draw([2, length, gates * hidden]), draw([gates * hidden, hidden], seed: 2),
            draw([gates * hidden], seed: 3),
        ] + (0..<states).map { draw([2, hidden], seed: 4 + UInt64($0)) }
    }

    private static func gru(_ values: [Tensor]) -> Tensor {
        let more = values.count > 2
        let result = gruSequence(
            projected: values[0],
            weight: values[1],
            bias: more ? values[2] : nil,
            initial: more ? values[3] : nil
        )
        return joined(result.outputs, result.final)
    }

    private static func lstm(_ values: [Tensor]) -> Tensor {
        let more = values.count > 2
        let result = lstmSequence(
            projected: values[0],
            weight: values[1],
            bias: more ? values[2] : nil,
            initial: more ? values[3] : nil,
            initialCell: more ? values[4] : nil
        )
        return joined(result.outputs, result.final, result.finalCell)
    }

    @Test(arguments: [1, 5], [1, 3]) func cellsHaveTheirGradients(length: Int, hidden: Int) {
        let gated = Self.problem(gates: 3, states: 1, length: length, hidden: hidden)
        checkGradients(gated, Self.gru)
        checkGradients(Array(gated[..<2]), Self.gru)
        let long = Self.problem(gates: 4, states: 2, length: length, hidden: hidden)
        checkGradients(long, Self.lstm)
        checkGradients(Array(long[..<2]), Self.lstm)
        // Final states alone, without the outputs.
        checkGradients(gated) { gruSequence(projected: $0[0], weight: $0[1], bias: $0[2], initial: $0[3]).final }
        checkGradients(long) {
            lstmSequence(projected: $0[0], weight: $0[1], bias: $0[2], initial: $0[3], initialCell: $0[4]).finalCell
        }
    }

    @Test func cellsAgreeInSinglePrecision() {
        let gated = Self.problem(gates: 3, states: 1, length: 40, hidden: 13)
        expectClose(Self.gru(single(gated)), Self.gru(gated), tolerance: 1e-4)
        let long = Self.problem(gates: 4, states: 2, length: 40, hidden: 13)
        expectClose(Self.lstm(single(long)), Self.lstm(long), tolerance: 1e-4)
    }

    @Test func linearPartsAreTheLinearMap() {
        let inputs = [draw([2, 3, 4]), draw([7, 4], seed: 2), draw([7], seed: 3)]
        for values in [inputs, Array(inputs[..<2])] {
            let bias = { (values: [Tensor]) in values.count > 2 ? values[2] : nil }
            let parts = linear(values[0], weight: values[1], bias: bias(values), parts: [4, 1, 2])
            let whole = linear(values[0], weight: values[1], bias: bias(values))
            expectClose(Tensor.concatenated(parts, axis: 2), whole, tolerance: 1e-14)
            checkGradients(values) {
                let parts = linear($0[0], weight: $0[1], bias: bias($0), parts: [4, 1, 2])
                return joined(parts[0], parts[2])
            }
        }
    }
}
