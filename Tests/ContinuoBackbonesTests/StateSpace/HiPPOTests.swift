import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoBackbones

@Suite struct HiPPOTests {
    private func signal(_ count: Int) -> [Double] {
        (0..<count).map { index in
            let x = (Double(index) + 0.5) / Double(count)
            return sin(2 * .pi * 8 * x + 0.3) + 0.5 * cos(2 * .pi * 2.96 * x)
        }
    }

    private func relativeError(_ found: [Double], _ expected: [Double]) -> Double {
        let difference = zip(found, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return (difference / expected.reduce(0) { $0 + $1 * $1 }).squareRoot()
    }

    /// The O(N) step solves the dense equations, for 5000 positions.
    @Test func theScaledStepIsTheDenseOne() {
        let order = 64
        let (a, b) = HiPPOMeasure.legS.matrices(order: order)
        let identity = Discretisation.identity(order)
        var random = RandomStream(seed: 1)
        var (fast, dense) = (Tensor.zeros([1, order], .float64), Tensor.zeros([order, 1], .float64))
        for position in 1...5000 {
            let input = random.normal()
            fast = scaledLegendreStep(fast, input: Tensor([input]), position: position)
            guard position > 1 else {
                dense.pointer(Double.self)[0] = input
                continue
            }
            let h = 1 / (Double(position) - 0.5)
            let right = (identity + a * (h / 2)).matmul(dense) + b.reshaped([order, 1]) * (h * input)
            dense = solve(identity - a * (h / 2), right)
        }
        expectClose(fast.doubles, dense.doubles, tolerance: 1e-10)
    }

    /// The mean of a constant history is its first coefficient, and the others are 0, however short it is.
    @Test(arguments: [1, 2, 3, 50]) func constantHistoriesAreExact(length: Int) {
        let found = HiPPO(.legS, order: 16).project(Array(repeating: 2.5, count: length))
        expectClose(found, [2.5] + Array(repeating: 0, count: 15), tolerance: 1e-13)
    }

    /// The same signal sampled half as often has the same coefficients.
    @Test func coefficientsDoNotDependOnTheRate() {
        func coefficients(_ count: Int) -> [Double] {
            HiPPO(.legS, order: 64).project(
                (0..<count).map { index in
                    let x = (Double(index) + 0.5) / Double(count)
                    return sin(2 * .pi * 8 * x + 0.3) + 0.5 * cos(2 * .pi * 2.96 * x)
                }
            )
        }
        #expect(relativeError(coefficients(1000), coefficients(2000)) <= 0.002)
    }

    @Test func theScaledStepHasGradients() {
        var random = RandomStream(seed: 2)
        let coefficients = Tensor.normal([3, 6], .float64, using: &random)
        let input = Tensor.normal([3], .float64, using: &random)
        for position in [1, 2, 40] {
            checkGradients([coefficients, input]) {
                scaledLegendreStep($0[0], input: $0[1], position: position)
            }
        }
    }

    @Test func historiesAreReconstructed() {
        let signal = signal(2000)
        let memory = HiPPO(.legS, order: 64)
        let found = memory.reconstruct(memory.project(signal), length: 2000)
        #expect(relativeError(found, signal) <= 0.03)
    }

    /// Translated measures give the window back, leaving out its edges; waves do so where the window holds whole periods.
    @Test(arguments: [HiPPOMeasure.legT, .fouT]) func windowsAreReconstructed(measure: HiPPOMeasure) {
        let signal = (0..<3000).map { sin(2 * .pi * Double($0) / 250) + 0.5 * cos(2 * .pi * Double($0) / 125) }
        let memory = HiPPO(measure, order: 64, window: 500)
        let found = memory.reconstruct(memory.project(signal), length: 500)
        #expect(relativeError(Array(found[50..<450]), Array(signal[2550..<2950])) <= 0.01)
    }

    /// The responses e^{Aτ} B of the waves are orthogonal: A + Aᵀ is a multiple of −B Bᵀ.
    @Test(arguments: [(HiPPOMeasure.fouT, 1.0), (.fouD, 2)]) func wavesAreOrthogonal(
        measure: HiPPOMeasure,
        factor: Double
    ) {
        let (a, b) = measure.matrices(order: 9)
        expectClose(a + a.transposed(), b.reshaped([9, 1]) * b * -factor, tolerance: 1e-13)
    }

    /// Exponentially weighted measures give back what is recent.
    @Test(arguments: [1, 0.5]) func recentPastIsReconstructed(beta: Double) {
        let signal = (0..<3000).map { sin(Double($0) * 0.004) }
        let memory = HiPPO(.lagT(alpha: 0, beta: beta), order: 48, window: 300)
        let found = memory.reconstruct(memory.project(signal), length: 200)
        #expect(relativeError(Array(found[0..<190]), Array(signal.suffix(200).prefix(190))) <= 0.01)
    }

    /// The scaled measure does not know the sampling rate; a fixed window does.
    @Test func onlyTheScaledMeasureIsFreeOfTheTimescale() {
        func slow(_ count: Int) -> [Double] {
            (0..<count).map { index in
                let x = (Double(index) + 0.5) / Double(count)
                return sin(2 * .pi * x + 0.3) + 0.5 * cos(2 * .pi * 0.37 * x)
            }
        }
        func change(_ measure: HiPPOMeasure) -> Double {
            let memory = HiPPO(measure, order: 64, window: 400)
            return relativeError(memory.project(slow(2000)), memory.project(slow(1000)))
        }
        #expect(change(.legS) <= 0.01)
        #expect(change(.legT) >= 0.3)
    }

    /// A + PPᵀ + ½I is skew, and the diagonal form has the same transfer function `Bᵀ-weighted` as the dense matrix: moments
    /// B* Λ-matrix^k B agree.
    @Test(arguments: [2, 8, 64]) func legSIsNormalPlusLowRank(order: Int) {
        let (a, b) = HiPPOMeasure.legS.matrices(order: order)
        let p = Tensor((0..<order).map { (Double($0) + 0.5).squareRoot() })
        let normal = a + p.reshaped([order, 1]) * p + Discretisation.identity(order) * 0.5
        expectClose((normal + normal.transposed()).doubles, Array(repeating: 0, count: order * order), tolerance: 1e-12)
        let form = NormalPlusLowRank(order: order)
        // Bᵀ(zI − A)⁻¹B at z = 2 + order, by pairs: 2 Re Σ.
        let z = Double(order) + 2
        let shifted = Discretisation.identity(order) * z - a
        let dense = (b.reshaped([1, order]).matmul(solve(shifted, b.reshaped([order, 1])))).doubles[0]
        func sum(_ x: Tensor, _ y: Tensor) -> Double {
            let resolvent = complexReciprocal(Tensor([z, 0]) - form.eigenvalues)
            return complexProduct(complexProduct(complexConjugate(x), y), resolvent).realPart.sum().item * 2
        }
        let (bb, bp) = (sum(form.input, form.input), sum(form.input, form.lowRank))
        let (pb, pp) = (sum(form.lowRank, form.input), sum(form.lowRank, form.lowRank))
        #expect(abs(bb - bp * pb / (1 + pp) - dense) <= 1e-10 * abs(dense))
    }

    /// All rules agree with the exact solution as the step shrinks, with their orders; e^A is that of the series.
    @Test func discretisationsConverge() {
        let a = Tensor([-1.0, 2, -2, -1.5], shape: [2, 2])
        let b = Tensor([1.0, 0.5])
        func endpoint(_ rule: Discretisation, _ steps: Int) -> [Double] {
            let (transition, input) = rule.discretised(a: a, b: b, step: 1 / Double(steps))
            var x = Tensor.zeros([2, 1], .float64)
            for _ in 0..<steps { x = transition.matmul(x) + input.reshaped([2, 1]) }
            return x.doubles
        }
        let exact = endpoint(.zeroOrderHold, 1)
        expectClose(endpoint(.zeroOrderHold, 7), exact, tolerance: 1e-13)
        for (rule, order) in [
            (Discretisation.forwardEuler, 1), (.backwardEuler, 1), (.bilinear, 2),
            (.generalisedBilinear(alpha: 0.3), 1),
        ] {
            let (coarse, fine) = (endpoint(rule, 100), endpoint(rule, 200))
            let ratio = abs(coarse[0] - exact[0]) / abs(fine[0] - exact[0])
            #expect(abs(ratio - Double(1 << order)) < 0.15 * Double(1 << order), "\(rule) \(ratio)")
        }
    }

    /// Backward Euler of x' = −x + u with Δ = e^z is the sigmoid gate.
    @Test func gatesAreBackwardEuler() {
        for z in [-3.0, 0, 0.7, 4] {
            let (a, b) = Discretisation.backwardEuler.discretised(
                a: Tensor([-1.0], shape: [1, 1]),
                b: Tensor([1.0]),
                step: exp(z)
            )
            let gate = 1 / (1 + exp(-z))
            expectClose(a.doubles + b.doubles, [1 - gate, gate], tolerance: 1e-12)
        }
    }
}
