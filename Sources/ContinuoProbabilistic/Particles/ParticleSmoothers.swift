import ContinuoTensor

/// Smoothed expectations of sums over a path, estimated by particles.
public protocol ParticleSmoother: Sendable {
    /// - Parameter start: the path that a conditional sweep begins with; nil takes one of an unconditional run.
    /// - Returns: the estimate, and the path that a further call goes on from.
    func estimate<Model: StateSpaceModel>(
        _ functional: AdditiveFunctional<Model.State>,
        of model: Model,
        from start: [Model.State]?,
        _ random: RandomStream
    ) -> (estimate: [Double], path: [Model.State])
}

/// PaRIS: one sweep with backward draws (Olsson & Westerborn 2017). Its bias falls like 1 / N.
public struct ParisSmoother: ParticleSmoother {
    public var settings: ParticleSettings

    public init(_ settings: ParticleSettings) { self.settings = settings }

    public func estimate<Model: StateSpaceModel>(
        _ functional: AdditiveFunctional<Model.State>,
        of model: Model,
        from start: [Model.State]?,
        _ random: RandomStream
    ) -> (estimate: [Double], path: [Model.State]) {
        let sweep = model.sweep(settings, functional, frozen: nil, random)
        return (sweep.estimate, sweep.path)
    }
}

/// Parisian particle Gibbs: conditional PaRIS sweeps, each around the path that the one before drew; the estimate is the mean
/// over the sweeps after a burn-in, and its bias falls geometrically with it (Cardoso et al. 2023).
public struct ParisianGibbs: ParticleSmoother {
    public var settings: ParticleSettings
    /// k.
    public var sweeps: Int
    /// k₀: sweeps that the mean leaves out.
    public var burnIn: Int

    /// Where the frozen path of the first sweep comes from when none is given.
    public enum FirstPath: Sendable {
        /// Drawn backwards through a filter of as many particles: nearly right at once.
        case filter
        /// Drawn from the model, which has not seen the observations.
        case prior
    }

    public var firstPath = FirstPath.filter

    /// - Precondition: at least one sweep is left after the burn-in.
    public init(_ settings: ParticleSettings, sweeps: Int, burnIn: Int) {
        precondition((0..<sweeps).contains(burnIn), "\(burnIn) of \(sweeps) sweeps are left out")
        (self.settings, self.sweeps, self.burnIn) = (settings, sweeps, burnIn)
    }

    public func estimate<Model: StateSpaceModel>(
        _ functional: AdditiveFunctional<Model.State>,
        of model: Model,
        from start: [Model.State]?,
        _ random: RandomStream
    ) -> (estimate: [Double], path: [Model.State]) {
        let found = run(functional, of: model, from: start, random)
        return (mean(found.sweeps[burnIn...], count: functional.count), found.path)
    }

    private func start<Model: StateSpaceModel>(of model: Model, _ random: RandomStream) -> [Model.State] {
        switch firstPath {
        case .filter: return model.backwardPaths(1, settings, frozen: nil, random).paths[0]
        case .prior:
            var random = random
            return model.drawPath(using: &random)
        }
    }

    /// The estimate of each sweep, and the last path.
    public func run<Model: StateSpaceModel>(
        _ functional: AdditiveFunctional<Model.State>,
        of model: Model,
        from start: [Model.State]?,
        _ random: RandomStream
    ) -> (sweeps: [[Double]], path: [Model.State]) {
        var path = start ?? self.start(of: model, random.split("first"))
        var estimates: [[Double]] = []
        for sweep in 0..<sweeps {
            let found = model.sweep(settings, functional, frozen: path, random.split(sweep))
            estimates.append(found.estimate)
            path = found.path
        }
        return (estimates, path)
    }
}

/// Forward filtering, backward simulation: the mean over as many backward paths as there are particles (Godsill et al. 2004).
public struct BackwardSimulation: ParticleSmoother {
    public var settings: ParticleSettings

    public init(_ settings: ParticleSettings) { self.settings = settings }

    public func estimate<Model: StateSpaceModel>(
        _ functional: AdditiveFunctional<Model.State>,
        of model: Model,
        from start: [Model.State]?,
        _ random: RandomStream
    ) -> (estimate: [Double], path: [Model.State]) {
        let paths = model.backwardPaths(settings.particles, settings, frozen: nil, random).paths
        return (mean(paths.map { functional.value(of: $0) }[...], count: functional.count), paths[0])
    }
}

/// Particle Gibbs with backward sampling: each sweep draws one path, the estimate is the mean of the paths' own sums (Andrieu
/// et al. 2010; Whiteley 2010).
public struct ParticleGibbs: ParticleSmoother {
    public var settings: ParticleSettings
    public var sweeps: Int
    public var burnIn: Int

    /// - Precondition: at least one sweep is left after the burn-in.
    public init(_ settings: ParticleSettings, sweeps: Int, burnIn: Int) {
        precondition((0..<sweeps).contains(burnIn), "\(burnIn) of \(sweeps) sweeps are left out")
        (self.settings, self.sweeps, self.burnIn) = (settings, sweeps, burnIn)
    }

    public func estimate<Model: StateSpaceModel>(
        _ functional: AdditiveFunctional<Model.State>,
        of model: Model,
        from start: [Model.State]?,
        _ random: RandomStream
    ) -> (estimate: [Double], path: [Model.State]) {
        var path = start ?? model.backwardPaths(1, settings, frozen: nil, random.split("first")).paths[0]
        var values: [[Double]] = []
        for sweep in 0..<sweeps {
            path = model.backwardPaths(1, settings, frozen: path, random.split(sweep)).paths[0]
            values.append(functional.value(of: path))
        }
        return (mean(values[burnIn...], count: functional.count), path)
    }
}

private func mean(_ values: ArraySlice<[Double]>, count: Int) -> [Double] {
    (0..<count).map { place in values.reduce(0) { $0 + $1[place] } / Double(values.count) }
}

extension ParticleSmoother {
    /// Independent repetitions on all threads, with the same results for every number of them: their estimates, `[replicates][count]`.
    public func replicates<Model: StateSpaceModel>(
        _ count: Int,
        _ functional: AdditiveFunctional<Model.State>,
        of model: Model,
        _ random: RandomStream
    ) -> [[Double]] {
        parallelMap(count) { estimate(functional, of: model, from: nil, random.split($0)).estimate }
    }
}
