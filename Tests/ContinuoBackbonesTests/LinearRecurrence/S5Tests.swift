import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct S5Tests {
    /// A + ½ of the normal part of HiPPO-LegS, row by row.
    private static func skew(_ size: Int) -> [Double] {
        (0..<size).flatMap { n in
            (0..<size).map { k in
                let product = ((Double(n) + 0.5) * (Double(k) + 0.5)).squareRoot()
                return n > k ? -product : n < k ? product : 0
            }
        }
    }

    /// (A + ½) v = iω v for each pair, and the vectors are orthonormal.
    @Test(arguments: [2, 8, 32]) func theSpectrumIsThatOfTheMatrix(size: Int) {
        let spectrum = HiPPOSpectrum(size: size)
        let a = Tensor(Self.skew(size), shape: [size, size])
        #expect(spectrum.frequencies.doubles.allSatisfy { $0 > 0 })
        for index in 0..<(size / 2) {
            let vector = spectrum.vectors.selected(index)
            let (x, y) = (vector.realPart.expanded(at: 1), vector.imaginaryPart.expanded(at: 1))
            let frequency = spectrum.frequencies.doubles[index]
            expectClose(a.matmul(x), y * -frequency, tolerance: 1e-10 * Double(size))
            expectClose(a.matmul(y), x * frequency, tolerance: 1e-10 * Double(size))
            #expect(abs((x.squared() + y.squared()).sum().item - 1) < 1e-12)
        }
    }

    /// The states of the diagonal form are those of x' = A x + B u held over each step, here by many small Euler steps.
    @Test func theDiagonalFormIsTheMatrix() {
        let size = 4
        let spectrum = HiPPOSpectrum(size: size)
        var random = RandomStream(seed: 3)
        let b = Tensor.normal([size, 1], .float64, using: &random)
        let c = Tensor.normal([1, size], .float64, using: &random)
        let projected = spectrum.project(b)
        let unprojected = spectrum.unproject(c.asComplex())
        var a = Self.skew(size)
        for n in 0..<size { a[n * (size + 1)] -= 0.5 }
        // exp(A t) b by small steps, against 2 Re Σ C̃ e^{λ t} B̃.
        let (steps, time) = (200_000, 0.5)
        var state = b.doubles
        let step = time / Double(steps)
        for _ in 0..<steps {
            var next = state
            for n in 0..<size {
                for k in 0..<size { next[n] += step * a[n * size + k] * state[k] }
            }
            state = next
        }
        let expected = zip(c.doubles, state).reduce(0) { $0 + $1.0 * $1.1 }
        let phase = spectrum.frequencies * time
        let factor = complexExponential(Tensor.full([size / 2], -0.5 * time, .float64), phase: phase)
        let terms = complexProduct(
            complexProduct(unprojected.reshaped([size / 2, 2]), projected.reshaped([size / 2, 2])),
            factor
        )
        #expect(abs(2 * terms.realPart.sum().item - expected) < 1e-4)
    }

    @Test func layerLaws() throws {
        try checkLayer(
            LayerCase("S5, two blocks") {
                var configuration = S5.Configuration()
                (configuration.stateSize, configuration.blocks) = (8, 2)
                return S5(configuration, width: 6, &$0)
            }
        )
    }
}
