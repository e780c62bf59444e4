import Foundation

/// The lower triangle L of A = L Lᵀ for a small symmetric matrix.
struct CholeskyFactor: Sendable, Equatable {
    let size: Int
    /// Row-major, zeros above the diagonal.
    private var lower: [Double]

    /// - Parameter matrix: `[size, size]` row-major; the part on and below the diagonal is read.
    /// - Returns: nil where the matrix is not positive definite.
    init?(_ matrix: [Double], size: Int) {
        self.size = size
        lower = [Double](repeating: 0, count: size * size)
        for row in 0..<size {
            for column in 0...row {
                var rest = matrix[row * size + column]
                for k in 0..<column { rest -= lower[row * size + k] * lower[column * size + k] }
                if row == column {
                    guard rest > 0, rest.isFinite else { return nil }
                    lower[row * size + row] = rest.squareRoot()
                } else {
                    lower[row * size + column] = rest / lower[column * size + column]
                }
            }
        }
    }

    /// A matrix with these numbers on its diagonal.
    static func diagonal(_ values: [Double]) -> [Double] {
        var matrix = [Double](repeating: 0, count: values.count * values.count)
        for (place, value) in values.enumerated() { matrix[place * values.count + place] = value }
        return matrix
    }

    /// ½ ln det A.
    var logDeterminantRoot: Double { (0..<size).reduce(0) { $0 + log(lower[$1 * size + $1]) } }

    /// L⁻¹ x.
    func solve(_ x: [Double]) -> [Double] {
        var result = x
        for row in 0..<size {
            for k in 0..<row { result[row] -= lower[row * size + k] * result[k] }
            result[row] /= lower[row * size + row]
        }
        return result
    }

    /// L x.
    func times(_ x: [Double]) -> [Double] {
        (0..<size).map { row in (0...row).reduce(0) { $0 + lower[row * size + $1] * x[$1] } }
    }
}
