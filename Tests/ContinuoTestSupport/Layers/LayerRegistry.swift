import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor

/// A layer that the battery checks.
public struct LayerCase: Sendable, CustomStringConvertible {
    public let description: String
    let make: @Sendable (inout Initialiser) -> any SequenceLayer

    public init(_ description: String, _ make: @escaping @Sendable (inout Initialiser) -> any SequenceLayer) {
        self.description = description
        self.make = make
    }

    /// The layer with initial weights of a fixed seed.
    public func layer(_ elementType: ElementType) -> any SequenceLayer {
        var initialiser = Initialiser(seed: 4, elementType)
        return make(&initialiser)
    }
}

/// Every kind of layer: one line each.
public enum LayerRegistry {
    public static let all: [LayerCase] = special + mixers

    /// Every mixer by its name, as small as it goes.
    static let mixers: [LayerCase] = MixerRegistry.all.map { kind in
        LayerCase(kind.name) { initialiser in
            let place = MixerPlace(width: 8, layer: 1, layers: 3, context: 64, deviation: 0.6)
            do {
                return try kind.layer(small[kind.name] ?? JSONObject(), place, &initialiser)
            } catch {
                fatalError("\(error)")
            }
        }
    }

    /// Settings of mixers whose own ones are large for a test.
    static let small: [String: JSONObject] = [
        "based": ["feature_width": 3], "gla": ["heads": 2], "gsa": ["slots": 3],
        "mamba2": ["head_width": 4, "state_size": 3, "groups": 2],
        "rebased": ["feature_width": 3],
        "hippo-rnn": ["order": 7],
        "lssl": ["state_size": 6],
        "s4": ["state_size": 8],
        "gss": ["state_size": 10],
        "gss-hybrid": ["every": 2, "window": 5],
    ]

    static let special: [LayerCase] = [
        LayerCase("attention") { attention(.init(heads: 2, bias: true, maximumLength: 64), &$0) },
        LayerCase("attention, rotary") {
            attention(.init(heads: 2, bias: false, rotaryBase: 100, maximumLength: 64), &$0)
        },
        LayerCase("attention, grouped heads") {
            attention(.init(heads: 4, keyHeads: 2, headWidth: 4, bias: true, rotaryBase: 100, maximumLength: 64), &$0)
        },
        LayerCase("attention, window") {
            attention(.init(heads: 2, keyHeads: 1, bias: false, maximumLength: 64, window: 3), &$0)
        },
        LayerCase("attention, normalised heads, part turned, bounded scores") {
            var configuration = SelfAttention.Configuration(
                heads: 4,
                keyHeads: 2,
                headWidth: 4,
                bias: true,
                outputBias: false,
                rotary: RotarySettings(base: 100, fraction: 0.5, scaling: .linear(factor: 2)),
                maximumLength: 64,
                window: 5
            )
            configuration.headNormalisation = Normalisation.Configuration(.rootMeanSquare, epsilon: 1e-6)
            (configuration.scale, configuration.softCap) = (0.7, 1.5)
            return attention(configuration, &$0)
        },
        LayerCase("attention, relative positions in buckets") { relative(isBidirectional: true, &$0) },
        LayerCase("attention, relative positions of what came before") { relative(isBidirectional: false, &$0) },
        LayerCase("Mamba") { Mamba(width: 6, &$0) },
        LayerCase("Mamba with biases") {
            var configuration = Mamba.Configuration(stateSize: 5)
            (configuration.bias, configuration.channels, configuration.stepRank) = (true, 7, 2)
            configuration.convolutionWidth = 2
            return Mamba(configuration, width: 6, &$0)
        },
        LayerCase("Mamba-2 with one group, biases and limits") {
            var configuration = Mamba2.Configuration()
            (configuration.bias, configuration.channels, configuration.stateSize) = (true, 12, 5)
            (configuration.headWidth, configuration.convolutionWidth) = (3, 2)
            (configuration.smallestStepLimit, configuration.greatestStepLimit) = (0.01, 0.05)
            return Mamba2(configuration, width: 6, &$0)
        },
        LayerCase("linear attention without a normaliser") {
            var configuration = LinearAttentionMixer.Configuration()
            (configuration.heads, configuration.featureMap, configuration.normaliser) = (2, .relu, false)
            return LinearAttentionMixer(configuration, width: 6, &$0)
        },
        LayerCase("LightNet, first layer") {
            var configuration = LightNet.Configuration()
            configuration.heads = 2
            return LightNet(configuration, width: 6, &$0)
        },
        LayerCase("mixture of gated memories") {
            var configuration = MixtureOfMemories.Configuration()
            (configuration.base, configuration.heads, configuration.shared) = (.gla, 2, false)
            return MixtureOfMemories(configuration, width: 8, &$0)
        },
        LayerCase("mixture of memories with a single projection") {
            var configuration = MixtureOfMemories.Configuration()
            (configuration.heads, configuration.singleProjection) = (2, true)
            return MixtureOfMemories(configuration, width: 8, &$0)
        },
        LayerCase("mixture of plain memories") {
            var configuration = MixtureOfMemories.Configuration()
            (configuration.base, configuration.heads) = (.linear, 2)
            return MixtureOfMemories(configuration, width: 8, &$0)
        },
        LayerCase("GRU") { GRU(width: 6, &$0) },
        LayerCase("GRU of another size") { GRU(width: 6, hiddenSize: 4, &$0) },
        LayerCase("LSTM") { LSTM(width: 6, &$0) },
        LayerCase("LSTM of another size") { LSTM(width: 6, hiddenSize: 4, &$0) },
    ]

    private static func relative(isBidirectional: Bool, _ initialiser: inout Initialiser) -> SelfAttention {
        let buckets = RelativePositionBuckets(count: 8, maximumDistance: 12, isBidirectional: isBidirectional)
        var configuration = SelfAttention.Configuration(heads: 2, headWidth: 3, bias: false, maximumLength: 64)
        configuration.scale = 0.8
        return SelfAttention(
            configuration,
            width: 8,
            deviation: 0.6,
            outputDeviation: 0.6,
            relativeBias: RelativePositionBias(buckets, heads: 2, deviation: 1, &initialiser),
            &initialiser
        )
    }

    private static func attention(
        _ configuration: SelfAttention.Configuration,
        _ initialiser: inout Initialiser
    ) -> SelfAttention {
        SelfAttention(configuration, width: 8, deviation: 0.6, outputDeviation: 0.6, &initialiser)
    }
}
