import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct EigenTests {
    /// A = Σ λ v vᵀ, the vectors are orthonormal, the values ascend.
    @Test(arguments: [1, 2, 5, 64, 150]) func symmetricMatricesAreTheirEigenpairs(size: Int) {
        var random = RandomStream(seed: 3)
        let half = Tensor.normal([size, size], .float64, using: &random)
        let matrix = half + half.transposed()
        let eigen = symmetricEigen(matrix)
        let scaled = eigen.vectors * eigen.values.reshaped([size, 1])
        expectClose(scaled.matmul(eigen.vectors, transposeSelf: true), matrix, tolerance: 1e-11)
        let products = eigen.vectors.matmul(eigen.vectors, transposeOther: true)
        expectClose(products, identity(size), tolerance: 1e-12)
        let values = eigen.values.doubles
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    }

    /// The same with A = Σ λ v v* of complex numbers, by a double loop.
    @Test(arguments: [1, 3, 40]) func hermitianMatricesAreTheirEigenpairs(size: Int) {
        var random = RandomStream(seed: 5)
        let half = Tensor.normal([size, size, 2], .float64, using: &random)
        let matrix = half + complexConjugate(half.transposed(0, 1))
        let eigen = hermitianEigen(matrix)
        let (values, vectors) = (eigen.values.doubles, eigen.vectors.doubles)
        func component(_ k: Int, _ i: Int) -> (Double, Double) {
            (vectors[2 * (k * size + i)], vectors[2 * (k * size + i) + 1])
        }
        var sum = [Double](repeating: 0, count: 2 * size * size)
        for i in 0..<size {
            for j in 0..<size {
                for k in 0..<size {
                    let ((a, b), (c, d)) = (component(k, i), component(k, j))
                    sum[2 * (i * size + j)] += values[k] * (a * c + b * d)
                    sum[2 * (i * size + j) + 1] += values[k] * (b * c - a * d)
                }
            }
        }
        expectClose(sum, matrix.doubles, tolerance: 1e-11)
    }

    @Test(arguments: [1, 4, 33]) func solutionsSolve(size: Int) {
        var random = RandomStream(seed: 6)
        let matrix = Tensor.normal([size, size], .float64, using: &random) + identity(size) * 3
        let right = Tensor.normal([size, 3], .float64, using: &random)
        expectClose(matrix.matmul(solve(matrix, right)), right, tolerance: 1e-11)
    }

    private func identity(_ size: Int) -> Tensor {
        Tensor((0..<(size * size)).map { $0 / size == $0 % size ? 1.0 : 0 }, shape: [size, size])
    }
}
