import CKernels
import Foundation
import Testing

extension KernelTests {
    /// Transforms against the sum that defines them, at every level and in both number types.
    @Suite struct Transforms {
        static let lengths = Array(1...64) + [97, 100, 128, 194, 256, 512, 1000, 1009, 1024, 4096]

        /// X_k = sum_t x_t exp(-+ 2 pi i k t / n), with a table of the n roots; for every length up to `limit`, else for some k.
        static func definition(_ x: [Double], _ n: Int, inverse: Bool) -> [(k: Int, re: Double, im: Double)] {
            let roots = (0..<n).map { k -> (Double, Double) in
                let angle = 2 * Double.pi * Double(k) / Double(n)
                return (cos(angle), inverse ? sin(angle) : -sin(angle))
            }
            let wanted = n <= 128 ? Array(0..<n) : (0..<24).map { $0 * 7919 % n } + [0, n / 2, n - 1]
            return wanted.map { k in
                var re = 0.0
                var im = 0.0
                for t in 0..<n {
                    let (c, s) = roots[k * t % n]
                    re += x[2 * t] * c - x[2 * t + 1] * s
                    im += x[2 * t] * s + x[2 * t + 1] * c
                }
                return (k, re, im)
            }
        }

        func checkComplex<Real: FFTReal>(_: Real.Type, _ n: Int) {
            let batch = 2
            let x = uniform(batch * 2 * n, -1...1, seed: UInt64(n))
            for inverse in [false, true] {
                let result = Real.fft(x, n, batch, inverse: inverse, scale: 0.5)
                for row in 0..<batch {
                    let expected = Self.definition(Array(x[row * 2 * n..<(row + 1) * 2 * n]), n, inverse: inverse)
                    let ours = expected.flatMap { [result[2 * (row * n + $0.k)], result[2 * (row * n + $0.k) + 1]] }
                    let error = relativeError(ours, expected.flatMap { [0.5 * $0.re, 0.5 * $0.im] })
                    #expect(error < Real.tolerance, "\(Real.self) n \(n) inverse \(inverse)")
                }
            }
            let forward = Real.fft(x, n, batch, inverse: false, scale: 1)
            let back = Real.fft(forward, n, batch, inverse: true, scale: 1 / Double(n))
            #expect(relativeError(back, x) < Real.tolerance, "\(Real.self) n \(n)")
        }

        func checkReal<Real: FFTReal>(_: Real.Type, _ n: Int) {
            let batch = 3
            let bins = n / 2 + 1
            let x = uniform(batch * n, -1...1, seed: UInt64(n + 7))
            let result = Real.rfft(x, n, batch, scale: 1, interior: 1)
            let full = Double.fft(x.flatMap { [$0, 0] }, n, batch, inverse: false, scale: 1)
            let expected = (0..<batch).flatMap { (row: Int) -> [Double] in
                Array(full.dropFirst(row * 2 * n).prefix(2 * bins))
            }
            #expect(relativeError(result, expected) < Real.tolerance, "\(Real.self) n \(n)")
            let back = Real.irfft(result, n, batch, scale: 1 / Double(n), interior: 1)
            #expect(relativeError(back, x) < Real.tolerance, "\(Real.self) n \(n)")

            let spectrum = uniform(batch * 2 * bins, -1...1, seed: UInt64(n + 8))
            let gradient = Real.irfft(spectrum, n, batch, scale: 1, interior: 0.5)
            let size = Double(n * batch)
            #expect(abs(dot(result, spectrum) - dot(x, gradient)) < Real.tolerance * 4 * size, "\(Real.self) n \(n)")
            let inverse = Real.irfft(spectrum, n, batch, scale: 0.25, interior: 1)
            let adjoint = Real.rfft(x, n, batch, scale: 0.25, interior: 2)
            #expect(abs(dot(inverse, x) - dot(spectrum, adjoint)) < Real.tolerance * 4 * size, "\(Real.self) n \(n)")
        }

        @Test(arguments: KernelTests.levels) func complexTransformsFollowTheDefinition(_ level: ck_level) {
            KernelTests.at(level) {
                for n in Self.lengths {
                    checkComplex(Float.self, n)
                    checkComplex(Double.self, n)
                }
            }
        }

        @Test(arguments: KernelTests.levels) func realTransformsAreHalvesOfComplexOnes(_ level: ck_level) {
            KernelTests.at(level) {
                for n in Self.lengths + [8192, 12288] {
                    checkReal(Float.self, n)
                    checkReal(Double.self, n)
                }
            }
        }

        @Test func emptyTransformsWriteNothing() {
            #expect(Float.fft([], 0, 3, inverse: false, scale: 1).isEmpty)
            #expect(Float.rfft([], 4, 0, scale: 1, interior: 1).isEmpty)
        }

        /// One long row is shared out over the threads, as are the rows of a batch.
        @Test func bitsDoNotDependOnThreads() {
            for (n, batch) in [(1 << 18, 1), (1 << 12, 5), (3 << 17, 1)] {
                let x = uniform(batch * 2 * n, -1...1, seed: 3)
                let results = KernelTests.atThreadCounts { Float.fft(x, n, batch, inverse: false, scale: 1) }
                #expect(results[0] == results[1] && results[0] == results[2])
            }
        }

        /// Plans are built by many threads at once.
        @Test func plansAreSharedSafely() async {
            let x = uniform(2 * 1018, -1...1, seed: 4)
            let expected = Float.fft(Array(x[..<2018]), 1009, 1, inverse: false, scale: 1)
            await withTaskGroup(of: Bool.self) { group in
                for k in 0..<16 {
                    group.addTask {
                        _ = Float.fft(Array(x[..<(2 * (1000 + k))]), 1000 + k, 1, inverse: false, scale: 1)
                        return Float.fft(Array(x[..<2018]), 1009, 1, inverse: false, scale: 1) == expected
                    }
                }
                for await same in group { #expect(same) }
            }
        }
    }
}
