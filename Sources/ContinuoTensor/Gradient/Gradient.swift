import Synchronization

/// Whether operations are recorded for gradients, for the current task.
public enum GradientRecording {
    @TaskLocal static var isEnabled = true
    static let counter = Atomic<UInt64>(0)

    static func nextOrder() -> UInt64 { counter.wrappingAdd(1, ordering: .relaxed).newValue }
}

/// Runs `body` without recording: results are constants, nothing is kept for a backward pass.
public func withoutGradients<R>(_ body: () throws -> R) rethrows -> R {
    try GradientRecording.$isEnabled.withValue(false, operation: body)
}

/// Runs `body` with recording, inside of an adjoint as well: for operations whose adjoint differentiates something itself.
public func withGradients<R>(_ body: () throws -> R) rethrows -> R {
    try GradientRecording.$isEnabled.withValue(true, operation: body)
}

extension Tensor {
    /// Whether gradients can flow to this tensor.
    public var isTracked: Bool { source != nil }

    /// This tensor as a leaf: gradients can be asked with respect to it.
    public func tracked() -> Tensor {
        requireReal("tracked")
        var result = self
        result.source = GradientSource(
            node: GradientNode(order: GradientRecording.nextOrder(), inputs: [], outputCount: 1, adjoint: nil),
            output: 0
        )
        return result
    }

    /// This tensor as a constant.
    public var detached: Tensor {
        var result = self
        result.source = nil
        return result
    }

    /// Records this result of an operation on `inputs`. `adjoint` maps the gradient of the result to those of the inputs
    /// (nil where none is needed). It must capture detached tensors only.
    public func recorded(from inputs: Tensor..., adjoint: @escaping (Tensor) -> [Tensor?]) -> Tensor {
        Tensor.record([self], inputs: inputs) { adjoint($0[0]!) }[0]
    }

    /// Records several results of one operation. `adjoint` receives nil for a result that nothing used.
    public static func record(
        _ outputs: [Tensor],
        inputs: [Tensor],
        adjoint: @escaping ([Tensor?]) -> [Tensor?]
    ) -> [Tensor] {
        guard isRecording(inputs) else { return outputs }
        let node = GradientNode(
            order: GradientRecording.nextOrder(),
            inputs: inputs.map(\.source),
            outputCount: outputs.count,
            adjoint: adjoint
        )
        return outputs.enumerated().map { index, output in
            var result = output
            result.source = GradientSource(node: node, output: index)
            return result
        }
    }

    /// Whether an operation on `inputs` would be recorded: operations keep what their adjoint needs only then.
    public static func isRecording(_ inputs: [Tensor]) -> Bool {
        inputs.contains { $0.source != nil } && GradientRecording.isEnabled
    }
}

/// Gradients of a scalar with respect to tensors (leaves or intermediate results).
///
/// The recorded computation of `result` is used up: its kept activations are released on the way.
/// - Parameters:
///   - result: a tensor with one element.
///   - seed: gradient of `result` itself; 1 by default.
/// - Returns: a tensor of the shape of each of `tensors`; zeros where `result` does not depend on it.
public func gradients(
    of result: Tensor,
    withRespectTo tensors: [Tensor],
    seed: Tensor? = nil
) -> [Tensor] {
    precondition(result.count == 1 || seed != nil, "gradients need a scalar result, the shape is \(result.shape)")
    var pass = BackwardPass()
    return pass.run(from: result, seed: seed ?? Tensor.ones(result.shape, result.elementType), wanted: tensors)
}

private struct BackwardPass {
    private struct Key: Hashable {
        let node: ObjectIdentifier
        let output: Int
    }
    private var pending: [Key: Tensor] = [:]
    private var found: [Key: Tensor] = [:]

    mutating func run(from result: Tensor, seed: Tensor, wanted: [Tensor]) -> [Tensor] {
        var keep = Set<Key>()
        for tensor in wanted {
            guard let source = tensor.source else { continue }
            keep.insert(Key(node: ObjectIdentifier(source.node), output: source.output))
        }
        if let source = result.source {
            pending[Key(node: ObjectIdentifier(source.node), output: source.output)] = seed
            var nodes = BackwardPass.reachable(from: source.node)
            while let node = nodes.popLast() {  // latest first
                visit(node, keep: keep)
            }
        }
        return wanted.map { tensor in
            guard let source = tensor.source else { return Tensor.zeros(tensor.shape, tensor.elementType) }
            let key = Key(node: ObjectIdentifier(source.node), output: source.output)
            return found[key] ?? Tensor.zeros(tensor.shape, tensor.elementType)
        }
    }

    private mutating func visit(_ node: GradientNode, keep: Set<Key>) {
        let identifier = ObjectIdentifier(node)
        var gradients: [Tensor?] = []
        var any = false
        for output in 0..<node.outputCount {
            let key = Key(node: identifier, output: output)
            let gradient = pending.removeValue(forKey: key)
            if let gradient {
                any = true
                if keep.contains(key) { found[key] = gradient }
            }
            gradients.append(gradient)
        }
        guard let adjoint = node.adjoint else { return }
        node.adjoint = nil
        let inputs = node.inputs
        node.inputs = []
        guard any else { return }
        let results = withoutGradients { adjoint(gradients) }
        precondition(
            results.count == inputs.count,
            "an adjoint gave \(results.count) gradients for \(inputs.count) inputs"
        )
        gradients = []
        for (input, gradient) in zip(inputs, results) {
            guard let input, let gradient else { continue }
            let key = Key(node: ObjectIdentifier(input.node), output: input.output)
            if let earlier = pending.removeValue(forKey: key) {
                pending[key] = withoutGradients { earlier.adding(gradient) }
            } else {
                pending[key] = gradient
            }
        }
    }

    /// All nodes that `start` depends on, itself included, earliest first.
    private static func reachable(from start: GradientNode) -> [GradientNode] {
        var seen = Set<ObjectIdentifier>([ObjectIdentifier(start)])
        var nodes = [start]
        var next = 0
        while next < nodes.count {
            for input in nodes[next].inputs {
                guard let node = input?.node, seen.insert(ObjectIdentifier(node)).inserted else { continue }
                nodes.append(node)
            }
            next += 1
        }
        return nodes.sorted { $0.order < $1.order }
    }
}
