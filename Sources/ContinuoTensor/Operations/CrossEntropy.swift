import CKernels

/// What cross-entropy compares with: a target id for each row, with options.
public struct CrossEntropyTarget: Sendable {
    /// Int32 `[rows]`; negative ids are left out.
    public var ids: Tensor
    /// Weight of each row `[rows]`; 1 where nil.
    public var weights: Tensor?
    /// Label smoothing θ: the target distribution is (1 − θ) onehot + θ prior (Szegedy et al. 2016).
    public var smoothing: Double
    /// Prior `[classes]` that sums to 1; uniform where nil.
    public var prior: Tensor?

    public init(_ ids: Tensor, weights: Tensor? = nil, smoothing: Double = 0, prior: Tensor? = nil) {
        precondition(ids.elementType == .int32, "target ids must be int32")
        self.ids = ids.reshaped([ids.count])
        self.weights = weights.map { $0.reshaped([$0.count]) }
        self.smoothing = smoothing
        self.prior = prior
        if let weights { precondition(weights.count == ids.count, "\(weights.count) weights for \(ids.count) targets") }
    }
}

/// Cross-entropy of `softmax(hidden Wᵀ + b)` against target ids, without ever holding all logits.
///
/// Rows are handled in blocks: the logits of a block are computed, turned into losses and at once into gradients, and
/// dropped. So memory is one block of logits, and the backward pass has nothing left to do but scale.
///
/// - Parameters:
///   - hidden: `[rows…, width]`.
///   - weight: `[classes, width]`; the tied embedding or an output matrix.
///   - bias: `[classes]` or nil.
///   - softCap: c where logits are c · tanh(hidden Wᵀ / c) + b; 0 where they are not bounded.
/// - Returns: the sum over rows of weight × loss, in nats (a scalar), and each row's unweighted loss `[rows]` (a constant).
public func linearCrossEntropy(
    _ hidden: Tensor,
    weight: Tensor,
    bias: Tensor? = nil,
    softCap: Double = 0,
    _ target: CrossEntropyTarget
) -> (sum: Tensor, losses: Tensor) {
    if weight.elementType != .packed { hidden.requireSameType(weight, "linearCrossEntropy") }
    let width = hidden.size(-1)
    precondition(
        weight.rank == 2 && weight.shape[1] == width,
        "linearCrossEntropy: hidden \(hidden.shape) does not fit weight \(weight.shape) [classes, width]"
    )
    let rows = hidden.count / Swift.max(width, 1)
    precondition(target.ids.count == rows, "\(target.ids.count) targets for \(rows) rows of \(hidden.shape)")
    let classes = weight.shape[0]
    checkTargets(target.ids, classes: classes)
    let inputs = [hidden, weight] + (bias.map { [$0] } ?? [])
    let recording = Tensor.isRecording(inputs)
    let type = hidden.elementType
    let losses = Tensor(uninitialised: [rows], type)
    let flat = hidden.detached.reshaped([rows, width])
    let hiddenGradient = recording ? Tensor(uninitialised: [rows, width], type) : nil
    let weightGradient = recording && weight.isTracked ? Tensor.zeros(weight.shape, type) : nil
    let biasGradient = recording && bias?.isTracked == true ? Tensor.zeros([classes], type) : nil
    let block = Swift.max(64, Swift.min(rows, (1 << 20) / Swift.max(classes, 1)))
    for start in stride(from: 0, to: rows, by: block) {
        let range = start..<Swift.min(start + block, rows)
        let part = flat.sliced(range)
        let scores = withoutGradients { linear(part, weight: weight, bias: softCap > 0 ? nil : bias) }
        let bent = softCap > 0 ? withoutGradients { tanh(scores / softCap) } : nil
        var logits = scores
        if let bent { logits = withoutGradients { bias.map { bent * softCap + $0 } ?? bent * softCap } }
        crossEntropyRows(logits, target, range, losses: losses, makeGradient: recording)
        // From here on logits hold gradients: of the bias at once, of the product after the bound's slope.
        if let biasGradient {
            biasGradient.assign(biasGradient.adding(logits.sum(axis: 0)))
        }
        if let bent, recording { logits = withoutGradients { logits * (1 - bent.squared()) } }
        if let hiddenGradient {
            precondition(weight.elementType != .packed, Tensor.noArithmetic)
            gemm(
                false,
                false,
                range.count,
                width,
                classes,
                logits,
                weight,
                into: hiddenGradient.sliced(range)
            )
        }
        if let weightGradient {
            gemm(true, false, classes, width, range.count, logits, part, into: weightGradient, accumulate: true)
        }
    }
    let sum = withoutGradients { (target.weights.map { losses * $0 } ?? losses).sum() }
    guard recording else { return (sum, losses) }
    let shape = hidden.shape
    let recorded = Tensor.record([sum], inputs: inputs) { gradients in
        let scale = gradients[0]!.item
        return [hiddenGradient!.reshaped(shape) * scale, weightGradient.map { $0 * scale }]
            + (bias == nil ? [] : [biasGradient.map { $0 * scale }])
    }[0]
    return (recorded, losses)
}

/// Cross-entropy of logits `[rows…, classes]` against target ids: the sum of weight × loss, and each row's loss.
public func crossEntropy(_ logits: Tensor, _ target: CrossEntropyTarget) -> (sum: Tensor, losses: Tensor) {
    let classes = logits.size(-1)
    let rows = logits.count / Swift.max(classes, 1)
    precondition(target.ids.count == rows, "\(target.ids.count) targets for \(rows) rows of \(logits.shape)")
    checkTargets(target.ids, classes: classes)
    let recording = Tensor.isRecording([logits])
    let losses = Tensor(uninitialised: [rows], logits.elementType)
    let work = recording ? logits.copy() : logits.detached
    crossEntropyRows(work, target, 0..<rows, losses: losses, makeGradient: recording)
    let sum = withoutGradients { (target.weights.map { losses * $0 } ?? losses).sum() }
    return (sum.recorded(from: logits) { [work * $0.item] }, losses)
}

private func crossEntropyRows(
    _ logits: Tensor,
    _ target: CrossEntropyTarget,
    _ range: Range<Int>,
    losses: Tensor,
    makeGradient: Bool
) {
    let classes = logits.size(-1)
    let ids = target.ids.int32 + range.lowerBound
    let flag: Int32 = makeGradient ? 1 : 0
    switch logits.elementType {
    case .float32:
        ck_cross_entropy_f32(
            logits.float,
            ids,
            target.weights.map { $0.float + range.lowerBound },
            target.prior?.float,
            Float(target.smoothing),
            losses.float + range.lowerBound,
            range.count,
            classes,
            flag
        )
    default:
        ck_cross_entropy_f64(
            logits.double,
            ids,
            target.weights.map { $0.double + range.lowerBound },
            target.prior?.double,
            target.smoothing,
            losses.double + range.lowerBound,
            range.count,
            classes,
            flag
        )
    }
}

private func checkTargets(_ ids: Tensor, classes: Int) {
    for position in 0..<ids.count {
        precondition(ids.int32[position] < classes, "target id \(ids.int32[position]) is outside of 0 ..< \(classes)")
    }
}
