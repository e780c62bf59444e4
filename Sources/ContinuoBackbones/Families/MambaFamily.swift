import ContinuoFormats
import ContinuoTensor

/// Mamba-1 (Gu and Dao 2023): an RMSNorm before each mixer and nothing else: no positions, no feed-forward part. The mixers'
/// output matrices start smaller by √layers. There is no limit of length.
public struct MambaFamily: ModelFamily {
    public static let name = "mamba"
    public static let architecture: String? = "MambaForCausalLM"

    public var vocabularySize: Int
    public var width: Int
    public var layers: Int
    /// Channels of a mixer as a multiple of the width.
    public var expansion: Int
    public var mixer: Mamba.Configuration
    public var epsilon: Double
    /// Standard deviation of the initial embeddings.
    public var deviation: Double
    /// Dropout of layers' outputs. Not a setting of transformers, which ignores the key.
    public var dropout: Double
    public var tied: Bool

    public static let defaults: JSONObject = ["num_hidden_layers": 4, "hidden_size": 256, "initializer_range": 0.02]

    public static let commonKeys: [CommonSetting: String] = [
        .width: "hidden_size", .layers: "num_hidden_layers", .dropout: "resid_pdrop",
    ]

    public static let tensorNames = TensorNameMap(
        [
            .init("embedding", "backbone.embeddings"),
            .init("blocks.*.mixer_norm", "backbone.layers.*.norm"),
            .init("blocks.*.mixer.conv1d", "backbone.layers.*.mixer.conv1d", .extraAxis(1)),
            .init("blocks.*.mixer", "backbone.layers.*.mixer"),
            .init("norm", "backbone.norm_f"),
            .init("head", "lm_head"),
        ],
        optionalPrefix: "backbone."
    )

    public init(_ values: ConfigurationValues) throws {
        try values.require(["hidden_act": "silu", "time_step_init_scheme": "random"])
        vocabularySize = try values.integer("vocab_size")
        width = try values.integer("hidden_size")
        layers = try values.integer("num_hidden_layers")
        expansion = try values.optionalInteger("expand") ?? 2
        mixer = Mamba.Configuration(stateSize: try values.optionalInteger("state_size") ?? 16)
        mixer.channels = expansion * width
        mixer.convolutionWidth = try values.optionalInteger("conv_kernel", in: 1...16) ?? 4
        // "auto" is ⌈width / 16⌉.
        let isAutomatic = values.value("time_step_rank") == "auto"
        mixer.stepRank = try (isAutomatic ? nil : values.optionalInteger("time_step_rank")) ?? (width + 15) / 16
        mixer.bias = try values.flag("use_bias", default: false)
        mixer.convolutionBias = try values.flag("use_conv_bias", default: true)
        mixer.stepScale = try values.number("time_step_scale", default: 1)
        mixer.smallestStep = try values.number("time_step_min", default: 1e-3)
        mixer.greatestStep = try values.number("time_step_max", default: 1e-1)
        mixer.stepFloor = try values.number("time_step_floor", default: 1e-4)
        epsilon = try values.number("layer_norm_epsilon", default: 1e-5)
        deviation = try values.number("initializer_range", default: 0.1)
        dropout = try values.number("resid_pdrop", default: 0, in: 0...1)
        tied = try values.flag("tie_word_embeddings", default: true)
        guard mixer.smallestStep > 0, mixer.smallestStep <= mixer.greatestStep else {
            throw values.error("time_step_min", expected: "a number above 0 and at most time_step_max")
        }
        guard mixer.stepFloor > 0 else { throw values.error("time_step_floor", expected: "a number above 0") }
    }

    public var configuration: JSONObject {
        [
            "vocab_size": .integer(vocabularySize),
            "hidden_size": .integer(width),
            "num_hidden_layers": .integer(layers),
            "state_size": .integer(mixer.stateSize),
            "expand": .integer(expansion),
            "intermediate_size": .integer(expansion * width),
            "conv_kernel": .integer(mixer.convolutionWidth),
            "time_step_rank": .integer(mixer.stepRank ?? (width + 15) / 16),
            "use_bias": .bool(mixer.bias),
            "use_conv_bias": .bool(mixer.convolutionBias),
            "hidden_act": "silu",
            "time_step_init_scheme": "random",
            "time_step_scale": .number(mixer.stepScale),
            "time_step_min": .number(mixer.smallestStep),
            "time_step_max": .number(mixer.greatestStep),
            "time_step_floor": .number(mixer.stepFloor),
            "layer_norm_epsilon": .number(epsilon),
            "initializer_range": .number(deviation),
            "resid_pdrop": .number(dropout),
            "tie_word_embeddings": .bool(tied),
        ]
    }

    public func backbone(
        _ direction: SequenceContext.Direction,
        _ initialiser: inout Initialiser
    ) throws -> any Backbone {
        StackedBackbone(
            vocabularySize: vocabularySize,
            width: width,
            layers: layers,
            normalisation: .init(.rootMeanSquare, epsilon: epsilon),
            tied: tied,
            deviation: deviation,
            dropout: dropout,
            &initialiser
        ) { Mamba(mixer, MixerPlace(width: width, layers: layers), &$0) }
    }
}
