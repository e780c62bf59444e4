import ContinuoTensor
import Foundation

/// Ascent along smoothed scores, θ ← θ + γ_ℓ E[Σ_t s_θ(x_{t−1}, x_t)].
///
/// With a model of θ and its own score this is maximum likelihood by Fisher's identity; with a fixed model and the score of a
/// family of Markov laws it is Markov score climbing, which minimises the inclusive divergence of the posterior from that
/// family (Naesseth et al. 2020). Conditional smoothers go on from the path of the update before.
public struct ScoreLearning: Sendable, Equatable {
    /// How gradients become steps.
    public enum Rule: String, Sendable, CaseIterable {
        /// γ_ℓ times the gradient over the length of the series.
        case plain
        /// By running moments of the gradient (Kingma & Ba 2015).
        case adam
    }

    public var updates = 100
    /// γ of the first update.
    public var rate = 0.1
    /// γ_ℓ = rate · ℓ^−decay, counted from 1.
    public var decay = 0.5
    public var rule = Rule.adam
    /// Places of θ that are learnt; nil for all.
    public var free: Set<Int>?

    public init() {}

    /// Maximum likelihood.
    /// - Parameter observe: told the number of updates and θ after each; false ends the run.
    /// - Returns: the model of the last θ.
    public func fit<Model: LearnableModel>(
        _ model: Model,
        by smoother: some ParticleSmoother,
        _ random: RandomStream,
        observe: (Int, Model) -> Bool = { _, _ in true }
    ) -> Model {
        let theta = climb(
            from: model.unbounded,
            length: model.length,
            by: smoother,
            random,
            observe: { observe($0, model.with(unbounded: $1)) },
            target: { theta in
                let current = model.with(unbounded: theta)
                return (current, current.score)
            }
        )
        return model.with(unbounded: theta)
    }

    /// Any ascent of this kind.
    /// - Parameters:
    ///   - length: gradients are divided by it.
    ///   - target: the model and the score for a θ; the score has as many numbers as θ.
    public func climb<Model: StateSpaceModel>(
        from start: [Double],
        length: Int,
        by smoother: some ParticleSmoother,
        _ random: RandomStream,
        observe: (Int, [Double]) -> Bool = { _, _ in true },
        target: ([Double]) -> (model: Model, score: AdditiveFunctional<Model.State>)
    ) -> [Double] {
        var theta = start
        var path: [Model.State]?
        var (first, second) = (theta.map { _ in 0.0 }, theta.map { _ in 0.0 })
        for update in 1...max(updates, 1) {
            let (model, score) = target(theta)
            let found = smoother.estimate(score, of: model, from: path, random.split(update))
            path = found.path
            let step = rate * pow(Double(update), -decay)
            for place in theta.indices where free?.contains(place) ?? true {
                let gradient = found.estimate[place] / Double(length)
                guard gradient.isFinite else { continue }
                switch rule {
                case .plain: theta[place] += step * gradient
                case .adam:
                    first[place] = 0.9 * first[place] + 0.1 * gradient
                    second[place] = 0.99 * second[place] + 0.01 * gradient * gradient
                    let mean = first[place] / (1 - pow(0.9, Double(update)))
                    let size = (second[place] / (1 - pow(0.99, Double(update)))).squareRoot()
                    theta[place] += step * mean / (size + 1e-8)
                }
            }
            guard observe(update, theta) else { break }
        }
        return theta
    }
}
