/// One recorded operation: what its results' gradients mean for its inputs.
final class GradientNode: @unchecked Sendable {
    /// Order of recording: an operation has a greater number than all that it depends on.
    let order: UInt64
    /// Where the inputs came from; nil for constants.
    var inputs: [GradientSource?]
    let outputCount: Int
    /// Gradients of the outputs (nil: an output that nothing used) to gradients of the inputs. Nil for a leaf.
    var adjoint: (([Tensor?]) -> [Tensor?])?

    init(order: UInt64, inputs: [GradientSource?], outputCount: Int, adjoint: (([Tensor?]) -> [Tensor?])?) {
        self.order = order
        self.inputs = inputs
        self.outputCount = outputCount
        self.adjoint = adjoint
    }

    /// Long chains are taken apart in a loop: releasing them one inside another would exhaust the stack.
    deinit {
        guard !inputs.isEmpty else { return }
        adjoint = nil
        var pending = inputs.compactMap { $0?.node }
        inputs = []
        while var node = pending.popLast() {
            guard isKnownUniquelyReferenced(&node) else { continue }
            node.adjoint = nil
            pending.append(contentsOf: node.inputs.compactMap { $0?.node })
            node.inputs = []
        }
    }
}

/// An output of a recorded operation.
struct GradientSource {
    let node: GradientNode
    let output: Int
}
