import ContinuoBackbones
import ContinuoTensor

/// Fits modes to filters by gradient descent on the squared error in time: AdamW with a cosine from its peak rate.
///
/// - Source: Massaroli et al. 2023, "Laughing Hyena Distillery: Extracting Compact Recurrences From Convolutions", section 3.
public struct ModalRefinement: Sendable {
    /// Steps; 0 leaves the modes as they are.
    public var iterations = 0
    public var learningRate = 3e-4

    public init(iterations: Int = 0) { self.iterations = iterations }

    /// Changes the parameters of `modes` in place. Poles stay inside of the unit circle whatever happens.
    /// - Parameter kernel: the filters, Float32 `[channels, coefficients]`; their first coefficients are the direct terms and
    ///   are no part of the fit.
    /// - Returns: the squared error, summed over channels, before and after.
    @discardableResult
    public func refine(_ modes: ModalFilter, to kernel: Tensor) throws -> (before: Double, after: Double) {
        let parameters = modes.parameters.filter { $0.name != "direct" }
        let length = kernel.shape[1]
        func loss() -> Tensor { (modes.kernel(length) - kernel).squared().sum() }
        let before = withoutGradients { loss().item }
        guard iterations > 0 else { return (before, before) }
        var configuration = OptimiserConfiguration(.adamw, learningRate: learningRate)
        configuration.weightDecay = 0
        let updater = ParameterUpdater(
            parameters,
            configuration,
            schedule: LearningRateSchedule(.cosine, warmup: 0),
            clip: .none
        )
        var best = (loss: before, values: parameters.map { $0.tensor.copy() })
        for step in 0..<iterations {
            let current = loss()
            if current.item < best.loss { best = (current.item, parameters.map { $0.tensor.copy() }) }
            let found = gradients(of: current, withRespectTo: parameters.map(\.tensor))
            try updater.update(found, step: step + 1, progress: Double(step) / Double(iterations))
        }
        let after = withoutGradients { loss().item }
        guard after > best.loss else { return (before, after) }
        for (parameter, value) in zip(parameters, best.values) { parameter.tensor.assign(value) }
        return (before, best.loss)
    }
}
