import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct ConvolutionTests {
    private static func short(_ values: [Tensor], silu: Bool) -> (output: Tensor, state: Tensor) {
        let more = values.count > 2
        return shortConvolution(
            values[0],
            weight: values[1],
            bias: more ? values[2] : nil,
            silu: silu,
            state: more ? values[3] : nil
        )
    }

    private static func problem(length: Int, width: Int, channels: Int = 3) -> [Tensor] {
        [
            draw([2, length, channels]), draw([channels, width], seed: 2), draw([channels], seed: 3),
            draw([2, width - 1, channels], seed: 4),
        ]
    }

    @Test(arguments: [1, 2, 7], [1, 4]) func shortConvolutionHasItsGradients(length: Int, width: Int) {
        let inputs = Self.problem(length: length, width: width)
        for silu in [true, false] {
            for values in [inputs, Array(inputs[..<2])] {
                checkGradients(values) {
                    let result = Self.short($0, silu: silu)
                    return joined(result.output, result.state)
                }
            }
            checkGradients(inputs) { Self.short($0, silu: silu).output }
        }
        if width > 1 { checkGradients(inputs) { Self.short($0, silu: true).state } }
    }

    @Test func shortConvolutionGoesOnFromItsState() {
        let inputs = Self.problem(length: 11, width: 4, channels: 5)
        let whole = Self.short(inputs, silu: true)
        var state = inputs[3]
        var pieces: [Tensor] = []
        for range in [0..<1, 1..<3, 3..<11] {
            let part = [inputs[0].sliced(range, axis: 1), inputs[1], inputs[2], state]
            let result = Self.short(part, silu: true)
            state = result.state
            pieces.append(result.output)
        }
        expectClose(Tensor.concatenated(pieces, axis: 1), whole.output, tolerance: 1e-12)
        expectClose(state, whole.state, tolerance: 0)
        expectClose(Self.short(single(inputs), silu: true).output, whole.output, tolerance: 1e-5)
    }

    @Test(arguments: [ChannelLayout.channelsLast, .channelsFirst], [1, 6])
    func longConvolutionHasItsGradients(layout: ChannelLayout, length: Int) {
        let shape = layout == .channelsLast ? [2, length, 3] : [2, 3, length]
        for (coefficients, reach) in [
            (length, ConvolutionReach.causal), (2, .causal), (length + 3, .causal),
            (2 * length - 1, .bidirectional(origin: length - 1)), (3, .bidirectional(origin: 1)),
        ] {
            let inputs = [draw(shape), draw([3, coefficients], seed: 2), draw([3], seed: 3)]
            checkGradients(inputs) {
                longConvolution($0[0], kernel: $0[1], skip: $0[2], reach: reach, layout: layout)
            }
            checkGradients(Array(inputs[..<2])) {
                longConvolution($0[0], kernel: $0[1], reach: reach, layout: layout)
            }
        }
    }

    /// Against the short convolution, whose coefficients stand in the opposite order.
    @Test func longConvolutionWithAShortKernelIsTheShortOne() {
        let (x, kernel) = (draw([2, 50, 4]), draw([4, 3], seed: 2))
        let turned = Tensor.stacked((0..<3).reversed().map { kernel.selected($0, axis: 1) }, axis: 1)
        let expected = shortConvolution(x, weight: turned).output
        expectClose(longConvolution(x, kernel: kernel), expected, tolerance: 1e-12)
        let near = longConvolution(x.cast(to: .float32), kernel: kernel.cast(to: .float32))
        expectClose(near, expected, tolerance: 1e-5)
    }
}
