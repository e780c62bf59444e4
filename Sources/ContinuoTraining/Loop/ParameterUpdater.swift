import ContinuoBackbones
import ContinuoTensor

/// What every training loop does with gradients: bounds them, then hands them to the optimiser at the schedule's rate.
///
/// The order is fixed: clipping comes before the optimiser's moments see anything.
public final class ParameterUpdater {
    public let parameters: [NamedParameter]
    public let clip: GradientClip
    public let schedule: LearningRateSchedule
    let configuration: OptimiserConfiguration
    let optimiser: any Optimiser

    /// - Parameter parameters: what is trained, all float32.
    public init(
        _ parameters: [NamedParameter],
        _ optimiser: OptimiserConfiguration,
        schedule: LearningRateSchedule,
        clip: GradientClip
    ) {
        self.parameters = parameters
        self.clip = clip
        self.schedule = schedule
        configuration = optimiser
        self.optimiser = optimiser.makeOptimiser(parameters)
    }

    /// One update. Parts of `gradients` may be changed in place.
    /// - Parameters:
    ///   - gradients: one for each parameter.
    ///   - step: number of this update, from 1.
    ///   - progress: share of the run that is done.
    ///   - frozen: which parameters stay as they are; their gradients do not count.
    ///   - hook: sees the gradients between clipping and the optimiser.
    /// - Returns: the learning rate, and what clipping did; nothing has changed where the norm is not finite.
    /// - Throws: `TrainingError.notFinite`.
    @discardableResult
    public func update(
        _ gradients: [Tensor],
        step: Int,
        progress: Double,
        frozen: [Bool]? = nil,
        hook: (([NamedParameter], [Tensor]) -> Void)? = nil
    ) throws -> (rate: Double, clipping: GradientClip.Report) {
        let active = parameters.indices.filter { frozen?[$0] != true }
        let (scales, report) = clip.apply(active.map { parameters[$0] }, active.map { gradients[$0] })
        guard report.norm.isFinite else {
            throw TrainingError.notFinite(what: "the gradient", step: step, lastCheckpoint: nil)
        }
        hook?(parameters, gradients)
        let rate = configuration.learningRate * schedule.factor(step: step, progress: progress)
        var all = [Float](repeating: 0, count: parameters.count)
        for (index, scale) in zip(active, scales) { all[index] = scale }
        // Optimisers change every parameter (weight decay, moments); what is frozen is put back.
        let kept = parameters.indices.filter { frozen?[$0] == true }.map { ($0, parameters[$0].tensor.copy()) }
        optimiser.update(gradients: gradients, scales: all, rate: rate, step: step)
        for (index, tensor) in kept { parameters[index].tensor.assign(tensor) }
        return (rate, report)
    }
}
