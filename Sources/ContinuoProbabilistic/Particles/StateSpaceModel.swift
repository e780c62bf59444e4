import ContinuoTensor

/// A hidden Markov process with a general state, seen through potentials: X_0 ~ χ, X_{t+1} ~ m_t(X_t, ·), and g_t(X_t), the
/// density of what was observed at t.
///
/// A model is given as samplers and log-densities; `ClosureModel` makes one of closures. The two last requirements have
/// implementations: they are requirements so that each model of this module has sweeps that are compiled for its state.
public protocol StateSpaceModel<State>: Sendable {
    associatedtype State: Sendable

    /// Number of times, at least 1.
    var length: Int { get }

    /// A draw from χ.
    func drawInitial(using random: inout RandomStream) -> State

    /// A draw from m_t(state, ·), the law of the state at `time + 1`.
    func drawNext(after state: State, at time: Int, using random: inout RandomStream) -> State

    /// ln m_t(state, next).
    func logTransition(_ state: State, _ next: State, at time: Int) -> Double

    /// A number that ln m_t never exceeds; nil where none is known, and backward draws are then exact from the start.
    func logTransitionBound(at time: Int) -> Double?

    /// ln g_t(state).
    func logPotential(_ state: State, at time: Int) -> Double

    /// One sweep of particles; see `ParisSmoother` and `ParisianGibbs`, which call it.
    func sweep(
        _ settings: ParticleSettings,
        _ functional: AdditiveFunctional<State>,
        frozen: [State]?,
        _ random: RandomStream
    ) -> ParticleSweep<State>

    /// Paths drawn backwards through one run of a filter; see `BackwardSimulation`, which calls it.
    func backwardPaths(
        _ count: Int,
        _ settings: ParticleSettings,
        frozen: [State]?,
        _ random: RandomStream
    ) -> (paths: [[State]], logLikelihood: Double)
}

extension StateSpaceModel {
    public func sweep(
        _ settings: ParticleSettings,
        _ functional: AdditiveFunctional<State>,
        frozen: [State]?,
        _ random: RandomStream
    ) -> ParticleSweep<State> {
        ParisRecursion(self, settings, functional).run(frozen, random)
    }

    public func backwardPaths(
        _ count: Int,
        _ settings: ParticleSettings,
        frozen: [State]?,
        _ random: RandomStream
    ) -> (paths: [[State]], logLikelihood: Double) {
        FilterHistory(self, settings, frozen, random).paths(count, random.split("backward"))
    }

    /// States drawn from the process itself, whatever was observed.
    public func drawPath(using random: inout RandomStream) -> [State] {
        var path = [drawInitial(using: &random)]
        for time in 0..<(length - 1) { path.append(drawNext(after: path[time], at: time, using: &random)) }
        return path
    }
}

/// A model given by closures.
public struct ClosureModel<State: Sendable>: StateSpaceModel {
    public let length: Int
    private let initial: @Sendable (inout RandomStream) -> State
    private let next: @Sendable (State, Int, inout RandomStream) -> State
    private let transition: @Sendable (State, State, Int) -> Double
    private let bound: (@Sendable (Int) -> Double)?
    private let potential: @Sendable (State, Int) -> Double

    /// - Parameters:
    ///   - length: number of times.
    ///   - initial: draws the first state.
    ///   - next: draws the state after one at a time.
    ///   - transition: ln density of a state after one at a time.
    ///   - bound: what `transition` never exceeds, by time.
    ///   - potential: ln density of what was observed at a time in a state.
    public init(
        length: Int,
        initial: @escaping @Sendable (inout RandomStream) -> State,
        next: @escaping @Sendable (State, Int, inout RandomStream) -> State,
        transition: @escaping @Sendable (State, State, Int) -> Double,
        bound: (@Sendable (Int) -> Double)? = nil,
        potential: @escaping @Sendable (State, Int) -> Double
    ) {
        precondition(length > 0, "a model of \(length) times")
        self.length = length
        self.initial = initial
        self.next = next
        self.transition = transition
        self.bound = bound
        self.potential = potential
    }

    public func drawInitial(using random: inout RandomStream) -> State { initial(&random) }

    public func drawNext(after state: State, at time: Int, using random: inout RandomStream) -> State {
        next(state, time, &random)
    }

    public func logTransition(_ state: State, _ next: State, at time: Int) -> Double { transition(state, next, time) }

    public func logTransitionBound(at time: Int) -> Double? { bound?(time) }

    public func logPotential(_ state: State, at time: Int) -> Double { potential(state, time) }
}
