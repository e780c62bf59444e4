import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import Foundation

/// What a validation measured.
public struct ValidationReport: Sendable, Codable {
    /// Updates done when it was measured.
    public var step: Int
    /// Nats per token.
    public var loss: Double
    /// Nats over all read tokens, per byte of text, in bits.
    public var bitsPerByte: Double
    /// `exact`, `bound` or `pseudo`.
    public var kind: String
    /// Whether it is the best so far.
    public var isBest: Bool
}

extension Trainer {
    /// Whether there is anything to validate on.
    public var canValidate: Bool { validation != nil }

    /// Measures the objective, without smoothing or dropout, on held-out windows.
    public func validate() throws -> ValidationReport? {
        guard let validation else { return nil }
        let length = Swift.min(configuration.context, validation.count - 1)
        let batchSize = Swift.min(configuration.batchSize, Swift.max((validation.count - 1) / length, 1))
        let sampler = try WindowSampler(validation, length: length, batchSize: batchSize, order: .sequential)
        let windows = Swift.min(sampler.windowCount, Swift.max(configuration.validationWindows, batchSize))
        var sum = 0.0
        var count = 0.0
        try withEvaluationParameters {
            try withoutGradients {
                for index in 0..<Swift.max(windows / batchSize, 1) {
                    let random = RandomStream(seed: configuration.seed).split("validation").split(index)
                    let options = ObjectiveOptions(random: random, isTraining: false)
                    let loss = try process.loss(backbone, batch(of: sampler, at: index), options)
                    sum += loss.sum.item
                    count += loss.count
                }
            }
        }
        let mean = sum / Swift.max(count, 1)
        let tokensPerByte = Double(validation.count) / Double(Swift.max(validation.textBytes, 1))
        let isBest = mean < bestValidation ?? .infinity
        if isBest {
            bestValidation = mean
            validationsWithoutImprovement = 0
            if configuration.patience != nil { rememberBest() }
        } else {
            validationsWithoutImprovement += 1
        }
        return ValidationReport(
            step: step,
            loss: mean,
            bitsPerByte: mean * tokensPerByte / log(2),
            kind: process.likelihood.rawValue,
            isBest: isBest
        )
    }

    private func rememberBest() {
        let current = averages.isEmpty ? parameters.map(\.tensor) : averages
        if bestParameters.isEmpty {
            bestParameters = current.map { $0.copy() }
        } else {
            for (best, tensor) in zip(bestParameters, current) { best.assign(tensor) }
        }
    }

    /// Whether early stopping asks for an end.
    var hasLostPatience: Bool {
        configuration.patience.map { validationsWithoutImprovement >= $0 } ?? false
    }

    /// Goes back to the parameters of the best validation, where early stopping kept them. A run that loses its patience does so
    /// by itself.
    public func restoreBest() {
        guard !bestParameters.isEmpty else { return }
        for (index, parameter) in parameters.enumerated() {
            parameter.tensor.assign(bestParameters[index])
            if !averages.isEmpty { averages[index].assign(bestParameters[index]) }
        }
    }
}
