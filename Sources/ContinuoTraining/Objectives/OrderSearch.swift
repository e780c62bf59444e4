import ContinuoTensor

/// In which order the elements of a target are learnt that has none of its own: the objective is max over orders π of
/// ln p(Y_π | X).
///
/// - Source: Vinyals, Bengio and Kudlur 2015, "Order Matters: Sequence to sequence for sets", §5.1.
public struct OrderSearch: Sendable, Equatable {
    public enum Rule: String, Sendable, CaseIterable, Codable {
        /// As the data have it.
        case given
        /// Drawn evenly.
        case random
        /// Drawn evenly at first, then that which the model itself prefers.
        case search
    }

    public var rule: Rule
    /// Steps in which `search` draws evenly.
    public var exploration = 1000
    /// Orders that may be chosen; all where nil.
    public var candidates: [[Int]]?

    /// Targets of at most so many elements are searched through whole.
    public static let greatestEnumeration = 6

    public init(_ rule: Rule, candidates: [[Int]]? = nil) { (self.rule, self.candidates) = (rule, candidates) }

    /// The order of the elements 0 ..< `count` of one target at a step of training.
    /// - Parameters:
    ///   - logProbabilities: ln p of the target in each of some orders.
    ///   - next: the model's probability of each element to come next behind a beginning; asked where there are too many
    ///     orders to look at all.
    public func order(
        of count: Int,
        step: Int,
        using random: inout RandomStream,
        logProbabilities: ([[Int]]) throws -> [Double],
        next: ([Int]) throws -> [Double]
    ) rethrows -> [Int] {
        switch rule {
        case .given: return Array(0..<count)
        case .random: return even(count, using: &random)
        case .search:
            if step < exploration { return even(count, using: &random) }
            if let orders = candidates ?? (count <= Self.greatestEnumeration ? Self.orders(of: count) : nil) {
                return try Self.best(orders, logProbabilities)
            }
            return try Self.sampled(count, using: &random, next: next)
        }
    }

    private func even(_ count: Int, using random: inout RandomStream) -> [Int] {
        guard let candidates else { return random.permutation(count) }
        return candidates[random.integer(below: candidates.count)]
    }

    /// The first of the orders with the greatest ln p.
    public static func best(_ orders: [[Int]], _ logProbabilities: ([[Int]]) throws -> [Double]) rethrows -> [Int] {
        let scores = try logProbabilities(orders)
        return orders[scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }]
    }

    /// An order drawn element by element, each of those that are left in proportion to the model's probability of it.
    public static func sampled(
        _ count: Int,
        using random: inout RandomStream,
        next: ([Int]) throws -> [Double]
    ) rethrows -> [Int] {
        var order: [Int] = []
        var left = Array(0..<count)
        while !left.isEmpty {
            let weights = try next(order)
            let chosen = random.categorical(left.map { max(weights[$0], 1e-30) })
            order.append(left.remove(at: chosen))
        }
        return order
    }

    /// All orders of 0 ..< `count`, each beginning's continuations in their order.
    public static func orders(of count: Int) -> [[Int]] {
        (0..<count).reduce([[]]) { orders, _ in
            orders.flatMap { order in (0..<count).filter { !order.contains($0) }.map { order + [$0] } }
        }
    }
}
