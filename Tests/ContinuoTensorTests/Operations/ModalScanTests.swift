import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct ModalScanTests {
    private struct Problem {
        let input, poles, residues, direct, initial: Tensor

        init(length: Int, channels: Int, copies: Int, modes: Int, _ type: ElementType) {
            func draw(_ shape: [Int], _ seed: UInt64, _ size: Double) -> Tensor {
                var random = RandomStream(seed: seed)
                return Tensor.uniform(shape, low: -size, high: size, .float64, using: &random).cast(to: type)
            }
            input = draw([2, length, channels * copies], 1, 1)
            poles = draw([channels, modes, 2], 2, 0.7)
            residues = draw([channels, modes, 2], 3, 1)
            direct = draw([channels], 4, 1)
            initial = draw([2, modes, 2, channels * copies], 5, 1)
        }

        func scan(_ range: Range<Int>, from states: Tensor) -> (output: Tensor, final: Tensor) {
            modalScan(
                input.sliced(range, axis: 1),
                poles: poles,
                residues: residues,
                direct: direct,
                initial: states
            )
        }

        /// The recurrence as written, one number after the other.
        var expected: (output: [Double], final: [Double]) {
            let (length, width) = (input.shape[1], input.shape[2])
            let (channels, modes) = (poles.shape[0], poles.shape[1])
            let (u, p, r, d) = (input.doubles, poles.doubles, residues.doubles, direct.doubles)
            var (output, states) = ([Double](repeating: 0, count: u.count), initial.doubles)
            for row in 0..<2 {
                for t in 0..<length {
                    for i in 0..<width {
                        let (place, channel) = ((row * length + t) * width + i, i / (width / channels))
                        var sum = d[channel] * u[place]
                        for n in 0..<modes {
                            let (real, imaginary) = (
                                (row * modes + n) * 2 * width + i, (row * modes + n) * 2 * width + width + i
                            )
                            let (re, im, k) = (states[real], states[imaginary], 2 * (channel * modes + n))
                            sum += r[k] * re - r[k + 1] * im
                            states[real] = p[k] * re - p[k + 1] * im + u[place]
                            states[imaginary] = p[k] * im + p[k + 1] * re
                        }
                        output[place] = sum
                    }
                }
            }
            return (output, states)
        }
    }

    @Test(arguments: [1, 3, 8, 11], [(1, 1), (3, 1), (37, 1), (2, 5), (3, 16), (2, 48)])
    func followsTheRecurrence(modes: Int, sizes: (channels: Int, copies: Int)) {
        for (type, tolerance) in [(ElementType.float64, 1e-12), (.float32, 2e-5)] {
            let problem = Problem(length: 9, channels: sizes.channels, copies: sizes.copies, modes: modes, type)
            let (output, final) = problem.scan(0..<9, from: problem.initial)
            let expected = problem.expected
            expectClose(output.doubles, expected.output, tolerance: tolerance)
            expectClose(final.doubles, expected.final, tolerance: tolerance)
        }
    }

    /// Whole sequences, pieces and single steps give the same bits; the given states stay as they are.
    @Test func piecesEqualTheWhole() {
        let problem = Problem(length: 12, channels: 3, copies: 16, modes: 4, .float32)
        let before = problem.initial.doubles
        let whole = problem.scan(0..<12, from: problem.initial)
        var (outputs, state) = ([Tensor](), problem.initial)
        for range in [0..<5, 5..<6, 6..<12] {
            let (output, final) = problem.scan(range, from: state)
            outputs.append(output)
            state = final
        }
        #expect(Tensor.concatenated(outputs, axis: 1).doubles == whole.output.doubles)
        #expect(state.doubles == whole.final.doubles && problem.initial.doubles == before)
    }
}
