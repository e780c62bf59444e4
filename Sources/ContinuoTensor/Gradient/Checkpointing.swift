/// Gradient checkpointing (Chen et al. 2016): runs `body` without recording and repeats it during the backward pass, so
/// that only its inputs are kept, at the price of a second forward pass.
///
/// - Parameters:
///   - inputs: the tensors that `body` is called with.
///   - parameters: leaves that `body` reads from elsewhere, such as a block's weights.
///   - body: a pure function: it must give the same results when it is run again.
public func checkpointed(
    _ inputs: [Tensor],
    parameters: [Tensor] = [],
    _ body: @escaping ([Tensor]) -> [Tensor]
) -> [Tensor] {
    guard Tensor.isRecording(inputs + parameters) else { return body(inputs) }
    let constants = inputs.map(\.detached)
    let wanted = inputs.map(\.isTracked)
    let outputs = withoutGradients { body(constants) }
    return Tensor.record(outputs, inputs: inputs + parameters) { outputGradients in
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
            guard let total else { return (inputs + parameters).map { _ in nil } }
            let found = gradients(of: total, withRespectTo: leaves + parameters)
            return found.enumerated().map { $0 >= wanted.count || wanted[$0] ? $1 : nil }
        }
    }
}

/// Σ x · w for a constant w, without computing it: only its gradient matters here.
private func weightedSum(_ x: Tensor, _ weights: Tensor) -> Tensor {
    Tensor.zeros([], x.elementType).recorded(from: x) { _ in [weights] }
}
