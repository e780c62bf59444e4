import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct ScanTests {
    private static func linear(_ values: [Tensor]) -> Tensor {
        let result = linearScan(values[0], decay: values[1], initial: values.count > 2 ? values[2] : nil)
        return joined(result.states, result.final)
    }

    private static func complex(_ values: [Tensor]) -> Tensor {
        let result = complexLinearScan(values[0], decay: values[1], initial: values.count > 2 ? values[2] : nil)
        return joined(result.states, result.final)
    }

    @Test(arguments: [1, 5, 33], [true, false])
    func linearScanHasItsGradients(length: Int, perStep: Bool) {
        let input = draw([2, length, 3])
        let decay = draw(perStep ? [2, length, 3] : [3], seed: 2)
        checkGradients([input, decay], Self.linear)
        checkGradients([input, decay, draw([2, 3], seed: 3)], Self.linear)
        let pairs = draw([2, length, 3, 2])
        let factors = draw(perStep ? [2, length, 3, 2] : [3, 2], seed: 2, low: -0.7, high: 0.7)
        checkGradients([pairs, factors], Self.complex)
        checkGradients([pairs, factors, draw([2, 3, 2], seed: 3)], Self.complex)
    }

    @Test func linearScanAgreesInSinglePrecision() {
        let real = [draw([2, 40, 5]), draw([2, 40, 5], seed: 2), draw([2, 5], seed: 3)]
        expectClose(Self.linear(single(real)), Self.linear(real), tolerance: 1e-5)
        let pairs = [draw([2, 40, 5, 2]), draw([5, 2], seed: 2, low: -0.7, high: 0.7), draw([2, 5, 2], seed: 3)]
        expectClose(Self.complex(single(pairs)), Self.complex(pairs), tolerance: 1e-5)
    }

    @Test func nothingToScanGivesTheInitialState() {
        let start = draw([2, 3])
        let result = linearScan(draw([2, 0, 3]), decay: draw([3]), initial: start)
        #expect(result.final.doubles == start.doubles && result.states.count == 0)
        #expect(linearScan(draw([2, 0, 3]), decay: draw([3])).final.doubles == [0, 0, 0, 0, 0, 0])
    }

    /// Inputs: x, δ, a_log, b, c, then δ bias, d, gate, state. Step sizes are positive even without softplus: others let
    /// states explode.
    private static func problem(batch: Int = 2, length: Int, width: Int = 3, states: Int = 4) -> [Tensor] {
        let whole = [batch, length, width]
        return [
            draw(whole), draw(whole, seed: 2, low: 0, high: 1), draw([width, states], seed: 3),
            draw([batch, length, states], seed: 4), draw([batch, length, states], seed: 5),
            draw([width], seed: 6, low: 0, high: 1), draw([width], seed: 7), draw(whole, seed: 8),
            draw([batch, width, states], seed: 9),
        ]
    }

    private static func selective(_ values: [Tensor], softplus: Bool = true) -> (output: Tensor, final: Tensor) {
        var scan = SelectiveScan(x: values[0], delta: values[1], aLog: values[2], b: values[3], c: values[4])
        if values.count > 5 {
            scan.deltaBias = values[5]
            scan.d = values[6]
            scan.gate = values[7]
            scan.initial = values[8]
        }
        scan.softplus = softplus
        return scan()
    }

    @Test(arguments: [1, 4, 35]) func selectiveScanHasItsGradients(length: Int) {
        let inputs = Self.problem(length: length)
        for softplus in [true, false] {
            for values in [inputs, Array(inputs[..<5])] {
                checkGradients(values, tolerance: 1e-5) {
                    let result = Self.selective($0, softplus: softplus)
                    return joined(result.output, result.final)
                }
            }
        }
        // One result alone: the other's gradient is then absent.
        checkGradients(inputs, tolerance: 1e-5) { Self.selective($0).final }
        checkGradients(inputs, tolerance: 1e-5) { Self.selective($0).output }
    }

    @Test func selectiveScanAgreesInSinglePrecision() {
        let inputs = Self.problem(length: 70, width: 19, states: 16)
        let (exact, near) = (Self.selective(inputs), Self.selective(single(inputs)))
        expectClose(near.output, exact.output, tolerance: 1e-4)
        expectClose(near.final, exact.final, tolerance: 1e-4)
    }

    @Test func selectiveScanGoesOnFromItsState() {
        let inputs = Self.problem(length: 37)
        let whole = Self.selective(inputs)
        var state = inputs[8]
        var pieces: [Tensor] = []
        for range in [0..<1, 1..<20, 20..<37] {
            var part = inputs
            for index in [0, 1, 3, 4, 7] { part[index] = inputs[index].sliced(range, axis: 1) }
            part[8] = state
            let result = Self.selective(part)
            state = result.final
            pieces.append(result.output)
        }
        expectClose(Tensor.concatenated(pieces, axis: 1), whole.output, tolerance: 1e-12)
        expectClose(state, whole.final, tolerance: 1e-12)
    }

    /// One position without gradients takes a way of its own; with gradients it does not.
    @Test(arguments: [5, 9]) func selectiveStepIsTheScanOfOnePosition(given: Int) {
        let inputs = Array(Self.problem(length: 1, width: 5, states: 16)[..<given])
        for values in [inputs, single(inputs)] {
            let step = Self.selective(values)
            let recorded = Self.selective([values[0].tracked()] + values[1...])
            let tolerance = values[0].elementType == .float64 ? 1e-13 : 1e-5
            expectClose(step.output, recorded.output, tolerance: tolerance)
            expectClose(step.final, recorded.final, tolerance: tolerance)
        }
    }
}
