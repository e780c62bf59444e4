import ContinuoBackbones
import ContinuoTensor

/// How the sparse rules of dynamic evaluation put their matrix M to a network.
enum SparseAdaptation {
    /// M = 0 as a leaf, `[units, units]`.
    /// - Throws: `TrainingError.badSetting` where the network has fewer units.
    static func matrix(units: Int, _ backbone: any Backbone) throws -> Tensor {
        guard units <= backbone.width else {
            throw TrainingError.badSetting(
                field: "dynamic",
                expected: "at most \(backbone.width) units, the width of the network, got \(units)"
            )
        }
        return Tensor.zeros([units, units], backbone.elementType).tracked()
    }

    /// The output vectors of a network under M: in the last layer's state where that can be adapted, else behind the network.
    /// - Parameters:
    ///   - matrix: M; nil for the network as it is.
    ///   - read: what the network gives under a context.
    static func hidden(_ backbone: any Backbone, _ matrix: Tensor?, read: (SequenceContext) -> Tensor) -> Tensor {
        guard let matrix else { return read(.causal) }
        guard backbone.capabilities.contains(.adaptableState) else {
            return adapted(withoutGradients { read(.causal) }, by: matrix)
        }
        var context = SequenceContext.causal
        context.stateAdaptation = matrix
        return read(context)
    }
}
