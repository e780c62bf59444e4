import ContinuoTensor

/// Eigenvalues −½ + iω, ω > 0, and eigenvectors of the normal part of HiPPO-LegS, Float64.
struct HiPPOSpectrum {
    /// ω, `[size / 2]`.
    let frequencies: Tensor
    /// Row k is the eigenvector of ω_k: `[size / 2, size, 2]`.
    let vectors: Tensor

    /// - Parameter size: even.
    init(size: Int) {
        // −i (A + ½), Hermitian: A + ½ is skew-symmetric with −√(n + ½) √(k + ½) below the diagonal.
        var numbers = [Double](repeating: 0, count: 2 * size * size)
        for n in 0..<size {
            for k in 0..<size where n != k {
                let product = ((Double(n) + 0.5) * (Double(k) + 0.5)).squareRoot()
                numbers[2 * (n * size + k) + 1] = n > k ? product : -product
            }
        }
        let decomposition = hermitianEigen(Tensor(numbers, shape: [size, size, 2]))
        frequencies = decomposition.values.sliced((size / 2)..<size)
        vectors = decomposition.vectors.sliced((size / 2)..<size)
    }

    /// V* B for a real B `[blocks · size, columns]`: `[blocks · size / 2, 2, columns]`.
    func project(_ matrix: Tensor) -> Tensor {
        let (half, size) = (vectors.shape[0], vectors.shape[1])
        let blocks = matrix.shape[0] / max(size, 1)
        let b = matrix.cast(to: .float64).reshaped([blocks, size, matrix.shape[1]])
        let parts = (0..<blocks).map { block in
            let real = vectors.realPart.matmul(b.selected(block))
            let imaginary = -vectors.imaginaryPart.matmul(b.selected(block))
            return Tensor.stacked([real, imaginary], axis: 1)
        }
        return Tensor.concatenated(parts).reshaped([blocks * half, 2, matrix.shape[1]])
    }

    /// C V for a complex C `[rows, blocks · size, 2]`: `[rows, blocks · size / 2, 2]`.
    func unproject(_ matrix: Tensor) -> Tensor {
        let size = vectors.shape[1]
        let blocks = matrix.shape[1] / max(size, 1)
        let c = matrix.cast(to: .float64)
        let (v, w) = (vectors.realPart.transposed(), vectors.imaginaryPart.transposed())
        let parts = (0..<blocks).map { block in
            let part = c.sliced((block * size)..<((block + 1) * size), axis: 1)
            let (x, y) = (part.realPart, part.imaginaryPart)
            return (x.matmul(v) - y.matmul(w)).asComplex(imaginary: x.matmul(w) + y.matmul(v))
        }
        return Tensor.concatenated(parts, axis: 1)
    }
}
