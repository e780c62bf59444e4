/// Cross-entropy of logits against whole target distributions, in log space: `−Σ_k q_k ln softmax(x)_k` for each row.
///
/// The adjoint is `softmax(x) Σ_k q_k − q`. A target that is one-hot gives `crossEntropy` against the id.
///
/// - Parameters:
///   - logits: `[rows…, classes]`.
///   - distributions: `[rows, classes]`, or `[classes]` for the same one in every row; a constant. Rows need not sum to 1.
/// - Returns: the sum over rows in nats (a scalar), and each row's loss `[rows]` (a constant).
public func crossEntropy(_ logits: Tensor, distributions: Tensor) -> (sum: Tensor, losses: Tensor) {
    let classes = logits.size(-1)
    let rows = logits.count / Swift.max(classes, 1)
    precondition(
        distributions.shape == [rows, classes] || distributions.shape == [classes],
        "distributions \(distributions.shape) for logits \(logits.shape): expected [\(rows), \(classes)] or [\(classes)]"
    )
    let target = distributions.detached.cast(to: logits.elementType).broadcast(to: [rows, classes])
    let logProbabilities = withoutGradients { logSoftmax(logits.detached.reshaped([rows, classes])) }
    let losses = withoutGradients { (target * logProbabilities).sum(axis: 1) * -1 }
    let shape = logits.shape
    let sum = withoutGradients { losses.sum() }.recorded(from: logits) { gradient in
        let mass = target.sum(axis: 1, keepingAxis: true)
        return [((exp(logProbabilities) * mass - target) * gradient.item).reshaped(shape)]
    }
    return (sum, losses)
}
