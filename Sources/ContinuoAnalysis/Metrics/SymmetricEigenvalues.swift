/// The eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations (Golub and Van Loan 2013, §8.5).
///
/// - Complexity: O(n³) for each of the five to ten sweeps.
struct SymmetricEigen {
    let count: Int
    private(set) var values: [Double]
    /// Row-major `[count, count]`; column k belongs to value k.
    private(set) var vectors: [Double]

    /// Rotations end when the numbers off the diagonal are this small beside the whole matrix.
    private static let tolerance = 1e-15
    private static let greatestSweeps = 60

    /// - Parameter matrix: row-major `[count, count]`; its upper half is mirrored.
    init(_ matrix: [Double], count: Int) {
        self.count = count
        var a = matrix
        var v = [Double](repeating: 0, count: count * count)
        for i in 0..<count { v[i * count + i] = 1 }
        let size = matrix.reduce(0) { $0 + $1 * $1 }
        for _ in 0..<Self.greatestSweeps {
            var rest = 0.0
            for i in 0..<count { for j in 0..<i { rest += 2 * a[i * count + j] * a[i * count + j] } }
            guard rest > Self.tolerance * Self.tolerance * size else { break }
            for p in 0..<count {
                for q in (p + 1)..<max(p + 1, count) where a[p * count + q] != 0 {
                    Self.rotate(&a, &v, p, q, count)
                }
            }
        }
        values = (0..<count).map { a[$0 * count + $0] }
        vectors = v
    }

    /// Makes the number at p, q zero.
    private static func rotate(_ a: inout [Double], _ v: inout [Double], _ p: Int, _ q: Int, _ count: Int) {
        let theta = (a[q * count + q] - a[p * count + p]) / (2 * a[p * count + q])
        let tangent = (theta >= 0 ? 1 : -1) / (abs(theta) + (1 + theta * theta).squareRoot())
        let cosine = 1 / (1 + tangent * tangent).squareRoot()
        let sine = tangent * cosine
        for k in 0..<count {
            let (x, y) = (a[k * count + p], a[k * count + q])
            a[k * count + p] = cosine * x - sine * y
            a[k * count + q] = sine * x + cosine * y
        }
        for k in 0..<count {
            let (x, y) = (a[p * count + k], a[q * count + k])
            a[p * count + k] = cosine * x - sine * y
            a[q * count + k] = sine * x + cosine * y
            let (s, t) = (v[k * count + p], v[k * count + q])
            v[k * count + p] = cosine * s - sine * t
            v[k * count + q] = sine * s + cosine * t
        }
    }

    /// V f(D) Vᵀ, row-major.
    func mapped(_ function: (Double) -> Double) -> [Double] {
        let scales = values.map(function)
        var result = [Double](repeating: 0, count: count * count)
        for i in 0..<count {
            for j in 0..<count {
                for k in 0..<count {
                    result[i * count + j] += vectors[i * count + k] * scales[k] * vectors[j * count + k]
                }
            }
        }
        return result
    }
}
