import ContinuoTensor

/// A filter that is a recurrence: h_0 = direct, h_t = Re Σ R λ^{t−1}.
public struct FilterModes: Sendable {
    public var poles: [(re: Double, im: Double)]
    public var residues: [(re: Double, im: Double)]
    public var direct: Double

    /// - Parameter poles: λ, all inside of the unit circle; conjugate pairs share one.
    public init(poles: [(re: Double, im: Double)], residues: [(re: Double, im: Double)], direct: Double) {
        precondition(poles.count == residues.count, "\(residues.count) residues for \(poles.count) poles")
        (self.poles, self.residues, self.direct) = (poles, residues, direct)
    }

    /// The greatest absolute value that a pole may have.
    static let greatestPole = 1 - 1e-6

    static func inside(_ re: Double, _ im: Double) -> (re: Double, im: Double) {
        let size = (re * re + im * im).squareRoot()
        return size <= greatestPole ? (re, im) : (re / size * greatestPole, im / size * greatestPole)
    }

    /// The residues of the least squared error for given poles.
    static func fitted(to filter: [Double], poles: [(re: Double, im: Double)]) -> FilterModes {
        let (length, count) = (max(filter.count - 1, 1), poles.count)
        // Columns: real parts of λ^{t−1}, then minus imaginary parts.
        var columns = [Double](repeating: 0, count: 2 * count * length)
        for (n, pole) in poles.enumerated() {
            var (re, im) = (1.0, 0.0)
            for t in 0..<length {
                columns[n * length + t] = re
                columns[(count + n) * length + t] = -im
                (re, im) = (re * pole.re - im * pole.im, re * pole.im + im * pole.re)
            }
        }
        let basis = Tensor(columns, shape: [2 * count, length])
        let target = Tensor((0..<length).map { $0 + 1 < filter.count ? filter[$0 + 1] : 0 }, shape: [length, 1])
        // Columns of one length, so that the small share of the identity weighs all alike.
        let norms = sqrt(basis.squared().sum(axis: 1, keepingAxis: true) + 1e-300)
        let scaled = basis / norms
        let identity = Tensor.range(2 * count, from: 0, .float64)
        let square = identity.expanded(at: 1).equal(to: identity) * 1e-13
        let gram = scaled.matmul(scaled, transposeOther: true) + square
        var weights = solve(gram, scaled.matmul(target))
        // What the share of the identity left over is fitted once more.
        let rest = target - scaled.matmul(weights, transposeSelf: true)
        weights = weights + solve(gram, scaled.matmul(rest))
        let numbers = (weights / norms).doubles
        return FilterModes(
            poles: poles,
            residues: (0..<count).map { (numbers[$0], numbers[count + $0]) },
            direct: filter.first ?? 0
        )
    }

    /// The first `length` coefficients.
    public func filter(_ length: Int) -> [Double] {
        var coefficients = [Double](repeating: 0, count: length)
        if length > 0 { coefficients[0] = direct }
        for (pole, residue) in zip(poles, residues) {
            var (re, im) = residue
            for t in 1..<max(length, 1) {
                coefficients[t] += re
                (re, im) = (re * pole.re - im * pole.im, re * pole.im + im * pole.re)
            }
        }
        return coefficients
    }

    /// ‖ĥ − h‖₂ over the coefficients of `filter` behind the first.
    public func error(of filter: [Double]) -> Double {
        zip(self.filter(filter.count), filter).dropFirst().reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }

    /// The same error in frequency: (1/N Σ_k |Ĥ_k − H_k|²)^{½} over the discrete frequencies of the filter's length, the norm
    /// H₂ of the difference.
    public func frequencyError(of filter: [Double]) -> Double {
        guard filter.count > 1 else { return 0 }
        var difference = zip(self.filter(filter.count), filter).map { $0 - $1 }
        difference[0] = 0
        let spectrum = fft(Tensor(difference).asComplex())
        return (spectrum.squared().sum().item / Double(filter.count)).squareRoot()
    }
}
