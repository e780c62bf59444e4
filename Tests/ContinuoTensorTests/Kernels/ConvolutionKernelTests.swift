import CKernels
import Testing

extension KernelTests {
    /// Long convolutions through the ring of t^(2M) = -1, and short ones, against their sums.
    @Suite struct Convolutions {
        static let longProblems: [LongProblem] = [1, 2, 63, 64, 65, 300, 700, 1000].flatMap { length in
            let kernels = Set([1, 3, length, length + 7, 2 * length - 1])
            return kernels.sorted().flatMap { kernel in
                Set([0, kernel / 2, kernel - 1]).sorted().flatMap { origin in
                    [CK_BLOCKED_TRANSFORM, CK_RADIX_2_TRANSFORM].map { transform in
                        LongProblem(
                            batch: 2,
                            channels: length > 100 ? 2 : 18,
                            length: length,
                            kernel: kernel,
                            origin: origin,
                            last: (length + kernel + origin) % 2 == 0,
                            skip: kernel % 2 == 1,
                            transform: transform,
                            seed: UInt64(kernel)
                        )
                    }
                }
            }
        }

        func check<Real: FFTReal>(_: Real.Type, _ problem: LongProblem, _ reference: [Double]) {
            let output = Real.convolve(problem)
            #expect(relativeError(output, reference) < Real.tolerance * 8, "\(Real.self) \(problem)")
            let gradient = uniform(output.count, -1...1, seed: 9)
            let gradients = Real.adjoint(problem, gradient)
            // The output is linear in (kernel, skip) and in the input, so both inner products equal <output, gradient>.
            let expected = dot(reference, gradient)
            let scale = Double(output.count).squareRoot() * Double(problem.shape.kernel_length + 1)
            let byInput = dot(problem.input, gradients.input)
            let byKernel = dot(problem.kernel, gradients.kernel) + dot(problem.skip ?? [], gradients.skip)
            #expect(abs(byInput - expected) < Real.tolerance * scale, "\(Real.self) \(problem)")
            #expect(abs(byKernel - expected) < Real.tolerance * scale, "\(Real.self) \(problem)")
        }

        @Test(arguments: KernelTests.levels) func longConvolutionsAreTheirSums(_ level: ck_level) {
            KernelTests.at(level) {
                for problem in Self.longProblems {
                    let reference = problem.reference
                    check(Float.self, problem, reference)
                    check(Double.self, problem, reference)
                }
            }
        }

        /// Inner products with random vectors do not see which entry is wrong; unit kernels and inputs do.
        @Test func longGradientsAreRightEntryByEntry() {
            for last in [false, true] {
                let problem = LongProblem(batch: 2, channels: 3, length: 9, kernel: 6, origin: 2, last: last)
                let gradient = uniform(problem.input.count, -1...1, seed: 5)
                let gradients = Double.adjoint(problem, gradient)
                for index in problem.kernel.indices {
                    var unit = problem
                    unit.kernel = problem.kernel.indices.map { $0 == index ? 1 : 0 }
                    unit.skip = nil
                    #expect(abs(gradients.kernel[index] - dot(unit.reference, gradient)) < 1e-12)
                }
                for index in problem.input.indices {
                    var unit = problem
                    unit.input = problem.input.indices.map { $0 == index ? 1 : 0 }
                    #expect(abs(gradients.input[index] - dot(unit.reference, gradient)) < 1e-12)
                }
            }
        }

        @Test func emptyConvolutionsHaveZeroGradients() {
            let problem = LongProblem(batch: 2, channels: 3, length: 0, kernel: 4, origin: 0)
            #expect(Float.convolve(problem).isEmpty)
            let gradients = Float.adjoint(problem, [])
            #expect(gradients.kernel == Array(repeating: 0, count: 12) && gradients.skip == [0, 0, 0])
            let short = ShortProblem(length: 0, channels: 3, width: 4, silu: true)
            #expect(relativeError(Float.convolve(short).state, short.state ?? []) < 1e-6)
            let passed = Float.adjoint(short, [], short.state ?? [])
            #expect(passed.weights.allSatisfy { $0 == 0 } && relativeError(passed.state, short.state ?? []) < 1e-6)
        }

        @Test func bitsDoNotDependOnThreads() {
            let problem = LongProblem(batch: 3, channels: 37, length: 400, kernel: 400, origin: 0, last: true)
            let gradient = uniform(problem.input.count, -1...1, seed: 5)
            let long = KernelTests.atThreadCounts { (Float.convolve(problem), Float.adjoint(problem, gradient)) }
            #expect(long[0] == long[1] && long[0] == long[2])
            let short = ShortProblem(length: 700, channels: 37, width: 4, silu: true)
            let shortGradient = uniform(short.input.count, -1...1, seed: 6)
            let stateGradient = uniform(short.state?.count ?? 0, -1...1, seed: 7)
            let results = KernelTests.atThreadCounts {
                (Float.convolve(short).output, Float.adjoint(short, shortGradient, stateGradient))
            }
            #expect(results[0] == results[1] && results[0] == results[2])
        }

        static let shortProblems: [ShortProblem] = [1, 2, 3, 4, 5, 16].flatMap { width in
            [1, 2, 15, 16, 127, 128, 129, 300].flatMap { length in
                [(1, false), (16, true), (37, false), (37, true)].map { channels, silu in
                    ShortProblem(
                        length: length,
                        channels: channels,
                        width: width,
                        silu: silu,
                        bias: length % 2 == 0,
                        state: (length + channels) % 3 != 0,
                        seed: UInt64(length)
                    )
                }
            }
        }

        @Test(arguments: KernelTests.levels) func shortConvolutionsAreTheirSums(_ level: ck_level) {
            KernelTests.at(level) {
                for problem in Self.shortProblems {
                    let reference = problem.reference
                    let single = Float.convolve(problem)
                    let double = Double.convolve(problem)
                    #expect(relativeError(single.output, reference.output) < 4e-6, "\(problem)")
                    #expect(relativeError(double.output, reference.output) < 1e-13, "\(problem)")
                    #expect(relativeError(single.state, reference.state) < 1e-6, "\(problem)")
                    #expect(relativeError(double.state, reference.state) < 1e-13, "\(problem)")
                }
            }
        }

        /// Central differences along a random direction of each argument, in Float64; Float32 against Float64.
        @Test(arguments: KernelTests.levels) func shortGradientsAreDerivatives(_ level: ck_level) {
            KernelTests.at(level) {
                for problem in Self.shortProblems where problem.shape.length != 127 {
                    let g = uniform(problem.input.count, -1...1, seed: 11)
                    let s = uniform(
                        problem.shape.batch * (problem.shape.width - 1) * problem.shape.channels,
                        -1...1,
                        seed: 12
                    )
                    func loss(_ changed: ShortProblem) -> Double {
                        let result = Double.convolve(changed)
                        return dot(result.output, g) + dot(result.state, s)
                    }
                    func check(_ gradient: [Double], _ argument: WritableKeyPath<ShortProblem, [Double]>) {
                        let direction = uniform(gradient.count, -1...1, seed: 13)
                        let derivative = directionalDerivative(at: problem[keyPath: argument], along: direction) {
                            var changed = problem
                            changed[keyPath: argument] = $0
                            return loss(changed)
                        }
                        let scale = 1 + gradient.map(abs).reduce(0, +)
                        #expect(abs(dot(gradient, direction) - derivative) < 1e-7 * scale, "\(problem)")
                    }
                    let gradients = Double.adjoint(problem, g, s)
                    check(gradients.input, \.input)
                    check(gradients.weights, \.weights)
                    if problem.bias != nil { check(gradients.bias, \.bias!) }
                    if problem.state != nil { check(gradients.state, \.state!) }
                    let single = Float.adjoint(problem, g, s)
                    #expect(relativeError(single.input, gradients.input) < 1e-5, "\(problem)")
                    #expect(relativeError(single.weights, gradients.weights) < 1e-5, "\(problem)")
                    #expect(relativeError(single.bias + [1], gradients.bias + [1]) < 1e-5, "\(problem)")
                    #expect(relativeError(single.state + [1], gradients.state + [1]) < 1e-5, "\(problem)")
                }
            }
        }

        /// Steps with a carried state give the whole: the law that sessions rely on.
        @Test func stepsEqualTheWhole() {
            let whole = ShortProblem(batch: 1, length: 20, channels: 5, width: 4, silu: true)
            let expected = Double.convolve(whole)
            var state = whole.state
            var output: [Double] = []
            for t in 0..<20 {
                var step = whole
                step.shape.length = 1
                step.input = Array(whole.input[t * 5..<(t + 1) * 5])
                step.state = state
                let result = Double.convolve(step)
                output += result.output
                state = result.state
            }
            #expect(output == expected.output && state == expected.state)
        }
    }
}
