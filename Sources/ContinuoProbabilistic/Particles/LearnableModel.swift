/// A state-space model with parameters that can be learnt. θ has no bounds: scales are kept as logarithms, a coefficient
/// between −1 and 1 as its inverse hyperbolic tangent.
public protocol LearnableModel<State>: StateSpaceModel {
    /// Names of the parameters as people give them, in the order of `parameters`.
    static var parameterNames: [String] { get }

    /// The parameters as people give them.
    var parameters: [Double] { get }

    /// The same parameters without bounds.
    var unbounded: [Double] { get }

    /// The model of other parameters, given without bounds, with the same observations.
    func with(unbounded: [Double]) -> Self

    /// Adds the gradient by the unbounded parameters of ln m(before, state) + ln g_time(state); of ln χ(state) + ln g_0(state)
    /// where there is none before.
    func addScore(_ before: State?, _ state: State, at time: Int, to gradient: UnsafeMutablePointer<Double>)
}

extension LearnableModel {
    /// The sum whose smoothed expectation is the gradient of ln p(observations) (Fisher's identity).
    public var score: AdditiveFunctional<State> {
        AdditiveFunctional(count: Self.parameterNames.count) { before, state, time, gradient in
            addScore(before, state, at: time, to: gradient)
        }
    }
}
