import CKernels

/// Numbers that are added to attention's scores before the softmax: relative positions, distances in a tree or a table,
/// decays. Gradients flow to them.
///
/// - Source: Shaw, Uszkoreit, Vaswani 2018; Raffel et al. 2020 (one number for each head and distance); Press et al. 2022.
public struct AttentionBias: Sendable {
    /// What a bias is a function of.
    public enum Form: Sendable {
        /// Query and key: `[heads, queries, keys]`, or `[batch, heads, queries, keys]`.
        case matrix
        /// Their distance: `[heads, queries + keys − 1]`; entry `j − i + queries − 1` is for query i and key j.
        case byDistance
        /// The key alone: `[heads, keys]`, or `[batch, heads, keys]`.
        case byKey
    }

    public let values: Tensor
    public let form: Form

    public init(_ values: Tensor, _ form: Form) {
        self.values = values
        self.form = form
    }

    /// Sizes of the axes that a call asks for, without the batch.
    private func wanted(_ call: AttentionCall) -> [Int] {
        switch form {
        case .matrix: [call.queryHeads, call.queryLength, call.keyLength]
        case .byDistance: [call.queryHeads, call.queryLength + call.keyLength - 1]
        case .byKey: [call.queryHeads, call.keyLength]
        }
    }

    /// Writes where the bias, and where its gradient goes to, lie.
    func describe(_ call: AttentionCall, gradient: Tensor?, in shape: inout ck_attention) {
        let wanted = wanted(call)
        let hasBatch = form != .byDistance && values.rank == wanted.count + 1
        precondition(
            values.shape == (hasBatch ? [call.batch] : []) + wanted,
            "attention: a bias \(values.shape) does not fit \(call.batch) rows, \(call.queryHeads) heads, "
                + "\(call.queryLength) queries and \(call.keyLength) keys"
        )
        let head = wanted.dropFirst().reduce(1, *)
        shape.bias_strides.batch = hasBatch ? call.queryHeads * head : 0
        shape.bias_strides.head = head
        switch form {
        case .matrix: shape.bias_strides.position = call.keyLength
        case .byDistance: shape.bias_strides.position = -1
        case .byKey: shape.bias_strides.position = 0
        }
        let start = form == .byDistance ? (call.queryLength - 1) * values.elementType.size : 0
        shape.bias = UnsafeRawPointer(values.rawPointer + start)
        if let gradient { shape.bias_gradient = gradient.rawPointer + start }
    }
}

extension AttentionOptions {
    /// The bias as an input of the recorded operation.
    var biasInputs: [Tensor] { bias.map { [$0.values] } ?? [] }

    /// The options with the bias as a constant, for adjoints to keep.
    var detached: AttentionOptions {
        var result = self
        result.bias = bias.map { AttentionBias($0.values.detached, $0.form) }
        return result
    }
}

extension AttentionCall {
    /// Where the bias's gradient is added up; nil where nobody asks for it.
    func zerosForBias() -> Tensor? {
        guard let values = options.bias?.values, wantsBiasGradient else { return nil }
        return Tensor.zeros(values.shape, values.elementType)
    }

    /// The gradient of what `biasInputs` gives.
    func forInputs(_ biasGradient: Tensor?) -> [Tensor?] { options.bias == nil ? [] : [biasGradient] }
}
