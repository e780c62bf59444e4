import ContinuoFormats
import ContinuoSequences
import ContinuoTensor
import Foundation

/// A hidden Markov chain whose states show vectors with a normal law each.
public struct GaussianHiddenMarkovModel: Sendable, Equatable {
    /// What the covariance matrices may hold.
    public enum Covariance: String, Sendable, CaseIterable {
        case diagonal
        case full
    }

    /// `[states]`.
    public let initial: [Double]
    /// `[states][states]`, from a row's state.
    public let transition: [[Double]]
    /// `[states][dimension]`.
    public let means: [[Double]]
    /// `[states][dimension]` variances, or `[states][dimension × dimension]` row-major.
    public let covariances: [[Double]]
    public let covariance: Covariance
    /// Names of the dimensions.
    public var columns: [String]
    /// Cholesky factors of full covariances.
    private let factors: [CholeskyFactor]

    public var states: Int { initial.count }
    public var dimension: Int { means[0].count }

    /// - Throws: `HiddenMarkovError` for shapes that do not fit, rows that are no distributions, or a covariance that is not
    ///   positive definite.
    public init(
        initial: [Double],
        transition: [[Double]],
        means: [[Double]],
        covariances: [[Double]],
        covariance: Covariance,
        columns: [String]? = nil
    ) throws(HiddenMarkovError) {
        // The laws of the chain are checked as those of a chain that shows its states.
        let chain = try HiddenMarkovSource(
            initial: initial,
            transition: transition,
            emission: initial.map { _ in [1] }
        )
        let width = means.first?.count ?? 0
        let size = covariance == .full ? width * width : width
        guard width > 0, means.count == initial.count, covariances.count == initial.count,
            means.allSatisfy({ $0.count == width && $0.allSatisfy(\.isFinite) }),
            covariances.allSatisfy({ $0.count == size }), columns.map({ $0.count == width }) ?? true
        else { throw .shapes(initial: initial.count, transition: means.count, emission: covariances.count) }
        var factors: [CholeskyFactor] = []
        for (state, row) in covariances.enumerated() {
            let matrix = covariance == .full ? row : CholeskyFactor.diagonal(row)
            guard let factor = CholeskyFactor(matrix, size: width) else {
                throw .noDistribution(
                    place: "covariances[\(state)]",
                    count: size,
                    found: row.count,
                    sum: row.reduce(0, +)
                )
            }
            if covariance == .full { factors.append(factor) }
        }
        (self.initial, self.transition) = (chain.initial, chain.transition)
        (self.means, self.covariances, self.covariance) = (means, covariances, covariance)
        self.columns = columns ?? (0..<width).map { "column\($0 + 1)" }
        self.factors = factors
    }

    /// Numbers that are free: what the Bayesian information criterion counts.
    public var parameterCount: Int {
        let spread = covariance == .full ? dimension * (dimension + 1) / 2 : dimension
        return states - 1 + states * (states - 1) + states * (dimension + spread)
    }

    /// ln density of a vector in each state, `[states]`.
    func logDensities(_ vector: [Double]) -> [Double] {
        (0..<states).map { state in
            guard covariance == .full else {
                return vector.indices.reduce(0) {
                    $0
                        + NormalDensity.log(
                            vector[$1] - means[state][$1],
                            deviation: covariances[state][$1].squareRoot()
                        )
                }
            }
            let scaled = factors[state].solve(zip(vector, means[state]).map { $0 - $1 })
            return scaled.reduce(-factors[state].logDeterminantRoot) { $0 + NormalDensity.log($1, deviation: 1) }
        }
    }

    /// All paths of hidden states that could show these vectors.
    /// - Precondition: every vector has `dimension` numbers.
    public func lattice(_ vectors: [[Double]]) -> ChainLattice {
        ChainLattice(
            initial: initial.map { log($0) },
            transition: transition.flatMap { $0.map { log($0) } },
            local: vectors.flatMap { logDensities($0) }
        )
    }

    /// ln density of vectors.
    public func logLikelihood(_ vectors: [[Double]]) -> Double { lattice(vectors).total(SumProduct.self) }

    /// Draws a sequence.
    public func draw(_ length: Int, using random: inout RandomStream) -> (vectors: [[Double]], states: [Int]) {
        var (path, vectors): ([Int], [[Double]]) = ([], [])
        for _ in 0..<length {
            let state = random.categorical(path.last.map { transition[$0] } ?? initial)
            let noise = (0..<dimension).map { _ in random.normal() }
            let spread =
                covariance == .full
                ? factors[state].times(noise) : zip(noise, covariances[state]).map { $0 * $1.squareRoot() }
            path.append(state)
            vectors.append(zip(means[state], spread).map { $0 + $1 })
        }
        return (vectors, path)
    }

    /// The form that `init(file:)` reads.
    public var json: JSONValue {
        func row(_ numbers: [Double]) -> JSONValue { .array(numbers.map { .number($0) }) }
        return [
            "initial": row(initial), "transition": .array(transition.map(row)), "means": .array(means.map(row)),
            "covariances": .array(covariances.map(row)), "covariance": .string(covariance.rawValue),
            "columns": .array(columns.map { .string($0) }),
        ]
    }

    /// Reads what `json` writes.
    /// - Throws: `DataFileError` that names the file and the key.
    public init(file path: String) throws(DataFileError) {
        let value = try JSONParser.parse(file: path)
        func malformed(_ key: String, _ expected: String) -> DataFileError {
            DataFileError(
                .malformed,
                file: path,
                place: key,
                expected: expected,
                found: value[key]?.kindDescription ?? "nothing"
            )
        }
        func numbers(_ key: String) throws(DataFileError) -> [Double] {
            let list = value[key]?.arrayValue ?? []
            let found = list.compactMap(\.doubleValue)
            guard !found.isEmpty, found.count == list.count else { throw malformed(key, "a list of numbers") }
            return found
        }
        func matrix(_ key: String) throws(DataFileError) -> [[Double]] {
            let rows = (value[key]?.arrayValue ?? []).map { ($0.arrayValue ?? []).map { $0.doubleValue ?? .nan } }
            guard !rows.isEmpty, rows.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
                throw malformed(key, "rows of numbers")
            }
            return rows
        }
        guard let covariance = value["covariance"]?.stringValue.flatMap({ Covariance(rawValue: $0) }) else {
            throw malformed("covariance", "diagonal or full")
        }
        let (initial, transition) = (try numbers("initial"), try matrix("transition"))
        let (means, covariances) = (try matrix("means"), try matrix("covariances"))
        do throws(HiddenMarkovError) {
            try self.init(
                initial: initial,
                transition: transition,
                means: means,
                covariances: covariances,
                covariance: covariance,
                columns: value["columns"]?.arrayValue?.compactMap(\.stringValue)
            )
        } catch {
            throw DataFileError(
                .malformed,
                file: path,
                expected: "the laws of a hidden Markov chain with normal states",
                found: "\(error)"
            )
        }
    }
}
