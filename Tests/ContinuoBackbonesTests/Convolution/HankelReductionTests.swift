import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct HankelReductionTests {
    /// Three pairs of poles and a real one: order 7.
    private var exact: FilterModes {
        FilterModes(
            poles: [(0.95, 0.2), (0.5, 0.6), (-0.3, 0.85), (0.9, 0)],
            residues: [(0.4, -0.2), (1, 0.3), (-0.5, 0.1), (0.2, 0)],
            direct: 0.7
        )
    }

    private var noisy: [Double] {
        var random = RandomStream(seed: 4)
        var size = 1.0
        return (0..<128).map { _ in
            defer { size *= 0.96 }
            return size * random.normal()
        }
    }

    @Test func exactSystemsAreRecovered() {
        let filter = exact.filter(200)
        let reduction = HankelReduction(filter)
        #expect(reduction.order(tolerance: 1e-9) == 7)
        let found = reduction.modes(order: 7)
        expectClose(found.filter(200), filter, tolerance: 1e-5)
        #expect(found.poles.count == 4)
        for pole in exact.poles {
            let nearest = found.poles.map { Swift.abs($0.re - pole.re) + Swift.abs($0.im - pole.im) }.min() ?? 1
            #expect(nearest < 1e-5)
        }
        // And from the recurrence's own parameters.
        let modal = ModalFilter([found, exact], coefficients: 200, .float64)
        expectClose(modal.kernel(200).doubles, filter + filter, tolerance: 1e-5)
    }

    /// No recurrence of order d comes nearer than σ_{d+1}.
    @Test(arguments: [2, 4, 8, 16]) func hankelErrorIsAtLeastTheNextSingularValue(order: Int) {
        let reduction = HankelReduction(noisy)
        let modes = reduction.modes(order: order)
        let error = reduction.hankelError(of: modes.filter(noisy.count))
        #expect(error >= reduction.singularValues[order] * (1 - 1e-9), "\(error) < \(reduction.singularValues[order])")
        for pole in modes.poles { #expect(pole.re * pole.re + pole.im * pole.im < 1) }
    }

    @Test func errorsInTimeAndFrequencyAgree() {
        let modes = HankelReduction(noisy).modes(order: 6)
        let (time, frequency) = (modes.error(of: noisy), modes.frequencyError(of: noisy))
        #expect(time > 0 && Swift.abs(time - frequency) <= 1e-6 * time)
    }

    @Test func higherOrdersAreNearer() {
        let reduction = HankelReduction(noisy)
        let errors = [2, 8, 24].map { reduction.modes(order: $0).error(of: noisy) }
        #expect(errors[0] > errors[1] && errors[1] > errors[2])
    }

    @Test func eigenvaluesOfRotations() {
        let matrix = Tensor([0.6, -0.8, 0, 0.8, 0.6, 0, 0, 0, -2], shape: [3, 3])
        let found = eigenvalues(matrix).doubles
        let pairs = (0..<3).map { (found[2 * $0], found[2 * $0 + 1]) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
        expectClose(pairs.flatMap { [$0.0, $0.1] }, [-2, 0, 0.6, -0.8, 0.6, 0.8], tolerance: 1e-12)
    }
}
