import ContinuoFormats
import ContinuoTensor

/// Mamba-2 (Dao and Gu 2024): an RMSNorm before each mixer and nothing else: no positions, no feed-forward part. There is no
/// limit of length.
public struct Mamba2Family: ModelFamily {
    public static let name = "mamba2"
    public static let architecture: String? = "Mamba2ForCausalLM"

    public var vocabularySize: Int
    public var width: Int
    public var layers: Int
    /// Channels of a mixer as a multiple of the width.
    public var expansion: Int
    public var mixer: Mamba2.Configuration
    public var epsilon: Double
    /// Standard deviation of the initial embeddings.
    public var deviation: Double
    /// Positions that other programs compute at once; does not change results.
    public var chunkSize: Int
    /// Dropout of layers' outputs. Not a setting of transformers, which ignores the key.
    public var dropout: Double
    public var tied: Bool

    public static let defaults: JSONObject = [
        "num_hidden_layers": 4, "hidden_size": 256, "state_size": 64, "n_groups": 1, "initializer_range": 0.02,
        "tie_word_embeddings": true,
    ]

    public static let commonKeys: [CommonSetting: String] = [
        .width: "hidden_size", .layers: "num_hidden_layers", .heads: "num_heads", .dropout: "resid_pdrop",
    ]

    public static let tensorNames = TensorNameMap(
        [
            .init("embedding", "backbone.embeddings"),
            .init("blocks.*.mixer_norm", "backbone.layers.*.norm"),
            .init("blocks.*.mixer.conv1d", "backbone.layers.*.mixer.conv1d", .extraAxis(1)),
            .init("blocks.*.mixer.decay", "backbone.layers.*.mixer"),
            .init("blocks.*.mixer", "backbone.layers.*.mixer"),
            .init("norm", "backbone.norm_f"),
            .init("head", "lm_head"),
        ],
        optionalPrefix: "backbone."
    )

    public init(_ values: ConfigurationValues) throws {
        try values.require(["hidden_act": "silu"])
        vocabularySize = try values.integer("vocab_size")
        width = try values.integer("hidden_size")
        layers = try values.integer("num_hidden_layers")
        expansion = try values.optionalInteger("expand") ?? 2
        epsilon = try values.number("layer_norm_epsilon", default: 1e-5)
        mixer = try Mamba2.Configuration(values, channels: expansion * width)
        mixer.normalisationEpsilon = epsilon
        deviation = try values.number("initializer_range", default: 0.1)
        chunkSize = try values.optionalInteger("chunk_size") ?? 256
        dropout = try values.number("resid_pdrop", default: 0, in: 0...1)
        tied = try values.flag("tie_word_embeddings", default: false)
    }

    /// Channels of each head.
    var headWidth: Int { mixer.sizes(width: width).headWidth }

    public var configuration: JSONObject {
        [
            "vocab_size": .integer(vocabularySize),
            "hidden_size": .integer(width),
            "num_hidden_layers": .integer(layers),
            "num_heads": .integer(expansion * width / headWidth),
            "head_dim": .integer(headWidth),
            "state_size": .integer(mixer.stateSize),
            "n_groups": .integer(mixer.groups),
            "expand": .integer(expansion),
            "conv_kernel": .integer(mixer.convolutionWidth),
            "use_bias": .bool(mixer.bias),
            "use_conv_bias": .bool(mixer.convolutionBias),
            "hidden_act": "silu",
            "time_step_limit": mixer.stepLimits,
            "time_step_min": .number(mixer.smallestStep),
            "time_step_max": .number(mixer.greatestStep),
            "time_step_floor": .number(mixer.stepFloor),
            "chunk_size": .integer(chunkSize),
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
        ) { Mamba2(mixer, MixerPlace(width: width, layers: layers), &$0) }
    }
}

extension Mamba2.Configuration {
    /// The settings of a mixer by the keys of transformers' configuration.
    fileprivate init(_ values: ConfigurationValues, channels: Int) throws {
        self.init()
        self.channels = channels
        stateSize = try values.optionalInteger("state_size") ?? 128
        groups = try values.optionalInteger("n_groups") ?? 8
        let heads = try values.optionalInteger("num_heads")
        headWidth = try values.optionalInteger("head_dim") ?? heads.map { max(channels / $0, 1) }
        let width = sizes(width: channels).headWidth
        guard channels % width == 0, heads.map({ $0 * width == channels }) ?? true else {
            throw values.error(
                heads == nil ? "head_dim" : "num_heads",
                expected: "heads of head_dim \(width) that make up expand · hidden_size = \(channels) channels"
            )
        }
        guard channels / width % groups == 0 else {
            throw values.error("n_groups", expected: "a divisor of the \(channels / width) heads")
        }
        convolutionWidth = try values.optionalInteger("conv_kernel", in: 1...16) ?? 4
        bias = try values.flag("use_bias", default: false)
        convolutionBias = try values.flag("use_conv_bias", default: true)
        smallestStep = try values.number("time_step_min", default: 1e-3)
        greatestStep = try values.number("time_step_max", default: 1e-1)
        stepFloor = try values.number("time_step_floor", default: 1e-4)
        guard smallestStep > 0, smallestStep <= greatestStep else {
            throw values.error("time_step_min", expected: "a number above 0 and at most time_step_max")
        }
        guard stepFloor > 0 else { throw values.error("time_step_floor", expected: "a number above 0") }
        try readStepLimits(values)
    }

    /// transformers writes an infinite number as `{"__float__": "Infinity"}`, earlier releases as `Infinity`.
    private mutating func readStepLimits(_ values: ConfigurationValues) throws {
        guard let value = values.value("time_step_limit") else { return }
        let ends = value.arrayValue ?? []
        let isUnlimited = ends.last.map { $0 == Self.infinity || $0.doubleValue == .infinity } ?? false
        guard ends.count == 2, let low = ends[0].doubleValue, let high = isUnlimited ? .infinity : ends[1].doubleValue,
            low >= 0, low <= high
        else {
            throw values.error("time_step_limit", expected: "the least and the greatest step size")
        }
        smallestStepLimit = low
        greatestStepLimit = isUnlimited ? nil : high
    }

    private static let infinity: JSONValue = .object(["__float__": "Infinity"])

    /// As in transformers' configuration.
    var stepLimits: JSONValue {
        .array([.number(smallestStepLimit), greatestStepLimit.map { .number($0) } ?? Self.infinity])
    }
}
