import CKernels
import ContinuoTensor
import ContinuoTestSupport
import Testing

/// Sums of powers and of fractions against sums written out.
@Suite struct StateSpaceOperationTests {
    private struct Complex {
        var re: Double
        var im: Double
        init(_ re: Double, _ im: Double) { (self.re, self.im) = (re, im) }
        static func + (x: Complex, y: Complex) -> Complex { Complex(x.re + y.re, x.im + y.im) }
        static func * (x: Complex, y: Complex) -> Complex {
            Complex(x.re * y.re - x.im * y.im, x.re * y.im + x.im * y.re)
        }
        static func / (x: Complex, y: Complex) -> Complex {
            let size = y.re * y.re + y.im * y.im
            return x * Complex(y.re / size, -y.im / size)
        }
        var conjugate: Complex { Complex(re, -im) }
    }

    private func complex(_ x: Tensor) -> [Complex] {
        let numbers = x.doubles
        return (0..<(x.count / 2)).map { Complex(numbers[2 * $0], numbers[2 * $0 + 1]) }
    }

    /// Exponents with small negative real parts.
    private func exponents(_ shape: [Int], _ type: ElementType, _ seed: UInt64) -> Tensor {
        var random = RandomStream(seed: seed)
        let decay = Tensor.uniform(shape, low: -0.1, high: -0.001, type, using: &random)
        return decay.asComplex(imaginary: Tensor.uniform(shape, low: -3, high: 3, type, using: &random))
    }

    @Test(arguments: [0, 1, 7, 255, 256, 257, 700], [ElementType.float32, .float64])
    func powersAreSummed(length: Int, type: ElementType) {
        let (groups, rows, terms) = (2, 3, 7)
        let x = exponents([groups, terms], type, 1)
        var random = RandomStream(seed: 2)
        let w = Tensor.normal([groups, rows, terms, 2], type, using: &random)
        let u = Tensor.normal([groups, rows, length], type, using: &random)
        let tolerance = type == .float32 ? 3e-4 : 1e-10
        var values = [Double](repeating: 0, count: groups * rows * length)
        var sums = [Double](repeating: 0, count: groups * rows * terms * 2)
        let (steps, weights, inputs) = (complex(x), complex(w), u.doubles)
        for g in 0..<groups {
            for n in 0..<terms {
                let exponent = Tensor([steps[g * terms + n].re, steps[g * terms + n].im])
                let size = exp(exponent).doubles[0]
                let (cosine, sine) = (cos(exponent).doubles[1], sin(exponent).doubles[1])
                var power = Complex(1, 0)
                for l in 0..<length {
                    for r in 0..<rows {
                        let input = inputs[(g * rows + r) * length + l]
                        let place = (g * rows + r) * terms + n
                        values[(g * rows + r) * length + l] += (weights[place] * power).re
                        sums[2 * place] += input * power.re
                        sums[2 * place + 1] += input * power.im
                    }
                    power = power * Complex(size * cosine, size * sine)
                }
            }
        }
        for level in [CK_SCALAR, ck_current_level()] {
            let kept = ck_current_level()
            defer { _ = ck_set_level(kept) }
            _ = ck_set_level(level)
            expectClose(powerProducts(exponents: x, weights: w, length: length).doubles, values, tolerance: tolerance)
            expectClose(powerSums(exponents: x, inputs: u).doubles, sums, tolerance: tolerance)
        }
    }

    @Test func powersHaveGradients() {
        let x = exponents([2, 5], .float64, 3)
        var random = RandomStream(seed: 4)
        let w = Tensor.normal([2, 3, 5, 2], .float64, using: &random)
        let u = Tensor.normal([2, 3, 9], .float64, using: &random)
        checkGradients([x, w]) { powerProducts(exponents: $0[0], weights: $0[1], length: 9) }
        checkGradients([x, u]) { powerSums(exponents: $0[0], inputs: $0[1]) }
    }

    @Test(arguments: [1, 2, 9, 16, 100], [ElementType.float32, .float64])
    func fractionsAreSummed(length: Int, type: ElementType) {
        let (channels, terms, points) = (3, 5, length / 2 + 1)
        let poles = exponents([channels, terms], type, 5)
        var random = RandomStream(seed: 6)
        let numerators = Tensor.normal([channels, 4, terms, 2], type, using: &random)
        let (mu, v) = (complex(poles), complex(numerators))
        let halves = Tensor((0..<points).map { Double.pi * Double($0) / Double(length) })
        let (c, s) = (cos(halves).doubles, sin(halves).doubles)
        var expected: [Double] = []
        for h in 0..<channels {
            for k in 0..<4 {
                for f in 0..<points {
                    var sum = Complex(0, 0)
                    for n in 0..<terms {
                        let (pole, value) = (mu[h * terms + n], v[(h * 4 + k) * terms + n])
                        sum = sum + value / Complex(-c[f] * pole.re, 2 * s[f] - c[f] * pole.im)
                        sum = sum + value.conjugate / Complex(-c[f] * pole.re, 2 * s[f] + c[f] * pole.im)
                    }
                    expected += [sum.re, sum.im]
                }
            }
        }
        for level in [CK_SCALAR, ck_current_level()] {
            let kept = ck_current_level()
            defer { _ = ck_set_level(kept) }
            _ = ck_set_level(level)
            let found = fractionSums(numerators: numerators, poles: poles, length: length)
            expectClose(found.doubles, expected, tolerance: type == .float32 ? 1e-3 : 1e-10)
        }
    }

    @Test(arguments: [7, 16]) func fractionsHaveGradients(length: Int) {
        let poles = exponents([2, 3], .float64, 7)
        var random = RandomStream(seed: 8)
        let numerators = Tensor.normal([2, 4, 3, 2], .float64, using: &random)
        checkGradients([numerators, poles], tolerance: 1e-5) {
            fractionSums(numerators: $0[0], poles: $0[1], length: length)
        }
    }
}
