/// What features may have wrong.
public enum FeatureError: Error, Equatable, CustomStringConvertible {
    case tooFew(count: Int)
    case unequalWidths(row: Int, width: Int, expected: Int)
    case notANumber(row: Int)

    public var description: String {
        switch self {
        case .tooFew(let count): "a covariance needs at least 2 rows of features, there are \(count)"
        case .unequalWidths(let row, let width, let expected):
            "row \(row) of the features has \(width) numbers, expected \(expected)"
        case .notANumber(let row): "row \(row) of the features holds a number that is not finite"
        }
    }
}

/// Mean and covariance of features.
public struct FeatureMoments: Sendable {
    public let mean: [Double]
    /// Row-major `[width, width]`, divided by the number of rows less one.
    public let covariance: [Double]

    public var width: Int { mean.count }

    /// - Parameter features: at least two rows of equal width.
    public init(_ features: [[Double]]) throws(FeatureError) {
        guard features.count >= 2, let width = features.first?.count else { throw .tooFew(count: features.count) }
        var mean = [Double](repeating: 0, count: width)
        for (index, row) in features.enumerated() {
            guard row.count == width else { throw .unequalWidths(row: index, width: row.count, expected: width) }
            guard row.allSatisfy(\.isFinite) else { throw .notANumber(row: index) }
            for place in 0..<width { mean[place] += row[place] }
        }
        for place in 0..<width { mean[place] /= Double(features.count) }
        var covariance = [Double](repeating: 0, count: width * width)
        for row in features {
            let centred = zip(row, mean).map { $0 - $1 }
            for i in 0..<width { for j in 0..<width { covariance[i * width + j] += centred[i] * centred[j] } }
        }
        self.mean = mean
        self.covariance = covariance.map { $0 / Double(features.count - 1) }
    }
}

/// The Fréchet distance of the normal laws that two sets of features have (Dowson and Landau 1982; Heusel et al. 2017),
///
///     d = |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁^½ Σ₂ Σ₁^½)^½)
///
/// - Returns: not negative; 0 for equal moments.
/// - Throws: moments of unequal width.
public func frechetDistance(_ a: FeatureMoments, _ b: FeatureMoments) throws(FeatureError) -> Double {
    guard a.width == b.width else { throw .unequalWidths(row: 0, width: b.width, expected: a.width) }
    let width = a.width
    func product(_ x: [Double], _ y: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: width * width)
        for i in 0..<width {
            for k in 0..<width {
                let factor = x[i * width + k]
                for j in 0..<width { result[i * width + j] += factor * y[k * width + j] }
            }
        }
        return result
    }
    // Rounding may leave eigenvalues of a covariance a little below 0.
    let root = SymmetricEigen(a.covariance, count: width).mapped { max(0, $0).squareRoot() }
    let inner = SymmetricEigen(product(product(root, b.covariance), root), count: width)
    let shared = inner.values.reduce(0) { $0 + max(0, $1).squareRoot() }
    var distance = zip(a.mean, b.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    for i in 0..<width { distance += a.covariance[i * width + i] + b.covariance[i * width + i] }
    return max(0, distance - 2 * shared)
}
