import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct FourierTransformTests {
    @Test(arguments: [1, 2, 3, 8, 15, 17]) func transformsHaveTheirGradients(length: Int) {
        let pairs = draw([2, length, 2])
        checkGradients([pairs]) { fft($0[0]) }
        checkGradients([pairs]) { ifft($0[0]) }
        checkGradients([draw([2, length])]) { rfft($0[0]) }
        checkGradients([draw([2, length / 2 + 1, 2])]) { irfft($0[0], length: length) }
    }

    @Test(arguments: [1, 2, 7, 12, 64, 101]) func inversesUndoTransforms(length: Int) {
        let pairs = draw([3, 2, length, 2])
        expectClose(ifft(fft(pairs)), pairs, tolerance: 1e-12)
        let row = draw([3, length])
        expectClose(irfft(rfft(row), length: length), row, tolerance: 1e-12)
        expectClose(rfft(row), fft(row.asComplex()).sliced(0..<(length / 2 + 1), axis: 1), tolerance: 1e-11)
        expectClose(rfft(row.cast(to: .float32)), rfft(row), tolerance: 1e-5)
    }

    @Test func complexArithmetic() {
        let (x, y, row) = (draw([2, 3, 2]), draw([2, 3, 2], seed: 2), draw([3, 2], seed: 3))
        for conjugated in [false, true] {
            checkGradients([x, y]) { complexProduct($0[0], $0[1], conjugated: conjugated) }
            checkGradients([x, row]) { complexProduct($0[0], $0[1], conjugated: conjugated) }
        }
        checkGradients([x]) { complexConjugate($0[0]) }
        checkGradients([x]) { complexMagnitude($0[0]) }
        let product = complexProduct(x, row)
        let (a, b, c, d) = (x.realPart, x.imaginaryPart, row.realPart, row.imaginaryPart)
        expectClose(product.realPart, a * c - b * d, tolerance: 1e-14)
        expectClose(product.imaginaryPart, a * d + b * c, tolerance: 1e-14)
        expectClose(complexProduct(x, complexConjugate(y)), complexProduct(x, y, conjugated: true), tolerance: 0)
        expectClose(complexProduct(x, x, conjugated: true).realPart, complexMagnitude(x).squared(), tolerance: 1e-14)
        // More pairs than one task takes, and a period that does not divide a task's share.
        let (long, period) = (draw([2000, 17, 2]), draw([17, 2], seed: 4))
        expectClose(
            complexProduct(long, period),
            complexProduct(long, period.broadcast(to: long.shape)),
            tolerance: 1e-14
        )
    }

    @Test func magnitudeOfZeroHasNoGradient() {
        let zero = Tensor.zeros([1, 2], .float64).tracked()
        #expect(gradients(of: complexMagnitude(zero).sum(), withRespectTo: [zero])[0].doubles == [0, 0])
    }
}
