import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct StateSpaceKernelTests {
    /// K_l = 2 Re C Ā^l B̄ with A = Λ − P P* over all pairs, by dense matrices in Float64.
    private func krylov(_ system: LowRankSystem, length: Int) -> [Double] {
        let pairs = system.pairs
        let (decay, frequency) = (system.logarithmicDecay.doubles, system.frequency.doubles)
        let (p, b, c) = (system.lowRank.doubles, system.input.doubles, system.output.doubles)
        var kernel: [Double] = []
        for h in 0..<system.channels {
            let step = exp(Tensor([system.logarithmicStep.doubles[h]])).item
            let size = 2 * pairs
            var a = [Double](repeating: 0, count: size * size)
            func part(_ x: [Double], _ n: Int, _ imaginary: Int) -> Double { x[2 * (h * pairs + n) + imaginary] }
            for i in 0..<pairs {
                let real = -exp(Tensor([decay[h * pairs + i]])).item
                a[i * size + i] += real
                a[(i + pairs) * size + i + pairs] += real
                a[i * size + i + pairs] -= frequency[h * pairs + i]
                a[(i + pairs) * size + i] += frequency[h * pairs + i]
                for j in 0..<pairs {
                    for (row, x) in [(i, part(p, i, 0)), (i + pairs, part(p, i, 1))] {
                        a[row * size + j] -= 2 * x * part(p, j, 0)
                        a[row * size + j + pairs] -= 2 * x * part(p, j, 1)
                    }
                }
            }
            let input = (0..<pairs).map { part(b, $0, 0) } + (0..<pairs).map { part(b, $0, 1) }
            let output = (0..<pairs).map { 2 * part(c, $0, 0) } + (0..<pairs).map { -2 * part(c, $0, 1) }
            let matrix = Tensor(a, shape: [size, size])
            let (transition, drive) = Discretisation.bilinear.discretised(a: matrix, b: Tensor(input), step: step)
            var x = drive.reshaped([size, 1])
            let row = Tensor(output, shape: [1, size])
            for _ in 0..<length {
                kernel.append(row.matmul(x).item)
                x = transition.matmul(x)
            }
        }
        return kernel
    }

    @Test(arguments: [8, 9, 100, 1024]) func theGeneratingFunctionGivesTheKernel(length: Int) {
        var initialiser = Initialiser(seed: 2, .float64)
        let system = LowRankSystem(order: 64, channels: 3, steps: StepRange(), &initialiser)
        let expected = krylov(system, length: length)
        expectClose(system.kernel(length: length).doubles, expected, tolerance: 1e-8)
        var single = Initialiser(seed: 2)
        let same = LowRankSystem(order: 64, channels: 3, steps: StepRange(), &single)
        expectClose(same.kernel(length: length).doubles, krylov(same, length: length), tolerance: 1e-4)
    }

    /// What is beyond `length` is cut off, not wrapped around: a longer kernel begins with the shorter one.
    @Test func kernelsOfTwiceTheLengthBeginAlike() {
        var initialiser = Initialiser(seed: 3, .float64)
        let system = LowRankSystem(order: 16, channels: 2, steps: StepRange(), &initialiser)
        let (short, long) = (system.kernel(length: 50), system.kernel(length: 100))
        expectClose(long.sliced(0..<50, axis: 1), short, tolerance: 1e-10)
    }

    /// A step in O(N) is a step with the dense matrix.
    @Test func fastStepsAreDenseSteps() {
        var initialiser = Initialiser(seed: 12, .float64)
        let system = LowRankSystem(order: 10, channels: 3, steps: StepRange(), rate: 1.5, &initialiser)
        var random = RandomStream(seed: 13)
        let u = Tensor.normal([2, 1, 3], .float64, using: &random)
        let state = Tensor.normal([2, 3, 10], .float64, using: &random)
        let (output, next) = withoutGradients { system.advance(u, state: state) }
        let (expected, after) = system.dense().advance(u, state: state)
        expectClose(output, expected, tolerance: 1e-12)
        expectClose(next, after, tolerance: 1e-12)
    }

    /// Twice the step at half the samples: the kernel of the slower rate is that of a system with doubled Δ.
    @Test func theRateScalesTheSteps() {
        for rate in [0.5, 2] {
            var (first, second) = (Initialiser(seed: 4, .float64), Initialiser(seed: 4, .float64))
            let scaled = LowRankSystem(order: 8, channels: 2, steps: StepRange(), rate: rate, &first)
            let plain = LowRankSystem(order: 8, channels: 2, steps: StepRange(), &second)
            plain.logarithmicStep.assign(plain.logarithmicStep.detached + log(Tensor([rate])))
            expectClose(scaled.kernel(length: 30), plain.kernel(length: 30), tolerance: 1e-12)
        }
    }

    /// The diagonal kernel is the sum written out, for every spectrum and both forms of B̄.
    @Test(arguments: DiagonalSpectrum.allCases, [DiagonalSystem.Input.held, .softmax(length: 20)])
    func diagonalKernelsAreSums(spectrum: DiagonalSpectrum, input: DiagonalSystem.Input) {
        var initialiser = Initialiser(seed: 5, .float64)
        let system = DiagonalSystem(
            spectrum,
            order: 8,
            channels: 2,
            input: input,
            steps: StepRange(smallest: 0.01, greatest: 0.1),
            &initialiser
        )
        let terms = system.terms
        let (eigenvalues, output) = (system.eigenvalues, system.output)
        var expected: [Double] = []
        for h in 0..<2 {
            let step = exp(Tensor([system.logarithmicStep!.doubles[h]])).item
            func power(_ l: Int) -> Tensor { complexExp(eigenvalues.selected(h) * (step * Double(l))) }
            var drive = complexQuotient(power(1) - Tensor([1.0, 0]), eigenvalues.selected(h))
            if case .softmax(let length) = input {
                let total = (0..<length).map(power).reduce(Tensor.zeros([terms, 2], .float64), +)
                drive = complexReciprocal(complexProduct(total, eigenvalues.selected(h)))
            }
            let weights = complexProduct(output.selected(h), drive)
            expected += (0..<30).map {
                complexProduct(weights, power($0)).realPart.sum().item * (spectrum == .real ? 1 : 2)
            }
        }
        expectClose(system.kernel(length: 30).doubles, expected, tolerance: 1e-10)
    }

    /// Structured products and solves are those of the dense matrix, and the matrix begins at HiPPO-LegS.
    @Test(arguments: [2, 5, 64]) func structuredMatricesAreDense(order: Int) {
        var initialiser = Initialiser(seed: 6, .float64)
        let matrix = StructuredMatrix(legS: order, &initialiser)
        expectClose(matrix.dense, HiPPOMeasure.legS.matrices(order: order).a, tolerance: 1e-9)
        var random = RandomStream(seed: 7)
        for part in matrix.parameters.map(\.tensor) {
            part.assign(part.detached + Tensor.normal(part.shape, deviation: 0.02, .float64, using: &random))
        }
        // P (D + T⁻¹) Q by a dense inverse.
        let size = order
        let t = matrix.tridiagonal.doubles
        let whole = Tensor(
            (0..<(size * size)).map { place -> Double in
                let (i, j) = (place / size, place % size)
                return i == j ? t[size + i] : i == j + 1 ? t[i] : j == i + 1 ? t[2 * size + i] : 0
            },
            shape: [size, size]
        )
        let inverse = solve(whole, Discretisation.identity(size))
        let middle = inverse + Discretisation.identity(size) * matrix.diagonal
        let dense = matrix.left.reshaped([size, 1]) * middle * matrix.right
        let x = Tensor.normal([3, size], .float64, using: &random)
        expectClose(matrix.multiply(x), x.matmul(dense, transposeOther: true), tolerance: 1e-9)
        for factor in [0.01, 0.5] {
            let solved = matrix.solve(factors: Tensor([factor]), x.expanded(at: 0)).squeezed(0)
            let expected = solve(Discretisation.identity(size) - dense * factor, x.transposed()).transposed()
            expectClose(solved, expected, tolerance: 1e-9)
        }
    }

    /// Gradients of P, D, Q and T through products and solves.
    @Test func structuredMatricesHaveGradients() {
        var initialiser = Initialiser(seed: 8, .float64)
        let start = StructuredMatrix(legS: 5, &initialiser)
        var random = RandomStream(seed: 9)
        let x = Tensor.normal([2, 3, 5], .float64, using: &random)
        let factors = Tensor([0.1, 0.4])
        let noise = Tensor.normal([3, 5], deviation: 0.05, .float64, using: &random)
        start.tridiagonal.assign(start.tridiagonal.detached + noise)
        checkGradients([x, factors]) { start.solve(factors: $0[1], $0[0]) }
        func objective() -> Tensor {
            let multiplied = start.multiply(x.reshaped([6, 5])).squared().sum()
            return multiplied + start.solve(factors: factors, x).squared().sum()
        }
        let parameters = start.parameters.map(\.tensor)
        for (parameter, gradient) in zip(parameters, gradients(of: objective(), withRespectTo: parameters)) {
            let numbers = parameter.pointer(Double.self)
            let differences = (0..<parameter.count).map { position -> Double in
                let before = numbers[position]
                defer { numbers[position] = before }
                return withoutGradients {
                    numbers[position] = before + 1e-5
                    let above = objective().item
                    numbers[position] = before - 1e-5
                    return (above - objective().item) / 2e-5
                }
            }
            expectClose(gradient.doubles, differences, tolerance: 1e-5)
        }
    }

    /// The recurrent, convolutional and stepped views of an LSSL agree in Float32 over 1024 positions.
    @Test(arguments: [false, true]) func theThreeViewsAgree(learnsMatrix: Bool) {
        var configuration = LinearStateSpace.Configuration(stateSize: 32, heads: 2, learnsMatrix: learnsMatrix)
        var random = RandomStream(seed: 10)
        let x = Tensor.normal([1, 1024, 4], using: &random)
        let outputs = [LinearStateSpace.View.convolution, .recurrent].map { view in
            configuration.view = view
            var initialiser = Initialiser(seed: 11)
            return withoutGradients { LinearStateSpace(configuration, width: 4, &initialiser).forward(x, .causal) }
        }
        expectClose(outputs[1], outputs[0], tolerance: 1e-4)
        configuration.view = .automatic
        var initialiser = Initialiser(seed: 11)
        let layer = LinearStateSpace(configuration, width: 4, &initialiser)
        var state = layer.initialState(batch: 1)
        let chunks = withoutGradients {
            [300, 1, 723].map { size in
                let start = state.length
                return layer.forward(x.sliced(start..<(start + size), axis: 1), state: &state, .causal)
            }
        }
        expectClose(Tensor.concatenated(chunks, axis: 1), outputs[0], tolerance: 1e-4)
    }
}
