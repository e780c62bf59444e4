import ContinuoTensor

/// Variables that hang on one: the root takes its states at random, each other variable depends on the root alone.
///
/// In an order that begins with the root each variable's law is one row of a table; in one that ends with it each depends on
/// all before.
///
/// - Source: Vinyals, Bengio and Kudlur 2015, "Order Matters: Sequence to sequence for sets", §5.
public struct StarGraph: Sendable, Equatable {
    /// Number of variables, the root (variable 0) included.
    public let variables: Int
    public let states: Int
    /// The root's law.
    public let root: [Double]
    /// `[variables − 1][states][states]`: each variable's law given the root.
    public let links: [[[Double]]]

    /// Laws drawn at random; a link's rows put about `certainty` on one state.
    public init(variables: Int, states: Int, certainty: Double = 0.8, using random: inout RandomStream) {
        precondition(variables >= 2 && states >= 2 && (0...1).contains(certainty), "a star of \(variables) variables")
        func law(_ favoured: Int?, _ random: inout RandomStream) -> [Double] {
            let rest = (0..<states).map { _ in 0.1 + random.uniform() }
            let sum = rest.reduce(0, +)
            let share = favoured == nil ? 0 : certainty
            return rest.indices.map { (1 - share) * rest[$0] / sum + ($0 == favoured ? share : 0) }
        }
        (self.variables, self.states) = (variables, states)
        root = law(nil, &random)
        var links: [[[Double]]] = []
        for _ in 1..<variables {
            var rows: [[Double]] = []
            for favoured in random.permutation(states) { rows.append(law(favoured, &random)) }
            links.append(rows)
        }
        self.links = links
    }

    /// The states of all variables.
    public func draw(using random: inout RandomStream) -> [Int] {
        let centre = random.categorical(root)
        return [centre] + links.map { random.categorical($0[centre]) }
    }

    /// p of the states of all variables.
    public func probability(_ values: [Int]) -> Double {
        links.indices.reduce(root[values[0]]) { $0 * links[$1][values[0]][values[$1 + 1]] }
    }
}
