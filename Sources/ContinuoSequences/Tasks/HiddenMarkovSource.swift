import ContinuoFormats
import ContinuoTensor
import Foundation

/// A hidden Markov chain that makes sequences of symbols: a law of the first state, rows of the next state, rows of the
/// symbol that a state shows.
public struct HiddenMarkovSource: Sendable, Equatable {
    /// `[states]`.
    public let initial: [Double]
    /// `[states][states]`, from a row's state.
    public let transition: [[Double]]
    /// `[states][symbols]`.
    public let emission: [[Double]]

    public var states: Int { initial.count }
    public var symbols: Int { emission.first?.count ?? 0 }

    /// - Throws: `HiddenMarkovError` for shapes that do not fit, or rows that are no distributions (to 1e-6).
    public init(initial: [Double], transition: [[Double]], emission: [[Double]]) throws(HiddenMarkovError) {
        let states = initial.count
        guard states > 0, transition.count == states, emission.count == states else {
            throw .shapes(initial: states, transition: transition.count, emission: emission.count)
        }
        let symbols = emission[0].count
        self.initial = try Self.row(initial, "initial", states)
        var rows: [[Double]] = []
        for (state, row) in transition.enumerated() { rows.append(try Self.row(row, "transition[\(state)]", states)) }
        self.transition = rows
        rows = []
        for (state, row) in emission.enumerated() { rows.append(try Self.row(row, "emission[\(state)]", symbols)) }
        self.emission = rows
    }

    private static func row(_ row: [Double], _ place: String, _ count: Int) throws(HiddenMarkovError) -> [Double] {
        let sum = row.reduce(0, +)
        guard row.count == count, count > 0, row.allSatisfy({ $0 >= 0 }), abs(sum - 1) < 1e-6 else {
            throw .noDistribution(place: place, count: count, found: row.count, sum: sum)
        }
        return row.map { $0 / sum }
    }

    /// Reads `{"initial": […], "transition": [[…]…], "emission": [[…]…]}`.
    /// - Throws: `DataFileError` that names the file and the key.
    public init(file path: String) throws(DataFileError) {
        let value = try JSONParser.parse(file: path)
        func failure(_ key: String, _ expected: String) -> DataFileError {
            DataFileError(
                .malformed,
                file: path,
                place: key,
                expected: expected,
                found: value[key]?.kindDescription ?? "nothing"
            )
        }
        func numbers(_ value: JSONValue?) -> [Double]? {
            guard let list = value?.arrayValue else { return nil }
            let numbers = list.compactMap(\.doubleValue)
            return numbers.count == list.count ? numbers : nil
        }
        func matrix(_ key: String) throws(DataFileError) -> [[Double]] {
            guard let list = value[key]?.arrayValue else { throw failure(key, "a list of rows of numbers") }
            let rows = list.compactMap { numbers($0) }
            guard rows.count == list.count else { throw failure(key, "rows of numbers") }
            return rows
        }
        guard let initial = numbers(value["initial"]) else { throw failure("initial", "a list of numbers") }
        let (transition, emission) = (try matrix("transition"), try matrix("emission"))
        do throws(HiddenMarkovError) {
            try self.init(initial: initial, transition: transition, emission: emission)
        } catch {
            throw DataFileError(
                .malformed,
                file: path,
                expected: "the laws of a hidden Markov chain",
                found: "\(error)"
            )
        }
    }

    /// The form that `init(file:)` reads.
    public var json: JSONValue {
        func row(_ numbers: [Double]) -> JSONValue { .array(numbers.map { .number($0) }) }
        return [
            "initial": row(initial), "transition": .array(transition.map(row)), "emission": .array(emission.map(row)),
        ]
    }

    /// Draws a sequence.
    public func draw(_ length: Int, using random: inout RandomStream) -> (symbols: [Int], states: [Int]) {
        var path: [Int] = []
        var shown: [Int] = []
        for _ in 0..<length {
            let state = random.categorical(path.last.map { transition[$0] } ?? initial)
            path.append(state)
            shown.append(random.categorical(emission[state]))
        }
        return (shown, path)
    }

    /// Mean entropy of the rows, nats.
    public static func entropy(_ rows: [[Double]]) -> Double {
        rows.reduce(0) { $0 + entropy($1) } / Double(max(rows.count, 1))
    }

    private static func entropy(_ row: [Double]) -> Double { row.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 } }
}

/// How hidden Markov chains are made at random.
extension HiddenMarkovSource {
    /// A chain whose states stay with probability `stay` and show their own symbol with probability `show`; the rest is shared
    /// out at random.
    public static func dominant(
        states: Int,
        symbols: Int,
        stay: Double,
        show: Double,
        using random: inout RandomStream
    ) -> HiddenMarkovSource {
        func row(_ own: Int, _ share: Double, _ count: Int) -> [Double] {
            guard count > 1 else { return [1] }
            var rest = dirichlet(count, &random)
            rest[own] = 0
            let sum = rest.reduce(0, +)
            return rest.indices.map { $0 == own ? share : (1 - share) * rest[$0] / sum }
        }
        let transition = (0..<states).map { row($0, stay, states) }
        let emission = (0..<states).map { row($0 % symbols, show, symbols) }
        return checked(Array(repeating: 1 / Double(states), count: states), transition, emission)
    }

    /// A chain whose rows all have the given entropies in nats, from 0 to the logarithm of their length.
    public static func random(
        states: Int,
        symbols: Int,
        transitionEntropy: Double,
        emissionEntropy: Double,
        using random: inout RandomStream
    ) -> HiddenMarkovSource {
        let transition = (0..<states).map { _ in tempered(dirichlet(states, &random), to: transitionEntropy) }
        let emission = (0..<states).map { _ in tempered(dirichlet(symbols, &random), to: emissionEntropy) }
        return checked(dirichlet(states, &random), transition, emission)
    }

    /// A chain that forgets at a known rate: A = λ I + (1 − λ) 1 πᵀ has π as its stationary law and λ as its second eigenvalue.
    public static func mixing(
        states: Int,
        symbols: Int,
        secondEigenvalue: Double,
        emissionEntropy: Double,
        using random: inout RandomStream
    ) -> HiddenMarkovSource {
        let stationary = dirichlet(states, &random)
        let transition = (0..<states).map { state in
            stationary.indices.map { (1 - secondEigenvalue) * stationary[$0] + ($0 == state ? secondEigenvalue : 0) }
        }
        let emission = (0..<states).map { _ in tempered(dirichlet(symbols, &random), to: emissionEntropy) }
        return checked(stationary, transition, emission)
    }

    private static func checked(_ initial: [Double], _ transition: [[Double]], _ emission: [[Double]])
        -> HiddenMarkovSource
    {
        do { return try HiddenMarkovSource(initial: initial, transition: transition, emission: emission) } catch {
            preconditionFailure("rows made at random: \(error)")
        }
    }

    /// Evenly from the distributions over `count` things.
    private static func dirichlet(_ count: Int, _ random: inout RandomStream) -> [Double] {
        let weights = (0..<count).map { _ in -log(1 - random.uniform()) + 1e-12 }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    /// p^β, normalised, with the β ≥ 0 that gives the entropy.
    private static func tempered(_ row: [Double], to target: Double) -> [Double] {
        func power(_ beta: Double) -> [Double] {
            let logs = row.map { beta * log($0) }
            let greatest = logs.max() ?? 0
            let weights = logs.map { exp($0 - greatest) }
            let sum = weights.reduce(0, +)
            return weights.map { $0 / sum }
        }
        var (low, high) = (0.0, 1.0)
        while entropy(power(high)) > target, high < 1e6 { high *= 2 }
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if entropy(power(middle)) > target { low = middle } else { high = middle }
        }
        return power(high)
    }
}

/// Numbers that make no hidden Markov chain.
public enum HiddenMarkovError: Error, Equatable, CustomStringConvertible {
    case shapes(initial: Int, transition: Int, emission: Int)
    case noDistribution(place: String, count: Int, found: Int, sum: Double)
    case symbolOutside(symbol: Int, place: Int, symbols: Int)

    public var description: String {
        switch self {
        case .shapes(let initial, let transition, let emission):
            "\(initial) initial probabilities, \(transition) rows of transitions and \(emission) of emissions; expected "
                + "the same number of each, one for a state"
        case .noDistribution(let place, let count, let found, let sum):
            "\(place) has \(found) numbers with the sum \(sum); expected \(count) that are not negative, with the sum 1"
        case .symbolOutside(let symbol, let place, let symbols):
            "the symbol \(symbol) at place \(place) is outside of 0 ..< \(symbols)"
        }
    }
}
