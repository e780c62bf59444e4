import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor

/// A small transformer in Float64 with weights that matter.
func tinyNetwork(
    vocabulary: Int,
    context: Int = 16,
    recipe: String = "gpt2",
    _ direction: SequenceContext.Direction = .bidirectional
) throws -> any Backbone {
    let overrides: JSONObject = [
        "layers": 1, "width": 8, "heads": 2, "context": .integer(context), "initializer_range": 0.6,
    ]
    var initialiser = Initialiser(seed: 4, .float64)
    return try FamilyRegistry.recipe(recipe, vocabularySize: vocabulary, overrides: overrides)
        .backbone(direction, &initialiser)
}

/// Compares gradients of a scalar with central differences, at a few numbers of every parameter.
func worstGradientError(_ network: any Backbone, _ objective: () throws -> Tensor) rethrows -> Double {
    let parameters = network.parameters.map(\.tensor)
    let found = gradients(of: try objective(), withRespectTo: parameters)
    var worst = 0.0
    for (parameter, gradient) in zip(parameters, found) {
        for index in stride(from: 0, to: parameter.count, by: max(1, parameter.count / 3)) {
            let value = parameter.pointer(Double.self)
            let kept = value[index]
            value[index] = kept + 1e-5
            let above = try withoutGradients { try objective().item }
            value[index] = kept - 1e-5
            let below = try withoutGradients { try objective().item }
            value[index] = kept
            let difference = (above - below) / 2e-5
            let analytic = gradient.pointer(Double.self)[index]
            worst = max(worst, abs(difference - analytic) / max(1, abs(analytic)))
        }
    }
    return worst
}

/// A network that remembers what it was given to read.
struct ListeningBackbone: Backbone {
    final class Memory: @unchecked Sendable {
        var tokens: [Tensor] = []
        var contexts: [SequenceContext] = []
    }

    let inner: any Backbone
    let memory = Memory()

    init(_ inner: any Backbone) { self.inner = inner }

    var vocabularySize: Int { inner.vocabularySize }
    var width: Int { inner.width }
    var maximumLength: Int? { inner.maximumLength }
    var capabilities: LayerCapabilities { inner.capabilities }
    var outputWeight: Tensor { inner.outputWeight }
    var outputBias: Tensor? { inner.outputBias }
    var logitSoftCap: Double { inner.logitSoftCap }
    func initialState(batch: Int) -> BackboneState { inner.initialState(batch: batch) }

    func hidden(_ tokens: Tensor, _ context: SequenceContext) -> Tensor {
        memory.tokens.append(tokens)
        memory.contexts.append(context)
        return inner.hidden(tokens, context)
    }

    func hidden(_ tokens: Tensor, state: inout BackboneState, _ context: SequenceContext) -> Tensor {
        inner.hidden(tokens, state: &state, context)
    }
}
