/// Gradient checkpointing (Chen et al. 2016): runs `body` without recording and repeats it during the backward pass, so
/// that only its inputs are kept, at the price of a second forward pass.
///
/// - Parameters:
///   - inputs: every tracked tensor that `body` reads, parameters included.
///   - body: a pure function of `inputs`: it must give the same result when it is run again.
public func checkpointed(_ inputs: [Tensor], _ body: @escaping ([Tensor]) -> [Tensor]) -> [Tensor] {
    guard Tensor.isRecording(inputs) else { return body(inputs) }
    let constants = inputs.map(\.detached)
    let wanted = inputs.map(\.isTracked)
    let outputs = withoutGradients { body(constants) }
    return Tensor.record(outputs, inputs: inputs) { outputGradients in
        GradientRecording.$isEnabled.withValue(true) {
            let leaves = zip(constants, wanted).map { $1 ? $0.tracked() : $0 }
            let results = body(leaves)
            // One scalar whose gradient is what arrives from above: Σ results · gradients.
            var total: Tensor?
            for (result, gradient) in zip(results, outputGradients) {
                guard let gradient, result.isTracked else { continue }
                let part = weightedSum(result, gradient)
                total = total.map { $0 + part } ?? part
            }
            guard let total else { return inputs.map { _ in nil } }
            let found = gradients(of: total, withRespectTo: leaves)
            return zip(found, wanted).map { $1 ? $0 : nil }
        }
    }
}

/// Σ x · w for a constant w, without computing it: only its gradient matters here.
private func weightedSum(_ x: Tensor, _ weights: Tensor) -> Tensor {
    Tensor.zeros([], x.elementType).recorded(from: x) { _ in [weights] }
}
