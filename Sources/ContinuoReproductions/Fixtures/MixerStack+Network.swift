import ContinuoBackbones
import ContinuoFormats

extension MixerStack {
    /// A network of mixers with random parameters.
    /// - Parameter settings: those of the recipe `stack` that are not the defaults.
    static func network(
        _ settings: JSONObject,
        vocabularySize: Int = 256,
        direction: SequenceContext.Direction = .causal,
        _ initialiser: inout Initialiser
    ) throws -> any Backbone {
        try FamilyRegistry.recipe(name, vocabularySize: vocabularySize, overrides: settings)
            .backbone(direction, &initialiser)
    }

    /// The same with the randomness of a seed.
    static func network(
        _ settings: JSONObject,
        vocabularySize: Int = 256,
        direction: SequenceContext.Direction = .causal,
        seed: UInt64
    ) throws -> any Backbone {
        var initialiser = Initialiser(seed: seed)
        return try network(settings, vocabularySize: vocabularySize, direction: direction, &initialiser)
    }
}
