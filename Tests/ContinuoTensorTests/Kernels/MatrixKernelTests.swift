import CKernels
import ContinuoTensor
import ContinuoTestSupport
import Testing

extension KernelTests {
    @Suite struct MatrixKernelTests {
        static let smallSizes = [
            (1, 1, 1), (1, 64, 33), (3, 5, 7), (8, 100, 65), (97, 130, 1), (200, 96, 150), (0, 3, 2), (3, 2, 0),
        ]
        static let largeSizes = [(1500, 130, 70), (260, 777, 333), (4, 5000, 129), (1024, 1024, 260)]

        private func sample(_ shape: [Int], seed: UInt64) -> Tensor {
            var random = RandomStream(seed: seed)
            return Tensor.uniform(shape, low: -1, high: 1, using: &random)
        }

        @Test(arguments: smallSizes) func agreesWithTheDefinition(size: (Int, Int, Int)) {
            let (m, n, k) = size
            for (ta, tb) in [(false, false), (false, true), (true, false), (true, true)] {
                let a = sample(ta ? [k, m] : [m, k], seed: 1)
                let b = sample(tb ? [n, k] : [k, n], seed: 2)
                let expected = (0..<m).flatMap { i in
                    (0..<n).map { j in
                        (0..<k).reduce(0.0) { sum, l in
                            let left = Double(a.pointer(Float.self)[ta ? l * m + i : i * k + l])
                            return sum + left * Double(b.pointer(Float.self)[tb ? j * k + l : l * n + j])
                        }
                    }
                }
                for level in KernelTests.levels {
                    KernelTests.at(level) {
                        let product = a.matmul(b, transposeSelf: ta, transposeOther: tb)
                        expectClose(product.doubles, expected, tolerance: 1e-5)
                    }
                }
            }
        }

        @Test(arguments: largeSizes) func bitsDoNotDependOnTheNumberOfThreads(size: (Int, Int, Int)) {
            let (m, n, k) = size
            let a = sample([m, k], seed: 1)
            for transposed in [false, true] {
                let b = sample(transposed ? [n, k] : [k, n], seed: 2)
                let results = KernelTests.atThreadCounts {
                    a.matmul(b, transposeOther: transposed).array(of: Float.self)
                }
                #expect(results.allSatisfy { $0 == results[0] })
            }
        }
    }
}
