/// Sums over a path whose smoothed expectation is wanted: Σ_t h_t(x_{t−1}, x_t), each term with `count` numbers.
public struct AdditiveFunctional<State>: Sendable {
    /// Adds the term of a time: the state before (nil at time 0), the state, the time, where to add.
    public typealias Term = @Sendable (State?, State, Int, UnsafeMutablePointer<Double>) -> Void

    public let count: Int
    let add: Term
    /// How many of the leading numbers may differ from 0 after a time.
    let reach: @Sendable (Int) -> Int

    /// - Parameters:
    ///   - count: numbers of a term.
    ///   - add: see `Term`.
    public init(count: Int, add: @escaping Term) {
        self.init(count: count, reach: { _ in count }, add: add)
    }

    private init(count: Int, reach: @escaping @Sendable (Int) -> Int, add: @escaping Term) {
        self.count = count
        self.reach = reach
        self.add = add
    }

    /// The sum of one number.
    public static func sum(_ term: @escaping @Sendable (State?, State, Int) -> Double) -> AdditiveFunctional {
        AdditiveFunctional(count: 1) { before, state, time, sums in sums[0] += term(before, state, time) }
    }

    /// Numbers of every state by itself, `count` for each of `length` times: the marginal laws along the path.
    public static func marginals(
        length: Int,
        count: Int,
        _ values: @escaping @Sendable (State, UnsafeMutablePointer<Double>) -> Void
    ) -> AdditiveFunctional {
        AdditiveFunctional(count: length * count, reach: { ($0 + 1) * count }) { _, state, time, sums in
            values(state, sums + time * count)
        }
    }

    /// The sums over one path.
    public func value(of path: [State]) -> [Double] {
        var sums = [Double](repeating: 0, count: count)
        sums.withUnsafeMutableBufferPointer { sums in
            guard let start = sums.baseAddress else { return }
            for (time, state) in path.enumerated() { add(time == 0 ? nil : path[time - 1], state, time, start) }
        }
        return sums
    }
}
